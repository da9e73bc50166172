"""Methods on calendars, on the person, and on the categories of their mailbox."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from graph_wire_answers import refusal
from graph_wire_view import chosen
from wire_answers import Answer, Json, said

if TYPE_CHECKING:
    from graph_wire_calls import Call
    from graph_wire_shelf import Shelf


def me(call: Call) -> Answer:
    box = call.mailbox
    told = {
        "id": hashlib.sha256(box.email.encode()).hexdigest()[:32],
        "displayName": box.name,
        "mail": box.email,
        "userPrincipalName": box.email,
    }
    return said(chosen(told, call.one("$select")))


def list_(call: Call) -> Answer:
    """List the calendars; Graph has them in pages too."""
    shelves = [one for one in call.mailbox.shelves.values() if not one.closed]
    size = call.number("$top", call.prefer.page or 10, 1000)
    size = min(size, call.habits.short_pages or size) or 10
    skip = call.number("$skip", 0, 100_000)
    here = shelves[skip : skip + size]
    answer: Json = {"value": [chosen(_told(one), call.one("$select")) for one in here]}
    if skip + size < len(shelves):
        select = f"$select={call.one('$select')}&" if call.one("$select") else ""
        query = f"{select}$top={size}&$skip={skip + size}"
        answer["@odata.nextLink"] = call.link("me/calendars", query)
    return said(answer)


def get(call: Call) -> Answer:
    return said(chosen(_told(call.shelf()), call.one("$select")))


def create(call: Call) -> Answer:
    """Make a calendar; a name that is taken is refused."""
    name = str(call.body().get("name") or "").strip()
    if not name:
        raise refusal("ErrorInvalidRequest", "A calendar needs a name.")
    if any(one.name.casefold() == name.casefold() for one in call.mailbox.shelves.values()):
        raise refusal("ErrorFolderExists")
    made = call.mailbox.add_calendar(name)
    return said(_told(call.mailbox.shelf(made)), 201)


def list_categories(call: Call) -> Answer:
    return said({"value": call.mailbox.categories})


def create_category(call: Call) -> Answer:
    body: dict[str, Any] = call.body()
    name = str(body.get("displayName") or "")
    if not name or any(one["displayName"] == name for one in call.mailbox.categories):
        raise refusal("ErrorInvalidRequest", "The category name is missing or taken.")
    made = {"id": hashlib.sha256(name.encode()).hexdigest()[:32], "displayName": name}
    made["color"] = str(body.get("color") or "none")
    call.mailbox.categories.append(made)
    return said(made, 201)


def _told(shelf: Shelf) -> Json:
    key = hashlib.sha256(f"{shelf.id} {shelf.name}".encode()).hexdigest()[:24]
    return {"id": shelf.id, "name": shelf.name, "changeKey": key} | shelf.entry
