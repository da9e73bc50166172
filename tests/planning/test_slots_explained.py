from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relance.model import Channel, Reason
from relance.planning.slots import BROKEN, Agenda, explain, find_slot, why_none
from relance.planning.windows import Rules, weekly
from situations import at, call, span

RULES = Rules()


def test_every_quarter_hour_of_the_windows_searched_is_told() -> None:
    wish = call("2026-11-05 09:30", now=at("2026-11-05 10:00"))
    told = explain(wish, RULES, Agenda([span("2026-11-05 15:00", 60)], RULES))
    assert told.due == wish.due
    # Thursday, Friday and Monday, of 12 and 16 quarter hours each.
    assert len(told.looked_at) == 3 * 28
    reasons = [seen.reason.code if seen.reason else "" for seen in told.looked_at]
    assert reasons[:5] == ["not-due", "not-due", "past", "past", ""]
    assert [(reason.code, reason.weight) for reason in told.counts] == [
        ("exclusion", 8 + 12),
        ("busy", 6),
        ("past", 2),
        ("not-due", 2),
    ]
    assert told.counts[0].detail == "in an exclusion: 20 of 84"
    assert all((seen.reason is None) == (seen.cost is not None) for seen in told.looked_at)


def test_the_choice_is_the_cheapest_of_what_was_left() -> None:
    wish = call("2026-11-02 00:00")
    told = explain(wish, RULES, Agenda((), RULES))
    left = [(seen.cost, seen.span) for seen in told.looked_at if seen.cost is not None]
    assert told.chosen is not None
    assert min(left) == (told.chosen.cost, told.chosen.span)
    assert told.chosen == find_slot(wish, RULES, Agenda((), RULES))


@pytest.mark.parametrize(
    ("changes", "busy", "code"),
    [
        ({"last_day": date(2026, 11, 6)}, (span("2026-11-05 00:00", 2 * 1440),), "busy"),
        ({"last_day": date(2026, 11, 4)}, (), "none-left"),
        ({"length": 13 * 16 * (span("2026-11-05 00:00").length)}, (), "windows"),
        ({"now": at("2026-11-05 18:00"), "last_day": date(2026, 11, 5)}, (), "past"),
    ],
)
def test_an_unplaced_step_has_the_rule_that_stood_in_the_way(
    changes: dict[str, object], busy: tuple[object, ...], code: str
) -> None:
    wish = call("2026-11-05 00:00", **changes)
    agenda = Agenda(busy, RULES)  # type: ignore[arg-type] # spans, from the table above
    assert find_slot(wish, RULES, agenda) is None
    reason = why_none(wish, RULES, agenda)
    assert reason.code == code
    assert reason.detail


def test_a_holiday_that_stood_in_the_way_is_told() -> None:
    wish = call("2026-11-11 00:00", last_day=date(2026, 11, 11))
    assert why_none(wish, RULES, Agenda((), RULES)).code == "holiday"


def test_time_that_passed_is_no_reason_where_another_rule_is() -> None:
    # Only the last hour is still to come, and it is busy.
    wish = call("2026-11-05 17:00", last_day=date(2026, 11, 5))
    agenda = Agenda([span("2026-11-05 17:00", 60)], RULES)
    assert why_none(wish, RULES, agenda).code == "busy"


def test_channels_without_windows_are_told() -> None:
    rules = replace(RULES, phone=())
    wish = call("2026-11-05 00:00")
    assert find_slot(wish, rules, Agenda((), rules)) is None
    assert why_none(wish, rules, Agenda((), rules)).code == "none-left"


def test_of_an_earliest_slot_the_cost_is_the_time_waited_alone() -> None:
    wish = call("2026-11-02 00:00", channel=Channel.EMAIL, earliest=True)
    told = explain(wish, RULES, Agenda((), RULES))
    left = [(seen.cost, seen.span) for seen in told.looked_at if seen.cost is not None]
    assert told.chosen is not None
    assert left[:2] == [(3.5, told.chosen.span), (3.75, span("2026-11-02 12:15"))]


def test_the_rule_in_the_way_is_the_one_that_alone_keeps_slots_from_being_free() -> None:
    # Monday morning is excluded and busy; of Monday afternoon two slots are busy and no more.
    rules = replace(RULES, phone=(weekly("mon 09:00-12:30"),))
    wish = call("2026-11-02 00:00", last_day=date(2026, 11, 2))
    agenda = Agenda([span("2026-11-02 00:00", 1440)], rules)
    assert why_none(wish, rules, agenda) == Reason(
        "busy", "over something busy, or within its buffer: 2 of 14", 2
    )


def test_of_several_rules_that_are_each_in_the_way_the_one_of_most_slots_is_told() -> None:
    rules = replace(RULES, exclude=(weekly("fri 17:30-24:00"),), phone=(weekly("15:00-18:00"),))
    wish = call("2026-11-06 15:00", last_day=date(2026, 11, 6))
    agenda = Agenda([span("2026-11-06 15:00", 150)], rules)
    told = why_none(wish, rules, agenda)
    assert (told.code, told.weight) == ("busy", 10)
    fewer = replace(rules, exclude=(weekly("fri 15:00-17:00"),))
    agenda = Agenda([span("2026-11-06 17:00", 60)], fewer)
    assert why_none(wish, fewer, agenda).code == "exclusion"


def test_where_every_slot_breaks_several_rules_the_first_of_them_is_told() -> None:
    wish = call("2026-11-06 16:00", last_day=date(2026, 11, 6))
    rules = replace(RULES, phone=(weekly("fri 16:00-18:00"),))
    agenda = Agenda([span("2026-11-06 00:00", 1440)], rules)
    assert why_none(wish, rules, agenda).code == "exclusion"


def test_what_is_not_due_yet_is_no_rule_in_the_way() -> None:
    # Until 16:00 it is busy and not due, from then on it is busy and excluded.
    wish = call("2026-11-06 16:00", last_day=date(2026, 11, 6))
    agenda = Agenda([span("2026-11-06 00:00", 1440)], RULES)
    assert why_none(wish, RULES, agenda).code == "busy"


def test_without_anything_to_look_at_it_is_told_why() -> None:
    none = Reason("none-left", "nothing to look at until 2026-11-07")
    saturday = call("2026-11-07 00:00", last_day=date(2026, 11, 7))
    assert why_none(saturday, RULES, Agenda((), RULES)) == none
    shut = replace(RULES, phone=())
    never = Reason("none-left", "no window on the days searched")
    assert why_none(call("2026-11-05 00:00"), shut, Agenda((), shut)) == never


def test_slots_that_are_free_have_no_rule_in_the_way() -> None:
    wish = call("2026-11-04 00:00", last_day=date(2026, 11, 4))
    agenda = Agenda([span("2026-11-04 10:00", 15)], RULES)
    assert why_none(wish, RULES, agenda).code == "busy"


def test_each_slot_that_was_taken_out_is_told_in_words() -> None:
    told = explain(call("2026-11-05 09:30"), RULES, Agenda([span("2026-11-05 15:00", 60)], RULES))
    reasons = [seen.reason for seen in told.looked_at if seen.reason is not None]
    assert {reason.code for reason in reasons} == {"not-due", "busy", "exclusion"}
    assert all(reason.detail == BROKEN[reason.code] for reason in reasons)


def test_for_an_earliest_slot_no_day_is_looked_at_after_the_first_that_has_one() -> None:
    wish = call("2026-11-04 08:00", channel=Channel.EMAIL, earliest=True)
    told = explain(wish, RULES, Agenda([span("2026-11-04 00:00", 1440)], RULES))
    days = {seen.span.start.date() for seen in told.looked_at}
    assert days == {date(2026, 11, 4), date(2026, 11, 5)}
    assert told.chosen is not None
    assert told.chosen.span == span("2026-11-05 08:30")


def test_every_code_has_its_words() -> None:
    assert all(BROKEN.values())
    assert len(set(BROKEN.values())) == len(BROKEN)
