"""Graph's event ⇄ ours, as the person sees it and types it: apart from the product's own reading.

Our mark alone is read with the product's words, since nobody else knows them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tzlocal.windows_tz import tz_win, win_tz

from candidate import OWNER
from graph_wire_mailbox import when
from graph_wire_times import instant, local
from relance.model import Event, Person, Response, ShowsAs, Status
from relance_outlook import marks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    Json: TypeAlias = Mapping[str, Any]

_SHOWN = {
    ShowsAs.BUSY: "busy",
    ShowsAs.FREE: "free",
    ShowsAs.TENTATIVE: "tentative",
    ShowsAs.OUT_OF_OFFICE: "oof",
}
_RESPONSES = {
    Response.NEEDS_ACTION: "notResponded",
    Response.ACCEPTED: "accepted",
    Response.TENTATIVE: "tentativelyAccepted",
    Response.DECLINED: "declined",
}


def event_of(resource: Json, properties: Mapping[str, str]) -> Event:
    """Return an event as the person sees it in Outlook; of ours the id stands behind the key."""
    told = [{"id": name, "value": value} for name, value in properties.items()]
    carried = marks.read({marks.PROPERTIES: told})
    assert (carried is not None) == (marks.KEY in properties), "a mark that cannot be read"
    shown = {name: shows for shows, name in _SHOWN.items()}
    host = _person(resource["organizer"])
    event = Event(
        uid=f"{carried.mark.key} {resource['id']}" if carried else resource["iCalUId"],
        start=_moment(resource, "start"),
        end=_moment(resource, "end"),
        zone=_zone(resource["originalStartTimeZone"]),
        summary=resource["subject"],
        description=resource["body"]["content"],
        location=resource["location"]["displayName"],
        organizer=None if resource["isOrganizer"] else host,
        attendees=tuple(map(_guest, resource["attendees"])),
        status=Status.CANCELLED if resource["isCancelled"] else Status.CONFIRMED,
        shows_as=shown[resource["showAs"]],
        ref=resource["id"],
        version=resource["changeKey"],
    )
    return event if carried is None else _marked(event, carried)


def _marked(event: Event, carried: marks.Carried) -> Event:
    return replace(event, our_mark=carried.settled(event.fingerprint()))


def _moment(resource: Json, side: str) -> datetime | date:
    if resource["isAllDay"]:
        return local(resource[side]).date()
    return instant(resource[side])


def _zone(name: str) -> str:
    return win_tz.get(name, "UTC")


def _guest(told: Json) -> Person:
    known = {name: response for response, name in _RESPONSES.items()}
    return _person(told, known[told["status"]["response"]])


def _person(told: Json, response: Response | None = None) -> Person:
    return Person(told["emailAddress"]["address"], told["emailAddress"]["name"], response)


def said(event: Event) -> dict[str, Any]:
    """Return what the person types into Outlook to have an event say this."""
    zone = "UTC" if event.zone == "UTC" else tz_win[event.zone]
    return {
        "subject": event.summary,
        "body": {"contentType": "text", "content": event.description},
        "location": {"displayName": event.location},
        "isAllDay": not isinstance(event.start, datetime),
        "start": when(_utc(event.start), zone),
        "end": when(_utc(event.end), zone),
        "showAs": _SHOWN[event.shows_as],
        "isCancelled": event.status is Status.CANCELLED,
    }


def _utc(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def guests(event: Event) -> dict[str, Any]:
    """Return who sent an invitation, and who is invited."""
    if event.organizer is None:
        return {}
    answers = {
        one.email: _RESPONSES[one.response or Response.NEEDS_ACTION] for one in event.attendees
    }
    mine = next((answers[email] for email in OWNER.emails if email in answers), "notResponded")
    return {
        "organizer": _told(event.organizer),
        "isOrganizer": False,
        "responseStatus": {"response": mine, "time": "2026-10-01T09:00:00Z"},
        "attendees": [
            _told(one) | {"type": "required", "status": {"response": answers[one.email]}}
            for one in event.attendees
        ],
    }


def _told(person: Person) -> dict[str, Any]:
    return {"emailAddress": {"address": person.email, "name": person.name}}
