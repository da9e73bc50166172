from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from graph_wire_client import at_graph, microsoft
from graph_wire_tokens import CLIENT_ID, PERSONAL

if TYPE_CHECKING:
    from graph_wire import Wire

SCOPES = ["Calendars.ReadWrite"]


def begun(app: Any, scopes: list[str]) -> Any:
    return app.initiate_auth_code_flow(
        scopes, redirect_uri="http://localhost:1", response_mode="form_post"
    )


def consented(wire: Wire, flow: Any) -> str:
    query = dict(parse_qsl(urlsplit(flow["auth_uri"]).query))
    return wire.person.consent(query, "common").body.decode()


def signed_in(wire: Wire, app: Any, scopes: list[str] = SCOPES) -> dict[str, Any]:
    """Sign in by the browser, as msal does it."""
    flow = begun(app, scopes)
    return answered(app, flow, consented(wire, flow))


def answered(app: Any, flow: Any, text: str) -> dict[str, Any]:
    back = {n: html.unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', text)}
    told: dict[str, Any] = app.acquire_token_by_auth_code_flow(flow, back)
    return told


def test_the_browser_brings_a_token_that_works(wire: Wire) -> None:
    with microsoft(wire) as app:
        told = app.acquire_token_interactive(SCOPES, timeout=10, auth_uri_callback=wire.person.open)
        assert told["token_type"] == "Bearer"
        assert told["id_token_claims"]["preferred_username"] == "camille@work.example"
        assert app.get_accounts()[0]["username"] == "camille@work.example"
    with at_graph(wire) as graph:
        graph.token = told["access_token"]
        graph.told("me/events")
    assert [visit.status for visit in wire.person.visits] == [200]
    assert wire.count("login.token") == 1


def test_a_refresh_token_rotates_and_the_old_one_dies(wire: Wire) -> None:
    with microsoft(wire) as app:
        first = signed_in(wire, app)
        account = app.get_accounts()[0]
        second = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
        assert second["access_token"] != first["access_token"]
        old = app.acquire_token_by_refresh_token(first["refresh_token"], SCOPES)
        assert (old["error"], old["error_codes"]) == ("invalid_grant", [54005])
        assert app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)


@pytest.mark.parametrize(
    ("way", "error", "code"),
    [
        ("revoked", "invalid_grant", 50173),
        ("old", "invalid_grant", 700082),
        ("withdrawn", "invalid_grant", 65001),
        ("interaction", "interaction_required", 50076),
        ("deleted app", "unauthorized_client", 700016),
        ("not public", "invalid_client", 7000218),
    ],
)
def test_a_refresh_ends_with_a_reason(wire: Wire, way: str, error: str, code: int) -> None:
    with microsoft(wire) as app:
        signed_in(wire, app)
        if way == "revoked":
            wire.login.revoke_all()
        elif way == "old":
            wire.clock.advance(days=91)
        elif way == "withdrawn":
            wire.login.withdraw(SCOPES)
        elif way == "interaction":
            wire.login.trouble = ("interaction_required", 50076, "basic_action")
        elif way == "deleted app":
            wire.login.app.deleted = True
        else:
            wire.login.app.public = False
        account = app.get_accounts()[0]
        told = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
        assert (told["error"], told["error_codes"]) == (error, [code])
        assert told["error_description"].startswith(f"AADSTS{code}: ")
        assert told["correlation_id"]


def test_more_than_was_agreed_to_is_not_refreshed(wire: Wire) -> None:
    with microsoft(wire) as app:
        signed_in(wire, app, ["Calendars.Read"])
        account = app.get_accounts()[0]
        told = app.acquire_token_silent_with_error(SCOPES, account)
        assert (told["error"], told["suberror"]) == ("invalid_grant", "consent_required")


def test_the_person_may_say_no(wire: Wire) -> None:
    wire.person.denies = True
    with microsoft(wire) as app:
        told = signed_in(wire, app)
        assert told["error"] == "access_denied"
        assert "AADSTS65004" in told["error_description"]


def test_an_administrator_has_to_agree_first(wire: Wire) -> None:
    wire.login.admin_only = True
    with microsoft(wire) as app:
        assert "AADSTS90094" in signed_in(wire, app)["error_description"]
        wire.login.consent(CLIENT_ID, wire.login.accounts[0], frozenset(SCOPES))
        assert "access_token" in signed_in(wire, app)


def test_the_person_picks_another_account(wire: Wire) -> None:
    wire.add_account("sasha@home.example", PERSONAL)
    wire.person.picks = "sasha@home.example"
    with microsoft(wire) as app:
        claims = signed_in(wire, app)["id_token_claims"]
        assert (claims["preferred_username"], claims["tid"]) == ("sasha@home.example", PERSONAL)


def test_a_forged_state_is_seen_by_the_library(wire: Wire) -> None:
    wire.person.forges_state = True
    with microsoft(wire) as app, pytest.raises(ValueError, match="state"):
        signed_in(wire, app)


def visited(wire: Wire, **given: str) -> str:
    query = {
        "client_id": CLIENT_ID,
        "redirect_uri": "http://localhost:1",
        "response_type": "code",
        "scope": "openid Calendars.Read",
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
        "state": "s" * 16,
    } | given
    tenant = query.pop("tenant", "common")
    visit = wire.person.visit(f"{wire.root}/{tenant}/oauth2/v2.0/authorize?{urlencode(query)}")
    assert visit.status == 400
    return visit.text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"client_id": "unknown"}, "AADSTS700016"),
        ({"redirect_uri": "http://127.0.0.1:1"}, "AADSTS50011"),
        ({"redirect_uri": "https://elsewhere.example"}, "AADSTS50011"),
        ({"tenant": "nobody.example"}, "AADSTS90002"),
        ({"tenant": "consumers"}, "AADSTS50020"),
        ({"response_type": "token"}, "AADSTS900144"),
        ({"code_challenge": ""}, "PKCE"),
        ({"state": ""}, "state"),
    ],
)
def test_what_is_wrong_with_a_sign_in_is_told_in_the_browser(
    wire: Wire, given: dict[str, str], words: str
) -> None:
    assert words in visited(wire, **given)


@pytest.mark.parametrize(
    ("audience", "tenant", "words"),
    [
        ("consumers", "common", "AADSTS9002331"),
        ("organizations", "consumers", "AADSTS70002"),
        ("7b1e6a0c-2222-4000-8000-00000000c0de", "common", "AADSTS50194"),
    ],
)
def test_an_app_is_for_some_accounts(wire: Wire, audience: str, tenant: str, words: str) -> None:
    wire.login.app.audience = audience
    assert words in visited(wire, tenant=tenant)


def test_an_app_asks_for_what_it_was_given(wire: Wire) -> None:
    wire.login.app.scopes = frozenset({"Calendars.Read"})
    assert "AADSTS650053" in visited(wire, scope="Mail.Read")


def test_a_tenant_that_nobody_has_is_told_to_msal(wire: Wire) -> None:
    with pytest.raises(ValueError, match="nobody"), microsoft(wire, "nobody.example"):
        pass


def test_a_device_code_is_typed_elsewhere(wire: Wire) -> None:
    with microsoft(wire) as app:
        flow = app.initiate_device_flow(SCOPES)
        assert flow["verification_uri"].endswith("/common/oauth2/deviceauth")
        assert wire.person.types(flow["user_code"]).startswith("You have signed in")
        assert app.acquire_token_by_device_flow(flow)["id_token_claims"]["oid"]
        assert wire.person.types(flow["user_code"]).startswith("That code didn't work")


@pytest.mark.parametrize(
    ("way", "error"),
    [
        ("waits", "authorization_pending"),
        ("denies", "authorization_declined"),
        ("late", "expired_token"),
        ("wrong", "bad_verification_code"),
        ("admin", "authorization_pending"),
        ("other tenant", "authorization_pending"),
    ],
)
def test_a_device_code_ends_with_a_reason(wire: Wire, way: str, error: str) -> None:
    tenant = "consumers" if way == "other tenant" else "common"
    with microsoft(wire, tenant) as app:
        flow = app.initiate_device_flow(SCOPES)
        wire.person.denies = way == "denies"
        wire.login.admin_only = way == "admin"
        if way in {"denies", "admin", "other tenant"}:
            wire.person.types(flow["user_code"])
        if way == "late":
            wire.clock.advance(minutes=15)
        flow |= {"expires_at": 0} | ({"device_code": "forged"} if way == "wrong" else {})
        assert app.acquire_token_by_device_flow(flow)["error"] == error


def test_codes_are_good_once_and_not_for_long(wire: Wire) -> None:
    with microsoft(wire) as app:
        flow = begun(app, SCOPES)
        text = consented(wire, flow)
        wire.clock.advance(minutes=11)
        assert answered(app, flow, text)["error_codes"] == [70008]
        text = consented(wire, flow)
        assert "access_token" in answered(app, flow, text)
        assert answered(app, flow, text)["error"] == "invalid_grant"


def test_the_wires_clock_ends_what_the_sign_in_gave(wire: Wire) -> None:
    grant = wire.login.grant(SCOPES)
    token = wire.login.token(grant)
    assert wire.login.check(f"Bearer {token}")[1] == "camille@work.example"
    wire.clock.advance(hours=1)
    with at_graph(wire) as graph:
        graph.token = token
        assert graph.refused("GET", "me/events") == (401, "InvalidAuthenticationToken")
