from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import interview
from relance.journal.values import (
    dump,
    from_seconds,
    load,
    moment_from,
    moment_text,
    restored,
    seconds_down,
    seconds_up,
    stored,
)
from relance.model import (
    Details,
    Event,
    Interview,
    OurMark,
    Person,
    Reason,
    Recognition,
    Response,
    ShowsAs,
    Status,
    Verdict,
)

quietly = settings(deadline=None, derandomize=True, max_examples=150)

ZONES = [
    UTC,
    timezone(timedelta(hours=5, minutes=45)),
    *map(ZoneInfo, ["UTC", "Europe/Paris", "America/New_York", "Australia/Sydney", "Asia/Kolkata"]),
]
moments = st.datetimes(
    min_value=datetime(1902, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    timezones=st.sampled_from(ZONES),
    allow_imaginary=True,
).map(lambda moment: moment if isinstance(moment.tzinfo, ZoneInfo) else moment.replace(fold=0))
texts = st.text(st.characters(), max_size=30)  # lone surrogates and control characters too
people = st.builds(Person, texts, texts, st.none() | st.sampled_from(Response))
bounds = st.tuples(moments, moments) | st.tuples(st.dates(), st.dates())
marks = st.builds(OurMark, texts, texts, texts)
reasons = st.builds(Reason, texts, texts, st.floats(allow_nan=False).map(lambda x: x + 0.0))


@st.composite
def events(draw: st.DrawFn) -> Event:
    start, end = draw(bounds)
    return Event(
        draw(texts),
        start,
        end,
        recurrence_id=draw(st.none() | texts),
        from_rule=draw(st.booleans()),
        summary=draw(texts),
        description=draw(texts),
        organizer=draw(st.none() | people),
        attendees=tuple(draw(st.lists(people, max_size=2))),
        status=draw(st.sampled_from(Status)),
        shows_as=draw(st.sampled_from(ShowsAs)),
        categories=tuple(draw(st.lists(texts, max_size=2))),
        sequence=draw(st.integers()),
        alarms=tuple(draw(st.lists(st.timedeltas(), max_size=2))),
        our_mark=draw(st.none() | marks),
    )


details = st.builds(
    Details,
    company=st.none() | texts,
    language=st.none() | texts,
    reply_promised_on=st.none() | st.dates(),
)
interviews = st.builds(
    Interview,
    events(),
    st.builds(
        Recognition,
        st.sampled_from(Verdict),
        st.floats(allow_nan=False).map(lambda x: x + 0.0),  # no -0.0
        st.lists(reasons, max_size=2).map(tuple),
    ),
    details,
    moments,
    texts,
)


@given(interviews)
@quietly
def test_an_interview_comes_back_exactly(found: Interview) -> None:
    back = load(Interview, dump(found))
    assert back == found
    assert repr(back) == repr(found)  # enums, zones and folds too, which equality may overlook


@given(moments | st.dates())
@quietly
def test_a_moment_keeps_its_zone_and_its_place_in_a_repeated_hour(
    moment: datetime | date,
) -> None:
    assert repr(moment_from(moment_text(moment))) == repr(moment)


def test_an_unnamed_zone_becomes_its_offset() -> None:
    with open(ZoneInfo("Europe/Paris").key and _paris_file(), "rb") as file:  # noqa: PTH123 - as it comes
        nameless = ZoneInfo.from_file(file)
    moment = datetime(2026, 7, 1, 10, tzinfo=nameless)
    back = moment_from(moment_text(moment))
    assert isinstance(back, datetime)
    assert (back, back.utcoffset()) == (moment, timedelta(hours=2))


def _paris_file() -> str:
    from importlib.resources import files

    return str(files("tzdata") / "zoneinfo" / "Europe" / "Paris")


@given(texts)
@quietly
def test_any_text_can_be_stored_and_comes_back(text: str) -> None:
    kept = stored(text)
    kept.encode()
    assert "\0" not in kept
    assert restored(kept) == text


def test_text_that_looks_escaped_comes_back_too() -> None:
    assert restored(stored('\x1a"a"')) == '\x1a"a"'


@given(moments)
@quietly
def test_busy_times_are_rounded_outwards(moment: datetime) -> None:
    down, up = from_seconds(seconds_down(moment)), from_seconds(seconds_up(moment))
    assert down <= moment <= up
    assert up - down <= timedelta(seconds=1)


def test_a_field_of_a_newer_version_is_passed_over() -> None:
    person = Person("camille@mail.example", "Camille")
    text = dump(person).replace("{", '{"pronouns": "they", ', 1)
    assert load(Person, text) == person


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "null", "{}", '{"uid": "x"}', '{"uid":"x","start":"soon","end":"x"}']
)
def test_anything_else_is_refused_as_a_wrong_value(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        load(Event, text)


def test_two_hundred_interviews_are_a_matter_of_milliseconds() -> None:
    found = interview("2026-11-24 10:00")
    found = replace(found, event=replace(found.event, description="x" * 500))
    began = time.perf_counter()
    for _ in range(200):
        load(Interview, dump(found))
    assert time.perf_counter() - began < 0.2  # ten times what it takes
