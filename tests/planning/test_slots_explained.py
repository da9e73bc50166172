from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relance.planning.slots import BROKEN, Agenda, explain, find_slot, why_none
from relance.planning.windows import Rules
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


def test_every_code_has_its_words() -> None:
    assert all(BROKEN.values())
    assert len(set(BROKEN.values())) == len(BROKEN)
