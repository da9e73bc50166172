"""What is known → what is planned, and what stays as it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Fate
from relance.planning.follow_ups import standings_of
from relance.planning.plan import Plan, plan
from relance.planning.stood import made
from relance.reading.hand import key_of
from relance.sync.left import left_alone, untouched
from relance.sync.wanted import wanted_events

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from relance.model import Warned
    from relance.sync.history import History
    from relance.sync.thread import House

UTC = ZoneInfo("UTC")


def plan_now(house: House, past: History, now: datetime, *, forecast: bool = False) -> Plan:
    """Return the plan for what is known."""
    planned = partial(
        plan,
        past.candidacies,
        house.sequence,
        house.rules,
        house.journal.busy(now),
        now,
        steps_ahead=house.steps_ahead,
        forecast=forecast,
    )
    first, staying = planned(), _staying(past, now)
    left = frozenset((*_remembering_alone(past, first, staying), *_in_the_way(past, first)))
    return planned(left=left - staying) if left - staying else first


def settled_keys(
    past: History, planned: Plan, now: datetime, *, accept_loss: bool
) -> frozenset[str]:
    """Return keys of events that stay as they are.

    They have begun, or were made ahead of their time, or belong to an interview that nobody
    knows, or carry a mark of the person that no other event could remember.
    """
    staying = _staying(past, now) | (frozenset() if accept_loss else past.unknown)
    return staying | frozenset(_remembering_alone(past, planned, staying))


def left_standing(house: House, past: History, planned: Plan, now: datetime) -> Iterator[Warned]:
    """Yield what nobody asks for any more and stands all the same, as a pass tells it."""
    settled = settled_keys(past, planned, now, accept_loss=False)
    wanted, _ = wanted_events(house, past, planned, settled)
    yield from left_alone(past, now, accept_loss=False)
    yield from untouched(house, past, wanted, settled)


def _in_the_way(past: History, planned: Plan) -> Iterator[str]:
    """Yield events that would go or move, if nobody were invited to them."""
    untouchable = past.untouchable
    there = {(str(f.key), f.start) for f in planned.wanted}
    for event in past.found:
        if key_of(event) in untouchable and (key_of(event), event.start) not in there:
            yield key_of(event)


def _staying(past: History, now: datetime) -> frozenset[str]:
    """Return keys of what has begun, or was made ahead of its time."""
    begun = {key_of(e) for e in past.found if e.span(UTC).start <= now}
    early = {str(s.key) for c in past.candidacies for o, s in standings_of(c) if made(o, s)}
    return frozenset(begun | early)


def _remembering_alone(past: History, planned: Plan, staying: frozenset[str]) -> Iterator[str]:
    """Yield marked events whose occasion would have none left without them."""
    untouchable = past.untouchable
    wanted = {f.key for f in planned.wanted if str(f.key) not in untouchable}
    for candidacy in past.candidacies:
        for occasion in candidacy.occasions:
            there = {str(s.key) for s in occasion.standings if s.fate is Fate.STANDS} - untouchable
            identities = occasion.identities
            remembered = there & staying or any(key.interview in identities for key in wanted)
            marked = there & past.marked
            if marked and not remembered:
                yield max(marked)
