"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from relance.errors import Refused


def write_whole(path: Path, content: bytes) -> None:
    """Write a file for its owner alone; it is there whole, or as it was before."""
    target = path.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    except OSError as error:
        raise _refused(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> Refused:
    return Refused(
        f"it cannot be written: {error.strerror or error}.",
        where=str(path),
        remedy="Name a file in a folder that is yours.",
    )
