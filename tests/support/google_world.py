"""A candidate's world whose follow-ups, and one calendar that is read, are at the fake Google."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from candidate import OWNER
from google_clients import HookedClient
from google_copies import copied
from google_played import GooglePlayed
from google_wire import Wire
from google_wire_mailbox import Mailbox
from google_wire_oauth import CLIENT_ID
from provider_world import ProviderShelf, ProviderWorld
from relance_google.scopes import needed

if TYPE_CHECKING:
    from pathlib import Path

RELANCES = "relances@group.calendar.example"
PLACES = {"life": "primary", "relances": RELANCES}
SCOPES = tuple({*needed(("primary",), "Relances"), *needed(("primary",), "primary")})
"""Of a person who let relance make a calendar, or write into their own."""


def google_shelf(folder: Path) -> ProviderShelf:
    """Return journals and two fake Googles."""
    wires = Wire(email=OWNER.emails[0]), Wire(email=OWNER.emails[0])
    return ProviderShelf(folder, wires, lambda wire: HookedClient(wire, SCOPES))


@dataclass(slots=True)
class GoogleWorld(ProviderWorld):
    """A world at Google."""

    def begin(self) -> None:
        wire = self.wire
        wire.habits = type(wire.habits)()
        wire.mailbox = Mailbox(OWNER.emails[0], "Europe/Paris", lambda: self.now, wire.habits)
        wire.mailbox.add_calendar("Relances", id=RELANCES, made_by=CLIENT_ID)
        wire.tokens.sync.clear()
        wire.tokens.page.clear()
        wire.troubles.clear()
        wire.forget()

    def played(self, name: str, wire: int) -> GooglePlayed:
        shelf = self.provided
        return GooglePlayed(name, shelf.wires[wire], PLACES[name], shelf.clients[wire])

    def copy_mailbox(self) -> None:
        wire, spare = self.provided.wires
        spare.mailbox = copied(wire.mailbox)
