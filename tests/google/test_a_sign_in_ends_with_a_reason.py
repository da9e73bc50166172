from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from google_person import WINDOW, Signer, appointment, titles
from google_wire import Clock, Wire
from relance.errors import NeedsPerson, RelanceError, Temporary
from relance_google.kept import Kept, end

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

START = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the library reads the real clock


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire(Clock(START)) as one:
        yield one


def test_a_sign_in_that_was_taken_back_is_asked_about_once(signer: Signer, wire: Wire) -> None:
    wire.mailbox.put("primary", appointment("Entretien Zarvane"))
    account = signer.signed_in()
    assert titles(account) == {"Entretien Zarvane"}
    wire.oauth.revoke_all()
    with pytest.raises(NeedsPerson) as caught:
        titles(account)
    assert "the sign-in is over" in caught.value.what
    assert caught.value.remedy == "Run: relance connect google --name home"
    assert "Testing" not in str(caught.value)
    wire.forget()
    for one in (account, signer.account()):  # whoever tries again asks nobody
        with pytest.raises(NeedsPerson, match="the sign-in is over"):
            titles(one)
    assert wire.count() == 0
    told = signer.secrets.told()
    assert (told["refresh"], told["access"]) == ("", "")
    signer.signed_in()
    assert titles(account) == {"Entretien Zarvane"}  # the one that was open goes on by itself
    assert titles(signer.account()) == {"Entretien Zarvane"}


def test_a_refusal_that_stays_after_a_renewal_is_remembered(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    wire.troubles.refuse("events.list", 401, "authError", times=2)
    with pytest.raises(NeedsPerson) as caught:
        titles(account)
    assert caught.value.remedy == "Run: relance connect google --name home"
    wire.forget()
    for one in (account, signer.account()):  # whoever tries again asks nobody
        with pytest.raises(NeedsPerson, match="sign in again"):
            titles(one)
    assert wire.count() == 0
    account.sign_out()  # what may still stand at Google is taken back all the same
    assert all(grant.revoked for grant in wire.oauth.grants)
    signer.signed_in()
    assert titles(signer.account()) == set()


def test_a_refusal_of_an_older_token_ends_no_newer_sign_in(signer: Signer) -> None:
    signer.signed_in()
    end(signer.secrets, "home", "over.", access="of another sign-in")
    assert titles(signer.account()) == set()


def test_a_calendar_that_is_open_asks_nobody_either_and_goes_on_by_itself(
    signer: Signer, wire: Wire, tmp_path: Path
) -> None:
    [calendar] = signer.signed_in().calendars()
    wire.oauth.revoke_all()
    with pytest.raises(NeedsPerson, match="the sign-in is over"):
        list(calendar.pull(None, WINDOW))
    wire.forget()
    for _ in range(2):
        with pytest.raises(NeedsPerson, match="the sign-in is over"):
            list(calendar.pull(None, WINDOW))
    assert wire.count("oauth.token") == 0
    # The person signs in again, elsewhere and with another client.
    wire.oauth.clients["another"] = "its secret"
    file = tmp_path / "client_secret.json"
    told = json.loads(file.read_text())
    told["installed"] |= {"client_id": "another", "client_secret": "its secret"}
    file.write_text(json.dumps(told))
    signer.signed_in()
    signer.wear_out()
    assert list(calendar.pull(None, WINDOW))
    assert wire.oauth.grants[-1].client == "another"


@pytest.mark.parametrize(
    ("days", "told"), [(7.01, True), (7.9, True), (8.1, False), (30.0, False), (210.0, False)]
)
def test_a_sign_in_of_testing_ends_with_the_hint(
    signer: Signer, wire: Wire, days: float, told: bool
) -> None:
    wire.habits.testing = True
    signer.signed_in()
    wire.clock.advance(days=days)
    signer.wear_out()
    with pytest.raises(NeedsPerson) as caught:
        titles(signer.account())
    assert ("after it began: the consent screen is in Testing" in caught.value.what) is told
    assert ("Either the consent screen is in Testing" in caught.value.what) is not told
    assert ("not used for six months" in caught.value.what) is not told
    assert "In production" in caught.value.what
    assert caught.value.remedy == "Run: relance connect google --name home"


@pytest.mark.parametrize("days", [7.5, 21.0])
def test_a_screen_that_was_proved_to_be_published_is_not_said_to_be_in_testing(
    signer: Signer, wire: Wire, days: float
) -> None:
    signer.signed_in()
    told = signer.secrets.told()
    told["published"] = True  # one before it lasted longer
    signer.secrets.kept["google:home"] = json.dumps(told)
    wire.clock.advance(days=days)
    signer.wear_out()
    wire.oauth.revoke_all()
    with pytest.raises(NeedsPerson) as caught:
        titles(signer.account())
    assert caught.value.what == (
        "the sign-in is over: it was taken back at Google, or has expired."
    )


def test_an_end_that_google_foretold_is_sure_however_late_one_looks() -> None:
    ends = START + timedelta(days=7)
    kept = Kept("client", "refresh", ("a",), START, until=ends)
    assert kept.died_of_testing(START + timedelta(days=40)) is True


def test_one_that_lived_longer_and_ended_has_another_reason(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    told = signer.secrets.told()
    told["since"] = (START - timedelta(days=20)).isoformat()
    signer.secrets.kept["google:home"] = json.dumps(told)
    signer.wear_out()
    wire.oauth.revoke_all()
    with pytest.raises(NeedsPerson) as caught:
        titles(signer.account())
    assert "Testing" not in str(caught.value)


def test_trouble_while_renewing_ends_no_sign_in(
    signer: Signer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)
    signer.signed_in()
    refuse, garbage = wire.troubles.refuse, wire.troubles.garbage
    for trouble in (
        partial(refuse, "oauth.token", 503, "backendError", times=20),
        partial(refuse, "oauth.token", 429, "rateLimitExceeded", times=20),
        partial(garbage, "oauth.token", status=403),
        partial(wire.troubles.drop, "oauth.token", after=False, times=20),
    ):
        signer.wear_out()
        trouble()
        with pytest.raises(Temporary):
            titles(signer.account())
        wire.troubles.clear()
        assert signer.secrets.told()["ended"] == ""
        assert titles(signer.account()) == set()


def test_a_client_that_is_gone_is_told_and_forgets_nothing(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    signer.wear_out()
    known = dict(wire.oauth.clients)
    wire.oauth.clients.clear()
    with pytest.raises(NeedsPerson, match="does not know the client"):
        titles(signer.account())
    wire.oauth.clients.update(known)
    assert titles(signer.account()) == set()


def test_settings_that_need_more_than_was_allowed_are_told_without_asking(
    signer: Signer, wire: Wire
) -> None:
    signer.signed_in()
    wire.forget()
    with pytest.raises(NeedsPerson) as caught:
        signer.account(write="Relances").follow_ups()
    assert "calendar.app.created (to make a calendar" in caught.value.what
    assert "relance connect google --name home" in caught.value.remedy
    assert wire.count() == 0


def test_another_client_file_is_told(signer: Signer, tmp_path: Path) -> None:
    signer.signed_in()
    other = tmp_path / "other.json"
    other.write_text(json.dumps({"installed": {"client_id": "another"}}))
    with pytest.raises(NeedsPerson, match="another one than was signed in with"):
        signer.account(client_file=str(other)).calendars()


def test_no_error_tells_a_token(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    told = signer.secrets.told()
    signer.wear_out()
    wire.oauth.revoke_all()
    with pytest.raises(RelanceError) as caught:
        titles(signer.account())
    error: BaseException | None = caught.value
    while error is not None:
        assert told["refresh"] not in repr(error)
        assert told["access"] not in repr(error)
        error = error.__cause__
