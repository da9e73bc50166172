"""The person's own calendars and events, and the person's hand in them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta
from threading import RLock
from typing import TYPE_CHECKING, Any

from graph_wire_answers import refusal
from graph_wire_series import days, occurrence_id
from graph_wire_shelf import Count, Record, Shelf
from graph_wire_times import midnight, part, stamp, zone_of
from graph_wire_writing import kept, new, properties

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph_wire_habits import Habits
    from wire_answers import Json

PRIMARY = "primary"
_GIVEN = {
    "organizer", "isOrganizer", "responseStatus", "isCancelled", "originalStartTimeZone",
    "originalEndTimeZone", "onlineMeeting", "onlineMeetingUrl", "iCalUId", "uid", "hasAttachments",
    "lastModifiedDateTime", "createdDateTime", "bodyPreview", "isDraft", "webLink",
}  # fmt: skip


class Mailbox:
    """What one person has in Outlook.

    Every method may be called from any thread. A calendar is named by its id, by "primary",
    or by its name. Events are in Graph's own JSON; extended properties lie in `properties`.
    """

    def __init__(
        self, email: str, zone: str, clock: Callable[[], datetime], habits: Habits
    ) -> None:
        self.email, self.zone, self.clock, self.habits = email, zone, clock, habits
        self.name = email.partition("@")[0].title()
        self.lock = RLock()
        self.count = Count()
        self.shelves: dict[str, Shelf] = {}
        self.transactions: dict[str, str] = {}  # never forgotten, whatever became of the event
        self.categories: list[Json] = []
        self.mails: list[str] = []  # whom Graph told of a change, by itself
        self.default = self.add_calendar("Calendar", removable=False)

    # calendars

    def add_calendar(
        self,
        name: str,
        *,
        id: str = "",  # noqa: A002 - Graph's word
        can_edit: bool = True,
        removable: bool = True,
        owner: str = "",
        **entry: Any,
    ) -> str:
        """Make a calendar, or have one shared; return its id."""
        with self.lock:
            made = id or f"AAkCal{secrets.token_urlsafe(24)}="
            own = owner or self.email
            told = {
                "canEdit": can_edit,
                "canShare": own == self.email,
                "canViewPrivateItems": own == self.email,
                "isRemovable": removable,
                "isDefaultCalendar": not self.shelves,
                "hexColor": "",
                "color": "auto",
                "owner": {"name": own.partition("@")[0].title(), "address": own},
            }
            self.shelves[made] = Shelf(
                made, name, told | entry, self.count, self.clock, self.habits
            )
            return made

    def shelf(self, calendar: str = PRIMARY) -> Shelf:
        """Return a calendar by its id, "primary" or its name."""
        with self.lock:
            found = self.shelves.get(self.default if calendar == PRIMARY else calendar)
            if found is not None:
                return found
            return {one.name: one for one in self.shelves.values()}[calendar]

    def rename(self, calendar: str, name: str) -> None:
        """Give a calendar another name."""
        with self.lock:
            self.shelf(calendar).name = name

    def unshare(self, calendar: str, status: int = 404) -> None:
        """Take the access away: from now on it answers 404 or 403, and is not listed."""
        with self.lock:
            self.shelf(calendar).closed = status

    def remove_calendar(self, calendar: str) -> None:
        """Delete a calendar with all that it holds."""
        with self.lock:
            del self.shelves[self.shelf(calendar).id]

    def expire_tokens(self, calendar: str = "") -> None:
        """Let the delta tokens of one calendar, or of all, fall out of the server's cache."""
        with self.lock:
            for shelf in [self.shelf(calendar)] if calendar else list(self.shelves.values()):
                shelf.tokens_from = self.count.next()

    # events

    def put(self, calendar: str, event: Json) -> Json:
        """Add an event, or write over the one with this id; return it as kept."""
        with self.lock:
            shelf, own = self.shelf(calendar), dict(event)
            event_id = str(own.pop("id", "")) or new_id()
            marks = properties(own)
            given = {name: own.pop(name) for name in list(own) if name in _GIVEN}
            made = self.full(new(own, self.habits), event_id) | given
            if made.get("transactionId"):
                self.transactions[made["transactionId"]] = event_id
            return shelf.write(made, marks).resource

    def full(self, resource: Json, event_id: str) -> Json:
        """Add what Graph itself says of a new event."""
        uid = hashlib.sha256(event_id.encode()).hexdigest().upper()
        return resource | {
            "id": event_id,
            "iCalUId": f"040000008200E00074C5B7101A82E008{uid}",
            "uid": f"040000008200E00074C5B7101A82E008{uid}",
            "type": "seriesMaster" if resource.get("recurrence") else "singleInstance",
            "createdDateTime": stamp(self.clock()),
            "organizer": {"emailAddress": {"name": self.name, "address": self.email}},
            "webLink": f"https://outlook.example/calendar/item/{event_id[:24]}",
        }

    def fill(self, calendar: str, number: int, start: datetime | None = None) -> None:
        """Put many events, quickly: every four hours from `start`."""
        begin = (start or self.clock() - timedelta(days=20)).astimezone(UTC)
        for n in range(number):
            at = begin + timedelta(hours=4) * n
            self.put(calendar, timed(f"AAkFill{n:08d}=", at, subject=f"Rendez-vous {n}"))

    def get(self, event_id: str) -> Json | None:
        """Return an event or an occurrence that stands, with all its data."""
        with self.lock:
            found = self.find(event_id)
            return found[1].resource if found else None

    def find(self, event_id: str) -> tuple[Shelf, Record] | None:
        """Return an event and the calendar that it stands in."""
        shelves = list(self.shelves.values())
        known = [shelf for shelf in shelves if event_id in shelf.records]
        for shelf in known or shelves:
            record = shelf.find(event_id)
            if record is not None:
                return shelf, record
        return None

    def events(self, calendar: str = PRIMARY) -> list[Json]:
        """Return the single events and the series of a calendar."""
        with self.lock:
            return [record.resource for record in self.shelf(calendar).live()]

    def properties(self, event_id: str) -> dict[str, str]:
        """Return the extended properties of an event, by their ids."""
        with self.lock:
            return dict(self._there(event_id)[1].properties)

    def set_property(self, event_id: str, name: str, value: str) -> None:
        """Set an extended property, by its id."""
        with self.lock:
            self.change(*self._there(event_id), {}, {name: value})

    def edit(self, event_id: str, **changes: Any) -> Json:
        """Change fields of an event, a series or one occurrence; None takes one away."""
        with self.lock:
            return self.change(*self._there(event_id), changes).resource

    def change(
        self, shelf: Shelf, record: Record, changes: Json, marks: dict[str, str] | None = None
    ) -> Record:
        """Write a change; an occurrence becomes an exception by it."""
        given = {name: value for name, value in changes.items() if name in _GIVEN}
        own = {name: value for name, value in changes.items() if name not in _GIVEN}
        made = kept(own, record.resource) | given
        if record.day is not None:
            made["type"] = "exception"
        elif "recurrence" in changes:
            made["type"] = "seriesMaster" if made.get("recurrence") else "singleInstance"
        written = shelf.write(made, marks, day=record.day)
        written.deleted = record.deleted
        return written

    def move(self, event_id: str, start: datetime | date, end: datetime | date) -> Json:
        """Move an event, a series or one occurrence to other times."""
        with self.lock:
            zone = str(self._there(event_id)[1].resource["start"]["timeZone"])
            return self.edit(event_id, start=when(start, zone), end=when(end, zone))

    def delete(self, event_id: str) -> None:
        """Delete an event, a series, or one occurrence."""
        with self.lock:
            shelf, record = self._there(event_id)
            shelf.delete(record)

    def restore(self, event_id: str, calendar: str) -> Json | None:
        """Take an event out of the bin, with all that it carries; None when it does not lie there.

        It comes back under its immutable id.
        """
        with self.lock:
            record = self.shelf(calendar).records.get(event_id)
            if record is None or not record.deleted or record.purged:
                return None
            return self.shelf(calendar).write(record.resource, record.properties).resource

    def cancel(self, event_id: str) -> Json:
        """Let the organizer cancel an event: it stays, and says so."""
        return self.edit(event_id, isCancelled=True, showAs="free")

    def transfer(self, event_id: str, calendar: str) -> None:
        """Drag an event into another calendar; only its immutable id stays."""
        with self.lock:
            shelf, record = self._there(event_id)
            shelf.delete(record)
            self.shelf(calendar).write(record.resource, record.properties)

    def occurrence(self, series: str, original: datetime | date) -> str:
        """Return the id of the occurrence that begins at a time, or a day, by the rule."""
        with self.lock:
            _, record = self._there(series)
            day = original
            if isinstance(original, datetime):
                day = original.astimezone(zone_of(record.resource["start"]["timeZone"])).date()
            if day not in set(days(record.resource)):
                raise ValueError(f"not a start of this series: {original}")
            return occurrence_id(series, day)

    def _there(self, event_id: str) -> tuple[Shelf, Record]:
        found = self.find(event_id)
        if found is None:
            raise refusal("ErrorItemNotFound")
        return found


def new_id() -> str:
    """Return an immutable id; ids differ in the case of letters too."""
    return f"AAkALg{secrets.token_urlsafe(30)}="


def when(at: datetime | date, zone: str = "UTC") -> Json:
    """Write one end of an event: a time, or the midnight of a day."""
    return part(at, zone) if isinstance(at, datetime) else midnight(at, zone)


def timed(event_id: str, start: datetime, minutes: int = 60, **more: Any) -> Json:
    """Return a timed event in Graph's JSON."""
    end = start + timedelta(minutes=minutes)
    own: Json = {"id": event_id} if event_id else {}
    return own | {"subject": "Entretien", "start": when(start), "end": when(end)} | more
