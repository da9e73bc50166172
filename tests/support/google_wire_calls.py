"""One request to the API, with who asks and what they may."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from google_wire_answers import Json, refusal, too_few_scopes
from google_wire_mailbox import PRIMARY
from google_wire_scopes import opening

if TYPE_CHECKING:
    from collections.abc import Mapping

    from google_wire_mailbox import Mailbox
    from google_wire_shelf import Shelf
    from wire_calls import Asked

WRITABLE = {"writerWithoutPrivateAccess", "writer", "owner"}
_OWNED = {"calendar.events.owned", "calendar.events.owned.readonly"}


@dataclass(slots=True)
class Call:
    """A request to one method, with the names in its path."""

    asked: Asked
    mailbox: Mailbox
    names: tuple[str, ...]
    scopes: frozenset[str]
    client: str
    rest: Json = field(default_factory=dict)

    def one(self, name: str, default: str = "") -> str:
        """Return the only value of a parameter of the query."""
        return self.asked.one(name, default)

    def flag(self, name: str) -> bool:
        """Return a yes or no of the query."""
        value = self.one(name, "false").lower()
        if value not in {"true", "false"}:
            raise refusal("invalid", location=name)
        return value == "true"

    def number(self, name: str, default: int, most: int) -> int:
        """Return a number of the query, at least 1; more than the most is the most."""
        text = self.one(name, str(default))
        if not text.isdecimal() or int(text) < 1:
            raise refusal("invalid", location=name)
        return min(int(text), most)

    @property
    def header(self) -> Mapping[str, str]:
        return self.asked.headers

    def body(self) -> Json:
        """Return the JSON object that was sent."""
        if not isinstance(self.asked.body, dict):
            raise refusal("parseError")
        return self.asked.body

    def shelf(self, calendar: str = "", *, writing: bool = False) -> Shelf:
        """Return the calendar named in the path, if this caller may use it so."""
        wanted = calendar or self.names[0]
        found = self.mailbox.shelves.get(self.mailbox.email if wanted == PRIMARY else wanted)
        if found is None:
            raise refusal("notFound")
        if found.closed:
            raise refusal("notFound" if found.closed == 404 else "forbidden")
        self._check_scopes(found)
        if writing and found.role not in WRITABLE:
            raise refusal(self.mailbox.habits.reader_reason, status=403)
        return found

    def _check_scopes(self, shelf: Shelf) -> None:
        """Refuse a calendar that none of the scopes at hand reaches."""
        at_hand = opening(self.asked.op, self.scopes)
        reaching = at_hand - {"calendar.events.public.readonly"}
        if shelf.role != "owner":
            reaching -= _OWNED
        if shelf.made_by != self.client:
            reaching -= {"calendar.app.created"}
        if not reaching:
            mine_only = self.mailbox.habits.mine_only
            raise too_few_scopes(self.asked.op) if mine_only else refusal("notFound")

    def only_busy(self) -> bool:
        """Say whether this caller may know no more of events than their times."""
        reach = opening(self.asked.op, self.scopes) - {"calendar.events.public.readonly"}
        return reach == {"calendar.events.freebusy"}
