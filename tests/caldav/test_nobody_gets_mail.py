"""A follow-up to which the person invited somebody is not touched: the server would mail them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from relance.errors import AlreadyThere, Conflict, Gone
from relance.testing.contract import Round, a_follow_up

if TYPE_CHECKING:
    from caldav_between import Between
    from caldav_hand import CaldavHand
    from caldav_server import Server
    from relance.model import Event
    from relance_caldav.follow_ups import CaldavFollowUps

ME = (
    b"ORGANIZER:mailto:camille@mail.example\r\n"
    b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:camille@mail.example"
)


def with_guests(hand: CaldavHand, event: Event, *lines: bytes) -> None:
    """Invite somebody, as the person's own program does."""
    at = hand.place(event.uid)
    data = hand.read(event.uid)
    hand.write(at, data.replace(b"END:VEVENT", b"\r\n".join((*lines, b"END:VEVENT"))))


@pytest.mark.parametrize("organizer", [ME, b"X-NONE:1"])
def test_whom_the_person_invited_hears_nothing_of_us(
    calendar: CaldavFollowUps, hand: CaldavHand, wire: Between, organizer: bytes
) -> None:
    stored = calendar.create(a_follow_up())
    with_guests(hand, stored, organizer, b"ATTENDEE:mailto:ines@solveria.example")
    for there in (Round(calendar, None).one(), stored):
        wire.forget()
        for deed in (calendar.update, calendar.delete):
            with pytest.raises(Conflict) as refused:
                deed(replace(there, summary="Autre"))
            assert not isinstance(refused.value, Gone | AlreadyThere)
        assert wire.count("PUT") + wire.count("DELETE") == 0
    found = calendar.find("" if stored.our_mark is None else stored.our_mark.key)
    assert found is not None
    assert found.invites
    with pytest.raises(Conflict, match="somebody is invited") as told:
        calendar.delete(found)
    assert "yourself" in told.value.remedy


def test_the_person_alone_is_no_guest(
    calendar: CaldavFollowUps, hand: CaldavHand, server: Server
) -> None:
    del server
    with_guests(hand, calendar.create(a_follow_up()), ME)
    (found,) = calendar.ours()
    calendar.delete(calendar.update(replace(found, summary="Autre")))
    assert not list(calendar.ours())
