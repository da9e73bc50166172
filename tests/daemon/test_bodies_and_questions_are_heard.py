from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from knocking import KEY, NAME, door
from relance.daemon import receiver as receiving
from relance.daemon.receiver import MOST_ANSWER, MOST_BODY, MOST_HEAD
from relance.service.tokens import token_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knocking import Door

TAKEN = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
UNKNOWN = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def here() -> Iterator[Door]:
    with door() as opened:
        yield opened


def line(name: str = NAME, token: str | None = None, *more: str) -> str:
    return " ".join([name, token_of(KEY, name) if token is None else token, *more])


def chunked(*parts: bytes) -> bytes:
    said = b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"POST /push HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n" + said + b"0\r\n\r\n"


def test_a_body_brings_many_messages(here: Door) -> None:
    assert here.bring(line("name-1"), line("name-2"), line("name-1")) == TAKEN
    assert here.rings() == {"name-1", "name-2"}
    assert here.receiver.gathered.news() == ({"name-1", "name-2"}, set())


def test_of_many_messages_the_true_ones_are_taken_alone(here: Door) -> None:
    forged = (line("name-2", "guessed"), line("name-3", token_of(KEY, NAME)), line("", "x"))
    assert here.bring(*forged, line()) == TAKEN
    assert here.rings() == {NAME}
    assert here.bring(*forged) == UNKNOWN
    assert here.rings(0.2) == set()


def test_what_is_lost_is_told_and_rings_too(here: Door) -> None:
    here.bring(line("name-1"), line("name-2", None, "lost"), line("name-3", "guessed", "lost"))
    assert here.rings() == {"name-1", "name-2"}
    assert here.receiver.gathered.news() == ({"name-1", "name-2"}, {"name-2"})
    assert here.receiver.gathered.news() == (set(), set())


def test_a_query_may_follow_the_path(here: Door) -> None:
    assert here.bring(line(), path="/push?relance=name-1") == TAKEN
    assert here.bring(line(), path="/push?") == TAKEN
    assert here.bring(line(), path="/other?relance=/push") == UNKNOWN


def test_a_body_that_is_said_in_parts_is_put_together(here: Door) -> None:
    said = f"{line('name-1')}\n{line('name-2')}".encode()
    assert here.say(chunked(said[:40], said[40:])) == TAKEN
    assert here.receiver.gathered.news() == ({"name-1", "name-2"}, set())


def test_a_body_that_comes_slowly_is_waited_for(here: Door) -> None:
    body = line().encode()
    with here.open() as link:
        link.sendall(f"POST /push HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        for n in range(0, len(body), 20):
            time.sleep(0.05)
            link.sendall(body[n : n + 20])
        assert link.recv(4096) == TAKEN


@pytest.mark.parametrize(
    "length",
    [
        "-1",
        "0",
        "+5",
        "1_0",
        "x",
        "",
        " ",
        "²",
        "9" * 5000,
        str(MOST_BODY + 1),
        "0x10",
        "1e2",
        "7, 7",
    ],
    ids=lambda text: text[:10],
)
def test_an_odd_length_is_no_body(here: Door, length: str) -> None:
    head = f"POST /push HTTP/1.1\r\nContent-Length: {length}\r\n\r\n"
    assert here.say(head.encode() + line().encode()) == UNKNOWN
    assert here.receiver.gathered.news() == (set(), set())


@pytest.mark.parametrize(
    "parts",
    [
        b"-1\r\nx",
        b"zz\r\nx",
        b"\r\n",
        b"f" * 100,
        b"ffffffff\r\nx",
        b"99999999999\r\nx",
        b"\xff\r\n",
    ],
    ids=repr,
)
def test_odd_parts_are_no_body(here: Door, parts: bytes) -> None:
    head = b"POST /push HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert here.say(head + parts) == UNKNOWN


def test_parts_that_are_too_long_together_are_no_body(here: Door) -> None:
    part = (line() + "\n").encode() * 100
    many = MOST_BODY // len(part)
    assert here.say(chunked(*[part] * many)) == TAKEN
    assert here.say(chunked(*[part] * (many + 1))) == UNKNOWN


def test_a_body_of_the_longest_length_is_read(here: Door) -> None:
    said = line()
    assert here.bring(said + " " * (MOST_BODY - len(said))) == TAKEN
    assert len(here.reading.knocks[-1].body) == MOST_BODY


def test_a_body_that_never_comes_is_left_in_time(
    here: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "IMPATIENCE", 0.5)
    begun = time.monotonic()
    said = f"POST /push HTTP/1.1\r\nContent-Length: 900\r\n\r\n{line()}"
    assert here.say(said.encode()) == UNKNOWN
    assert time.monotonic() - begun < 3


def test_a_head_without_end_is_left_as_soon_as_it_is_too_long(here: Door) -> None:
    begun = time.monotonic()
    with here.open() as link:
        link.sendall(b"POST /push HTTP/1.1\r\nX-A: " + b"a" * MOST_HEAD * 2)
        assert link.recv(4096).startswith(b"HTTP/1.1 431 ")
    assert time.monotonic() - begun < 3


def test_who_asks_whether_anybody_listens_is_answered_while_it_is_waited_for(here: Door) -> None:
    told = "Validation: Testing é + reachability"
    asked = f"/push?relance=name-1&say={quote(told)}"
    assert here.bring(path=asked) == UNKNOWN
    here.reading.asking = True
    answer = here.bring(path=asked)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert body.decode() == told
    assert head.split(b"\r\n") == [
        b"HTTP/1.1 200 OK",
        b"Content-Length: %d" % len(body),
        b"Content-Type: text/plain; charset=utf-8",
        b"X-Content-Type-Options: nosniff",
        b"Connection: close",
    ]
    assert here.bring(path=asked.replace("/push", "/")) == UNKNOWN
    assert here.say(f"GET {asked} HTTP/1.1\r\n\r\n".encode()) == UNKNOWN
    assert here.rings(0.2) == set()


@pytest.mark.parametrize(
    "told",
    ["<b>page</b>", "a\r\nSet-Cookie: b", "a\nb", "\x00", "\u202e", "x" * (MOST_ANSWER + 1)],
    ids=lambda text: repr(text)[:20],
)
def test_nobody_has_a_page_or_a_header_said_back_to_them(here: Door, told: str) -> None:
    here.reading.asking = True
    assert here.bring(path=f"/push?say={quote(told)}") == UNKNOWN
    assert here.bring(path=f"/push?say={'x' * MOST_ANSWER}").endswith(b"x" * MOST_ANSWER)


def test_many_slow_bodies_hold_up_no_other_message(here: Door) -> None:
    links = [here.open() for _ in range(8)]
    for link in links:
        link.sendall(b"POST /push HTTP/1.1\r\nContent-Length: 900\r\n\r\nx")
    answers: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: answers.append(here.bring(line()))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(3)
    assert answers == [TAKEN] * 4
    for link in links:
        link.close()
