"""A calendar is read in few requests, and an error is never taken for an empty calendar."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from caldav_between import MANY, Told, between
from caldav_hand import client, follow_ups
from caldav_server import Server
from relance.errors import BadInput, CursorExpired, NeedsPerson, Refused, RelanceError, Temporary
from relance.testing.contract import WINDOW, Round, an_event
from relance_caldav.calendar import CaldavCalendar
from relance_caldav.client import Limits
from relance_caldav.cursor import Cursor

if TYPE_CHECKING:
    from caldav_between import Between
    from caldav_hand import CaldavHand
    from relance_caldav.follow_ups import CaldavFollowUps

HEAD = b'<?xml version="1.0"?>'
OPEN = b'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
TOKEN = b"<sync-token>urn:t</sync-token></multistatus>"
XML = {"Content-Type": "text/xml"}


def told(*responses: str, token: bytes = TOKEN) -> Told:
    return Told(207, XML, HEAD + OPEN + "".join(responses).encode() + token)


def response(href: str, *, etag: str = '"1"', status: str = "") -> str:
    if status:
        return f"<response><href>{href}</href><status>HTTP/1.1 {status}</status></response>"
    prop = f"<propstat><prop><getetag>{etag}</getetag></prop><status>HTTP/1.1 200 OK</status>"
    return f"<response><href>{href}</href>{prop}</propstat></response>"


# few requests


def test_a_first_reading_is_two_requests(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand
) -> None:
    for number in range(30):
        hand.put(an_event(f"{number}@person.example"))
    wire.forget()
    assert len(Round(calendar, None).items) == 30
    assert wire.count() == 2


def test_nothing_changed_is_one_request(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand
) -> None:
    hand.put(an_event())
    cursor = Round(calendar, None).cursor
    wire.forget()
    assert not Round(calendar, cursor).items
    assert wire.count() == 1


def test_nothing_changed_is_one_request_where_etags_are_compared(
    server: Server, path: str, wire: Between, hand: CaldavHand
) -> None:
    way = client(server, wire.port)
    way.server = "zimbra"
    calendar = CaldavCalendar(way, f"http://127.0.0.1:{wire.port}{path}", "Mien")
    hand.put(an_event())
    cursor = Round(calendar, None).cursor
    wire.forget()
    assert not Round(calendar, cursor).items
    assert wire.count() == 1
    hand.put(an_event(summary="Autre"))
    assert Round(calendar, cursor).one().summary == "Autre"


def test_a_server_that_leaves_the_data_out_is_asked_for_all_of_it_at_once(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand
) -> None:
    def without(answer: Told) -> Told:
        answer.body = re.sub(
            rb"<(\w+):calendar-data.*?</\1:calendar-data>", b"", answer.body, flags=re.DOTALL
        )
        return answer

    cursor = Round(calendar, None).cursor
    for number in range(5):
        hand.put(an_event(f"{number}@person.example"))
    wire.change("REPORT", without, times=1)
    wire.forget()
    assert len(Round(calendar, cursor).items) == 5
    assert wire.count() == 2


def _without(told: Told, name: bytes) -> Told:
    told.body = told.body.replace(name, b"other")
    return told


@pytest.mark.parametrize("when", ["never", "any more"])
def test_a_server_without_sync_collection_is_read_by_its_etags(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand, when: str
) -> None:
    hand.put(an_event())
    token = b"sync-token" if when == "never" else b"nothing"
    wire.change("PROPFIND", lambda told: _without(told, token), times=1)
    first = Round(calendar, None)
    if when == "any more":
        wire.answer("REPORT", Told(403, XML, b'<error xmlns="DAV:"><supported-report/></error>'))
        first = Round(calendar, first.cursor)
    assert first.complete
    assert first.one().uid == "one@person.example"
    assert not json.loads(first.cursor)[2]
    hand.put(an_event("two@person.example"))
    hand.remove("one@person.example")
    second = Round(calendar, first.cursor)
    assert second.one().uid == "two@person.example"
    assert second.gone == list(first.items)
    assert not Round(calendar, second.cursor).items


def test_a_reply_that_is_cut_off_is_followed_to_its_end(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand, path: str
) -> None:
    cursor = Round(calendar, None).cursor
    hand.put(an_event())
    wire.answer("REPORT", told(response(path, status="507 Insufficient Storage")))
    with pytest.raises(CursorExpired):  # urn:t is a token that no real server gave
        Round(calendar, cursor)
    assert b"urn:t" in wire.asked[-1].body


def test_a_query_that_is_cut_off_is_no_small_calendar(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand, path: str
) -> None:
    hand.put(an_event())
    cut = told(response(path, status="507 Insufficient Storage"))
    wire.answer("REPORT", cut)
    assert Round(calendar, None).one().uid == "one@person.example"
    wire.change("PROPFIND", lambda told: _without(told, b"sync-token"), times=1)
    wire.answer("REPORT", cut)
    with pytest.raises(BadInput, match="does not show the whole"):
        Round(calendar, None)


def test_what_began_long_ago_and_goes_on_is_not_passed_over(
    calendar: CaldavFollowUps, hand: CaldavHand
) -> None:
    start = datetime(2020, 1, 7, 9, tzinfo=UTC)
    old = an_event(start=start, end=start + timedelta(hours=1))
    hand.put(old, rule="FREQ=WEEKLY")
    hand.put(replace(old, uid="long@person.example", end=WINDOW.span.end + timedelta(days=9)))
    found = Round(calendar, None).items
    assert len(found) == 2
    assert min(len(events) for events in found.values()) == 1


# tokens


@pytest.mark.parametrize("status", [400, 403, 409, 410, 412])
def test_a_token_that_is_no_good_any_more_is_told_as_such(
    calendar: CaldavFollowUps, wire: Between, status: int
) -> None:
    cursor = Round(calendar, None).cursor
    body = b'<d:error xmlns:d="DAV:"><d:valid-sync-token/></d:error>'
    wire.answer("REPORT", Told(status, XML, body))
    with pytest.raises(CursorExpired):
        Round(calendar, cursor)


def test_a_token_that_a_real_server_never_gave_is_expired(calendar: CaldavFollowUps) -> None:
    known = Cursor.read(Round(calendar, None).cursor, WINDOW)
    never = Cursor(known.window, "http://radicale.org/ns/sync/" + "0" * 64)
    with pytest.raises(CursorExpired):
        Round(calendar, never.text())


def test_a_calendar_that_is_closed_is_no_expired_token(
    calendar: CaldavFollowUps, wire: Between
) -> None:
    cursor = Round(calendar, None).cursor
    wire.answer("REPORT", Told(403), times=2)
    with pytest.raises(Refused, match="does not allow"):
        Round(calendar, cursor)
    with pytest.raises(Refused, match="does not allow"):
        Round(calendar, None)


@pytest.mark.parametrize("text", ["", "x", "[]", "[1,2,3,4]", '[1,"w","t","!"]', "[" * 9_000])
def test_a_cursor_that_cannot_be_read_is_expired(calendar: CaldavFollowUps, text: str) -> None:
    with pytest.raises(CursorExpired):
        Round(calendar, text)


# an error is not an empty calendar


BOMB = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>' + OPEN + b"&c;</multistatus>"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Told(207, XML, BOMB), "entities"),
        (Told(207, XML, HEAD + OPEN), "breaks off"),
        (Told(207, XML, b""), "breaks off"),
        (Told(200, {"Content-Type": "text/html"}, b"<html><body>Log in</body></html>"), "no list"),
        (Told(207, XML, b"<a/>"), "no list"),
        (Told(207, XML, OPEN + b"<a>" * 5_000), "too deep"),
        (told(response("https://elsewhere.example/x.ics")), "outside"),
        (told(response("/x.ics")), "outside"),
        (told(response("../../x.ics")), "outside"),
        (told(response("//elsewhere.example/x.ics")), "outside"),
        (told(response("http://[")), "outside"),
        (told(response("x.ics", status="500 Oops")), "could not show"),
        (Told(207, {"Content-Encoding": "gzip"}, b"no gzip"), "cannot be read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_is_none_is_an_error(
    calendar: CaldavFollowUps, wire: Between, answer: Told, words: str
) -> None:
    wire.answer("REPORT", answer, times=MANY)
    with pytest.raises((BadInput, Temporary), match=words):
        Round(calendar, None)


def test_an_event_that_was_asked_for_and_left_out_is_an_error(
    calendar: CaldavFollowUps, wire: Between, path: str
) -> None:
    cursor = Round(calendar, None).cursor
    wire.answer("REPORT", told(response(f"{path}x.ics")))
    wire.answer("REPORT", told(token=b"</multistatus>"))
    with pytest.raises(BadInput, match="left out"):
        Round(calendar, cursor)


@pytest.mark.parametrize("after", [False, True])
def test_a_reading_whose_answer_is_lost_is_repeated(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand, *, after: bool
) -> None:
    hand.put(an_event())
    wire.lose("REPORT", after=after)
    assert Round(calendar, None).one().uid == "one@person.example"


def test_an_event_that_cannot_be_read_is_kept_and_told(
    calendar: CaldavFollowUps, wire: Between, hand: CaldavHand
) -> None:
    hand.put(an_event("one@person.example"))
    hand.put(an_event("two@person.example"))
    first = Round(calendar, None)

    def broken(answer: Told) -> Told:
        answer.body = answer.body.replace(b"DTSTART;TZID=Europe/Paris:2026", b"DTSTOP:2026", 1)
        return answer

    wire.change("REPORT", broken)
    again = Round(calendar, None)
    (page,) = again.pages
    assert len(again.items) == 1
    assert {*page.kept, *again.items} == set(first.items)
    assert page.warnings


# limits


def small(wire: Between, **limits: float) -> CaldavCalendar:
    server = Server("none", wire.port, "/c/")
    way = client(server, limits=Limits(**limits))  # type: ignore[arg-type] # numbers of each kind
    way.server = "davical"  # whose tokens are not asked for
    return CaldavCalendar(way, server.url("/c/one/"), "Mien")


def test_a_slow_drip_ends_at_the_limit() -> None:
    with between() as wire:
        body = HEAD + OPEN + b" " * 5_000
        wire.answer("REPORT", Told(207, XML, body, pace=0.01), times=MANY)
        with pytest.raises(Temporary, match="no answer came in time"):
            Round(small(wire, whole=0.5), None)


def test_a_head_that_never_ends_ends_at_the_limit() -> None:
    import socket
    import threading
    import time

    from caldav_between import Between

    ended = threading.Event()

    def drip(listening: socket.socket) -> None:
        while not ended.is_set():
            try:
                asking, _ = listening.accept()
            except OSError:
                return
            with asking:
                asking.sendall(b"HTTP/1.1 207 ")
                while not ended.wait(0.05):
                    try:
                        asking.sendall(b"x")
                    except OSError:
                        break

    with socket.create_server(("127.0.0.1", 0)) as listening:
        wire = Between(None)
        wire.port = listening.getsockname()[1]
        listening.settimeout(2)
        thread = threading.Thread(target=drip, args=(listening,))
        thread.start()
        began = time.monotonic()
        with pytest.raises(Temporary, match="no answer came in time"):
            Round(small(wire, whole=0.5, silence=5.0), None)
        assert time.monotonic() - began < 5
        ended.set()
        thread.join()


def test_silence_ends_at_the_limit() -> None:
    with between() as wire:
        wire.answer("REPORT", Told(207, XML, OPEN, pace=2.0), times=MANY)
        with pytest.raises(Temporary, match=r"in time|broke off"):
            Round(small(wire, silence=0.2), None)


def test_an_endless_answer_ends_at_the_limit() -> None:
    with between() as wire:
        wire.answer("REPORT", Told(207, XML, OPEN + b" " * 3_000_000), times=MANY)
        with pytest.raises(BadInput, match="longer than"):
            Round(small(wire, largest=1 << 20), None)


def test_a_gzip_bomb_ends_at_the_limit() -> None:
    import gzip

    with between() as wire:
        body = gzip.compress(OPEN + b" " * 50_000_000)
        wire.answer("REPORT", Told(207, {"Content-Encoding": "gzip"}, body), times=MANY)
        with pytest.raises(BadInput, match="longer than"):
            Round(small(wire, largest=1 << 20), None)


def test_a_password_goes_along_no_redirection(calendar: CaldavFollowUps, wire: Between) -> None:
    with between() as elsewhere:
        to = f"http://127.0.0.1:{elsewhere.port}/"
        wire.answer("REPORT", Told(302, {"Location": to}), times=MANY)
        with pytest.raises(NeedsPerson, match="sends to another address"):
            Round(calendar, None)
        assert not elsewhere.asked


def test_a_server_that_is_not_there_is_told(server: Server, path: str) -> None:
    with between() as gone:
        port = gone.port
    with pytest.raises(Temporary, match="nothing answers there"):
        Round(follow_ups(server, path, port), None)


def test_no_error_tells_the_password(calendar: CaldavFollowUps, wire: Between) -> None:
    for status in (400, 401, 403, 404, 409, 412, 500):
        wire.answer("REPORT", Told(status, {}, b"a-secret-of-paper"), times=6)
        with pytest.raises(RelanceError) as refused:
            Round(calendar, None)
        assert "a-secret-of-paper" not in f"{refused.value!r} {refused.value}"
