"""A candidate's world whose follow-ups, and one calendar that is read, are at the fake Google."""

from __future__ import annotations

import tempfile
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from candidate import OWNER
from google_clients import HookedClient
from google_copies import copied
from google_played import Played
from google_wire import Wire
from google_wire_mailbox import Mailbox
from google_wire_oauth import CLIENT_ID
from relance_google.scopes import needed
from trouble import HookedCalendar, T
from world import Shelf, World, twin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from relance.model import Event, Window
    from relance.ports import Calendar, Page, WritableCalendar
    from relance.testing.memory import MemoryCalendar

MEMORY = Path("/dev/shm")
RELANCES = "relances@group.calendar.example"
SCOPES = tuple({*needed(("primary",), "Relances"), *needed(("primary",), "primary")})
"""Of a person who let relance make a calendar, or write into their own."""


class GoogleShelf(Shelf):
    """Journals that are used again and again, and two fake Googles: one for what might be."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.wires = Wire(email=OWNER.emails[0]), Wire(email=OWNER.emails[0])
        for wire in self.wires:
            wire.__enter__()
        self.clients = [HookedClient(wire, SCOPES) for wire in self.wires]

    def close(self) -> None:
        for client, wire in zip(self.clients, self.wires, strict=True):
            client.close()
            wire.__exit__(None, None, None)
        super().close()


@contextmanager
def opened(folder: Path) -> Iterator[GoogleShelf]:
    """Open a shelf in memory where the system has a disk there: a pass writes many times."""
    if not MEMORY.is_dir():
        with closing(GoogleShelf(folder)) as made:
            yield made
        return
    with (
        tempfile.TemporaryDirectory(dir=MEMORY) as memory,
        closing(GoogleShelf(Path(memory))) as made,
    ):
        yield made


def new_mailbox(wire: Wire, clock: Callable[[], datetime]) -> None:
    """Give a wire a person who has nothing yet; permissions live by the wire's own clock."""
    habits = type(wire.habits)()
    wire.mailbox = Mailbox(OWNER.emails[0], "Europe/Paris", clock, habits)
    wire.mailbox.add_calendar("Relances", id=RELANCES, made_by=CLIENT_ID)
    wire.tokens.sync.clear()
    wire.tokens.page.clear()
    wire.troubles.clear()
    wire.forget()


class Writing(HookedCalendar):
    """The calendar of follow-ups, where something may happen within each of our requests too."""

    def __init__(self, behind: Played, hook: Callable[[], None]) -> None:
        super().__init__(behind, hook)
        self._client = behind.client

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        with self._client.around(self._hook):
            yield from super().pull(cursor, window)

    def find(self, key: str) -> Event | None:
        with self._client.around(self._hook):
            return super().find(key)

    def ours(self) -> Iterator[Event]:
        with self._client.around(self._hook):
            yield from super().ours()

    def _around(self, act: Callable[[], T]) -> T:
        with self._client.around(self._hook):
            return super()._around(act)


class Reading:
    """A calendar that can be read and not written, as Google's are that are read."""

    def __init__(self, behind: Played, hook: Callable[[], None]) -> None:
        self._behind = Writing(behind, hook)
        self.id, self.name = behind.id, behind.name

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        yield from self._behind.pull(cursor, window)


@dataclass(slots=True)
class GoogleWorld(World):
    """A world at Google; one more calendar that is read stays in memory."""

    def __post_init__(self) -> None:
        wire = self.wire
        new_mailbox(wire, lambda: self.now)
        client = self.google.clients[0]
        self.life = Played("life", wire, "primary", client)
        self.relances = Played("relances", wire, RELANCES, client)
        World.__post_init__(self)

    @property
    def google(self) -> GoogleShelf:
        assert isinstance(self.shelf, GoogleShelf)
        return self.shelf

    @property
    def wire(self) -> Wire:
        return self.google.wires[0]

    @property
    def at_google(self) -> list[Played]:
        """Return the calendars that are at Google."""
        return [one for one in self.calendars if isinstance(one, Played)]

    def read(self, calendar: MemoryCalendar, hook: Callable[[], None]) -> Calendar:
        if isinstance(calendar, Played):
            return Reading(calendar, hook)
        return HookedCalendar(calendar, hook)

    def written(self, calendar: MemoryCalendar, hook: Callable[[], None]) -> WritableCalendar:
        assert isinstance(calendar, Played)
        return Writing(calendar, hook)

    def twin(self) -> GoogleWorld:
        twin, (_, spare), (_, client) = copy(self), self.google.wires, self.google.clients
        spare.mailbox = copied(self.wire.mailbox)
        spare.forget()
        twin.life = Played("life", spare, "primary", client)
        twin.other = twin_of(self.other)
        twin.relances = twin.life
        if not self.shared:
            twin.relances = Played("relances", spare, RELANCES, client)
        return twin

    def run_two(self, handing: Sequence[bool], *, with_journal: str) -> None:
        World.run_two(self, handing, with_journal=with_journal)
        self.google.clients[0].close()  # the connections of threads that are no more
