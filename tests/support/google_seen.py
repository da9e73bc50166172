"""Google's event ⇄ ours, as the person sees it and types it: apart from the product's own reading.

Our mark alone is read with the product's words, since nobody else knows them.
"""

from __future__ import annotations

import html
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from relance.model import Event, Person, Response, ShowsAs
from relance_google import marks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    Json: TypeAlias = Mapping[str, Any]

_OUT = "outOfOffice"
_RESPONSES = {
    Response.NEEDS_ACTION: "needsAction",
    Response.ACCEPTED: "accepted",
    Response.TENTATIVE: "tentative",
    Response.DECLINED: "declined",
}


def event_of(resource: Json) -> Event:
    """Return an event as the person sees it in Google."""
    private = resource.get("extendedProperties", {}).get("private", {})
    mark = marks.read(private)
    assert (mark is not None) == ("relanceKey" in private), "a mark that cannot be read"
    start, end = _moment(resource["start"]), _moment(resource["end"])
    organizer = resource.get("organizer", {})
    return Event(
        uid=resource["id"] if mark else resource["iCalUID"],
        start=start,
        end=end,
        zone=resource["start"].get("timeZone", "UTC"),
        summary=resource.get("summary", ""),
        description=html.unescape(resource.get("description", "")),
        location=resource.get("location", ""),
        organizer=None if organizer.get("self") else _person(organizer),
        attendees=tuple(_person(one) for one in resource.get("attendees", ())),
        shows_as=_shows_as(resource),
        sequence=resource.get("sequence", 0),
        our_mark=mark,
        ref=resource["id"],
        version=resource["etag"],
    )


def _moment(part: Json) -> datetime | date:
    if "date" in part:
        return date.fromisoformat(part["date"])
    return datetime.fromisoformat(part["dateTime"]).astimezone(UTC)


def _shows_as(resource: Json) -> ShowsAs:
    if resource.get("transparency") == "transparent":
        return ShowsAs.FREE
    return ShowsAs.OUT_OF_OFFICE if resource.get("eventType") == _OUT else ShowsAs.BUSY


def _person(told: Json) -> Person:
    known = {name: response for response, name in _RESPONSES.items()}
    response = known.get(told.get("responseStatus", ""))
    return Person(told.get("email", ""), told.get("displayName", ""), response)


def said(event: Event) -> dict[str, Any]:
    """Return what the person types into Google to have an event say this."""
    out = event.shows_as is ShowsAs.OUT_OF_OFFICE
    return {
        "summary": event.summary,
        "description": html.escape(event.description, quote=False),
        "location": event.location,
        "start": _part(event.start, event.zone),
        "end": _part(event.end, event.zone),
        "transparency": "transparent" if event.shows_as is ShowsAs.FREE else "opaque",
        **({"eventType": _OUT} if out else {}),
    }


def _part(moment: datetime | date, zone: str) -> dict[str, str]:
    if isinstance(moment, datetime):
        return {"dateTime": moment.astimezone(ZoneInfo(zone)).isoformat(), "timeZone": zone}
    return {"date": moment.isoformat()}


def guests(event: Event) -> dict[str, Any]:
    """Return who sent an invitation, and who is invited."""
    if event.organizer is None:
        return {}
    host = {"email": event.organizer.email, "displayName": event.organizer.name}
    invited = [
        {
            "email": one.email,
            "displayName": one.name,
            "self": True,
            "responseStatus": _RESPONSES[one.response or Response.NEEDS_ACTION],
        }
        for one in event.attendees
    ]
    return {"organizer": host, "attendees": invited}
