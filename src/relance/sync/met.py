"""The user's marks that stand in the calendars, and when each was first met."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from relance.journal import GivenMark
from relance.model import Key, MarkKind, Said, UserMark
from relance.planning.stood import ABOUT_AN_ATTEMPT
from relance.reading.events import day_of
from relance.reading.hand import key_of
from relance.reading.language import language_of
from relance.reading.marks import read_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from relance.journal import Journal
    from relance.model import Event, Interview
    from relance.reading.memory import Memory
    from relance.sync.thread import House

FACT = "met:"
ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Met:
    """What the person wrote into the calendars.

    `seen` is by interview; `marked` are keys of our events that carry a mark.
    """

    seen: Mapping[str, tuple[Said, ...]]
    marked: frozenset[str]


def marks_met(
    house: House,
    live: Iterable[Interview],
    found: Iterable[Event],
    memories: Iterable[Memory],
    now: datetime,
) -> Met:
    """Read every mark, and note in the journal when it was first met.

    One that was taken away is forgotten, so that it counts as new when it is written again. One
    that went with its event was not taken away: it counts as given.
    """
    known = _known(house.journal)
    before = _remembered(memories)
    for name, at in known.items():
        before[name] = min(at, before.get(name, at))
    reader = _Reader(house, before, now.replace(microsecond=0))
    for interview in live:
        reader.read_interview(interview)
    ours = list(found)
    for event in ours:
        reader.read_ours(event)
    met = reader.times()
    if met != known:
        there = {key_of(event) for event in ours}
        with house.journal.writing():
            for name in known.keys() - met.keys():
                give(house.journal, _gone_with_its_event(name, known[name], there))
                house.journal.set_fact(name, None)
            for name, at in met.items():
                if known.get(name) != at:
                    house.journal.set_fact(name, at.isoformat())
    return Met(reader.said(met), frozenset(str(r.on) for r in reader.read if r.is_ours))


def marks_on(house: House, event: Event, now: datetime) -> Iterator[GivenMark]:
    """Yield the marks on one of our events that goes: they stand nowhere else any more."""
    key = Key.parse(key_of(event))
    reader = _Reader(house, _known(house.journal, key), now.replace(microsecond=0))
    reader.read_ours(event)
    for marks in reader.said(reader.times()).values():
        for said in marks:
            yield GivenMark(key.interview, "", said.mark, said.at, str(key))


def give(journal: Journal, marks: Iterable[GivenMark]) -> None:
    """Keep marks as given, that stood on an event of ours until now."""
    for given in marks:
        journal.add_mark(given)
        journal.set_fact(_name(given.on, given.mark), None)


def marks_remembered(
    said: Mapping[str, Iterable[Said]], given: Iterable[GivenMark]
) -> Iterator[GivenMark]:
    """Yield marks given by command, by interview, that a journal does not hold."""
    known = {(g.candidacy, g.on, g.mark, g.given_at.replace(microsecond=0)) for g in given}
    for identity, marks in said.items():
        for one in marks:
            on = str(one.on or "")
            if (identity, on, one.mark, one.at) not in known:
                yield GivenMark(identity, "", one.mark, one.at, on)


def _known(journal: Journal, on: Key | None = None) -> dict[str, datetime]:
    prefix = FACT if on is None else f"{FACT}{on}:"
    return {name: datetime.fromisoformat(at) for name, at in journal.facts(prefix).items()}


def _remembered(memories: Iterable[Memory]) -> dict[str, datetime]:
    """Return what our events remember of when marks were first met."""
    at: dict[str, datetime] = {}
    for memory in memories:
        for identity, said in memory.seen:
            name = _name(said.on or identity, said.mark)
            at[name] = min(said.at, at.get(name, said.at))
    return at


def _gone_with_its_event(name: str, at: datetime, there: set[str]) -> Iterator[GivenMark]:
    """Yield a mark whose event of ours the person deleted."""
    on, kind, value = name.removeprefix(FACT).split(":", 2)
    if "-" in on and on not in there:
        mark = UserMark(MarkKind(kind), value)
        yield GivenMark(Key.parse(on).interview, "", mark, at, on)


def _name(on: Key | str, mark: UserMark) -> str:
    return f"{FACT}{on}:{mark.kind}:{mark.value}"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark on an event: whose, and where it comes among those that are met at once."""

    mark: UserMark
    on: Key | str
    order: tuple[bool, str, str, int]

    @property
    def is_ours(self) -> bool:
        return isinstance(self.on, Key)

    @property
    def identity(self) -> str:
        return self.on.interview if isinstance(self.on, Key) else self.on

    @property
    def name(self) -> str:
        return _name(self.on, self.mark)


@dataclass(slots=True)
class _Reader:
    """Reads one event after another; `known` is when marks were met before."""

    house: House
    known: Mapping[str, datetime]
    now: datetime
    read: list[_Mark] = field(default_factory=list)

    def read_interview(self, interview: Interview) -> None:
        """Read somebody else's event."""
        event, language = interview.event, interview.details.language
        self._take(event, interview.identity, language, ours=False)

    def read_ours(self, event: Event) -> None:
        """Read one of our events, dates as its own words have them."""
        language = language_of(event.summary, tuple(event.description.splitlines()))
        self._take(event, Key.parse(key_of(event)), language, ours=True)

    def times(self) -> dict[str, datetime]:
        """Return when each mark was met, by name.

        Of those that are met at once the last one on an event is the last, and the one on the
        later event; what was made of an attempt comes before what became of the candidacy.
        """
        met: dict[str, datetime] = {}
        at = self.now
        for one in sorted(self.read, key=lambda one: one.order):
            if one.name in self.known:
                met[one.name] = self.known[one.name]
            elif one.name not in met:
                met[one.name], at = at, at + ONE_SECOND
        return met

    def said(self, met: Mapping[str, datetime]) -> dict[str, tuple[Said, ...]]:
        """Return the marks by interview."""
        said: dict[str, dict[Said, None]] = defaultdict(dict)
        for one in self.read:
            on = one.on if isinstance(one.on, Key) else None
            said[one.identity][Said(one.mark, met[one.name], on)] = None
        return {identity: tuple(marks) for identity, marks in said.items()}

    def _take(self, event: Event, on: Key | str, language: str | None, *, ours: bool) -> None:
        """Read marks; a date without a year is one after the mark was met, or after its event.

        The earlier of both: then a date stays the same when its event is moved to come after it.
        """
        day = day_of(event)
        read = read_marks(event, ours=ours, language=language, day=day)
        if any(mark.kind is MarkKind.WAIT for mark in read.marks):
            day = min([day, self._day(self.now), *self._waited_since(on)])
            read = read_marks(event, ours=ours, language=language, day=day)
        start = f"{event.span(self.house.zone).start:%Y%m%d%H%M%S}"
        for n, mark in enumerate(read.marks):
            order = (mark.kind not in ABOUT_AN_ATTEMPT, start, str(on), n)
            self.read.append(_Mark(mark, on, order))

    def _waited_since(self, on: Key | str) -> list[date]:
        """Return the days on which a date to wait for was met on an event before."""
        prefix = f"{FACT}{on}:{MarkKind.WAIT}:"
        return [self._day(at) for name, at in self.known.items() if name.startswith(prefix)]

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.house.zone).date()
