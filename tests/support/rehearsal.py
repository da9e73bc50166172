"""A scenario of the corpus in a folder of its own, rehearsed pass by pass.

What stands in the calendars is read back by `plain_calendar`; what should stand is said by
`sequence_rules`. The product is driven through its one door, `Service`.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

import plain_calendar
from relance.model import Recruiter, Span, Step, identity
from relance.service import Service
from relance.settings import load
from sequence_rules import Known, Ledger, rules_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from random import Random
    from typing import TypeAlias

    from plain_calendar import Occurrence, Written
    from relance.model import FollowUp, Reason
    from relance.sync import PassReport
    from sequence_rules import Expected, Name

    State: TypeAlias = Mapping[str, tuple[bytes, int]]

CORPUS = Path(__file__).parents[1] / "data" / "corpus" / "scenarios"
COUNTRIES = {"Europe/Paris": "FR", "Europe/London": "GB"}
HOURS = ("07:03", "10:00", "21:40", "12:52", "08:30", "16:15", "00:00", "13:59", "18:07", "05:30")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What the corpus says of one interview."""

    process: str
    promised: date | None
    recruiter: Recruiter


@dataclass(frozen=True)
class Scenario:
    """A whole calendar with the interviews that it holds."""

    name: str
    told: Mapping[str, Any]
    data: bytes

    @classmethod
    def named(cls, name: str) -> Scenario:
        told = yaml.safe_load((CORPUS / f"{name}.expected.yaml").read_text("utf-8"))
        return cls(name, told, (CORPUS / told["file"]).read_bytes())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.told["timezone"])

    @property
    def place(self) -> Recruiter:
        return Recruiter(self.zone.key, COUNTRIES[self.zone.key])

    @property
    def reference_day(self) -> date:
        return date.fromisoformat(self.told["reference_now"])

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.told["window"]["from"])

    def occurrences(self, data: bytes) -> list[Occurrence]:
        until = datetime.combine(self.reference_day + 200 * DAY, time(), UTC)
        return plain_calendar.occurrences(data, self.zone, self.told["owner"]["email"], until)

    def interviews(self) -> dict[str, Told]:
        """Return what the corpus says of each expected interview, by identity."""
        found = {}
        for told in self.told["expected"]["interviews"]:
            original = told.get("recurrence_id_utc")
            named = re.sub(r"[-:]", "", original) if original else None
            promised = told.get("reply_promised_on")
            place = Recruiter(**told["recruiter"]) if "recruiter" in told else self.place
            found[identity(told["uid"], named)] = Told(
                told["process"], date.fromisoformat(promised) if promised else None, place
            )
        return found


def instants(first: date, days: int, zone: ZoneInfo, turn: int = 0) -> Iterator[datetime]:
    """Yield one instant a day, at varied hours on the owner's clock."""
    for n in range(days):
        at = time.fromisoformat(HOURS[(n + turn) % len(HOURS)])
        yield datetime.combine(first + n * DAY, at, zone).astimezone(UTC)


def state_of(folder: Path) -> State:
    """Return the bytes and the time of change of every file."""
    return {
        str(f.relative_to(folder)): (f.read_bytes(), f.stat().st_mtime_ns)
        for f in (sorted(folder.rglob("*")) if folder.exists() else ())
        if f.is_file()
    }


def contents(state: State) -> dict[str, bytes]:
    return {name: data for name, (data, _) in state.items()}


def scarce(random: Random, first: date, days: int, zone: ZoneInfo) -> bytes:
    """Return a calendar that leaves few gaps, and for weeks none at all."""
    spans: list[tuple[datetime, datetime]] = []
    for n in range(days):
        day = datetime.combine(first + n * DAY, time(), zone)
        spans.extend((day + a, day + b) for a, b in _taken_hours(random))
    events = [f"DTSTART:{_utc(start)}\r\nDTEND:{_utc(end)}\r\n" for start, end in spans]
    for _ in range(2):  # weeks away, as one all-day event that shows as busy
        away = first + random.randrange(5, max(6, days - 20)) * DAY
        back = away + random.randrange(20, 30) * DAY
        events.append(f"DTSTART;VALUE=DATE:{away:%Y%m%d}\r\nDTEND;VALUE=DATE:{back:%Y%m%d}\r\n")
    return _calendar(events)


def solid(first: date, days: int) -> bytes:
    """Return a calendar that leaves no gap at all."""
    last = first + days * DAY
    return _calendar([f"DTSTART:{first:%Y%m%d}T000000Z\r\nDTEND:{last:%Y%m%d}T000000Z\r\n"])


def _calendar(times: Sequence[str]) -> bytes:
    blocks = [
        f"BEGIN:VEVENT\r\nUID:taken-{n}@calendar.example\r\nDTSTAMP:20260101T000000Z\r\n{one}"
        f"SUMMARY:Bloc {n}\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\n"
        for n, one in enumerate(times)
    ]
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Rehearsal//EN\r\n"
    return (head + "".join(blocks) + "END:VCALENDAR\r\n").encode()


def _taken_hours(random: Random) -> list[tuple[timedelta, timedelta]]:
    """Return what is taken of a day: all, all but lunch, or all but a short gap."""
    minute = timedelta(minutes=1)
    kind = random.random()
    if kind < 0.5:
        return [(420 * minute, 1230 * minute)]
    gap = random.randrange(510, 1080, 5)
    length = random.choice((20, 25, 30, 45))
    if kind < 0.65:
        gap, length = random.randrange(715, 800, 5), 40
    return [(420 * minute, gap * minute), ((gap + length) * minute, 1230 * minute)]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


_BLOCK = re.compile(rb"BEGIN:VEVENT\r?\n.*?END:VEVENT\r?\n", re.DOTALL)
_UID = re.compile(rb"^UID:(.*?)\r?$", re.MULTILINE)


def without(data: bytes, uids: Iterable[str]) -> bytes:
    """Return a calendar without some events; every other byte stays."""
    hidden = {uid.encode() for uid in uids}

    def kept(block: re.Match[bytes]) -> bytes:
        found = _UID.search(re.sub(rb"\r?\n[ \t]", b"", block[0]))
        return b"" if found is not None and found[1] in hidden else block[0]

    return _BLOCK.sub(kept, data)


@dataclass
class Turn:
    """What one pass was given and did."""

    now: datetime
    before: list[Written]
    after: list[Written]
    report: PassReport
    expected: Expected
    known: Sequence[Known]
    busy: Sequence[Span]
    planned: Sequence[FollowUp]

    @property
    def passed(self) -> list[Written]:
        """Return what was over when the pass began."""
        return [w for w in self.before if self.span(w).end <= self.now]

    @property
    def pending(self) -> list[Written]:
        """Return what stands after the pass and is not over."""
        return [w for w in self.after if self.span(w).end > self.now]

    def told(self, written: Written) -> tuple[str, Step, int, Span | date]:
        """Return what an event says: whose step it is, and when."""
        at = written.at(self._zone(written))
        return self._whose(written).candidacy, written.key.step, written.key.attempt, at

    def span(self, written: Written) -> Span:
        """Return the time that an event covers; days are the recruiter's."""
        return written.span(self._zone(written))

    def _zone(self, written: Written) -> ZoneInfo:
        return ZoneInfo(self._whose(written).recruiter.zone)

    def _whose(self, written: Written) -> Known:
        return next(k for k in self.known if k.identity == written.key.interview)


@dataclass
class Rehearsal:
    """A scenario that lives through some days.

    With `known_ahead` the calendar fills as days go by: what stands alone in it appears so
    long before it begins.
    """

    folder: Path
    scenario: Scenario
    extra: bytes = b""
    known_ahead: timedelta | None = None
    differences: set[str] = field(default_factory=set)
    proved: set[tuple[Name, tuple[Reason, ...]]] = field(default_factory=set)  # reasons told before

    def __post_init__(self) -> None:
        self.read, self.write = self.folder / "read", self.folder / "write"
        self.read.mkdir(parents=True)
        self.ledger = Ledger(rules_of(self.scenario.place))
        self.seen: dict[str, datetime] = {}
        self.occurrences = self.scenario.occurrences(self.scenario.data)
        if self.extra:
            self.occurrences += self.scenario.occurrences(self.extra)
        self.service = self.opened()
        assert self.service.settings.rules() == self.ledger.rules

    def opened(self, write: Path | None = None, journal: str = "journal.sqlite") -> Service:
        """Open the service on these folders, with a journal in this folder."""
        file = self.folder / f"{journal}.toml"
        told = self._settings(self._account(write or self.write), self.folder / journal)
        file.write_text(told, "utf-8")
        return Service.open(load(file, {}))

    def _account(self, write: Path) -> Sequence[str]:
        """Return the lines of the settings that name the calendars."""
        return 'kind = "ics"', f'read = ["{self.read}"]', f'write = "{write}"'

    def _settings(self, account: Sequence[str], journal: Path) -> str:
        owner, place = self.scenario.told["owner"], self.scenario.place
        return "\n".join(
            (
                f'timezone = "{place.zone}"',
                f'country = "{place.country}"',
                "[owner]",
                f'name = "{owner["name"]}"',
                f'emails = ["{owner["email"]}"]',
                f"own_domains = {list(owner['own_domains'])!r}",
                "[[accounts]]",
                'name = "rehearsal"',
                *account,
                "[journal]",
                f'url = "{journal}"',
            )
        )

    def turn(self, now: datetime) -> Turn:
        """Let the calendar become what it is at `now`, run one pass, and say what is right."""
        hidden = self._unknown(now)
        self.show(hidden)
        before = self.written()
        read = self.what_is_read()
        report = self.service.run(now)
        assert self.what_is_read() == read, "what is read has changed"
        visible = [o for o in self.occurrences if o.uid not in hidden]
        busy = plain_calendar.busy(visible)
        known = self._known(visible, now)
        stood: dict[str, list[Written]] = {}
        for one in before:
            stood.setdefault(one.key.interview, []).append(one)
        expected = self.ledger.expect(known, stood, busy, now)
        after = self.written()
        return Turn(
            now,
            before,
            after,
            report,
            expected,
            known,
            busy,
            self.service.plan(now),
        )

    def show(self, hidden: Collection[str]) -> None:
        """Let the calendar hold all but what is hidden."""
        self._put(f"{self.scenario.name}.ics", without(self.scenario.data, hidden))
        if self.extra:
            self._put("taken.ics", without(self.extra, hidden))

    def what_is_read(self) -> object:
        """Return the person's own calendar, whole, to compare."""
        return state_of(self.read)

    def written(self) -> list[Written]:
        """Return the follow-ups."""
        return plain_calendar.written(self.write)

    def what_is_written(self) -> object:
        """Return the calendar of follow-ups, whole, to compare."""
        return state_of(self.write)

    def what_the_copy_holds(self) -> object:
        """Return what the calendar without a journal says, to compare."""
        return contents(state_of(self.folder / "copy"))

    def _unknown(self, now: datetime) -> set[str]:
        if self.known_ahead is None:
            return set()
        recurring = {o.uid for o in self.occurrences if o.recurrence_id is not None}
        late = {o.uid for o in self.occurrences if o.span.start > now + self.known_ahead}
        return late - recurring

    def _put(self, name: str, data: bytes) -> None:
        file = self.read / name
        if not file.exists() or file.read_bytes() != data:
            file.write_bytes(data)

    def _known(self, visible: Sequence[Occurrence], now: datetime) -> list[Known]:
        """Return the interviews as relance read them; note where the corpus says otherwise."""
        spans = {identity(o.uid, o.recurrence_id): o.span for o in visible}
        rows = self.service.journal(now)
        told = {i: t for i, t in self.scenario.interviews().items() if i in spans}
        found = []
        for row in rows:
            for interview in row.interviews:
                self.seen.setdefault(interview.identity, now)
                known = Known(
                    interview.identity,
                    row.candidacy.id,
                    row.candidacy.recruiter,
                    spans[interview.identity],
                    self.seen[interview.identity],
                    interview.details.reply_promised_on,
                )
                found.append(known)
                self._compare(interview.event.summary, known, told.get(known.identity))
        missing = {told[one].process for one in set(told) - {known.identity for known in found}}
        self.differences |= {f"{process}: an interview is not found" for process in missing}
        self._compare_groups(told, found)
        return found

    def _compare(self, title: str, known: Known, told: Told | None) -> None:
        """Note where relance read something else than the corpus says."""
        if told is None:
            self.differences.add(f"{title}: is no interview")
            return
        if known.promised != told.promised:
            self.differences.add(f"{title}: {known.promised} is not {told.promised}")
        if known.recruiter != told.recruiter:
            self.differences.add(f"{title}: {known.recruiter} is not {told.recruiter}")

    def _compare_groups(self, told: Mapping[str, Told], found: Sequence[Known]) -> None:
        right: dict[str, set[str]] = {}
        for one, says in told.items():
            right.setdefault(says.process, set()).add(one)
        read: dict[str, set[str]] = {}
        for known in found:
            read.setdefault(known.candidacy, set()).add(known.identity)
        groups = list(read.values())
        self.differences |= {f"{p}: grouped otherwise" for p, g in right.items() if g not in groups}

    def lose_the_journal(self) -> Service:
        """Return a service on a copy of the follow-ups that has never heard of them."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        if self.write.exists():  # it is made when the first follow-up is written
            shutil.copytree(self.write, copy)
        for file in self.folder.glob("copy.sqlite*"):
            file.unlink()
        return self.opened(copy, "copy.sqlite")
