"""The daemon is told of changes by calendars of Google, through a web server of the person's."""

from __future__ import annotations

import re
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from desk import NOW, Desk
from google_desk import GoogleDesk
from google_person import appointment
from google_wire import Wire
from knocking import free_port
from relance.cli.app import run
from running import Running, daemon, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ADDRESS = "https://relance.example/push"
TITLE = "Entretien d'embauche {} – chef de projet"


def real_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - channels end by the real clock


@dataclass(slots=True)
class Pushed:
    """A desk with accounts of Google, and the port to which their messages are handed on."""

    desk: Desk
    port: int
    browse: Callable[[Wire], None]

    def connect(self, wire: Wire, name: str, *more: str) -> None:
        """Connect an account; one folder has the client files of all."""
        self.browse(wire)
        file = wire.client_file(self.desk.folder / f"{name}.json")
        file.chmod(0o600)
        there = GoogleDesk(self.desk, wire).elsewhere
        given = ("--name", name, "--client-file", str(file), *there, *more, "--now", NOW)
        assert run(["connect", "google", *given]) == 0

    def set_push(self, address: str = ADDRESS) -> None:
        """Set the address at the end of the settings, or take it away."""
        text = re.sub(r"\[daemon\]\n(?:[a-z].*\n)*", "", self.desk.config.read_text())
        table = f'[daemon]\npush_address = "{address}"\nlisten = "127.0.0.1:{self.port}"\n'
        self.desk.config.write_text(text + (table if address else ""))


@pytest.fixture
def pushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pushed:
    desk = Desk(tmp_path)
    for name, value in desk.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("BROWSER", "of the test")
    return Pushed(
        desk, free_port(), lambda wire: monkeypatch.setattr("webbrowser.open", wire.person.open)
    )


@contextmanager
def google(pushed: Pushed, name: str = "google", *more: str) -> Iterator[Wire]:
    """Open a Google and connect it; its messages end at our port."""
    with Wire(real_time) as wire:
        GoogleDesk(pushed.desk, wire)
        if not pushed.desk.config.exists():
            GoogleDesk(pushed.desk, wire).settle()
        wire.channels.proxy = pushed.port
        pushed.connect(wire, name, *more)
        pushed.set_push()
        yield wire


def written(wire: Wire) -> list[Any]:
    return [one["summary"] for one in wire.mailbox.events("Relances")]


def greeted(*wires: Wire) -> bool:
    """Say whether every channel has sent its first message."""
    return all(
        wire.channels.open and len(wire.channels.greeted) == len(wire.channels.open)
        for wire in wires
    )


def quiet(running: Running, wire: Wire) -> None:
    """Wait until the passes that first messages brought are over."""
    until(lambda: greeted(wire), 20, running)
    reads = -1
    while reads != wire.count("events.list"):
        reads = wire.count("events.list")
        time.sleep(1.5)


def test_a_change_at_google_is_followed_within_moments(pushed: Pushed) -> None:
    with google(pushed) as wire, daemon(pushed.desk, "--every", "1h") as running:
        quiet(running, wire)
        assert wire.channels.greeted == [202, 202]
        assert written(wire) == []
        wire.mailbox.put("primary", appointment(TITLE.format("Zarvane")))
        assert wire.ring("primary") == [202]
        until(lambda: written(wire), 30, running)
        assert len(written(wire)) == 1
        status = pushed.desk.run("status", "--json", "--now", NOW)
        assert (status.code, status.json["warnings"]) == (0, [])
        assert running.said() == ""
        assert running.end()[0] == 0


def test_many_messages_are_few_passes_and_forged_ones_none(pushed: Pushed) -> None:
    with google(pushed) as wire, daemon(pushed.desk, "--every", "1h") as running:
        quiet(running, wire)
        time.sleep(4)  # no message may wait for an earlier one
        wire.forget()
        (channel,) = [c for c in wire.channels.open.values() if c.calendar == wire.mailbox.email]
        for _ in range(5):
            assert wire.channels.send(channel, "exists", X_Goog_Channel_Token="guessed") == 404
            assert wire.channels.send(channel, "exists", X_Goog_Channel_ID="another") == 404
        time.sleep(3)
        assert wire.count() == 0
        for _ in range(50):
            assert wire.channels.send(channel, "exists") == 202
        until(lambda: wire.count("events.list"), 10, running)
        time.sleep(3)
        assert wire.count("events.list") == wire.count() == 2  # one pass over two calendars
        text = running.said() + (pushed.desk.folder / "daemon.out").read_text()
        assert channel.token not in text + str(wire.requests[-1])


def test_a_daemon_that_begins_again_goes_on_with_its_channels(pushed: Pushed) -> None:
    with google(pushed) as wire:
        for _ in range(2):
            with daemon(pushed.desk, "--every", "1h") as running:
                until(lambda: greeted(wire), 20, running)
                assert running.end()[0] == 0
        assert wire.count("events.watch") == 2
        assert wire.channels.stopped == []
        with daemon(pushed.desk, "--every", "1h") as running:
            wire.mailbox.put("primary", appointment(TITLE.format("Zarvane")))
            until(lambda: wire.ring("primary") == [202], 10, running)
            until(lambda: written(wire), 30, running)


def test_without_the_setting_nobody_tells_and_nobody_listens(pushed: Pushed) -> None:
    with google(pushed) as wire, daemon(pushed.desk, "--every", "1h") as running:
        until(lambda: greeted(wire), 20, running)
        pushed.set_push("")
        until(lambda: not wire.channels.open, 20, running)
        assert len(wire.channels.stopped) == 2
        with pytest.raises(ConnectionRefusedError):
            wire.channels.send(wire_channel(wire), "exists")
        pushed.set_push("https://other.example/")
        until(lambda: len(wire.channels.open) == 2, 20, running)
        assert {c.address for c in wire.channels.open.values()} == {"https://other.example/"}


def wire_channel(wire: Wire) -> Any:
    """Return a channel that was closed, as somebody who kept its token has it."""
    from google_wire_watch import Channel

    return Channel(wire.channels.stopped[0], "primary", ADDRESS, "t", real_time(), "r")


def test_messages_that_get_lost_cost_time_alone(pushed: Pushed) -> None:
    with google(pushed) as wire:
        wire.channels.proxy = free_port()  # where nobody is
        with daemon(pushed.desk, "--every", "2s") as running:
            until(lambda: greeted(wire), 20, running)
            assert {*wire.channels.greeted} == {"ConnectionRefusedError"}
            wire.mailbox.put("primary", appointment(TITLE.format("Zarvane")))
            until(lambda: written(wire), 30, running)


def test_a_place_that_is_taken_is_told_and_passes_go_on(pushed: Pushed) -> None:
    with (
        google(pushed) as wire,
        socket.create_server(("127.0.0.1", pushed.port)),
        daemon(pushed.desk, "--every", "2s") as running,
    ):
        until(lambda: "cannot listen there" in running.said(), 20, running)
        wire.mailbox.put("primary", appointment(TITLE.format("Zarvane")))
        until(lambda: written(wire), 30, running)
        assert running.said().count("cannot listen there") == 1
        assert wire.count("events.watch") == 0


def test_what_google_will_not_have_is_told_and_passes_go_on(pushed: Pushed) -> None:
    with google(pushed) as wire:
        wire.troubles.refuse("events.watch", 401, "push.webhookUrlUnauthorized", times=9)
        with daemon(pushed.desk, "--every", "2s") as running:
            until(lambda: running.said().count("sends no messages") == 2, 20, running)
            wire.mailbox.put("primary", appointment(TITLE.format("Zarvane")))
            until(lambda: written(wire), 30, running)
            time.sleep(3)
            assert running.said().count("sends no messages") == 2  # one a calendar
        status = pushed.desk.run("status", "--json", "--now", NOW).json
        assert ADDRESS in status["warnings"][0]["what"]
        doctor = pushed.desk.run("doctor", "--json", "--now", NOW).json
        told = [one for one in doctor if one["where"] == "push"]
        assert [one["state"] for one in told] == ["note", "note"]
        assert "push.webhookUrlUnauthorized" in told[0]["told"]


def test_two_accounts_tell_through_one_door(pushed: Pushed) -> None:
    with google(pushed) as wire, google(pushed, "work", "--read-only") as work:
        with daemon(pushed.desk, "--every", "1h") as running:
            until(lambda: greeted(wire, work), 20, running)
            quiet(running, wire)
            assert (len(wire.channels.open), len(work.channels.open)) == (2, 1)
            work.mailbox.put("primary", appointment(TITLE.format("Brumair")))
            assert work.ring("primary") == [202]
            until(lambda: len(written(wire)) == 1, 30, running)
            wire.mailbox.put("primary", appointment(TITLE.format("Zarvane"), "2026-11-27"))
            assert wire.ring("primary") == [202]
            until(lambda: len(written(wire)) == 2, 30, running)
            running.end()
        assert run(["disconnect", "work", "--now", NOW]) == 0
        assert (len(wire.channels.open), len(work.channels.open)) == (2, 0)
        doctor = pushed.desk.run("doctor", "--json", "--now", NOW).json
        (told,) = [one for one in doctor if one["where"] == "push"]
        assert told["state"] == "right"
        assert told["told"] == f"2 calendars tell of their changes at {ADDRESS}"


def test_an_end_is_not_waited_for_while_google_is_slow(pushed: Pushed) -> None:
    with google(pushed) as wire:
        wire.troubles.slow("events.watch", 19, after=False, times=9)
        with daemon(pushed.desk, "--every", "1h") as running:
            until(lambda: wire.count("events.watch"), 20, running)
            code, seconds = running.end()
            assert (code, seconds < 15) == (0, True)


def test_one_pass_alone_listens_to_nobody(pushed: Pushed) -> None:
    with google(pushed) as wire:
        assert pushed.desk.run("run", "--once", "--now", NOW).code == 0
        assert pushed.desk.run("sync", "--now", NOW).code == 0
        assert wire.count("events.watch") == 0


def test_a_calendar_begun_anew_is_written_into_without_a_new_start(pushed: Pushed) -> None:
    with google(pushed) as wire, daemon(pushed.desk, "--every", "2s") as running:
        wire.mailbox.remove_calendar("Relances")
        until(lambda: "the calendar of follow-ups is gone" in running.said(), 20, running)
        assert run(["connect", "google", "--now", NOW]) == 0
        wire.mailbox.put("primary", appointment(TITLE.format("Zarvane")))
        until(lambda: written(wire), 30, running)
