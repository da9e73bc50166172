from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import hostile_http as http
from at_an_address import WINDOW, at, events, pull
from ics_text import calendar, vevent
from relance.errors import CursorExpired, Temporary
from relance.model import Window
from relance.testing.contract import OTHER_WINDOW, Round
from relance_ics.secret_address import read_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hostile_http import Asked, Hostile, Link

LATER = "20260309T101112Z"


@pytest.fixture
def server() -> Iterator[Hostile]:
    with http.hostile(http.calendar(events("one", "two"))) as server:
        yield server


def names(found: Round) -> list[str]:
    return sorted(event.summary for event in found.events)


def test_what_the_server_has_not_changed_is_not_sent_again(server: Hostile) -> None:
    day = "Mon, 09 Mar 2026 10:00:00 GMT"
    server.act = http.calendar(events("one"), ETag='"abc"', Last_Modified=day)
    found = at(server.at())
    first = pull(found)
    assert not {"if-none-match", "if-modified-since"} & server.asked[0].headers.keys()
    server.act = http.unchanged
    again = pull(found, first.cursor)
    assert (again.items, again.gone, again.cursor) == ({}, [], first.cursor)
    asked = server.asked[1].headers
    assert asked["if-none-match"] == '"abc"'
    assert asked["if-modified-since"] == day


def test_what_named_one_address_names_no_other(server: Hostile) -> None:
    server.act = http.calendar(events("one"), ETag='"abc"')
    cursor = pull(at(server.at())).cursor
    pull(at(server.at("/another.ics")), cursor)
    assert "if-none-match" not in server.asked[1].headers


@pytest.mark.parametrize("etag", ["\x01x", "é", "x" * 501, " ", '"a"\tb'])
def test_a_name_that_cannot_be_sent_back_is_not(server: Hostile, etag: str) -> None:
    server.act = http.calendar(events("one"), ETag=etag)
    found = at(server.at())
    pull(found, pull(found).cursor)
    assert "if-none-match" not in server.asked[1].headers


def test_another_etag_over_the_same_events_changes_nothing(server: Hostile) -> None:
    server.act = http.calendar(events("one", "two"), ETag='"a"')
    found = at(server.at())
    first = pull(found)
    server.act = http.calendar(events("one", "two", stamp=LATER), ETag='"b"')
    again = pull(found, first.cursor)
    assert (len(again.pages), again.items, again.gone) == (1, {}, [])
    server.act = http.unchanged
    pull(found, again.cursor)
    assert server.asked[2].headers["if-none-match"] == '"b"'


def test_the_time_of_asking_in_every_event_changes_none(server: Hostile) -> None:
    found = at(server.at())
    first = pull(found)
    server.act = http.calendar(events("one", "two", "three", stamp=LATER))
    again = pull(found, first.cursor)
    assert names(again) == ["three"]


def test_lines_that_only_look_stamped_count() -> None:
    plain = events("one")
    other = plain.replace(b"SUMMARY:one", b"SUMMARY:one\r\nX-NOTE:DTSTAMP")
    folded = plain.replace(b"SUMMARY:one", b"SUMMARY:on\r\n e")
    stamped = plain.replace(b"DTSTAMP:2026", b"DTSTAMP:2025")
    with http.hostile() as server:
        found = at(server.at())

        def changes(body: bytes) -> int:
            server.act = http.calendar(plain)
            cursor = pull(found).cursor
            server.act = http.calendar(body)
            return len(pull(found, cursor).items)

        assert changes(other) == 1
        assert changes(stamped) == 0
        assert changes(folded) == 0  # the same text, written otherwise
        server.act = http.calendar(plain.replace(b"\r\n", b"\r"))
        assert names(pull(found)) == ["one"]
        assert changes(plain.replace(b"one@", b"two@").replace(b"\r\n", b"\r")) == 1


def test_a_vanished_event_is_gone_only_after_two_whole_readings(server: Hostile) -> None:
    found = at(server.at())
    first = pull(found)
    server.act = http.calendar(events("one"), ETag='"shorter"')
    second = pull(found, first.cursor)
    assert second.gone == []
    assert len(second.pages[-1].kept) == 1
    server.act = http.calendar(events("one")[:-20])
    with pytest.raises(Temporary, match="nothing was taken from it"):
        pull(found, second.cursor)
    server.act = http.calendar(events("one"), ETag='"shorter"')
    third = pull(found, second.cursor)
    assert "if-none-match" not in server.asked[-1].headers  # it is to be seen once more
    assert third.gone == list(second.pages[-1].kept)
    assert pull(found, third.cursor).gone == []


def test_an_event_that_comes_back_is_neither_new_nor_gone(server: Hostile) -> None:
    found = at(server.at())
    cursor = pull(found).cursor
    for body in (events("one"), events("one", "two"), events("one")):
        server.act = http.calendar(body)
        after = pull(found, cursor)
        assert (after.items, after.gone) == ({}, [])
        cursor = after.cursor
    assert len(pull(found, cursor).gone) == 1


def test_reading_everything_anew_makes_nothing_vanish_sooner(server: Hostile) -> None:
    found = at(server.at())
    first = pull(found)
    server.act = http.calendar(events("one"))
    with pytest.raises(CursorExpired):
        Round(found, first.cursor, OTHER_WINDOW)
    anew = Round(found, None, OTHER_WINDOW)
    assert (anew.complete, len(anew.pages[-1].kept)) == (True, 1)
    after = Round(found, anew.cursor, OTHER_WINDOW)
    assert len(after.gone) == 1


def test_missing_twice_while_everything_is_read_anew_is_gone(server: Hostile) -> None:
    found = at(server.at())
    first = pull(found)
    server.act = http.calendar(events("one"))
    second = pull(found, first.cursor)
    with pytest.raises(CursorExpired):
        Round(found, second.cursor, OTHER_WINDOW)
    anew = Round(found, None, OTHER_WINDOW)
    assert (anew.complete, anew.pages[-1].kept) == (True, ())


def test_an_event_that_cannot_be_read_stays_known(server: Hostile) -> None:
    found = at(server.at())
    first = pull(found)
    server.act = http.calendar(events("one", "two").replace(b":20260310T100000", b":soon", 1))
    second = pull(found, first.cursor)
    assert second.gone == []
    assert len(second.pages[-1].kept) == 1
    assert "if-none-match" not in server.asked[-1].headers


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-8", "utf-16"),
        ("utf-16", "utf-16-le"),
        ("iso-8859-1", "cp1252"),
        ("", "cp1252"),
        ("iso-8859-2", "iso-8859-2"),
        ("iso-8859-2", "utf-8"),
        ("KOI8-R", "utf-8"),
        ("no-such-thing", "utf-8"),
        ("idna", "utf-8"),
        ("zlib", "utf-8"),
        ("utf-8; charset=idna", "utf-8"),
    ],
)
def test_words_are_read_whatever_the_server_says_of_their_encoding(
    server: Hostile, charset: str, encoding: str
) -> None:
    title = "Spotkanie: żółw" if encoding == "iso-8859-2" else "Réunion à l’école"
    body = calendar(vevent(f"SUMMARY:{title}")).decode().encode(encoding)
    server.act = http.calendar(body, Content_Type=f"text/calendar; charset={charset}")
    assert names(pull(at(server.at()))) == [title]


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/octet-stream", ""])
def test_a_calendar_is_one_whatever_its_type_is_called(server: Hostile, kind: str) -> None:
    server.act = http.calendar(events("one"), Content_Type=kind)
    assert names(pull(at(server.at()))) == ["one"]


def test_a_packed_calendar_is_unpacked(server: Hostile) -> None:
    packed = http.bomb(1, events("one")[:-15], b"X-A:b\r\n")
    end = http.bomb(0, b"END:VCALENDAR\r\n")
    server.act = http.calendar(packed + end, Content_Encoding="gzip")
    found = pull(at(server.at()))
    assert names(found) == ["one"]
    assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_a_broken_off_reading_leaves_no_round(server: Hostile) -> None:
    found = at(server.at())
    cursor = pull(found).cursor
    whole = events("one", "two")
    for act in (
        http.calendar(whole[:-16]),
        http.calendar(whole[: len(whole) // 2]),
        http.broken_off(whole, len(whole) + 1),
        http.calendar(http.bomb(1, whole)[:-1], Content_Encoding="gzip"),
        http.calendar(whole.replace(b"END:VCALENDAR", b"")),
        http.calendar(whole + whole[:-16]),
        http.calendar(whole[whole.index(b"BEGIN:VEVENT") : whole.index(b"END:VCALENDAR")]),
    ):
        server.act = act
        with pytest.raises(Temporary):
            pull(found, cursor)
    server.act = http.calendar(whole)
    assert pull(found, cursor).items == {}


def test_webcal_is_https() -> None:
    assert read_address(" webcal://cal.example/x.ics ").url == "https://cal.example/x.ics"
    assert read_address("<WEBCALS://Cal.Example:443/x.ics#top>").url == "https://cal.example/x.ics"
    assert read_address("http://[::1]:8080/x?a=b").url == "http://[::1]:8080/x?a=b"


@pytest.mark.parametrize(
    "text",
    ["", "cal.example/x.ics", "file:///etc/passwd", "ftp://cal.example/x", "https://", "https:///x",
     "https://a b.example/", "https://cal.example/\r\nX: y", "https://cal.example:99999/",
     "https://[::1/", "javascript:alert(1)", "https://" + "x" * 5000, "https://..//x",
     "https://ex\\ample/x", "http://\udcff/"],
)  # fmt: skip
def test_what_is_no_address_is_told_without_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(it|there) ") as told:
        read_address(text)
    assert not text or text not in str(told.value)


def test_a_window_in_another_zone_is_asked_for_no_network(server: Hostile) -> None:
    found = at(server.at())
    cursor = pull(found).cursor
    with pytest.raises(CursorExpired):
        Round(found, cursor, OTHER_WINDOW)
    with pytest.raises(CursorExpired):
        Round(found, "nonsense", Window(WINDOW.span, WINDOW.zone))
    assert len(server.asked) == 1


def test_a_server_may_send_more_than_one_calendar(server: Hostile) -> None:
    server.act = http.calendar(events("one") + events("two"))
    assert names(pull(at(server.at()))) == ["one", "two"]


def test_the_server_is_told_who_asks_and_nothing_of_the_person(server: Hostile) -> None:
    pull(at(server.at()))
    assert server.asked[0].headers["user-agent"] == "relance"
    assert "cookie" not in server.asked[0].headers


def test_cookies_are_not_kept(server: Hostile) -> None:
    server.act = http.calendar(events("one"), Set_Cookie="who=camille")
    found = at(server.at())
    pull(found, pull(found).cursor)
    assert "cookie" not in server.asked[1].headers


def test_a_slow_server_that_comes_to_an_end_is_read(server: Hostile) -> None:
    def slowly(_asked: Asked, link: Link) -> None:
        link.head(Content_Type=http.CALENDAR)
        body = events("one")
        for start in range(0, len(body), 50):
            link.send(body[start : start + 50])
            link.wait(0.02)

    server.act = slowly
    assert names(pull(at(server.at()))) == ["one"]
