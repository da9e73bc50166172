"""The properties of an event beside its times."""

from datetime import date, timedelta

import pytest

from ics_text import PARIS, calendar, one, read, told, vevent
from relance.model import OurMark, Person, Response, ShowsAs, Status


def test_people_come_with_their_answers() -> None:
    event = one(
        'ORGANIZER;CN="Sorel, Ines":MAILTO:ines.sorel@solveria.example',
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=Camille Durand;RSVP=TRUE:mailto:camille@mail.example",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:paul@mail.example",
        "ATTENDEE;CN=Salle 4;CUTYPE=ROOM:invalid:nomail",
        "ATTENDEE;EMAIL=lou@mail.example;CN=Lou ^'L^':urn:uuid:1234",
    )  # fmt: skip
    assert event.organizer == Person("ines.sorel@solveria.example", "Sorel, Ines")
    assert event.attendees == (
        Person("camille@mail.example", "Camille Durand", Response.ACCEPTED),
        Person("paul@mail.example", "", Response.DECLINED),
        Person("", "Salle 4", Response.NEEDS_ACTION),
        Person("lou@mail.example", 'Lou "L"', Response.NEEDS_ACTION),
    )


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ((), ShowsAs.BUSY),
        (("TRANSP:TRANSPARENT",), ShowsAs.FREE),
        (("TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), ShowsAs.FREE),
        (("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",), ShowsAs.FREE),
        (("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",), ShowsAs.TENTATIVE),
        (("X-MICROSOFT-CDO-BUSYSTATUS:OOF",), ShowsAs.OUT_OF_OFFICE),
        (("X-MICROSOFT-CDO-BUSYSTATUS:BUSY",), ShowsAs.BUSY),
        (("X-MICROSOFT-CDO-BUSYSTATUS:oops",), ShowsAs.BUSY),
    ],
)
def test_time_counts_as_it_says(lines: tuple[str, ...], shown: ShowsAs) -> None:
    assert one(*lines).shows_as is shown


@pytest.mark.parametrize(
    ("line", "status"),
    [("STATUS:TENTATIVE", Status.TENTATIVE), ("STATUS:cancelled", Status.CANCELLED),
     ("STATUS:oops", Status.CONFIRMED)],
)  # fmt: skip
def test_status_is_read(line: str, status: Status) -> None:
    assert one(line).status is status


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        (("URL:https://a.example/x",), "https://a.example/x"),
        (("URL:https://a.example", "X-GOOGLE-CONFERENCE:https://meet.example/abc"),
         "https://meet.example/abc"),
        (("CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://visio.example/1,2",),
         "https://visio.example/1,2"),
        (("X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.example/l",), "https://teams.example/l"),
        (("URL:tel:+33199001234",), "tel:+33199001234"),
        (("URL:no link at all",), ""),
    ],
)  # fmt: skip
def test_the_link_to_a_conference_comes_first(lines: tuple[str, ...], url: str) -> None:
    assert one(*lines).url == url


def test_alarms_before_the_start_are_read() -> None:
    def alarm(trigger: str, action: str = "DISPLAY") -> str:
        return f"BEGIN:VALARM\r\nACTION:{action}\r\nSUMMARY:not ours\r\n{trigger}\r\nEND:VALARM"

    event = one(
        "SUMMARY:Point",
        alarm("TRIGGER:-PT15M"), alarm("TRIGGER;VALUE=DURATION:-P1DT2H"), alarm("TRIGGER:PT0S"),
        alarm("TRIGGER:PT5M"), alarm("TRIGGER;VALUE=DATE-TIME:20260310T080000Z"),
        alarm("TRIGGER:-PT3M", "EMAIL"), alarm("TRIGGER;RELATED=END:-PT3M"),
    )  # fmt: skip
    assert event.summary == "Point"
    assert event.alarms == (timedelta(minutes=15), timedelta(days=1, hours=2), timedelta())


def test_our_mark_is_read() -> None:
    event = one("X-RELANCE-KEY:0123456789ab-thank-you", "X-RELANCE-FINGERPRINT:1.2",
                'X-RELANCE-MEMORY:{"a":"b\\, c"}')  # fmt: skip
    assert event.our_mark == OurMark("0123456789ab-thank-you", "1.2", '{"a":"b, c"}')
    assert one("SUMMARY:X-RELANCE-KEY:abc").our_mark is None


def test_a_mark_that_is_none_of_ours_says_nothing() -> None:
    assert one("X-RELANCE-KEY:garbage").our_mark is None


def test_categories_and_sequence_are_read() -> None:
    event = one("CATEGORIES:Travail,a\\,b", "CATEGORIES:Travail,c", "SEQUENCE:7")
    assert (event.categories, event.sequence) == (("Travail", "a,b", "c"), 7)


@pytest.mark.parametrize(
    ("lines", "minutes"),
    [
        (("DTSTART:20260310T100000Z", "DTEND:20260310T104500Z"), 45),
        (("DTSTART:20260310T100000Z", "DURATION:PT1H30M"), 90),
        (("DTSTART:20260310T100000Z", "DURATION:P1W"), 7 * 24 * 60),
        (("DTSTART:20260310T100000Z",), 0),
        (("DTSTART;VALUE=DATE:20260310",), 24 * 60),
        (("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260310"), 24 * 60),
        (("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260312"), 48 * 60),
        (("DTSTART;VALUE=DATE:20260310", "DURATION:P3D"), 72 * 60),
        (("DTSTART:2026-03-10T10:00:00Z", "DTEND:2026-03-10T11:00:00Z"), 60),
    ],
)
def test_an_end_comes_from_whatever_is_there(lines: tuple[str, ...], minutes: int) -> None:
    assert one(*lines).span(PARIS).length == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "end", ["DTEND:20260310T080000Z", "DURATION:-PT1H", "DTEND;VALUE=DATE:20260312", "DTEND:oops",
            "DURATION:oops"],
)  # fmt: skip
def test_an_impossible_end_becomes_one_hour_and_is_told(end: str) -> None:
    found = read(calendar(vevent("DTSTART:20260310T100000Z", end)))
    (event,) = found.events
    assert event.span(PARIS).length == timedelta(hours=1)
    assert "one@files.example" in told(found)


def test_outlook_s_midnights_are_days() -> None:
    event = one("DTSTART;TZID=Romance Standard Time:20260310T000000",
                "DTEND;TZID=Romance Standard Time:20260311T000000",
                "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE")  # fmt: skip
    assert (event.start, event.end) == (date(2026, 3, 10), date(2026, 3, 11))


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("DTSTART:20260231T100000Z",), "20260231T100000Z"),
        (("DTSTART:oops",), "oops"),
        (("DTSTART:20260310T250000Z",), "20260310T250000Z"),
        (("DTSTART:",), "no date"),
    ],
)
def test_an_event_without_a_real_start_is_left_out_and_told(
    lines: tuple[str, ...], why: str
) -> None:
    found = read(calendar(vevent(*lines), vevent(uid="two@files.example")))
    assert [event.uid for event in found.events] == ["two@files.example"]
    assert why in told(found)
    assert "one@files.example" in told(found)


@pytest.mark.parametrize(
    "lines",
    [
        ("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Asia/Kolkata:00010101T000000"),
        ("RRULE:FREQ=WEEKLY", "RDATE;TZID=America/New_York:99991231T235959"),
        ("RRULE:FREQ=WEEKLY", "RDATE:99991231T235959Z/P9W"),
    ],
)
def test_dates_at_the_ends_of_the_calendar_spoil_nothing_else(lines: tuple[str, ...]) -> None:
    assert len(read(calendar(vevent(*lines))).events) == 43


def test_a_shift_beyond_the_calendar_leaves_its_series_out_and_is_told() -> None:
    far = vevent("RECURRENCE-ID;RANGE=THISANDFUTURE:20260317T090000Z",
                 "DTSTART:99991230T090000Z", "DURATION:PT1H")  # fmt: skip
    found = read(calendar(vevent("RRULE:FREQ=WEEKLY"), far, vevent(uid="two@files.example")))
    assert [event.uid for event in found.events] == ["two@files.example"]
    assert "beyond the calendar" in told(found)


def test_an_event_without_uid_is_named_by_its_line() -> None:
    text = calendar(vevent("SUMMARY:a"), "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT").decode()
    (warning,) = read(text.encode()).warnings
    line = text.split("\r\n").index("BEGIN:VEVENT", 5) + 1
    assert f"line {line}" in str(warning)


def test_an_event_without_uid_keeps_its_made_up_one() -> None:
    bare = "BEGIN:VEVENT\r\nDTSTART:20260310T100000Z\r\nSUMMARY:x\r\nDESCRIPTION:{}\r\nEND:VEVENT"
    uids = {
        event.uid for text in ("one", "two") for event in read(calendar(bare.format(text))).events
    }
    assert len(uids) == 1


def test_a_huge_text_is_cut_and_told() -> None:
    found = read(calendar(vevent("DESCRIPTION:" + "é" * 1_000_000, "SUMMARY:ok")))
    (event,) = found.events
    assert set(event.description) == {"é"}
    assert len(event.description) < 70_000
    assert event.summary == "ok"
    assert "2000000 bytes" in told(found)


def test_events_end_with_the_calendar_s_own_years() -> None:
    far = ("DTSTART:99991231T230000Z", "DURATION:P400D")
    found = read(calendar(vevent(*far), vevent(uid="two@files.example")), None)
    assert [event.uid for event in found.events] == ["two@files.example"]
    assert "outside" in told(found)
