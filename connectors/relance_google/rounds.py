"""One round of reading a calendar: Google's events → items.

Google tells the instances of a series one by one, in no order. An item is a whole series, so they
are gathered: in a first round until its end, and later by asking for every series of which
anything changed. All else goes on at once, so that no more than a page is held.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.errors import CursorExpired
from relance.model import Warned
from relance.ports import Item, Page
from relance_google.cursor import Cursor, short
from relance_google.listing import ASKED
from relance_google.translate import cancelled, from_google, series_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from relance.model import Event
    from relance_google.listing import Listing
    from relance_google.translate import Json

MOST_SERIES = 8
"""Series to ask for one by one; where more have changed, everything is read again."""

_ITEMS = 500
_UTC = ZoneInfo("UTC")


@dataclass(slots=True)
class Round:
    """Reads one calendar once."""

    listing: Listing
    _warnings: list[Warned] = field(default_factory=list)
    _kept: dict[str, None] = field(default_factory=dict)
    _gone: dict[str, None] = field(default_factory=dict)

    def everything(self) -> Iterator[Page]:
        """Yield everything in the window."""
        series: dict[str, dict[str, Event]] = {}
        late: dict[str, Item] = {}
        for resources in self.listing.everything():
            items: dict[str, Item] = {}
            for one in resources:
                self._take(one, items, series, late)
            if items:
                yield self._page(items)
        found = [Item(ref, _as_ruled(events.values())) for ref, events in series.items()]
        cursor = self._cursor({})
        for ref, events in series.items():
            cursor.note(ref, events)
        yield from self._end([*late.values(), *found], cursor, (), complete=True)

    def _take(
        self,
        one: Json,
        items: dict[str, Item],
        series: dict[str, dict[str, Event]],
        late: dict[str, Item],
    ) -> None:
        """Sort one event of a first round; one that was deleted meanwhile undoes what came."""
        name, of = text_of(one, "id"), series_of(one)
        if cancelled(one):
            items.pop(name, None)
            late[name] = Item(name, ())
            for instances in series.values():
                instances.pop(name, None)
            return
        late.pop(name, None)
        events = self._events(one, of or name) or ()
        if of and events:
            series.setdefault(of, {})[name] = events[0]
        elif events:
            items[name] = Item(name, events)

    def changes(self, known: Cursor) -> Iterator[Page]:
        """Yield what changed since a cursor was given; raise CursorExpired if it is no good."""
        told: set[str] = set()
        touched: dict[str, None] = {}
        of_instances = known.of_instances()
        for resources in self.listing.since(known.token):
            items: dict[str, Item] = {}
            for one in resources:
                name, of = text_of(one, "id"), series_of(one)
                if cancelled(one):
                    of = of if of != name else ""
                    of = of or of_instances.get(short(name), "")
                if of:
                    touched[of] = None
                elif cancelled(one):
                    items.pop(name, None)
                    self._gone[name] = None
                elif (events := self._events(one, name)) is not None:
                    self._gone.pop(name, None)
                    items[name] = Item(name, events)
            told.update(items)
            if items:
                yield self._page(items)
        for ref in known.series.keys() & (told | self._gone.keys()):  # no series any more
            del known.series[ref]
            touched.pop(ref, None)
        undone = [Item(ref, ()) for ref in self._gone if ref in told]
        yield from self._with_series(known, sorted(touched), undone)

    def _with_series(
        self, known: Cursor, touched: Sequence[str], items: list[Item]
    ) -> Iterator[Page]:
        """Yield the series that changed, and the end of the round.

        Raises CursorExpired where everything has to be read: what came before is no part of that.
        """
        if len(touched) > MOST_SERIES:
            raise self._expired("too many series have changed to ask for each.")
        cursor = self._cursor(known.series)
        cursor.token = cursor.token or known.token
        for ref in touched:
            resources = self.listing.instances(ref)
            if resources is None:
                raise self._expired("a series that changed cannot be asked for by itself.")
            events = {text_of(one, "id"): self._events(one, ref) or () for one in resources}
            there = {name: event[0] for name, event in events.items() if event}
            items.append(Item(ref, _as_ruled(there.values())))
            cursor.note(ref, there)
            self._gone.pop(ref, None)
        yield from self._end(items, cursor, tuple(self._gone), complete=False)

    def _end(
        self, items: list[Item], cursor: Cursor, gone: tuple[str, ...], *, complete: bool
    ) -> Iterator[Page]:
        while len(items) > _ITEMS:
            yield Page(items=tuple(items[:_ITEMS]), kept=tuple(self._kept))
            items = items[_ITEMS:]
        yield Page(
            items=tuple(items),
            gone=gone,
            cursor=cursor.text() if cursor.token else None,
            complete=complete,
            warnings=tuple(self._warnings),
            kept=tuple(self._kept),
        )

    def _expired(self, what: str) -> CursorExpired:
        return CursorExpired(what, where=self.listing.where)

    def _cursor(self, series: dict[str, str]) -> Cursor:
        name = self.listing.window.name
        return Cursor(name, ASKED, self.listing.token or "", series)

    def _events(self, one: Json, ref: str) -> tuple[Event, ...] | None:
        """Return an event if it is in the window; None, with a warning, for one without times."""
        try:
            event = from_google(one, self.listing.zone, ref=ref)
        except (ValueError, OverflowError):
            self._kept[ref] = None
            told = "an event has times that cannot be read."
            self._warnings.append(Warned(ref, told, "Look at it in Google Calendar."))
            return None
        if self.listing.hides(one):
            self._kept[ref] = None
        return (event,) if self.listing.window.shows(event) else ()

    def _page(self, items: dict[str, Item]) -> Page:
        """Return a page of items, and let go of them: the next page is fetched before they would.

        What is kept is told with it, not after: it says how to take an item.
        """
        page = Page(items=tuple(items.values()), kept=tuple(self._kept))
        items.clear()
        return page


def _as_ruled(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return a series in which those that say something of their own are not as by the rule.

    Google does not tell which were changed; most are as the rule made them.
    """
    found = tuple(events)
    says = Counter(_said(event) for event in found if event.from_rule)
    usual, times = says.most_common(1)[0] if says else (None, 0)
    if times < 2:  # nothing to compare with
        return found
    return tuple(
        replace(event, from_rule=False) if event.from_rule and _said(event) != usual else event
        for event in found
    )


def _said(event: Event) -> tuple[object, ...]:
    return event.summary, event.description, event.location, event.span(_UTC).length
