"""A scenario that a person lives in: every day something is done by hand, then a pass is run.

What stands in the files is read back line by line; what should stand is said by `hand_rules`.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

import plain_calendar
from hand_history import History
from hand_rules import HandLedger
from ics_pages import added, event, pages
from plain_calendar import Written
from rehearsal import DAY, Rehearsal, Scenario, contents, state_of
from relance.model import FollowUp, Span, identity
from sequence_rules import Known, near, rules_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from hand_values import Right
    from person import Person
    from plain_calendar import Occurrence
    from relance.service import JournalRow
    from relance.sync import PassReport

HEAD = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rehearsal//EN\r\nEND:VCALENDAR\r\n"
LONG = 400  # characters: notes are left out of what is told
MAY_CHANGE = (  # times are compared as instants
    *("X-RELANCE-MEMORY", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One of our events with its words, as its file holds it."""

    file: str
    written: Written
    title: str
    notes: str
    lines: tuple[str, ...]  # without what may change of an event that has passed

    @property
    def key(self) -> str:
        return str(self.written.key)


@lru_cache(maxsize=4000)
def _entries(file: str, data: bytes) -> tuple[Entry, ...]:
    found = []
    for page in pages(data):
        if not page.get("X-RELANCE-KEY"):
            continue
        (written,) = plain_calendar.written_in(data)
        rest = tuple(line for line in page.own() if not line.startswith(MAY_CHANGE))
        found.append(Entry(file, written, page.text("SUMMARY"), page.text("DESCRIPTION"), rest))
    return tuple(found)


def entries(folder: Path) -> dict[str, Entry]:
    """Return every event of ours, by its key; a key twice is a failure."""
    found: dict[str, Entry] = {}
    for file in sorted(folder.glob("*.ics")):
        for entry in _entries(file.name, file.read_bytes()):
            assert entry.key not in found, f"{entry.key} stands twice"
            found[entry.key] = entry
    return found


@dataclass(slots=True)
class Day:
    """What one pass was given and did."""

    now: datetime
    before: Mapping[str, Entry]
    after: Mapping[str, Entry]
    report: PassReport
    right: Right
    known: Sequence[Known]
    busy: Sequence[Span]
    planned: Sequence[FollowUp]
    pinned: frozenset[str]
    deleted: Mapping[str, Written]


@dataclass
class HandRehearsal:
    """A scenario, the person who lives in it, and the restatement beside them."""

    folder: Path
    scenario: Scenario

    def __post_init__(self) -> None:
        self.house = Rehearsal(self.folder, self.scenario)
        self.service = self.house.service
        self.read, self.write = self.house.read, self.house.write
        self.zone = self.scenario.zone
        self.ledger = HandLedger(rules_of(self.scenario.place))
        self.life = self.scenario.data
        self.own = HEAD
        self.seen: dict[str, datetime] = {}
        self.known: Sequence[Known] = ()
        self.rows: Sequence[JournalRow] = ()
        self._occurrences: tuple[bytes, list[Occurrence]] = b"", []
        self._put_lives()

    def begin(self, first: date) -> None:
        """Put an event of the person's own beside the follow-ups."""
        at = datetime.combine(first + 3 * DAY, time(12), self.zone)
        self.own = added(HEAD, event("own@calendar.example", at, at + DAY / 24, "Piscine"))
        self.write.mkdir(exist_ok=True)
        (self.write / "own.ics").write_bytes(self.own)

    def _put_lives(self) -> None:
        file = self.read / f"{self.scenario.name}.ics"
        if not file.exists() or file.read_bytes() != self.life:
            file.write_bytes(self.life)

    def entries(self) -> dict[str, Entry]:
        return entries(self.write)

    def glance(self, now: datetime) -> History:
        """Let the person see what they did so far."""
        found = [e.written for e in entries(self.write).values()]
        spoken = self.person.spoken
        return History(self.ledger, self.known, found, spoken, now)

    def live(self, now: datetime, person: Person) -> Day:
        """Let the person act, run one pass, and say what is right."""
        self.person = person
        person.act(now)
        self._put_lives()
        before = entries(self.write)
        foreign = state_of(self.read)
        report = self.service.run(now)
        assert state_of(self.read) == foreign, "a file that is read has changed"
        assert (self.write / "own.ics").read_bytes() == self.own
        after = entries(self.write)
        self.rows = self.service.journal(now)
        visible = self._visible()
        self.known = self._known(visible, now)
        busy = plain_calendar.busy(visible)
        found = [e.written for e in before.values()]
        left = [e.written for e in after.values()]
        person.listen(self.rows)
        right = self.ledger.expect(self.known, found, left, person.spoken, busy, now)
        pinned, deleted = frozenset(self.ledger.pinned), dict(self.ledger.deleted)
        self.ledger.settle(right, left)
        planned = self.service.plan(now)
        return Day(
            now, before, after, report, right, self.known, near(busy, now), planned, pinned, deleted
        )

    def _visible(self) -> list[Occurrence]:
        if self._occurrences[0] != self.life:
            self._occurrences = self.life, self.scenario.occurrences(self.life)
        return [*self._occurrences[1], *self.scenario.occurrences(self.own)]

    def _known(self, visible: Sequence[Occurrence], now: datetime) -> list[Known]:
        """Return the interviews as relance read them."""
        spans = {identity(o.uid, o.recurrence_id): o.span for o in visible}
        found = []
        for row in self.rows:
            for interview in row.interviews:
                one = interview.identity
                self.seen.setdefault(one, now)
                promised = interview.details.reply_promised_on
                at = row.candidacy.recruiter
                found.append(Known(one, row.candidacy.id, at, spans[one], self.seen[one], promised))
        return found

    def lost(self, now: datetime, forgotten: Collection[str]) -> list[str]:
        """Run a pass on a copy with no journal; return the lines that it changed."""
        with self.house.lose_the_journal() as service:
            before = contents(state_of(self.folder / "copy"))
            service.run(now)
            after = contents(state_of(self.folder / "copy"))
        return [
            line
            for name in sorted({*before, *after})
            if before.get(name) != after.get(name)
            and not any(f"relance-{interview}" in name for interview in forgotten)
            for line in (name, *_differences(before.get(name, b""), after.get(name, b"")))
        ]


def _differences(before: bytes, after: bytes) -> list[str]:
    sides = [
        [line for page in pages(data) for line in page.lines if len(line) < LONG]
        for data in (before, after)
    ]
    return list(difflib.unified_diff(sides[0], sides[1], lineterm="", n=0))
