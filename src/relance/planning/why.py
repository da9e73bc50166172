"""The same rules as the plan's, told for one follow-up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import (
    Channel,
    Fate,
    FollowUp,
    Occasion,
    Reason,
    Recruiter,
    Said,
    Standing,
    State,
    Step,
    beginning,
    midnight,
)
from relance.planning.follow_ups import NOTED, day_of, in_time, standings_of
from relance.planning.sequence import Due, Ending, SequenceStep, next_steps
from relance.planning.slots import Agenda, Explanation, explain, find_slot, last_day, why_none
from relance.planning.stood import outcome
from relance.planning.table import wish_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from relance.model import Candidacy, Key, Span
    from relance.planning.plan import Plan
    from relance.planning.windows import Rules

TAKING = {
    State.PENDING: frozenset({State.PASSED, State.PENDING}),
    State.UNPLACED: frozenset({State.PASSED, State.PENDING}),
    State.FORECAST: frozenset({State.PASSED, State.PENDING, State.FORECAST}),
}
BEHIND = frozenset({State.PASSED, State.SKIPPED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Grounds:
    """What led to one follow-up, and what came of it.

    `due` is the step as it was asked for, None where that can be told no more; `after` is the
    follow-up that its day is counted from, None for the interview. `no_call` is the rule that
    left no hour for the call that it was to be; a code of nothing says that an hour is free by
    now. `until` is the last day on which a slot is looked for. `then` is what follows it.
    """

    due: Due | None = None
    after: FollowUp | None = None
    explanation: Explanation | None = None
    no_call: Reason | None = None
    until: date | None = None
    said: tuple[Said, ...] = ()
    then: FollowUp | None = None
    ending: Ending | None = None  # of the candidacy, where nothing stands any more


def find(
    planned: Plan, candidacies: Iterable[Candidacy], sequence: tuple[SequenceStep, ...], key: str
) -> FollowUp | None:
    """Return the follow-up with a key: planned, behind, or taken back."""
    there = next((f for f in planned.follow_ups if str(f.key) == key), None)
    if there is not None:
        return there
    for candidacy in candidacies:
        for occasion, standing in standings_of(candidacy):
            if str(standing.key) == key:
                attempts = sum(entry.step is Step.FOLLOW_UP for entry in sequence)
                of = attempts if standing.key.step is Step.FOLLOW_UP else 1
                return _taken_back(candidacy, occasion, standing, planned, of)
    return None


def grounds(
    follow_up: FollowUp,
    planned: Plan,
    candidacy: Candidacy,
    sequence: tuple[SequenceStep, ...],
    rules: Rules,
    busy: Iterable[Span],
    now: datetime,
) -> Grounds:
    """Return everything that led to one follow-up; `planned` comes with the forecast."""
    whose, moment = _as_it_was(follow_up, candidacy, now)
    due = _due(follow_up, planned, whose, sequence, moment)
    agenda = _agenda(follow_up, planned, rules, busy)
    coming = [f for f in planned.follow_ups if f.candidacy == candidacy.id]
    standing = any(f.state in {State.PENDING, State.UNPLACED} for f in coming)
    return Grounds(
        due,
        _after(follow_up, due, coming, whose),
        _explained(follow_up, candidacy, due, rules, agenda, now),
        _no_call(follow_up, candidacy, due, rules, agenda, now),
        _until(follow_up, candidacy, due, rules, now),
        tuple(s for o in candidacy.every_occasion for s in o.said if s.on == follow_up.key),
        _then(follow_up, coming),
        None if standing else planned.endings.get(candidacy.id),
    )


def _taken_back(
    candidacy: Candidacy, occasion: Occasion, standing: Standing, planned: Plan, of: int
) -> FollowUp:
    """Return a follow-up that is wanted no more, with the reason."""
    zone = ZoneInfo(candidacy.recruiter.zone)
    return FollowUp(
        standing.key,
        candidacy.id,
        candidacy.company,
        standing.channel,
        of,
        standing.due or midnight(standing.day(zone), zone),
        standing.start,
        standing.end,
        candidacy.recruiter.zone,
        State.WITHDRAWN,
        pinned=standing.pinned,
        reasons=(_why_taken_back(candidacy, occasion, standing, planned),),
    )


def _why_taken_back(
    candidacy: Candidacy, occasion: Occasion, standing: Standing, planned: Plan
) -> Reason:
    said = _why_by_hand(occasion, standing, ZoneInfo(candidacy.recruiter.zone))
    if said is not None:
        return said
    if occasion is not candidacy.occasions[-1]:
        return Reason("new-interview", f"{candidacy.occasions[-1].day}")
    if candidacy.round_cancelled:
        return Reason("round-cancelled")
    step = standing.key.step, standing.key.attempt
    for other in planned.follow_ups:
        same = other.candidacy == candidacy.id and (other.key.step, other.key.attempt) == step
        if same and other.start is not None:
            return Reason("placed-again", f"{day_of(other.start, candidacy.recruiter)}")
    return Reason("taken-back")


def _why_by_hand(occasion: Occasion, standing: Standing, zone: ZoneInfo) -> Reason | None:
    """Return what the person did that a follow-up went for: cancelled, or noted something."""
    if not occasion.interviews:
        return Reason("interview-cancelled")
    decided = outcome(occasion)
    if decided is not None:
        return Reason(decided.mark.kind.value, f"{decided.at.astimezone(zone).date()}")
    noted = [s for s in occasion.said if s.on == standing.key and s.mark.kind in NOTED]
    if noted:
        return Reason(NOTED[noted[-1].mark.kind], f"{noted[-1].at.astimezone(zone).date()}")
    return None


def _agenda(follow_up: FollowUp, planned: Plan, rules: Rules, busy: Iterable[Span]) -> Agenda:
    """Return what was taken when the follow-up was placed, as far as it is known."""
    agenda, taking = Agenda(busy, rules), TAKING.get(follow_up.state, frozenset())
    for other in planned.follow_ups:
        if other.span is not None and other.key != follow_up.key and other.state in taking:
            agenda.take(
                other.span,
                other.candidacy,
                Recruiter(other.zone),
                extra_contact=other.key.step is Step.UNREACHABLE,
            )
    return agenda


def _explained(
    follow_up: FollowUp,
    candidacy: Candidacy,
    due: Due | None,
    rules: Rules,
    agenda: Agenda,
    now: datetime,
) -> Explanation | None:
    """Return the slots looked at; None for what has passed, or is all-day."""
    if follow_up.state not in TAKING or due is None or follow_up.all_day:
        return None
    return explain(wish_for(candidacy, due, rules, now, follow_up.channel), rules, agenda)


def _no_call(
    follow_up: FollowUp,
    candidacy: Candidacy,
    due: Due | None,
    rules: Rules,
    agenda: Agenda,
    now: datetime,
) -> Reason | None:
    """Return the rule that left no hour for a call, where a call became an email."""
    if due is None or due.channel is not Channel.PHONE or follow_up.channel is not Channel.EMAIL:
        return None
    wish = wish_for(candidacy, due, rules, now, Channel.PHONE)
    if follow_up.state in BEHIND:  # what was in the calendars then is not known any more
        wish, agenda = replace(wish, now=due.due), Agenda((), rules)
    if find_slot(wish, rules, agenda) is not None:
        return Reason("", "a slot for a call would be free")
    return why_none(wish, rules, agenda)


def _until(
    follow_up: FollowUp, candidacy: Candidacy, due: Due | None, rules: Rules, now: datetime
) -> date | None:
    """Return the last day on which a slot is looked for; None where one was found."""
    if follow_up.start is not None:
        return None
    if follow_up.state is State.SKIPPED:
        return day_of(follow_up.due, candidacy.recruiter)
    searching = (
        s
        for _, s in standings_of(candidacy)
        if s.key == follow_up.key and s.fate is Fate.UNPLACED and s.since >= follow_up.due
    )
    began = min((s.since for s in searching), default=now)
    if due is None or follow_up.all_day:
        return None
    return last_day(wish_for(candidacy, due, rules, began, follow_up.channel), rules)


def _after(
    follow_up: FollowUp, due: Due | None, coming: Iterable[FollowUp], candidacy: Candidacy
) -> FollowUp | None:
    """Return the attempt that a day is counted from; None for the interview."""
    if due is None or due.reason.code != "working-days":
        return None
    day = due.reason.detail.split()[-1]
    before = [
        other
        for other in coming
        if other.key.step is Step.FOLLOW_UP
        and other.key.interview in due.occasion.identities
        and (follow_up.key.step is Step.ABANDON or other.key.attempt < follow_up.key.attempt)
        and f"{day_of(other.start or other.due, candidacy.recruiter)}" == day
    ]
    return max(before, key=lambda f: f.key.attempt, default=None)


def _then(follow_up: FollowUp, coming: Iterable[FollowUp]) -> FollowUp | None:
    """Return the step of a candidacy that follows, as it stands or would fall."""
    if follow_up.state not in {State.PENDING, State.FORECAST}:
        stands = (f for f in coming if f.state in {State.PENDING, State.UNPLACED})
        return next(stands, None)
    later = (f for f in sorted(coming, key=in_time) if in_time(f) > in_time(follow_up))
    return next((f for f in later if f.state in TAKING and f.start is not None), None)


# What is behind is told as it was asked for then.


def _as_it_was(
    follow_up: FollowUp, candidacy: Candidacy, now: datetime
) -> tuple[Candidacy, datetime]:
    """Return a candidacy at the moment before a follow-up that is behind began, and the moment."""
    if follow_up.state not in BEHIND:
        return candidacy, now
    start = follow_up.start or follow_up.due
    zone = ZoneInfo(candidacy.recruiter.zone)
    moment = beginning(start, zone)
    moment -= timedelta(microseconds=1)
    occasions = tuple(_known_then(candidacy, follow_up.key, moment))
    return replace(candidacy, occasions=occasions, past_occasions=(), round_cancelled=False), moment


def _known_then(candidacy: Candidacy, key: Key, moment: datetime) -> Iterator[Occasion]:
    """Yield the occasions up to that of a follow-up, with what was known of them at a moment."""
    whose = next((o for o in candidacy.every_occasion if _holds(o, key)), None)
    for occasion in sorted(candidacy.every_occasion, key=lambda o: o.day):
        if whose is None or occasion.day > whose.day:
            return
        yield replace(
            occasion,
            interviews=occasion.interviews or occasion.gone,
            said=tuple(s for s in occasion.said if s.at <= moment),
            standings=tuple(
                _standing_still(s) if s.key == key else s
                for s in occasion.standings
                if s.key == key or s.since <= moment
            ),
        )


def _standing_still(standing: Standing) -> Standing:
    """Return a follow-up as it stood before anything became of it; one without a slot as it is."""
    return standing if standing.fate is Fate.UNPLACED else replace(standing, fate=Fate.STANDS)


def _holds(occasion: Occasion, key: Key) -> bool:
    return any(standing.key == key for standing in occasion.standings)


def _due(
    follow_up: FollowUp,
    planned: Plan,
    candidacy: Candidacy,
    sequence: tuple[SequenceStep, ...],
    moment: datetime,
) -> Due | None:
    """Return what the follow-up had to satisfy, by going through the steps before it."""
    starts = {f.key: f.start for f in planned.follow_ups if f.start is not None}
    steps = next_steps(candidacy, sequence, moment)
    try:
        due = next(steps)
        while due.key != follow_up.key:
            start = starts.get(due.key)
            due = steps.send(day_of(start, candidacy.recruiter) if start is not None else None)
    except StopIteration:
        return None
    return due if follow_up.state not in BEHIND or _agrees(follow_up, due) else None


def _agrees(follow_up: FollowUp, due: Due) -> bool:
    """Say whether what is told of a step that is behind can have been so."""
    standing = due.standing
    if standing is not None and standing.due is not None:
        return standing.due == due.due.replace(microsecond=0)
    start = follow_up.start or follow_up.due
    zone = ZoneInfo(follow_up.zone)
    began = beginning(start, zone)
    return due.due <= began or follow_up.pinned
