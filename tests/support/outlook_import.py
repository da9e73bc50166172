"""A calendar file as the fake Outlook holds it once its person has imported it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tzlocal.windows_tz import tz_win

from graph_wire_mailbox import when
from graph_wire_series import recurrence
from provider_import import entries, zone_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from graph_wire_mailbox import Mailbox
    from provider_import import Entry, Guest

_RESPONSES = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentativelyAccepted",
}
_SHOWN = {"OOF": "oof", "TENTATIVE": "tentative", "WORKINGELSEWHERE": "workingElsewhere"}
_OF_THE_SERIES = ("iCalUId", "recurrence", "organizer", "isOrganizer", "responseStatus")


@dataclass(slots=True)
class Imported:
    """One event or series, and what was changed of its occurrences; None for one that is gone."""

    resource: dict[str, Any]
    changed: dict[datetime | date, dict[str, Any] | None] = field(default_factory=dict)
    id: str = ""

    def put(self, box: Mailbox) -> None:
        """Put it into the main calendar, as a new event each time."""
        self.id = box.put("primary", self.resource)["id"]
        for original, resource in self.changed.items():
            occurrence = box.occurrence(self.id, original)
            if resource is None:
                box.delete(occurrence)
            else:
                box.edit(occurrence, **resource)


def imported(data: bytes, zone: ZoneInfo, owner: str) -> dict[str, Imported]:
    """Return everything that a file holds, by UID; what is cancelled is not there."""
    found: dict[str, Imported] = {}
    for entry in entries(data, zone):
        resource = _resource(entry, owner.casefold(), zone)
        if entry.original is not None:
            own = {name: v for name, v in resource.items() if name not in _OF_THE_SERIES}
            found[entry.uid].changed[entry.original] = None if entry.cancelled else own
        elif not entry.cancelled:
            assert entry.uid not in found, f"{entry.uid} stands twice"
            gone = [_day_or_time(at, entry, zone) for at in entry.left_out]
            found[entry.uid] = Imported(resource, dict.fromkeys(gone))
    return found


def _day_or_time(at: datetime, entry: Entry, zone: ZoneInfo) -> datetime | date:
    return at if isinstance(entry.start, datetime) else at.astimezone(zone).date()


def _resource(entry: Entry, owner: str, zone: ZoneInfo) -> dict[str, Any]:
    timed = isinstance(entry.start, datetime)
    name = zone_of(entry.start) if timed else zone.key
    windows = "UTC" if name == "UTC" else tz_win[name]
    shown = "free" if entry.free else "busy"
    made = {
        "iCalUId": entry.uid,
        "subject": entry.summary,
        "body": {"contentType": "text", "content": entry.description},
        "location": {"displayName": entry.location},
        "isAllDay": not timed,
        "start": when(entry.start, windows),
        "end": when(entry.end, windows),
        "showAs": _SHOWN.get(entry.shown, shown),
        "attendees": [
            _person(one) | {"type": "required", "status": {"response": _answer(one)}}
            for one in entry.guests
        ],
        **_host(entry, owner),
    }
    return made | ({"recurrence": recurrence(entry.rule, entry.start)} if entry.rule else {})


def _host(entry: Entry, owner: str) -> dict[str, Any]:
    if entry.host is None or entry.host.email == owner:
        return {}
    mine = next((_answer(one) for one in entry.guests if one.email == owner), "notResponded")
    answered = {"response": mine, "time": "2026-01-01T09:00:00Z"}
    return {"organizer": _person(entry.host), "isOrganizer": False, "responseStatus": answered}


def _answer(one: Guest) -> str:
    return _RESPONSES.get(one.answer, "notResponded")


def _person(one: Guest) -> dict[str, Any]:
    return {"emailAddress": {"address": one.email, "name": one.name}}
