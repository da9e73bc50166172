from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from google_person import NAME, Signer, appointment, titles
from google_wire import Wire
from google_wire_answers import Answer
from relance.errors import NeedsPerson, Refused, RelanceError, Temporary

if TYPE_CHECKING:
    from pathlib import Path


def asked(signer: Signer) -> dict[str, str]:
    return {name: told[0] for name, told in parse_qs(urlsplit(signer.said[-1]).query).items()}


def test_signing_in_once_opens_the_calendar(signer: Signer, wire: Wire) -> None:
    wire.mailbox.put("primary", appointment("Entretien Zarvane"))
    account = signer.signed_in(write="Relances")
    assert titles(account) == {"Entretien Zarvane"}
    [page] = wire.person.visits
    assert "relance says how it went" in page.text
    assert titles(signer.account(write="Relances")) == {"Entretien Zarvane"}  # in another process


def test_the_address_asks_for_what_is_needed_and_tells_no_secret(signer: Signer) -> None:
    signer.signed_in(write="Relances")
    told = asked(signer)
    assert told["scope"].replace("https://www.googleapis.com/auth/", "").split() == [
        "calendar.app.created",
        "calendar.calendarlist.readonly",
        "calendar.events.owned.readonly",
    ]
    assert (told["code_challenge_method"], len(told["code_challenge"])) == ("S256", 43)
    assert (told["access_type"], told["prompt"]) == ("offline", "consent")
    assert told["redirect_uri"].startswith("http://127.0.0.1:")
    assert "wire-client-secret" not in signer.said[-1]
    before = told["state"], told["code_challenge"]
    signer.signed_in(write="Relances")
    again = asked(signer)
    assert before[0] != again["state"]
    assert before[1] != again["code_challenge"]


def test_nothing_secret_is_logged_or_printed(
    signer: Signer,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("", "google", "urllib3"):  # the library keeps its records to itself otherwise
        caplog.set_level(logging.DEBUG, name)
    monkeypatch.setattr(logging.getLogger("google"), "propagate", True)
    account = signer.signed_in(write="Relances")
    assert titles(account) == set()
    kept = signer.secrets.told()
    account.sign_out()
    assert caplog.records
    said = capfd.readouterr()
    records = repr([vars(record) for record in caplog.records])
    shown = records + caplog.text + said.out + said.err + repr(account) + repr(account._way)
    for secret in (kept["refresh"], kept["access"], "wire-client-secret"):
        assert secret
        assert secret not in shown


def test_saying_no_is_told_and_keeps_nothing(signer: Signer, wire: Wire) -> None:
    wire.person.denies = True
    with pytest.raises(NeedsPerson) as caught:
        signer.signed_in()
    assert "you did not allow it" in caught.value.what
    assert "relance connect google --name home" in caught.value.remedy
    assert signer.secrets.kept == {}


def test_a_window_that_was_closed_ends_after_the_time_given(signer: Signer, wire: Wire) -> None:
    wire.person.goes_away = True
    with pytest.raises(NeedsPerson, match=r"nobody signed in within 1 second\."):
        signer.account().sign_in(signer.asking(seconds=0.3))
    assert signer.secrets.kept == {}
    assert wire.count("oauth.token") == 0


def test_somebody_elses_answer_is_not_taken(signer: Signer, wire: Wire) -> None:
    wire.person.forges_state = True
    with pytest.raises(NeedsPerson, match="nobody signed in within"):
        signer.account().sign_in(signer.asking(seconds=0.5))
    assert wire.count("oauth.token") == 0


@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("calendar.app.created", "to make a calendar for the follow-ups"),
        ("calendar.calendarlist.readonly", "to see which calendars you have"),
        (
            "calendar.events.owned.readonly",
            "to find interviews and busy times in the calendars that you own",
        ),
    ],
)
def test_what_was_not_ticked_is_told_by_name_and_for_what_it_is(
    signer: Signer, wire: Wire, left_out: str, named: str
) -> None:
    wire.person.unticks([left_out])
    with pytest.raises(NeedsPerson) as caught:
        signer.signed_in(write="Relances")
    assert f"{left_out} ({named}" in caught.value.what
    assert "and tick every box." in caught.value.remedy
    assert signer.secrets.kept == {}


def test_a_client_without_a_secret_works_where_it_is_public(
    wire: Wire, signer: Signer, tmp_path: Path
) -> None:
    wire.client_file(tmp_path / "client_secret.json", secret=False)
    with pytest.raises(NeedsPerson, match="Google wants the secret of the client"):
        signer.signed_in()
    wire.habits.public_client = True
    account = signer.signed_in()
    wire.oauth.expire_access()
    wire.clock.advance(hours=2)
    assert titles(account) == set()


def test_a_client_that_google_does_not_know_is_told(signer: Signer, wire: Wire) -> None:
    wire.oauth.clients["1234567890-relance.apps.example"] = "another secret"
    with pytest.raises(NeedsPerson, match=r"does not know the client.*\(invalid_client\)"):
        signer.signed_in()


def test_trouble_of_the_sign_in_server_passes(signer: Signer, wire: Wire) -> None:
    script = wire.troubles.refuse("oauth.token", 503, "backendError")
    with pytest.raises(Temporary, match="no proper answer"):
        signer.signed_in()
    assert script.met
    wire.troubles.clear()
    wire.troubles.garbage("oauth.token")
    with pytest.raises(RelanceError):
        signer.signed_in()
    wire.troubles.clear()
    wire.troubles.drop("oauth.token", after=False)
    with pytest.raises(Temporary, match="cannot be reached"):
        signer.signed_in()
    assert signer.secrets.kept == {}
    wire.troubles.clear()
    signer.signed_in()


@pytest.mark.parametrize("status", [302, 307])
def test_nothing_is_sent_where_a_server_points_to(signer: Signer, wire: Wire, status: int) -> None:
    elsewhere = Answer(status, headers=(("Location", f"{wire.root}/elsewhere"),))
    wire.troubles.answer("oauth.token", elsewhere)
    with pytest.raises(Temporary, match="gave no proper answer"):
        signer.signed_in()
    assert [one.path for one in wire.requests if "elsewhere" in one.path] == []


def test_trouble_after_the_sign_in_keeps_nothing(signer: Signer, wire: Wire) -> None:
    wire.troubles.refuse("calendarList.get", 403, "accessNotConfigured")
    with pytest.raises(NeedsPerson, match="the Google Calendar API is not enabled"):
        signer.signed_in()
    assert signer.secrets.kept == {}


def test_a_missing_client_file_is_told_before_anything_opens(
    signer: Signer, tmp_path: Path
) -> None:
    account = signer.account(client_file=str(tmp_path / "none.json"))
    with pytest.raises(NeedsPerson, match="no client file here"):
        account.sign_in(signer.asking())
    assert signer.said == []


def test_a_code_for_another_device_is_not_googles_way(signer: Signer) -> None:
    with pytest.raises(Refused, match="with a browser alone"):
        signer.account().sign_in(replace(signer.asking(), device=True))
    assert signer.said == []


def test_a_port_may_be_fixed_for_a_tunnel(signer: Signer) -> None:
    from relance.accounts.loopback import Door

    with Door("x") as door:
        port = urlsplit(door.address).port or 0
    signer.account().sign_in(signer.asking(port=port))
    assert urlsplit(asked(signer)["redirect_uri"]).port == port


def test_the_browser_of_this_computer_is_opened(
    signer: Signer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relance.ports import Asking

    opened: list[str] = []

    def browser(address: str) -> bool:
        opened.append(address)
        threading.Event().wait(0.2)  # some keep whoever opened them waiting
        return wire.person.open(address)

    monkeypatch.setattr("webbrowser.open", browser)
    shown: list[str] = []
    signer.account().sign_in(Asking(shown.append))
    assert opened == shown
    assert NAME in signer.secrets.kept.popitem()[0]


def test_signing_in_as_somebody_else_changes_nothing(signer: Signer, tmp_path: Path) -> None:
    signer.signed_in()
    before = dict(signer.secrets.kept)
    with Wire(email="other@mail.example") as another:
        stranger = Signer(another, tmp_path / "other", signer.secrets)
        (tmp_path / "other").mkdir()
        with pytest.raises(NeedsPerson) as caught:
            stranger.signed_in()
    assert "another account of Google" in caught.value.what
    assert "other@mail.example" not in str(caught.value)
    assert "--name" in caught.value.remedy
    assert signer.secrets.kept == before
