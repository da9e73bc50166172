"""calendarList, calendars and freebusy, as documented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google_wire_answers import Answer, Json, refusal
from google_wire_fields import partly
from google_wire_round import everything
from google_wire_times import bound, rfc3339, span, zone_of
from google_wire_view import Wanted

if TYPE_CHECKING:
    from datetime import datetime

    from google_wire_calls import Call
    from google_wire_shelf import Shelf

_ROLES = ("freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
_ENTRY = {"summaryOverride", "colorId", "backgroundColor", "foregroundColor", "hidden", "selected"}


def entry(shelf: Shelf) -> Json:
    """Return a calendar as the list of the person's calendars names it."""
    base: Json = {
        "kind": "calendar#calendarListEntry",
        "etag": f'"l{shelf.count.seq}"',
        "id": shelf.id,
        "summary": shelf.summary,
        "timeZone": shelf.zone,
        "accessRole": shelf.role,
        "selected": True,
        "defaultReminders": [],
        "backgroundColor": "#9fe1e7",
    }
    return base | ({"primary": True} if shelf.primary else {}) | shelf.entry


def list_(call: Call) -> Answer:
    most = call.number("maxResults", 100, 250)
    if call.mailbox.habits.short_pages:
        most = min(most, call.mailbox.habits.short_pages)
    begin = call.one("pageToken", "list0").removeprefix("list")
    if not begin.isdecimal():
        raise refusal("invalid", location="pageToken")
    found = [entry(one) for one in call.mailbox.shelves.values() if _listed(call, one)]
    body: Json = {"kind": "calendar#calendarList", "etag": '"l"'}
    body["items"] = found[int(begin) : int(begin) + most]
    if len(found) > int(begin) + most:
        body["nextPageToken"] = f"list{int(begin) + most}"
    else:
        body["nextSyncToken"] = f"calendars{call.mailbox.count.seq}"
    return partly(call, body)


def _listed(call: Call, shelf: Shelf) -> bool:
    least = call.one("minAccessRole", "freeBusyReader")
    if least not in _ROLES:
        raise refusal("invalid", location="minAccessRole")
    hidden = shelf.entry.get("hidden") and not call.flag("showHidden")
    out = shelf.closed or shelf.entry.get("unlisted") or hidden
    return not out and _ROLES.index(shelf.role) >= _ROLES.index(least)


def get_entry(call: Call) -> Answer:
    shelf = call.shelf()
    if shelf.entry.get("unlisted"):
        raise refusal("notFound")
    return partly(call, entry(shelf))


def patch_entry(call: Call) -> Answer:
    shelf = call.shelf()
    shelf.entry |= {n: v for n, v in call.body().items() if n in _ENTRY}
    return partly(call, entry(shelf))


def insert_entry(call: Call) -> Answer:
    """Put a calendar that exists into the person's list."""
    shelf = call.shelf(str(call.body().get("id", "")))
    shelf.entry.pop("unlisted", None)
    return partly(call, entry(shelf))


def get(call: Call) -> Answer:
    return partly(call, _calendar(call.shelf()))


def insert(call: Call) -> Answer:
    body = call.body()
    name = body.get("summary")
    if not isinstance(name, str) or not name:
        raise refusal("required", "Missing summary.", location="summary")
    zone = str(body.get("timeZone") or call.mailbox.zone)
    zone_of(zone)
    more = {n: body[n] for n in ("description", "location") if body.get(n)}
    made = call.mailbox.add_calendar(name, zone=zone, made_by=call.client, **more)
    return partly(call, _calendar(call.mailbox.shelves[made]))


def _calendar(shelf: Shelf) -> Json:
    more = {n: shelf.entry[n] for n in ("description", "location") if n in shelf.entry}
    return {
        "kind": "calendar#calendar",
        "etag": f'"c{shelf.id[:8]}"',
        "id": shelf.id,
        "summary": shelf.summary,
        "timeZone": shelf.zone,
    } | more


def busy(call: Call) -> Answer:
    body = call.body()
    for name in ("timeMin", "timeMax"):
        if not body.get(name):
            raise refusal("required", location=name)
    low, high = (bound(str(body[name]), name) for name in ("timeMin", "timeMax"))
    if high <= low:
        raise refusal("timeRangeEmpty", location="timeMax")
    if high - low > call.mailbox.habits.longest_busy:
        raise refusal("timeRangeTooLong", location="timeMax")
    most = int(body.get("calendarExpansionMax") or 50)
    items = [str(one.get("id")) for one in body.get("items") or []]
    told = {
        name: _busy_of(call, name, low, high)
        if n < min(most, 50)
        else _failed("tooManyCalendarsRequested")
        for n, name in enumerate(items)
    }
    times = {"timeMin": rfc3339(low), "timeMax": rfc3339(high)}
    return partly(call, {"kind": "calendar#freeBusy", **times, "calendars": told})


def _failed(reason: str) -> Json:
    return {"errors": [{"domain": "global", "reason": reason}], "busy": []}


def _busy_of(call: Call, name: str, low: datetime, high: datetime) -> Json:
    mailbox = call.mailbox
    shelf = mailbox.shelves.get(mailbox.email if name == "primary" else name)
    if shelf is None or shelf.closed:
        return _failed("notFound")
    found = everything(shelf, Wanted.of(call, low, high, None).single_events())
    spans = sorted(
        span(one, shelf.zone) for one in found if one.get("transparency") != "transparent"
    )
    return {"busy": [_part(s, e) for s, e in _joined(spans, low, high)]}


def _joined(
    spans: list[tuple[datetime, datetime]], low: datetime, high: datetime
) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        start, end = max(start, low), min(end, high)  # noqa: PLW2901 - cut to the window
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif end > start:
            joined.append((start, end))
    return joined


def _part(start: datetime, end: datetime) -> Json:
    return {"start": rfc3339(start), "end": rfc3339(end)}
