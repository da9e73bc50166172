"""Bytes become text: encodings, folds, line ends, several calendars, control characters."""

import codecs
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ics_text import PARIS as YEAR_ZONE
from ics_text import calendar, one, read, told, vevent
from relance.errors import BadInput
from relance.ical.text import clean, is_html, plain

TITLE = "Entretien – chargé d’études ☎ 面接"
PLAIN = calendar(vevent(f"SUMMARY:{TITLE}"))


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        codecs.BOM_UTF8 + PLAIN,
        codecs.BOM_UTF16_LE + PLAIN.decode().encode("utf-16-le"),
        codecs.BOM_UTF16_BE + PLAIN.decode().encode("utf-16-be"),
        PLAIN.decode().encode("utf-16-le"),
        PLAIN.decode().encode("utf-16-be"),
        PLAIN.replace(b"\r\n", b"\n"),
        PLAIN.replace(b"\r\n", b"\r"),
        b"\r\n\r\n" + PLAIN,
        PLAIN.replace(b"BEGIN:", b"begin:").replace(b"END:", b"end:").replace(b"UID", b"Uid"),
    ],
    ids=["utf8", "bom", "16le", "16be", "16le-bare", "16be-bare", "lf", "cr", "blank", "case"],
)
def test_the_title_is_the_same_in_every_encoding(data: bytes) -> None:
    found = read(data)
    assert [event.summary for event in found.events] == [TITLE]
    assert not found.warnings


def test_a_line_of_windows_1252_does_not_spoil_the_utf8_around_it() -> None:
    data = calendar(vevent(f"SUMMARY:{TITLE}"), vevent("SUMMARY:XX", uid="two@files.example"))
    found = read(data.replace(b"XX", "à 50 €".encode("cp1252")))
    assert {event.summary for event in found.events} == {TITLE, "à 50 €"}
    assert told(found).count("Windows-1252") == 1


@given(st.integers(1, 40), st.sampled_from([b"\r\n ", b"\r\n\t", b"\n "]))
@settings(deadline=None)
def test_a_fold_may_lie_anywhere_even_inside_a_character(width: int, fold: bytes) -> None:
    line = f"SUMMARY:{TITLE}".encode()
    folded = fold.join(line[at : at + width] for at in range(0, len(line), width))
    data = PLAIN.replace(line, folded)
    if fold == b"\n ":
        data = data.replace(b"\r\n", b"\n")
    assert [event.summary for event in read(data).events] == [TITLE]


def test_several_calendars_in_one_file_are_one() -> None:
    off = calendar("METHOD:CANCEL", vevent(uid="two@files.example"))
    found = read(PLAIN + off + calendar(vevent(uid="three@files.example")))
    states = {event.uid[:3]: event.status.value for event in found.events}
    assert states == {"one": "confirmed", "two": "cancelled", "thr": "confirmed"}


def test_a_bare_event_is_read() -> None:
    assert [e.uid for e in read(vevent().encode()).events] == ["one@files.example"]


def test_escapes_are_undone() -> None:
    event = one("SUMMARY:a\\, b\\; c\\\\n", "DESCRIPTION:one\\ntwo\\Nthree")
    assert event.summary == "a, b; c\\n"
    assert event.description == "one\ntwo\nthree"


def test_control_characters_never_come_through() -> None:
    event = one("SUMMARY:a\x00b\x1b[31mc\u202ed\x07\\ne", "DESCRIPTION:x\x00\u2066y\\nz\x85w")
    assert event.summary == "ab[31mcd e"
    assert event.description == "xy\nz\nw"


def test_emoji_made_of_several_characters_stay_whole() -> None:
    assert one("SUMMARY:👩‍💻 ok").summary == "👩‍💻 ok"


@given(st.text())
@settings(deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"   \r\n\r\n", "empty"),
        (b"\0" * 500, "empty"),
        (b"<html><body>BEGIN something</body></html>", "web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "no BEGIN:VCALENDAR"),
        (b"BEGIN:VCARD\r\nFN:Ines\r\nEND:VCARD\r\n", "address book"),
        (b"the words BEGIN:VCALENDAR in a letter", "no BEGIN:VCALENDAR"),
        ("été".encode("utf-16"), "no BEGIN:VCALENDAR"),
    ],
)
def test_what_is_no_calendar_is_refused_in_one_plain_line(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why) as refused:
        read(data)
    assert str(refused.value).startswith("home.ics: ")
    assert str(refused.value).isprintable()


@given(st.binary(max_size=300))
@settings(deadline=None, max_examples=200)
def test_random_bytes_inside_a_calendar_never_break_the_reader(noise: bytes) -> None:
    data = calendar(vevent(), "BEGIN:VEVENT", "UID:noise").replace(
        b"UID:noise", b"UID:noise\r\n" + noise
    )
    for warning in read(data).warnings:
        assert str(warning).isprintable()


LINES = st.sampled_from(
    ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "END:VCALENDAR", "UID:x",
     "BEGIN:VCALENDAR", "DTSTART:20260310T100000Z", "DTSTART;VALUE=DATE:20260310", "DTEND:x",
     "DURATION:-P1D", "DURATION:PT999999999S", "RRULE:FREQ=DAILY", "RRULE:FREQ=HOURLY;COUNT=9",
     "RRULE:BYDAY=XX", "RDATE:20260311T100000Z", "EXDATE;TZID=Nowhere:20260310T110000",
     "RECURRENCE-ID:20260311T100000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260312T100000Z",
     "RECURRENCE-ID;VALUE=DATE:20260312", "DTSTART:00010101T000000Z", "DTSTART:99991231T235959",
     "DTEND:99991231T235959Z", 'DTSTART;TZID="x:20260310T100000', "SEQUENCE:-1", "TRIGGER:-PT5M",
     "ACTION:DISPLAY", "ATTENDEE:", "ORGANIZER;CN=:mailto:", "CATEGORIES:,,", "BEGIN:VTIMEZONE",
     "TZID:Nowhere", "BEGIN:STANDARD", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE"]
)  # fmt: skip


@given(st.lists(LINES, max_size=40))
@settings(deadline=None, max_examples=400)
def test_lines_in_any_order_never_break_the_reader(lines: list[str]) -> None:
    found = read("\r\n".join(["BEGIN:VCALENDAR", *lines]).encode())
    for event in found.events:
        assert event.span(YEAR_ZONE).length >= timedelta()
    assert all(str(warning).isprintable() for warning in found.warnings)


def test_html_descriptions_become_plain_text() -> None:
    html = (
        "<p>Bonjour&nbsp;Camille,</p><ul><li>poste</li><li>équipe</li></ul>"
        '<style>p {color: red}</style><a href="https://meet.example/x?a=1&amp;b=2">Rejoindre</a>'
    )
    event = one("DESCRIPTION:" + html.replace(";", r"\;").replace(",", r"\,"))
    assert event.description == (
        "Bonjour Camille,\n\nposte\n\néquipe\n\nRejoindre (https://meet.example/x?a=1&b=2)"
    )


def test_an_alternative_description_serves_when_it_is_the_only_one() -> None:
    only = one("X-ALT-DESC;FMTTYPE=text/html:<p>Visio <b>Teams</b></p>")
    assert only.description == "Visio Teams"
    both = one("DESCRIPTION:Teams", "X-ALT-DESC;FMTTYPE=text/html:<p>autre</p>")
    assert both.description == "Teams"


@pytest.mark.parametrize("text", ["a < b and c > d", "Ines <ines@solveria.example>", "1<2", "<3"])
def test_plain_text_with_angle_brackets_is_no_html(text: str) -> None:
    assert not is_html(text)
    assert one(f"DESCRIPTION:{text}").description == text


@pytest.mark.parametrize("piece", ["<", "<a", "<a href='", "<p ", "&", "</script", "<!--", "<p>"])
def test_hostile_html_takes_no_time(piece: str) -> None:
    assert isinstance(plain(piece * (60_000 // len(piece))), str)
