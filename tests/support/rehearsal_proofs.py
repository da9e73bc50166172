"""What is proved of a rehearsal after every pass."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import brute
from rehearsal import DAY
from relance.model import Channel, Span, State, Step
from sequence_rules import Want, contacts, in_the_way, wish_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from rehearsal import Rehearsal, Turn
    from sequence_rules import Placed


def live(
    rehearsal: Rehearsal, moments: Iterable[datetime], *more: Callable[[Turn], None]
) -> Counter[str]:
    """Run a pass at each moment, prove everything after it, and count what happened."""
    counts: Counter[str] = Counter()
    for now in moments:
        turn = rehearsal.turn(now)
        the_calendar_is_as_expected(turn)
        no_hard_rule_is_broken(turn, rehearsal)
        what_is_unplaced_has_a_true_reason(turn, rehearsal)
        a_second_pass_writes_nothing(turn, rehearsal)
        without_the_journal_nothing_changes(turn, rehearsal)
        for prove in more:
            prove(turn)
        counts += happened(turn)
    assert rehearsal.differences == set()
    return counts


def the_calendar_is_as_expected(turn: Turn) -> None:
    pending = turn.pending
    assert [w for w in turn.after if w not in pending] == turn.passed
    assert len({w.key for w in turn.after}) == len({w.name for w in turn.after}) == len(turn.after)
    expected = {(*p.name, p.at): p for p in turn.expected.pending.values()}
    assert sorted(map(str, map(turn.told, pending))) == sorted(map(str, expected))
    planned = {f.key: f for f in turn.planned if f.state is State.PENDING}
    assert set(planned) == {w.key for w in pending}
    for one in pending:
        right = expected[turn.told(one)]
        assert planned[one.key].channel is right.channel
        assert one.transparent is (right.channel is Channel.MARKER)
        assert one.key.interview in {i.identity for i in right.occasion.interviews}


def no_hard_rule_is_broken(turn: Turn, rehearsal: Rehearsal) -> None:
    rules = rehearsal.ledger.rules
    for one in turn.pending:
        slot = turn.told(one)[3]
        placed = turn.expected.pending[turn.told(one)[0]]
        if not isinstance(slot, Span):
            assert slot.weekday() < 5
            assert not brute.holiday(slot, rules.owner)
            assert not brute.holiday(slot, placed.occasion.recruiter)
            assert turn.span(one).start >= placed.due
        elif slot.start >= turn.now:
            others = contacts(turn.after, turn.known, but=one)
            wish = wish_of(_want(placed, turn), placed.channel, turn.now)
            assert brute.violations(slot, wish, rules, turn.busy, others) == []


def _want(placed: Placed, turn: Turn) -> Want:
    far = turn.now.date() + 100 * DAY
    return Want(placed.occasion, placed.step, placed.attempt, placed.channel, placed.due, far, far)


def what_is_unplaced_has_a_true_reason(turn: Turn, rehearsal: Rehearsal) -> None:
    unplaced = {
        (f.candidacy, f.key.step, f.key.attempt): f
        for f in turn.planned
        if f.state is State.UNPLACED
    }
    assert set(unplaced) == {want.name for want in turn.expected.unplaced}
    for want in turn.expected.unplaced:
        told = unplaced[want.name]
        assert (told.start, told.end) == (None, None)
        if (want.name, told.reasons) in rehearsal.proved:
            continue
        rehearsal.proved.add((want.name, told.reasons))
        taken = contacts(turn.after, turn.known)
        true = in_the_way(want, rehearsal.ledger.rules, turn.busy, taken, turn.now)
        assert told.reasons
        assert {reason.code for reason in told.reasons} & true


def a_second_pass_writes_nothing(turn: Turn, rehearsal: Rehearsal) -> None:
    before = rehearsal.what_is_written()
    assert rehearsal.service.run(turn.now).written == 0
    assert rehearsal.what_is_written() == before


def without_the_journal_nothing_changes(turn: Turn, rehearsal: Rehearsal) -> None:
    with rehearsal.lose_the_journal() as service:
        before = rehearsal.what_the_copy_holds()
        service.run(turn.now)
        assert rehearsal.what_the_copy_holds() == before


def happened(turn: Turn) -> Counter[str]:
    """Count what a pass did, so that a rehearsal of nothing is seen."""
    before = {w.name for w in turn.before}
    counts = Counter(placed.step.value for placed in turn.expected.placed)
    counts["unplaced"] += len(turn.expected.unplaced)
    counts["withdrawn"] += len(before - {w.name for w in turn.after})
    for placed in turn.expected.placed:
        counts["calls as emails"] += (
            placed.step is Step.FOLLOW_UP and placed.attempt < 3 and placed.channel is Channel.EMAIL
        )
        names = {
            (i.identity, placed.step.value, placed.attempt) for i in placed.occasion.interviews
        }
        counts["moved"] += bool(names & before)
    steps: list[Placed | Want] = [*turn.expected.placed, *turn.expected.unplaced]
    for step in steps:
        counts["after a skip"] += step.step is Step.FOLLOW_UP and _skipped(step, turn)
    return counts


def _skipped(step: Placed | Want, turn: Turn) -> bool:
    """Say whether the attempt before has never stood."""
    stood = {w.name for w in turn.before}
    before = {(i.identity, "follow-up", step.attempt - 1) for i in step.occasion.interviews}
    return step.attempt > 1 and not before & stood
