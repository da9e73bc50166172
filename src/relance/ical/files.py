"""Which files of a folder are calendars, and how they are read from the disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from relance.errors import BadInput, NeedsPerson, Temporary

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_FILES = 200_000
_PASSING = frozenset(
    (
        errno.EAGAIN,
        errno.EBUSY,
        errno.EINTR,
        errno.EIO,
        errno.ESTALE,
        errno.ETIMEDOUT,
        errno.ENETDOWN,
        errno.EHOSTDOWN,
        errno.EMFILE,
        errno.ENFILE,
    )
)


def calendar_files(path: Path) -> list[Path]:
    """Return the .ics files of a folder and of the folders below it, in a fixed order; or a file.

    Dot files and dot folders are left out: there lie temporary files and the notes that other
    programs keep for themselves. Links to folders are not followed.
    """
    if not path.is_dir():
        return [path]
    found = sorted(_below(path))
    if len(found) > _MOST_FILES:
        raise BadInput(
            f"it holds more than {_MOST_FILES} files.",
            where=str(path),
            remedy="Name a smaller folder.",
        )
    return found


def _below(folder: Path) -> Iterator[Path]:
    try:
        for at, folders, names in os.walk(folder, onerror=_raise):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                if name.casefold().endswith(".ics") and not name.startswith((".", "#", "~")):
                    yield Path(at, name)
    except OSError as error:
        raise plain_error(error, folder) from error


def _raise(error: OSError) -> None:
    raise error


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; raise what its absence or unreadability means."""
    try:
        if not path.is_file() and path.exists():
            raise BadInput("it is no file.", where=str(path), remedy="Name a file or a folder.")
        return path.read_bytes()
    except OSError as error:
        raise plain_error(error, path) from error


def plain_error(error: OSError, path: Path) -> Temporary | NeedsPerson:
    """Return what an error of the file system means for a person."""
    where = str(error.filename or path)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return NeedsPerson(
            "it is not there.",
            where=where,
            remedy="Put it back, or correct its path in the settings.",
        )
    if isinstance(error, PermissionError):
        return NeedsPerson(
            "it may not be opened.",
            where=where,
            remedy="Give yourself access to it (chmod, chown).",
        )
    if error.errno == errno.ENOSPC:
        return NeedsPerson("the disk is full.", where=where, remedy="Make room on it.")
    if error.errno in _PASSING:
        return Temporary(f"the disk does not answer ({error.strerror}).", where=where)
    return NeedsPerson(
        f"the system says: {error.strerror or error}.",
        where=where,
        remedy="Look at this file and its disk.",
    )
