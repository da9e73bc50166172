"""Random candidacies, rules, zones and busy times: no rule broken, whatever the order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

import situations
from brute import Contact, violations, working
from relance.model import (
    Candidacy,
    Channel,
    Details,
    Event,
    FollowUp,
    Interview,
    MarkKind,
    Occasion,
    Recognition,
    Recruiter,
    Said,
    Span,
    State,
    Step,
    UserMark,
    Verdict,
)
from relance.planning.plan import Plan, plan
from relance.planning.sequence import DEFAULT_SEQUENCE, SequenceStep
from relance.planning.slots import Wish

if TYPE_CHECKING:
    from relance.planning.windows import Rules

PLACES = (
    Recruiter("Europe/Paris", "FR"),
    Recruiter("America/New_York", "US", "NY"),
    Recruiter("Australia/Sydney", "AU", "NSW"),
    Recruiter("Asia/Kolkata", "IN"),
)
# Around clock changes, year ends and holidays.
DAYS = (
    date(2026, 3, 6),
    date(2026, 3, 25),
    date(2026, 4, 1),
    date(2026, 5, 4),
    date(2026, 10, 1),
    date(2026, 10, 22),
    date(2026, 10, 30),
    date(2026, 12, 20),
)


def candidacy(random: Random, number: int, day: date) -> Candidacy:
    place = random.choice(PLACES)
    zone = ZoneInfo(place.zone)
    occasions = []
    for round_ in range(random.choice((1, 1, 1, 2))):
        held = day + timedelta(days=random.randint(-25, 15) + 20 * round_)
        start = datetime(held.year, held.month, held.day, random.randint(7, 21), 30, tzinfo=zone)
        end = start.astimezone(UTC) + timedelta(minutes=random.choice((30, 60, 90, 180)))
        event = Event(f"{number}-{round_}", start.astimezone(UTC), end, place.zone)
        promised = random.choice((None, None, held + timedelta(days=random.randint(1, 20))))
        details = Details(company=f"C{number}", reply_promised_on=promised)
        seen = datetime(2026, 1, 1, tzinfo=UTC)
        met = Interview(event, Recognition(Verdict.YES, 5.0), details, seen)
        last = (end - timedelta(microseconds=1)).astimezone(zone).date()
        occasions.append(Occasion((met,), last, event.span(zone).start, end, marks(random, end)))
    occasions.sort(key=lambda o: o.day)
    return Candidacy(f"c{number:02}", f"C{number}", place, tuple(occasions))


def marks(random: Random, end: datetime) -> tuple[Said, ...]:
    if random.random() < 0.8:
        return ()
    kind = random.choice((MarkKind.REFUSED, MarkKind.OFFER, MarkKind.ANSWERED, MarkKind.WAIT))
    value = f"{(end + timedelta(days=9)).date()}" if kind is MarkKind.WAIT else ""
    return (Said(UserMark(kind, value), end + timedelta(days=1)),)


def sequence(random: Random) -> tuple[SequenceStep, ...]:
    if random.random() < 0.5:
        return DEFAULT_SEQUENCE
    attempts = [
        SequenceStep(
            Step.FOLLOW_UP, random.choice((Channel.PHONE, Channel.EMAIL)), random.randint(1, 8)
        )
        for _ in range(random.randint(1, 4))
    ]
    thank_you = SequenceStep(Step.THANK_YOU, Channel.EMAIL, None, within=random.randint(1, 3))
    abandon = SequenceStep(Step.ABANDON, Channel.MARKER, random.randint(1, 8))
    return (thank_you, *attempts, abandon)


class Situation:
    """Everything that a plan is made from."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        self.day = random.choice(DAYS)
        zone = ZoneInfo("Europe/Paris")
        at = datetime(
            self.day.year, self.day.month, self.day.day, random.randint(0, 23), 7, tzinfo=zone
        )
        self.now = at.astimezone(UTC)
        self.rules = situations.rules(random, strange=random.random() < 0.3)
        self.busy = situations.busy(random, self.day, 60, random.choice((0, 20, 120)))
        self.candidacies = [candidacy(random, n, self.day) for n in range(random.randint(1, 9))]
        self.sequence = sequence(random)

    def plan(self, candidacies: list[Candidacy] | None = None) -> Plan:
        return plan(
            candidacies or self.candidacies,
            self.sequence,
            self.rules,
            self.busy,
            self.now,
            forecast=True,
        )


def length(follow_up: FollowUp, rules: Rules) -> timedelta:
    if follow_up.key.step is Step.CONTRACT:
        return rules.contract_length
    by = {Channel.PHONE: rules.phone_length, Channel.EMAIL: rules.email_length}
    return by[follow_up.channel]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_no_hard_rule_is_broken_by_any_follow_up(seed: int) -> None:
    situation = Situation(seed)
    places = {c.id: c.recruiter for c in situation.candidacies}
    timed = [f for f in situation.plan().follow_ups if f.span is not None]
    for follow_up in timed:
        recruiter = places[follow_up.candidacy]
        others = [
            Contact(f.span, f.candidacy, places[f.candidacy])
            for f in timed
            if f.span is not None and f.key != follow_up.key
        ]
        wish = Wish(
            str(follow_up.key),
            follow_up.candidacy,
            follow_up.channel,
            length(follow_up, situation.rules),
            recruiter,
            follow_up.due,
            situation.now,
        )
        assert isinstance(follow_up.span, Span)
        assert violations(follow_up.span, wish, situation.rules, situation.busy, others) == []


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_the_marker_stands_on_working_days_of_both_sides(seed: int) -> None:
    situation = Situation(seed)
    places = {c.id: c.recruiter for c in situation.candidacies}
    for follow_up in situation.plan().follow_ups:
        if follow_up.channel is Channel.MARKER and isinstance(follow_up.start, date):
            there = places[follow_up.candidacy]
            begins = datetime.combine(follow_up.start, datetime.min.time(), ZoneInfo(there.zone))
            assert working(follow_up.start, there)
            assert begins >= max(follow_up.due, situation.now)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_the_order_of_the_input_changes_nothing(seed: int) -> None:
    situation = Situation(seed)
    shuffled = Random(seed).sample(situation.candidacies, len(situation.candidacies))
    expected = situation.plan()
    Random(seed).shuffle(situation.busy)

    assert situation.plan(shuffled) == expected


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_one_step_of_a_candidacy_stands_at_a_time(seed: int) -> None:
    follow_ups = Situation(seed).plan().follow_ups
    coming = [f.candidacy for f in follow_ups if f.state in {State.PENDING, State.UNPLACED}]

    assert len(coming) == len(set(coming))
