"""A calendar file as the fake Google holds it once its person has imported it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from plain_calendar import WINDOWS_ZONES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from google_wire_mailbox import Mailbox

    Properties: TypeAlias = Any  # an event of icalendar, whose values have no useful types

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
    events = list(Calendar.from_ical(data).walk("VEVENT"))
    for event in sorted(events, key=lambda one: "RECURRENCE-ID" in one):
        uid, cancelled = str(event["UID"]), event.get("STATUS") == "CANCELLED"
        resource = _resource(event, zone, owner)
        if "RECURRENCE-ID" in event:
            original = _moment(event["RECURRENCE-ID"], zone)
            own = {n: v for n, v in resource.items() if n not in ("id", "iCalUID")}
            found[uid].changed[original] = None if cancelled else own
        elif not cancelled:
            assert uid not in found, f"{uid} stands twice"
            found[uid] = Imported(resource)
    return found


def _resource(event: Properties, zone: ZoneInfo, owner: str) -> dict[str, Any]:
    uid, start = str(event["UID"]), _moment(event["DTSTART"], zone)
    made = {
        "id": sha256(uid.encode()).hexdigest()[:26],
        "iCalUID": uid,
        "summary": str(event.get("SUMMARY", "")),
        "description": str(event.get("DESCRIPTION", "")),
        "location": str(event.get("LOCATION", "")),
        "start": _part(start),
        "end": _part(_end(event, start, zone)),
        "transparency": "transparent" if _is_free(event) else "opaque",
        **_people(event, owner),
    }
    if "RRULE" in event:
        left_out = ",".join(_left_out(event, zone))
        made["recurrence"] = [f"RRULE:{event['RRULE'].to_ical().decode()}"]
        made["recurrence"] += [f"EXDATE:{left_out}"] if left_out else []
    if str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "OOF":
        made["eventType"] = "outOfOffice"
    return made


def _is_free(event: Properties) -> bool:
    shown = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    return event.get("TRANSP") == "TRANSPARENT" or shown in {"FREE", "WORKINGELSEWHERE"}


def _moment(value: Properties, zone: ZoneInfo) -> datetime | date:
    found = value.dt
    if not isinstance(found, datetime):
        assert isinstance(found, date)
        return found
    name = value.params.get("TZID")
    if name is not None:
        return found.replace(tzinfo=ZoneInfo(WINDOWS_ZONES.get(name, name)))
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _end(event: Properties, start: datetime | date, zone: ZoneInfo) -> datetime | date:
    if "DTEND" in event:
        return _moment(event["DTEND"], zone)
    if "DURATION" in event:
        length: timedelta = event["DURATION"].dt
        return start + length
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _part(moment: datetime | date) -> dict[str, str]:
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    zone = moment.tzinfo.key if isinstance(moment.tzinfo, ZoneInfo) else "UTC"
    return {"dateTime": moment.isoformat(), "timeZone": zone}


def _left_out(event: Properties, zone: ZoneInfo) -> Iterator[str]:
    found = event.get("EXDATE", [])
    for one in found if isinstance(found, list) else [found]:
        own = ZoneInfo(str(one.params["TZID"])) if "TZID" in one.params else zone
        for day in one.dts:
            at = day.dt if isinstance(day.dt, datetime) else datetime.combine(day.dt, time())
            aware = at if at.tzinfo is not None else at.replace(tzinfo=own)
            yield f"{aware.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _people(event: Properties, owner: str) -> dict[str, Any]:
    found = event.get("ATTENDEE", [])
    told: dict[str, Any] = {}
    guests = [_guest(one, owner) for one in (found if isinstance(found, list) else [found])]
    if guests:
        told["attendees"] = guests
    if "ORGANIZER" in event:
        host = _person(event["ORGANIZER"])
        told["organizer"] = host | ({"self": True} if host["email"] == owner.casefold() else {})
    return told


def _guest(one: Properties, owner: str) -> dict[str, Any]:
    person = _person(one)
    answer = _RESPONSES.get(str(one.params.get("PARTSTAT", "")).upper(), "needsAction")
    mine = {"self": True} if person["email"] == owner.casefold() else {}
    return person | {"responseStatus": answer} | mine


def _person(one: Properties) -> dict[str, Any]:
    email = str(one).removeprefix("mailto:").removeprefix("MAILTO:").casefold()
    name = str(one.params.get("CN", ""))
    return {"email": email} | ({"displayName": name} if name else {})
