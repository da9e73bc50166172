from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relance.cli.sample import sample_calendar

if TYPE_CHECKING:
    from datetime import date

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
INTERVIEWS = (
    "Ventalis –", "Itw Écluse", "téléphonique Brumair", "Brumair : entretien", "Northgate",
    "cabinet Lisière", "Marzelle", "Tamaris", "Polyèdre", "Heron Labs", "Kaolis –",
)  # fmt: skip

moments = st.integers(0, 8 * 365 * 24).map(
    lambda hours: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
)


def events(now: datetime, zone: ZoneInfo = PARIS) -> list[Any]:
    return list(icalendar.Calendar.from_ical(sample_calendar(now, zone)).walk("VEVENT"))


def start(event: Any) -> datetime:
    found = event["DTSTART"].dt
    assert isinstance(found, datetime)
    return found.astimezone(PARIS)


def interviews(found: list[Any]) -> list[Any]:
    return [e for e in found if any(name in str(e["SUMMARY"]) for name in INTERVIEWS)]


def test_it_is_a_calendar_that_strict_readers_take() -> None:
    data = sample_calendar(MONDAY, PARIS)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    calendar = icalendar.Calendar.from_ical(data)
    assert [c.errors for c in calendar.walk() if c.errors] == []
    defined = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    assert set(re.findall(r"TZID=([^:;]+)", data.decode().replace("\r\n ", ""))) == defined


def test_it_holds_about_eighty_events_over_three_months() -> None:
    found = events(MONDAY)
    assert 75 <= len(found) <= 90
    masters = [e for e in found if "RECURRENCE-ID" not in e]
    assert len({str(e["UID"]) for e in masters}) == len(masters)
    assert sum("RRULE" in e for e in found) == 7
    assert sum("EXDATE" in e for e in found) == 3
    times = [start(e) for e in found if isinstance(e["DTSTART"].dt, datetime)]
    assert timedelta(weeks=7) < MONDAY - min(times) < timedelta(weeks=9)
    assert timedelta(weeks=4) < max(times) - MONDAY < timedelta(weeks=5)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(moments)
def test_interviews_fall_in_working_hours_whatever_the_day(now: datetime) -> None:
    found = interviews(events(now))
    assert len(found) >= 13
    for event in found:
        begins = start(event)
        assert begins.weekday() < 5
        assert 9 <= begins.hour < 17 or event["STATUS"] == "CANCELLED"


@settings(deadline=None, derandomize=True, max_examples=60)
@given(moments)
def test_one_is_on_the_last_working_day_and_one_on_the_next(now: datetime) -> None:
    today = now.astimezone(PARIS).date()
    days = {str(e["SUMMARY"]): start(e).date() for e in interviews(events(now))}
    last = next(day for title, day in days.items() if "Tamaris" in title)
    coming = next(day for title, day in days.items() if "Polyèdre" in title)
    assert last < today < coming
    assert all(off(day) for day in between(last, today))
    assert all(off(day) for day in between(today, coming))


def between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(1, (last - first).days)]


def off(day: date) -> bool:
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    return day.weekday() > 4 or (day.month, day.day) in fixed


def test_the_same_day_gives_the_same_bytes_and_another_day_others() -> None:
    assert sample_calendar(MONDAY, PARIS) == sample_calendar(MONDAY + timedelta(hours=9), PARIS)
    assert sample_calendar(MONDAY, PARIS) != sample_calendar(MONDAY + timedelta(days=1), PARIS)


def test_promised_days_are_written_in_words() -> None:
    [marzelle] = [e for e in events(MONDAY) if "Marzelle" in str(e["SUMMARY"])]
    assert "au plus tard le 4 décembre." in str(marzelle["DESCRIPTION"])


@pytest.mark.parametrize("key", ["America/New_York", "Australia/Sydney", "Asia/Kolkata"])
def test_another_zone_keeps_the_clock(key: str) -> None:
    zone = ZoneInfo(key)
    ventalis = next(e for e in events(MONDAY, zone) if "Ventalis –" in str(e["SUMMARY"]))
    assert f"{ventalis['DTSTART'].dt.astimezone(zone):%H:%M}" == "10:00"
    yoga = next(e for e in events(MONDAY, zone) if str(e["SUMMARY"]) == "Yoga")
    assert f"{yoga['DTSTART'].dt:%H:%M %z}" == f"{datetime(2026, 9, 28, 19, tzinfo=zone):%H:%M %z}"


def test_everybody_in_it_is_invented() -> None:
    text = sample_calendar(MONDAY, PARIS).decode().replace("\r\n ", "")
    assert set(re.findall(r"[\w.-]+@[\w.-]+\.(\w+)", text)) == {"example"}
    fictional = (
        r"0(?:1 99 00|2 61 91|3 53 01|4 65 71|5 36 49) \d\d \d\d"
        r"|\+44 20 7946 0\d{3}|\+1 212 555 01\d\d"
    )
    numbers = re.findall(r"(?:\+\d[\d ]{7,}|\b0\d(?: \d\d){4})", text)
    assert numbers
    assert all(re.fullmatch(fictional, number.strip()) for number in numbers)
