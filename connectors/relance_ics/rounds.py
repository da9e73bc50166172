"""One round of reading: what calendar files hold now, against what was known of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, Protocol

from relance.ical import Bundle, BundleReader, Scan, bundles, without_words
from relance.ports import Item, Page
from relance_ics.cursor import Cursor, Head, file_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from relance.model import Warned, Window

_PAGE = 500  # items, or events where a series has many


class Source(Protocol):
    """Where the files come from."""

    @property
    def by_file(self) -> bool:
        """Return whether the version of an event is that of its file."""

    def ref(self, uid: str) -> str:
        """Return the name of an item."""


@dataclass(slots=True)
class Files:
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


class Round:
    """One round of reading: files as they are against what was known."""

    def __init__(
        self,
        calendar: Source,
        files: Files,
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
        self._hidden: list[str] = []  # read well, but their words are not shown

    def pages(self) -> Iterator[Page]:
        """Yield the pages of the round; the last one carries the cursor."""
        page: list[Item] = []
        size = 0
        for item in self._items():
            page.append(item)
            size += max(1, len(item.events))
            if size >= _PAGE:
                yield Page(items=tuple(page), kept=tuple(self._hidden))
                page, size = [], 0
        left, gone = self._no_longer_inside()
        files = self._files
        warnings = [*files.warnings, *(w for file in files.scans for w in file.told.warnings)]
        content = None if self._kept else files.content
        head = Head(self._window.name, content, self._stamp, files.exists)
        yield Page(
            items=(*page, *left),
            gone=tuple(gone),
            cursor=Cursor(head, self._seen).text(),
            complete=self._known is None and not files.partly_read,
            warnings=tuple(warnings),
            kept=(*self._kept, *self._hidden),
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
                self._seen[ref] = (version[:16], names)
                continue
            events = reader.events(bundle, ref=ref, version=version)
            if events is None:
                self._keep(ref)
                continue
            self._seen[ref] = (version[:16], names)
            hidden = without_words(events, b"\n".join(f.raw(b) for f, b in bundle.parts))
            if hidden is not None:
                self._hidden.append(ref)
            if events or ref in before:
                yield Item(ref, hidden or events)
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
