"""Recurrences on wall-clock time, with exceptions, overrides, revisions, and an end."""

import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ics_text import PARIS, YEAR, calendar, read, starts, told, vevent
from relance.ical.recur import Budget, occurrences, parse_rule
from relance.model import Event, Span, Status, Window, basic

WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"


def by_name(*lines: str, more: tuple[str, ...] = ()) -> dict[str, Event]:
    """Return a series' occurrences by their recurrence id."""
    found = read(calendar(vevent(*lines), *more))
    return {event.recurrence_id or "": event for event in found.events}


def test_ten_o_clock_stays_ten_o_clock() -> None:
    assert starts("RRULE:FREQ=WEEKLY;COUNT=4") == [
        "03-10 10:00", "03-17 10:00", "03-24 10:00", "03-31 10:00",
    ]  # fmt: skip
    names = sorted(by_name("RRULE:FREQ=WEEKLY;COUNT=4"))
    assert names == ["20260310T090000Z", "20260317T090000Z", "20260324T090000Z",
                     "20260331T080000Z"]  # fmt: skip


def test_a_night_shift_keeps_its_exact_length_over_a_clock_change() -> None:
    night = ("DTSTART;TZID=Europe/Paris:20260327T220000", "DTEND;TZID=Europe/Paris:20260328T060000")
    events = read(calendar(vevent(*night, "RRULE:FREQ=DAILY;COUNT=3"))).events
    assert {event.span(PARIS).length for event in events} == {timedelta(hours=8)}


def test_a_duration_of_a_day_goes_by_the_calendar() -> None:
    day = ("DTSTART;TZID=Europe/Paris:20260328T100000", "DURATION:P1D")
    (event,) = read(calendar(vevent(*day))).events
    assert event.end == datetime(2026, 3, 29, 10, tzinfo=PARIS)
    assert event.span(PARIS).length == timedelta(hours=23)


@pytest.mark.parametrize(
    ("exdate", "left"),
    [
        ("EXDATE;TZID=Europe/Paris:20260317T100000", ["03-10", "03-24", "03-31"]),
        ("EXDATE:20260317T090000Z", ["03-10", "03-24", "03-31"]),
        ("EXDATE;VALUE=DATE:20260317,20260331", ["03-10", "03-24"]),
        ("EXDATE;TZID=Europe/Paris:20260310T100000", ["03-17", "03-24", "03-31"]),
        ("EXDATE;TZID=Europe/Paris:20260317T110000", ["03-10", "03-17", "03-24", "03-31"]),
        ("EXDATE;TZID=Romance Standard Time:20260317T100000", ["03-10", "03-24", "03-31"]),
    ],
)
def test_exceptions_in_every_form_take_occurrences_out(exdate: str, left: list[str]) -> None:
    assert [start[:5] for start in starts(WEEKLY, exdate)] == left


def test_added_dates_come_too() -> None:
    lines = (
        "RDATE;TZID=Europe/Paris:20260405T140000",
        "RDATE;VALUE=PERIOD:20260406T120000Z/PT3H,20260407T120000Z/20260407T123000Z",
        "RDATE;VALUE=DATE:20260408",
    )
    found = read(calendar(vevent(*lines))).events
    lengths = {e.recurrence_id: e.span(PARIS).length.total_seconds() / 60 for e in found}
    assert lengths == {
        "20260310T090000Z": 60, "20260405T120000Z": 60, "20260406T120000Z": 180,
        "20260407T120000Z": 30, "20260408T080000Z": 60,
    }  # fmt: skip


def test_the_start_counts_even_where_it_does_not_match_its_rule() -> None:
    assert starts("RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3") == [
        "03-10 10:00", "03-13 10:00", "03-20 10:00",
    ]  # fmt: skip


def test_a_start_taken_out_is_not_put_back() -> None:
    lines = ("RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3", "EXDATE;TZID=Europe/Paris:20260310T100000")
    assert starts(*lines) == ["03-13 10:00", "03-20 10:00"]


@pytest.mark.parametrize("until", ["20260324T090000Z", "20260324T100000", "20260324"])
def test_until_includes_its_own_moment(until: str) -> None:
    assert len(starts(f"RRULE:FREQ=WEEKLY;UNTIL={until}")) == 3


def test_until_a_moment_earlier_leaves_the_last_one_out() -> None:
    assert len(starts("RRULE:FREQ=WEEKLY;UNTIL=20260324T085959Z")) == 2


def test_days_repeat_as_days() -> None:
    lines = ("DTSTART;VALUE=DATE:20260310", "RRULE:FREQ=DAILY;UNTIL=20260312T235959Z",
             "EXDATE;VALUE=DATE:20260311")  # fmt: skip
    found = read(calendar(vevent(*lines))).events
    assert [(e.start, e.end, e.recurrence_id) for e in found] == [
        (date(2026, 3, 10), date(2026, 3, 11), "20260310"),
        (date(2026, 3, 12), date(2026, 3, 13), "20260312"),
    ]


def test_an_override_stands_for_its_occurrence() -> None:
    moved = vevent("RECURRENCE-ID:20260317T090000Z", "SUMMARY:Déplacé",
                   "DTSTART;TZID=Europe/Paris:20260318T150000", "DURATION:PT2H")  # fmt: skip
    found = by_name(WEEKLY, "SUMMARY:Point", more=(moved,))
    assert len(found) == 4
    override = found["20260317T090000Z"]
    assert (override.summary, override.from_rule) == ("Déplacé", False)
    assert override.start == datetime(2026, 3, 18, 15, tzinfo=PARIS)
    assert found["20260324T090000Z"].from_rule


@pytest.mark.parametrize("name", ["RECURRENCE-ID;TZID=Europe/Paris:20260317T100000",
                                  "RECURRENCE-ID;VALUE=DATE:20260317"])  # fmt: skip
def test_an_override_is_found_by_any_form_of_its_date(name: str) -> None:
    moved = vevent(name, "DTSTART:20260318T140000Z", "DURATION:PT2H")
    found = read(calendar(vevent(WEEKLY), moved)).events
    assert sorted(f"{event.start:%m-%d}" for event in found) == ["03-10", "03-18", "03-24", "03-31"]


def test_a_cancelled_override_comes_as_cancelled() -> None:
    off = vevent("RECURRENCE-ID:20260317T090000Z", "STATUS:CANCELLED")
    found = by_name(WEEKLY, more=(off,))
    assert [name for name, e in found.items() if e.status is Status.CANCELLED] == [
        "20260317T090000Z"
    ]


def test_an_override_moved_out_of_the_window_leaves_a_hole() -> None:
    away = vevent("RECURRENCE-ID:20260317T090000Z", "DTSTART:20290317T090000Z")
    assert sorted(by_name(WEEKLY, more=(away,))) == [
        "20260310T090000Z", "20260324T090000Z", "20260331T080000Z",
    ]  # fmt: skip


def test_an_override_moved_into_the_window_comes() -> None:
    series = vevent("DTSTART:20200310T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = vevent("RECURRENCE-ID:20200317T090000Z", "DTSTART:20260505T090000Z")
    (event,) = read(calendar(series, moved)).events
    assert event.recurrence_id == "20200317T090000Z"


def test_an_override_without_its_series_is_an_event_of_its_own() -> None:
    (event,) = read(calendar(vevent("RECURRENCE-ID:20260310T090000Z"))).events
    assert (event.recurrence_id, event.from_rule) == ("20260310T090000Z", False)


def test_this_and_future_moves_what_follows() -> None:
    later = vevent("RECURRENCE-ID;RANGE=THISANDFUTURE:20260324T090000Z", "SUMMARY:Plus tard",
                   "DTSTART;TZID=Europe/Paris:20260324T140000", "DURATION:PT30M")  # fmt: skip
    found = read(calendar(vevent(WEEKLY, "SUMMARY:Point"), later)).events
    seen = sorted((f"{event.start:%m-%d %H:%M}", event.summary) for event in found)
    assert seen == [
        ("03-10 10:00", "Point"), ("03-17 10:00", "Point"),
        ("03-24 14:00", "Plus tard"), ("03-31 14:00", "Plus tard"),
    ]  # fmt: skip


REVISIONS = (
    vevent("SEQUENCE:2", "SUMMARY:second", "DTSTART:20260311T090000Z"),
    vevent("SEQUENCE:10", "SUMMARY:tenth", "DTSTART:20260312T090000Z"),
    vevent("SUMMARY:none", "DTSTART:20260313T090000Z"),
)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_the_highest_sequence_wins_in_any_order(order: tuple[int, ...]) -> None:
    (event,) = read(calendar(*(REVISIONS[n] for n in order))).events
    assert event.summary == "tenth"


def test_among_equal_sequences_the_newest_stamp_wins_then_the_later() -> None:
    old = vevent("SUMMARY:old", "LAST-MODIFIED:20260102T000000Z")
    new = vevent("SUMMARY:new", "LAST-MODIFIED:20260103T000000Z")
    assert [e.summary for e in read(calendar(new, old)).events] == ["new"]
    same = (vevent("SUMMARY:first"), vevent("SUMMARY:last"))
    assert [e.summary for e in read(calendar(*same)).events] == ["last"]


def test_revisions_of_an_override_are_told_apart_too() -> None:
    one, two = (
        vevent("RECURRENCE-ID:20260317T090000Z", f"SEQUENCE:{n}", f"SUMMARY:{n}") for n in (1, 2)
    )
    assert by_name(WEEKLY, more=(two, one))["20260317T090000Z"].summary == "2"


def test_a_newer_revision_outside_the_window_takes_the_old_one_along() -> None:
    newer = vevent("SEQUENCE:1", "DTSTART:20290101T090000Z")
    assert not read(calendar(vevent(), newer)).events


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
     "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY;BYSETPOS=2", "FREQ=DAILY;BYSETPOS=9",
     "FREQ=SECONDLY;COUNT=10000000", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=9",
     "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE="
     + ",".join(map(str, range(60))) + ";BYSECOND=" + ",".join(map(str, range(60)))],
)  # fmt: skip
def test_a_rule_without_a_sensible_end_is_cut_and_told(rule: str) -> None:
    began = time.monotonic()
    found = read(calendar(vevent(f"RRULE:{rule}"), vevent(uid="two@files.example")))
    assert time.monotonic() - began < 5
    assert "one@files.example" in told(found)
    assert len(found.events) <= 4_002
    assert any(event.uid == "two@files.example" for event in found.events)


def test_hostile_rules_share_one_budget() -> None:
    rules = (vevent("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", uid=f"{n}@x.example")
             for n in range(3_000))  # fmt: skip
    began = time.monotonic()
    found = read(calendar(*rules))
    assert time.monotonic() - began < 20
    assert len(found.events) == 3_000
    assert len(found.warnings) == 101


@pytest.mark.parametrize("start", ["00010101T090000Z", "16010101T090000", "19000105T090000"])
def test_a_series_that_began_long_ago_reaches_the_window(start: str) -> None:
    lines = (f"DTSTART:{start}", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    assert len(starts(*lines)) in (52, 53)


def test_count_is_respected_however_long_ago_a_series_began() -> None:
    old = ("DTSTART:20250101T090000Z", "DURATION:PT1H")
    assert not starts(*old, "RRULE:FREQ=DAILY;COUNT=365")
    assert len(starts(*old, "RRULE:FREQ=DAILY;COUNT=366")) == 1
    assert len(starts(*old, "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=110")) == 5
    assert len(starts(*old, "RRULE:FREQ=MONTHLY;COUNT=14")) == 2


@pytest.mark.parametrize("rule", ["FREQ=NEVER", "INTERVAL=2", "FREQ=DAILY;COUNT=x", "oops", "",
                                  "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=0"])  # fmt: skip
def test_a_rule_that_cannot_be_read_leaves_its_first_date(rule: str) -> None:
    found = read(calendar(vevent(f"RRULE:{rule}")))
    assert [basic(event.start) for event in found.events] == ["20260310T090000Z"]
    assert "cannot be read" in told(found)


def test_a_hundred_thousand_dates_are_read_in_time() -> None:
    first = datetime(2020, 1, 1, tzinfo=UTC)
    dates = ",".join(basic(first + timedelta(hours=n)) for n in range(100_000))
    began = time.monotonic()
    found = read(calendar(vevent(f"RDATE:{dates}", f"EXDATE:{dates[:400_000]}")))
    assert time.monotonic() - began < 10
    assert found.events


def test_without_a_window_a_file_gives_singles_of_any_age_and_its_own_span() -> None:
    data = calendar(
        vevent("DTSTART:19870310T100000Z", uid="old@x.example"),
        vevent("DTSTART:20260302T100000Z", "RRULE:FREQ=WEEKLY", uid="series@x.example"),
        vevent("DTSTART:20260330T100000Z", uid="last@x.example"),
    )
    found = [event.uid for event in read(data, None).events]
    assert sorted(set(found)) == ["last@x.example", "old@x.example", "series@x.example"]
    assert found.count("series@x.example") == 5


# Our reading of rules against dateutil's own, from the start on and without any short cut.
PARTS = st.fixed_dictionaries(
    {"FREQ": st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]),
     "INTERVAL": st.sampled_from([1, 2, 5, 7])},
    optional={
        "BYMONTH": st.integers(1, 12), "BYMONTHDAY": st.sampled_from([-1, 1, 13, 28]),
        "BYDAY": st.sampled_from(["MO", "TU,TH", "SA,SU", "MO,TU,WE,TH,FR"]),
        "BYSETPOS": st.sampled_from([-1, 1]), "WKST": st.sampled_from(["MO", "SU"]),
        "COUNT": st.integers(1, 400), "BYHOUR": st.sampled_from(["9", "8,17"]),
    },
)  # fmt: skip


@given(
    PARTS,
    st.datetimes(datetime(2019, 1, 1), datetime(2026, 6, 1)).map(  # noqa: DTZ001 - wall clock
        lambda moment: moment.replace(minute=0, second=0, microsecond=0)
    ),
)
@settings(deadline=None, max_examples=80)
def test_a_rule_gives_what_dateutil_gives(parts: dict[str, object], start: datetime) -> None:
    # dateutil searches until the year 9999 for what never comes true: every second month never
    # reaches the one that BYMONTH names, if it began in another half of the year.
    assume("BYMONTH" not in parts or parts["INTERVAL"] != 2)
    assume("BYSETPOS" not in parts or "BYDAY" in parts or "BYMONTHDAY" in parts)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    nearest = next(iter(rrulestr(text, dtstart=start)), start)
    reference = rrulestr(text, dtstart=nearest)
    assume(next(iter(reference), None) == nearest)
    first, last = datetime(2026, 1, 1), datetime(2026, 7, 1)  # noqa: DTZ001 - wall clock
    assume(next(iter(reference), None) == start)
    expected = _between(reference, first, last)
    budget = Budget(work=10**9, series=10**9)
    budget.next_series()
    found, _ = occurrences(parse_rule(text), nearest, None, first, last, budget)
    assert sorted(found) == expected


def _between(rule: Iterable[datetime], first: datetime, last: datetime) -> list[datetime]:
    return list(takewhile(lambda moment: moment <= last, (m for m in rule if m >= first)))[:4_000]


def test_occurrences_do_not_depend_on_where_the_window_begins() -> None:
    rule = "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;INTERVAL=2"
    whole = starts(rule)
    half = Window(Span(datetime(2026, 7, 1, tzinfo=UTC), YEAR.span.end), PARIS)
    assert starts(rule, window=half) == [start for start in whole if start >= "07"]
