from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from google_person import WINDOW, Signer, titles
from google_wire import Clock, Wire
from relance.errors import NeedsPerson, Temporary
from relance_google.kept import LARGEST, Kept

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the library reads the real clock


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire(Clock(START)) as one:
        yield one


def test_an_access_token_serves_every_process_until_it_ends(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    wire.forget()
    for _ in range(3):
        assert titles(signer.account()) == set()
    assert wire.count("oauth.token") == 0
    assert wire.count() == 3


def test_a_token_that_ended_is_renewed_and_kept(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    before = signer.secrets.told()
    signer.wear_out()
    wire.forget()
    for _ in range(3):
        assert titles(signer.account()) == set()
    assert wire.count("oauth.token") == 1
    after = signer.secrets.told()
    assert after["access"] != before["access"]
    assert after["since"] == before["since"]


def test_a_token_that_google_ended_early_is_renewed(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    assert titles(account) == set()
    wire.oauth.expire_access()
    wire.forget()
    assert titles(account) == set()
    assert wire.count("oauth.token") == 1


def test_a_rotated_refresh_token_is_kept_and_used(signer: Signer, wire: Wire) -> None:
    wire.habits.rotates = True
    signer.signed_in()
    seen = {signer.secrets.told()["refresh"]}
    for _ in range(4):
        signer.wear_out()
        assert titles(signer.account()) == set()
        seen.add(signer.secrets.told()["refresh"])
    assert len(seen) == 5


def test_two_that_renew_at_once_lose_no_token(signer: Signer, wire: Wire) -> None:
    wire.habits.rotates = True
    signer.signed_in()
    signer.wear_out()
    accounts = [signer.account() for _ in range(6)]
    calendars = [account.calendars() for account in accounts]  # all hold the token that ended
    wire.forget()
    failed: list[BaseException] = []
    gate = threading.Barrier(len(accounts))

    def read(number: int) -> None:
        gate.wait(10)
        try:
            for calendar in calendars[number]:
                list(calendar.pull(None, WINDOW))
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(len(accounts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert wire.count("oauth.token") == 1  # the others took what the first one got
    signer.wear_out()
    assert titles(signer.account()) == set()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"client_id": 1}', "null"])
def test_what_is_kept_and_cannot_be_read_is_told(signer: Signer, text: str) -> None:
    signer.secrets.put("google:home", text)
    with pytest.raises(NeedsPerson, match="cannot be read"):
        signer.account().calendars()
    assert titles(signer.signed_in()) == set()  # it is written over


def test_what_is_kept_is_small_and_shows_no_token() -> None:
    kept = Kept("client", "r" * 512, ("a",), START, access="x" * 2048, expiry=START)
    assert len(kept.text()) <= LARGEST
    assert json.loads(kept.text())["access"] == ""
    small = Kept("client", "r" * 100, ("a",), START, access="x" * 250, expiry=START)
    assert json.loads(small.text())["access"] == "x" * 250
    for shown in (repr(kept), repr(small)):
        assert "rrr" not in shown
        assert "xxx" not in shown


def test_a_token_too_long_to_be_kept_is_asked_for_by_each_process(
    signer: Signer, wire: Wire
) -> None:
    signer.signed_in()
    told = signer.secrets.told()
    told["access"] = ""
    signer.secrets.kept["google:home"] = json.dumps(told)
    wire.forget()
    assert titles(signer.account()) == set()
    assert wire.count("oauth.token") == 1


def test_a_rest_that_google_wants_is_kept_by_every_process(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    wire.troubles.refuse("events.list", 403, "quotaExceeded")
    with pytest.raises(Temporary, match="rests for 3 hours"):
        titles(signer.account())
    wire.forget()
    with pytest.raises(Temporary, match="rests for") as told:
        titles(signer.account())
    assert told.value.retry_after is not None
    assert timedelta(hours=2, minutes=50) < told.value.retry_after <= timedelta(hours=3)
    assert wire.count() == 0
    wire.clock.advance(hours=3, seconds=1)
    assert titles(signer.account()) == set()
