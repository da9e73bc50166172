from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from relance.model import Recruiter, Span
from relance.planning.clocks import even, moment
from relance.planning.slots import Agenda, broken_rule, explain, find_slot
from relance.planning.windows import Costs, Rules, Weekly, weekly
from situations import MINUTE, NEW_YORK, PARIS, SYDNEY, at, call, span

ALWAYS = (weekly("00:00-24:00"),)
FREE = Rules(phone=ALWAYS, exclude=(), owner_hours=ALWAYS, per_day=99)
FLAT = replace(FREE, costs=Costs((0,) * 7, (), 0, 0))


@pytest.mark.parametrize("day", ["2026-03-27", "2026-03-30", "2026-10-23", "2026-10-26"])
def test_ten_stays_ten_on_both_sides_of_a_change(day: str) -> None:
    rules = Rules(exclude=(), costs=Costs((0,) * 7, ((600, 615, 0),), 30, 0))
    slot = find_slot(call(f"{day} 00:00"), rules, Agenda((), rules))
    assert slot is not None
    local = slot.span.start.astimezone(ZoneInfo("Europe/Paris"))
    assert (local.date().isoformat(), local.hour, local.minute) == (day, 10, 0)


def test_a_time_that_is_left_out_has_no_slot() -> None:
    night = replace(FLAT, phone=(weekly("sun 02:00-03:00"), weekly("sun 03:00-03:15")))
    wish = call("2026-03-28 12:00", last_day=date(2026, 3, 29))
    looked_at = explain(wish, night, Agenda((), night)).looked_at
    assert [seen.span for seen in looked_at] == [span("2026-03-29 03:00")]


def test_a_time_that_comes_twice_has_its_first_slot_only() -> None:
    night = replace(FLAT, phone=(weekly("sun 02:00-03:00"),))
    wish = call("2026-10-24 12:00", last_day=date(2026, 10, 25))
    looked_at = explain(wish, night, Agenda((), night)).looked_at
    first = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)  # 02:00 for the first time
    assert [seen.span.start for seen in looked_at] == [first + 15 * MINUTE * n for n in range(4)]


def test_midnight_that_comes_twice_has_its_first_slot_only() -> None:
    havana = Recruiter("America/Havana")
    night = replace(FLAT, phone=(weekly("sun 00:00-01:00"),), owner=havana)
    wish = call("2026-10-31 12:00", recruiter=havana, last_day=date(2026, 11, 1))
    looked_at = explain(wish, night, Agenda((), night)).looked_at
    first = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)  # 00:00 for the first time
    assert [seen.span.start for seen in looked_at] == [first + 15 * MINUTE * n for n in range(4)]


def test_a_time_after_the_one_that_comes_twice_has_its_slot() -> None:
    night = replace(FLAT, phone=(weekly("sun 02:30-03:30"),))
    wish = call("2026-10-24 12:00", last_day=date(2026, 10, 25))
    looked_at = explain(wish, night, Agenda((), night)).looked_at
    assert [f"{seen.span.start:%H:%M}" for seen in looked_at] == [
        *("00:30", "00:45"),  # 02:30 and 02:45 for the first time
        *("02:00", "02:15"),  # 03:00 and 03:15
    ]


def test_slots_start_on_the_quarter_hour_whenever_a_window_opens() -> None:
    rules = replace(FLAT, phone=(weekly("tue 09:10-10:00"),))
    wish = call("2026-11-03 00:00", last_day=date(2026, 11, 3))
    looked_at = explain(wish, rules, Agenda((), rules)).looked_at
    starts = [span("2026-11-03 09:15"), span("2026-11-03 09:30"), span("2026-11-03 09:45")]
    assert [seen.span for seen in looked_at] == starts


def test_a_slot_over_a_change_lasts_real_time_and_stays_in_its_window() -> None:
    agenda = Agenda((), FLAT)

    def code(window: str, text: str, minutes: int) -> str:
        rules = replace(FLAT, phone=(weekly(window),))
        wish = call("2026-03-01 00:00", length=minutes * MINUTE)
        reason = broken_rule(span(text, minutes), wish, rules, agenda)
        return reason.code if reason else ""

    # 02:00 to 03:00 is left out: from 01:45, half an hour ends at 03:15.
    assert code("sun 01:00-03:15", "2026-03-29 01:45", 30) == ""
    assert code("sun 01:00-03:10", "2026-03-29 01:45", 30) == "windows"
    assert code("sun 01:00-02:30", "2026-03-29 01:45", 30) == "windows"
    assert code("sun 01:00-02:00", "2026-03-29 01:45", 15) == ""
    # 02:00 to 03:00 comes twice: from 02:45, half an hour ends at 02:15.
    assert code("sun 02:00-03:00", "2026-10-25 02:45", 30) == ""
    assert code("sun 02:30-03:00", "2026-10-25 02:45", 30) == "windows"


def test_an_exclusion_of_a_time_that_is_left_out_excludes_nothing() -> None:
    # From 01:45 half an hour ends at 03:15, and no clock shows a time from 02:00 to 02:30.
    over = span("2026-03-29 01:45", 30)
    wish = call("2026-03-01 00:00", length=30 * MINUTE)
    for exclusion, code in (("sun 02:00-02:30", None), ("sun 03:10-03:20", "exclusion")):
        rules = replace(FLAT, exclude=(weekly(exclusion),))
        reason = broken_rule(over, wish, rules, Agenda((), rules))
        assert (reason.code if reason else None) == code


def test_waiting_is_real_time() -> None:
    rules = replace(FLAT, phone=(Weekly(frozenset(range(7)), 0, 1440),))
    spring, autumn = date(2026, 3, 30), date(2026, 10, 26)
    for day, hours in ((spring, 24), (autumn, 24)):
        wish = call(f"{day - timedelta(days=3)} 00:00", now=at(f"{day} 00:00"))
        slot = find_slot(wish, rules, Agenda((), rules))
        assert slot is not None
        assert slot.cost == hours  # the Friday; the changed Sunday is no working day


def test_a_working_day_with_a_change_has_an_hour_less_or_more() -> None:
    # Cairo's clocks change as a Friday begins, and as one would begin a second time.
    cairo = Recruiter("Africa/Cairo")
    rules = replace(FLAT, owner=cairo)
    for day, hours in ((date(2026, 4, 24), 23), (date(2026, 10, 29), 25)):
        wish = call(
            f"{day} 00:00", recruiter=cairo, now=at(f"{day + timedelta(days=1)} 00:00", cairo)
        )
        slot = find_slot(wish, rules, Agenda((), rules))
        assert slot is not None
        assert slot.cost == hours


def test_busy_times_block_the_instant_and_not_the_time_on_the_wall() -> None:
    night = replace(FLAT, phone=(weekly("sun 02:00-03:00"),), buffer=timedelta())
    wish = call("2026-10-24 12:00", last_day=date(2026, 10, 25))
    twice = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # 02:00 for the second time
    slot = find_slot(wish, night, Agenda([Span(twice, twice + 60 * MINUTE)], night))
    assert slot is not None
    assert slot.span.start == twice - 60 * MINUTE


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-11-03", "Europe/Paris", 24),
        ("2026-03-29", "Europe/Paris", 23),
        ("2026-10-25", "Europe/Paris", 25),
        ("2026-04-05", "Australia/Lord_Howe", 24.5),
        ("2026-09-06", "America/Santiago", 23),  # no midnight on that day
        ("2026-04-04", "America/Santiago", 25),  # midnight comes twice
        ("2026-11-01", "America/Havana", 25),
        ("2011-12-30", "Pacific/Apia", 0),  # a day that was left out
        ("2006-10-28", "America/St_Johns", 24 + 59 / 60),  # changed a minute past midnight
        ("2006-10-29", "America/St_Johns", 24 + 1 / 60),
    ],
)
def test_a_day_has_the_instants_that_show_its_date(day: str, zone: str, hours: float) -> None:
    pieces = even(date.fromisoformat(day), zone)
    assert sum(end - start for start, end, _ in pieces) == round(hours * 3_600_000_000)
    for start, end, night in pieces:
        for instant in (start, (start + end) // 2, end - 1):
            local = moment(instant).astimezone(ZoneInfo(zone))
            assert local.date() == date.fromisoformat(day)
            shown = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
            assert (instant - night) // 1_000_000 == shown.total_seconds()


def test_a_recruiter_and_an_owner_change_on_different_days() -> None:
    # New York changes on 8 March, Paris on 29 March: in between it is 5 hours, not 6.
    rules = Rules(exclude=(), owner_hours=(weekly("08:00-15:15"),))
    between, after = call("2026-03-18 00:00", recruiter=NEW_YORK), "2026-04-01 00:00"
    slot = find_slot(between, rules, Agenda((), rules))
    assert slot is not None
    assert slot.span == span("2026-03-18 10:00", place=NEW_YORK)  # 15:00 in Paris
    later = find_slot(call(after, recruiter=NEW_YORK), rules, Agenda((), rules))
    assert later is not None
    assert later.span == span("2026-04-01 09:00", place=NEW_YORK)  # 10:00 would be 16:00


def test_the_far_side_of_the_world_has_other_dates() -> None:
    # 09:00 of Tuesday in Sydney is 23:00 of Monday in Paris.
    rules = replace(FLAT, phone=(weekly("tue 09:00-09:15"),), per_day=1)
    agenda = Agenda((), rules)
    agenda.take(span("2026-11-02 10:00", place=PARIS), "other", PARIS)
    wish = call("2026-11-03 00:00", recruiter=SYDNEY, last_day=date(2026, 11, 3))
    assert find_slot(wish, rules, agenda) is None
    assert find_slot(wish, rules, Agenda((), rules)) is not None
