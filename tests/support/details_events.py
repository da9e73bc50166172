"""Events for the tests of details: Léa Kerdoncuff's, on Tuesday 3 March 2026 in Paris."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from relance.model import Details, Event, Owner, Person
from relance.reading.details import read_details

OWNER = Owner(("lea.kerdoncuff@courriel.example",), "Léa Kerdoncuff", ("brasval.example",))


def person(name: str, email: str = "") -> Person:
    """Name somebody."""
    return Person(email, name)


def event(
    title: str,
    notes: str = "",
    *,
    organizer: Person | None = None,
    attendees: tuple[Person, ...] = (),
    location: str = "",
    zone: str = "Europe/Paris",
) -> Event:
    """Make an event of one hour."""
    start = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo(zone))
    return Event(
        uid="a@b.example",
        start=start,
        end=start + timedelta(hours=1),
        zone=zone,
        summary=title,
        description=notes,
        organizer=organizer,
        attendees=attendees,
        location=location,
    )


def details(
    title: str,
    notes: str = "",
    *,
    organizer: Person | None = None,
    attendees: tuple[Person, ...] = (),
    location: str = "",
    zone: str = "Europe/Paris",
) -> Details:
    """Read the details of such an event."""
    made = event(
        title, notes, organizer=organizer, attendees=attendees, location=location, zone=zone
    )
    return read_details(made, OWNER)
