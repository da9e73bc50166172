"""events.instances: the instances of one series in a window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google_wire_answers import Answer, Json, refusal
from google_wire_events import view
from google_wire_fields import partly
from google_wire_round import everything
from google_wire_times import bound
from google_wire_view import Wanted

if TYPE_CHECKING:
    from google_wire_calls import Call

_KNOWN = {
    "alt", "fields", "maxAttendees", "maxResults", "pageToken", "showDeleted", "timeMin",
    "timeMax", "originalStart", "timeZone",
}  # fmt: skip


def instances(call: Call) -> Answer:
    shelf = call.shelf()
    unknown = call.asked.query.keys() - _KNOWN
    if unknown:
        raise refusal("badRequest", f"Unknown name: {min(unknown)}")
    record = shelf.records.get(call.names[1])
    if record is None or record.vanished:
        raise refusal("notFound")
    if record.cancelled:
        raise refusal("deleted")
    if not record.resource.get("recurrence"):
        raise refusal("invalid", "This is no recurring event.")
    most = call.number("maxResults", 250, 2500)
    if call.mailbox.habits.short_pages:
        most = min(most, call.mailbox.habits.short_pages)
    begin = int(call.one("pageToken", "instances0").removeprefix("instances"))
    found = _found(call, call.names[1])
    body: Json = {
        "kind": "calendar#events",
        "timeZone": shelf.zone,
        "items": [view(call, shelf, one) for one in found[begin : begin + most]],
    }
    if len(found) > begin + most:
        body["nextPageToken"] = f"instances{begin + most}"
    return partly(call, body)


def _found(call: Call, series: str) -> list[Json]:
    low, high = (
        bound(call.one(name), name) if call.one(name) else None for name in ("timeMin", "timeMax")
    )
    wanted = Wanted.of(call, low, high, None).single_events()
    told = everything(call.shelf(), wanted)
    return [one for one in told if one.get("recurringEventId") == series]
