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
    with pytest.raises(ValueError, match=r"^the marker is all-day and has no windows$"):
        Rules().windows(Channel.MARKER)


TIMES = "a step takes some time"
CONTACTS = "the buffer and the contacts a day are not negative"
SEARCHED = "at least one day is searched, and one chosen from"
SEVEN = "seven days have a cost each, not 3"
NUMBER = "a cost is a plain number of working hours"
BACKWARDS = "10:00-10:00 ends before it starts; over midnight is written as two"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"phone_length": timedelta()}, TIMES),
        ({"email_length": timedelta()}, TIMES),
        ({"contract_length": timedelta(minutes=-5)}, TIMES),
        ({"buffer": timedelta(minutes=-1)}, CONTACTS),
        ({"per_day": -1}, CONTACTS),
        ({"search_days": 0}, SEARCHED),
        ({"choice_days": 0}, SEARCHED),
    ],
)
def test_rules_that_make_no_sense_cannot_be_made(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=f"^{told}$"):
        Rules(**wrong)


def test_a_day_without_contacts_and_a_time_without_buffer_make_sense() -> None:
    assert Rules(buffer=timedelta(), per_day=0, search_days=1, choice_days=1) is not None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"days": (1, 2, 3)}, SEVEN),
        ({"other": float("nan")}, NUMBER),
        ({"near_holiday": float("inf")}, NUMBER),
        ({"days": (0, 0, 0, 0, 0, 0, float("inf"))}, NUMBER),
        ({"hours": ((600, 600, 0),)}, BACKWARDS),
        ({"hours": ((600, 720, float("nan")),)}, NUMBER),
    ],
)
def test_costs_that_make_no_sense_cannot_be_made(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=f"^{told}$"):
        Costs(**wrong)
