"""Connecting and the doctor try what a pass does: what fails there is told here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import relance_caldav
from caldav_between import MANY, Asked, Between, Told, between
from caldav_server import PASSWORD, USER, Server, radicale
from relance.errors import Temporary
from relance.ports import Asking
from relance.service.signing import Nowhere
from relance.testing.contract import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from relance.ports import Check
    from relance_caldav.account import CaldavAccount

UID = re.compile(rb"UID:(\S+)")
BIN = b"<s:message>Deleted calendar object with uid already exists</s:message>"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relance.accounts.throttling.backoff", lambda *_: 0.0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return a server that nobody else changes."""
    with radicale(tmp_path) as made:
        made.ask("MKCALENDAR", f"{made.home}personal/")
        yield made


def connected(wire: Between, **options: object) -> CaldavAccount:
    given = {"address": f"http://127.0.0.1:{wire.port}/", "user": USER, **options}
    account = relance_caldav.connect("cloud", given, Nowhere())
    account.sign_in(Asking(print, answer=lambda *_: PASSWORD))
    return account


def wrong(account: CaldavAccount) -> dict[str, Check]:
    return {one.what: one for one in account.checks(NOW) if not one.right}


def with_a_bin(wire: Between) -> None:
    """Let the server keep what is deleted: its UID is taken, and so is its name in the bin."""
    written: dict[str, bytes] = {}
    uids, names = set[bytes](), set[str]()

    def put(asked: Asked, go_on: Callable[[], Told]) -> Told:
        found = UID.search(asked.body)
        assert found is not None
        if found[1] in uids:
            return Told(400, {}, BIN)
        written[asked.path] = found[1]
        return go_on()

    def delete(asked: Asked, go_on: Callable[[], Told]) -> Told:
        if asked.path in names:
            return Told(403)
        uids.add(written[asked.path])
        names.add(asked.path)
        return go_on()

    wire.rule("PUT", put)
    wire.rule("DELETE", delete)


@pytest.mark.parametrize("kind", ["nextcloud", "radicale"])
def test_writing_is_proven_again_on_a_server_that_has_a_bin(server: Server, kind: str) -> None:
    with between(server) as wire:
        with_a_bin(wire)
        account = connected(wire, write="Relances", server=kind)
        for _ in range(3):
            assert wrong(account) == {}
        made = account.follow_ups()
        assert made is not None
        place = made.id.partition(":")[2]
        listed = server.ask("PROPFIND", place, headers={"Depth": "1"})
        assert b"probe" not in listed.body


def test_two_that_prove_at_once_do_not_stand_in_each_other_s_way(server: Server) -> None:
    with between(server) as wire:
        made = connected(wire, write="Relances").follow_ups()
        assert made is not None
        wire.answer("PUT", Told(412))  # the other's is there, and is gone again
        made.prove()


@pytest.mark.parametrize("read", [["nowhere"], ["personal", "nowhere"]])
def test_the_doctor_tells_of_a_calendar_that_is_not_there(server: Server, read: list[str]) -> None:
    with between(server) as wire:
        found = wrong(connected(wire, read=read))
    assert list(found) == ["nowhere"]
    assert found["nowhere"].right is False
    assert "Correct `read`" in found["nowhere"].remedy


@pytest.mark.parametrize("answer", [Told(403), Told(500), Told(207, {}, b"<html>")])
def test_the_doctor_tells_of_a_calendar_that_cannot_be_read(server: Server, answer: Told) -> None:
    with between(server) as wire:
        account = connected(wire, read=["personal"])
        wire.answer("REPORT", answer, times=MANY)
        (one,) = wrong(account)
        assert one.endswith("personal")


def test_the_doctor_tells_of_a_calendar_that_is_gone(server: Server) -> None:
    with between(server) as wire:
        account = connected(wire, read=["personal"])
        account.calendars()
        server.ask("MKCALENDAR", f"{server.home}other/")
        server.ask("DELETE", f"{server.home}personal/")
        (one,) = wrong(account)
        assert one.endswith("personal")


def test_a_calendar_that_the_server_cannot_show_is_not_left_out_in_silence(server: Server) -> None:
    def broken(told: Told) -> Told:
        place = f"<href>{server.home}personal/</href>"
        told.body = re.sub(
            rf"<response>{place}.*?</response>".encode(),
            f"<response>{place}<status>HTTP/1.1 500 Oops</status></response>".encode(),
            told.body,
            flags=re.DOTALL,
        )
        return told

    with between(server) as wire:
        account = connected(wire, read=["*"])
        wire.change("PROPFIND", broken)
        with pytest.raises(Temporary, match="not all of its calendars"):
            account.calendars()
