"""A calendar file as the fake Google holds it once its person has imported it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from provider_import import entries, zone_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from google_wire_mailbox import Mailbox
    from provider_import import Entry, Guest

_RESPONSES = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
}


@dataclass(slots=True)
class Imported:
    """One event or series, and what was changed of its instances; None for one that is gone."""

    resource: dict[str, Any]
    changed: dict[datetime | date, dict[str, Any] | None] = field(default_factory=dict)

    def put(self, box: Mailbox, calendar: str) -> None:
        """Put it into a calendar."""
        made = box.put(calendar, self.resource)
        for original, resource in self.changed.items():
            instance = box.instance(calendar, made["id"], original)
            if resource is None:
                box.delete(calendar, instance)
            else:
                box.edit(calendar, instance, **resource)


def imported(data: bytes, zone: ZoneInfo, owner: str) -> dict[str, Imported]:
    """Return everything that a file holds, by UID; what is cancelled is not there in Google."""
    found: dict[str, Imported] = {}
    for entry in entries(data, zone):
        resource = _resource(entry, owner.casefold())
        if entry.original is not None:
            own = {n: v for n, v in resource.items() if n not in ("id", "iCalUID")}
            found[entry.uid].changed[entry.original] = None if entry.cancelled else own
        elif not entry.cancelled:
            assert entry.uid not in found, f"{entry.uid} stands twice"
            found[entry.uid] = Imported(resource)
    return found


def _resource(entry: Entry, owner: str) -> dict[str, Any]:
    made = {
        "id": sha256(entry.uid.encode()).hexdigest()[:26],
        "iCalUID": entry.uid,
        "summary": entry.summary,
        "description": entry.description,
        "location": entry.location,
        "start": _part(entry.start),
        "end": _part(entry.end),
        "transparency": "transparent" if entry.free else "opaque",
        **_people(entry, owner),
    }
    if entry.rule:
        left_out = ",".join(f"{at:%Y%m%dT%H%M%SZ}" for at in entry.left_out)
        made["recurrence"] = [f"RRULE:{entry.rule}"]
        made["recurrence"] += [f"EXDATE:{left_out}"] if left_out else []
    if entry.shown == "OOF":
        made["eventType"] = "outOfOffice"
    return made


def _part(moment: datetime | date) -> dict[str, str]:
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    return {"dateTime": moment.isoformat(), "timeZone": zone_of(moment)}


def _people(entry: Entry, owner: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if entry.guests:
        told["attendees"] = [
            _person(one, owner) | {"responseStatus": _RESPONSES.get(one.answer, "needsAction")}
            for one in entry.guests
        ]
    if entry.host is not None:
        told["organizer"] = _person(entry.host, owner)
    return told


def _person(one: Guest, owner: str) -> dict[str, Any]:
    named = {"displayName": one.name} if one.name else {}
    mine = {"self": True} if one.email == owner else {}
    return {"email": one.email} | named | mine
