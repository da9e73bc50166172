"""What Graph accepts as an event, and how it keeps it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from graph_wire_answers import refusal
from graph_wire_series import check
from graph_wire_times import instant, is_midnight, local

if TYPE_CHECKING:
    from graph_wire_habits import Habits
    from wire_answers import Json

# what only Graph itself sets
_READ_ONLY = {
    "id", "changeKey", "createdDateTime", "lastModifiedDateTime", "bodyPreview", "iCalUId", "uid",
    "webLink", "type", "seriesMasterId", "isOrganizer", "responseStatus", "organizer",
    "originalStart", "originalStartTimeZone", "originalEndTimeZone", "isCancelled", "isDraft",
    "hasAttachments", "onlineMeeting", "onlineMeetingUrl", "cancelledOccurrences", "occurrenceId",
}  # fmt: skip
_PLAIN: dict[str, Any] = {
    "subject": "",
    "importance": "normal",
    "sensitivity": "normal",
    "isAllDay": False,
    "isCancelled": False,
    "isOrganizer": True,
    "isDraft": False,
    "hasAttachments": False,
    "responseRequested": True,
    "allowNewTimeProposals": True,
    "hideAttendees": False,
    "isOnlineMeeting": False,
    "onlineMeetingProvider": "unknown",
    "onlineMeeting": None,
    "onlineMeetingUrl": None,
    "showAs": "busy",
    "seriesMasterId": None,
    "transactionId": None,
    "recurrence": None,
    "attendees": [],
    "categories": [],
    "reminderMinutesBeforeStart": 15,
    "isReminderOn": False,
    "body": {"contentType": "text", "content": ""},
    "location": {"displayName": "", "locationType": "default", "uniqueIdType": "unknown"},
    "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
}


def sent(body: object) -> Json:
    """Return what a client may set of an event; the rest is passed over, as Graph does."""
    if not isinstance(body, dict):
        raise refusal("BadRequest", "Unable to read JSON request payload.")
    return {name: value for name, value in body.items() if name not in _READ_ONLY}


def properties(given: Json) -> dict[str, str]:
    """Take the extended properties out of what was sent."""
    listed = given.pop("singleValueExtendedProperties", None) or []
    return {str(one["id"]): str(one["value"]) for one in listed}


def new(given: Json, habits: Habits) -> Json:
    """Return a new event's own data as Graph keeps them, or refuse them."""
    reminds = habits.default_reminder and not given.get("isAllDay")
    return kept({"isReminderOn": reminds} | given, _PLAIN)


def kept(change: Json, old: Json) -> Json:
    """Return an event's own data after a change, or refuse it."""
    resource = old | {name: value for name, value in change.items() if value is not None}
    for name in (name for name, value in change.items() if value is None):
        resource[name] = _PLAIN.get(name)
    for side in ("start", "end"):
        if not isinstance(resource.get(side), dict):
            raise refusal("ErrorPropertyValidationFailure", f"The property {side} is required.")
        if side in change:
            zone = str(change[side].get("timeZone") or "UTC")
            resource[side] = {"dateTime": str(change[side].get("dateTime")), "timeZone": zone}
            resource[f"original{side.title()}TimeZone"] = zone
    _check_times(resource)
    if resource.get("recurrence"):
        resource["recurrence"] = check(resource["recurrence"], resource["start"])
    for name in ("body", "location"):
        if name in change and change[name] is not None:
            resource[name] = _PLAIN[name] | change[name]
    resource["body"] = resource["body"] | {
        "contentType": str(resource["body"]["contentType"]).lower(),
        "content": str(resource["body"]["content"] or ""),
    }
    return resource


def _check_times(resource: Json) -> None:
    start, end = instant(resource["start"]), instant(resource["end"])
    if end < start:
        raise refusal(
            "ErrorPropertyValidationFailure", "The end of an event lies before its start."
        )
    if not resource["isAllDay"]:
        return
    if not all(is_midnight(local(resource[side])) for side in ("start", "end")):
        raise refusal(
            "ErrorInvalidRequest",
            "The Event.Start property for an all-day event needs to be set to midnight.",
        )
    if resource["start"]["timeZone"] != resource["end"]["timeZone"]:
        raise refusal("ErrorInvalidRequest", "An all-day event has one time zone.")
    if end - start < timedelta(hours=23):
        raise refusal("ErrorInvalidRequest", "The duration of an all-day event is 24 h or more.")
