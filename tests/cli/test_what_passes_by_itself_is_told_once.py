"""No network, or a rest: one line for an account, what it means, and nothing to mend."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from desk import NOW

if TYPE_CHECKING:
    from desk import Relance
    from outlook_desk import OutlookDesk

LOOK = "Look at the connection of this computer."


@pytest.fixture
def office(outlook: OutlookDesk, relance: Relance) -> OutlookDesk:
    """Return a desk at which two calendars of Outlook's are read."""
    outlook.wire.clock.now = datetime.now(UTC)  # noqa: TID251 - sign-ins end by the real clock
    outlook.wire.mailbox.add_calendar("Work")
    outlook.connect(relance, "--read", "primary", "--read", "Work")
    assert relance("sync", "--now", NOW).code == 0
    return outlook


def test_a_pass_without_a_network_says_it_once(office: OutlookDesk, relance: Relance) -> None:
    with office.wire.down():
        ran = relance("sync", "--now", NOW)
    assert ran.code == 1
    [line] = ran.complaints
    assert line.startswith("relance: account outlook: Outlook could not be reached: ")
    assert line.endswith(f". {LOOK}")


def test_the_doctor_says_what_to_do_without_a_network(
    office: OutlookDesk, relance: Relance
) -> None:
    with office.wire.down():
        ran = relance("doctor", "--now", NOW)
        told = relance("doctor", "--json", "--now", NOW)
    assert (ran.code, told.code) == (1, 1)
    said = " ".join(ran.out.split())
    assert said.count(LOOK) == 2
    assert "Things to mend" not in said
    assert said.endswith("May pass by itself: 2")
    assert {one["remedy"] for one in told.json if one["state"] == "wrong"} == {""}


def test_the_doctor_has_nothing_mended_while_an_account_rests(
    office: OutlookDesk, relance: Relance
) -> None:
    office.wire.troubles.refuse("*", 429, "TooManyRequests", retry_after=900)
    relance("sync", "--now", NOW)
    ran = relance("doctor", "--now", NOW)
    said = " ".join(ran.out.split())
    assert ran.code == 1
    assert "this account rests for 15 minutes. Wait until then: it passes by itself." in said
    assert said.endswith("May pass by itself: 1")
