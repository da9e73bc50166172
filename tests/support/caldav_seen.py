"""iCalendar's event ⇄ ours, as the person's own program shows it and writes it.

It is apart from the product's own reading, on top of another library.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import icalendar

from relance.ical.text import unescaped
from relance.model import Event, OurMark, Person, Response, ShowsAs, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from typing import TypeAlias

    from caldav_wire import Lies

    Moment: TypeAlias = datetime | date
    Properties: TypeAlias = Any  # a VEVENT of icalendar, which has no types

STAMP = datetime(2026, 1, 1, tzinfo=UTC)
KEY, FINGERPRINT, MEMORY = "X-RELANCE-KEY", "X-RELANCE-FINGERPRINT", "X-RELANCE-MEMORY"
OOF = "X-MICROSOFT-CDO-BUSYSTATUS"


@lru_cache(4096)
def event_of(name: str, lies: Lies) -> Event:
    """Return an event as the person sees it; of ours the resource's name stands behind the key."""
    told = vevent(lies.data)
    mark = _mark(told)
    host = told.get("ORGANIZER")
    start = told["DTSTART"]
    return Event(
        uid=f"{mark.key}|{name}" if mark else str(told["UID"]),
        start=_utc(start.dt),
        end=_utc(told["DTEND"].dt),
        zone=str(start.params.get("TZID", "UTC")),
        summary=str(told.get("SUMMARY", "")),
        description=str(told.get("DESCRIPTION", "")),
        location=str(told.get("LOCATION", "")),
        organizer=None if host is None else _person(host),
        attendees=tuple(_person(one, answers=True) for one in _listed(told.get("ATTENDEE", []))),
        status=Status(str(told.get("STATUS", "CONFIRMED")).lower()),
        shows_as=_shown(told),
        sequence=int(told.get("SEQUENCE", 0)),
        our_mark=mark,
        ref=name,
        version=lies.etag,
    )


def vevent(data: bytes) -> Properties:
    """Return the one VEVENT of a resource."""
    (found,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return found


def _mark(told: Properties) -> OurMark | None:
    if KEY not in told:
        return None
    raw = (str(told.get(name, "")) for name in (KEY, FINGERPRINT, MEMORY))
    return OurMark(*map(unescaped, raw))  # icalendar leaves the escapes of X- properties


def _shown(told: Properties) -> ShowsAs:
    if str(told.get("TRANSP", "")) == "TRANSPARENT":
        return ShowsAs.FREE
    return ShowsAs.OUT_OF_OFFICE if str(told.get(OOF, "")) == "OOF" else ShowsAs.BUSY


def _utc(moment: Moment) -> Moment:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def _person(told: Properties, *, answers: bool = False) -> Person:
    answer = Response(str(told.params.get("PARTSTAT", "NEEDS-ACTION")).lower()) if answers else None
    return Person(str(told).removeprefix("mailto:"), str(told.params.get("CN", "")), answer)


def _listed(found: Properties) -> list[Properties]:
    return found if isinstance(found, list) else [found]


# what the person's own program writes


def typed(event: Event, rule: str = "") -> bytes:
    """Return a new resource that says this."""
    made = icalendar.Event()
    made.add("UID", event.uid)
    made.add("DTSTAMP", STAMP)
    for name, value in said(event).items():
        made.add(name, value)
    made.add("SEQUENCE", event.sequence)
    if event.shows_as is ShowsAs.OUT_OF_OFFICE:
        made.add(OOF, "OOF")
    if rule:
        made.add("RRULE", icalendar.vRecur.from_ical(rule))
    for name, person in _people(event):
        told = icalendar.vCalAddress(f"mailto:{person.email}")
        told.params["CN"] = person.name
        if person.response is not None:
            told.params["PARTSTAT"] = person.response.upper()
        made.add(name, told)
    return _whole(made)


def edited(lies: Lies, before: Event, after: Event) -> bytes:
    """Return a resource as a program leaves it that keeps what it does not know."""
    made = vevent(lies.data)
    old = said(before)
    for name, value in said(after).items():
        if value != old[name]:
            made.pop(name, None)
            made.add(name, value)
    made.pop("LAST-MODIFIED", None)
    made.add("LAST-MODIFIED", STAMP + timedelta(days=1))
    return _whole(made)


def said(event: Event) -> Mapping[str, Any]:
    """Return the properties that a person fills in."""
    zone = ZoneInfo(event.zone)
    return {
        "DTSTART": _in(event.start, zone),
        "DTEND": _in(event.end, zone),
        "SUMMARY": event.summary,
        "DESCRIPTION": event.description,
        "LOCATION": event.location,
        "STATUS": event.status.upper(),
        "TRANSP": "TRANSPARENT" if event.shows_as is ShowsAs.FREE else "OPAQUE",
    }


def _in(moment: Moment, zone: ZoneInfo) -> Moment:
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(UTC if zone.key == "UTC" else zone)


def _people(event: Event) -> Iterator[tuple[str, Person]]:
    if event.organizer is not None:
        yield "ORGANIZER", event.organizer
    yield from (("ATTENDEE", one) for one in event.attendees)


def _whole(made: Properties) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//the person's own program//EN")
    calendar.add_component(made)
    return bytes(calendar.to_ical())
