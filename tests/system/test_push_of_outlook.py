"""The daemon is told of changes by calendars of Outlook, through a web server of the person's."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from desk import NOW, Desk
from google_desk import SETTINGS
from graph_wire import Wire
from graph_wire_tokens import CLIENT_ID
from knocking import free_port
from outlook_person import appointment
from relance.cli.app import run
from running import Running, daemon, until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ADDRESS = "https://relance.example/push"
TITLE = "Entretien d'embauche {} – chef de projet"


def real_time() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - subscriptions end by the real clock


@dataclass(slots=True)
class Pushed:
    """A desk with an account of Outlook, and the port to which its messages are handed on."""

    desk: Desk
    port: int
    browse: Callable[[Wire], None]

    def connect(self, wire: Wire) -> None:
        """Connect the account, as somebody does at a computer with a browser."""
        self.browse(wire)
        there = ("--set", f"endpoint={wire.api}", "--set", f"authority={wire.root}")
        given = ("--client-id", CLIENT_ID, *there, "--now", NOW)
        assert run(["connect", "outlook", *given]) == 0

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
    desk.config.write_text(SETTINGS.format(language="en", owner="camille@work.example"))
    return Pushed(
        desk, free_port(), lambda wire: monkeypatch.setattr("webbrowser.open", wire.person.open)
    )


@contextmanager
def outlook(pushed: Pushed) -> Iterator[Wire]:
    """Open a Graph and connect it; its messages end at our port."""
    with Wire(real_time) as wire:
        wire.subscriptions.proxy = pushed.port
        pushed.connect(wire)
        pushed.set_push()
        yield wire


def written(wire: Wire) -> list[Any]:
    return [one["subject"] for one in wire.mailbox.events("Relances")]


def subscribed(wire: Wire, running: Running) -> None:
    """Wait until both calendars tell of their changes."""
    until(lambda: len(wire.subscriptions.open) == 2, 20, running)


def quiet(wire: Wire) -> None:
    """Wait until nothing is asked any more."""
    asked = -1
    while asked != wire.count():
        asked = wire.count()
        time.sleep(1.5)


def test_a_change_at_outlook_is_followed_within_moments(pushed: Pushed) -> None:
    with outlook(pushed) as wire, daemon(pushed.desk, "--every", "1h") as running:
        subscribed(wire, running)
        assert {*wire.subscriptions.handshakes} == {200}
        quiet(wire)
        assert written(wire) == []
        wire.mailbox.put("primary", appointment(TITLE.format("Zarvane")))
        assert 202 in wire.ring("primary")
        until(lambda: written(wire), 30, running)
        assert len(written(wire)) == 1
        status = pushed.desk.run("status", "--json", "--now", NOW)
        assert (status.code, status.json["warnings"]) == (0, [])
        doctor = pushed.desk.run("doctor", "--json", "--now", NOW).json
        (told,) = [one for one in doctor if one["where"] == "push"]
        assert told["told"] == f"2 calendars tell of their changes at {ADDRESS}"
        assert running.said() == ""
        assert running.end()[0] == 0


def test_forged_messages_bring_no_pass_and_many_bring_few(pushed: Pushed) -> None:
    with outlook(pushed) as wire, daemon(pushed.desk, "--every", "1h") as running:
        subscribed(wire, running)
        quiet(wire)
        wire.forget()
        one = next(iter(wire.subscriptions.open.values()))
        name, _, token = one.state.partition(".")
        for forged in (f"{name}.guessed", f"other.{token}", "", token):
            assert wire.subscriptions.send(one, clientState=forged) == 404
        time.sleep(3)
        assert wire.count() == 0
        for _ in range(50):
            assert wire.subscriptions.send(one) == 202
        until(lambda: wire.count("view.delta"), 10, running)
        time.sleep(3)
        assert wire.count("view.delta") == wire.count() == 2  # one pass over two calendars
        text = running.said() + (pushed.desk.folder / "daemon.out").read_text()
        assert token not in text + pushed.desk.config.read_text()


def test_what_graph_gives_up_is_begun_anew_at_once(pushed: Pushed) -> None:
    with outlook(pushed) as wire, daemon(pushed.desk, "--every", "1h") as running:
        subscribed(wire, running)
        quiet(wire)
        before = {*wire.subscriptions.open}
        one = next(iter(wire.subscriptions.open.values()))
        assert wire.subscriptions.tell(one, "subscriptionRemoved") == 202
        until(lambda: len(wire.subscriptions.open) == 2, 20, running)
        assert one.id not in wire.subscriptions.open
        assert len(before & {*wire.subscriptions.open}) == 1
        quiet(wire)
        other = next(iter(wire.subscriptions.open.values()))
        until_then = other.until
        assert wire.subscriptions.tell(other, "reauthorizationRequired") == 202
        until(lambda: other.until > until_then, 20, running)
        assert wire.count("subscriptions.create") == 3
        wire.mailbox.put("primary", appointment(TITLE.format("Zarvane")))
        wire.ring("primary")
        until(lambda: written(wire), 30, running)


def test_a_daemon_that_begins_again_goes_on_with_its_subscriptions(pushed: Pushed) -> None:
    with outlook(pushed) as wire:
        for _ in range(2):
            with daemon(pushed.desk, "--every", "1h") as running:
                subscribed(wire, running)
                assert running.end()[0] == 0
        assert wire.count("subscriptions.create") == 2
        assert wire.subscriptions.removed == []
        assert run(["disconnect", "outlook", "--now", NOW]) == 0
        assert wire.subscriptions.open == {}


def test_where_graph_reaches_nobody_is_told_and_passes_go_on(pushed: Pushed) -> None:
    with outlook(pushed) as wire:
        wire.subscriptions.proxy = free_port()  # where nobody is
        with daemon(pushed.desk, "--every", "2s") as running:
            until(lambda: running.said().count("no messages come to") == 2, 20, running)
            wire.mailbox.put("primary", appointment(TITLE.format("Zarvane")))
            until(lambda: written(wire), 30, running)
            time.sleep(3)
            assert running.said().count("no messages come to") == 2  # one a calendar
