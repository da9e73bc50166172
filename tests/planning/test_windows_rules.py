from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from relance.model import Channel
from relance.planning.windows import Costs, Rules, weekly


def test_the_defaults_are_those_of_the_spec() -> None:
    rules = Rules()
    assert rules.windows(Channel.PHONE) == (
        weekly("mon-fri 09:00-12:00"),
        weekly("mon-fri 14:00-18:00"),
    )
    assert rules.windows(Channel.EMAIL) == (weekly("mon-fri 08:30-18:30"),)
    assert rules.exclude == (weekly("mon 00:00-12:00"), weekly("fri 16:00-24:00"))
    assert rules.owner_hours == (weekly("08:00-20:00"),)
    assert (rules.buffer, rules.per_day) == (timedelta(minutes=5), 4)
    assert rules.phone_length == rules.email_length == timedelta(minutes=15)
    assert rules.contract_length == timedelta(minutes=30)
    assert (rules.search_days, rules.choice_days) == (15, 3)
    assert rules.costs.days[:5] == (8, 2, 0, 0, 8)
    assert rules.costs.hours == ((600, 720, 0), (900, 1020, 0))
    assert (rules.costs.other, rules.costs.near_holiday) == (3, 8)


def test_equal_rules_are_one_key() -> None:
    assert {Rules(): 1}[Rules()] == 1
    assert Rules() != Rules(per_day=5)


def test_the_marker_has_no_windows() -> None:
    with pytest.raises(ValueError, match="all-day"):
        Rules().windows(Channel.MARKER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone_length": timedelta()},
        {"contract_length": timedelta(minutes=-5)},
        {"buffer": timedelta(minutes=-1)},
        {"per_day": -1},
        {"search_days": 0},
        {"choice_days": 0},
    ],
)
def test_rules_that_make_no_sense_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"takes some time|not negative|at least one"):
        Rules(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": (1, 2, 3)},
        {"other": float("nan")},
        {"near_holiday": float("inf")},
        {"hours": ((600, 600, 0),)},
        {"hours": ((600, 720, float("nan")),)},
    ],
)
def test_costs_that_make_no_sense_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"seven days|plain number|starts"):
        Costs(**wrong)
