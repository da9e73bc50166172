from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest

from outlook_person import SECRET, WINDOW, Signer, titles
from relance.accounts.sign_ins import real_now
from relance.errors import NeedsPerson, Temporary
from relance_outlook import kept
from relance_outlook.kept import Kept
from wire_answers import said

if TYPE_CHECKING:
    from graph_wire import Wire


def test_an_access_token_serves_every_process_until_it_ends(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    wire.forget()
    for _ in range(3):
        assert titles(signer.account()) == set()
    assert wire.count("login.*") == 0
    assert wire.count() == 3


def test_a_token_that_ended_is_renewed_and_kept(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    before = signer.told()
    signer.wear_out()
    wire.forget()
    for _ in range(3):
        assert titles(signer.account()) == set()
    assert wire.count("login.token") == 1
    after = signer.told()
    assert after["access"] != before["access"]
    assert after["refresh"] != before["refresh"]  # it rotates
    assert (after["since"], after["who"]) == (before["since"], before["who"])


def test_a_token_that_microsoft_ended_early_is_renewed(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    assert titles(account) == set()
    wire.login.expire_access()
    wire.forget()
    assert titles(account) == set()
    assert wire.count("login.token") == 1


def test_a_token_that_is_about_to_end_is_renewed_before_it_is_refused(
    signer: Signer, wire: Wire
) -> None:
    account = signer.signed_in()
    wire.clock.advance(minutes=57)
    wire.forget()
    assert titles(account) == set()
    assert wire.count("login.token") == 1
    assert 401 not in {one.status for one in wire.requests}


def test_an_open_calendar_goes_on_for_months(signer: Signer, wire: Wire) -> None:
    [calendar] = signer.signed_in().calendars()
    for _ in range(4):
        wire.clock.advance(days=80)  # each renewal is good for 90 days
        assert list(calendar.pull(None, WINDOW))


def test_a_rotated_refresh_token_is_kept_and_used(signer: Signer) -> None:
    signer.signed_in()
    seen = {signer.told()["refresh"]}
    for _ in range(4):
        signer.wear_out()
        assert titles(signer.account()) == set()
        seen.add(signer.told()["refresh"])
    assert len(seen) == 5


def test_a_refresh_token_stays_where_the_server_gives_no_other(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    before = signer.told()["refresh"]
    signer.wear_out()
    token = wire.login.token(wire.login.grants[0])
    wire.troubles.answer("login.token", said({"access_token": token, "expires_in": "3599"}))
    assert titles(signer.account()) == set()
    assert signer.told()["refresh"] == before


def test_two_that_renew_at_once_lose_no_token(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    signer.wear_out()
    accounts = [signer.account() for _ in range(6)]
    calendars = [account.calendars() for account in accounts]
    wire.habits.concurrent = 0  # six processes are at it
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
    assert wire.count("login.token") == 1  # the others took what the first one got
    signer.wear_out()
    assert titles(signer.account()) == set()


def test_where_the_keyring_is_small_no_access_token_is_kept(
    signer: Signer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEEPS_ACCESS", False)
    account = signer.signed_in()
    assert signer.told()["access"] == ""
    wire.forget()
    for _ in range(3):
        assert titles(account) == set()
    assert wire.count("login.token") == 1  # each process asks for its own, once


def test_what_is_kept_shows_no_token() -> None:
    made = Kept("client", "r" * 900, ("a",), real_now(), access="x" * 2500, expiry=real_now())
    assert json.loads(made.text())["access"] == "x" * 2500
    assert "rrr" not in repr(made)
    assert "xxx" not in repr(made)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"client_id": 1}', "null", '{"a":' * 50_000]
)
def test_what_is_kept_and_cannot_be_read_is_told(signer: Signer, text: str) -> None:
    signer.secrets.put(SECRET, text)
    with pytest.raises(NeedsPerson, match="cannot be read"):
        signer.account().calendars()
    assert titles(signer.signed_in()) == set()  # it is written over


def test_no_network_at_the_start_is_no_end(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    signer.wear_out()
    account = signer.account()
    [calendar] = account.calendars()  # asks nobody
    with wire.down(), pytest.raises(Temporary, match="could not be reached"):
        list(calendar.pull(None, WINDOW))
    assert signer.told()["ended"] == ""
    assert titles(account) == set()
