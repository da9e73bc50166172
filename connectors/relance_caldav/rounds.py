"""One round of reading a calendar: resources → items."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relance.ical import without_words
from relance.model import Warned
from relance.ports import Item, Page
from relance_caldav.cursor import Cursor, ref_of, short
from relance_caldav.items import Items, version_of
from relance_caldav.listing import Truncated
from relance_caldav.refusals import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.model import Window
    from relance_caldav.listing import Listing, Resource

_ITEMS = 500
WITHHELD = "the server does not show an event of this calendar; what was known of it stays."
SHARE = "Look whether the calendar is still shared with you in full."


@dataclass(slots=True)
class Round:
    """Reads one calendar once; `sync` says whether sync-collection can be trusted there."""

    listing: Listing
    window: Window
    sync: bool
    _items: dict[str, Item] = field(default_factory=dict)
    _gone: dict[str, None] = field(default_factory=dict)
    _kept: dict[str, None] = field(default_factory=dict)
    _etags: dict[str, str] = field(default_factory=dict)
    _reader: Items = field(init=False)
    _first: bool = False

    def __post_init__(self) -> None:
        self._reader = Items(self.window)

    def everything(self) -> Iterator[Page]:
        """Yield everything in the window."""
        self._first = True
        token = self.listing.token() if self.sync else ""
        try:
            self.listing.everything(self._take)
        except Truncated:
            if not token:
                raise
            self._forget()
            token = self.listing.changes("", self._take)  # which comes in parts
        etags = {} if token else self._etags
        yield from self._end(Cursor(self.window.name, token, etags), complete=True)

    def changes(self, known: Cursor) -> Iterator[Page]:
        """Yield what changed since a cursor was given; raise CursorExpired if it is no good."""
        if known.token:
            try:
                token = self.listing.changes(known.token, self._take)
            except Unsupported:
                self.sync = False
                self._forget()
                yield from self.everything()
                return
            yield from self._end(Cursor(known.window, token), complete=False)
            return
        there = self.listing.etags()
        refs = {ref_of(name): name for name in there}
        changed = [
            there[name]
            for ref, name in refs.items()
            if not there[name].etag or known.etags.get(ref) != short(there[name].etag)
        ]
        for one in self.listing.these(changed):
            self._take(one)
        stays = {ref: etag for ref, etag in known.etags.items() if ref in refs}
        for ref in known.etags.keys() - refs.keys():
            self._gone[ref] = None
        etags = {**stays, **self._etags}
        for ref in self._gone:
            etags.pop(ref, None)
        yield from self._end(Cursor(known.window, "", etags), complete=False)

    def _take(self, one: Resource) -> None:
        ref = ref_of(one.name)
        for past in (self._items, self._gone, self._kept):
            past.pop(ref, None)
        if one.gone:
            self._gone[ref] = None
            return
        if one.data is None:
            self._kept[ref] = None
            self._etags[ref] = short("")  # asked for again the next time
            self._reader.warnings.append(Warned(ref, WITHHELD, SHARE))
            return
        self._etags[ref] = short(one.etag)
        version = version_of(one.etag, one.data)
        events = self._reader.events(one.name, ref, version, one.data)
        hidden = without_words(events or (), one.data)
        if events is None or hidden is not None:
            self._kept[ref] = None
        if hidden or events or (events is not None and not self._first):
            self._items[ref] = Item(ref, hidden or events or ())

    def _forget(self) -> None:
        """Begin anew: what was told before is no part of what is asked for now."""
        for past in (self._items, self._gone, self._kept, self._etags):
            past.clear()
        self._reader = Items(self.window)

    def _end(self, cursor: Cursor, *, complete: bool) -> Iterator[Page]:
        items = list(self._items.values())
        self._items.clear()
        while len(items) > _ITEMS:
            yield Page(items=tuple(items[:_ITEMS]), kept=tuple(self._kept))
            items = items[_ITEMS:]
        yield Page(
            items=tuple(items),
            gone=() if complete else tuple(self._gone),
            cursor=cursor.text(),
            complete=complete,
            warnings=tuple(self._reader.warnings),
            kept=tuple(self._kept),
        )
