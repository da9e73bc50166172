from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from relance.errors import NeedsPerson, Temporary

if TYPE_CHECKING:
    from google_person import Signer
    from google_wire import Wire


def test_signing_out_takes_the_permission_back(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    account.sign_out()
    assert signer.secrets.kept == {}
    assert all(grant.revoked for grant in wire.oauth.grants)
    with pytest.raises(NeedsPerson, match="nobody is signed in"):
        account.calendars()
    account.sign_out()  # once more does no harm
    assert wire.count("oauth.revoke") == 1


def test_signing_out_forgets_whatever_google_says(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    wire.troubles.refuse("oauth.revoke", 503, "backendError")
    with pytest.raises(Temporary) as caught:
        account.sign_out()
    assert "forgotten here" in caught.value.what
    assert "myaccount.google.com/permissions" in caught.value.remedy
    assert signer.secrets.kept == {}


def test_signing_out_of_what_was_taken_back_already_is_fine(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    wire.oauth.revoke_all()
    account.sign_out()
    assert signer.secrets.kept == {}


def test_a_sign_in_that_cannot_be_read_is_forgotten_and_may_live_on_at_google(
    signer: Signer, wire: Wire
) -> None:
    account = signer.signed_in()
    signer.secrets.put("google:home", "{}")
    with pytest.raises(NeedsPerson) as caught:
        account.sign_out()
    assert "may still stand at Google" in caught.value.what
    assert "myaccount.google.com/permissions" in caught.value.remedy
    assert signer.secrets.kept == {}
    assert wire.count("oauth.revoke") == 0


def test_signing_out_waits_for_whoever_renews(signer: Signer) -> None:
    account = signer.signed_in(write="Relances")
    with ThreadPoolExecutor(1) as pool:
        with signer.secrets.alone("google:home"):
            over = pool.submit(account.sign_out)
            with pytest.raises(TimeoutError):
                over.result(0.3)
            assert signer.secrets.kept
        over.result(10)
    assert signer.secrets.kept == {}
