"""What a server withholds, cuts off or does not tell is not taken for deleted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from caldav_between import MANY, Told
from caldav_hand import client
from relance.errors import BadInput, RelanceError
from relance.ical import calendar_bytes
from relance.testing.contract import Round, an_event
from relance.testing.series import STAMP
from relance_caldav.calendar import CaldavCalendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from caldav_between import Between
    from caldav_hand import CaldavHand
    from caldav_server import Server

DATA = re.compile(
    rb"<((?:\w+:)?)propstat>(?:(?!</?(?:\w+:)?propstat>).)*BEGIN:VCALENDAR"
    rb".*?</(?:\w+:)?propstat>",
    re.DOTALL,
)
XML = {"Content-Type": "text/xml"}
OPEN = b'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
WITHHELD = (
    b'<propstat xmlns="DAV:"><prop><C:calendar-data xmlns:C="urn:ietf:params:xml:ns:caldav"/>'
    b"</prop><status>HTTP/1.1 403 Forbidden</status></propstat>"
)


def told(responses: str) -> Told:
    end = b"<sync-token>urn:t</sync-token></multistatus>"
    return Told(207, XML, OPEN + responses.encode() + end)


def refused(href: str, status: str) -> str:
    return f"<response><href>{href}</href><status>HTTP/1.1 {status}</status></response>"


def withheld(answer: Told) -> Told:
    """Tell of every event, and show none."""
    answer.body = DATA.sub(WITHHELD, answer.body)
    assert b"BEGIN:VEVENT" not in answer.body
    return answer


@pytest.fixture(params=["radicale", "davical"])
def reading(
    request: pytest.FixtureRequest, server: Server, path: str, wire: Between
) -> Iterator[CaldavCalendar]:
    """Return a calendar that is read by sync-collection, or by its etags."""
    way = client(server, wire.port)
    way.server = request.param
    yield CaldavCalendar(way, f"http://127.0.0.1:{wire.port}{path}", "Mien")
    way.close()


@pytest.fixture
def by_etags(server: Server, path: str, wire: Between) -> Iterator[CaldavCalendar]:
    way = client(server, wire.port)
    way.server = "davical"
    yield CaldavCalendar(way, f"http://127.0.0.1:{wire.port}{path}", "Mien")
    way.close()


@pytest.mark.parametrize("anew", [False, True])
def test_an_event_that_the_server_withholds_is_kept_and_told(
    reading: CaldavCalendar, wire: Between, hand: CaldavHand, *, anew: bool
) -> None:
    hand.put(an_event())
    first = Round(reading, None)
    (ref,) = first.items
    hand.put(an_event(summary="Autre"))
    wire.change("REPORT", withheld)
    again = Round(reading, None if anew else first.cursor)
    assert (again.gone, list(again.items)) == ([], [])
    assert again.pages[-1].kept == (ref,)
    (warned,) = again.pages[-1].warnings
    assert warned.where == ref


@pytest.mark.parametrize("status", ["403 Forbidden", "500 Oops"])
@pytest.mark.parametrize("anew", [False, True])
def test_a_calendar_that_is_refused_inside_an_answer_is_no_empty_one(
    reading: CaldavCalendar,
    wire: Between,
    hand: CaldavHand,
    path: str,
    status: str,
    *,
    anew: bool,
) -> None:
    hand.put(an_event())
    first = Round(reading, None)
    for method in ("REPORT", "PROPFIND"):
        wire.answer(method, told(refused(path, status)), times=MANY)
    with pytest.raises(RelanceError, match="could not show"):
        Round(reading, None if anew else first.cursor)


@pytest.mark.parametrize(
    "cut",
    [lambda path: refused(path, "507 Insufficient Storage"), lambda _: ""],
    ids=["cut off", "empty"],
)
def test_etags_that_are_not_all_told_are_an_error(
    by_etags: CaldavCalendar,
    wire: Between,
    hand: CaldavHand,
    path: str,
    cut: Callable[[str], str],
) -> None:
    hand.put(an_event())
    first = Round(by_etags, None)
    wire.answer("PROPFIND", told(cut(path)))
    with pytest.raises(BadInput, match="not show the whole"):
        Round(by_etags, first.cursor)


def test_an_answer_that_is_cut_off_and_goes_nowhere_is_an_error(
    calendar: CaldavCalendar, wire: Between, hand: CaldavHand, path: str
) -> None:
    hand.put(an_event())
    wire.answer("REPORT", told(refused(path, "507 Insufficient Storage")), times=MANY)
    with pytest.raises(BadInput, match="not show the whole"):
        Round(calendar, None)


def test_a_round_that_begins_anew_takes_nothing_along(
    calendar: CaldavCalendar, wire: Between, hand: CaldavHand, path: str
) -> None:
    cursor = Round(calendar, None).cursor
    hand.put(an_event())
    data = calendar_bytes([an_event("gone@person.example")], stamp=STAMP).decode()
    gone = (
        f"<response><href>{path}gone.ics</href><propstat><prop><getetag>1</getetag>"
        f"<C:calendar-data>{data}</C:calendar-data></prop>"
        "<status>HTTP/1.1 200 OK</status></propstat></response>"
    )
    without_token = Told(207, XML, OPEN + gone.encode() + b"</multistatus>")
    wire.answer("REPORT", without_token)
    again = Round(calendar, cursor)
    assert again.complete
    assert again.one().uid == "one@person.example"
