"""Waiting, trying again, and giving up in time: no request hangs, none is lost in silence."""

from __future__ import annotations

import gzip
import json
import logging
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from outlook_hand import Tokens, new_client
from relance.accounts.throttling import PATIENCE, Course
from relance.errors import NeedsPerson, RelanceError, Temporary
from relance_outlook import connection
from relance_outlook.calendars import offered
from relance_outlook.client import BURST, TIMEOUT, TRIES_OFFLINE, Client
from wire_answers import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from outlook_hand import Desk

OP = "calendars.list"


def listed(client: Client, **given: Any) -> dict[str, Any]:
    return client.ask("GET", "me/calendars", **given)


def test_every_request_says_how_it_wants_its_answer(desk: Desk) -> None:
    listed(desk.client, page=50)
    (asked,) = desk.wire.asked(OP)
    prefer = asked.headers["prefer"]
    for wanted in (
        'IdType="ImmutableId"',
        'outlook.timezone="UTC"',
        'outlook.body-content-type="text"',
        "odata.maxpagesize=50",
    ):
        assert wanted in prefer


def test_retry_after_is_heeded(desk: Desk) -> None:
    desk.wire.troubles.refuse(OP, 429, "ApplicationThrottled", retry_after=17)
    listed(desk.client)
    assert desk.watch.slept == [17.0]


def test_a_longer_wait_than_a_minute_is_left_to_the_next_pass(desk: Desk) -> None:
    desk.wire.troubles.refuse(OP, 503, retry_after=600)
    with pytest.raises(Temporary) as told:
        listed(desk.client)
    assert told.value.retry_after == timedelta(minutes=10)
    assert desk.watch.slept == []
    with pytest.raises(Temporary) as again:  # and nobody else asks meanwhile
        listed(desk.client)
    assert again.value.retry_after == timedelta(minutes=10)
    assert desk.wire.count(OP) == 1


def test_a_request_never_waits_longer_than_a_minute(desk: Desk) -> None:
    desk.wire.troubles.refuse(OP, 503, times=1_000)
    with pytest.raises(Temporary, match="has trouble"):
        listed(desk.client)
    assert 10 < sum(desk.watch.slept) <= PATIENCE


def test_the_client_keeps_below_what_graph_allows(desk: Desk) -> None:
    desk.wire.habits.per_ten_minutes = 10_000
    for _ in range(BURST):
        listed(desk.client)
    assert desk.watch.slept == []
    listed(desk.client)
    assert desk.watch.slept == [pytest.approx(0.1)]


@pytest.mark.parametrize("reset", [True, False])
@pytest.mark.parametrize("after", [True, False])
def test_a_dropped_connection_is_tried_again(desk: Desk, after: bool, reset: bool) -> None:
    desk.wire.troubles.drop(OP, after=after, reset=reset)
    assert listed(desk.client)["value"]
    assert desk.wire.count(OP) == 2


def test_a_network_that_stays_away_is_told_as_temporary(desk: Desk) -> None:
    desk.wire.troubles.drop(OP, after=False, times=1_000)
    with pytest.raises(Temporary, match="Outlook could not be reached: the connection broke off"):
        listed(desk.client)
    assert desk.wire.count(OP) == TRIES_OFFLINE
    assert sum(desk.watch.slept) < 5


def test_an_answer_that_takes_too_long_is_given_up(desk: Desk) -> None:
    client = desk.another(timeout=0.3)
    desk.wire.troubles.slow(OP, 1.0, times=1_000)
    began = time.monotonic()
    with pytest.raises(Temporary, match="no answer came in time"):
        listed(client)
    assert time.monotonic() - began < 20
    client.close()


def test_every_wait_for_the_network_has_an_end() -> None:
    assert 0 < TIMEOUT <= 30


@pytest.mark.parametrize("trouble", ["cut", "die", "garbage"])
def test_an_answer_that_is_damaged_is_no_answer(desk: Desk, trouble: str) -> None:
    if trouble == "cut":
        desk.wire.troubles.cut(OP, times=1_000)
    elif trouble == "die":
        desk.wire.troubles.die(OP, 20, times=1_000)
    else:
        desk.wire.troubles.garbage(OP, times=1_000)
    with pytest.raises(Temporary, match="Outlook could not be reached"):
        listed(desk.client)
    assert desk.wire.count(OP) == TRIES_OFFLINE
    desk.wire.troubles.clear()
    assert listed(desk.client)["value"]


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b'"x"', b"7", b"[" * 200_000, b"\xff\xfe\x00"], ids=range(7)
)
def test_an_answer_that_is_no_object_is_no_answer(desk: Desk, content: bytes) -> None:
    desk.wire.troubles.answer(OP, Answer(200, content), times=1_000)
    with pytest.raises(Temporary, match="its answer cannot be read"):
        listed(desk.client)


def test_a_bomb_is_not_unpacked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_BYTES", 1_000_000)
    bomb = gzip.compress(b'{"value":"' + b"0" * 5_000_000 + b'"}', 9)
    headers = (("Content-Encoding", "gzip"),)
    desk.wire.troubles.answer(OP, Answer(200, bomb, headers=headers), times=1_000)
    with pytest.raises(Temporary, match="its answer cannot be read"):
        listed(desk.client)


def test_a_redirection_is_not_followed_with_our_token(desk: Desk) -> None:
    answer = Answer(302, b"", headers=(("Location", f"{desk.wire.api}me/events"),))
    desk.wire.troubles.answer(OP, answer, times=1_000)
    with pytest.raises(Temporary):
        listed(desk.client)
    assert desk.wire.count("events.list") == 0


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.elsewhere.example/v1.0/me/calendars",
        "http://127.0.0.1:1/v1.0/me/calendars",
        "{root}/beta/me/calendars",
        "{root}/v1.0/../beta/me/calendars",
        "{root}/v1.0/%2E%2e/beta/me/calendars",
        "{root}/v1.0evil/me/calendars",
        "{user}/v1.0/me/calendars",
        "file:///v1.0/me/calendars",
    ],
)
def test_a_link_that_leads_elsewhere_gets_no_token(desk: Desk, link: str) -> None:
    root = desk.wire.root
    link = link.format(root=root, user=root.replace("//", "//graph@"))
    with pytest.raises(Temporary, match="leads elsewhere"):
        desk.client.ask("GET", link)
    assert not desk.wire.requests


def test_a_list_of_calendars_that_leads_elsewhere_passes(desk: Desk) -> None:
    page = {"value": [], "@odata.nextLink": "https://graph.elsewhere.example/v1.0/me/calendars"}
    desk.wire.troubles.answer(OP, Answer(200, json.dumps(page).encode()))
    with pytest.raises(Temporary, match="leads elsewhere"):
        offered(desk.client)


@pytest.mark.parametrize(
    ("status", "code", "unsure"),
    [
        (408, "RequestTimeout", True),
        (403, "ErrorTimeoutExpired", True),
        (503, "serviceNotAvailable", True),
        (429, "ApplicationThrottled", False),
        (423, "Locked", False),
    ],
)
def test_an_answer_that_came_too_late_may_have_taken_effect(
    desk: Desk, status: int, code: str, unsure: bool
) -> None:
    desk.wire.troubles.refuse(OP, status, code)
    course = Course()
    listed(desk.client, course=course)
    assert (course.tries, course.unsure) == (1, unsure)


def test_a_token_does_not_show_in_what_carries_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def request(*_: Any, **given: Any) -> Any:
        shown.append(repr(given))
        raise ConnectionError

    monkeypatch.setattr("niquests.Session.request", request)
    with pytest.raises(Temporary):
        listed(desk.client)
    assert shown
    assert desk.tokens.access
    assert not any(desk.tokens.access in one for one in shown)


def test_passwords_of_the_machine_are_not_sent_instead(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login camille password hunter2\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    assert listed(desk.client)["value"]


def test_nothing_at_the_address_is_told_as_temporary(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = desk.another(endpoint=f"http://127.0.0.1:{taken.getsockname()[1]}/v1.0")
        with pytest.raises(Temporary, match="nothing answers there"):
            listed(client)
        client.close()


def test_a_name_that_nobody_knows_is_told_as_temporary(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    client = desk.another(endpoint="http://graph.nowhere.invalid/v1.0")
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Temporary, match="its name is not known here"):
        listed(client)
    client.close()


def test_a_server_without_a_good_certificate_is_told_as_temporary(desk: Desk) -> None:
    client = desk.another(endpoint=desk.wire.api.replace("http:", "https:"))
    with pytest.raises(Temporary, match=r"no safe connection|broke off"):
        listed(client)
    client.close()


def test_what_stands_in_the_way_of_a_token_is_passed_on(desk: Desk) -> None:
    def spent(renew: bool) -> str:
        raise NeedsPerson("it is spent.", where=f"account office {renew}")

    client = desk.another(token=spent)
    with pytest.raises(NeedsPerson, match="it is spent"):
        listed(client)
    client.close()


def test_a_fault_of_our_own_is_not_hidden(desk: Desk) -> None:
    with pytest.raises(TypeError):
        desk.client.ask("POST", "me/calendars", json={"name": object()})


def test_it_is_known_whether_an_earlier_try_may_have_taken_effect(desk: Desk) -> None:
    for script, unsure in (
        (partial(desk.wire.troubles.drop, OP, after=True), True),
        (partial(desk.wire.troubles.refuse, OP, 503), True),
        (partial(desk.wire.troubles.refuse, OP, 429, "MailboxConcurrency"), False),
    ):
        script()
        course = Course()
        listed(desk.client, course=course)
        assert (course.tries, course.unsure) == (1, unsure)


def test_no_token_is_in_an_error_or_a_log(
    desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    token = desk.wire.token()
    client = new_client(desk.wire, desk.watch, Tokens(desk.wire), token=lambda _: token)
    told = []
    for status, code in ((400, "BadRequest"), (401, "Unauthorized"), (403, "ErrorAccessDenied")):
        desk.wire.troubles.refuse(OP, status, code, message=token, times=1_000)
        with pytest.raises(RelanceError) as error:
            listed(client)
        told.append(f"{error.value} {error.value!r}")
        desk.wire.troubles.clear()
    listed(client)
    client.close()
    assert token not in " ".join([*told, caplog.text, *capfd.readouterr()])


def test_one_request_at_a_time_is_asked_of_a_mailbox(desk: Desk) -> None:
    desk.wire.troubles.slow(OP, 0.05, times=12, after=False)
    found: list[int] = []

    def work() -> None:
        found.extend(len(listed(desk.client)["value"]) for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(4)]
    began = time.monotonic()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [1] * 12
    assert time.monotonic() - began >= 12 * 0.05
    assert desk.watch.slept == []


def test_what_must_not_be_repeated_is_sent_once(desk: Desk) -> None:
    for reset in (True, False):
        desk.wire.forget()
        desk.wire.troubles.drop("calendars.create", after=True, reset=reset)
        with pytest.raises(Temporary):
            desk.client.ask_once("POST", "me/calendars", json={"name": f"Relances {reset}"})
        assert desk.wire.count("calendars.create") == 1


def test_heavy_libraries_are_loaded_only_when_outlook_is_asked() -> None:
    script = (
        "import sys, relance_outlook.calendar, relance_outlook.calendars\n"
        "heavy = ('niquests', 'msal', 'tzlocal', 'cryptography')\n"
        "sys.exit(', '.join(name for name in heavy if name in sys.modules) or 0)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
