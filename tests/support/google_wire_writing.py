"""What Google accepts as an event, and how it keeps it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from google_wire_answers import Json, refusal
from google_wire_series import check_rules
from google_wire_times import instant, moment, part, stamp

if TYPE_CHECKING:
    from google_wire_habits import Habits
    from google_wire_shelf import Shelf

_ID = re.compile(r"[a-v0-9]{5,1024}")
_READ_ONLY = {
    "kind", "etag", "htmlLink", "created", "updated", "creator", "organizer", "hangoutLink",
    "recurringEventId", "originalStartTime", "privateCopy", "locked", "endTimeUnspecified",
}  # fmt: skip
_MODES = {
    "status": {"confirmed", "tentative", "cancelled"},
    "transparency": {"opaque", "transparent"},
    "visibility": {"default", "public", "private", "confidential"},
    "colorId": {str(n) for n in range(1, 12)},
    "eventType": {"default", "outOfOffice", "focusTime", "workingLocation", "birthday"},
}
SHARED = {
    "summary", "description", "location", "start", "end", "recurrence", "status", "source",
    "guestsCanModify", "guestsCanInviteOthers", "guestsCanSeeOtherGuests", "visibility",
}  # fmt: skip


def sent(body: object) -> Json:
    """Return what a client may set of an event."""
    if not isinstance(body, dict):
        raise refusal("parseError")
    return {name: value for name, value in body.items() if name not in _READ_ONLY}


def check_id(event_id: object) -> str:
    """Refuse an id that Google would not take."""
    if not isinstance(event_id, str) or not _ID.fullmatch(event_id):
        raise refusal("invalid", "Invalid resource id value.", location="id")
    return event_id


def kept(body: Json, shelf: Shelf, habits: Habits) -> Json:
    """Return an event's own data as Google keeps them, or refuse them."""
    resource = {name: value for name, value in body.items() if value is not None}
    for name, allowed in _MODES.items():
        if name in resource and str(resource[name]) not in allowed:
            raise refusal("invalid", f"Invalid value for: {name}.", location=name)
    resource |= _times(resource, shelf.zone)
    _check_reminders(resource.get("reminders"))
    _check_source(resource.get("source"))
    if "extendedProperties" in resource:
        resource["extendedProperties"] = _properties(resource["extendedProperties"], habits)
    for name, default in (("transparency", "opaque"), ("visibility", "default")):
        if resource.get(name) == default:
            del resource[name]
    for name in ("summary", "description", "location"):
        if name in resource and not isinstance(resource[name], str):
            raise refusal("invalid", location=name)
        if resource.get(name) == "":
            del resource[name]
    if resource.get("recurrence") == []:
        del resource["recurrence"]
    return resource


def full(resource: Json, shelf: Shelf, event_id: str, owner: str) -> Json:
    """Add what Google itself says of a new event."""
    base: Json = {
        "kind": "calendar#event",
        "id": event_id,
        "status": "confirmed",
        "htmlLink": f"https://calendar.example/event?eid={event_id[:40]}",
        "created": stamp(shelf.clock()),
        "creator": {"email": owner, "self": True},
        "organizer": _organizer(shelf, owner),
        "iCalUID": f"{event_id}@calendar.example",
        "sequence": 0,
        "reminders": {"useDefault": True},
        "eventType": "default",
    }
    return base | resource | {"id": event_id}


def _organizer(shelf: Shelf, owner: str) -> Json:
    if shelf.primary:
        return {"email": owner, "self": True}
    return {"email": shelf.id, "displayName": shelf.summary, "self": True}


def _times(resource: Json, zone: str) -> Json:
    for side in ("start", "end"):
        value = resource.get(side)
        if not isinstance(value, dict) or not (value.get("date") or value.get("dateTime")):
            raise refusal("required", f"Missing {side} time.", location=side)
        if value.get("date") and value.get("dateTime"):
            raise refusal("invalid", f"Invalid {side} time.", location=side)
    start, end = (moment(resource[side], zone) for side in ("start", "end"))
    if isinstance(start, datetime) is not isinstance(end, datetime):
        raise refusal("invalid", "Start and end times must either both be date or both dateTime.")
    late = instant(end, zone) < instant(start, zone)
    if late or (start == end and not isinstance(start, datetime)):
        raise refusal("timeRangeEmpty")
    own = str(resource["start"].get("timeZone") or "")
    if resource.get("recurrence"):
        if isinstance(start, datetime) and not own:
            raise refusal("required", "Missing time zone definition for start time.")
        check_rules(resource["recurrence"], start, own or zone)
    return {
        "start": part(start, own or zone),
        "end": part(end, str(resource["end"].get("timeZone") or own or zone)),
    }


def _check_reminders(value: Any) -> None:
    if value is None:
        return
    if not isinstance(value, dict):
        raise refusal("invalid", location="reminders")
    overrides = value.get("overrides") or []
    if value.get("useDefault") and overrides:
        raise refusal("cannotUseDefaultRemindersAndSpecifyOverride")
    if len(overrides) > 5:
        raise refusal("invalid", "Too many reminders.", location="reminders")
    for one in overrides:
        good = one.get("method") in {"popup", "email"} and isinstance(one.get("minutes"), int)
        if not good or not 0 <= one["minutes"] <= 40320:
            raise refusal("invalid", "Invalid reminder.", location="reminders")


def _check_source(value: Any) -> None:
    if value is None:
        return
    address = value.get("url", "") if isinstance(value, dict) else ""
    if not str(address).startswith(("http://", "https://")):
        raise refusal("invalid", "Invalid source url.", location="source.url")


def _properties(value: Any, habits: Habits) -> Json:
    """Keep extended properties within Google's limits."""
    if not isinstance(value, dict):
        raise refusal("invalid", location="extendedProperties")
    result: Json = {}
    for side in ("private", "shared"):
        pairs = {k: v for k, v in (value.get(side) or {}).items() if v is not None}
        if not all(isinstance(v, str) for v in pairs.values()):
            raise refusal("invalid", location=f"extendedProperties.{side}")
        if habits.long_properties == "cut":
            pairs = {k: v[:1024] for k, v in pairs.items() if len(k) <= 44}
        if pairs:
            result[side] = pairs
    every = [pair for pairs in result.values() for pair in pairs.items()]
    size = sum(len(k.encode()) + len(v.encode()) for k, v in every)
    long = any(len(k) > 44 or len(v) > 1024 for k, v in every)
    if long or len(every) > 300 or size > 32 * 1024:
        raise refusal(
            "invalid", "Extended properties are too large.", location="extendedProperties"
        )
    return result


def merged(old: Json, change: Json) -> Json:
    """Merge a patch: objects within objects, arrays whole, null takes away."""
    result = dict(old)
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict) and isinstance(old.get(name), dict):
            result[name] = merged(old[name], value)
        else:
            result[name] = value
    return result


def only_reminders(old: Json, new: Json) -> bool:
    """Say whether nothing but the reminders differs."""
    passing = {"etag", "updated", "reminders"}
    names = (old.keys() | new.keys()) - passing
    same = all(old.get(name) == new.get(name) for name in names)
    return same and old.get("reminders") != new.get("reminders")
