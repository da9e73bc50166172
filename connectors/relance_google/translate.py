"""Google's event ⇄ Event. Pure: nothing here asks anybody.

An event of ours is known by private properties: a constant one to search by, the key, the
fingerprint, and the memory in as many parts as it needs. Its id derives from its key, so that a
write can be repeated, and whoever looks for the key finds the event.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from relance.ical.text import one_line
from relance.model import Event, ShowsAs, Status, basic
from relance_google import marks, texts
from relance_google.people import declined, guests, host
from relance_google.times import in_order, read_time, written_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

Json: TypeAlias = "Mapping[str, Any]"

READ_TYPES = ("default", "fromGmail", "outOfOffice", "focusTime")
"""The kinds of event that are asked for; the others say where somebody works, or is born."""

FIELDS = (
    "id,etag,status,eventType,iCalUID,recurringEventId,originalStartTime,start,end,summary,"
    "description,location,visibility,transparency,sequence,hangoutLink,source(url),recurrence,"
    "conferenceData(entryPoints(entryPointType,uri)),extendedProperties(private),"
    "organizer(email,displayName,self),attendees(email,displayName,self,resource,responseStatus),"
    "reminders"
)
"""What is asked for of an event: all that is read here."""

COLOUR, QUIET_COLOUR = "7", "8"
LATEST_REMINDER = 40_320  # minutes, four weeks
MOST_REMINDERS = 5
_MOST_SEQUENCE = 2**31 - 1


def event_id(key: str) -> str:
    """Return the id of the event with a key: 64 hex digits, which Google takes as an id."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


# reading


def cancelled(resource: Json) -> bool:
    """Say whether an event is deleted; nothing but its id can be relied on then."""
    return resource.get("status") == "cancelled"


def series_of(resource: Json) -> str:
    """Return the id of the series that an instance belongs to, or of a series itself."""
    if resource.get("recurrence"):
        return text_of(resource, "id")
    return text_of(resource, "recurringEventId")


def hidden(resource: Json) -> bool:
    """Say whether an event is private and says nothing, as it is shown to who only reads."""
    private = text_of(resource, "visibility") in ("private", "confidential")
    return private and not any(text_of(resource, name) for name in ("summary", "description"))


def from_google(resource: Json, zone: ZoneInfo, *, ref: str = "") -> Event:
    """Return an event as Google tells it; `zone` is that of its calendar.

    Raises ValueError when its times cannot be told.
    """
    name = text_of(resource, "id")
    start, start_zone = read_time(resource.get("start"), zone)
    end, _ = read_time(resource.get("end"), zone)
    start, end = in_order(start, end)
    series = text_of(resource, "recurringEventId")
    original = _original(resource, zone) if series else None
    mark = None if series else marks.read(_private(resource))
    ours = mark is not None and name == event_id(mark.key)
    return Event(
        uid=f"{mark.key}@relance" if mark and ours else text_of(resource, "iCalUID") or name,
        start=start,
        end=end,
        zone=start_zone,
        recurrence_id=None if original is None else basic(original),
        from_rule=original is not None and original == start,
        summary=one_line(text_of(resource, "summary"))[:2_000],
        description=texts.read(text_of(resource, "description")),
        location=one_line(text_of(resource, "location"))[:2_000],
        url=_link(resource, marks.url(_private(resource)) if mark else ""),
        organizer=host(resource),
        attendees=guests(resource),
        status=_status(resource),
        shows_as=_shows_as(resource),
        sequence=_sequence(resource),
        alarms=_alarms(resource),
        our_mark=mark,
        ref=ref or name,
        version=text_of(resource, "etag"),
    )


def text_of(resource: Json, name: str) -> str:
    """Return a field that should be text."""
    value = resource.get(name)
    return value if isinstance(value, str) else ""


def _private(resource: Json) -> Json:
    extended = resource.get("extendedProperties")
    found = extended.get("private") if isinstance(extended, dict) else None
    return found if isinstance(found, dict) else {}


def _original(resource: Json, zone: ZoneInfo) -> datetime | date:
    """Return when an instance begins by the rule of its series."""
    value = resource.get("originalStartTime")
    return read_time(value if isinstance(value, dict) else resource.get("start"), zone)[0]


def _status(resource: Json) -> Status:
    try:
        return Status(text_of(resource, "status"))
    except ValueError:
        return Status.CONFIRMED


def _shows_as(resource: Json) -> ShowsAs:
    """Return how the time counts; what the person declined is free."""
    if resource.get("transparency") == "transparent" or declined(resource):
        return ShowsAs.FREE
    if resource.get("eventType") == "outOfOffice":
        return ShowsAs.OUT_OF_OFFICE
    return ShowsAs.BUSY


def _sequence(resource: Json) -> int:
    value = resource.get("sequence")
    return value if isinstance(value, int) and 0 <= value <= _MOST_SEQUENCE else 0


def _alarms(resource: Json) -> tuple[timedelta, ...]:
    """Return the reminders that pop up; those of the calendar are not the event's own."""
    reminders = resource.get("reminders")
    listed = reminders.get("overrides") if isinstance(reminders, dict) else None
    minutes = [
        one["minutes"]
        for one in (listed if isinstance(listed, list) else [])[:40]
        if isinstance(one, dict) and one.get("method") == "popup" and _is_minutes(one)
    ]
    return tuple(timedelta(minutes=n) for n in dict.fromkeys(minutes))


def _is_minutes(reminder: Json) -> bool:
    value = reminder.get("minutes")
    return type(value) is int and 0 <= value <= LATEST_REMINDER


def _link(resource: Json, own: str) -> str:
    """Return our own link, else that of the conference, else that of the source."""
    links = [own, text_of(resource, "hangoutLink"), *_entries(resource)]
    source = resource.get("source")
    if isinstance(source, dict):
        links.append(text_of(source, "url"))
    return next(filter(None, map(texts.link, links)), "")


def _entries(resource: Json) -> list[str]:
    """Return the ways into a conference, by video before by phone."""
    conference = resource.get("conferenceData")
    points = conference.get("entryPoints") if isinstance(conference, dict) else None
    known = [one for one in (points or [])[:20] if isinstance(one, dict)] if points else []
    kinds = ("video", "more", "phone")
    return [text_of(p, "uri") for kind in kinds for p in known if p.get("entryPointType") == kind]


# writing


def to_google(event: Event) -> dict[str, Any]:
    """Return what makes an event of ours anew; nobody is ever invited."""
    assert event.our_mark is not None
    quiet = event.shows_as is ShowsAs.FREE
    return {
        "id": event_id(event.our_mark.key),
        **_said(event),
        "visibility": "private",
        "colorId": QUIET_COLOUR if quiet else COLOUR,
        "extendedProperties": {"private": _properties(event)},
    }


def changes(before: Event, after: Event) -> dict[str, Any]:
    """Return what is to be changed of an event of ours, and nothing else of it."""
    old, new = _said(before), _said(after)
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    changed |= dict.fromkeys(old.keys() - new.keys())
    for side in changed.keys() & {"start", "end"}:  # the kind of time that it is not any more
        changed[side] = dict.fromkeys(old[side].keys() - new[side].keys()) | new[side]
    had, has = _properties(before), _properties(after)
    properties = {name: value for name, value in has.items() if had.get(name) != value}
    properties |= dict.fromkeys(had.keys() - has.keys())
    if properties:
        changed["extendedProperties"] = {"private": properties}
    return changed


def _properties(event: Event) -> dict[str, str | None]:
    return {**marks.written(event.our_mark, texts.address(event.url))} if event.our_mark else {}


def _said(event: Event) -> dict[str, Any]:
    """Return what an event says, beside our mark."""
    url = texts.address(event.url)
    said = {
        "summary": one_line(event.summary),
        "description": texts.written(event.description),
        "location": one_line(event.location),
        "start": written_time(event.start, event.zone),
        "end": written_time(event.end, event.zone),
        "status": "tentative" if event.status is Status.TENTATIVE else "confirmed",
        "transparency": "transparent" if event.shows_as is ShowsAs.FREE else "opaque",
        "reminders": {"useDefault": False, "overrides": _overrides(event.alarms)},
    }
    if url.startswith(("http://", "https://")):  # Google takes no other
        said["source"] = {"title": one_line(event.summary)[:200] or "relance", "url": url}
    return said


def _overrides(alarms: tuple[timedelta, ...]) -> list[dict[str, Any]]:
    minutes = {int(before.total_seconds() // 60) for before in alarms}
    kept = sorted(n for n in minutes if 0 <= n <= LATEST_REMINDER)[:MOST_REMINDERS]
    return [{"method": "popup", "minutes": n} for n in kept]
