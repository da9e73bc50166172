"""A candidate's world whose follow-ups, and one calendar that is read, are at the fake Outlook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from candidate import OWNER
from graph_wire import Wire
from graph_wire_mailbox import Mailbox
from outlook_clients import HookedClient
from outlook_copies import copied
from outlook_played import OutlookPlayed
from provider_world import ProviderShelf, ProviderWorld, Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from relance.errors import RelanceError
    from relance.model import Event

RELANCES = "AAkCalRelances="
PLACES = {"life": "primary", "relances": RELANCES}


def outlook_shelf(folder: Path) -> ProviderShelf:
    """Return journals and two fake Outlooks."""
    wires = Wire(email=OWNER.emails[0]), Wire(email=OWNER.emails[0])
    return ProviderShelf(folder, wires, HookedClient)


class Batching(Writing):
    """The calendar of follow-ups, which takes many at once too."""

    def __init__(self, behind: OutlookPlayed, hook: Callable[[], None]) -> None:
        super().__init__(behind, hook)
        self._played = behind

    def create_all(self, events: Sequence[Event]) -> Sequence[Event | RelanceError]:
        return self._around(lambda: self._played.create_all(events))


@dataclass(slots=True)
class OutlookWorld(ProviderWorld):
    """A world at Outlook."""

    writing: ClassVar[type[Writing]] = Batching

    def begin(self) -> None:
        wire = self.wire
        wire.habits = type(wire.habits)()
        box = Mailbox(OWNER.emails[0], "Europe/Paris", lambda: self.now, wire.habits)
        wire.mailbox = wire.mailboxes[box.email] = box
        box.add_calendar("Relances", id=RELANCES)
        wire.tokens.given.clear()
        wire.troubles.clear()
        wire.forget()

        self.begin_anew()

    def begin_anew(self) -> None:
        """Let no client remember what it learned of this Outlook, as in a new process."""
        for client in self.provided.clients:
            client.marks_with_events = False

    def played(self, name: str, wire: int) -> OutlookPlayed:
        shelf = self.provided
        return OutlookPlayed(name, shelf.wires[wire], PLACES[name], shelf.clients[wire])

    def copy_mailbox(self) -> None:
        wire, spare = self.provided.wires
        box = copied(wire.mailbox)
        spare.habits = wire.habits
        spare.mailbox = spare.mailboxes[box.email] = box
