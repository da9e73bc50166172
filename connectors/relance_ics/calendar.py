"""Reading a folder of calendar files, or one file, as one calendar.

A folder is read with all folders below it; dot files and files that do not end in .ics are left
alone. The same UID in several files is one appointment, by the rules for revisions: the highest
SEQUENCE wins, then the newest stamp, then the later file.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from relance.errors import BadInput, CursorExpired, NeedsPerson
from relance.ical import LARGEST, calendar_files, read_bytes, scan, too_much
from relance.model import Warned, Window
from relance.ports import Page
from relance_ics.cursor import Cursor, Head
from relance_ics.rounds import Files, Round, content_of, version_of
from relance_ics.stamps import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class IcsCalendar:
    """A folder of calendar files, or one file, that is read."""

    by_file = False
    """Whether the version of an event is that of its file."""

    def __init__(self, account: str, path: Path) -> None:
        self._path = path
        self._id = f"{account}:{path}"

    @property
    def id(self) -> str:
        """Return account and path."""
        return self._id

    @property
    def name(self) -> str:
        """Return the name of the folder or file."""
        return self._path.stem or str(self._path)

    def watched(self) -> Sequence[Path]:
        """Return the folder or file, when it is there."""
        return [self._path] if self._path.exists() else []

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Yield what changed since `cursor`; everything in `window` without one."""
        known = None if cursor is None else self._known(cursor, window)
        stamp = stamp_of(self._path)  # before anything is read: what comes later shows next time
        if cursor is not None and known is not None and known.content is not None:
            if known.stamp is not None and known.stamp == stamp:
                yield Page(cursor=cursor)
                return
            if known.content == self._content():
                newer = known if stamp is None else replace(known, stamp=stamp)
                yield Page(cursor=newer.before(cursor))
                return
        before = None if cursor is None else Cursor.read(cursor)
        files = self._load()
        yield from Round(self, files, stamp, before, window).pages()

    def ref(self, uid: str) -> str:
        """Return the name of an item: a hash, since the UID is nobody else's business."""
        return sha256(f"{self._id}\n{uid}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def _known(self, cursor: str, window: Window) -> Head:
        known = Head.read(cursor)
        if known.exists and not self._path.exists():
            self._missing(was_there=True)
        if known.window != window.name:
            raise CursorExpired("this cursor was given for another window.", where=self._id)
        return known

    def _missing(self, *, was_there: bool = False) -> None:  # noqa: ARG002 - a folder differs
        """Raise what a missing path means."""
        raise NeedsPerson(
            "it is not there.",
            where=str(self._path),
            remedy="Put it back, or correct its path in the settings.",
        )

    def _paths(self) -> list[Path]:
        if not self._path.exists():
            self._missing()
            return []
        return calendar_files(self._path)

    def _where(self, path: Path) -> str:
        return path.name if path == self._path else path.relative_to(self._path).as_posix()

    def _content(self) -> str | None:
        """Return the hash of all files as they are now, holding one at a time."""
        try:
            return content_of({self._where(p): version_of(read_bytes(p)) for p in self._paths()})
        except (NeedsPerson, BadInput):
            return None  # told when they are read

    def _load(self) -> Files:
        paths = self._paths()
        files = Files(exists=self._path.exists())
        size = 0
        for path in paths:
            where = self._where(path)
            try:
                data = read_bytes(path)
                size += len(data)
                if size > LARGEST and path != self._path:
                    raise too_much(str(self._path))
                files.versions[where] = version_of(data)
                files.scans.append(scan(data, where))
            except (BadInput, NeedsPerson) as wrong:
                if path == self._path or size > LARGEST:
                    raise
                if isinstance(wrong, NeedsPerson) and not path.exists():
                    continue  # deleted since the folder was listed
                files.unread.add(where)
                files.warnings.append(Warned(where, wrong.what, wrong.remedy))
        return files
