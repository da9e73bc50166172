"""A candidate's world in memory: calendars, a journal on a disk, a clock, and passes in trouble."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from builders import FRANCE, at
from candidate import OWNER
from relance.journal import Journal
from relance.planning.sequence import DEFAULT_SEQUENCE
from relance.planning.windows import Rules
from relance.reading.recruiters import Known
from relance.service.opening import Opened
from relance.service.purging import purge
from relance.sync import House, PassReport, run_pass
from relance.sync.deciding import plan_now
from relance.sync.history import history
from relance.testing.memory import MemoryCalendar
from trouble import Death, Fuse, HookedCalendar, HookedJournal, Turns, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from relance.model import Event
    from relance.planning.plan import Plan
    from relance.ports import Calendar, WritableCalendar
    from relance.sync.history import History

RULES = Rules(owner=FRANCE)


def hooked(path: str) -> HookedJournal:
    """Open a journal that something may happen around."""
    journal = HookedJournal.open(path)
    assert isinstance(journal, HookedJournal)
    return journal


class Shelf:
    """Three journals that are used again and again, since a database takes long to open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.main, self.second, self.spare = (
            hooked(str(folder / f"{name}.sqlite")) for name in ("main", "again", "spare")
        )

    def emptied(self, journal: Journal) -> Journal:
        """Return a journal as if it were new."""
        journal.clear()
        return journal

    def bytes_of_main(self) -> bytes:
        """Return everything that the journal's files hold."""
        return b"".join(
            f.read_bytes()
            for f in sorted(self.folder.glob("main.sqlite*"))
            if not f.name.endswith("-shm")
        )

    def close(self) -> None:
        for journal in (self.main, self.second, self.spare):
            journal.close()


@dataclass(slots=True)
class World:
    """Everything outside of relance, and its journal."""

    shelf: Shelf
    now: datetime = field(default_factory=lambda: at("2026-10-12 09:00"))
    steps_ahead: int = 1
    shared: bool = False  # follow-ups go into the calendar that is read
    known: dict[str, Known] = field(default_factory=dict)
    life: MemoryCalendar = field(default_factory=lambda: MemoryCalendar("life", page=3))
    other: MemoryCalendar = field(default_factory=lambda: MemoryCalendar("other"))
    relances: MemoryCalendar = field(default_factory=lambda: MemoryCalendar("relances"))

    def __post_init__(self) -> None:
        if self.shared:
            self.relances = self.life
        self.shelf.emptied(self.shelf.main)

    @property
    def calendars(self) -> tuple[MemoryCalendar, ...]:
        """Return every calendar, each once."""
        return (self.life, self.other) if self.shared else (self.life, self.other, self.relances)

    def house(
        self,
        journal: Journal | None = None,
        hook: Callable[[], None] = nothing,
        calendars: tuple[MemoryCalendar, ...] | None = None,
    ) -> House:
        """Return what a pass runs through."""
        behind = calendars or self.calendars
        ours = self.written(behind[0] if self.shared else behind[2], hook)
        life = ours if self.shared else self.read(behind[0], hook)
        return House(
            journal or self.shelf.main,
            (life, self.read(behind[1], hook)),
            ours,
            OWNER,
            RULES,
            DEFAULT_SEQUENCE,
            lambda name: self.known.get(name, Known()),
            digest=f"{self.steps_ahead} {sorted(self.known)}",
            steps_ahead=self.steps_ahead,
        )

    def read(self, calendar: MemoryCalendar, hook: Callable[[], None]) -> Calendar:
        """Return a calendar as a pass reads it."""
        return HookedCalendar(calendar, hook)

    def written(self, calendar: MemoryCalendar, hook: Callable[[], None]) -> WritableCalendar:
        """Return a calendar as a pass writes into it."""
        return HookedCalendar(calendar, hook)

    # What stands where

    def ours(self) -> dict[str, Event]:
        """Return our events by UID."""
        return {e.uid: e for c in self.calendars for e in c.events() if e.our_mark is not None}

    def foreign(self) -> tuple[tuple[Event, ...], ...]:
        """Return everything that is not ours, with its versions."""
        return tuple(tuple(e for e in c.events() if e.our_mark is None) for c in self.calendars)

    def past(self) -> History:
        return history(self.house(), self.now)

    def planned(self, past: History) -> Plan:
        return plan_now(self.house(), past, self.now)

    # Passes

    def run(self, *, accept_loss: bool = False, think: bool = False) -> PassReport:
        """Run one pass; with `think` it plans even if it sees no reason to."""
        if think:
            self.shelf.main.set_fact("planned-at", None)
        return run_pass(self.house(), self.now, accept_loss=accept_loss)

    def die(self, moment: int, *, purging: bool = False) -> bool:
        """Run a pass, or purge, and be killed at its n-th moment; say whether it came to that."""
        fuse, journal = Fuse(moment), self.shelf.main
        journal.around = journal.inside = fuse
        try:
            house = self.house(hook=fuse)
            if purging:
                purge(Opened(house, ()), self.now, dry_run=False)
            else:
                run_pass(house, self.now)
        except Death:
            return True
        finally:
            del journal.around, journal.inside
        return False

    def run_two(self, handing: Sequence[bool], *, with_journal: str) -> None:
        """Run two passes that take turns, as two processes that know nothing of a lock.

        The second one has the same journal, a copy of it as it is now, or an empty one.
        """
        turns = Turns(handing)
        second, close = self._second(with_journal)
        houses = self.house(hook=turns), self.house(second, hook=turns)
        try:
            turns.run(*(partial(run_pass, house, self.now) for house in houses))
        finally:
            if close:
                second.close()

    def _second(self, with_journal: str) -> tuple[Journal, bool]:
        if with_journal == "copy":
            path = self.shelf.folder / "copy.sqlite"
            for file in self.shelf.folder.glob("copy.sqlite*"):
                file.unlink()
            self.shelf.main.copy_to(path)
            return Journal.open(str(path)), True
        if with_journal == "same":
            return Journal.open(str(self.shelf.folder / "main.sqlite")), True
        return self.shelf.emptied(self.shelf.second), False

    def lose_journal(self) -> None:
        self.shelf.emptied(self.shelf.main)

    def purge(self) -> None:
        purge(Opened(self.house(), ()), self.now, dry_run=False)

    def without_journal(self) -> tuple[World, PassReport]:
        """Return a world that has all of this but the journal, after a pass of its own."""
        twin = self.twin()
        house = twin.house(self.shelf.emptied(self.shelf.spare))
        return twin, run_pass(house, self.now)

    def twin(self) -> World:
        """Return a world with copies of the calendars; the journals are the same ones."""
        twin = copy(self)
        twin.life, twin.other = twin_of(self.life), twin_of(self.other)
        twin.relances = twin.life if self.shared else twin_of(self.relances)
        return twin


def twin_of(calendar: MemoryCalendar) -> MemoryCalendar:
    """Return a calendar that holds the same, and goes its own way."""
    twin = MemoryCalendar(calendar.name, page=calendar._page)
    twin._items = {
        ref: replace(kept, overrides=dict(kept.overrides)) for ref, kept in calendar._items.items()
    }
    twin._clock, twin._epoch, twin._gone = calendar._clock, calendar._epoch, dict(calendar._gone)
    return twin
