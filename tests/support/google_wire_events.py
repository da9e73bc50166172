"""events.get, insert, update, patch and delete, as documented."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from google_wire_answers import NOTHING, Answer, Json, refusal
from google_wire_fields import partly
from google_wire_writing import SHARED, check_id, full, kept, merged, sent

if TYPE_CHECKING:
    from google_wire_calls import Call
    from google_wire_shelf import Shelf

_PLAIN = {
    "kind", "etag", "id", "status", "htmlLink", "created", "updated", "start", "end", "iCalUID",
    "recurrence", "recurringEventId", "originalStartTime", "transparency", "eventType", "sequence",
}  # fmt: skip


def view(call: Call, shelf: Shelf, resource: Json) -> Json:
    """Return an event as this caller may see it."""
    if resource["status"] == "cancelled" and not call.mailbox.habits.full_stubs:
        return stub(shelf, resource)
    hidden = resource.get("visibility") in {"private", "confidential"}
    masked = hidden and shelf.role in {"reader", "writerWithoutPrivateAccess"}
    if masked or shelf.role == "freeBusyReader" or call.only_busy():
        return {n: v for n, v in resource.items() if n in _PLAIN} | {"visibility": "private"}
    return resource


def stub(shelf: Shelf, resource: Json) -> Json:
    """Return what is left of a cancelled event: its id, and of an exception its place."""
    names = ["kind", "etag", "id", "status"]
    series = shelf.records.get(resource.get("recurringEventId", ""))
    if series is not None and not series.cancelled:
        names += ["recurringEventId", "originalStartTime"]
    return {name: resource[name] for name in names if name in resource} | {"status": "cancelled"}


def get(call: Call) -> Answer:
    shelf = call.shelf()
    found = _found(call, shelf)
    if call.header.get("if-none-match") in {found["etag"], "*"}:
        return Answer(304, headers=(("ETag", found["etag"]),))
    return partly(call, view(call, shelf, found))


def insert(call: Call) -> Answer:
    shelf = call.shelf(writing=True)
    body = sent(call.body())
    event_id = check_id(body.pop("id")) if body.get("id") is not None else uuid.uuid4().hex
    if call.body().get("id") is not None and body.get("iCalUID"):
        raise refusal("invalid", "Give either id or iCalUID.", location="iCalUID")
    if event_id in shelf.records:
        raise refusal("duplicate")
    new = full(kept(body, shelf, call.mailbox.habits), shelf, event_id, call.mailbox.email)
    return partly(call, view(call, shelf, shelf.write(new)))


def update(call: Call) -> Answer:
    """Replace the whole event: what is not sent is reset."""
    shelf, old = _to_write(call)
    body = sent(call.body())
    if body.pop("id", old["id"]) != old["id"]:
        raise refusal("invalid", "Invalid resource id value.", location="id")
    fresh = {n: old[n] for n in ("sequence", "iCalUID", "eventType") if n in old}
    return _written(call, shelf, old, {"status": "confirmed"} | fresh | body)


def patch(call: Call) -> Answer:
    """Merge what is sent into the event."""
    shelf, old = _to_write(call)
    own = {n: old[n] for n in sent(old)}
    return _written(call, shelf, old, merged(own, sent(call.body())))


def delete(call: Call) -> Answer:
    shelf = call.shelf(writing=True)
    found = _found(call, shelf)
    if found["status"] == "cancelled":
        raise refusal("deleted")
    _check_version(call, found)
    shelf.write(found | {"status": "cancelled"})
    return NOTHING


def _found(call: Call, shelf: Shelf) -> Json:
    found = shelf.find(call.names[1])
    if found is None:
        raise refusal("notFound")
    return found


def _to_write(call: Call) -> tuple[Shelf, Json]:
    shelf = call.shelf(writing=True)
    found = _found(call, shelf)
    _check_version(call, found)
    if found["status"] == "cancelled" and not call.mailbox.habits.revivable:
        raise refusal("forbidden")
    return shelf, found


def _check_version(call: Call, found: Json) -> None:
    wanted = call.header.get("if-match")
    if wanted not in {None, "*", found["etag"]}:
        raise refusal("conditionNotMet")


def _written(call: Call, shelf: Shelf, old: Json, body: Json) -> Answer:
    """Keep an event that a client changed, or refuse it."""
    _check_fixed(old, body)
    own = kept(body | {"eventType": "default"}, shelf, call.mailbox.habits)
    body = own | {"eventType": old.get("eventType", "default"), "id": old["id"]}
    base = {n: v for n, v in old.items() if n not in sent(old)}
    base |= {"reminders": {"useDefault": True}, "sequence": old.get("sequence", 0)}
    new = base | body
    if not old.get("organizer", {}).get("self") and _differs(old, new):
        raise refusal("forbiddenForNonOrganizer")
    return partly(call, view(call, shelf, call.mailbox.change(shelf, old, new)))


def _check_fixed(old: Json, body: Json) -> None:
    """Refuse what cannot be changed."""
    if body.get("eventType", "default") != old.get("eventType", "default"):
        raise refusal("eventTypeRestriction", "Event type cannot be changed.")
    if int(body.get("sequence") or 0) < int(old.get("sequence") or 0):
        raise refusal(
            "invalid",
            "Invalid sequence value. The specified sequence number is below the current sequence"
            " number of the resource. Re-fetch the resource and use its sequence number on the"
            " following request.",
            location="sequence",
        )


def _differs(old: Json, new: Json) -> bool:
    return any(old.get(name) != new.get(name) for name in SHARED)
