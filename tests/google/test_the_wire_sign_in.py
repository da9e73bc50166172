from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from google_wire import Wire
from google_wire_scopes import PREFIX, full_names

if TYPE_CHECKING:
    from collections.abc import Iterator

SCOPES = sorted(full_names(["calendar.app.created", "calendar.calendarlist.readonly"]))


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the token endpoint is on loopback
    monkeypatch.delenv("OAUTHLIB_RELAX_TOKEN_SCOPE", raising=False)
    with Wire() as one:
        monkeypatch.setattr(webbrowser, "get", lambda _using=None: one.person)
        yield one


def flow(wire: Wire, **config: Any) -> Any:
    from google_auth_oauthlib.flow import InstalledAppFlow

    return InstalledAppFlow.from_client_config(wire.client_config() | config, SCOPES)


def sign_in(wire: Wire, **more: Any) -> Any:
    """Return the credentials of a sign-in in which the person does as the wire says."""
    made = flow(wire)
    try:
        return made.run_local_server(port=0, timeout_seconds=10, **more)
    finally:
        made.oauth2session.close()


def test_a_sign_in_gives_both_tokens_and_what_was_granted(wire: Wire) -> None:
    credentials = sign_in(wire)
    assert credentials.refresh_token
    assert sorted(credentials.granted_scopes) == SCOPES
    assert wire.oauth.check(f"Bearer {credentials.token}")[0] == frozenset(SCOPES)
    assert [one.op for one in wire.requests] == ["oauth.auth", "oauth.token"]


def test_the_browser_ends_on_the_page_of_the_program(wire: Wire) -> None:
    sign_in(wire, success_message="C’est fait.")
    wire.person.finish()
    (visit,) = wire.person.visits
    assert (visit.status, visit.text) == (200, "C’est fait.")
    assert urlsplit(visit.address).hostname == "localhost"


def test_saying_no_ends_the_sign_in(wire: Wire) -> None:
    wire.person.denies = True
    with pytest.raises(Exception, match="access_denied"):
        sign_in(wire)
    assert not wire.oauth.grants


def test_closing_the_window_lets_the_time_run_out(wire: Wire) -> None:
    from google_auth_oauthlib.flow import WSGITimeoutError

    wire.person.goes_away = True
    made = flow(wire)
    with pytest.raises(WSGITimeoutError):
        made.run_local_server(port=0, timeout_seconds=0.3)
    made.oauth2session.close()


def test_a_scope_that_was_unticked_is_not_granted(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.person.unticks(["calendar.calendarlist.readonly"])
    with pytest.raises(Warning, match="Scope has changed"):
        sign_in(wire)
    monkeypatch.setenv("OAUTHLIB_RELAX_TOKEN_SCOPE", "1")
    credentials = sign_in(wire, prompt="consent")
    assert credentials.granted_scopes == [PREFIX + "calendar.app.created"]


def test_an_answer_with_another_state_is_not_taken(wire: Wire) -> None:
    wire.person.forges_state = True
    with pytest.raises(Exception, match="mismatching_state"):
        sign_in(wire)
    assert wire.count("oauth.token") == 0


def test_a_refresh_token_comes_with_the_first_consent_or_a_new_one(wire: Wire) -> None:
    assert sign_in(wire).refresh_token
    assert sign_in(wire).refresh_token is None
    assert sign_in(wire, prompt="consent").refresh_token


def test_without_offline_access_there_is_no_refresh_token(wire: Wire) -> None:
    assert sign_in(wire, access_type="online").refresh_token is None


def consent(wire: Wire, **changes: str) -> Any:
    """Visit the consent screen with a changed question; return what the browser saw."""
    query = {
        "client_id": "1234567890-relance.apps.example",
        "redirect_uri": "http://127.0.0.1:9/",
        "response_type": "code",
        "scope": SCOPES[0],
        "state": "s" * 32,
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
        "access_type": "offline",
    }
    return wire.person.consent(query | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "unknown"},
        {"redirect_uri": "https://relance.example/"},
        {"redirect_uri": "urn:ietf:wg:oauth:2.0:oob"},
        {"response_type": "token"},
        {"scope": ""},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"state": ""},
    ],
)
def test_a_wrong_question_ends_on_googles_own_page(wire: Wire, changes: dict[str, str]) -> None:
    assert consent(wire).status == 302
    answer = consent(wire, **changes)
    assert answer.status == 400
    assert not wire.oauth.grants


def form(wire: Wire, **changes: str) -> dict[str, str]:
    """Return a question to the token endpoint that is right but for the changes."""
    location = dict(consent(wire).headers)["Location"]
    return {
        "grant_type": "authorization_code",
        "code": parse_qs(urlsplit(location).query)["code"][0],
        "client_id": "1234567890-relance.apps.example",
        "client_secret": "wire-client-secret",
        "redirect_uri": "http://127.0.0.1:9/",
        "code_verifier": "v" * 43,
    } | changes


def ask(address: str, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
    import requests

    with requests.post(address, data=fields, timeout=10) as answer:
        return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code": "unknown"}, 400, "invalid_grant"),
        ({}, 400, "invalid_grant"),  # the verifier does not fit the challenge
        ({"redirect_uri": "http://127.0.0.1:10/"}, 400, "redirect_uri_mismatch"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 400, "invalid_request"),
        ({"client_id": "unknown"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_a_wrong_exchange_is_refused(
    wire: Wire, changes: dict[str, str], status: int, error: str
) -> None:
    got, told = ask(wire.token_uri, form(wire, **changes))
    assert (got, told["error"]) == (status, error)
    assert not wire.oauth.grants


def test_a_public_client_needs_no_secret(wire: Wire) -> None:
    wire.habits.public_client = True
    _, told = ask(wire.token_uri, form(wire, client_secret=""))
    assert told["error_description"] == "Invalid code verifier."
    assert "client_secret" not in wire.client_config(secret=False)["installed"]


def test_a_code_is_good_once_and_for_ten_minutes(wire: Wire) -> None:
    sign_in(wire)
    (used,) = wire.asked("oauth.token")
    again = form(wire) | used.body
    assert ask(wire.token_uri, again)[1]["error_description"] == "Malformed auth code."
    late = form(wire)
    wire.clock.advance(minutes=11)
    _, told = ask(wire.token_uri, late)
    assert told["error_description"] == "Malformed auth code."


@pytest.mark.parametrize("which", ["token", "refresh_token"])
def test_taking_back_one_token_ends_the_whole_grant(wire: Wire, which: str) -> None:
    info = wire.grant(["calendar"])
    assert ask(wire.revoke_uri, {"token": info[which]}) == (200, {})
    assert wire.oauth.grants[0].revoked
    assert ask(wire.revoke_uri, {"token": info[which]})[1]["error"] == "invalid_token"
    again = {
        "grant_type": "refresh_token",
        "client_id": info["client_id"],
        "client_secret": info["client_secret"],
        "refresh_token": info["refresh_token"],
    }
    assert ask(wire.token_uri, again)[1]["error"] == "invalid_grant"


def test_a_sign_in_from_the_file_that_google_gives(wire: Wire, tmp_path: Any) -> None:
    from google_auth_oauthlib.flow import InstalledAppFlow

    path = wire.client_file(tmp_path / "client_secret.json")
    made = InstalledAppFlow.from_client_secrets_file(path, SCOPES)
    assert made.run_local_server(port=0, timeout_seconds=10).valid
    made.oauth2session.close()
