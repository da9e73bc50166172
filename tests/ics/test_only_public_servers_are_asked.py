from __future__ import annotations

import base64
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import hostile_http as http
from at_an_address import NEAR, QUICK, SECRET, at, events, pull
from certificates import own_certificate
from relance.errors import NeedsPerson, Refused, Temporary
from relance_ics import fetch, wire
from relance_ics.public import Reach, is_public

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hostile_http import Asked, Hostile, Link

INSECURE = Reach(insecure=True)


@pytest.fixture
def server() -> Iterator[Hostile]:
    with http.hostile(http.calendar(events("one"))) as server:
        yield server


@pytest.fixture
def other() -> Iterator[Hostile]:
    with http.hostile(http.calendar(events("one"))) as server:
        yield server


class Names:
    """A resolver that gives each name the addresses of the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **leads: list[str]) -> None:
        self.asked: list[str] = []
        self.leads = {name.replace("_", "."): found for name, found in leads.items()}
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self._found)

    def _found(self, host: str, port: int, *_: Any, **__: Any) -> Any:
        self.asked.append(host)
        found = self.leads.get(host, [host])
        return [one for at in found for one in self._real(at, port, type=socket.SOCK_STREAM)]


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254",
     "172.16.0.1", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
     "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
     "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::127.0.0.1",
     "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "100::1", "2001:db8::1", "2002:7f00:1::",
     "2002:a00:1::", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1",
     "ff02::1", "ff0e::1", "no address", ""],
)  # fmt: skip
def test_an_address_of_ones_own_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2a00:1450:4007:80c::200e", "64:ff9b::8.8.8.8"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "location",
    ["https://127.0.0.1/x.ics", "https://localhost/x.ics", "https://10.0.0.1/x.ics",
     "https://[::1]/x.ics", "https://[::ffff:10.0.0.1]/x.ics", "https://169.254.169.254/latest",
     "https://100.64.1.1/x.ics", "//192.168.0.1/x.ics", "https://2130706433/x.ics",
     "https://0x7f.1/x.ics", "https://inside.example/x.ics", "https://both.example/x.ics"],
)  # fmt: skip
def test_a_redirect_into_a_private_network_is_not_followed(
    server: Hostile, monkeypatch: pytest.MonkeyPatch, location: str
) -> None:
    Names(monkeypatch, inside_example=["10.0.0.7"], both_example=["93.184.216.34", "127.0.0.1"])
    server.act = http.redirect(location)
    with pytest.raises(Refused, match=r"private network|not be encrypted") as told:
        pull(at(server.at()))
    assert "private = true" in told.value.remedy or "insecure = true" in told.value.remedy
    assert SECRET not in str(told.value)


def test_a_redirect_to_this_computer_is_followed_to_no_other_port(
    server: Hostile, other: Hostile
) -> None:
    server.act = http.redirect(other.at())
    with pytest.raises(Refused, match="would not be encrypted"):
        pull(at(server.at()))
    assert other.asked == []
    with pytest.raises(Refused, match="leads into a private network"):
        pull(at(server.at(), INSECURE))
    assert other.asked == []
    assert len(pull(at(server.at(), NEAR)).events) == 1


def test_a_redirect_within_the_server_is_followed(server: Hostile) -> None:
    def twice(asked: Asked, link: Link) -> None:
        act = http.calendar(events("one")) if asked.target == "/c?d" else http.redirect("/c?d")
        act(asked, link)

    server.act = twice
    assert len(pull(at(server.at())).events) == 1
    assert [one.target for one in server.asked] == ["/private-5ecret/basic.ics", "/c?d"]


def test_a_redirect_away_from_encryption_is_not_followed(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, cal_example=["93.184.216.34"])
    server.act = http.redirect("http://cal.example/x.ics")
    with pytest.raises(Refused, match="would not be encrypted"):
        pull(at(server.at()))


def test_a_private_server_is_asked_only_when_that_is_set(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, nas_example=["127.0.0.1"])
    address = server.at().replace("127.0.0.1", "nas.example")
    with pytest.raises(Refused, match="leads into a private network"):
        pull(at(address, INSECURE))
    with pytest.raises(Refused, match="would not be encrypted"):
        pull(at(address, Reach(private=True)))
    assert server.asked == []
    assert len(pull(at(address, NEAR)).events) == 1


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(monkeypatch, cal_example=["127.0.0.1"])

    def first_public(text: str) -> bool:
        names.leads["cal.example"] = ["127.0.0.99"]  # from now on the name leads elsewhere
        return text == "127.0.0.1"

    monkeypatch.setattr(fetch, "is_public", first_public)
    found = pull(at(server.at().replace("127.0.0.1", "cal.example"), INSECURE))
    assert len(found.events) == 1
    assert names.asked == ["cal.example"]
    assert server.asked[0].headers["host"] == f"cal.example:{server.port}"


def test_a_name_that_leads_nowhere_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "no such name: cal.example")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    with pytest.raises(Temporary, match="the server's name is not found") as told:
        pull(at("https://cal.example/5ecret.ics"))
    assert "cal.example" not in str(told.value)


def test_a_name_that_is_looked_up_for_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = threading.Event()

    def slowly(*_: Any, **__: Any) -> list[Any]:
        waiting.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    with pytest.raises(Temporary, match="not found in time"):
        pull(at("https://cal.example/5ecret.ics"))
    waiting.set()


def test_user_and_password_go_to_their_own_server_alone(server: Hostile, other: Hostile) -> None:
    server.act = http.redirect(other.at("/x.ics", user="some:body@"))
    address = server.at(user="camille:p%40ss@")
    assert len(pull(at(address, NEAR)).events) == 1
    told = base64.b64encode(b"camille:p@ss").decode()
    assert server.asked[0].headers["authorization"] == f"Basic {told}"
    assert "authorization" not in other.asked[0].headers
    assert "camille" not in server.asked[0].target


def test_no_proxy_of_the_environment_is_used(
    server: Hostile, other: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other.at("/"))
    assert len(pull(at(server.at())).events) == 1
    assert other.asked == []


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[Hostile]:
    """Return a server with a certificate that nobody vouches for but itself."""
    file = own_certificate(tmp_path / "server.pem")
    with http.hostile(http.calendar(events("one")), file) as server:
        yield server


@pytest.fixture
def vouched(tmp_path: Path, encrypted: Hostile, monkeypatch: pytest.MonkeyPatch) -> Hostile:
    """Return the same server on a computer that knows its certificate."""
    plain = wire._session

    def session(*asked: Any) -> Any:
        made = plain(*asked)
        made.verify = str(tmp_path / "server.pem")
        return made

    monkeypatch.setattr(wire, "_session", session)
    return encrypted


def test_a_certificate_that_nobody_vouches_for_is_told(encrypted: Hostile) -> None:
    with pytest.raises(NeedsPerson, match="the server cannot prove who it is") as told:
        pull(at(encrypted.at()))
    assert encrypted.asked == []
    assert "127.0.0.1" not in str(told.value)


def test_a_server_that_proves_who_it_is_is_read(vouched: Hostile) -> None:
    assert len(pull(at(vouched.at())).events) == 1
    assert len(pull(at(vouched.at().replace("https:", "webcal:"))).events) == 1


def test_a_certificate_for_another_name_is_told(
    vouched: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, cal_example=["127.0.0.1"])
    with pytest.raises(NeedsPerson, match="the server cannot prove who it is"):
        pull(at(vouched.at().replace("127.0.0.1", "cal.example"), NEAR))
    assert vouched.asked == []


def test_an_encrypted_drip_ends_in_time(vouched: Hostile) -> None:
    vouched.act = http.drip(events("one"), 0.05, head=True)
    begun = time.monotonic()
    with pytest.raises(Temporary, match="the server is too slow"):
        pull(at(vouched.at()))
    assert time.monotonic() - begun < QUICK.seconds + 1


def test_every_address_of_a_name_is_tried_and_none_for_too_long(
    server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.2", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]  # they fill the queue: no other gets in
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.2", port))
        names = Names(monkeypatch, cal_example=["127.0.0.2"] * 50)
        begun = time.monotonic()
        with pytest.raises(Temporary):
            pull(at(f"http://cal.example:{port}/x.ics", NEAR))
        assert time.monotonic() - begun < QUICK.seconds + 1
        for one in waiting:
            one.close()
    names.leads["cal.example"] = ["127.0.0.3", "127.0.0.1"]  # nobody is at the first
    found = pull(at(server.at().replace("127.0.0.1", "cal.example"), NEAR))
    assert len(found.events) == 1
