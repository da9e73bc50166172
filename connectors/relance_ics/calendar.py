"""Reading a folder of calendar files, or one file, as one calendar.

A folder is read with all folders below it; dot files and files that do not end in .ics are left
alone. The same UID in several files is one appointment, by the rules for revisions: the highest
SEQUENCE wins, then the newest stamp, then the later file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

from relance.errors import BadInput, CursorExpired, NeedsPerson
from relance.ical import (
    LARGEST,
    Bundle,
    BundleReader,
    Scan,
    bundles,
    calendar_files,
    read_bytes,
    scan,
    too_much,
)
from relance.model import Warned, Window
from relance.ports import Item, Page
from relance_ics.cursor import Cursor, Head, file_name, window_name
from relance_ics.stamps import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_PAGE = 500


@dataclass(slots=True)
class _Files:
    """What the files of a calendar hold at one moment."""

    exists: bool = True
    scans: list[Scan] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)  # file → hash of its bytes
    unread: set[str] = field(default_factory=set)
    warnings: list[Warned] = field(default_factory=list)

    @property
    def content(self) -> str | None:
        """Return a hash of everything; None when something could not be read."""
        damaged = any(file.damaged or not file.whole for file in self.scans)
        return None if self.unread or damaged else content_of(self.versions)

    @property
    def partly_read(self) -> set[str]:
        """Return the files that may hold more than was seen."""
        return self.unread | {file.told.where for file in self.scans if not file.whole}


def content_of(versions: Mapping[str, str]) -> str:
    """Return one hash for the names and the hashes of files."""
    return sha256(repr(sorted(versions.items())).encode()).hexdigest()[:32]


def version_of(data: bytes) -> str:
    """Return the version of a file: a hash of its content."""
    return blake2b(data, digest_size=16).hexdigest()


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
        yield from _Round(self, files, stamp, before, window).pages()

    def ref(self, uid: str) -> str:
        """Return the name of an item: a hash, since the UID is nobody else's business."""
        return sha256(f"{self._id}\n{uid}".encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def _known(self, cursor: str, window: Window) -> Head:
        known = Head.read(cursor)
        if known.exists and not self._path.exists():
            self._missing(was_there=True)
        if known.window != window_name(window):
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

    def _load(self) -> _Files:
        paths = self._paths()
        files = _Files(exists=self._path.exists())
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


class _Round:
    """One round of reading: files as they are against what was known."""

    def __init__(
        self,
        calendar: IcsCalendar,
        files: _Files,
        stamp: str | None,
        known: Cursor | None,
        window: Window,
    ) -> None:
        self._calendar = calendar
        self._files = files
        self._stamp = stamp
        self._known = known
        self._window = window
        self._uids = {block.uid for file in files.scans for block in file.blocks}
        self._seen: dict[str, tuple[str, frozenset[str]]] = {}
        self._kept: list[str] = []

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the round; the last one carries the cursor."""
        page: list[Item] = []
        for item in self._items():
            page.append(item)
            if len(page) == _PAGE:
                yield Page(items=tuple(page))
                page = []
        left, gone = self._no_longer_inside()
        files = self._files
        warnings = [*files.warnings, *(w for file in files.scans for w in file.told.warnings)]
        content = None if self._kept else files.content
        head = Head(window_name(self._window), content, self._stamp, files.exists)
        yield Page(
            items=(*page, *left),
            gone=tuple(gone),
            cursor=Cursor(head, self._seen).text(),
            complete=self._known is None and not files.partly_read,
            warnings=tuple(warnings),
            kept=tuple(self._kept),
            all_told=True,
        )

    def _items(self) -> Iterator[Item]:
        before = {} if self._known is None else self._known.items
        reader = BundleReader(self._window)
        for bundle in bundles(self._files.scans, self._window):
            ref = self._calendar.ref(bundle.uid)
            version = self._version(bundle)
            names = frozenset(map(file_name, bundle.files))
            if before.get(ref, ("",))[0] == version[:16]:
                self._seen[ref] = before[ref]
                continue
            events = reader.events(bundle, ref=ref, version=version)
            if events is None:
                self._keep(ref)
                continue
            self._seen[ref] = (version[:16], names)
            if events or ref in before:
                yield Item(ref, events)
        for file in self._files.scans:
            for uid in file.damaged - self._uids:
                self._keep(self._calendar.ref(uid))

    def _version(self, bundle: Bundle) -> str:
        """Return the hash of its blocks; where files are written, of a file of its own."""
        (file, *others) = bundle.files
        alone = not others and len(bundle.parts[0][0].blocks) == len(bundle.parts)
        if alone and self._calendar.by_file:
            return self._files.versions[file]
        return bundle.digest().hex() * 2

    def _keep(self, ref: str) -> None:
        """Let stand what was known of an item that is there and cannot be read."""
        self._kept.append(ref)
        if self._known is not None and ref in self._known.items:
            self._seen[ref] = self._known.items[ref]

    def _no_longer_inside(self) -> tuple[list[Item], list[str]]:
        """Return what left the window, and what is gone; carry what may only be unreadable."""
        if self._known is None:
            return [], []
        unsure = set(map(file_name, self._files.partly_read))
        there = None
        left: list[Item] = []
        gone: list[str] = []
        for ref, (digest, names) in self._known.items.items():
            if ref in self._seen:
                continue
            if there is None:
                there = set(map(self._calendar.ref, self._uids))
            if ref in there:
                left.append(Item(ref, ()))
            elif names & unsure:
                self._seen[ref] = (digest, names)
            else:
                gone.append(ref)
        return left, gone
