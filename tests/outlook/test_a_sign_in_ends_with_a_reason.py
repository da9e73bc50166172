from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from graph_wire_tokens import PERSONAL, told
from outlook_person import SECRET, WINDOW, Signer, titles
from relance.errors import NeedsPerson, RelanceError, Temporary
from relance_outlook.reasons import ending, refusal

if TYPE_CHECKING:
    from graph_wire import Wire

AGAIN = "Run: relance connect outlook --name home"


def ended(signer: Signer) -> NeedsPerson:
    """Return what is told, which stays the same without asking anybody."""
    signer.wear_out()
    with pytest.raises(NeedsPerson) as caught:
        titles(signer.account())
    kept = signer.told()
    assert (kept["refresh"], kept["access"]) == ("", "")
    assert kept["ended"] == caught.value.what
    signer.wire.forget()
    with pytest.raises(NeedsPerson) as again:
        titles(signer.account())
    assert str(again.value) == str(caught.value)
    assert signer.wire.count() == 0
    assert caught.value.remedy == AGAIN
    return caught.value


def test_a_sign_in_that_was_taken_back_is_asked_about_once(signer: Signer, wire: Wire) -> None:
    account = signer.signed_in()
    wire.login.revoke_all()
    assert "the password was changed, or somebody ended all sign-ins" in ended(signer).what
    signer.signed_in()
    assert titles(account) == set()  # the one that was open goes on by itself
    assert titles(signer.account()) == set()


def test_a_calendar_that_is_open_asks_nobody_either_and_goes_on_by_itself(
    signer: Signer, wire: Wire
) -> None:
    [calendar] = signer.signed_in().calendars()
    wire.login.revoke_all()
    wire.login.expire_access()
    for _ in range(3):
        with pytest.raises(NeedsPerson, match="the sign-in is over"):
            list(calendar.pull(None, WINDOW))
    assert wire.count("login.token") == 2  # the sign-in, and one refusal
    signer.signed_in()
    assert list(calendar.pull(None, WINDOW))


def test_a_sign_in_that_was_not_used_ends(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    wire.clock.advance(days=91)
    assert ended(signer).what == "the sign-in is over: it was not used for too long."


def test_a_permission_that_was_taken_back_is_told(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    wire.login.withdraw()
    assert "the permission was taken back" in ended(signer).what


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (("interaction_required", 50076, "basic_action"), "your organisation want you to sign in"),
        (("invalid_grant", 70043, "bad_token"), "your organisation want you to sign in"),
        (("interaction_required", 53003, "message_only"), "do not let this computer in"),
        (("invalid_grant", 50057, ""), "locked, disabled or gone"),
        (("consent_required", 0, ""), "the permission was taken back, or must be given anew"),
        (("interaction_required", 0, ""), "it was taken back at Microsoft, or has expired"),
        (("invalid_grant", 999999, ""), "it was taken back at Microsoft, or has expired"),
    ],
)
def test_each_end_is_told(
    signer: Signer, wire: Wire, trouble: tuple[str, int, str], sentence: str
) -> None:
    signer.signed_in()
    wire.login.trouble = trouble
    assert sentence in ended(signer).what


def test_trouble_while_renewing_ends_no_sign_in(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    refuse = wire.troubles.refuse
    for trouble in (
        partial(refuse, "login.token", 503, "serviceNotAvailable", times=20),
        partial(refuse, "login.token", 429, "TooManyRequests", times=20),
        partial(refuse, "login.metadata", 500, "serviceNotAvailable", times=20),
        partial(wire.troubles.garbage, "login.token"),
        partial(wire.troubles.drop, "login.token", after=False, times=20),
        partial(setattr, wire.login, "trouble", ("temporarily_unavailable", 90033, "")),
    ):
        signer.wear_out()
        trouble()
        with pytest.raises(Temporary):
            titles(signer.account())
        wire.troubles.clear()
        wire.login.trouble = None
        assert signer.told()["ended"] == ""
        assert titles(signer.account()) == set()


def test_a_lost_answer_may_cost_the_sign_in_and_is_told(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    signer.wear_out()
    wire.troubles.drop("login.token", after=True)
    with pytest.raises(Temporary):
        titles(signer.account())
    with pytest.raises(NeedsPerson, match="the sign-in is over"):  # this fake is that strict
        titles(signer.account())


def test_an_app_that_is_gone_is_told_and_forgets_nothing(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    signer.wear_out()
    wire.login.app.deleted = True
    with pytest.raises(NeedsPerson, match="Microsoft knows no app with this client_id"):
        titles(signer.account())
    wire.login.app.deleted = False
    assert titles(signer.account()) == set()


def test_settings_that_need_more_than_was_allowed_are_told_without_asking(
    signer: Signer, wire: Wire
) -> None:
    signer.signed_in()
    wire.forget()
    with pytest.raises(NeedsPerson) as caught:
        signer.account(write="Relances").follow_ups()
    assert "Calendars.ReadWrite (to do that, to make a calendar" in caught.value.what
    assert caught.value.remedy == AGAIN
    assert wire.count() == 0


def test_another_app_is_told(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    other = "00000000-0000-4000-8000-000000000000"
    account = signer.account(client_id=other)
    with pytest.raises(NeedsPerson, match="another one than was signed in with") as caught:
        account.calendars()
    assert "Put the other one back." in caught.value.remedy
    [check] = [one for one in account.checks(wire.clock()) if one.what == "sign-in"]
    assert check.remedy == caught.value.remedy


def test_no_error_tells_a_token(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    kept = signer.told()
    signer.wear_out()
    wire.login.revoke_all()
    with pytest.raises(RelanceError) as caught:
        titles(signer.account())
    error: BaseException | None = caught.value
    while error is not None:
        assert kept["refresh"] not in repr(error)
        assert kept["access"] not in repr(error)
        error = error.__cause__ or error.__context__


# what a first sign-in may meet


def refused(signer: Signer, **options: str) -> NeedsPerson:
    with pytest.raises(NeedsPerson) as caught:
        signer.account(**options).sign_in(signer.by_code(seconds=3))
    assert SECRET not in signer.secrets.kept
    return caught.value


def test_an_app_that_needs_an_administrator_is_told(signer: Signer, wire: Wire) -> None:
    wire.login.admin_only = True
    with pytest.raises(NeedsPerson) as caught:
        signer.signed_in()
    assert "only an administrator allow this app (AADSTS90094)" in caught.value.what
    assert "docs/connect-outlook.md" in caught.value.remedy


def test_a_tenant_that_nobody_has_is_told(signer: Signer) -> None:
    told = refused(signer, tenant="nowhere.example")
    assert "Microsoft knows no organisation “nowhere.example”" in told.what
    assert "--set tenant=NAME" in told.remedy


def test_an_app_of_one_organisation_is_told(signer: Signer, wire: Wire) -> None:
    wire.login.app.audience = wire.login.accounts[0].tenant
    told = refused(signer)
    assert "for one organisation alone, and “common” is for any (AADSTS50194)" in told.what
    assert "--set tenant=ID" in told.remedy
    assert titles(signer.signed_in(tenant=wire.login.accounts[0].tenant)) == set()


def test_an_app_for_personal_accounts_is_told(signer: Signer, wire: Wire) -> None:
    wire.login.app.audience = "consumers"
    told = refused(signer)
    assert "the app is for personal accounts alone" in told.what
    assert 'tenant = "consumers"' in told.remedy
    assert "--set tenant=consumers" in told.remedy
    wire.add_account("camille@personal.example", PERSONAL)
    wire.person.picks = "camille@personal.example"
    assert titles(signer.signed_in(tenant="consumers")) == set()


def test_an_app_that_allows_no_public_clients_is_told(signer: Signer, wire: Wire) -> None:
    wire.login.app.public = False
    told = refused(signer)
    assert "the app allows no public client flows (AADSTS7000218)" in told.what
    assert "“Allow public client flows” to Yes" in told.remedy


@pytest.mark.parametrize(
    ("error", "number", "what"),
    [
        ("access_denied", 65004, "you did not allow it"),
        ("access_denied", 0, "you did not allow it"),
        ("consent_required", 65001, "only an administrator allow this app (AADSTS65001)"),
        ("invalid_request", 50020, "does not belong to “common” (AADSTS50020)"),
        ("unauthorized_client", 700016, "knows no app with this client_id"),
        ("invalid_request", 9002331, "the app is for personal accounts alone"),
        ("invalid_request", 90002, "Microsoft knows no organisation “common” (AADSTS90002)"),
        ("invalid_client", 7000218, "the app allows no public client flows"),
        ("invalid_request", 50011, "does not know the address http://localhost"),
        ("access_denied", 53003, "do not let this computer in (AADSTS53003)"),
        ("invalid_client", 0, "Microsoft does not take this app (invalid_client)"),
        ("invalid_grant", 54005, "it came too late, or was used (AADSTS54005)"),
        ("expired_token", 70020, "nobody typed the code in time"),
        ("authorization_declined", 70018, "you did not allow it"),
        ("something_new", 0, "Microsoft refuses the sign-in (something_new)"),
        ("invalid_request", 900144, "Microsoft refuses the sign-in (AADSTS900144)"),
    ],
)
def test_each_refusal_is_a_sentence(error: str, number: int, what: str) -> None:
    found = refusal(told(error, number, "Words."), account="home", tenant="common")
    assert isinstance(found, NeedsPerson)
    assert what in found.what
    assert found.remedy
    by_text = {"error": error, "error_description": told(error, number, "W.")["error_description"]}
    assert str(refusal(by_text, account="home", tenant="common")) == str(found)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"error": 5},
        {"error": None, "error_codes": "x", "error_description": 7},
        {"error": "\x1b[2J" + "e" * 500, "error_codes": [True, None, "1"]},
    ],
)
def test_a_refusal_that_makes_no_sense_is_one_all_the_same(answer: dict[str, object]) -> None:
    found = refusal(answer, account="home", tenant="common")
    assert isinstance(found, NeedsPerson)
    assert "Microsoft refuses the sign-in (" in found.what
    assert "\x1b" not in str(found)
    assert len(str(found)) < 200
    assert ending(answer) == ""


@pytest.mark.parametrize("number", [50196, 90033, 70012])
@pytest.mark.parametrize("name", ["invalid_grant", "interaction_required"])
def test_trouble_of_the_server_ends_no_sign_in_whatever_it_is_called(
    name: str, number: int
) -> None:
    answer = {"error": name, "error_description": f"AADSTS{number}: try again later."}
    assert ending(answer) == ""
    assert isinstance(refusal(answer, account="home", tenant="common"), Temporary)
