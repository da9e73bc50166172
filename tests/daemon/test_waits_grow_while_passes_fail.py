from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from relance.daemon.pace import LONGEST, SPREAD, Pace

MINUTE = timedelta(minutes=1)
chances = st.floats(0, 1)


@given(st.lists(chances, min_size=1, max_size=40), st.integers(60, 24 * 3600))
def test_no_wait_leaves_its_bounds(drawn: list[float], seconds: int) -> None:
    every = timedelta(seconds=seconds)
    pace = Pace(every)
    for chance in drawn:
        wait = pace.failed(chance)
        assert every * (1 - SPREAD) <= wait <= max(LONGEST, every)


def test_each_failure_doubles_the_wait_up_to_an_hour() -> None:
    pace = Pace(5 * MINUTE)
    waits = [pace.failed(0.5) / MINUTE for _ in range(6)]
    assert waits == [10, 20, 40, 60, 60, 60]


def test_one_pass_that_went_well_ends_the_waiting() -> None:
    pace = Pace(5 * MINUTE)
    for _ in range(9):
        pace.failed(0.5)
    assert pace.went_well(0.5) == 5 * MINUTE
    assert pace.failed(0.5) == 10 * MINUTE


def test_waits_differ_by_chance() -> None:
    pace = Pace(10 * MINUTE)
    assert [pace.went_well(chance) / MINUTE for chance in (0, 0.5, 1)] == [7.5, 10, 12.5]


def test_what_the_other_side_asked_for_is_kept() -> None:
    assert Pace(5 * MINUTE).failed(0.5, timedelta(hours=3)) == timedelta(hours=3)
