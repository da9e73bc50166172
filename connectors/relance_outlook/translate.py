"""Graph's event ⇄ Event. Pure: nothing here asks anybody.

An event of ours is known by extended properties: a constant one to search by, the key, and what
the mark says. Its transaction id derives from its key, so that a write can be repeated.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from relance.ical.text import one_line
from relance.model import Event, ShowsAs, Status, basic
from relance_outlook import marks, texts
from relance_outlook.people import declined, guests, host
from relance_outlook.series import kind_of, series_of, text_of
from relance_outlook.times import (
    day_of,
    in_order,
    read_instant,
    read_time,
    written_times,
    zone_of,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from relance_outlook.series import Json

CATEGORY = "Relance"
LATEST_REMINDER = 40_320  # minutes, four weeks
_MOST_CATEGORIES = 25
_SHOWS_AS = {
    "free": ShowsAs.FREE,
    "workingelsewhere": ShowsAs.FREE,
    "tentative": ShowsAs.TENTATIVE,
    "oof": ShowsAs.OUT_OF_OFFICE,
}


# reading


def from_graph(
    resource: Json, zone: ZoneInfo, *, ref: str = "", carried: marks.Carried | None = None
) -> Event:
    """Return an event as Graph tells it; `zone` is that of whoever reads.

    An occurrence has to be completed before. `carried` is the mark, where the resource does not
    tell it. Raises ValueError when its times cannot be told.
    """
    ours = None if series_of(resource) else carried or marks.read(resource)
    event = _read(resource, zone, ref or text_of(resource, "id"), ours)
    return event if ours is None else replace(event, our_mark=ours.settled(event.fingerprint()))


def _read(resource: Json, zone: ZoneInfo, ref: str, ours: marks.Carried | None) -> Event:
    series = series_of(resource)
    own = zone_of(resource.get("originalStartTimeZone")) or zone
    start, end = _times(resource, own)
    original = _original(resource, own, start) if series else None
    return Event(
        uid=_uid(resource, ours) or series or text_of(resource, "id"),
        start=start,
        end=end,
        zone=own.key,
        recurrence_id=None if original is None else basic(original),
        from_rule=original is not None and original == start and kind_of(resource) == "occurrence",
        summary=texts.line(resource, "subject"),
        description=texts.read(resource.get("body")),
        location=_location(resource),
        url=_link(resource, ours.url if ours else ""),
        organizer=host(resource),
        attendees=guests(resource),
        status=Status.CANCELLED if resource.get("isCancelled") is True else Status.CONFIRMED,
        shows_as=_shows_as(resource),
        categories=_categories(resource),
        alarms=_alarms(resource),
        ref=ref,
        version=text_of(resource, "@odata.etag"),
    )


def hidden(resource: Json) -> bool:
    """Say whether an event is private and says nothing; so it is shown to some, unverified."""
    private = text_of(resource, "sensitivity").casefold() in ("private", "confidential")
    return private and not texts.line(resource, "subject") and not texts.read(resource.get("body"))


def zone_unknown(resource: Json) -> str:
    """Return the name of a zone that is not known; nothing where it is, or none is told."""
    name = text_of(resource, "originalStartTimeZone")
    return name if name and zone_of(name) is None else ""


def _times(resource: Json, own: ZoneInfo) -> tuple[datetime | date, ...]:
    start, end = read_time(resource.get("start")), read_time(resource.get("end"))
    if resource.get("isAllDay") is True:
        return in_order(day_of(start, own), day_of(end, own))
    return in_order(start.astimezone(own), end.astimezone(own))


def _original(resource: Json, own: ZoneInfo, start: datetime | date) -> datetime | date:
    """Return when an occurrence begins by the rule of its series."""
    told = text_of(resource, "originalStart")
    if not told:
        return start
    instant = read_instant(told)
    return instant if isinstance(start, datetime) else day_of(instant, own)


def _uid(resource: Json, ours: marks.Carried | None) -> str:
    """Return what names an event everywhere: of an occurrence, what names its series."""
    if ours is not None and marks.made_for(resource.get("transactionId"), ours.mark.key):
        return f"{ours.mark.key}@relance"
    return text_of(resource, "seriesUid" if series_of(resource) else "iCalUId")


def _shows_as(resource: Json) -> ShowsAs:
    """Return how the time counts; what the person declined is free."""
    if declined(resource):
        return ShowsAs.FREE
    return _SHOWS_AS.get(text_of(resource, "showAs").casefold(), ShowsAs.BUSY)


def _location(resource: Json) -> str:
    place = resource.get("location")
    return texts.line(place, "displayName") if isinstance(place, dict) else ""


def _categories(resource: Json) -> tuple[str, ...]:
    listed = resource.get("categories")
    found = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, str)]
    return tuple(filter(None, (one_line(one)[:200] for one in found[:_MOST_CATEGORIES])))


def _alarms(resource: Json) -> tuple[timedelta, ...]:
    minutes = resource.get("reminderMinutesBeforeStart")
    if type(minutes) is not int or not 0 <= minutes <= LATEST_REMINDER:
        return ()
    return (timedelta(minutes=minutes),) if resource.get("isReminderOn") is True else ()


def _link(resource: Json, own: str) -> str:
    """Return our own link, else that of the meeting, else that of the place."""
    meeting, place = resource.get("onlineMeeting"), resource.get("location")
    links: list[object] = [own]
    links.append(meeting.get("joinUrl") if isinstance(meeting, dict) else None)
    links.append(resource.get("onlineMeetingUrl"))
    links.append(place.get("locationUri") if isinstance(place, dict) else None)
    return next(filter(None, map(texts.link, links)), "")


# writing


def to_graph(event: Event, calendar: str) -> dict[str, Any]:
    """Return what makes an event of ours anew in a calendar; nobody is ever invited."""
    assert event.our_mark is not None
    return {
        **_said(event),
        "categories": [CATEGORY],
        "sensitivity": "private",
        "transactionId": marks.transaction_id(event.our_mark.key, calendar),
        marks.PROPERTIES: _properties(event),
    }


def changes(before: Event, after: Event) -> dict[str, Any]:
    """Return what is to be changed of an event of ours, beside its mark, and nothing else of it."""
    old, new = _said(before), _said(after)
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    if changed.keys() & {"isAllDay", "start", "end"}:  # Graph wants them together
        changed |= {name: new[name] for name in ("isAllDay", "start", "end")}
    return changed


def mark_of(event: Event, before: str = "") -> dict[str, str]:
    """Return what of our mark changes; `before` is the fingerprint that still stands."""
    assert event.our_mark is not None
    return marks.said(event.our_mark, texts.address(event.url), before)


def carried_by(event: Event) -> marks.Carried | None:
    """Return what an event carries once it is written."""
    return marks.read({marks.PROPERTIES: _properties(event)})


def _properties(event: Event) -> list[dict[str, str]]:
    return marks.written(event.our_mark, texts.address(event.url)) if event.our_mark else []


def _said(event: Event) -> dict[str, Any]:
    """Return what an event says, beside our mark."""
    return {
        "subject": one_line(event.summary),
        "body": texts.written(event.description),
        "location": {"displayName": one_line(event.location)},
        **written_times(event.start, event.end, event.zone),
        "showAs": _shown(event.shows_as),
        **_reminder(event.alarms),
    }


def _shown(shows_as: ShowsAs) -> str:
    return {ShowsAs.OUT_OF_OFFICE: "oof"}.get(shows_as, str(shows_as))


def _reminder(alarms: tuple[timedelta, ...]) -> dict[str, Any]:
    """Return the reminder: Outlook has one, so it is the first to ring."""
    minutes = [int(before.total_seconds() // 60) for before in alarms]
    kept = [n for n in minutes if 0 <= n <= LATEST_REMINDER]
    return {"isReminderOn": bool(kept), "reminderMinutesBeforeStart": max(kept, default=0)}
