from __future__ import annotations

import http.client
import socket
import threading
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from urllib.parse import urlencode, urlsplit

import pytest

from relance.accounts.loopback import Answer, Door
from relance.errors import Refused

STATE = "state-of-this-sign-in"
SOON, NEVER = timedelta(seconds=20), timedelta(seconds=0.2)


def get(door: Door, target: str = "/", method: str = "GET", **headers: str) -> tuple[int, str]:
    link = http.client.HTTPConnection(urlsplit(door.address).netloc, timeout=10)
    try:
        link.request(method, target, headers=headers)
        answer = link.getresponse()
        return answer.status, answer.read().decode()
    finally:
        link.close()


def post(door: Door, form: str) -> tuple[int, str]:
    link = http.client.HTTPConnection("127.0.0.1", door.port, timeout=10)
    try:
        link.request("POST", "/", form.encode("latin-1"))
        answer = link.getresponse()
        return answer.status, answer.read().decode()
    finally:
        link.close()


def back(**told: str) -> str:
    return f"/?{urlencode(told)}"


def test_the_code_is_taken_and_the_person_sent_back() -> None:
    with Door(STATE) as door:
        assert door.address.startswith("http://127.0.0.1:")
        status, page = get(door, back(state=STATE, code="4/code", scope="a b"))
        assert door.wait(SOON) == Answer(code="4/code")
    assert status == 200
    assert "relance says how it went" in page
    assert "4/code" not in page


def test_the_page_speaks_french_to_a_french_browser() -> None:
    with Door(STATE) as door:
        french = {"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.8"}
        _, page = get(door, back(state=STATE, code="1"), **french)
    assert "relance dit ce qu’il en est" in page


def test_a_refusal_is_told_on_the_page_too() -> None:
    with Door(STATE) as door:
        _, page = get(door, back(state=STATE, error="access_denied"))
        assert door.wait(SOON) == Answer(error="access_denied")
    assert "Nothing was allowed" in page


@pytest.mark.parametrize(
    "target",
    [
        "/favicon.ico",
        "/",
        back(code="stolen"),
        back(state="another", code="stolen"),
        back(state="", code="stolen"),
        f"/?state={STATE}&state={STATE}&code=twice",
        back(state=STATE),
        back(state=STATE, code=""),
        "/?state=%ff%fe&code=1",
        "/?" + "&".join(f"a{n}=1" for n in range(100)),
        "//[/?x",
    ],
)
def test_whoever_knocks_without_our_state_ends_nothing(target: str) -> None:
    with Door(STATE) as door:
        status, page = get(door, target)
        assert status == 404
        assert "nobody waits" in page
        assert door.wait(NEVER) is None
        assert get(door, back(state=STATE, code="4/code"))[0] == 200
        assert door.wait(SOON) == Answer(code="4/code")


def test_other_methods_end_nothing() -> None:
    with Door(STATE) as door:
        for method in ("OPTIONS", "PUT"):
            assert get(door, back(state=STATE, code="1"), method)[0] == 501
        assert get(door, back(state=STATE, code="1"), "POST")[0] == 404  # a form has a body
        assert door.wait(NEVER) is None


def test_an_answer_may_come_as_a_form() -> None:
    with Door(STATE) as door:
        status, page = post(door, urlencode({"state": STATE, "code": "4/code"}))
        assert (status, door.wait(SOON)) == (200, Answer(code="4/code"))
        assert "relance says how it went" in page
        told = {"state": STATE, "error": "access_denied", "error_description": "AADSTS65004: no"}
        post(door, urlencode(told))
        assert door.wait(SOON) == Answer(error="access_denied", told="AADSTS65004: no")


@pytest.mark.parametrize(
    "form",
    ["", "code=stolen", "state=another&code=stolen", "\xff\xfe", "state=%ff&code=1", "a" * 100_000],
)
def test_a_form_without_our_state_ends_nothing(form: str) -> None:
    with Door(STATE) as door:
        with suppress(OSError):  # a form that is too long is not read to its end
            assert post(door, form)[0] == 404
        assert door.wait(NEVER) is None


def test_connections_that_say_nothing_keep_nobody_waiting() -> None:
    with Door(STATE) as door:
        host, port = urlsplit(door.address).netloc.split(":")
        silent = [socket.create_connection((host, int(port))) for _ in range(20)]
        silent[0].sendall(b"GET / HT")
        begun = monotonic()
        get(door, back(state=STATE, code="4/code"))
        assert door.wait(SOON) == Answer(code="4/code")
        assert monotonic() - begun < 5
        for one in silent:
            one.close()


def test_noise_on_the_line_ends_nothing() -> None:
    with Door(STATE) as door:
        host, port = urlsplit(door.address).netloc.split(":")
        for noise in (b"\x16\x03\x01\x02\x00\x01", b"GET " + b"a" * 200_000 + b"\r\n\r\n", b"\r\n"):
            with socket.create_connection((host, int(port))) as one:
                one.settimeout(5)
                try:
                    one.sendall(noise)
                    one.shutdown(socket.SHUT_WR)
                    one.recv(1000)
                except OSError:
                    pass
        get(door, back(state=STATE, code="4/code"))
        assert door.wait(SOON) == Answer(code="4/code")


def test_waiting_has_an_end() -> None:
    with Door(STATE) as door:
        begun = monotonic()
        assert door.wait(NEVER) is None
        assert monotonic() - begun < 5


def test_nothing_listens_afterwards_and_no_thread_stays() -> None:
    before = threading.active_count()
    with Door(STATE) as door:
        place = urlsplit(door.address)
        get(door)
    with (
        pytest.raises(OSError, match="refused"),
        socket.create_connection((place.hostname or "", place.port or 0), timeout=2),
    ):
        pass
    end = monotonic() + 10
    while threading.active_count() > before and monotonic() < end:
        threading.Event().wait(0.01)  # a connection may be closing still
    assert threading.active_count() <= before


def test_it_listens_on_this_computer_alone() -> None:
    with Door(STATE) as door:
        assert urlsplit(door.address).hostname == "127.0.0.1"
        assert door._server.server_address[0] == "127.0.0.1"


def test_a_port_may_be_chosen_and_is_told_when_it_is_taken() -> None:
    with Door(STATE) as door:
        port = urlsplit(door.address).port or 0
        with pytest.raises(Refused, match=f"cannot listen on port {port}"):
            Door(STATE, port)
    with Door(STATE, port) as again:
        assert urlsplit(again.address).port == port


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_there_cannot_be_is_told(port: int) -> None:
    with pytest.raises(Refused, match="cannot listen"):
        Door(STATE, port)


def test_nothing_of_the_code_shows() -> None:
    assert "4/code" not in repr(Answer(code="4/code"))
