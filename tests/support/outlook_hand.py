"""A client of relance's at the fake Graph, and the person's own hand in the same calendar."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from graph_wire import Wire
from graph_wire_mailbox import when
from graph_wire_series import recurrence
from relance.model import Event, Person, Response, ShowsAs, Status
from relance_outlook import marks
from relance_outlook.calendar import OutlookFollowUps
from relance_outlook.client import Client
from relance_outlook.reading import OutlookCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT = "office"
_SHOWN = {ShowsAs.OUT_OF_OFFICE: "oof"}
_ANSWERS = {Response.NEEDS_ACTION: "none", Response.TENTATIVE: "tentativelyAccepted"}


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
class Tokens:
    """Gives the wire's access tokens, and counts how often a new one was wanted."""

    wire: Wire
    access: str = ""
    renewed: int = 0

    def __call__(self, renew: bool) -> str:
        if renew or not self.access:
            self.renewed += renew
            self.access = self.wire.token()
        return self.access


@dataclass(slots=True)
class Desk:
    """A wire with a client at it."""

    wire: Wire
    client: Client
    watch: Watch
    tokens: Tokens

    def reading(self, ref: str = "primary", name: str = "Agenda") -> OutlookCalendar:
        """Return a calendar to read."""
        return OutlookCalendar(self.client, ref, name)

    def follow_ups(self, ref: str = "primary", name: str = "Relances") -> OutlookFollowUps:
        """Return a calendar to write into."""
        return OutlookFollowUps(self.client, ref, name)

    def hand(self, ref: str = "primary") -> OutlookHand:
        """Return the person's hand in a calendar."""
        return OutlookHand(self.wire, ref)

    def another(self, **given: Any) -> Client:
        """Return one more client of the same account, as a process begun anew has."""
        return new_client(self.wire, self.watch, self.tokens, **given)


@contextlib.contextmanager
def at_a_desk(wire: Wire | None = None, **given: Any) -> Iterator[Desk]:
    """Open a wire and a client at it."""
    watch = Watch()
    with wire or Wire() as opened:
        tokens = Tokens(opened)
        client = new_client(opened, watch, tokens, **given)
        try:
            yield Desk(opened, client, watch, tokens)
        finally:
            client.close()


def new_client(wire: Wire, watch: Watch, tokens: Tokens, **given: Any) -> Client:
    """Return a client whose waits take no time."""
    own: dict[str, Any] = {
        "account": ACCOUNT,
        "endpoint": wire.api,
        "timeout": 5.0,
        "clock": watch,
        "sleep": watch.sleep,
        "chance": lambda: 0.5,
    } | given
    return Client(own.pop("token", tokens), **own)


class OutlookHand:
    """Put and remove events as the person does, in Outlook."""

    def __init__(self, wire: Wire, calendar: str) -> None:
        self._mailbox, self._calendar = wire.mailbox, calendar

    def put(self, event: Event, rule: str = "") -> None:
        """Add or change an event, a series by its RRULE, or an override of a series."""
        found = self._id(event.uid)
        if found is not None and event.recurrence_id is not None:
            found = self._mailbox.occurrence(found, _original(event.recurrence_id))
        said = _said(event)
        if rule:
            said["recurrence"] = recurrence(rule, event.start)
        if found is None:
            found = self._mailbox.put(self._calendar, said | {"iCalUId": event.uid})["id"]
        else:
            self._mailbox.edit(found, **said)
        if event.status is Status.CANCELLED:
            self._mailbox.cancel(found)

    def remove(self, uid: str) -> None:
        """Delete an event or a whole series."""
        found = self._id(uid)
        assert found is not None
        self._mailbox.delete(found)

    def _id(self, uid: str) -> str | None:
        key = uid.removesuffix("@relance")
        for one in self._mailbox.events(self._calendar):
            if one["iCalUId"] == uid or marks.made_for(one["transactionId"], key):
                return str(one["id"])
        return None


def _said(event: Event) -> dict[str, Any]:
    people: dict[str, Any] = {}
    if event.organizer is not None:
        people |= {"organizer": _person(event.organizer), "isOrganizer": False}
    if event.attendees:
        people["attendees"] = [_guest(one) for one in event.attendees]
    zone = "Romance Standard Time" if event.zone == "Europe/Paris" else event.zone
    return people | {
        "subject": event.summary,
        "body": {"contentType": "text", "content": event.description},
        "location": {"displayName": event.location},
        "isAllDay": event.all_day,
        "start": when(event.start, zone),
        "end": when(event.end, zone),
        "showAs": _SHOWN.get(event.shows_as, str(event.shows_as)),
    }


def _person(person: Person) -> dict[str, Any]:
    return {"emailAddress": {"address": person.email, "name": person.name}}


def _guest(person: Person) -> dict[str, Any]:
    answer = person.response or Response.NEEDS_ACTION
    return _person(person) | {
        "type": "required",
        "status": {"response": _ANSWERS.get(answer, str(answer))},
    }


def _original(name: str) -> datetime | date:
    if "T" in name:
        return datetime.fromisoformat(name)
    return date.fromisoformat(name)
