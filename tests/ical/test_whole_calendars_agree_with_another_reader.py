"""Four whole calendars: the same occurrences as recurring-ical-events finds in them."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import yaml

from relance.ical import read_events
from relance.model import Span, Window, basic, midnight

FOLDER = Path(__file__).parent.parent / "data" / "corpus" / "scenarios"
COUNTS = {
    "dev01_google_fr": 213,
    "dev02_outlook_en": 230,
    "dev03_icloud_student": 158,
    "dev04_recurrence_fr": 172,
}


def _moment(start: date | datetime, zone: ZoneInfo) -> str:
    if isinstance(start, datetime) and start.tzinfo is None:
        start = start.replace(tzinfo=zone)
    return basic(start)


@pytest.mark.parametrize("name", COUNTS)
def test_a_whole_calendar_has_the_same_occurrences(name: str) -> None:
    expected = yaml.safe_load((FOLDER / f"{name}.expected.yaml").read_text("utf-8"))
    data = (FOLDER / f"{name}.ics").read_bytes()
    zone = ZoneInfo(expected["timezone"])
    days = (date.fromisoformat(expected["window"][end]) for end in ("from", "to"))
    span = Span(*(midnight(day, zone) for day in days))
    found = read_events(data, where=name, zone=zone, window=Window(span, zone))
    assert not found.warnings
    assert found.whole
    ours = sorted((event.uid, basic(event.start)) for event in found.events)
    other = recurring_ical_events.of(icalendar.Calendar.from_ical(data))
    theirs = sorted(
        (str(one["UID"]), _moment(one.start, zone)) for one in other.between(span.start, span.end)
    )
    assert ours == theirs
    assert len(ours) == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_every_expected_interview_is_read_at_its_time(name: str) -> None:
    expected = yaml.safe_load((FOLDER / f"{name}.expected.yaml").read_text("utf-8"))
    zone = ZoneInfo(expected["timezone"])
    data = (FOLDER / f"{name}.ics").read_bytes()
    found = {
        (event.uid, basic(event.start)): event
        for event in read_events(data, where=name, zone=zone).events
    }
    for wanted in expected["expected"]["interviews"]:
        if wanted.get("all_day"):
            start = basic(date.fromisoformat(wanted["start"]))
        else:
            start = basic(datetime.fromisoformat(wanted["start_utc"]).astimezone(UTC))
        event = found[wanted["uid"], start]
        assert event.summary == wanted["summary"]
        if "recurrence_id_utc" in wanted:
            original = datetime.fromisoformat(wanted["recurrence_id_utc"])
            assert event.recurrence_id == basic(original)
            assert not event.from_rule
