"""Write what the person asked for into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.errors import Refused
from relance.files import write_private

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file for its owner alone; it is there whole, or as it was before."""
    try:
        write_private(path, content)
    except OSError as error:
        raise Refused(
            f"it cannot be written: {error.strerror or error}.",
            where=str(path),
            remedy="Name a file in a folder that is yours.",
        ) from error
