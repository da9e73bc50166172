from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.model import Channel, Reason, Recruiter, Span
from relance.planning.slots import BROKEN, Agenda, Wish, broken_rule, find_slot
from relance.planning.windows import Rules, weekly
from situations import KOLKATA, MINUTE, NEW_YORK, PARIS, SYDNEY, at, call, span

ALL_HOURS = (weekly("00:00-24:00"),)
RULES = Rules()  # the owner is in Paris
STRASBOURG = Recruiter("Europe/Paris", "FR", "57")
DUE = "2026-11-02 00:00"  # a Monday


def broken(
    one: Span,
    wish: Wish | None = None,
    rules: Rules = RULES,
    busy: tuple[Span, ...] = (),
    agenda: Agenda | None = None,
) -> str:
    reason = broken_rule(one, wish or call(DUE), rules, agenda or Agenda(busy, rules))
    assert reason is None or reason.detail == BROKEN[reason.code]
    return reason.code if reason else ""


@pytest.mark.parametrize(
    ("text", "minutes", "code"),
    [
        ("2026-11-03 09:00", 15, ""),
        ("2026-11-03 11:45", 15, ""),
        ("2026-11-03 08:45", 15, "windows"),
        ("2026-11-03 08:55", 15, "windows"),
        ("2026-11-03 11:50", 15, "windows"),  # it starts inside, and ends outside
        ("2026-11-03 11:00", 240, "windows"),  # from one window into the other
        ("2026-11-07 10:00", 15, "windows"),  # Saturday
        ("2026-11-03 10:05", 15, ""),  # off the quarter hour: no hard rule
    ],
)
def test_a_slot_lies_inside_one_window(text: str, minutes: int, code: str) -> None:
    assert broken(span(text, minutes)) == code


def test_adjoining_windows_stay_two() -> None:
    rules = replace(RULES, phone=(weekly("09:00-12:00"), weekly("12:00-14:00")))
    assert broken(span("2026-11-03 11:45"), rules=rules) == ""
    assert broken(span("2026-11-03 11:50"), rules=rules) == "windows"


def test_an_email_has_windows_of_its_own() -> None:
    lunch = span("2026-11-03 12:30")
    assert broken(lunch) == "windows"
    assert broken(lunch, call(DUE, channel=Channel.EMAIL)) == ""


def test_windows_are_those_of_the_recruiters_clock() -> None:
    rules = replace(RULES, owner_hours=ALL_HOURS)
    wish = call(DUE, recruiter=KOLKATA)
    assert broken(span("2026-11-03 10:00", place=KOLKATA), wish, rules) == ""
    assert broken(span("2026-11-03 10:00", place=PARIS), wish, rules) == ""  # 14:30 in Kolkata
    assert broken(span("2026-11-03 14:00", place=PARIS), wish, rules) == "windows"  # 18:30


@pytest.mark.parametrize(
    ("text", "minutes", "code"),
    [
        ("2026-11-02 11:30", 30, "exclusion"),  # Monday
        ("2026-11-02 14:00", 15, ""),
        ("2026-11-06 15:45", 15, ""),  # Friday
        ("2026-11-06 15:45", 30, "exclusion"),  # only its end
        ("2026-11-06 16:00", 15, "exclusion"),
    ],
)
def test_the_whole_slot_is_outside_exclusions(text: str, minutes: int, code: str) -> None:
    assert broken(span(text, minutes)) == code


def test_an_exclusion_may_start_inside_a_slot() -> None:
    rules = replace(RULES, exclude=(weekly("tue 10:20-10:25"),))
    assert broken(span("2026-11-03 10:15"), rules=rules) == "exclusion"
    assert broken(span("2026-11-03 10:00"), rules=rules) == ""
    assert broken(span("2026-11-03 10:30"), rules=rules) == ""


def test_no_slot_on_a_public_holiday_of_the_recruiter() -> None:
    due = "2026-04-01 00:00"
    good_friday = span("2026-04-03 10:00")
    assert broken(good_friday, call(due)) == ""
    assert broken(good_friday, call(due, recruiter=STRASBOURG)) == "holiday"


def test_no_slot_on_a_public_holiday_of_the_owner() -> None:
    thanksgiving = span("2026-11-26 15:00")
    at_new_york = replace(RULES, owner=NEW_YORK, owner_hours=ALL_HOURS)
    assert broken(thanksgiving, rules=RULES) == ""
    assert broken(thanksgiving, rules=at_new_york) == "owner-holiday"


def test_holidays_are_days_of_the_place_that_keeps_them() -> None:
    rules = replace(RULES, owner=SYDNEY, owner_hours=ALL_HOURS)
    wish = call("2026-04-20 00:00", recruiter=NEW_YORK)
    # New Year's Day of Sydney begins at 08:00 of 31 December in New York.
    before = call("2026-12-28 00:00", recruiter=NEW_YORK)
    assert broken(span("2026-12-31 10:00", place=NEW_YORK), before, rules) == "owner-holiday"
    assert broken(span("2026-12-30 10:00", place=NEW_YORK), before, rules) == ""
    # Anzac Day, a Saturday: over in Sydney when Saturday noon comes to New York.
    weekends = replace(rules, phone=ALL_HOURS, exclude=())
    assert broken(span("2026-04-24 11:00", place=NEW_YORK), wish, weekends) == "owner-holiday"
    assert broken(span("2026-04-25 12:00", place=NEW_YORK), wish, weekends) == ""


def test_a_slot_lies_inside_the_owners_hours_on_the_owners_clock() -> None:
    wish = call(DUE, recruiter=NEW_YORK)
    assert broken(span("2026-11-05 13:45", place=NEW_YORK), wish) == "windows"
    assert broken(span("2026-11-05 14:00", place=NEW_YORK), wish) == "owner-hours"  # 20:00
    wish = call(DUE, recruiter=NEW_YORK, channel=Channel.EMAIL)
    assert broken(span("2026-11-05 13:45", place=NEW_YORK), wish) == ""
    assert broken(span("2026-11-05 13:50", place=NEW_YORK), wish) == "owner-hours"


def test_owner_hours_that_adjoin_are_one_over_midnight_too() -> None:
    hours = weekly("08:00-12:00"), weekly("12:00-24:00"), weekly("00:00-02:00")
    rules = replace(RULES, owner_hours=hours, phone=ALL_HOURS, exclude=())
    assert broken(span("2026-11-05 11:50"), rules=rules) == ""
    wish = call(DUE, recruiter=NEW_YORK)
    assert broken(span("2026-11-05 17:50", place=NEW_YORK), wish, rules) == ""
    assert broken(span("2026-11-05 19:50", place=NEW_YORK), wish, rules) == "owner-hours"
    short = replace(rules, owner_hours=(weekly("08:00-23:59"), weekly("00:00-02:00")))
    assert broken(span("2026-11-05 17:50", place=NEW_YORK), wish, short) == "owner-hours"


@pytest.mark.parametrize(
    ("text", "minutes", "code"),
    [
        ("2026-11-03 10:20", 60, ""),
        ("2026-11-03 10:19", 60, "busy"),  # 4 minutes after the slot
        ("2026-11-03 09:00", 55, ""),
        ("2026-11-03 09:00", 56, "busy"),
        ("2026-11-03 10:05", 1, "busy"),
        ("2026-11-03 00:00", 1440, "busy"),
        ("2026-11-03 10:05", 0, ""),  # without length it is nothing
    ],
)
def test_a_slot_keeps_the_buffer_from_anything_busy(text: str, minutes: int, code: str) -> None:
    assert broken(span("2026-11-03 10:00"), busy=(span(text, minutes),)) == code


def test_follow_ups_may_touch_and_not_overlap() -> None:
    agenda = Agenda((), RULES)
    agenda.take(span("2026-11-03 10:00"), "other", PARIS)
    assert broken(span("2026-11-03 10:15"), agenda=agenda) == ""
    assert broken(span("2026-11-03 09:45"), agenda=agenda) == ""
    assert broken(span("2026-11-03 10:10"), agenda=agenda) == "follow-up"


def test_a_day_of_the_owner_has_so_many_contacts_and_no_more() -> None:
    rules = replace(RULES, per_day=2, owner_hours=ALL_HOURS)
    agenda = Agenda((), rules)
    agenda.take(span("2026-11-03 09:00"), "one", PARIS)
    agenda.take(span("2026-11-04 00:15"), "two", PARIS)
    slot = span("2026-11-03 10:00")
    assert broken(slot, rules=rules, agenda=agenda) == ""
    # 18:15 of the day before in New York: what counts is the owner's date.
    agenda.take(span("2026-11-02 18:15", place=NEW_YORK), "three", NEW_YORK, extra_contact=True)
    assert broken(slot, rules=rules, agenda=agenda) == "per-day"
    assert broken(slot, rules=replace(rules, per_day=3), agenda=agenda) == ""


def test_a_company_has_one_contact_a_day_of_its_recruiter() -> None:
    agenda = Agenda((), RULES)
    agenda.take(span("2026-11-03 16:00"), "acme", PARIS)
    assert broken(span("2026-11-03 10:00"), agenda=agenda) == "one-a-day"
    assert broken(span("2026-11-04 10:00"), agenda=agenda) == ""
    assert broken(span("2026-11-03 10:00"), call(DUE, company="x"), agenda=agenda) == ""


def test_an_extra_contact_neither_counts_for_its_company_nor_is_stopped() -> None:
    agenda = Agenda((), RULES)
    agenda.take(span("2026-11-03 16:00"), "acme", PARIS)
    extra = call(DUE, extra_contact=True)
    assert broken(span("2026-11-03 10:00"), extra, agenda=agenda) == ""
    agenda = Agenda((), RULES)
    agenda.take(span("2026-11-03 16:00"), "acme", PARIS, extra_contact=True)
    assert broken(span("2026-11-03 10:00"), agenda=agenda) == ""


def test_a_slot_is_not_before_it_is_due_and_what_stands_may_be_past() -> None:
    wish = call("2026-11-03 10:00", now=at("2026-11-05 10:00"))
    assert broken(span("2026-11-03 09:45"), wish) == "not-due"
    assert broken(span("2026-11-03 10:00"), wish) == ""
    found = find_slot(wish, RULES, Agenda((), RULES))
    assert found is not None
    assert found.span.start == at("2026-11-05 10:00")


def test_the_first_broken_rule_is_named() -> None:
    agenda = Agenda([span("2026-11-03 00:00", 1440)], replace(RULES, per_day=0))
    wish = call("2026-11-04 00:00")
    assert broken(span("2026-11-03 08:00"), wish, agenda=agenda) == "windows"
    assert broken(span("2026-11-03 10:00"), wish, agenda=agenda) == "busy"


def test_no_contacts_a_day_leave_no_slot() -> None:
    rules = replace(RULES, per_day=0)
    assert find_slot(call(DUE), rules, Agenda((), rules)) is None


def test_a_busy_time_from_the_first_year_to_the_last_leaves_no_slot() -> None:
    ever = Span(at("0002-01-01 00:00"), at("9998-01-01 00:00"))
    assert find_slot(call(DUE), RULES, Agenda([ever], RULES)) is None


def test_a_search_at_the_end_of_all_days_finds_nothing() -> None:
    assert find_slot(call("9999-12-30 10:00"), RULES, Agenda((), RULES)) is None


@pytest.mark.parametrize("length", [timedelta(), -MINUTE])
def test_a_wish_takes_some_time(length: timedelta) -> None:
    with pytest.raises(ValueError, match=r"^a step takes some time$"):
        call(DUE, length=length)


def test_a_wish_has_no_naive_times() -> None:
    with pytest.raises(ValueError, match="naive"):
        call(DUE, now=at(DUE).replace(tzinfo=None))


def test_reasons_are_words_of_the_model() -> None:
    assert broken_rule(span("2026-11-03 08:00"), call(DUE), RULES, Agenda((), RULES)) == Reason(
        "windows", "outside the windows"
    )


def test_the_day_of_a_slot_is_the_one_on_which_it_starts() -> None:
    nights = replace(RULES, email=ALL_HOURS, owner_hours=ALL_HOURS, exclude=(), per_day=1)
    wish = call(DUE, channel=Channel.EMAIL)
    agenda = Agenda((), nights)
    agenda.take(span("2026-11-05 10:00"), wish.company, PARIS)
    agenda.take(span("2026-11-05 11:00"), "other", PARIS)
    assert broken(span("2026-11-04 23:45"), wish, nights, agenda=agenda) == ""
    assert broken(span("2026-11-05 00:00"), wish, nights, agenda=agenda) == "per-day"
    eve = replace(wish, due=at("2026-11-09 00:00"))
    assert broken(span("2026-11-10 23:45"), eve, nights) == ""  # the eve of Armistice Day
    assert broken(span("2026-11-11 23:45"), eve, nights) == "holiday"


def test_an_owners_holiday_begins_and_ends_at_the_owners_midnight() -> None:
    london = Recruiter("Europe/London")
    nights = replace(RULES, email=ALL_HOURS, owner_hours=ALL_HOURS, exclude=())
    wish = call(DUE, channel=Channel.EMAIL, recruiter=london)
    # Midnight in Paris is 23:00 in London.
    assert broken(span("2026-11-10 22:45", place=london), wish, nights) == ""
    assert broken(span("2026-11-10 22:50", place=london), wish, nights) == "owner-holiday"
    assert broken(span("2026-11-11 22:50", place=london), wish, nights) == "owner-holiday"
    assert broken(span("2026-11-11 23:00", place=london), wish, nights) == ""


def test_a_slot_at_the_owners_midnight_counts_on_the_day_that_begins() -> None:
    london = Recruiter("Europe/London")
    rules = replace(RULES, email=ALL_HOURS, owner_hours=ALL_HOURS, exclude=(), per_day=1)
    wish = call(DUE, channel=Channel.EMAIL, recruiter=london)
    agenda = Agenda((), rules)
    agenda.take(span("2026-11-05 10:00", place=PARIS), "other", PARIS)
    assert broken(span("2026-11-04 22:45", place=london), wish, rules, agenda=agenda) == ""
    assert broken(span("2026-11-04 23:00", place=london), wish, rules, agenda=agenda) == "per-day"
    assert broken(span("2026-11-05 22:45", place=london), wish, rules, agenda=agenda) == "per-day"
    assert broken(span("2026-11-05 23:00", place=london), wish, rules, agenda=agenda) == ""
