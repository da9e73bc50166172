"""The user's marks that stand in the calendars, and when each was first met."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from relance.model import Key, MarkKind, Said, printable
from relance.reading.events import day_of
from relance.reading.hand import key_of
from relance.reading.language import language_of
from relance.reading.marks import MarksRead, read_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from relance.model import Event, Interview, UserMark
    from relance.reading.memory import Memory
    from relance.sync.thread import House

FACT = "met:"


@dataclass(frozen=True, slots=True)
class Met:
    """What the person wrote into the calendars.

    `seen` is by interview; `marked` are keys of our events that carry a mark; `misread` are
    titles of ours with a word that is close to one.
    """

    seen: Mapping[str, tuple[Said, ...]]
    marked: frozenset[str]
    misread: tuple[tuple[str, str], ...]


def marks_met(
    house: House,
    live: Iterable[Interview],
    found: Iterable[Event],
    memories: Iterable[Memory],
    now: datetime,
) -> Met:
    """Read every mark, and note in the journal when it was first met.

    One that was taken away is forgotten, so that it counts as new when it is written again.
    """
    known = {name: datetime.fromisoformat(at) for name, at in house.journal.facts(FACT).items()}
    before = _remembered(memories)
    for name, at in known.items():
        before[name] = min(at, before.get(name, at))
    reader = _Reader(house, before, now.replace(microsecond=0))
    for interview in live:
        reader.read_interview(interview)
    for event in found:
        reader.read_ours(event)
    if reader.met != known:
        with house.journal.writing():
            for name in known.keys() - reader.met.keys():
                house.journal.set_fact(name, None)
            for name, at in reader.met.items():
                if known.get(name) != at:
                    house.journal.set_fact(name, at.isoformat())
    return Met(
        {identity: tuple(said) for identity, said in reader.seen.items()},
        frozenset(reader.marked),
        tuple(reader.misread),
    )


def marks_on(house: House, event: Event, now: datetime) -> list[tuple[UserMark, datetime]]:
    """Return the marks on one of our events, each with when it was first met."""
    prefix = f"{FACT}{key_of(event)}:"
    known = {name: datetime.fromisoformat(at) for name, at in house.journal.facts(prefix).items()}
    reader = _Reader(house, known, now.replace(microsecond=0))
    reader.read_ours(event)
    return [(said.mark, said.at) for marks in reader.seen.values() for said in marks]


def _remembered(memories: Iterable[Memory]) -> dict[str, datetime]:
    """Return what our events remember of when marks were first met."""
    at: dict[str, datetime] = {}
    for memory in memories:
        for identity, said in memory.seen:
            name = _name(said.on or identity, said.mark)
            at[name] = min(said.at, at.get(name, said.at))
    return at


def _name(on: Key | str, mark: UserMark) -> str:
    return f"{FACT}{on}:{mark.kind}:{mark.value}"


@dataclass(slots=True)
class _Reader:
    """Reads one event after another; `known` is when marks were met before."""

    house: House
    known: Mapping[str, datetime]
    now: datetime
    met: dict[str, datetime] = field(default_factory=dict)
    seen: dict[str, dict[Said, None]] = field(default_factory=lambda: defaultdict(dict))
    marked: set[str] = field(default_factory=set)
    misread: list[tuple[str, str]] = field(default_factory=list)

    def read_interview(self, interview: Interview) -> None:
        """Read somebody else's event."""
        event, language = interview.event, interview.details.language
        for mark in self._read(event, interview.identity, language, ours=False).marks:
            said = Said(mark, self._at(interview.identity, mark))
            self.seen[interview.identity][said] = None

    def read_ours(self, event: Event) -> None:
        """Read one of our events, dates as its own words have them."""
        key = Key.parse(key_of(event))
        language = language_of(event.summary, tuple(event.description.splitlines()))
        read = self._read(event, key, language, ours=True)
        self.misread.extend((printable(event.summary), word) for word in read.unknown)
        for mark in read.marks:
            self.marked.add(str(key))
            self.seen[key.interview][Said(mark, self._at(key, mark), key)] = None

    def _read(self, event: Event, on: Key | str, language: str | None, *, ours: bool) -> MarksRead:
        """Read marks; a date without a year is one after the mark was met, or after its event.

        The earlier of both: then a date stays the same when its event is moved to come after it.
        """
        day = day_of(event)
        read = read_marks(event, ours=ours, language=language, day=day)
        if not any(mark.kind is MarkKind.WAIT for mark in read.marks):
            return read
        day = min([day, self._day(self.now), *self._waited_since(on)])
        return read_marks(event, ours=ours, language=language, day=day)

    def _waited_since(self, on: Key | str) -> list[date]:
        """Return the days on which a date to wait for was met on an event before."""
        prefix = f"{FACT}{on}:{MarkKind.WAIT}:"
        return [self._day(at) for name, at in self.known.items() if name.startswith(prefix)]

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.house.zone).date()

    def _at(self, on: Key | str, mark: UserMark) -> datetime:
        name = _name(on, mark)
        return self.met.setdefault(name, self.known.get(name, self.now))
