"""The same rules as the plan's, told for one follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.model import FollowUp, Recruiter, State, Step
from relance.planning.follow_ups import day_of
from relance.planning.plan import wish_for
from relance.planning.sequence import Due, SequenceStep, next_steps
from relance.planning.slots import Agenda, Explanation, explain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from relance.model import Candidacy, Span
    from relance.planning.plan import Plan
    from relance.planning.windows import Rules

TAKING = {
    State.PENDING: frozenset({State.PASSED, State.PENDING}),
    State.UNPLACED: frozenset({State.PASSED, State.PENDING}),
    State.FORECAST: frozenset({State.PASSED, State.PENDING, State.FORECAST}),
}


def why(
    follow_up: FollowUp,
    planned: Plan,
    candidacy: Candidacy,
    sequence: tuple[SequenceStep, ...],
    rules: Rules,
    busy: Iterable[Span],
    now: datetime,
) -> Explanation | None:
    """Return the slots looked at for one follow-up; None for what has passed, or is all-day."""
    taking = TAKING.get(follow_up.state)
    due = _due(follow_up, planned, candidacy, sequence, now)
    if taking is None or due is None or follow_up.all_day:
        return None
    agenda = Agenda(busy, rules)
    for other in planned.follow_ups:
        if other.span is not None and other.key != follow_up.key and other.state in taking:
            agenda.take(
                other.span,
                other.candidacy,
                Recruiter(other.zone),
                extra_contact=other.key.step is Step.UNREACHABLE,
            )
    return explain(wish_for(candidacy, due, rules, now, follow_up.channel), rules, agenda)


def _due(
    follow_up: FollowUp,
    planned: Plan,
    candidacy: Candidacy,
    sequence: tuple[SequenceStep, ...],
    now: datetime,
) -> Due | None:
    """Return what the follow-up had to satisfy, by going through the steps before it."""
    starts = {f.key: f.start for f in planned.follow_ups if f.start is not None}
    steps = next_steps(candidacy, sequence, now)
    try:
        due = next(steps)
        while due.key != follow_up.key:
            start = starts.get(due.key)
            due = steps.send(day_of(start, candidacy.recruiter) if start is not None else None)
    except StopIteration:
        return None
    return due
