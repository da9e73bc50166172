from __future__ import annotations

import logging
import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from outlook_person import SECRET, Signer, appointment, titles
from relance.accounts.loopback import Door
from relance.errors import NeedsPerson, Refused, RelanceError, Temporary
from relance.ports import Asking
from relance_outlook.server import fetched
from wire_answers import Answer, said

if TYPE_CHECKING:
    from pathlib import Path

    from graph_wire import Wire


def asked(signer: Signer) -> dict[str, str]:
    return {name: told[0] for name, told in parse_qs(urlsplit(signer.said[-1]).query).items()}


def test_signing_in_once_opens_the_calendar(signer: Signer, wire: Wire) -> None:
    wire.mailbox.put("primary", appointment("Entretien Zarvane"))
    account = signer.signed_in(write="Relances")
    assert titles(account) == {"Entretien Zarvane"}
    [page] = wire.person.visits
    assert "relance says how it went" in page.text
    assert titles(signer.account(write="Relances")) == {"Entretien Zarvane"}  # in another process
    assert account.address() == "camille@work.example"


def test_the_address_asks_for_what_is_needed_and_tells_no_secret(signer: Signer) -> None:
    signer.signed_in()
    told = asked(signer)
    assert set(told["scope"].split()) == {"Calendars.Read", "openid", "profile", "offline_access"}
    assert (told["code_challenge_method"], len(told["code_challenge"])) == ("S256", 43)
    assert (told["response_mode"], told["prompt"]) == ("form_post", "select_account")
    assert told["redirect_uri"].startswith("http://localhost:")
    before = told["state"], told["code_challenge"]
    signer.signed_in(write="Relances")
    again = asked(signer)
    assert "Calendars.ReadWrite" in again["scope"].split()
    assert before[0] != again["state"]
    assert before[1] != again["code_challenge"]


def test_nothing_secret_is_logged_or_printed(
    signer: Signer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    account = signer.signed_in(write="Relances")
    signer.wear_out()
    assert titles(account) == set()
    kept = signer.told()
    account.sign_out()
    output = capfd.readouterr()
    records = repr([vars(record) for record in caplog.records])
    shown = records + caplog.text + output.out + output.err + repr(account) + repr(account._way)
    code = asked(signer)["state"]
    for secret in (kept["refresh"], kept["access"], code, "code_verifier"):
        assert secret
        assert secret not in shown


def test_a_code_is_typed_on_another_device(signer: Signer, wire: Wire) -> None:
    wire.mailbox.put("primary", appointment("Entretien Zarvane"))
    account = signer.signed_in(signer.by_code())
    assert titles(account) == {"Entretien Zarvane"}
    address, code = signer.said
    assert address.startswith(("http://127.0.0.1:", "https://"))
    assert code.isalnum()
    assert wire.count("login.authorize") == 0


def test_whoever_types_later_is_waited_for(signer: Signer, wire: Wire) -> None:
    def types(code: str) -> None:
        threading.Event().wait(1.5)
        wire.person.types(code)

    signer.signed_in(signer.by_code(types=types))
    assert wire.count("login.token") >= 2


def test_trouble_while_a_code_is_typed_passes(signer: Signer, wire: Wire) -> None:
    wire.troubles.drop("login.token", after=False)
    wire.troubles.refuse("login.token", 503, "serviceNotAvailable")
    signer.signed_in(signer.by_code())
    assert wire.count("login.token") >= 3


@pytest.mark.parametrize(("lasts", "seconds"), [(1, 20.0), (900, 1.0)])
def test_a_code_that_nobody_types_ends(
    signer: Signer, wire: Wire, lasts: int, seconds: float
) -> None:
    wire.habits.device_code_lasts = lasts
    with pytest.raises(NeedsPerson, match="nobody signed in within 1 second") as caught:
        signer.account().sign_in(signer.by_code(seconds, types=str))
    assert caught.value.remedy.startswith("Run: relance connect outlook --name home --device (")
    assert signer.secrets.kept == {}


def test_a_code_that_the_server_ends_is_told(signer: Signer, wire: Wire) -> None:
    wire.troubles.answer("login.token", Answer(400, b'{"error": "expired_token"}'))
    with pytest.raises(NeedsPerson) as caught:
        signer.account().sign_in(signer.by_code(types=str))
    assert "nobody typed the code in time" in caught.value.what
    assert "--device" in caught.value.remedy


def test_saying_no_is_told_and_keeps_nothing(signer: Signer, wire: Wire) -> None:
    wire.person.denies = True
    for asking in (signer.asking(), signer.by_code()):
        with pytest.raises(NeedsPerson) as caught:
            signer.account().sign_in(asking)
        assert caught.value.what == "you did not allow it."
        assert caught.value.remedy == "Run: relance connect outlook --name home"
    assert signer.secrets.kept == {}


def test_a_window_that_was_closed_ends_after_the_time_given(signer: Signer, wire: Wire) -> None:
    wire.person.goes_away = True
    with pytest.raises(NeedsPerson, match="nobody signed in within"):
        signer.account().sign_in(signer.asking(seconds=0.3))
    assert signer.secrets.kept == {}
    assert wire.count("login.token") == 0


def test_what_only_the_browser_was_told_of_the_app_is_asked_for(signer: Signer) -> None:
    """A page of Microsoft's tells it, and does not come back."""
    account = signer.account(client_id="00000000-0000-4000-8000-000000000000")
    with pytest.raises(NeedsPerson, match="knows no app with this client_id") as caught:
        account.sign_in(signer.asking(seconds=0.5))
    assert "“Application (client) ID”" in caught.value.remedy


def test_a_window_that_was_closed_is_told_though_the_server_cannot_be_asked(
    signer: Signer, wire: Wire
) -> None:
    wire.person.goes_away = True
    wire.troubles.refuse("login.device", 503, "serviceNotAvailable")
    with pytest.raises(NeedsPerson, match="nobody signed in within"):
        signer.account().sign_in(signer.asking(seconds=0.3))


def test_somebody_elses_answer_is_not_taken(signer: Signer, wire: Wire) -> None:
    wire.person.forges_state = True
    with pytest.raises(NeedsPerson, match="nobody signed in within"):
        signer.account().sign_in(signer.asking(seconds=0.5))
    assert wire.count("login.token") == 0


def test_an_answer_to_another_sign_in_is_not_taken(signer: Signer, wire: Wire) -> None:
    token = "e30." + "eyJub25jZSI6ICJvdGhlciJ9" + ".e30"  # its nonce is another one
    answer = {"access_token": "a", "refresh_token": "r", "expires_in": 60, "id_token": token}
    wire.troubles.answer("login.token", said(answer))
    with pytest.raises(Temporary, match="makes no sense"):
        signer.signed_in()
    assert signer.secrets.kept == {}


def test_less_than_is_needed_is_told_by_name(signer: Signer, wire: Wire) -> None:
    answer = {"access_token": "a", "refresh_token": "r", "scope": "Calendars.Read openid"}
    wire.troubles.answer("login.token", said(answer))
    with pytest.raises(NeedsPerson) as caught:
        signer.signed_in(write="Relances")
    assert "Calendars.ReadWrite (to do that, to make a calendar" in caught.value.what
    assert signer.secrets.kept == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"<html>",
        b"[" * 100_000,
        b'{"access_token": 5}',
        b'{"access_token": "a b\\nc", "refresh_token": "r"}',
        b'{"access_token": "a", "refresh_token": ""}',
        b'{"access_token": "a", "refresh_token": "r", "id_token": "x"}',
        b'{"access_token": "a", "refresh_token": "r", "id_token": 5, "client_info": 5}',
        b'{"access_token": "a", "refresh_token": "r", "scope": 5}',
    ],
)
def test_an_answer_that_makes_no_sense_is_told_and_keeps_nothing(
    signer: Signer, wire: Wire, body: bytes
) -> None:
    wire.troubles.answer("login.token", Answer(200, body))
    with pytest.raises(RelanceError):
        signer.signed_in()
    assert signer.secrets.kept == {}


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"device_code": "d"}',
        b'{"device_code": "d", "user_code": 5, "verification_uri": "https://x.example"}',
        b'{"device_code": "d", "user_code": "C", "verification_uri": "javascript:alert()"}',
        b'{"device_code": "d", "user_code": "C", "interval": "soon"}',
        b'{"device_code": "d", "user_code": "C", "expires_in": {}}',
    ],
)
def test_a_code_that_makes_no_sense_is_told(signer: Signer, wire: Wire, body: bytes) -> None:
    wire.troubles.answer("login.device", Answer(200, body))
    with pytest.raises(RelanceError):
        signer.account().sign_in(signer.by_code(seconds=2))
    assert signer.said == []


@pytest.mark.parametrize("op", ["login.metadata", "login.token"])
def test_trouble_of_the_sign_in_server_passes(signer: Signer, wire: Wire, op: str) -> None:
    for status in (429, 503):
        wire.troubles.refuse(op, status, "serviceNotAvailable", retry_after=7)
        with pytest.raises(Temporary, match="no proper answer") as caught:
            signer.signed_in()
        assert caught.value.retry_after is not None
        assert caught.value.retry_after.total_seconds() == 7
    wire.troubles.garbage(op)
    with pytest.raises(Temporary):
        signer.signed_in()
    wire.troubles.clear()
    wire.troubles.drop(op, after=False)
    with pytest.raises(Temporary, match="could not be reached"):
        signer.signed_in()
    assert signer.secrets.kept == {}
    wire.troubles.clear()
    signer.signed_in()


def test_a_server_that_is_not_there_is_told(signer: Signer, wire: Wire) -> None:
    with wire.down(), pytest.raises(Temporary, match="could not be reached: nothing answers there"):
        signer.account().sign_in(signer.asking())
    assert signer.said == []


@pytest.mark.parametrize("status", [302, 307])
def test_nothing_is_sent_where_a_server_points_to(signer: Signer, wire: Wire, status: int) -> None:
    elsewhere = Answer(status, headers=(("Location", f"{wire.root}/elsewhere"),))
    wire.troubles.answer("login.token", elsewhere)
    with pytest.raises(Temporary, match="gave no proper answer"):
        signer.signed_in()
    assert [one.path for one in wire.requests if "elsewhere" in one.path] == []


@pytest.mark.parametrize("named", ["token_endpoint", "authorization_endpoint"])
def test_a_server_that_names_another_one_is_not_followed(
    signer: Signer, wire: Wire, named: str
) -> None:
    metadata = {
        "issuer": "https://login.example/common/v2.0",
        "authorization_endpoint": f"{wire.root}/common/oauth2/v2.0/authorize",
        "token_endpoint": f"{wire.root}/common/oauth2/v2.0/token",
        named: "https://evil.example/common/oauth2/v2.0/it",
    }
    wire.troubles.answer("login.metadata", said(metadata))
    with pytest.raises(Refused, match=r"wants another one to be asked: evil\.example"):
        signer.signed_in()
    assert signer.secrets.kept == {}


def test_trouble_after_the_sign_in_keeps_nothing(signer: Signer, wire: Wire) -> None:
    wire.troubles.refuse("calendars.get", 403, "ErrorAccessDenied")
    with pytest.raises(RelanceError):
        signer.signed_in()
    assert signer.secrets.kept == {}


def test_a_port_may_be_fixed_for_a_tunnel(signer: Signer) -> None:
    with Door("x") as door:
        port = door.port
    signer.account().sign_in(signer.asking(port=port))
    assert urlsplit(asked(signer)["redirect_uri"]).port == port


def test_the_browser_of_this_computer_is_opened(
    signer: Signer, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def browser(address: str) -> bool:
        opened.append(address)
        threading.Event().wait(0.2)  # some keep whoever opened them waiting
        return wire.person.open(address)

    monkeypatch.setattr("webbrowser.open", browser)
    shown: list[str] = []
    signer.account().sign_in(Asking(shown.append))
    assert opened == shown
    assert list(signer.secrets.kept) == [SECRET]


def test_signing_in_as_somebody_else_changes_nothing(signer: Signer, wire: Wire) -> None:
    signer.signed_in()
    before = dict(signer.secrets.kept)
    wire.add_account("other@work.example")
    wire.person.picks = "other@work.example"
    with pytest.raises(NeedsPerson) as caught:
        signer.signed_in()
    assert "another account of Microsoft" in caught.value.what
    assert "other@work.example" not in str(caught.value)
    assert "--name" in caught.value.remedy
    assert signer.secrets.kept == before


def test_a_password_file_of_the_system_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login somebody password something\n")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    heard: list[str] = []

    def answer(server: socket.socket) -> None:
        link, _ = server.accept()
        with link:
            heard.append(link.recv(65536).decode())
            link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, args=(server,))
        thread.start()
        fetched("GET", f"http://127.0.0.1:{server.getsockname()[1]}/", where="here")
        thread.join(10)
    assert heard[0].startswith("GET / HTTP/1.1")
    assert "authorization" not in heard[0].lower()


@pytest.mark.parametrize("size", [1_000_001, 3_000_000])
def test_an_answer_without_an_end_is_not_read(signer: Signer, wire: Wire, size: int) -> None:
    wire.troubles.answer("login.token", Answer(200, b'{"a": "' + b"x" * size + b'"}'))
    with pytest.raises(Temporary, match="its answer cannot be read"):
        signer.signed_in()
