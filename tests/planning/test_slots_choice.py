from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from relance.model import Channel, Span
from relance.planning.slots import Agenda, Slot, Wish, find_slot, last_day
from relance.planning.windows import Costs, Rules, weekly
from situations import NEW_YORK, PARIS, at, call, span

RULES = Rules()
MONDAY = "2026-11-02 00:00"


def found(wish: Wish, *busy: Span, rules: Rules = RULES) -> Slot:
    slot = find_slot(wish, rules, Agenda(busy, rules))
    assert slot is not None
    assert slot.span.start.utcoffset() == timedelta()
    return slot


@pytest.mark.parametrize(
    ("due", "expected", "cost"),
    [
        # Monday: 7 hours of windows pass, excluded or not; Tuesday at 10: 8 h waited + 2.
        (MONDAY, "2026-11-03 10:00", 8 + 2),
        ("2026-11-04 00:00", "2026-11-04 10:00", 1),
        ("2026-11-04 12:00", "2026-11-04 15:00", 1),
        ("2026-11-04 10:10", "2026-11-04 10:15", 5 / 60),
        # Friday in good hours costs 8 + 1, Monday and Tuesday more; the next day is no holiday.
        ("2026-11-06 00:00", "2026-11-06 10:00", 9),
        # Tuesday 10 November is the eve of Armistice Day, Thursday its morrow.
        ("2026-11-10 00:00", "2026-11-10 10:00", 1 + 2 + 8),
        # In the night: nothing is waited before the windows open.
        ("2026-11-04 19:00", "2026-11-05 10:00", 1),
    ],
)
def test_the_cheapest_slot_of_three_days_wins(due: str, expected: str, cost: float) -> None:
    slot = found(call(due))
    assert slot.span == span(expected)
    assert slot.cost == pytest.approx(cost)


def test_among_equals_the_earliest_wins() -> None:
    flat = replace(RULES, costs=Costs((0,) * 7, (), 0, 0))
    assert found(call("2026-11-04 12:00"), rules=flat).span == span("2026-11-04 14:00")
    # With waiting outweighed: 10:00 costs 1 + 0 and 11:00 costs 2 + -1.
    even = replace(flat, costs=Costs((0,) * 7, ((600, 660, 0), (660, 720, -1)), 9, 0))
    assert found(call("2026-11-04 00:00"), rules=even).span == span("2026-11-04 10:00")


def test_among_equal_days_the_earlier_wins() -> None:
    # Wednesday costs 7, and on Thursday the 7 hours of Wednesday have been waited.
    rules = replace(RULES, costs=Costs((9, 9, 7, 0, 0, 9, 9), (), 0, 0))
    wish = call("2026-11-04 00:00")
    assert found(wish, rules=rules).span == span("2026-11-04 09:00")
    thursday = found(wish, span("2026-11-04 00:00", 1440), rules=rules)
    assert thursday.span == span("2026-11-05 09:00")
    assert thursday.cost == found(wish, rules=rules).cost == 7


def test_a_better_day_beyond_the_first_three_with_slots_is_not_looked_at() -> None:
    # From Friday: Friday, Monday, Tuesday; Wednesday would be cheaper here.
    rules = replace(RULES, costs=Costs((9, 9, 0, 0, 9, 9, 9), (), 0, 0), search_days=15)
    waited = replace(rules, phone=(weekly("mon-fri 10:00-10:15"),), exclude=())
    assert found(call("2026-11-20 00:00"), rules=waited).span == span("2026-11-20 10:00")
    nearer = call("2026-11-23 00:00")
    assert found(nearer, rules=waited).span == span("2026-11-25 10:00")
    # A day without any slot left does not count: Friday is busy, so Wednesday comes in reach.
    friday = span("2026-11-20 00:00", 1440)
    assert found(call("2026-11-20 00:00"), friday, rules=waited).span == span("2026-11-25 10:00")


def test_a_slot_is_moved_on_by_what_is_busy() -> None:
    assert found(call("2026-11-04 00:00"), span("2026-11-04 10:00", 60)).span == span(
        "2026-11-04 11:15"
    )


def test_the_search_runs_fifteen_working_days_and_counts_the_first() -> None:
    # 2 to 24 November: 15 working days without Armistice Day; the 23rd is a Monday.
    wish = call(MONDAY)
    assert last_day(wish, RULES) == date(2026, 11, 23)
    until = span(MONDAY, 21 * 1440)
    day_15 = span("2026-11-23 00:00", 14 * 60 + 10)
    assert found(wish, until, day_15).span == span("2026-11-23 15:00")
    whole = span(MONDAY, 22 * 1440)
    assert find_slot(wish, RULES, Agenda([whole], RULES)) is None
    assert last_day(call("2026-11-01 12:00"), RULES) == date(2026, 11, 23)  # a Sunday


def test_the_search_starts_from_now_when_due_is_over() -> None:
    wish = call("2026-10-05 00:00", now=at("2026-11-04 16:20"))
    slot = found(wish)
    assert slot.span == span("2026-11-04 16:30")
    # 22 working days of 7 h, without All Saints' Day (a Sunday), and 3 + 2.5 h of that day.
    assert slot.cost == pytest.approx(22 * 7 + 5.5)
    assert last_day(wish, RULES) == date(2026, 11, 25)


def test_a_last_day_takes_the_place_of_the_fifteen() -> None:
    until = span(MONDAY, 2 * 1440)
    wish = call(MONDAY, last_day=date(2026, 11, 3))
    assert find_slot(wish, RULES, Agenda([until], RULES)) is None
    longer = replace(wish, last_day=date(2026, 11, 4))
    assert found(longer, until).span == span("2026-11-04 10:00")
    long = span(MONDAY, 60 * 1440)
    assert found(replace(wish, last_day=date(2027, 1, 29)), long).span.start > long.end
    assert find_slot(replace(wish, last_day=date(2026, 10, 30)), RULES, Agenda((), RULES)) is None


def test_the_earliest_slot_is_taken_whatever_it_costs() -> None:
    wish = call("2026-11-06 00:00", channel=Channel.EMAIL, earliest=True)
    slot = found(wish)
    assert slot.span == span("2026-11-06 08:30")  # a Friday outside the good hours
    assert slot.cost == 0
    assert [reason.code for reason in slot.reasons] == ["earliest", "waited"]
    excluded = call(MONDAY, channel=Channel.EMAIL, earliest=True)
    assert found(excluded).span == span("2026-11-02 12:00")
    assert found(excluded).cost == 3.5


def test_a_saturday_is_searched_when_the_windows_allow_it_and_counts_no_working_hours() -> None:
    rules = replace(RULES, phone=(weekly("sat 10:00-12:00"), weekly("mon 14:00-15:00")))
    slot = found(call("2026-11-06 00:00"), rules=rules)
    assert slot.span == span("2026-11-07 10:00")
    assert slot.cost == 8  # Saturday itself
    # Monday waits no hour longer: Saturday's were no working hours.
    until_monday = call("2026-11-06 00:00", last_day=date(2026, 11, 9))
    monday = found(until_monday, span("2026-11-07 00:00", 1440), rules=rules)
    assert monday.span == span("2026-11-09 14:00")
    assert monday.cost == 8 + 3
    ends = replace(rules, search_days=1)
    assert find_slot(call("2026-11-06 00:00"), ends, Agenda((), ends)) is None


def test_hours_that_overlap_cost_the_least_and_windows_that_overlap_count_once() -> None:
    costs = Costs((0,) * 7, ((540, 720, 5), (600, 720, 1)), 9, 0)
    twice = (weekly("09:00-12:00"), weekly("10:00-12:00"))
    rules = replace(RULES, costs=costs, phone=twice, exclude=())
    slot = found(call("2026-11-04 00:00"), rules=rules)
    assert (slot.span, slot.cost) == (span("2026-11-04 10:00"), 2)
    assert found(call("2026-11-04 11:50"), rules=rules).cost == pytest.approx(1 / 6 + 1 + 1)


def test_the_reasons_add_up_to_the_cost() -> None:
    slot = found(call("2026-11-10 13:00", recruiter=PARIS))
    assert {reason.code for reason in slot.reasons} == {"waited", "day", "hours", "near-holiday"}
    assert sum(reason.weight for reason in slot.reasons) == pytest.approx(slot.cost)


def test_a_contact_placed_is_in_the_way_of_the_next() -> None:
    agenda = Agenda((), RULES)
    starts = []
    for company in "abcdef":
        wish = call("2026-11-04 00:00", company=company)
        slot = find_slot(wish, RULES, agenda)
        assert slot is not None
        agenda.take(slot.span, company, wish.recruiter)
        starts.append(slot.span.start)
    assert starts[:4] == [at(f"2026-11-04 {time}") for time in ("10:00", "10:15", "10:30", "10:45")]
    assert starts[4] == at("2026-11-05 10:00")  # the day had its four


def test_a_company_is_not_called_twice_on_one_day_of_its_own() -> None:
    rules = replace(RULES, owner_hours=(weekly("00:00-24:00"),))
    agenda = Agenda((), rules)
    agenda.take(span("2026-11-04 17:00", place=NEW_YORK), "acme", NEW_YORK)
    slot = find_slot(call("2026-11-04 00:00", recruiter=NEW_YORK), rules, agenda)
    assert slot is not None
    assert slot.span == span("2026-11-05 10:00", place=NEW_YORK)
