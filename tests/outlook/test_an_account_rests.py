from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from outlook_person import WINDOW, Signer, titles
from relance.accounts import throttling
from relance.errors import Temporary

if TYPE_CHECKING:
    from graph_wire import Wire
    from relance_outlook.account import OutlookAccount


def refused(account: OutlookAccount) -> str:
    """Return what an account tells whoever reads it while it rests."""
    with pytest.raises(Temporary) as caught:
        titles(account)
    return str(caught.value)


def busy(wire: Wire, seconds: int) -> None:
    """Have the next request refused for so long."""
    wire.troubles.refuse("*", 429, "TooManyRequests", retry_after=seconds)


def test_every_process_tells_why_and_how_long(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    busy(wire, 3_000)
    told = refused(signer.account())
    assert told.startswith("account home: Outlook wants fewer requests just now")
    assert told.endswith("; this account rests for 50 minutes.")
    wire.forget()
    assert refused(signer.account()) == told
    wire.clock.advance(minutes=18)
    assert refused(signer.account()).endswith("; this account rests for 32 minutes.")
    assert wire.count() == 0
    wire.clock.advance(minutes=33)
    assert titles(signer.account()) == set()


def test_who_has_the_account_open_heeds_the_rest_of_another_process(
    signer: Signer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "LOOKS", 0.0)
    [calendar] = signer.signed_in().calendars()
    assert list(calendar.pull(None, WINDOW))
    busy(wire, 3_000)
    refused(signer.account())
    wire.forget()
    with pytest.raises(Temporary, match="this account rests for 50 minutes"):
        list(calendar.pull(None, WINDOW))
    assert wire.count() == 0


def test_a_rest_is_never_shortened(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    other = signer.account()
    assert titles(other) == set()
    busy(wire, 3_000)
    refused(account)
    busy(wire, 90)
    assert "rests for 2 minutes" in refused(other)  # it was asked for before anybody looked
    rests = datetime.fromisoformat(signer.told()["rests"])
    assert rests - wire.clock() > timedelta(minutes=49)
    assert "rests for 50 minutes" in refused(signer.account())


def test_nobody_is_asked_to_sign_in_while_it_rests(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    busy(wire, 3_000)
    refused(account)
    before = signer.told(), len(wire.person.visits)
    with pytest.raises(Temporary, match="rests for 50 minutes") as told:
        account.sign_in(signer.asking())
    assert told.value.retry_after is not None
    assert (signer.told(), len(wire.person.visits)) == before


def test_a_rest_that_begins_while_somebody_signs_in_stays(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    asking = signer.asking()

    def say(line: str) -> None:
        busy(wire, 3_000)
        refused(signer.account())
        asking.say(line)

    account.sign_in(replace(asking, say=say))
    assert "rests for 50 minutes" in refused(signer.account())
