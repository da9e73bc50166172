"""A client of relance's at the fake Google, and the person's own hand in the same calendar."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from google_wire import Wire
from relance.model import Event, Person, ShowsAs, Status
from relance_google.calendar import GoogleCalendar, GoogleFollowUps
from relance_google.client import Client
from relance_google.translate import event_id

if TYPE_CHECKING:
    from collections.abc import Iterator

SCOPES = ["calendar"]
ACCOUNT = "home"


@dataclass(slots=True)
class Watch:
    """A clock in seconds that moves when somebody sleeps, and remembers how long."""

    now: float = 1_000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass without waiting."""
        self.slept.append(seconds)
        self.now += seconds


@dataclass(slots=True)
class Desk:
    """A wire with a client at it."""

    wire: Wire
    client: Client
    watch: Watch

    def reading(self, ref: str = "primary", name: str = "Agenda") -> GoogleCalendar:
        """Return a calendar to read."""
        return GoogleCalendar(self.client, ref, name)

    def follow_ups(self, ref: str = "primary", name: str = "Relances") -> GoogleFollowUps:
        """Return a calendar to write into."""
        return GoogleFollowUps(self.client, ref, name)

    def hand(self, ref: str = "primary") -> GoogleHand:
        """Return the person's hand in a calendar."""
        return GoogleHand(self.wire, ref)

    def another(self, **given: Any) -> Client:
        """Return one more client of the same account, as a process begun anew has."""
        return new_client(self.wire, self.watch, **given)


@contextlib.contextmanager
def at_a_desk(wire: Wire | None = None, **given: Any) -> Iterator[Desk]:
    """Open a wire and a client at it."""
    watch = Watch()
    with wire or Wire() as opened:
        client = new_client(opened, watch, **given)
        try:
            yield Desk(opened, client, watch)
        finally:
            client.close()


def new_client(wire: Wire, watch: Watch, **given: Any) -> Client:
    """Return a client whose waits take no time."""
    credentials = given.pop("credentials", None) or wire.credentials(given.pop("scopes", SCOPES))
    own: dict[str, Any] = {
        "timeout": 5.0,
        "clock": watch,
        "sleep": watch.sleep,
        "chance": lambda: 0.5,
    } | given
    return Client(credentials, account=ACCOUNT, endpoint=wire.api, **own)


class GoogleHand:
    """Put and remove events as the person does, in a browser."""

    def __init__(self, wire: Wire, calendar: str) -> None:
        self._mailbox, self._calendar = wire.mailbox, calendar

    def put(self, event: Event, rule: str = "") -> None:
        """Add or change an event, a series by its RRULE, or an override of a series."""
        found = self._id(event.uid)
        if found is not None and event.recurrence_id is not None:
            found = self._mailbox.instance(self._calendar, found, _original(event.recurrence_id))
        said = _said(event)
        if rule:
            said["recurrence"] = [f"RRULE:{rule}"]
        if found is None:
            found = self._mailbox.put(self._calendar, said | {"iCalUID": event.uid})["id"]
        else:
            self._mailbox.edit(self._calendar, found, **said)
        if event.status is Status.CANCELLED:
            self._mailbox.delete(self._calendar, found)

    def remove(self, uid: str) -> None:
        """Delete an event or a whole series."""
        found = self._id(uid)
        assert found is not None
        self._mailbox.delete(self._calendar, found)

    def _id(self, uid: str) -> str | None:
        ours = event_id(uid.removesuffix("@relance"))
        for one in self._mailbox.events(self._calendar):
            if one["id"] == ours or (one.get("iCalUID") == uid and "recurringEventId" not in one):
                return str(one["id"])
        return None


def _said(event: Event) -> dict[str, Any]:
    people: dict[str, Any] = {}
    if event.organizer is not None:
        people["organizer"] = _person(event.organizer)
    if event.attendees:
        people["attendees"] = [_person(one) for one in event.attendees]
    return people | {
        "summary": event.summary,
        "description": event.description,
        "location": event.location,
        "start": part(event.start, event.zone),
        "end": part(event.end, event.zone),
        "transparency": "transparent" if event.shows_as is ShowsAs.FREE else "opaque",
        "sequence": event.sequence,
    }


def _person(person: Person) -> dict[str, Any]:
    answered = {"responseStatus": str(person.response)} if person.response else {}
    return {"email": person.email, "displayName": person.name, **answered}


def part(moment: datetime | date, zone: str = "Europe/Paris") -> dict[str, str]:
    """Return a time as Google has it."""
    if isinstance(moment, datetime):
        return {"dateTime": moment.isoformat(), "timeZone": zone}
    return {"date": moment.isoformat()}


def _original(name: str) -> datetime | date:
    if "T" in name:
        return datetime.fromisoformat(name)
    return date.fromisoformat(name)
