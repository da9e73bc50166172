"""calendarView/delta: rounds over a window that is baked into their tokens."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from graph_wire_answers import refusal
from graph_wire_series import days, occurrence_id
from graph_wire_shelf import Record, Shelf, Stretch, touches
from graph_wire_times import bound
from graph_wire_view import bare, show, shown_id
from wire_answers import Answer, Json, said

if TYPE_CHECKING:
    from graph_wire_calls import Call
    from graph_wire_view import Prefer

_USUAL_PAGE = 10
_REFUSED = ("$select", "$expand", "$filter", "$orderby", "$search", "$top", "$skip")


@dataclass(frozen=True, slots=True)
class Told:
    """One item of a round: an event as it stood when the round began, or a removed id."""

    id: str
    record: Record | None = None
    resource: Json | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """What the text of a link stands for: a round's next page, or the state after a round."""

    calendar: str
    span: Stretch
    since: int
    known: frozenset[str] = frozenset()
    items: tuple[Told, ...] | None = None  # None: a deltaLink
    made: int = 0  # the count of changes when it was given


@dataclass(slots=True)
class Tokens:
    """The tokens that were given out."""

    given: dict[str, Token] = field(default_factory=dict)

    def give(self, token: Token) -> str:
        text = secrets.token_urlsafe(48)
        self.given[text] = token
        return text


def delta(call: Call, tokens: Tokens) -> Answer:
    """Answer the first page of a round, or a later one."""
    for name in _REFUSED:
        if name in call.asked.query:
            raise refusal(
                "ErrorInvalidUrlQuery",
                f"The following parameters are not supported with change tracking: '{name}'.",
            )
    text = call.one("$skiptoken") or call.one("$deltatoken")
    if text:
        token = tokens.given.get(text)
        shelf = call.shelf()
        named = bool(call.one("$deltatoken"))
        if token is None or token.calendar != shelf.id or named is not (token.items is None):
            raise _expired(call, None)
        if token.made < shelf.tokens_from:
            raise _expired(call, token)
        return _page(call, shelf, tokens, _begun(shelf, token))
    if not call.one("startDateTime") or not call.one("endDateTime"):
        raise refusal("ErrorInvalidRequest", "This request requires a time window.")
    span = bound(call.one("startDateTime")), bound(call.one("endDateTime"))
    shelf = call.shelf()
    return _page(call, shelf, tokens, _begun(shelf, Token(shelf.id, span, -1)))


def _expired(call: Call, token: Token | None) -> Exception:
    fresh: tuple[tuple[str, str], ...] = ()
    if token is not None and call.habits.expired_status == 410:
        query = f"startDateTime={quote(token.span[0].isoformat())}"
        query += f"&endDateTime={quote(token.span[1].isoformat())}"
        fresh = (("Location", call.link(_path(call), query)),)
    return refusal(call.habits.expired_code, status=call.habits.expired_status, headers=fresh)


def _begun(shelf: Shelf, token: Token) -> Token:
    """Return a token with the items of its round; those of a round under way stay."""
    if token.items is not None:
        return token
    seq = _seen(shelf)
    first = token.since < 0
    items: list[Told] = []
    known: set[str] = set()
    for record in shelf.records.values():
        if record.is_exception or (first and (record.deleted or record.born > seq)):
            continue
        told = _members(shelf, record, token.span)
        if told:
            known.update(one.id for one in told)
        if first or token.since < record.seq <= seq:
            items += told or ([] if first else _removed(shelf, record, token))
            items += _lost(shelf, record, token, told)
        elif record.seq > seq:  # not to be seen yet: what was known is known still
            known.update({record.id} & token.known)
    items = _again(items, token.since) if shelf.habits.repeats and not first else items
    ahead = (Told(""),) if shelf.habits.empty_pages else ()
    return Token(shelf.id, token.span, seq, frozenset(known), (*ahead, *items))


def _seen(shelf: Shelf) -> int:
    """Return the last change that delta shows by now."""
    if not shelf.habits.delay:
        return shelf.count.seq
    late = [r.seq for r in shelf.records.values() if r.at > shelf.clock() - shelf.habits.delay]
    return min(late) - 1 if late else shelf.count.seq


def _members(shelf: Shelf, record: Record, span: Stretch) -> list[Told]:
    """Return an event in a window, or a series with its occurrences there."""
    if record.deleted:
        return []
    if not record.is_series:
        within = touches(record.resource, span)
        return [Told(record.id, record, record.resource)] if within else []
    found = shelf.occurrences(record, span)
    if not found:
        return []
    shy = shelf.habits.bare_occurrences
    own = [Told(one.id, one, one.resource, shy and not one.is_exception) for one in found]
    return [Told(record.id, record, record.resource), *own]


def _removed(shelf: Shelf, record: Record, token: Token) -> list[Told]:
    """Return what tells that an event is not in the window any more, or never was."""
    habits = shelf.habits
    if record.id not in token.known:
        return [Told(record.id)] if habits.removed_outside else []
    if not record.is_series:
        return [Told(record.id)]
    parts = [Told(one) for one in token.known if one in _ids(shelf, record)]
    return {"master": [Told(record.id)], "instances": parts, "both": [Told(record.id), *parts]}[
        habits.series_gone
    ]


def _lost(shelf: Shelf, record: Record, token: Token, told: list[Told]) -> list[Told]:
    """Return occurrences that went while their series stays, where that is told at all."""
    if not told or not record.is_series or shelf.habits.missing_removed:
        return []
    still = {one.id for one in told}
    return [Told(one) for one in token.known if one in _ids(shelf, record) and one not in still]


def _ids(shelf: Shelf, series: Record) -> set[str]:
    own = {occurrence_id(series.id, day) for day in days(series.resource)}
    return own | {one.id for one in shelf.exceptions(series.id)}


def _again(items: list[Told], since: int) -> list[Told]:
    """Tell what changed as it was before, and then as it is."""
    first = [
        Told(one.id, one.record, one.record.before)
        for one in items
        if one.record is not None and one.record.before is not None and one.record.born <= since
    ]
    return first + items


def _page(call: Call, shelf: Shelf, tokens: Tokens, token: Token) -> Answer:
    """Answer one page of a round, with the link that follows."""
    prefer, items = call.prefer, token.items or ()
    size = min(prefer.page or _USUAL_PAGE, call.habits.short_pages or 1000)
    cut = 1 if items and items[0].id == "" else size
    if not call.habits.split_series:
        while cut < len(items) and _same_series(items[cut - 1], items[cut]):
            cut += 1
    here, rest = items[:cut], items[cut:]
    value = [_shown(one, shelf, prefer) for one in here if one.id]
    made = shelf.count.seq
    context = {"@odata.context": call.link("$metadata#Collection(event)", "")[:-1]}
    if rest:
        following = Token(token.calendar, token.span, token.since, token.known, rest, made)
        link, name = f"$skiptoken={tokens.give(following)}", "@odata.nextLink"
    else:
        state = Token(token.calendar, token.span, token.since, token.known, None, made)
        link, name = f"$deltatoken={tokens.give(state)}", "@odata.deltaLink"
    return said(context | {"value": value, name: call.link(_path(call), link)})


def _same_series(one: Told, other: Told) -> bool:
    series = other.resource["seriesMasterId"] if other.resource else None
    mine = (one.resource or {}).get("seriesMasterId") or one.id
    return series is not None and series == mine


def _shown(told: Told, shelf: Shelf, prefer: Prefer) -> Json:
    if told.record is None:
        removed = {"reason": shelf.habits.removed_reason}
        return {"@removed": removed, "id": shown_id(told.id, shelf, prefer)}
    if told.bare:
        return bare(told.record, shelf, prefer)
    return show(told.record, shelf, prefer, told.resource)


def _path(call: Call) -> str:
    named = call.names.get("calendar")
    where = f"me/calendars('{quote(named, safe='')}')" if named else "me"
    return f"{where}/calendarView/delta"
