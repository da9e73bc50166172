"""Whether files may have changed, told without reading them: names, times, sizes and inodes."""

from __future__ import annotations

import os
import time
from array import array
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SETTLED = 2_500_000_000
"""Nanoseconds after which a further change must show: the coarsest file systems count in 2 s."""

_WORD = (1 << 64) - 1


def stamp_of(path: Path) -> str | None:
    """Return a hash of how a file, or all files of a folder, look from outside.

    The same stamp again says that nothing was written meanwhile: writing into a file sets its
    change time, which no program can set back. None when that cannot be said: a file was changed
    so recently that it may change again within the same tick, or cannot be looked at. It must
    be taken before the files are read.
    """
    if os.name != "posix":  # elsewhere there is no change time
        return None
    names: list[str] = []
    looks: list[os.stat_result] = []
    try:
        if path.is_dir():
            _look_below(path, names, looks)
        else:
            looks.append(path.stat())
    except OSError:
        return None
    changed = [look.st_ctime_ns for look in looks]
    # The clock that files are stamped with; nothing but whether to read them hangs on it.
    if max(changed, default=0) > time.time_ns() - _SETTLED:
        return None
    made = blake2b("\0".join(names).encode("utf-8", "surrogateescape"), digest_size=16)
    written = [look.st_mtime_ns for look in looks]
    sizes = [look.st_size for look in looks]
    inodes = [look.st_ino for look in looks]
    for numbers in (changed, written, sizes, inodes):
        made.update(array("Q", [number & _WORD for number in numbers]).tobytes())
    return made.hexdigest()


def _look_below(path: Path, names: list[str], looks: list[os.stat_result]) -> None:
    """Look at everything that may be a calendar file; what begins with a dot never is one."""
    folders = [os.fspath(path)]
    while folders:
        folder = folders.pop()
        names.append(folder)
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name[0] == ".":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    names.append(name)
                    looks.append(entry.stat())
