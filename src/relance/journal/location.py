"""Where the journal lies: a file for its owner alone."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from relance.errors import BadSettings, Refused

MEMORY = ":memory:"
REMEDY = "Give yourself the right to write there, or set journal.url to another place."


def path_of(url: str) -> Path | None:
    """Return the file that a path or an SQLite URL names, None for a journal in memory."""
    if url in {MEMORY, "sqlite://", "sqlite:///:memory:"}:
        return None
    if url.startswith("sqlite:///"):
        return Path(url.removeprefix("sqlite:///")).expanduser()
    scheme, sign, _ = url.partition("://")
    if sign or not url or "\0" in url:
        kind = scheme if sign else "this"
        raise BadSettings(
            [f"journal.url: {kind} is no kind of journal; right is a path or sqlite:///PATH."]
        )
    return Path(url).expanduser()


def make_folder(folder: Path) -> None:
    """Make a missing folder, for the owner alone."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"the folder of the journal cannot be made: {error.strerror}.",
            where=str(folder),
            remedy=REMEDY,
        ) from error


def make_private(path: Path) -> None:
    """Make a missing journal file, and take a present one from everybody but its owner."""
    make_folder(path.parent)
    try:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Refused("the journal is not a file.", where=str(path), remedy=REMEDY)
        if stat.S_IMODE(found.st_mode) & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise Refused(
            f"the journal cannot be opened: {error.strerror}.", where=str(path), remedy=REMEDY
        ) from error
