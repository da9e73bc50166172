"""A calendar file as plain values, to be put where a fake provider keeps its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from icalendar import Calendar

from plain_calendar import WINDOWS_ZONES

if TYPE_CHECKING:
    from collections.abc import Iterator

    Properties: TypeAlias = Any  # an event of icalendar, whose values have no useful types

Moment: TypeAlias = "datetime | date"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody of an event; `answer` is PARTSTAT, in capital letters."""

    email: str
    name: str
    answer: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, series, or changed occurrence of a series, which has its `original`."""

    uid: str
    summary: str
    description: str
    location: str
    start: Moment
    end: Moment
    shown: str  # as X-MICROSOFT-CDO-BUSYSTATUS has it, in capital letters
    transparent: bool
    cancelled: bool
    rule: str
    left_out: tuple[datetime, ...]  # in UTC
    original: Moment | None
    host: Guest | None
    guests: tuple[Guest, ...]

    @property
    def free(self) -> bool:
        return self.transparent or self.shown in {"FREE", "WORKINGELSEWHERE"}


def entries(data: bytes, zone: ZoneInfo) -> list[Entry]:
    """Return all that a file holds; what was changed of a series comes after all else."""
    events = (_entry(one, zone) for one in Calendar.from_ical(data).walk("VEVENT"))
    return sorted(events, key=lambda one: one.original is not None)


def zone_of(moment: Moment) -> str:
    """Return the name of the zone that a time was written in."""
    inside = moment.tzinfo if isinstance(moment, datetime) else None
    return inside.key if isinstance(inside, ZoneInfo) else "UTC"


def _entry(event: Properties, zone: ZoneInfo) -> Entry:
    start = _moment(event["DTSTART"], zone)
    return Entry(
        uid=str(event["UID"]),
        summary=str(event.get("SUMMARY", "")),
        description=str(event.get("DESCRIPTION", "")),
        location=str(event.get("LOCATION", "")),
        start=start,
        end=_end(event, start, zone),
        shown=str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper(),
        transparent=event.get("TRANSP") == "TRANSPARENT",
        cancelled=event.get("STATUS") == "CANCELLED",
        rule=event["RRULE"].to_ical().decode() if "RRULE" in event else "",
        left_out=tuple(_left_out(event, zone)),
        original=_moment(event["RECURRENCE-ID"], zone) if "RECURRENCE-ID" in event else None,
        host=_guest(event["ORGANIZER"]) if "ORGANIZER" in event else None,
        guests=tuple(map(_guest, _listed(event.get("ATTENDEE", [])))),
    )


def _moment(value: Properties, zone: ZoneInfo) -> Moment:
    found = value.dt
    if not isinstance(found, datetime):
        assert isinstance(found, date)
        return found
    name = value.params.get("TZID")
    if name is not None:
        return found.replace(tzinfo=ZoneInfo(WINDOWS_ZONES.get(name, name)))
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _end(event: Properties, start: Moment, zone: ZoneInfo) -> Moment:
    if "DTEND" in event:
        return _moment(event["DTEND"], zone)
    if "DURATION" in event:
        length: timedelta = event["DURATION"].dt
        return start + length
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _left_out(event: Properties, zone: ZoneInfo) -> Iterator[datetime]:
    for one in _listed(event.get("EXDATE", [])):
        name = str(one.params["TZID"]) if "TZID" in one.params else zone.key
        own = ZoneInfo(WINDOWS_ZONES.get(name, name))
        for day in one.dts:
            at = day.dt if isinstance(day.dt, datetime) else datetime.combine(day.dt, time())
            aware = at if at.tzinfo is not None else at.replace(tzinfo=own)
            yield aware.astimezone(UTC)


def _guest(one: Properties) -> Guest:
    email = str(one).removeprefix("mailto:").removeprefix("MAILTO:").casefold()
    name, answer = str(one.params.get("CN", "")), str(one.params.get("PARTSTAT", ""))
    return Guest(email, name, answer.upper())


def _listed(found: Properties) -> list[Properties]:
    return found if isinstance(found, list) else [found]
