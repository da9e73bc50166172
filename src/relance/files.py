"""Write a file whole or not at all, for its owner alone."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_private(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write a file that only its owner may read; it is there whole, or as it was before.

    A link stays a link to what is written. With `lasting` it outlives a power cut. Raises
    OSError, and leaves nothing behind.
    """
    target = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
