"""The sequence restated: which step each candidacy must have standing, and where.

It knows nothing of the planner but plain values; single slots come from `brute`. A `Ledger` is
driven pass by pass: it is told the interviews, the busy times and what stood in the calendar
before, and answers with what must stand there afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import brute
from relance.model import Channel, Key, Recruiter, Span, Step
from relance.planning.slots import Wish
from relance.planning.windows import Costs, Rules, Weekly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from fractions import Fraction
    from typing import TypeAlias

    from plain_calendar import Written

    Name: TypeAlias = tuple[str, Step, int]  # candidacy, step, attempt

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
SEARCHED = 15  # working days
CONTACT = timedelta(minutes=15)
WEEK = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
ATTEMPTS = {1: Channel.PHONE, 2: Channel.PHONE, 3: Channel.EMAIL}


def rules_of(owner: Recruiter) -> Rules:
    """Return the rules of the spec, written out once more."""
    return Rules(
        phone=(Weekly(WEEK, 9 * 60, 12 * 60), Weekly(WEEK, 14 * 60, 18 * 60)),
        email=(Weekly(WEEK, 8 * 60 + 30, 18 * 60 + 30),),
        exclude=(Weekly(frozenset({0}), 0, 12 * 60), Weekly(frozenset({4}), 16 * 60, 24 * 60)),
        owner_hours=(Weekly(EVERY_DAY, 8 * 60, 20 * 60),),
        owner=owner,
        buffer=timedelta(minutes=5),
        per_day=4,
        phone_length=CONTACT,
        email_length=CONTACT,
        contract_length=timedelta(minutes=30),
        search_days=SEARCHED,
        choice_days=3,
        costs=Costs((8, 2, 0, 0, 8, 8, 8), ((600, 720, 0), (900, 1020, 0)), 3, 8),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """One interview as far as the sequence cares; `seen` is when it was first seen."""

    identity: str
    candidacy: str
    recruiter: Recruiter
    span: Span
    seen: datetime
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """The interviews of one company on one day."""

    candidacy: str
    recruiter: Recruiter
    day: date
    interviews: tuple[Known, ...]

    @property
    def last(self) -> Known:
        return max(self.interviews, key=lambda i: (i.span.end, i.identity))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.recruiter.zone)

    @property
    def promised(self) -> date | None:
        return max((i.promised for i in self.interviews if i.promised), default=None)


@dataclass(frozen=True, slots=True)
class Placed:
    """A follow-up that must stand, at a time or on a day."""

    occasion: Occasion
    step: Step
    attempt: int
    channel: Channel
    due: datetime
    at: Span | date
    cost: Fraction | None = None

    @property
    def name(self) -> Name:
        return self.occasion.candidacy, self.step, self.attempt

    @property
    def key(self) -> str:
        return str(Key(self.occasion.last.identity, self.step, self.attempt))


@dataclass(frozen=True, slots=True)
class Want:
    """A step that has to be placed, until a last day; after `given_up` it is skipped."""

    occasion: Occasion
    step: Step
    attempt: int
    channel: Channel
    due: datetime
    last_day: date
    given_up: date

    @property
    def name(self) -> Name:
        return self.occasion.candidacy, self.step, self.attempt

    @property
    def key(self) -> str:
        return str(Key(self.occasion.last.identity, self.step, self.attempt))


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be true after a pass."""

    standing: tuple[Placed, ...]  # stood before, and stays
    placed: tuple[Placed, ...]  # placed by this pass, in the order of placing
    unplaced: tuple[Want, ...]

    @property
    def pending(self) -> dict[str, Placed]:
        return {p.occasion.candidacy: p for p in (*self.standing, *self.placed)}


def occasions(interviews: Iterable[Known]) -> dict[str, list[Occasion]]:
    """Return the occasions of each candidacy in their order."""
    days: dict[tuple[str, date], list[Known]] = {}
    for one in interviews:
        days.setdefault((one.candidacy, day_of(one)), []).append(one)
    found: dict[str, list[Occasion]] = {}
    for (candidacy, day), together in sorted(days.items(), key=lambda item: item[0]):
        met = tuple(together)
        found.setdefault(candidacy, []).append(Occasion(candidacy, met[0].recruiter, day, met))
    return found


def day_of(one: Known) -> date:
    """Return the day on which it ends; midnight is the end of the day before."""
    end = one.span.end.astimezone(ZoneInfo(one.recruiter.zone))
    return end.date() - DAY if end.time() == time() and one.span.length else end.date()


def working_days(after: date, at: Recruiter) -> Iterator[date]:
    """Yield the working days after a day."""
    while True:
        after += DAY
        if brute.working(after, at):
            yield after


def nth(after: date, n: int, at: Recruiter) -> date:
    """Return the n-th working day after a day."""
    days = working_days(after, at)
    return [next(days) for _ in range(n)][-1]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


@dataclass(slots=True)
class Ledger:
    """The restatement's own memory from pass to pass."""

    rules: Rules
    channels: dict[Name, Channel] = field(default_factory=dict)  # of what stands
    searches: dict[tuple[date, Name], date] = field(
        default_factory=dict
    )  # unplaced: when to give up

    def expect(
        self,
        interviews: Sequence[Known],
        stood: Mapping[str, Sequence[Written]],
        busy: Sequence[Span],
        now: datetime,
    ) -> Expected:
        """Say what must stand after a pass; `stood` is what stood before, by identity."""
        turn = _Pass(self, occasions(interviews), stood, near(busy, now), now)
        expected = turn.run()
        self._remember(expected)
        return expected

    def _remember(self, expected: Expected) -> None:
        for placed in expected.placed:
            self.channels[placed.name] = placed.channel
            self.searches.pop((placed.occasion.day, placed.name), None)
        for want in expected.unplaced:
            self.searches[want.occasion.day, want.name] = want.given_up


def near(busy: Sequence[Span], now: datetime) -> list[Span]:
    """Return the busy times that a search from now on can meet."""
    return [b for b in busy if b.end > now - 40 * DAY and b.start < now + 120 * DAY]


class _Pass:
    """One pass of the restatement."""

    def __init__(
        self,
        ledger: Ledger,
        by_candidacy: Mapping[str, Sequence[Occasion]],
        stood: Mapping[str, Sequence[Written]],
        busy: Sequence[Span],
        now: datetime,
    ) -> None:
        self.ledger, self.rules, self.busy, self.now = ledger, ledger.rules, busy, now
        self.by_candidacy, self.stood = by_candidacy, stood
        self.taken: list[brute.Contact] = []
        self.kept: dict[str, Placed] = {}  # stands and may stay: nobody else takes its slot
        self.standing: list[Placed] = []
        self.placed: list[Placed] = []
        self.unplaced: list[Want] = []

    def run(self) -> Expected:
        self._take_what_has_passed()
        waiting: list[list[Placed | Want]] = []  # of each company: its next step, and what follows
        for steps in (list(self._steps(occs)) for occs in self.by_candidacy.values()):
            for step in steps:
                if isinstance(step, Placed) and self._stays(step):
                    self.kept[step.occasion.candidacy] = step
            if steps:
                waiting.append(steps)
        while waiting:  # in the order of due times, then of keys
            steps = min(waiting, key=lambda steps: (steps[0].due, steps[0].key))
            if self._settled(steps[0]) or len(steps) == 1:
                waiting.remove(steps)
            else:
                del steps[0]  # a thank-you that is left out: what follows it is next
        return Expected(tuple(self.standing), tuple(self.placed), tuple(self.unplaced))

    def _settled(self, step: Placed | Want) -> bool:
        """Keep or place one step, or say that it waits; only a thank-you may be left out."""
        kept = self.kept.pop(step.occasion.candidacy, None)
        if step == kept:
            self._take(kept)
            self.standing.append(kept)
            return True
        want = self._anew(step) if isinstance(step, Placed) else step
        found = self._search(want)
        if found is not None:
            self.placed.append(found)
            self._take(found)
        elif want.step is not Step.THANK_YOU:
            self.unplaced.append(want)
        elif kept is not None:
            self.kept[step.occasion.candidacy] = kept
        return found is not None or want.step is not Step.THANK_YOU

    # Which step

    def _steps(self, occs: Sequence[Occasion]) -> Iterator[Placed | Want]:
        """Yield what stands, or else the next step, and what would follow if that is left out."""
        for occasion in occs:
            later = occasion is not occs[-1]  # then the later interview is the answer
            if not self._found(occasion) and self._late(occasion):
                continue
            yield from self._thank_you(occasion)
            if not later:
                yield from self._attempts(occasion)

    def _thank_you(self, occasion: Occasion) -> Iterator[Placed | Want]:
        stood = self._stands(occasion, Step.THANK_YOU, 1)
        zone = occasion.zone
        second = nth(occasion.day, 2, occasion.recruiter)
        due = self._thank_you_due(occasion)
        if stood is not None:
            if not self._passed(stood, zone):
                yield self._kept(occasion, stood, due, Channel.EMAIL)
        elif self.now < midnight(second + DAY, zone) and not self._begun(occasion):
            yield Want(occasion, Step.THANK_YOU, 1, Channel.EMAIL, due, second, second)

    def _thank_you_due(self, occasion: Occasion) -> datetime:
        soonest = occasion.last.span.end + timedelta(hours=1)
        if occasion.day.weekday() == 4:
            return soonest
        return max(midnight(nth(occasion.day, 1, occasion.recruiter), occasion.zone), soonest)

    def _attempts(self, occasion: Occasion) -> Iterator[Placed | Want]:
        """Yield the next of the follow-ups, or the abandon marker."""
        at, zone = occasion.recruiter, occasion.zone
        day, due_day = occasion.day, nth(occasion.day, 5, occasion.recruiter)
        if occasion.promised is not None and occasion.promised > due_day:
            due_day = nth(occasion.promised, 1, at)
        for step, attempt, channel in (
            *((Step.FOLLOW_UP, n, by) for n, by in ATTEMPTS.items()),
            (Step.ABANDON, 1, Channel.MARKER),
        ):
            due = midnight(due_day, zone)
            stood = self._stands(occasion, step, attempt)
            if stood is not None:
                if not self._passed(stood, zone):
                    yield self._kept(occasion, stood, due, channel)
                    return
                day = stood.day(zone)
            else:
                want = self._want(occasion, step, attempt, channel, due)
                if self.now < midnight(want.given_up + DAY, zone):
                    yield want
                    return
                day = want.given_up  # skipped after its fifteen working days
            due_day = nth(day, 5, at)

    def _want(
        self, occasion: Occasion, step: Step, attempt: int, channel: Channel, due: datetime
    ) -> Want:
        name = occasion.candidacy, step, attempt
        first = max(due, self.now).astimezone(occasion.zone).date()
        last = nth(first - DAY, SEARCHED, occasion.recruiter)
        given_up = self.ledger.searches.get((occasion.day, name), last)
        return Want(occasion, step, attempt, channel, due, last, given_up)

    def _late(self, occasion: Occasion) -> bool:
        """Say whether it was over for more than fifteen working days when it was first seen."""
        seen = min(i.seen for i in occasion.interviews)
        sixteenth = nth(occasion.day, SEARCHED + 1, occasion.recruiter)
        return seen >= midnight(sixteenth, occasion.zone)

    # What stands

    def _found(self, occasion: Occasion) -> list[Written]:
        return [w for i in occasion.interviews for w in self.stood.get(i.identity, ())]

    def _stands(self, occasion: Occasion, step: Step, attempt: int) -> Written | None:
        found = [
            w for w in self._found(occasion) if w.key.step is step and w.key.attempt == attempt
        ]
        assert len(found) <= 1, f"{occasion.candidacy}: {step} {attempt} stands twice"
        return found[0] if found else None

    def _begun(self, occasion: Occasion) -> bool:
        """Say whether the follow-ups of an occasion have begun already."""
        return any(w.key.step is not Step.THANK_YOU for w in self._found(occasion))

    def _passed(self, stood: Written, zone: ZoneInfo) -> bool:
        return stood.span(zone).end <= self.now

    def _kept(self, occasion: Occasion, stood: Written, due: datetime, channel: Channel) -> Placed:
        name = occasion.candidacy, stood.key.step, stood.key.attempt
        by = self.ledger.channels.get(name, channel)
        at = stood.day(occasion.zone) if by is Channel.MARKER else stood.span(occasion.zone)
        return Placed(occasion, stood.key.step, stood.key.attempt, by, due, at)

    def _stays(self, kept: Placed) -> bool:
        """Say whether what stands breaks none of the rules 1 to 6 and is not before its due."""
        if isinstance(kept.at, date):
            own = brute.holiday(kept.at, self.rules.owner)
            fits = brute.working(kept.at, kept.occasion.recruiter) and not own
            return fits and midnight(kept.at, kept.occasion.zone) >= kept.due
        if kept.at.start <= self.now:
            return True
        wish = wish_of(self._anew(kept), kept.channel, self.now)
        return not brute.violations(kept.at, wish, self.rules, self.busy, self.taken)

    def _anew(self, kept: Placed) -> Want:
        channel = ATTEMPTS[kept.attempt] if kept.step is Step.FOLLOW_UP else kept.channel
        if kept.step is Step.THANK_YOU:
            last = nth(kept.occasion.day, 2, kept.occasion.recruiter)
            return Want(kept.occasion, kept.step, kept.attempt, channel, kept.due, last, last)
        return self._want(kept.occasion, kept.step, kept.attempt, channel, kept.due)

    # Where

    def _take_what_has_passed(self) -> None:
        """Count every contact that has passed, of whatever occasion."""
        for occs in self.by_candidacy.values():
            for occasion in occs:
                for w in self._found(occasion):
                    span = w.span(occasion.zone)
                    if w.key.step is not Step.ABANDON and span.end <= self.now:
                        self.taken.append(
                            brute.Contact(span, occasion.candidacy, occasion.recruiter)
                        )

    def _take(self, placed: Placed) -> None:
        self.taken.extend(_contacts_of(placed))

    def _search(self, want: Want) -> Placed | None:
        """Return the best place; a call without any becomes an email."""
        if want.channel is Channel.MARKER:
            day = brute.marker_day(wish_of(want, want.channel, self.now), self.rules)
            if day is None:
                return None
            return Placed(want.occasion, want.step, want.attempt, want.channel, want.due, day)
        taken = [*self.taken, *(c for kept in self.kept.values() for c in _contacts_of(kept))]
        for channel in dict.fromkeys((want.channel, Channel.EMAIL)):
            found = brute.best(wish_of(want, channel, self.now), self.rules, self.busy, taken)
            if found is not None:
                span, cost = found
                return Placed(want.occasion, want.step, want.attempt, channel, want.due, span, cost)
        return None


def _contacts_of(placed: Placed) -> list[brute.Contact]:
    """Return the contact that a follow-up is; a marker is none."""
    whose = placed.occasion
    if not isinstance(placed.at, Span):
        return []
    return [brute.Contact(placed.at, whose.candidacy, whose.recruiter)]


def wish_of(want: Want, channel: Channel, now: datetime) -> Wish:
    """Return what a step asks of a slot."""
    return Wish(
        key=want.key,
        company=want.occasion.candidacy,
        channel=channel,
        length=CONTACT,
        recruiter=want.occasion.recruiter,
        due=want.due,
        now=now,
        last_day=want.last_day,
        earliest=want.step is Step.THANK_YOU,
    )


def contacts(
    found: Iterable[Written], interviews: Iterable[Known], but: Written | None = None
) -> list[brute.Contact]:
    """Return the calls and emails that stand in a calendar."""
    known = {one.identity: one for one in interviews}
    return [
        brute.Contact(
            w.span(ZoneInfo(known[w.key.interview].recruiter.zone)),
            known[w.key.interview].candidacy,
            known[w.key.interview].recruiter,
        )
        for w in found
        if w.key.step is not Step.ABANDON and w != but
    ]


def in_the_way(
    want: Want,
    rules: Rules,
    busy: Sequence[Span],
    taken: Sequence[brute.Contact],
    now: datetime,
) -> set[str]:
    """Name the rules without which an unplaced step would have a slot.

    When no single rule keeps all slots away, every rule that keeps any away is named.
    """
    alone: set[str] = set()
    taken_times = near(busy, now)
    together: set[str] = set()
    for channel in dict.fromkeys((want.channel, Channel.EMAIL)):
        wish = wish_of(want, channel, now)
        start = max(want.due, now).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        end = midnight(want.last_day + DAY, want.occasion.zone).astimezone(UTC)
        for quarter in range((end - start) // QUARTER):
            begins = start + quarter * QUARTER
            span = Span(begins, begins + CONTACT)
            found = brute.violations(span, wish, rules, taken_times, taken)
            together.update(found)
            if len(found) == 1:
                alone.add(found[0])
    return alone or together
