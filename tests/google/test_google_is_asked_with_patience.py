"""Waiting, trying again, and giving up in time: no request hangs, none is lost in silence."""

from __future__ import annotations

import gzip
import logging
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from google_hand import new_client
from google_wire_answers import Answer
from relance.accounts.throttling import PATIENCE, Course
from relance.errors import NeedsPerson, RelanceError, Temporary
from relance_google import connections
from relance_google.client import BURST, TIMEOUT, TRIES_OFFLINE, Client

if TYPE_CHECKING:
    from google_hand import Desk


def listed(client: Client, **given: Any) -> dict[str, Any]:
    return client.ask(lambda service: service.events().list(calendarId="primary"), **given)


def test_retry_after_is_heeded(desk: Desk) -> None:
    desk.wire.troubles.refuse("events.list", 429, "rateLimitExceeded", retry_after=17)
    listed(desk.client)
    assert desk.watch.slept == [17.0]


def test_retry_after_as_a_date_is_heeded(desk: Desk) -> None:
    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.urlopen(desk.wire.api)  # for the server's own clock
    now = parsedate_to_datetime(answer.value.headers["Date"])
    answer.value.close()
    headers = (("Retry-After", format_datetime(now + timedelta(seconds=21), usegmt=True)),)
    desk.wire.troubles.answer("events.list", Answer(503, b"", headers=headers))
    listed(desk.client)
    assert desk.watch.slept == [pytest.approx(21.0, abs=2)]


def test_a_longer_wait_than_a_minute_is_left_to_the_next_pass(desk: Desk) -> None:
    desk.wire.troubles.refuse("events.list", 429, "rateLimitExceeded", retry_after=600)
    with pytest.raises(Temporary) as told:
        listed(desk.client)
    assert told.value.retry_after == timedelta(minutes=10)
    assert desk.watch.slept == []
    with pytest.raises(Temporary) as again:  # and nobody else asks meanwhile
        listed(desk.client)
    assert again.value.retry_after == timedelta(minutes=10)
    assert desk.wire.count("events.list") == 1


def test_a_request_never_waits_longer_than_a_minute(desk: Desk) -> None:
    desk.wire.troubles.refuse("events.list", 503, times=1_000)
    with pytest.raises(Temporary, match="has trouble"):
        listed(desk.client)
    assert 10 < sum(desk.watch.slept) <= PATIENCE
    desk.wire.forget()
    desk.watch.slept.clear()
    desk.wire.troubles.clear()
    desk.wire.troubles.refuse("events.list", 503, retry_after=25, times=1_000)
    with pytest.raises(Temporary):
        listed(desk.client)
    assert sum(desk.watch.slept) == 50.0
    assert desk.wire.count("events.list") == 3


def test_the_client_waits_for_its_turn_and_refuses_what_is_far_away(desk: Desk) -> None:
    for _ in range(BURST):
        listed(desk.client)
    assert desk.watch.slept == []
    listed(desk.client)
    assert desk.watch.slept == [pytest.approx(0.12)]
    with pytest.raises(Temporary, match="more was asked of Google") as told:
        listed(desk.client, cost=600)
    assert told.value.retry_after is not None
    assert listed(desk.client)["kind"] == "calendar#events"


@pytest.mark.parametrize("reset", [True, False])
@pytest.mark.parametrize("after", [True, False])
def test_a_dropped_connection_is_tried_again(desk: Desk, after: bool, reset: bool) -> None:
    desk.wire.troubles.drop("events.list", after=after, reset=reset)
    assert listed(desk.client)["kind"] == "calendar#events"


def test_a_connection_that_stood_idle_is_opened_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped: list[float] = []
    drop = connections.Connections.drop

    def counted(self: connections.Connections) -> None:
        dropped.append(desk.watch.now)
        drop(self)

    monkeypatch.setattr(connections.Connections, "drop", counted)
    for wait in (0.0, 29.0, 31.0, 1.0):
        desk.watch.now += wait
        listed(desk.client)
    assert len(dropped) == 1


def test_a_network_that_stays_away_is_told_as_temporary(desk: Desk) -> None:
    desk.wire.troubles.drop("events.list", after=False, times=1_000)
    with pytest.raises(Temporary, match="Google could not be reached: the connection broke off"):
        listed(desk.client)
    assert desk.wire.count("events.list") == TRIES_OFFLINE
    assert sum(desk.watch.slept) < 5


def test_an_answer_that_takes_too_long_is_given_up(desk: Desk) -> None:
    client = desk.another(timeout=0.3)
    desk.wire.troubles.slow("events.list", 1.0, times=1_000)
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
        desk.wire.troubles.cut("events.list", times=1_000)
    elif trouble == "die":
        desk.wire.troubles.die("events.list", 20, times=1_000)
    else:
        desk.wire.troubles.garbage("events.list", times=1_000)
    with pytest.raises(Temporary, match="Google could not be reached"):
        listed(desk.client)
    assert desk.wire.count("events.list") == TRIES_OFFLINE
    desk.wire.troubles.clear()
    assert listed(desk.client)["kind"] == "calendar#events"


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b'"x"', b"7", b"[" * 200_000, b"\xff\xfe\x00"], ids=range(7)
)
def test_an_answer_that_is_no_object_is_no_answer(desk: Desk, content: bytes) -> None:
    desk.wire.troubles.answer("events.list", Answer(200, content), times=1_000)
    with pytest.raises(Temporary, match="its answer cannot be read"):
        listed(desk.client)


def test_a_bomb_is_not_unpacked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_BYTES", 1_000_000)
    client = desk.another()
    bomb = gzip.compress(b'{"kind":"' + b"0" * 5_000_000 + b'"}', 9)
    headers = (("Content-Encoding", "gzip"),)
    desk.wire.troubles.answer("events.list", Answer(200, bomb, headers=headers), times=1_000)
    with pytest.raises(Temporary, match="its answer cannot be read"):
        listed(client)
    client.close()


def test_a_redirection_is_not_followed_with_our_token(desk: Desk) -> None:
    elsewhere = f"{desk.wire.api}users/me/calendarList"
    answer = Answer(302, b"", headers=(("Location", elsewhere),))
    desk.wire.troubles.answer("events.list", answer, times=1_000)
    with pytest.raises(Temporary):
        listed(desk.client)
    assert desk.wire.count("calendarList.list") == 0


def test_nothing_at_the_address_is_told_as_temporary(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/calendar/v3/"
        client = Client(
            desk.wire.credentials(["calendar"]),
            account="home",
            endpoint=nobody,
            clock=desk.watch,
            sleep=desk.watch.sleep,
        )
        with pytest.raises(Temporary, match="nothing answers there"):
            listed(client)
        client.close()


def test_a_name_that_nobody_knows_is_told_as_temporary(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    client = desk.another()
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Temporary, match="its name is not known here"):
        listed(client)
    client.close()


def test_a_server_without_a_good_certificate_is_told_as_temporary(desk: Desk) -> None:
    secure = desk.wire.api.replace("http:", "https:")
    client = Client(
        desk.wire.credentials(["calendar"]),
        account="home",
        endpoint=secure,
        clock=desk.watch,
        sleep=desk.watch.sleep,
    )
    with pytest.raises(Temporary, match=r"no safe connection|broke off"):
        listed(client)
    client.close()


def test_trouble_at_the_sign_in_is_temporary(desk: Desk) -> None:
    desk.wire.oauth.expire_access()
    desk.wire.troubles.drop("oauth.token", after=False, times=1_000)
    with pytest.raises(Temporary, match="Google could not be reached"):
        listed(desk.client)
    desk.wire.troubles.clear()
    assert listed(desk.client)["kind"] == "calendar#events"


def test_what_the_credentials_say_is_passed_on(desk: Desk) -> None:
    from google.oauth2.credentials import Credentials

    class Spent(Credentials):
        def before_request(self, *_: object) -> None:
            raise NeedsPerson("it is spent.", where="account home")

    spent = Spent("token")  # type: ignore[no-untyped-call] # google-auth leaves it so
    client = desk.another(credentials=spent)
    with pytest.raises(NeedsPerson, match="it is spent"):
        listed(client)
    client.close()


def test_a_fault_of_our_own_is_not_hidden(desk: Desk) -> None:
    with pytest.raises(TypeError, match="nonsense"):
        desk.client.ask(lambda service: service.events().list(calendarId="primary", nonsense=1))


def test_it_is_known_whether_an_earlier_try_may_have_taken_effect(desk: Desk) -> None:
    for script, unsure in (
        (partial(desk.wire.troubles.drop, "events.list", after=True), True),
        (partial(desk.wire.troubles.refuse, "events.list", 503), True),
        (partial(desk.wire.troubles.refuse, "events.list", 403, "rateLimitExceeded"), False),
    ):
        script()
        course = Course()
        listed(desk.client, course=course)
        assert (course.tries, course.unsure) == (1, unsure)


def test_no_secret_is_in_an_error_or_a_log(
    desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    credentials = desk.wire.credentials(["calendar"])
    secrets = [credentials.token, credentials.refresh_token, credentials.client_secret]
    client = new_client(desk.wire, desk.watch, credentials=credentials)
    told = []
    for status, reason in ((400, "badRequest"), (401, "authError"), (403, "forbidden")):
        echo = " ".join(map(str, secrets))
        desk.wire.troubles.refuse("events.list", status, reason, message=echo, times=1_000)
        with pytest.raises(RelanceError) as error:
            listed(client)
        told.append(f"{error.value} {error.value!r}")
        desk.wire.troubles.clear()
    desk.wire.troubles.garbage("events.list", 403, " ".join(map(str, secrets)), times=1_000)
    with pytest.raises(RelanceError) as error:
        listed(client)
    told.append(str(error.value))
    client.close()
    said = " ".join([*told, caplog.text, *capfd.readouterr()])
    assert not [one for one in secrets if one and one in said]


def test_threads_share_an_account_and_no_connection(desk: Desk) -> None:
    desk.wire.mailbox.fill("primary", 3)
    found: list[int] = []

    def work() -> None:
        found.extend(len(listed(desk.client)["items"]) for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [3] * 40


def test_what_must_not_be_repeated_is_sent_once(desk: Desk) -> None:
    for reset in (True, False):
        desk.wire.forget()
        desk.wire.troubles.drop("calendars.insert", after=True, reset=reset)
        with pytest.raises(Temporary):
            desk.client.ask_once(lambda s: s.calendars().insert(body={"summary": "Relances"}))
        assert desk.wire.count("calendars.insert") == 1
    desk.wire.troubles.refuse("calendars.insert", 503)
    with pytest.raises(Temporary):
        desk.client.ask_once(lambda s: s.calendars().insert(body={"summary": "Relances"}))
    assert desk.wire.count("calendars.insert") == 2


def test_googles_libraries_are_loaded_only_when_google_is_asked() -> None:
    script = (
        "import sys, relance_google.calendar, relance_google.calendars\n"
        "heavy = ('googleapiclient', 'google.auth', 'google.oauth2', 'httplib2', 'cryptography')\n"
        "sys.exit(', '.join(name for name in heavy if name in sys.modules) or 0)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
