"""A server may name another version when it gives an event than when it lists its calendar.

What packs answers on the way does so too: `"1"` becomes `W/"1"` or `"1-gzip"`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from relance.errors import Conflict, Gone
from relance.testing.contract import Round, a_follow_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from caldav_between import Between, Told
    from caldav_hand import CaldavHand
    from relance_caldav.follow_ups import CaldavFollowUps

OTHERS: dict[str, Callable[[str], str]] = {
    "weak": lambda etag: f"W/{etag}",
    "packed": lambda etag: f'{etag[:-1]}-gzip"',
    "none": lambda _: "",
}


@pytest.fixture(params=OTHERS)
def otherwise(request: pytest.FixtureRequest, wire: Between) -> None:
    """Let the answer to GET name another version than a listing does."""

    def named(told: Told) -> Told:
        etag = next((v for n, v in told.headers.items() if n.lower() == "etag"), "")
        other = OTHERS[request.param](etag) if etag else ""
        told.headers = {n: v for n, v in told.headers.items() if n.lower() != "etag"}
        if other:
            told.headers["ETag"] = other
        return told

    wire.change("GET", named)


@pytest.mark.usefixtures("otherwise")
def test_a_follow_up_that_was_listed_can_be_changed_and_deleted(
    calendar: CaldavFollowUps, wire: Between
) -> None:
    calendar.create(a_follow_up())
    listed = Round(calendar, None).one()
    wire.forget()
    calendar.update(replace(listed, summary="Autre"))
    (put,) = [one for one in wire.asked if one.method == "PUT"]
    assert put.headers["If-Match"] == listed.version
    calendar.delete(Round(calendar, None).one())
    assert list(calendar.ours()) == []


@pytest.mark.usefixtures("otherwise")
def test_what_changed_since_it_was_listed_is_left_alone(
    calendar: CaldavFollowUps, hand: CaldavHand
) -> None:
    calendar.create(a_follow_up())
    listed = Round(calendar, None).one()
    hand.put(replace(listed, location="Metz"))
    for deed in (calendar.update, calendar.delete):
        with pytest.raises(Conflict, match="changed since") as refused:
            deed(replace(listed, summary="Autre"))
        assert not isinstance(refused.value, Gone)
    assert Round(calendar, None).one().location == "Metz"


def test_an_event_is_asked_for_unpacked(
    calendar: CaldavFollowUps, wire: Between, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance_caldav.client.is_loopback", lambda _: False)
    calendar.create(a_follow_up())
    asked = {one.method: one.headers.get("Accept-Encoding", "") for one in wire.asked}
    assert asked["GET"] == asked["PUT"] == "identity"
