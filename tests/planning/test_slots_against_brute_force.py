from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import brute
import situations
from relance.model import Span
from relance.planning.slots import (
    Agenda,
    broken_rule,
    explain,
    find_slot,
    judge,
    last_day,
    why_none,
)

if TYPE_CHECKING:
    from random import Random

RANDOMS = st.randoms(use_true_random=False)
SEARCHES = 6  # among the same busy times
PROOF = Path(__file__).parents[1] / "prove" / "placements.py"


@pytest.mark.parametrize("strange", [True, False])
def test_every_slot_is_the_one_that_brute_force_finds(*, strange: bool) -> None:
    @settings(deadline=None, max_examples=60)
    @given(RANDOMS)
    def holds(random: Random) -> None:
        rules, day = situations.rules(random, strange=strange), situations.first_day(random)
        busy = situations.busy(random, day, 30, random.choice((0, 20, 100, 300)))
        agenda = Agenda(busy, rules)
        taken: list[brute.Contact] = []
        for _ in range(SEARCHES):
            wish = situations.wish(random, day, 8, strange=strange)
            found, expected = find_slot(wish, rules, agenda), brute.best(wish, rules, busy, taken)
            if found is None or expected is None:
                assert found is None
                assert expected is None
                continue
            assert found.span == expected[0]
            assert found.cost == pytest.approx(float(expected[1]), abs=1e-9)
            assert brute.violations(found.span, wish, rules, busy, taken) == []
            extra = wish.extra_contact
            agenda.take(found.span, wish.company, wish.recruiter, extra_contact=extra)
            taken.append(brute.Contact(found.span, wish.company, wish.recruiter, extra))

    holds()


@settings(deadline=None, max_examples=80)
@given(RANDOMS)
def test_the_order_of_the_input_is_no_matter(random: Random) -> None:
    rules, day = situations.rules(random), situations.first_day(random)
    busy = situations.busy(random, day, 30, random.choice((5, 50, 200)))
    contacts = [situations.wish(random, day, 8) for _ in range(5)]
    wishes = [situations.wish(random, day, 8) for _ in range(3)]
    answers = []
    for _ in range(3):
        agenda = Agenda(busy, rules)
        for contact in contacts:
            span = Span(contact.due, contact.due + contact.length)
            agenda.take(span, contact.company, contact.recruiter)
        answers.append([find_slot(wish, rules, agenda) for wish in wishes])
        random.shuffle(busy)
        random.shuffle(contacts)
    assert answers[0] == answers[1] == answers[2]


@settings(deadline=None, max_examples=60)
@given(RANDOMS)
def test_the_explanation_agrees_with_the_choice_and_with_every_rule(random: Random) -> None:
    rules, day = situations.rules(random), situations.first_day(random)
    busy = situations.busy(random, day, 30, random.choice((0, 20, 300)))
    agenda, wish = Agenda(busy, rules), situations.wish(random, day, 8)
    told, found = explain(wish, rules, agenda), find_slot(wish, rules, agenda)
    assert told.chosen == found
    left = [(seen.cost, seen.span) for seen in told.looked_at if seen.cost is not None]
    if found is None:
        assert not left
        reason = why_none(wish, rules, agenda)
        assert reason.code == "none-left" or any(
            reason.code in brute.violations(seen.span, wish, rules, busy, ())
            for seen in told.looked_at
        )
    else:
        assert (found.cost, found.span) == min(left)
        assert judge(found.span, wish, rules) == found
    for seen in random.sample(told.looked_at, min(10, len(told.looked_at))):
        broken = brute.violations(seen.span, wish, rules, busy, ())
        assert (seen.reason is None) == (broken == [])
        if seen.reason:
            assert seen.reason.code in broken
            stands = broken_rule(seen.span, wish, rules, agenda)
            assert stands == seen.reason or (stands is None and seen.reason.code == "past")
    assert sum(reason.weight for reason in told.counts) + len(left) == len(told.looked_at)


@settings(deadline=None, max_examples=60)
@given(RANDOMS)
def test_no_slot_lies_beyond_the_last_day(random: Random) -> None:
    rules, day = situations.rules(random), situations.first_day(random)
    wish = situations.wish(random, day, 8)
    found = find_slot(wish, rules, Agenda(situations.busy(random, day, 12, 200), rules))
    if found is not None:
        at = ZoneInfo(wish.recruiter.zone)
        assert found.span.start.astimezone(at).date() <= last_day(wish, rules)


def test_a_small_proof_holds() -> None:
    done = subprocess.run(
        [sys.executable, str(PROOF), "3000"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "violations             0" in done.stdout
