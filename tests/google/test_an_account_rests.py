from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from google_person import WINDOW, Signer, titles
from relance.accounts import throttling
from relance.errors import Temporary

if TYPE_CHECKING:
    from google_wire import Wire
    from relance_google.account import GoogleAccount

LIMIT = (
    "account home: the limit of what Google lets one person do with calendars is reached; this "
    "account rests for {}."
)


def refused(account: GoogleAccount) -> str:
    """Return what an account tells whoever reads it while it rests."""
    with pytest.raises(Temporary) as caught:
        titles(account)
    return str(caught.value)


def test_every_process_tells_why_and_how_long(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    wire.troubles.refuse("events.list", 403, "quotaExceeded")
    assert refused(signer.account()) == LIMIT.format("3 hours")
    wire.forget()
    assert refused(signer.account()) == LIMIT.format("3 hours")
    wire.clock.advance(hours=1, minutes=18)
    assert refused(signer.account()) == LIMIT.format("1 hour 42 minutes")
    assert wire.count() == 0


def test_a_long_wait_that_google_asks_for_is_told_the_same_way(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    wire.troubles.refuse("events.list", 429, "rateLimitExceeded", retry_after=1_200)
    told = "wants fewer requests just now (429 rateLimitExceeded); this account rests for 20 min"
    assert told in refused(account)
    assert told in refused(account)
    assert told in refused(signer.account())


def test_who_has_the_account_open_heeds_the_rest_of_another_process(
    signer: Signer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "LOOKS", 0.0)
    [calendar] = signer.signed_in().calendars()
    assert list(calendar.pull(None, WINDOW))
    wire.troubles.refuse("events.list", 403, "quotaExceeded")
    refused(signer.account())
    wire.forget()
    with pytest.raises(Temporary, match="the limit of what Google lets one person do"):
        list(calendar.pull(None, WINDOW))
    assert wire.count() == 0


def test_a_rest_is_never_shortened(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    other = signer.account()
    assert titles(other) == set()
    wire.troubles.refuse("events.list", 403, "quotaExceeded")
    refused(account)
    wire.troubles.refuse("events.list", 429, "rateLimitExceeded", retry_after=90)
    assert "rests for 2 minutes" in refused(other)  # it was asked for before anybody looked
    rests = datetime.fromisoformat(signer.secrets.told()["rests"])
    assert rests - wire.clock() > timedelta(hours=2, minutes=59)
    assert refused(signer.account()) == LIMIT.format("3 hours")


def test_nobody_is_asked_to_sign_in_while_it_rests(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    wire.troubles.refuse("events.list", 403, "quotaExceeded")
    refused(account)
    before = signer.secrets.told(), len(wire.person.visits)
    with pytest.raises(Temporary, match="rests for 3 hours") as told:
        account.sign_in(signer.asking())
    assert told.value.retry_after is not None
    assert (signer.secrets.told(), len(wire.person.visits)) == before


def test_a_rest_that_begins_while_somebody_signs_in_stays(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    asking = signer.asking()

    def say(line: str) -> None:
        wire.troubles.refuse("events.list", 403, "quotaExceeded")
        refused(signer.account())
        asking.say(line)

    account.sign_in(replace(asking, say=say))
    assert refused(signer.account()) == LIMIT.format("3 hours")
