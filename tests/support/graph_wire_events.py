"""Methods on events: create, get, update, delete, list, and their extended properties."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from graph_wire_answers import refusal
from graph_wire_filter import filtered
from graph_wire_mailbox import new_id
from graph_wire_shelf import touches
from graph_wire_times import bound
from graph_wire_view import chosen, etag, expanded, show
from graph_wire_writing import new, properties, sent
from wire_answers import NOTHING, Answer, Json, said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graph_wire_calls import Call
    from graph_wire_shelf import Record, Shelf

_WINDOWLESS = ("createdDateTime", "lastModifiedDateTime")


def create(call: Call) -> Answer:
    """Create an event; a transactionId that was ever used is refused."""
    body, shelf = sent(call.body()), call.shelf(writing=True)
    transaction = body.get("transactionId")
    known = call.mailbox.transactions.get(str(transaction)) if transaction else None
    if known is not None:
        more = {"@event.existingEventId": known} if call.habits.existing_id else {}
        status = call.habits.duplicate_status
        raise refusal("ErrorDuplicateTransactionId", status=status, more=more)
    _spontaneous(call)
    marks = properties(body)
    made = call.mailbox.full(new(body, call.habits), new_id())
    record = shelf.write(made, marks)
    if transaction:
        call.mailbox.transactions[str(transaction)] = record.id
    return said(show(record, shelf, call.prefer), 201, _tagged(record))


def get(call: Call) -> Answer:
    shelf, record = call.event()
    return said(_chosen(call, shelf, record), headers=_tagged(record))


def update(call: Call) -> Answer:
    """Change an event; If-Match is heeded, and a transactionId stays what it is."""
    body = sent(call.body())
    shelf, record = call.event(writing=True)
    _check(call, record)
    if "transactionId" in body and body["transactionId"] != record.resource["transactionId"]:
        raise refusal("ErrorInvalidRequest", "The transactionId cannot be changed.")
    marks = properties(body)
    made = call.mailbox.change(shelf, record, body, marks)
    _mail(call, record)
    return said(show(made, shelf, call.prefer), headers=_tagged(made))


def delete(call: Call) -> Answer:
    shelf, record = call.event(writing=True)
    _check(call, record, heeds=call.habits.etag_on_delete)
    _mail(call, record)
    shelf.delete(record)
    return NOTHING


def list_(call: Call) -> Answer:
    """List single events and series of a calendar, or of the whole mailbox."""
    wanted = _searched(call)
    found = [
        (shelf, record) for shelf in _shelves(call) for record in shelf.live() if wanted(record)
    ]
    return _listed(call, found)


def view(call: Call) -> Answer:
    """List what a window holds: single events and whole occurrences, no series."""
    for name in _WINDOWLESS:
        if name in call.one("$select").split(","):
            raise refusal("ErrorInvalidUrlQuery", f"{name} cannot be selected here.")
    span = bound(call.one("startDateTime")), bound(call.one("endDateTime"))
    shelf, wanted = call.shelf(), filtered(call.one("$filter"))
    found: list[Record] = []
    for record in shelf.live():
        if record.is_series:
            found += shelf.occurrences(record, span)
        elif touches(record.resource, span):
            found.append(record)
    return _listed(call, [(shelf, one) for one in found if wanted(one)])


def instances(call: Call) -> Answer:
    """List the occurrences of a series within a window."""
    shelf, record = call.event()
    if not record.is_series:
        raise refusal("ErrorInvalidRequest", "Only a series has instances.")
    if not call.one("startDateTime") or not call.one("endDateTime"):
        raise refusal("ErrorInvalidRequest", "This request requires a time window.")
    span = bound(call.one("startDateTime")), bound(call.one("endDateTime"))
    return _listed(call, [(shelf, one) for one in shelf.occurrences(record, span)])


def set_property(call: Call) -> Answer:
    """Set one extended property of an event."""
    body = call.body()
    shelf, record = call.event(writing=True)
    if call.habits.properties_by_patch:
        raise refusal("ErrorInvalidRequest", "The OData request is not supported.", status=405)
    _check(call, record)
    pair = {"id": str(body.get("id") or ""), "value": str(body.get("value") or "")}
    call.mailbox.change(shelf, record, {}, {pair["id"]: pair["value"]})
    return said(pair, 201)


def _searched(call: Call) -> Callable[[Record], bool]:
    """Return what a `$filter` finds: nothing that is too new."""
    wanted, delay = filtered(call.one("$filter")), call.habits.search_delay
    if not call.one("$filter") or not delay:
        return wanted
    known = call.mailbox.clock() - delay
    return lambda one: wanted(one) and bound(one.resource["createdDateTime"]) <= known


def _shelves(call: Call) -> list[Shelf]:
    if not call.names.get("whole"):
        return [call.shelf()]
    return [one for one in call.mailbox.shelves.values() if not one.closed]


def _chosen(call: Call, shelf: Shelf, record: Record) -> Json:
    told = chosen(show(record, shelf, call.prefer), call.one("$select"))
    return expanded(told, call.one("$expand"), record, shelf, call.prefer)


def _listed(call: Call, found: Sequence[tuple[Shelf, Record]]) -> Answer:
    """Answer one page, with a link to the next one."""
    size = call.number("$top", call.prefer.page or 10, 1000)
    size = min(size, call.habits.short_pages or size) or 10
    skip = call.number("$skip", 0, 1_000_000)
    value = [_chosen(call, *one) for one in found[skip : skip + size]]
    answer: Json = {"value": value}
    if skip + size < len(found):
        query = {name: values[-1] for name, values in call.asked.query.items()}
        query["$skip"] = str(skip + size)
        path = call.asked.path.removeprefix("/v1.0/")
        answer["@odata.nextLink"] = call.link(path, urlencode(query, quote_via=quote))
    return said(answer)


def _check(call: Call, record: Record, *, heeds: bool = True) -> None:
    match = call.asked.headers.get("if-match")
    if heeds and match not in {None, "*", etag(record.resource)}:
        raise refusal("ErrorIrresolvableConflict")
    _spontaneous(call)


def _mail(call: Call, record: Record) -> None:
    """Tell the guests of an event that it changed or went."""
    guests = [str(one["emailAddress"]["address"]) for one in record.resource["attendees"]]
    call.mailbox.mails += [guest for guest in guests if guest != call.mailbox.email]


def _spontaneous(call: Call) -> None:
    if call.habits.spontaneous_412 and call.asked.method != "POST":
        call.habits.spontaneous_412 -= 1
        raise refusal("ErrorIrresolvableConflict")


def _tagged(record: Record) -> tuple[tuple[str, str], ...]:
    return (("ETag", etag(record.resource)),)
