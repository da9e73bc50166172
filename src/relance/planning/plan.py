"""All candidacies together: what should stand in the calendar.

What stands and breaks no hard rule stays. The rest compete in the order of their due times,
then of their keys, whatever the order of the input.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.model import Candidacy, FollowUp, Span, State, Step
from relance.planning.follow_ups import behind, in_time, not_yet_missed, wakes
from relance.planning.sequence import Ending, SequenceStep, next_steps
from relance.planning.slots import Agenda
from relance.planning.table import Table
from relance.planning.thread import Thread, placed_by_hand

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from relance.planning.windows import Rules


@dataclass(frozen=True, slots=True)
class Plan:
    """What should stand, what stood, and when time alone will change it."""

    follow_ups: tuple[FollowUp, ...]
    endings: Mapping[str, Ending]
    wake: datetime | None

    @property
    def wanted(self) -> tuple[FollowUp, ...]:
        """Return what must be in the calendar from now on."""
        return tuple(f for f in self.follow_ups if f.state is State.PENDING)


def plan(
    candidacies: Sequence[Candidacy],
    sequence: tuple[SequenceStep, ...],
    rules: Rules,
    busy: Iterable[Span],
    now: datetime,
    *,
    steps_ahead: int = 1,
    forecast: bool = False,
    left: Collection[str] = (),
) -> Plan:
    """Return the follow-ups of all candidacies: past, standing, placed, unplaced.

    `busy` must leave out what relance wrote. With `forecast`, the steps after the next one
    come along as they would fall if nothing is answered. `left` are keys of events that stay
    where they are though nothing asks for them any more: their time is taken.
    """
    table = Table(rules, Agenda(busy, rules), now, frozenset(left))
    threads = [
        Thread(c, next_steps(c, sequence, now)) for c in sorted(candidacies, key=lambda c: c.id)
    ]
    for thread in threads:
        thread.by_hand = placed_by_hand(
            thread.candidacy, next_steps(thread.candidacy, sequence, now)
        )
        table.remember(thread)
    attempts = sum(entry.step is Step.FOLLOW_UP for entry in sequence)
    past = [f for t in threads for f in behind(t.candidacy, attempts, now)]
    for thread in sorted(threads, key=lambda t: t.turn):
        table.keep(thread, next_steps(thread.candidacy, sequence, now), steps_ahead)
        table.leave(thread)
    table.place(threads, steps_ahead, State.PENDING)
    if forecast:
        table.place(threads, len(sequence) + 1, State.FORECAST)
    for thread in threads:
        names = {follow_up.key for follow_up in thread.placed}
        thread.placed += (f for f in thread.by_hand if f.key not in names)
    follow_ups = past + [f for t in threads for f in t.placed]
    again = [at for f in follow_ups if (at := wakes(f, now)) is not None]
    again += (at for t in threads for at in not_yet_missed(t.candidacy, now))
    return Plan(
        tuple(sorted(follow_ups, key=in_time)),
        {t.candidacy.id: t.ending for t in threads if t.ending is not None},
        min(again, default=None),
    )
