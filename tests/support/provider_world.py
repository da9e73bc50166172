"""A candidate's world whose follow-ups, and one calendar that is read, are at a fake provider."""

from __future__ import annotations

import tempfile
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from provider_played import Played
from trouble import HookedCalendar
from world import Shelf, World, twin_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relance.model import Event, Window
    from relance.ports import Calendar, Page, WritableCalendar
    from relance.testing.memory import MemoryCalendar

T = TypeVar("T")

MEMORY = Path("/dev/shm")


class ProviderShelf(Shelf):
    """Journals that are used again and again, and two fake providers: one for what might be."""

    def __init__(self, folder: Path, wires: tuple[Any, Any], client: Callable[[Any], Any]) -> None:
        super().__init__(folder)
        self.wires = wires
        for wire in wires:
            wire.__enter__()
        self.clients = [client(wire) for wire in wires]

    def close(self) -> None:
        for client, wire in zip(self.clients, self.wires, strict=True):
            client.close()
            wire.__exit__(None, None, None)
        super().close()


@contextmanager
def opened(folder: Path, make: Callable[[Path], ProviderShelf]) -> Iterator[ProviderShelf]:
    """Open a shelf in memory where the system has a disk there: a pass writes many times."""
    if not MEMORY.is_dir():
        with closing(make(folder)) as made:
            yield made
        return
    with (
        tempfile.TemporaryDirectory(dir=MEMORY) as memory,
        closing(make(Path(memory))) as made,
    ):
        yield made


class Writing(HookedCalendar):
    """The calendar of follow-ups, where something may happen within each of our requests too."""

    def __init__(self, behind: Played, hook: Callable[[], None]) -> None:
        super().__init__(behind, hook)
        self._hooks = behind.client.hooks

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        with self._hooks.around(self._hook):
            yield from super().pull(cursor, window)

    def find(self, key: str) -> Event | None:
        with self._hooks.around(self._hook):
            return super().find(key)

    def ours(self) -> Iterator[Event]:
        with self._hooks.around(self._hook):
            yield from super().ours()

    def _around(self, act: Callable[[], T]) -> T:
        with self._hooks.around(self._hook):
            return super()._around(act)


class Reading:
    """A calendar that can be read and not written, as those are that are read."""

    def __init__(self, behind: Played, hook: Callable[[], None]) -> None:
        self._behind = Writing(behind, hook)
        self.id, self.name = behind.id, behind.name

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        yield from self._behind.pull(cursor, window)


@dataclass(slots=True)
class ProviderWorld(World):
    """A world at a provider; one more calendar that is read stays in memory."""

    writing: ClassVar[type[Writing]] = Writing

    def __post_init__(self) -> None:
        self.begin()
        self.life = self.played("life", 0)
        self.relances = self.played("relances", 0)
        World.__post_init__(self)

    def begin(self) -> None:
        """Give the wire a person who has nothing yet but a calendar for follow-ups."""
        raise NotImplementedError

    def played(self, name: str, wire: int) -> Played:
        """Return a calendar at one of the wires."""
        raise NotImplementedError

    def copy_mailbox(self) -> None:
        """Let the second wire hold what the first one holds."""
        raise NotImplementedError

    @property
    def provided(self) -> ProviderShelf:
        assert isinstance(self.shelf, ProviderShelf)
        return self.shelf

    @property
    def wire(self) -> Any:
        return self.provided.wires[0]

    @property
    def at_provider(self) -> list[Played]:
        """Return the calendars that are at the provider."""
        return [one for one in self.calendars if isinstance(one, Played)]

    def read(self, calendar: MemoryCalendar, hook: Callable[[], None]) -> Calendar:
        if isinstance(calendar, Played):
            return Reading(calendar, hook)
        return HookedCalendar(calendar, hook)

    def written(self, calendar: MemoryCalendar, hook: Callable[[], None]) -> WritableCalendar:
        assert isinstance(calendar, Played)
        return self.writing(calendar, hook)

    def twin(self) -> ProviderWorld:
        twin = copy(self)
        self.copy_mailbox()
        self.provided.wires[1].forget()
        twin.life = self.played("life", 1)
        twin.other = twin_of(self.other)
        twin.relances = twin.life if self.shared else self.played("relances", 1)
        return twin

    def run_two(self, handing: Sequence[bool], *, with_journal: str) -> None:
        World.run_two(self, handing, with_journal=with_journal)
        self.provided.clients[0].close()  # the connections of threads that are no more
