"""One request to Graph, with who asks and what they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph_wire_answers import refusal
from graph_wire_view import Prefer, resolved

if TYPE_CHECKING:
    from graph_wire_habits import Habits
    from graph_wire_mailbox import Mailbox
    from graph_wire_shelf import Record, Shelf
    from wire_answers import Json
    from wire_calls import Asked


@dataclass(slots=True)
class Call:
    """A request to one method, with the names in its path; `calendar` is "" for the mailbox."""

    asked: Asked
    mailbox: Mailbox
    names: dict[str, str]
    root: str
    scopes: frozenset[str]

    @property
    def habits(self) -> Habits:
        return self.mailbox.habits

    @property
    def prefer(self) -> Prefer:
        return Prefer.of(self.asked)

    def one(self, name: str, default: str = "") -> str:
        """Return the only value of a parameter of the query."""
        return self.asked.one(name, default)

    def number(self, name: str, default: int, most: int) -> int:
        """Return a number of the query; more than the most is refused."""
        text = self.one(name, str(default))
        if not text.isdecimal() or int(text) > most:
            raise refusal("ErrorInvalidUrlQuery", f"The value of {name} is out of range.")
        return int(text)

    def body(self) -> Json:
        """Return the JSON object that was sent."""
        if not isinstance(self.asked.body, dict):
            raise refusal("BadRequest", "Unable to read JSON request payload.")
        return self.asked.body

    def shelf(self, *, writing: bool = False) -> Shelf:
        """Return the calendar named in the path, or the default one."""
        named = self.names.get("calendar") or self.mailbox.default
        return self.opened(self.mailbox.shelves.get(named), writing=writing)

    def opened(self, shelf: Shelf | None, *, writing: bool = False) -> Shelf:
        """Return a calendar if it is there for this caller."""
        if shelf is None or shelf.closed == 404:
            raise refusal("ErrorItemNotFound")
        if shelf.closed or (writing and not shelf.entry["canEdit"]):
            raise refusal("ErrorAccessDenied")
        return shelf

    def event(self, *, writing: bool = False) -> tuple[Shelf, Record]:
        """Return the event named in the path, and its calendar, or the one that it was in."""
        name = resolved(self.mailbox, self.names["event"])
        found = self.mailbox.find(name) or self._binned(name)
        if found is None:
            raise refusal("ErrorItemNotFound")
        return self.opened(found[0], writing=writing), found[1]

    def _binned(self, name: str) -> tuple[Shelf, Record] | None:
        """Return a deleted event that lies in the bin, and the calendar that it was in."""
        shelves = self.mailbox.shelves.values() if self.habits.keeps_deleted else ()
        found = [(one, one.records[name]) for one in shelves if name in one.records]
        lying = [one for one in found if one[1].day is None and not one[1].purged]
        return max(lying, key=lambda one: one[1].seq, default=None)

    def link(self, path: str, query: str) -> str:
        """Return an address of this Graph, as its answers name it."""
        return f"{self.habits.link_root or self.root}/v1.0/{path}?{query}"
