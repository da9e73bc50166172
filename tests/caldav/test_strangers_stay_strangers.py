"""What comes from others is theirs, takes no more than its share, and gets no secret."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from relance.errors import BadInput, Conflict
from relance.ical import calendar_bytes
from relance.testing.contract import Round, a_follow_up
from relance.testing.series import STAMP
from relance_caldav.answers import Multistatus

if TYPE_CHECKING:
    from caldav_hand import CaldavHand
    from caldav_server import Server
    from relance_caldav.follow_ups import CaldavFollowUps

MEGABYTE = 1 << 20
BEGUN = b'<multistatus xmlns="DAV:"><response><href>/c/a.ics</href><propstat><prop>'


def test_an_invitation_that_carries_a_mark_like_ours_is_not_ours(
    calendar: CaldavFollowUps, hand: CaldavHand, path: str
) -> None:
    theirs = replace(a_follow_up(), uid="invitation@recruiter.example")
    people = b"ORGANIZER:mailto:ines@recruiter.example\r\nEND:VEVENT"
    data = calendar_bytes([theirs], stamp=STAMP).replace(b"END:VEVENT", people)
    hand.write(f"{path}invitation.ics", data)
    read = Round(calendar, None).one()
    assert read.our_mark is None
    assert list(calendar.ours()) == []
    for deed in (calendar.update, calendar.delete):
        with pytest.raises(Conflict, match="does not carry our mark"):
            deed(replace(read, our_mark=theirs.our_mark))


def test_a_follow_up_that_somebody_is_invited_to_stays_ours(
    calendar: CaldavFollowUps, hand: CaldavHand, server: Server
) -> None:
    stored = calendar.create(a_follow_up())
    at = hand.place(stored.uid)
    guest = b"ORGANIZER:mailto:camille@mail.example\r\nEND:VEVENT"
    hand.write(at, server.ask("GET", at).body.replace(b"END:VEVENT", guest))
    assert Round(calendar, None).one().our_mark == stored.our_mark


def test_no_log_of_a_library_holds_the_password(
    calendar: CaldavFollowUps, caplog: pytest.LogCaptureFixture
) -> None:
    from jh2.hpack import Encoder  # type: ignore[import-untyped] # it has no types

    caplog.set_level(logging.DEBUG)
    Round(calendar, None)
    Encoder().encode([(b"authorization", b"Basic YS1zZWNyZXQ=")])  # as over HTTP/2
    assert "authorization" not in caplog.text.lower()


@pytest.mark.parametrize(
    "part",
    [b"x" * MEGABYTE, b"".join(b"<p%d/>" % n for n in range(5_000))],
    ids=["one long text", "many properties"],
)
def test_one_answer_cannot_fill_the_memory(part: bytes) -> None:
    parser = Multistatus("Mien")
    list(parser.feed(BEGUN + (b"<getetag>" if part.startswith(b"x") else b"")))

    def read() -> None:
        for _ in range(20):
            list(parser.feed(part))

    with pytest.raises(BadInput, match="too much of one event"):
        read()
