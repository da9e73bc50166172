"""A follow-up to which the person invited somebody is not touched: Graph would mail them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from relance.errors import AlreadyThere, Conflict, Gone
from relance.testing.contract import Round, a_follow_up

if TYPE_CHECKING:
    from outlook_hand import Desk
    from relance_outlook.calendar import OutlookFollowUps


@pytest.fixture
def calendar(desk: Desk) -> OutlookFollowUps:
    return desk.follow_ups(desk.wire.mailbox.add_calendar("Relances"))


def guest(address: str, kind: str = "required") -> dict[str, Any]:
    named = {"address": address, "name": address.partition("@")[0]}
    return {"emailAddress": named, "type": kind, "status": {"response": "none"}}


@pytest.mark.parametrize("by_patch", [False, True])
@pytest.mark.parametrize("kind", ["required", "optional"])
def test_whom_the_person_invited_hears_nothing_of_us(
    desk: Desk, calendar: OutlookFollowUps, kind: str, *, by_patch: bool
) -> None:
    desk.wire.habits.properties_by_patch = by_patch
    stored = calendar.create(a_follow_up())
    guests = [guest("ines@solveria.example", kind)]
    desk.wire.mailbox.edit(stored.ref, attendees=guests)
    for there in (Round(calendar, None).one(), stored):
        for deed in (calendar.update, calendar.delete):
            with pytest.raises(Conflict) as refused:
                deed(replace(there, summary="Autre"))
            assert not isinstance(refused.value, Gone | AlreadyThere)
    assert desk.wire.mailbox.mails == []
    (found,) = calendar.ours()
    assert found.invites
    assert found.our_mark is not None
    marked = replace(found, our_mark=replace(found.our_mark, memory='{"new":1}'))
    for act in (lambda: calendar.delete(found), lambda: calendar.update(marked)):
        with pytest.raises(Conflict, match="somebody is invited") as told:
            act()
        assert "yourself" in told.value.remedy
    assert desk.wire.mailbox.mails == []


def test_the_person_alone_is_no_guest(desk: Desk, calendar: OutlookFollowUps) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.mailbox.edit(stored.ref, attendees=[guest(desk.wire.mailbox.email)])
    (found,) = calendar.ours()
    calendar.delete(calendar.update(replace(found, summary="Autre")))
    assert desk.wire.mailbox.mails == []


def test_the_fake_mails_whoever_is_invited(desk: Desk, calendar: OutlookFollowUps) -> None:
    stored = calendar.create(a_follow_up())
    desk.wire.mailbox.edit(stored.ref, attendees=[guest("ines@solveria.example")])
    for method, body in (("PATCH", {"subject": "Autre"}), ("DELETE", None)):
        desk.client.ask(method, f"/me/events/{stored.ref}", json=body)
    assert desk.wire.mailbox.mails == ["ines@solveria.example"] * 2
