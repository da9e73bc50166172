"""Graph's events become events, and events of ours become Graph's, as the golden files show."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tzlocal.windows_tz import win_tz

from outlook_golden import CALENDAR, FOLDER, PARIS, reading, writing
from relance.errors import Refused
from relance.ical.text import clean
from relance.model import Event, Key, OurMark, Person, ShowsAs, Span, Step
from relance.testing.strategies import events
from relance_outlook import marks
from relance_outlook.series import completed, may_touch
from relance_outlook.times import windows_name, zone_of
from relance_outlook.translate import changes, from_graph, mark_of, to_graph

if TYPE_CHECKING:
    from pathlib import Path

KEY = str(Key("0000000000ab", Step.FOLLOW_UP))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)

FIELDS = [
    "id",
    "type",
    "subject",
    "body",
    "start",
    "end",
    "isAllDay",
    "showAs",
    "isReminderOn",
    "reminderMinutesBeforeStart",
    "location",
    "categories",
    "transactionId",
    "organizer",
    "attendees",
    "responseStatus",
    "originalStart",
    "originalStartTimeZone",
    "seriesMasterId",
    "onlineMeeting",
    "singleValueExtendedProperties",
]


def golden(kind: str) -> list[Path]:
    return sorted((FOLDER / kind).glob("*.json"))


def named(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", golden("read"), ids=named)
def test_what_graph_tells_is_read_as_shown(path: Path) -> None:
    file = json.loads(path.read_text(encoding="utf-8"))
    assert reading(file) == file["event"]


@pytest.mark.parametrize("path", golden("write"), ids=named)
def test_what_we_decide_is_written_as_shown(path: Path) -> None:
    file = json.loads(path.read_text(encoding="utf-8"))
    assert writing(file) == file["graph"]


def test_golden_files_stand_for_both_ways() -> None:
    assert len(golden("read")) >= 20
    assert len(golden("write")) >= 12


def stored(event: Event) -> Event:
    """Return an event as it would come back from Graph."""
    body = to_graph(event, CALENDAR)
    zone = body["start"]["timeZone"]
    told = {"id": "AAkOne=", "type": "singleInstance", "@odata.etag": 'W/"1"'}
    return from_graph({**told, **body, "originalStartTimeZone": zone}, PARIS)


@given(events(ours=True))
def test_an_event_of_ours_comes_back_as_it_was(event: Event) -> None:
    back = stored(event)
    assert back.fingerprint() == event.fingerprint()
    assert back.our_mark == event.our_mark
    assert (back.start, back.end, back.all_day) == (event.start, event.end, event.all_day)
    assert (back.location, back.summary) == (event.location, event.summary)
    assert back.shows_as is event.shows_as
    assert event.our_mark is not None
    assert back.uid == f"{event.our_mark.key}@relance"
    assert changes(back, back) == {}


@given(events(ours=True), events(ours=True))
def test_what_is_changed_makes_one_event_of_the_other(before: Event, after: Event) -> None:
    kept = to_graph(before, CALENDAR) | changes(before, after)
    wanted = to_graph(after, CALENDAR)
    for name in ("start", "end", "isAllDay", "subject", "body", "showAs", "isReminderOn"):
        assert kept[name] == wanted[name]


def test_nobody_is_ever_written_as_a_guest() -> None:
    event = Event(
        f"{KEY}@relance",
        datetime(2026, 12, 2, 9, tzinfo=UTC),
        datetime(2026, 12, 2, 10, tzinfo=UTC),
        organizer=Person("ines@solveria.example"),
        attendees=(Person("paul@solveria.example"),),
        our_mark=OurMark(KEY),
    )
    written = json.dumps(to_graph(event, CALENDAR))
    assert "attendees" not in written
    assert "solveria" not in written


@given(st.text(max_size=4000))
def test_a_memory_of_any_text_fits_and_comes_back(memory: str) -> None:
    mark = OurMark(KEY, "8d4c194a.2c002aac", memory)
    kept = marks.written(mark)
    assert all(len(one["value"]) <= marks.LONGEST_PACKED + 9 for one in kept)
    found = marks.read({marks.PROPERTIES: kept})
    assert found is not None
    assert found.mark == OurMark(KEY, "8d4c194a.2c002aac", clean(memory))


def test_a_memory_beyond_all_measure_is_refused() -> None:
    noise = "".join(chr(0x4E00 + n * 7919 % 20_000) for n in range(60_000))
    with pytest.raises(Refused, match="too long for Outlook") as told:
        marks.written(OurMark(KEY, "", noise))
    assert told.value.remedy.startswith("Shorten the marks that you wrote for this company")


@pytest.mark.parametrize("value", ["", "x", "[]", "{", '{"memory": 7}', "zlib:", "zlib:!!", "é"])
def test_a_mark_that_somebody_made_something_of_keeps_its_key(value: str) -> None:
    listed = [{"id": marks.OURS, "value": "1"}, {"id": marks.KEY, "value": KEY}]
    found = marks.read({marks.PROPERTIES: [*listed, {"id": marks.MARK, "value": value}]})
    assert found is not None
    assert found.mark == OurMark(KEY)


def test_a_mark_is_known_whatever_the_case_of_its_name() -> None:
    kept = marks.written(OurMark(KEY, "8d4c194a.2c002aac", "x"))
    upper = [{"id": one["id"].upper(), "value": one["value"]} for one in kept]
    assert marks.read({marks.PROPERTIES: upper}) == marks.read({marks.PROPERTIES: kept})


def test_a_transaction_id_is_that_of_a_key_in_a_calendar() -> None:
    made = marks.transaction_id(KEY, CALENDAR)
    assert len(made) == 36
    assert made == marks.transaction_id(KEY, CALENDAR)
    assert made != marks.transaction_id(KEY, "AAkCal2=")
    assert marks.is_ours(made.upper())
    assert marks.made_for(made, KEY)
    assert not marks.made_for(made, str(Key("0000000000ac", Step.FOLLOW_UP)))
    assert not marks.is_ours("localevent:7265")
    assert not marks.is_ours(None)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("new.new", "new.new"),
        ("old.old", "old.old"),  # the change never came
        ("old.new", "old.new"),
        ("moved.old", "new.old"),  # the person came in between
        ("new.edited", "new.new"),
    ],
)
def test_a_mark_written_ahead_tells_the_persons_hand_from_ours(now: str, told: str) -> None:
    carried = marks.Carried(OurMark(KEY, "new.new"), before="old.old")
    assert carried.settled(now).fingerprint == told


def test_an_occurrence_has_from_its_series_all_but_what_is_its_own() -> None:
    series = {"id": "M", "type": "seriesMaster", "subject": "Point", "iCalUId": "S", "start": 1}
    alone = {"id": "O", "type": "occurrence", "seriesMasterId": "M", "start": 2}
    assert completed(alone, {**series, "transactionId": "x", "recurrence": {}}) == {
        "id": "O",
        "type": "occurrence",
        "seriesMasterId": "M",
        "start": 2,
        "subject": "Point",
        "seriesUid": "S",
    }


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_comes_it_is_an_event_or_has_no_times(resource: dict[str, Any]) -> None:
    try:
        event = from_graph(resource, PARIS)
    except (ValueError, OverflowError):
        return
    assert event.summary.isprintable()


@pytest.mark.parametrize("name", sorted(win_tz))
def test_every_zone_of_windows_is_known(name: str) -> None:
    zone = zone_of(name)
    assert zone is not None
    assert zone_of(name.upper()) == zone
    assert windows_name(zone.key) is not None


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("UTC", "UTC"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("tzone://Microsoft/Custom", None),
        ("Atlantis Standard Time", None),
        ("Europe", None),
        ("../../etc/passwd", None),
        ("", None),
        (7, None),
        ("x" * 500, None),
    ],
)
def test_names_of_zones_are_known_or_not(name: object, zone: str | None) -> None:
    assert zone_of(name) == (ZoneInfo(zone) if zone else None)


def test_a_change_of_times_says_both_ends_and_whether_days_are_meant() -> None:
    before = stored(
        Event(f"{KEY}@relance", date(2026, 12, 1), date(2026, 12, 2), our_mark=OurMark(KEY))
    )
    after = replace(before, end=date(2026, 12, 3))
    assert changes(before, after).keys() == {"isAllDay", "start", "end"}
    assert mark_of(before) == mark_of(after)
    assert changes(before, replace(before, shows_as=ShowsAs.FREE)) == {"showAs": "free"}


@pytest.mark.parametrize(
    ("kind", "interval", "until", "touches"),
    [
        ("weekly", 1, {"type": "noEnd"}, True),
        ("weekly", 1, {"type": "endDate", "endDate": "2026-10-30"}, False),
        ("weekly", 1, {"type": "endDate", "endDate": "2026-12-03"}, True),
        ("weekly", 1, {"type": "numbered", "numberOfOccurrences": 3}, False),
        ("weekly", 4, {"type": "numbered", "numberOfOccurrences": 3}, True),
        ("daily", 1, {"type": "numbered", "numberOfOccurrences": 30}, False),
        ("absoluteMonthly", 1, {"type": "numbered", "numberOfOccurrences": 3}, True),
        ("relativeYearly", 1, {"type": "numbered", "numberOfOccurrences": 1}, True),
        ("lunar", 1, {"type": "numbered", "numberOfOccurrences": 1}, True),
        ("weekly", "x", {"type": "numbered", "numberOfOccurrences": 1}, True),
        ("weekly", 1, {"type": "numbered", "numberOfOccurrences": 10**30}, True),
        ("weekly", 1, {"type": "endDate", "endDate": "soon"}, True),
        ("weekly", 1, {}, True),
    ],
)
def test_a_series_is_out_of_reach_only_when_its_range_says_so(
    kind: str, interval: Any, until: dict[str, Any], touches: bool
) -> None:
    window = Span(datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))
    recurrence = {"pattern": {"type": kind, "interval": interval}, "range": until}
    start = {"dateTime": "2026-10-05T09:00:00", "timeZone": "UTC"}
    assert may_touch({"start": start, "recurrence": recurrence}, window) is touches
    later = {**start, "dateTime": "2027-01-05T09:00:00"}
    wrong = until.get("endDate") == "soon" or interval == "x" or 10**30 in until.values()
    assert may_touch({"start": later, "recurrence": recurrence}, window) is wrong
    assert may_touch({"start": None, "recurrence": 7}, window)
