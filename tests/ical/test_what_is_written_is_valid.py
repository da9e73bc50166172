"""The bytes that are written: strict readers take them, and they come back as they were."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from ics_text import PARIS
from relance.ical import calendar_bytes, read_events
from relance.model import Event, OurMark, Person, ShowsAs, Status
from relance.testing.strategies import events

STAMP = datetime(2026, 11, 16, 9, tzinfo=UTC)
CALL = Event(
    "0123456789ab-follow-up-1@relance",
    datetime(2026, 11, 17, 10, tzinfo=PARIS),
    datetime(2026, 11, 17, 10, 15, tzinfo=PARIS),
    zone="Europe/Paris",
    summary="Appeler Solvéria, relance 1 ; poste d’analyste",
    description="Bonjour,\nune question\\précise ; " + "été 👩‍💻 " * 30,
    url="https://a.example/x,y;z?a=1&b=2",
    categories=("Relances", "a,b"),
    alarms=(timedelta(minutes=15), timedelta()),
    sequence=3,
    our_mark=OurMark("0123456789ab-follow-up-1", "ab.cd", '{"o":"a,b;c\\\\d","n":[1,2]}'),
)
DAY = Event("0123456789ab-abandon@relance", date(2026, 12, 8), date(2026, 12, 9),
            summary="Laisser Solvéria", shows_as=ShowsAs.FREE)  # fmt: skip
MANY = st.lists(events(), max_size=4, unique_by=lambda event: event.uid)


def written(*found: Event) -> bytes:
    return calendar_bytes(found, name="Relances", stamp=STAMP)


def test_a_follow_up_is_written_to_the_byte() -> None:
    bare = replace(CALL, description="Deux\nlignes", summary="Appeler", categories=(), alarms=(
        timedelta(minutes=15),))  # fmt: skip
    assert written(bare).decode().split("\r\n") == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//relance//relance//EN",
        "CALSCALE:GREGORIAN", "X-WR-CALNAME:Relances",
        "BEGIN:VEVENT", "SUMMARY:Appeler", "DTSTART:20261117T090000Z", "DTEND:20261117T091500Z",
        "DTSTAMP:20261116T090000Z", "UID:0123456789ab-follow-up-1@relance", "SEQUENCE:3",
        "DESCRIPTION:Deux\\nlignes", "STATUS:CONFIRMED", "TRANSP:OPAQUE",
        "URL:https://a.example/x,y;z?a=1&b=2",
        "X-RELANCE-FINGERPRINT:ab.cd", "X-RELANCE-KEY:0123456789ab-follow-up-1",
        'X-RELANCE-MEMORY:{"o":"a\\,b\\;c\\\\\\\\d"\\,"n":[1\\,2]}',
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Appeler", "TRIGGER:-PT15M", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


def test_a_marker_is_a_free_day() -> None:
    lines = written(DAY).decode().split("\r\n")
    assert {"DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261209",
            "TRANSP:TRANSPARENT"} <= set(lines)  # fmt: skip


@given(MANY)
@settings(deadline=None, max_examples=100)
def test_lines_are_short_whole_and_end_in_crlf(found: list[Event]) -> None:
    data = written(*found)
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not re.search(rb"[\r\n]", data.replace(b"\r\n", b""))
    for line in lines:
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", line.decode("utf-8"))
    assert not re.search(rb"(?m)^[A-Z-]+;[^:]*TZID", data)


@given(MANY)
@settings(deadline=None, max_examples=60)
def test_strict_readers_take_what_is_written(found: list[Event]) -> None:
    data = written(*found)
    assert len(IcsCalendarStream.calendar_from_ics(data.decode()).events) == len(found)
    read = icalendar.Calendar.from_ical(data)
    assert all(not event.errors for event in read.walk("VEVENT"))
    if found:
        plain = vobject.readOne(data.decode(), validate=True)
        assert [event.summary.value for event in plain.vevent_list]
        assert {event.uid.value for event in plain.vevent_list} == {one.uid for one in found}


@given(events())
@settings(deadline=None, max_examples=200)
def test_what_is_written_comes_back(event: Event) -> None:
    found = read_events(written(event), where="x", zone=PARIS)
    assert not found.warnings
    (back,) = found.events
    assert replace(back, zone=event.zone) == event
    assert back.fingerprint() == event.fingerprint()
    assert written(back) == written(event)


@given(st.permutations([CALL, DAY, replace(CALL, uid="z@relance")]))
def test_the_same_events_make_the_same_bytes_in_any_order(found: list[Event]) -> None:
    assert written(*found) == written(CALL, DAY, replace(CALL, uid="z@relance"))


def test_control_characters_are_never_written() -> None:
    evil = replace(CALL, summary="a\r\nATTENDEE:mailto:x@y.example\x00\x1b", uid="u\r\nX:1",
                   description="b\r\n\x07c", url="https://a.example/\r\nX:2",
                   our_mark=OurMark("k\r\nX:3", "f\n", "m\r\nX:4"))  # fmt: skip
    data = written(evil)
    assert not re.search(rb"(?m)^(ATTENDEE|X:)", data)
    assert not re.search(rb"[\x00\x07\x1b]", data)
    (back,) = read_events(data, where="x", zone=PARIS).events
    assert back.description == "b\nc"


def test_nobody_is_ever_invited() -> None:
    invited = replace(CALL, organizer=Person("a@b.example"), attendees=(Person("c@d.example"),))
    assert b"example" not in written(replace(invited, url=""))


def test_an_occurrence_keeps_its_name() -> None:
    (back,) = read_events(
        written(replace(CALL, recurrence_id="20261117T090000Z")), where="x", zone=PARIS
    ).events
    assert back.recurrence_id == "20261117T090000Z"


def test_an_event_without_length_has_no_end() -> None:
    assert b"DTEND" not in written(replace(CALL, end=CALL.start))


def test_a_cancelled_event_says_so() -> None:
    assert b"STATUS:CANCELLED" in written(replace(CALL, status=Status.CANCELLED))
    off = calendar_bytes([CALL], stamp=STAMP, method="CANCEL")
    (back,) = read_events(off, where="x", zone=PARIS).events
    assert back.status is Status.CANCELLED
