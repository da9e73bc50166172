"""One round of reading a calendar: Graph's events → items.

Graph tells the occurrences of a series one by one, in no order, and of most of them no more than
their times. An item is a whole series, so they are gathered until the round's end, and completed
from their series. All else goes on at once, so that no more than a page is held.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relance.errors import CursorExpired
from relance.model import Warned, printable
from relance.ports import Item, Page
from relance_outlook.cursor import Cursor, short
from relance_outlook.series import (
    completed,
    is_series,
    is_told,
    may_touch,
    removed,
    series_of,
    text_of,
)
from relance_outlook.translate import from_graph, zone_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relance.model import Event
    from relance_outlook.listing import Listing
    from relance_outlook.ours import Ours
    from relance_outlook.series import Json

MOST_ASKED = 20
"""Events to ask for one by one; where more have gone, everything is read again."""

_ITEMS = 500
_MOST_WARNINGS = 50


@dataclass(slots=True)
class Series:
    """What a round told of a series; all of it, when the series itself was told with it."""

    head: Json | None = None
    told: dict[str, Json] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Say whether nothing of it was left out."""
        return self.head is not None and bool(self.told)


@dataclass(slots=True)
class Round:
    """Reads one calendar once."""

    listing: Listing
    ours: Ours
    _warnings: dict[Warned, None] = field(default_factory=dict)
    _kept: dict[str, None] = field(default_factory=dict)
    _series: dict[str, Series] = field(default_factory=dict)
    _gone: dict[str, None] = field(default_factory=dict)

    def everything(self) -> Iterator[Page]:
        """Yield everything in the window."""
        self.ours.many_ahead()
        late: dict[str, Item] = {}
        for resources in self.listing.everything():
            items: dict[str, Item] = {}
            for one in resources:
                name = text_of(one, "id")
                if removed(one):
                    self._undo(name, items, late)
                elif not self._gathered(one):
                    late.pop(name, None)
                    self._take(one, items)
            if items:
                yield Page(items=tuple(items.values()), kept=tuple(self._kept))
        cursor = self._cursor({})
        found = [self._item(ref, known, cursor) for ref, known in self._series.items()]
        yield from self._end([*late.values(), *filter(None, found)], cursor, (), complete=True)

    def changes(self, known: Cursor) -> Iterator[Page]:
        """Yield what changed since a cursor was given; raise CursorExpired if it is no good."""
        told: set[str] = set()
        of_occurrences = known.of_occurrences()
        for resources in self.listing.since(known.link):
            items: dict[str, Item] = {}
            for one in resources:
                name = text_of(one, "id")
                if removed(one):
                    self._remove(name, of_occurrences.get(short(name), ""), items)
                elif not self._gathered(one):
                    self._gone.pop(name, None)
                    self._take(one, items)
            told.update(items)
            if items:
                yield Page(items=tuple(items.values()), kept=tuple(self._kept))
        for ref in known.series.keys() & told:  # no series any more
            del known.series[ref]
            self._series.pop(ref, None)
        yield from self._settled(known, told)

    def _settled(self, known: Cursor, told: set[str]) -> Iterator[Page]:
        """Yield the series that changed, and the end of the round.

        Raises CursorExpired where everything has to be read, and what came before is no part of
        that: of a series that came in part, nobody can tell which occurrences are left, or whether
        any is: that it is not found by its id is no sign.
        """
        for ref in self._series:
            self._gone.pop(ref, None)
        whole = all(found.whole for found in self._series.values())
        if not whole or len(self._gone) > MOST_ASKED:
            what = "what has gone from this calendar is not told by its changes."
            raise CursorExpired(what, where=self.listing.where)
        cursor = self._cursor(known.series)
        found = [self._item(ref, one, cursor) for ref, one in self._series.items()]
        left = [ref for ref in self._gone if self._left(ref)]
        undone = [ref for ref in self._gone if ref in left or ref in told]
        items = [*filter(None, found), *(Item(ref, ()) for ref in undone)]
        for ref in self._gone:
            cursor.series.pop(ref, None)
        gone = tuple(ref for ref in self._gone if ref not in left)
        yield from self._end(items, cursor, gone, complete=False)

    def _gathered(self, one: Json) -> bool:
        """Take what belongs to a series; say whether it does."""
        of = text_of(one, "id") if is_series(one) else series_of(one)
        if not of:
            return False
        found = self._series.setdefault(of, Series())
        if is_series(one):
            found.head = one
        else:
            found.told[text_of(one, "id")] = one
        return True

    def _take(self, one: Json, items: dict[str, Item]) -> None:
        name = text_of(one, "id")
        if not name:
            return
        seen = self.ours.seen(one)
        if seen is None:
            self._kept[name] = None
            return
        events = self._events(seen, name)
        if events is not None:
            items[name] = Item(name, events)

    def _undo(self, name: str, items: dict[str, Item], late: dict[str, Item]) -> None:
        """Take back what a first round told of and then removed."""
        items.pop(name, None)
        late[name] = Item(name, ())
        self._series.pop(name, None)
        for found in self._series.values():
            found.told.pop(name, None)

    def _remove(self, name: str, of: str, items: dict[str, Item]) -> None:
        """Note that an event is not where it was; `of` is its series, if it has one."""
        items.pop(name, None)
        if of:
            if of in self._series or of not in self._gone:  # else it goes with its series
                self._series.setdefault(of, Series()).told.pop(name, None)
        else:
            self._series.pop(name, None)
            self._gone[name] = None

    def _left(self, ref: str) -> bool:
        """Say whether an event that was told as removed has only left the window.

        What is there and inside stands in another calendar now: it is gone from this one.
        """
        there = self.listing.event(ref)
        if there is None:
            return False
        if is_series(there):
            return not may_touch(there, self.listing.window.span)
        try:
            return not self.listing.window.shows(from_graph(there, self.listing.window.zone))
        except (ValueError, OverflowError):
            return True

    def _item(self, ref: str, known: Series, cursor: Cursor) -> Item | None:
        """Return a series with its occurrences; None, with a warning, when it is not found."""
        head = known.head or self.listing.event(ref)
        if head is None:
            if known.told:
                self._kept[ref] = None
                self._warn(ref, "a series shows its occurrences, and cannot be read itself.")
            return None
        whole = {name: completed(self._told(one), head) for name, one in known.told.items()}
        found = {name: self._events(one, ref) or () for name, one in whole.items()}
        there = {name: events[0] for name, events in found.items() if events}
        cursor.note(ref, there)
        return Item(ref, tuple(there.values()))

    def _told(self, one: Json) -> Json:
        """Return an occurrence of which is known when it begins by the rule."""
        return one if is_told(one) else self.listing.event(text_of(one, "id")) or one

    def _end(
        self, items: Sequence[Item], cursor: Cursor, gone: tuple[str, ...], *, complete: bool
    ) -> Iterator[Page]:
        while len(items) > _ITEMS:
            yield Page(items=tuple(items[:_ITEMS]), kept=tuple(self._kept))
            items = items[_ITEMS:]
        yield Page(
            items=tuple(items),
            gone=gone,
            cursor=cursor.text(),
            complete=complete,
            warnings=tuple(self._warnings),
            kept=tuple(self._kept),
        )

    def _cursor(self, series: dict[str, str]) -> Cursor:
        return Cursor(self.listing.window.name, self.listing.link, series)

    def _events(self, one: Json, ref: str) -> tuple[Event, ...] | None:
        """Return an event if it is in the window; None, with a warning, for one without times."""
        try:
            event = from_graph(one, self.listing.window.zone, ref=ref)
            shown = self.listing.window.shows(event)
        except (ValueError, OverflowError):
            self._kept[ref] = None
            self._warn(ref, "an event has times that cannot be read.")
            return None
        if self.listing.hides(one):
            self._kept[ref] = None
        if zone := zone_unknown(one):
            self._warn(
                ref, f"nobody knows the time zone “{printable(zone)[:80]}”; yours was taken."
            )
        return (event,) if shown else ()

    def _warn(self, ref: str, what: str) -> None:
        if len(self._warnings) < _MOST_WARNINGS:
            self._warnings[Warned(ref, what, "Look at it in Outlook.")] = None
