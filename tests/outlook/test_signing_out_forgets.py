from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from outlook_person import SECRET, Signer
from relance.errors import NeedsPerson

if TYPE_CHECKING:
    from graph_wire import Wire


def test_signing_out_forgets_and_tells_what_is_left(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    wire.forget()
    left = account.sign_out()
    assert left is not None
    assert "Microsoft lets no app take its own permission back" in left
    assert "https://account.live.com/consent/Manage" in left
    assert "https://myapplications.microsoft.com" in left
    assert signer.secrets.kept == {}
    with pytest.raises(NeedsPerson, match="nobody is signed in"):
        account.calendars()
    assert account.sign_out() is None  # once more does no harm
    assert wire.count() == 0


def test_what_nobody_can_read_is_forgotten_as_well(signer: Signer) -> None:
    signer.secrets.put(SECRET, "{}")
    signer.account().sign_out()
    assert signer.secrets.kept == {}


def test_a_calendar_that_was_open_keeps_nothing_again(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    [calendar] = account.calendars()
    account.sign_out()
    wire.login.expire_access()
    with pytest.raises(NeedsPerson, match="nobody is signed in"):
        calendar._client._token(True)  # type: ignore[attr-defined] # what a 401 leads to
    assert signer.secrets.kept == {}


def test_signing_out_waits_for_whoever_renews(signer: Signer) -> None:
    account = signer.signed_in(write="Relances")
    with ThreadPoolExecutor(1) as pool:
        with signer.secrets.alone(SECRET):
            over = pool.submit(account.sign_out)
            with pytest.raises(TimeoutError):
                over.result(0.3)
            assert signer.secrets.kept
        over.result(10)
    assert signer.secrets.kept == {}
