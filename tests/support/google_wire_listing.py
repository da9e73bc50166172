"""events.list: what is told, in pages, and the tokens that go on from there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from google_wire_answers import Answer, Json, refusal
from google_wire_events import view
from google_wire_fields import partly
from google_wire_round import everything, since
from google_wire_times import bound, on_the_clock_of, stamp, zone_of
from google_wire_view import Wanted, matches

if TYPE_CHECKING:
    from datetime import datetime

    from google_wire_calls import Call
    from google_wire_shelf import Shelf

_FORBIDDEN = {
    "iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin",
    "timeMax", "updatedMin",
}  # fmt: skip
_KNOWN = _FORBIDDEN | {
    "alwaysIncludeEmail", "eventTypes", "maxAttendees", "maxResults", "pageToken",
    "showDeleted", "showHiddenInvitations", "singleEvents", "syncToken", "timeZone",
}  # fmt: skip
_SYSTEM = {"alt", "fields", "key", "prettyPrint", "quotaUser", "userIp", "eventLabelVersion"}
_KEPT = 200  # page tokens, each of which holds its whole round
_UNTOKENED = _FORBIDDEN - {"timeMin", "timeMax"}

Params: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class SyncToken:
    """What a sync token stands for."""

    calendar: str
    seq: int
    params: Params
    low: datetime | None
    high: datetime | None


@dataclass(frozen=True, slots=True)
class PageToken:
    """Where a page token goes on: what is left of a round that was worked out at its start."""

    calendar: str
    params: Params
    sync: str
    items: tuple[Json, ...]
    token: SyncToken | None
    at: int = 0


@dataclass(slots=True)
class Tokens:
    """All tokens of lists that were given out."""

    sync: dict[str, SyncToken] = field(default_factory=dict)
    page: dict[str, PageToken] = field(default_factory=dict)


def list_(call: Call, tokens: Tokens) -> Answer:
    shelf = call.shelf()
    unknown = call.asked.query.keys() - _KNOWN - _SYSTEM
    if unknown:
        raise refusal("badRequest", f"Unknown name: {min(unknown)}")
    most = call.number("maxResults", 250, 2500)
    if call.mailbox.habits.short_pages:
        most = min(most, call.mailbox.habits.short_pages)
    if call.one("pageToken"):
        return _page(call, shelf, tokens, _continued(call, shelf, tokens), most)
    sync = call.one("syncToken")
    round_ = _again(call, shelf, tokens, sync) if sync else _first(call, shelf)
    if call.mailbox.habits.empty_pages:
        return _page(call, shelf, tokens, round_, 0)
    return _page(call, shelf, tokens, round_, most)


def _params(call: Call) -> Params:
    """Return the parameters that must stay the same from the first request on."""
    passing = _SYSTEM | {"pageToken", "syncToken", "timeMin", "timeMax"}
    kept = {n: tuple(sorted(v)) for n, v in call.asked.query.items() if n not in passing}
    if kept.get("showDeleted") == ("false",):
        del kept["showDeleted"]
    return tuple(sorted(kept.items()))


def _first(call: Call, shelf: Shelf) -> PageToken:
    """Begin a round that lists everything that was asked for."""
    wanted = _wanted(call)
    if call.one("orderBy") == "startTime" and not wanted.single:
        raise refusal("badRequest", "The requested ordering is not available.", location="orderBy")
    found = everything(shelf, wanted)
    if call.one("orderBy") == "startTime":
        found.sort(key=lambda one: str(one.get("start", one.get("originalStartTime"))))
    elif call.one("orderBy") == "updated":
        found.sort(key=lambda one: str(one.get("updated")))
    token = None
    if not _UNTOKENED & call.asked.query.keys():
        low, high = wanted.low, wanted.high
        token = SyncToken(shelf.id, call.mailbox.count.seq, _params(call), low, high)
    return PageToken(shelf.id, _params(call), "", _seen(call, shelf, found), token)


def _again(call: Call, shelf: Shelf, tokens: Tokens, sync: str) -> PageToken:
    """Begin a round of what changed since a token was given."""
    for name in sorted(_FORBIDDEN & call.asked.query.keys()):
        told = "Sync token cannot be used together with this parameter."
        raise refusal("badRequest", told, location=name)
    if call.one("showDeleted").lower() == "false":
        raise refusal("badRequest", "Deleted events cannot be left out.", location="showDeleted")
    known = tokens.sync.get(sync)
    if known is None or known.calendar != shelf.id or known.seq < shelf.tokens_from:
        raise refusal("fullSyncRequired")
    if known.params != _params(call):
        raise refusal("badRequest", "The parameters differ from those of the first request.")
    wanted = _wanted(call)
    low, high = (known.low, known.high) if call.mailbox.habits.remembers_window else (None, None)
    found = since(shelf, wanted.within(low, high), known.seq)
    token = SyncToken(shelf.id, call.mailbox.count.seq, known.params, known.low, known.high)
    return PageToken(shelf.id, known.params, sync, _seen(call, shelf, found), token)


def _wanted(call: Call) -> Wanted:
    low, high, updated = (
        bound(call.one(name), name) if call.one(name) else None
        for name in ("timeMin", "timeMax", "updatedMin")
    )
    if low is not None and high is not None and high <= low:
        raise refusal("timeRangeEmpty", location="timeMax")
    if call.one("timeZone"):
        zone_of(call.one("timeZone"))
    return Wanted.of(call, low, high, updated)


def _seen(call: Call, shelf: Shelf, found: list[Json]) -> tuple[Json, ...]:
    wanted = _wanted(call)
    told = [one for one in found if matches(one, wanted)]
    if call.one("timeZone"):
        told = [on_the_clock_of(one, call.one("timeZone")) for one in told]
    if call.mailbox.habits.repeats:
        return tuple(view(call, shelf, one) for one in [*_before(shelf, told), *told])
    return tuple(view(call, shelf, one) for one in told)


def _before(shelf: Shelf, told: list[Json]) -> list[Json]:
    """Return what is told as it was before its last change."""
    records = (shelf.records.get(one["id"]) for one in told)
    earlier = [record.before or record.resource for record in records if record is not None]
    return earlier[:50]


def _continued(call: Call, shelf: Shelf, tokens: Tokens) -> PageToken:
    known = tokens.page.get(call.one("pageToken"))
    if known is None or known.calendar != shelf.id:
        raise refusal("invalid", location="pageToken")
    if known.params != _params(call) or known.sync != call.one("syncToken"):
        raise refusal("badRequest", "A page token goes with the parameters of its first page.")
    return known


def _page(call: Call, shelf: Shelf, tokens: Tokens, round_: PageToken, most: int) -> Answer:
    """Answer with one page, and with the token for what follows."""
    end = round_.at + most
    items = list(round_.items[round_.at : end])
    body: Json = {
        "kind": "calendar#events",
        "etag": f'"p{call.mailbox.count.seq}"',
        "summary": shelf.summary,
        "updated": stamp(call.mailbox.clock()),
        "timeZone": shelf.zone,
        "accessRole": shelf.role,
        "defaultReminders": [],
        "items": items,
    }
    name = uuid.uuid4().hex
    if end < len(round_.items) or most == 0:
        tokens.page[name] = replace(round_, at=end)
        body["nextPageToken"] = name
        for old in list(tokens.page)[:-_KEPT]:
            del tokens.page[old]
    elif round_.token is not None:
        tokens.sync[name] = round_.token
        body["nextSyncToken"] = name
    return partly(call, body)
