from __future__ import annotations

import hmac
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from knocking import KEY, NAME, Reading, door, free_port, heard
from relance.daemon import receiver as receiving
from relance.daemon.bell import Bell
from relance.daemon.gathered import APART, Gathered
from relance.daemon.receiver import MOST_AT_ONCE, MOST_HEAD, Receiver
from relance.errors import Refused
from relance.service.tokens import token_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knocking import Door

OTHER = "name-2"
TAKEN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
UNKNOWN = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def here() -> Iterator[Door]:
    with door() as opened:
        yield opened


def test_a_message_rings_and_names_its_subscription(here: Door) -> None:
    assert here.knock() == TAKEN
    assert here.rings() == {NAME}
    assert here.receiver.gathered.news() == ({NAME}, set())
    assert here.receiver.gathered.news() == (set(), set())


@pytest.mark.parametrize(
    "wrong",
    [
        {"token": "guessed"},
        {"token": ""},
        {"token": token_of(KEY, OTHER)},
        {"token": token_of(b"another key", NAME)},
        {"token": token_of(KEY, NAME).upper()},
        {"token": "é" * 40},
        {"token": "x" * 9000},
        {"name": OTHER, "token": token_of(KEY, NAME)},
        {"name": "", "token": token_of(KEY, "")},
        {"path": "/"},
        {"path": "/push/"},
        {"path": "/pus?h"},
        {"path": "/PUSH"},
        {"path": "https://relance.example/push"},
        {"method": "GET"},
        {"method": "PUT"},
        {"method": "post"},
        {"method": "BREW"},
    ],
    ids=str,
)
def test_what_is_wrong_is_unknown_and_learns_nothing_more(
    here: Door, wrong: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    assert here.knock(**wrong) == UNKNOWN
    assert here.rings(0.2) == set()
    assert here.receiver.gathered.news() == (set(), set())
    assert capfd.readouterr() == ("", "")


def test_nothing_is_logged_of_a_message_either(
    here: Door, capfd: pytest.CaptureFixture[str]
) -> None:
    here.knock()
    assert here.rings() == {NAME}
    assert capfd.readouterr() == ("", "")
    assert KEY.decode() not in repr(here.receiver._server.hearing)  # type: ignore[union-attr] # it listens


def test_tokens_and_paths_are_compared_in_constant_time(
    here: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []
    plainly = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return plainly(one, other)

    monkeypatch.setattr("hmac.compare_digest", compare)
    right = token_of(KEY, NAME).encode()
    for path, token in (("/push", "no"), ("/no", "no"), ("/no", right.decode())):
        compared.clear()
        here.knock(path=path, token=token)
        assert compared == [
            (b"POST", b"POST"),
            (path.encode(), b"/push"),
            (token.encode(), right),
        ]


def test_a_message_with_a_body_is_taken_by_its_head(here: Door) -> None:
    body = b'{"huge": "no"}'
    assert here.knock(more=f"Content-Length: {len(body)}\r\n", body=body) == TAKEN
    chunked = "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
    assert here.knock(more=chunked, body=b"0\r\n\r\n") == TAKEN
    assert here.rings() == {NAME}


def test_a_huge_body_is_not_taken_in(here: Door) -> None:
    with closing(here.open()) as link:
        head = f"POST /push HTTP/1.1\r\nX-Name: {NAME}\r\nContent-Length: 99999999\r\n\r\n"
        link.sendall(head.encode())
        with pytest.raises(ConnectionError):
            link.sendall(b"x" * 50_000_000)  # far more than the system's own buffers take
    assert here.knock() == TAKEN


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"POST /push HTTP/1.1\r\nX-A: " + b"a" * MOST_HEAD * 2, b"431"),
        (b"POST /" + b"p" * MOST_HEAD * 2, b"431"),
        (b"POST /push HTTP/1.1\r\n" + b"X-A: a\r\n" * 200 + b"\r\n", b"431"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"POST /push HTTP/9.9\r\n\r\n", b"505"),
        (b"POST /push HTTP/x\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"400"),
        (b"POST /push HTTP/1.1\r\nno colon\r\n\r\n", b"404"),
        (b"\r\n\r\n", b""),
        (b"", b""),
        (b"POST /push HTTP/1.1\r\n", b""),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_request_is_answered_in_short(here: Door, said: bytes, status: bytes) -> None:
    with closing(here.open()) as link:
        try:
            link.sendall(said)
            link.shutdown(1)
        except OSError:
            pass
        answer = heard(link)
    assert answer.partition(b"\r\n")[0][9:12] == status
    assert b"\r\n\r\n" not in answer or answer.endswith(b"\r\n\r\n")
    assert here.knock() == TAKEN


@pytest.mark.parametrize("every", [0.0, 0.002, 0.3])
def test_a_slow_client_is_left_in_time(
    here: Door, monkeypatch: pytest.MonkeyPatch, every: float
) -> None:
    monkeypatch.setattr(receiving, "IMPATIENCE", 1.0)
    begun = time.monotonic()
    with closing(here.open()) as link:
        try:
            while every and time.monotonic() - begun < 8:
                link.sendall(b"X")
                time.sleep(every)
        except OSError:
            pass
        assert heard(link) == b""
    assert time.monotonic() - begun < 5
    assert here.knock() == TAKEN


def test_too_many_at_once_are_turned_away_and_others_come_after_them(
    here: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "IMPATIENCE", 2.0)
    links = [here.open() for _ in range(MOST_AT_ONCE)]
    time.sleep(0.5)
    assert here.knock() == b""
    for link in links:
        link.close()
    time.sleep(0.5)
    assert here.knock() == TAKEN


def test_a_burst_rings_once_and_the_next_one_waits() -> None:
    with closing(Bell()) as bell:
        gathered = Gathered(bell, gather=0.2, apart=1.5)
        begun = time.monotonic()
        for n in range(50):
            gathered.take(f"name-{n % 3}")
        bell.wait(5)
        assert 0.1 < time.monotonic() - begun < 1
        assert bell.changed == {"name-0", "name-1", "name-2"}
        bell.changed.clear()
        gathered.take("name-4")
        bell.wait(5)
        assert 1.5 < time.monotonic() - begun < 3
        assert bell.changed == {"name-4"}


def test_the_first_message_never_waits_long() -> None:
    with closing(Bell()) as bell:
        begun = time.monotonic()
        Gathered(bell, gather=0.1, apart=APART).take("name-1")
        bell.wait(5)
        assert bell.changed == {"name-1"}
        assert time.monotonic() - begun < 1


def test_messages_from_many_at_once_lose_nothing(here: Door) -> None:
    names = {f"name-{n}" for n in range(40)}
    answers: list[bytes] = []
    for part in range(0, 40, 10):
        threads = [
            threading.Thread(target=lambda n=n: answers.append(here.knock(name=f"name-{n}")))
            for n in range(part, part + 10)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [TAKEN] * 40
    assert here.receiver.gathered.news() == (names, set())


def test_an_address_without_a_path_is_its_root() -> None:
    with door("https://relance.example") as here:
        assert here.knock(path="/") == TAKEN
        assert here.knock(path="/push") == UNKNOWN


def test_another_key_and_address_count_at_once(here: Door) -> None:
    place = f"127.0.0.1:{here.port}"
    here.receiver.listen(place, "https://relance.example/new", b"n" * 32, (Reading(),))
    assert here.knock() == UNKNOWN
    assert here.knock(path="/new", token=token_of(b"n" * 32, NAME)) == TAKEN
    there = free_port()
    here.receiver.listen(f"127.0.0.1:{there}", "https://relance.example/push", KEY, (Reading(),))
    with pytest.raises(ConnectionRefusedError):
        here.knock()
    here.port = there
    assert here.knock() == TAKEN


def test_a_place_that_is_taken_is_told(here: Door) -> None:
    with closing(Bell()) as bell:
        other = Receiver(bell)
        with pytest.raises(Refused, match="cannot listen there") as told:
            other.listen(f"127.0.0.1:{here.port}", "https://relance.example/", KEY, (Reading(),))
        other.stop()
    assert told.value.where == f"127.0.0.1:{here.port}"
    assert "daemon.listen" in told.value.remedy


def test_it_can_listen_at_the_other_kind_of_address() -> None:
    with closing(Bell()) as bell:
        receiver = Receiver(bell)
        try:
            receiver.listen(f"[::1]:{free_port()}", "https://relance.example/", KEY, (Reading(),))
        except Refused as error:
            pytest.skip(f"this computer has no IPv6: {error.what}")
        finally:
            receiver.stop()


def test_who_listens_no_more_is_not_there(here: Door) -> None:
    here.knock()
    here.receiver.stop()
    here.receiver.stop()
    with pytest.raises(ConnectionRefusedError):
        here.knock()
    assert here.rings(0.2) == set()
