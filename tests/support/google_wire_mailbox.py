"""The person's own calendars and events, and the person's hand in them."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from threading import RLock
from typing import TYPE_CHECKING, Any

from google_wire_answers import Json, refusal
from google_wire_series import instance
from google_wire_shelf import FAR_PAST, Count, Shelf
from google_wire_times import part
from google_wire_writing import full, kept, merged, only_reminders

if TYPE_CHECKING:
    from collections.abc import Callable

    from google_wire_habits import Habits

PRIMARY = "primary"


class Mailbox:
    """What one person has in Google Calendar.

    Every method may be called from any thread. A calendar is named by its id, by "primary",
    or by its summary.
    """

    def __init__(
        self, email: str, zone: str, clock: Callable[[], datetime], habits: Habits
    ) -> None:
        self.email, self.zone, self.clock, self.habits = email, zone, clock, habits
        self.lock = RLock()
        self.count = Count()
        self.shelves: dict[str, Shelf] = {}
        self.settings: Json = {}
        self.add_calendar(email, id=email, role="owner", primary=True)

    # calendars

    def add_calendar(
        self,
        name: str,
        *,
        id: str = "",  # noqa: A002 - Google's word
        role: str = "owner",
        zone: str = "",
        made_by: str = "",
        primary: bool = False,
        **entry: Any,
    ) -> str:
        """Make a calendar, or have one shared; return its id."""
        with self.lock:
            made = id or f"c{uuid.uuid4().hex}@group.calendar.example"
            self.shelves[made] = Shelf(
                made, name, zone or self.zone, role, self.count, self.clock, self.habits,
                primary=primary, made_by=made_by, entry=entry,
            )  # fmt: skip
            return made

    def shelf(self, calendar: str) -> Shelf:
        """Return a calendar by its id, "primary" or its name."""
        with self.lock:
            found = self.shelves.get(self.email if calendar == PRIMARY else calendar)
            if found is not None:
                return found
            by_name = {one.summary: one for one in self.shelves.values()}
            return by_name[calendar]

    def share(self, calendar: str, role: str) -> None:
        """Give another access role to a calendar; its sync tokens end."""
        with self.lock:
            shelf = self.shelf(calendar)
            shelf.role, shelf.closed = role, 0
            self.expire_tokens(calendar)

    def unshare(self, calendar: str, status: int = 404) -> None:
        """Take the access away: from now on it answers 404 or 403, and is not listed."""
        with self.lock:
            self.shelf(calendar).closed = status

    def remove_calendar(self, calendar: str) -> None:
        """Delete a calendar with all that it holds."""
        with self.lock:
            del self.shelves[self.shelf(calendar).id]

    def expire_tokens(self, calendar: str = "") -> None:
        """Let the sync tokens of one calendar, or of all, be expired."""
        with self.lock:
            for shelf in [self.shelf(calendar)] if calendar else list(self.shelves.values()):
                shelf.tokens_from = self.count.next()

    # events

    def put(self, calendar: str, resource: Json) -> Json:
        """Add an event, or write over the one with this id; return it as kept."""
        with self.lock:
            shelf = self.shelf(calendar)
            own = dict(resource)
            event_id = str(own.pop("id", "")) or uuid.uuid4().hex
            given = {n: own.pop(n) for n in ("eventType", "organizer", "creator") if n in own}
            old = shelf.records.get(event_id)
            based = {} if old is None else {"created": old.resource.get("created")}
            made = full(kept(own, shelf, self.habits) | given | based, shelf, event_id, self.email)
            return shelf.write({n: v for n, v in made.items() if v is not None})

    def fill(
        self,
        calendar: str,
        number: int,
        make: Callable[[int], Json] | None = None,
        start: datetime | None = None,
    ) -> None:
        """Put many events, quickly: every four hours from `start`, or as `make` says."""
        begin = (start or self.clock() - timedelta(days=20)).astimezone(UTC)
        with self.lock:
            for n in range(number):
                at = begin + timedelta(hours=4) * n
                times = {"start": part(at, "UTC"), "end": part(at + timedelta(hours=1), "UTC")}
                plain = {"id": f"fill{n:08d}", "summary": f"Rendez-vous {n}"} | times
                self.put(calendar, make(n) if make is not None else plain)

    def get(self, calendar: str, event_id: str) -> Json | None:
        """Return an event with all its data, cancelled or not."""
        with self.lock:
            return self.shelf(calendar).find(event_id)

    def events(self, calendar: str = PRIMARY) -> list[Json]:
        """Return what stands in a calendar: no cancelled events."""
        with self.lock:
            return [record.resource for record in self.shelf(calendar).live()]

    def edit(self, calendar: str, event_id: str, **changes: Any) -> Json:
        """Change fields of an event, or of one instance; None takes one away."""
        with self.lock:
            shelf, old = self._there(calendar, event_id)
            given = {n: v for n, v in changes.items() if n in {"eventType", "organizer"}}
            own = {n: v for n, v in changes.items() if n not in given}
            new = kept(merged(old, own) | {"eventType": "default"}, shelf, self.habits)
            new |= {"eventType": old["eventType"]} | given
            return self.change(shelf, old, new)

    def change(self, shelf: Shelf, old: Json, new: Json) -> Json:
        """Write an event over an older state of itself."""
        if any(old.get(side) != new.get(side) for side in ("start", "end", "recurrence")):
            new = new | {"sequence": max(new.get("sequence", 0), old.get("sequence", 0) + 1)}
        return shelf.write(new, quiet=only_reminders(old, new))

    def move(
        self, calendar: str, event_id: str, start: datetime | date, end: datetime | date
    ) -> Json:
        """Move an event, or one instance, to other times."""
        with self.lock:
            shelf, old = self._there(calendar, event_id)
            zone = str(old["start"].get("timeZone") or shelf.zone)
            times = {"start": part(start, zone), "end": part(end, zone)}
            return self.change(shelf, old, old | times)

    def delete(self, calendar: str, event_id: str) -> None:
        """Delete an event, a series, or one instance."""
        with self.lock:
            shelf, old = self._there(calendar, event_id)
            shelf.write(old | {"status": "cancelled"})

    def restore(self, calendar: str, event_id: str) -> Json:
        """Take an event out of the bin again."""
        with self.lock:
            shelf = self.shelf(calendar)
            return shelf.write(shelf.records[event_id].resource | {"status": "confirmed"})

    def vanish(self, calendar: str, event_id: str) -> None:
        """Let a deleted event disappear from the API for good; its id stays taken."""
        with self.lock:
            self.shelf(calendar).records[event_id].vanished = True

    def instance(self, calendar: str, series: str, original: datetime | date) -> str:
        """Return the id of the instance of a series that begins at a time by the rule."""
        with self.lock:
            shelf, master = self._there(calendar, series)
            made = instance(master, shelf.zone, original)
            if all(
                one["id"] != made["id"] for one in shelf.expanded(master, FAR_PAST, shelf.horizon())
            ):
                raise ValueError(f"not a start of this series: {original}")
            return str(made["id"])

    def cancel_instance(self, calendar: str, series: str, original: datetime | date) -> str:
        """Delete one instance of a series; return its id."""
        event_id = self.instance(calendar, series, original)
        self.delete(calendar, event_id)
        return event_id

    def _there(self, calendar: str, event_id: str) -> tuple[Shelf, Json]:
        shelf = self.shelf(calendar)
        found = shelf.find(event_id)
        if found is None:
            raise refusal("notFound")
        if found["status"] == "cancelled":
            raise refusal("deleted")
        return shelf, found
