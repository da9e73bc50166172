from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

import brute
import situations
from relance.model import Channel, Recruiter
from relance.planning.slots import find_day
from relance.planning.windows import Rules
from situations import NEW_YORK, at, call

if TYPE_CHECKING:
    from random import Random

RULES = Rules()


def day(due: str, rules: Rules = RULES, now: str | None = None, **changes: object) -> date | None:
    wish = call(due, channel=Channel.MARKER, **changes)
    return find_day(replace(wish, now=at(now)) if now else wish, rules)


def test_the_marker_stands_on_the_day_that_it_is_due() -> None:
    assert day("2026-11-03 00:00") == date(2026, 11, 3)
    assert day("2026-11-02 00:00") == date(2026, 11, 2)  # exclusions do not count


def test_a_day_that_has_begun_is_over_for_the_marker() -> None:
    assert day("2026-11-03 00:01") == date(2026, 11, 4)
    assert day("2026-11-03 00:00", now="2026-11-05 08:00") == date(2026, 11, 6)
    assert day("2026-11-03 00:00", now="2026-11-05 00:00") == date(2026, 11, 5)


def test_the_marker_stands_on_a_working_day_of_both() -> None:
    assert day("2026-11-07 00:00") == date(2026, 11, 9)
    assert day("2026-11-11 00:00") == date(2026, 11, 12)
    assert day("2026-11-26 00:00", Rules(owner=NEW_YORK)) == date(2026, 11, 27)
    assert day("2026-12-31 12:00") == date(2027, 1, 4)


def test_the_last_day_holds_for_the_marker_too() -> None:
    assert day("2026-11-07 00:00", last_day=date(2026, 11, 8)) is None
    assert day("2026-11-07 00:00", last_day=date(2026, 11, 9)) == date(2026, 11, 9)
    assert day("2026-11-03 12:00", replace(RULES, search_days=1)) is None
    assert day("9999-12-30 00:00") is None


def test_a_midnight_that_a_clock_change_left_out_is_the_start_of_its_day() -> None:
    cairo = Recruiter("Africa/Cairo")
    assert day("2026-04-24 00:00", Rules(owner=cairo), recruiter=cairo) == date(2026, 4, 24)


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_marker_stands_where_brute_force_puts_it(random: Random) -> None:
    rules = situations.rules(random)
    wish = situations.wish(random, situations.first_day(random), 10)
    assert find_day(wish, rules) == brute.marker_day(wish, rules)
    later = replace(wish, due=wish.due + timedelta(minutes=random.randint(0, 5000)))
    assert find_day(later, rules) == brute.marker_day(later, rules)
