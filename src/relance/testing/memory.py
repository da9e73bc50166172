"""A calendar in memory that keeps every promise, and breaks them when told to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from relance.errors import AlreadyThere, Conflict, CursorExpired, Gone, Refused, Temporary
from relance.model import basic
from relance.ports import Item, Page
from relance.testing.series import expanded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relance.model import Event, Span, Window
    from relance.ports import Calendar, WritableCalendar


class Fault(StrEnum):
    """Say how the next request fails."""

    REFUSE = "refuse"  # nothing happens, and never will
    BEFORE = "before"  # the time runs out before anything happened
    AFTER = "after"  # it happened, but the answer is lost; of a reading, its last page


@dataclass(slots=True)
class _Kept:
    """One stored item: an appointment, or a series with its overrides."""

    event: Event
    rule: str = ""
    overrides: dict[str, Event] = field(default_factory=dict)
    changed: int = 0


class MemoryCalendar:
    """A WritableCalendar in memory, for tests of whatever works with calendars.

    `faults` maps a request (pull, create, update, delete, find, ours) to the faults of its next
    calls, in order.
    """

    def __init__(self, name: str = "memory", *, page: int = 50) -> None:
        self._name = name
        self._page = page
        self._items: dict[str, _Kept] = {}
        self._gone: dict[str, int] = {}
        self._clock = 0
        self._epoch = 0
        self.faults: dict[str, list[Fault]] = {}
        self.requests: list[str] = []

    @property
    def id(self) -> str:
        """Return a stable name."""
        return f"memory:{self._name}"

    @property
    def name(self) -> str:
        """Return the name given."""
        return self._name

    # what the person does

    def put(self, event: Event, rule: str = "") -> None:
        """Add or replace an event, a series by its RRULE, or an override of a series."""
        ref = self.ref(event.uid)
        kept = self._items.get(ref)
        if event.recurrence_id is not None and kept is not None:
            kept.overrides[event.recurrence_id] = event
        else:
            kept = _Kept(event, rule)
            self._items[ref] = kept
        self._gone.pop(ref, None)
        kept.changed = self._tick()

    def remove(self, uid: str) -> None:
        """Delete an event or a whole series."""
        self._drop(self.ref(uid))

    def events(self) -> tuple[Event, ...]:
        """Return everything that is stored, as it was put."""
        return tuple(self._event(ref, kept) for ref, kept in sorted(self._items.items()))

    def expire_cursors(self) -> None:
        """Forget every cursor that was given out."""
        self._epoch += 1

    # the port

    def ref(self, uid: str) -> str:
        """Return the ref of the item with this UID."""
        return sha256(uid.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Yield what changed since the cursor."""
        fault = self._request("pull")
        since = -1 if cursor is None else self._since(cursor, window)
        items = [
            Item(ref, tuple(self._occurrences(ref, kept, window)))
            for ref, kept in sorted(self._items.items())
            if kept.changed > since
        ]
        if cursor is None:
            items = [item for item in items if item.events]
        gone = tuple(ref for ref, when in sorted(self._gone.items()) if when > since >= 0)
        at = f"{self._epoch}|{self._clock}|{_name_of(window.span)}|{window.zone.key}"
        while len(items) > self._page:
            yield Page(items=tuple(items[: self._page]))
            items = items[self._page :]
        if fault is Fault.AFTER:
            raise Temporary("the answer broke off.", where=self.id)
        yield Page(items=tuple(items), gone=gone, cursor=at, complete=cursor is None)

    def create(self, event: Event) -> Event:
        """Store a new event of ours."""
        return self._writing("create", lambda: self._create(event))

    def update(self, event: Event) -> Event:
        """Store over an event of ours."""
        return self._writing("update", lambda: self._update(event))

    def delete(self, event: Event) -> None:
        """Delete an event of ours."""
        self._writing("delete", lambda: self._delete(event))

    def find(self, key: str) -> Event | None:
        """Return our event with this key."""
        self._request("find")
        return self._find(key)

    def ours(self) -> Iterator[Event]:
        """Yield every event that carries our mark."""
        self._request("ours")
        for event in self.events():
            if event.our_mark is not None:
                yield event

    # inside

    def _create(self, event: Event) -> Event:
        if event.our_mark is None:
            raise Conflict("an event without our mark is never written.", where=self.id)
        there = self._find(event.our_mark.key)
        if there is not None:
            raise AlreadyThere(there, where=self.id)
        self.put(replace(event, organizer=None, attendees=()))
        return self._stored(event)

    def _update(self, event: Event) -> Event:
        self._check(event)
        self.put(replace(event, organizer=None, attendees=()))
        return self._stored(event)

    def _delete(self, event: Event) -> Event:
        self._check(event)
        self._drop(event.ref)
        return event

    def _check(self, event: Event) -> None:
        kept = self._items.get(event.ref)
        if kept is None:
            raise Gone("it is not there any more.", where=self.id)
        if kept.event.our_mark is None or event.our_mark is None:
            raise Conflict("this event does not carry our mark.", where=self.id)
        if self._event(event.ref, kept).version != event.version:
            raise Conflict("it has changed since it was read.", where=self.id)

    def _find(self, key: str) -> Event | None:
        marked = ((e.our_mark, e) for e in self.events())
        return next((event for mark, event in marked if mark and mark.key == key), None)

    def _stored(self, event: Event) -> Event:
        ref = self.ref(event.uid)
        return self._event(ref, self._items[ref])

    def _event(self, ref: str, kept: _Kept) -> Event:
        return replace(kept.event, ref=ref, version=str(kept.changed))

    def _occurrences(self, ref: str, kept: _Kept, window: Window) -> Iterator[Event]:
        if not kept.rule:
            stored = self._event(ref, kept)
            if window.shows(stored):
                yield stored
            return
        yield from (
            replace(one, ref=ref, version=str(kept.changed))
            for one in expanded(kept.event, kept.rule, tuple(kept.overrides.values()), window)
        )

    def _since(self, cursor: str, window: Window) -> int:
        epoch, clock, *rest = cursor.split("|")
        if int(epoch) != self._epoch or rest != [_name_of(window.span), window.zone.key]:
            raise CursorExpired("this cursor is too old, or for another window.", where=self.id)
        return int(clock)

    def _drop(self, ref: str) -> None:
        if self._items.pop(ref, None) is not None:
            self._gone[ref] = self._tick()

    def _tick(self) -> int:
        self._clock += 1
        return self._clock

    def _writing(self, what: str, act: Callable[[], Event]) -> Event:
        fault = self._request(what)
        done = act()
        if fault is Fault.AFTER:
            raise Temporary("no answer came.", where=self.id)
        return done

    def _request(self, what: str) -> Fault | None:
        self.requests.append(what)
        queue = self.faults.get(what)
        fault = queue.pop(0) if queue else None
        if fault is Fault.REFUSE:
            raise Refused("this calendar says no.", where=self.id)
        if fault is Fault.BEFORE or (fault is Fault.AFTER and what in ("find", "ours")):
            raise Temporary("no answer came.", where=self.id)
        return fault


@dataclass(frozen=True, slots=True)
class MemoryAccount:
    """An account of memory calendars."""

    name: str
    read: Sequence[Calendar]
    write: WritableCalendar | None = None

    def calendars(self) -> Sequence[Calendar]:
        """Return the calendars to read."""
        return self.read

    def follow_ups(self) -> WritableCalendar | None:
        """Return the calendar for follow-ups."""
        return self.write


def _name_of(span: Span) -> str:
    return f"{basic(span.start)}/{basic(span.end)}"
