"""Looking an account over tells what any provider's account has in common."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from relance.accounts import looking
from relance.accounts.loopback import Door
from relance.errors import NeedsPerson, Temporary
from relance.ports import Check, Offered

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
DATE = "Mon, 16 Nov 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("ahead", "right", "told"),
    [
        (timedelta(minutes=5), True, "agrees with the server's"),
        (timedelta(minutes=-5), True, "agrees with the server's"),
        (timedelta(minutes=6), False, "this computer's is 6 minutes fast"),
        (timedelta(minutes=-90), False, "this computer's is 90 minutes slow"),
    ],
)
def test_a_clock_may_differ_by_minutes(ahead: timedelta, right: bool, told: str) -> None:
    found = looking.clock(NOW + ahead, DATE)
    assert (found.right, found.told) == (right, told)
    assert bool(found.remedy) is not right


@pytest.mark.parametrize("date", ["", "soon", "Mon, 99 Nov 2026 09:00:00 GMT"])
def test_a_server_that_tells_no_time_proves_nothing(date: str) -> None:
    assert looking.clock(NOW, date).right is None


def test_what_passes_wants_no_hand_and_everything_else_does() -> None:
    passing = looking.wrong(
        "calendars", Temporary("it is busy.", where="account home", remedy="W.")
    )
    acting = looking.wrong("calendars", NeedsPerson("it is gone.", where="Relances", remedy="Do."))
    assert (passing.told, passing.remedy) == ("it is busy. W.", "")
    assert (acting.told, acting.remedy) == ("Relances: it is gone", "Do.")


def test_a_permission_that_is_missing_says_how_to_give_it() -> None:
    good, lacking = (
        {one.what: one for one in looking.sign_in(NOW, ("read", "write"), missing, "Run: it")}
        for missing in ("", "write")
    )
    assert good["permissions"] == Check("permissions", right=True, told="read, write")
    wanted = Check("permissions", right=False, told="missing: write", remedy="Run: it")
    assert lacking["permissions"] == wanted
    assert good["sign-in"] == lacking["sign-in"] == Check("sign-in", True, "since 2026-11-16")


def test_the_door_is_tried_and_shut_again() -> None:
    found = looking.door("http://localhost:{}/")
    assert found.right
    assert found.told.startswith("can come to http://localhost:")
    with Door("another") as door:
        assert door.port


@pytest.mark.parametrize("at", ["calendars", "follow-ups"])
def test_what_fails_is_told_where_it_failed(at: str) -> None:
    def offered() -> list[Offered]:
        if at == "calendars":
            raise Temporary("nobody answers.", where="account home")
        return []

    def follow_ups(_: object) -> Iterator[Check]:
        raise Temporary("nobody answers.", where="account home")

    *before, last = looking.calendars(offered, follow_ups)
    assert all(one.right for one in before)
    assert (last.what, last.right, last.remedy) == (at, False, "")
    assert last.told == "nobody answers. Try again later: it may pass by itself."
