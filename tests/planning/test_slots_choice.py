from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from relance.model import Channel, Reason, Span
from relance.planning.slots import Agenda, Slot, Wish, find_slot, judge, last_day
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


def test_by_default_the_best_of_three_days_is_taken_and_of_no_fourth() -> None:
    # Days cost less and less here, so it is always the last day compared that wins.
    falling = replace(RULES, costs=Costs((40, 30, 20, 10, 0, 90, 90), (), 0, 0))
    assert found(call("2026-11-16 00:00"), rules=falling).span == span("2026-11-18 09:00")
    busy = span("2026-11-17 00:00", 1440)
    assert found(call("2026-11-16 00:00"), busy, rules=falling).span == span("2026-11-19 09:00")


def test_by_default_a_slot_is_found_on_the_fifteenth_working_day_and_on_no_sixteenth() -> None:
    # From Monday 16 November the fifteenth working day is Friday 4 December.
    wish = call("2026-11-16 00:00")
    until = span("2026-11-16 00:00", 18 * 1440)
    assert found(wish, until).span == span("2026-12-04 10:00")
    longer = span("2026-11-16 00:00", 19 * 1440)
    assert find_slot(wish, RULES, Agenda([longer], RULES)) is None


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


def test_a_step_due_on_a_saturday_waits_no_hour_of_it() -> None:
    rules = replace(RULES, phone=(weekly("sat 10:00-13:00"), weekly("mon-fri 14:00-15:00")))
    wish = call("2026-11-07 11:00")
    assert found(wish, rules=rules).cost == 8 + 0  # Saturday itself, in its good hours
    assert found(call("2026-11-07 11:50"), rules=rules).cost == 8 + 3
    later = replace(wish, now=at("2026-11-10 00:00"))
    assert found(later, rules=rules).span == span("2026-11-12 14:00")
    assert found(later, rules=rules).cost == 2 + 3 + 8  # Monday's hour and Tuesday's, no other


def test_a_slot_that_leaves_the_good_hours_is_none_of_them() -> None:
    wish = call("2026-11-04 11:40", channel=Channel.EMAIL, length=timedelta(minutes=30))
    slot = found(wish)
    assert slot.span == span("2026-11-04 11:45", 30)
    assert slot.cost == pytest.approx(5 / 60 + 3)


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
    wish = call("2026-11-18 00:00", recruiter=NEW_YORK)
    free = find_slot(wish, rules, agenda)
    assert free is not None
    assert free.span == span("2026-11-18 10:00", place=NEW_YORK)
    agenda.take(span("2026-11-18 17:00", place=NEW_YORK), "acme", NEW_YORK)
    slot = find_slot(wish, rules, agenda)
    assert slot is not None
    assert slot.span == span("2026-11-19 10:00", place=NEW_YORK)
    # 17:00 of New York is 23:00 here: the day that counts is the recruiter's.
    other = find_slot(replace(wish, company="other"), rules, agenda)
    assert other == free


@pytest.mark.parametrize("changes", [{}, {"channel": Channel.EMAIL, "earliest": True}])
@pytest.mark.parametrize("due", ["2026-11-05 10:10", "2026-11-10 13:00", "2026-11-13 18:00"])
def test_a_slot_that_stands_is_judged_as_when_it_was_found(
    due: str, changes: dict[str, object]
) -> None:
    wish = call(due, **changes)
    slot = found(wish)
    assert judge(slot.span, wish, RULES) == slot


def test_the_hours_waited_are_told() -> None:
    slot = found(call("2026-11-04 12:00"))
    assert slot.reasons[0] == Reason("waited", "1 working hours since it was due", 1)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("2026-11-04 10:00", [("day", "wed", 0), ("hours", "in listed hours", 0.5)]),
        ("2026-11-05 11:45", [("day", "thu", 0), ("hours", "in listed hours", 0.5)]),
        ("2026-11-05 11:50", [("day", "thu", 0), ("hours", "outside the listed hours", 3)]),
        ("2026-11-06 09:00", [("day", "fri", 8), ("hours", "outside the listed hours", 3)]),
        ("2026-11-06 15:00", [("day", "fri", 8), ("hours", "in listed hours", 0)]),
        ("2026-11-10 17:00", [
            ("day", "tue", 2), ("hours", "outside the listed hours", 3),
            ("near-holiday", "the day before or after a public holiday", 8),
        ]),
        ("2026-11-12 15:00", [
            ("day", "thu", 0), ("hours", "in listed hours", 0),
            ("near-holiday", "the day before or after a public holiday", 8),
        ]),
    ],
)  # fmt: skip
def test_what_a_slot_costs_beside_the_time_waited_is_told(
    text: str, reasons: list[tuple[str, str, float]]
) -> None:
    costs = Costs(hours=((600, 720, 0.5), (900, 1020, 0)))
    slot = judge(span(text), call(text), replace(RULES, costs=costs))
    assert slot.reasons == (
        Reason("waited", "0 working hours since it was due"),
        *(Reason(*reason) for reason in reasons),
    )
    assert slot.cost == sum(weight for _, _, weight in reasons)


def test_the_last_day_of_all_is_searched() -> None:
    assert found(call("9999-12-01 00:00")).span == span("9999-12-01 10:00")
    assert last_day(call("9999-11-30 00:00"), RULES) == date(9999, 12, 1)


def test_a_note_beside_a_call_is_written_on_the_day_of_the_call() -> None:
    agenda = Agenda((), RULES)
    wish = call("2026-11-04 10:30", channel=Channel.EMAIL, earliest=True)
    agenda.take(span("2026-11-04 10:00"), wish.company, PARIS)
    note = find_slot(replace(wish, extra_contact=True), RULES, agenda)
    assert note is not None
    assert note.span == span("2026-11-04 10:30")
    other = find_slot(wish, RULES, agenda)
    assert other is not None
    assert other.span == span("2026-11-05 08:30")
