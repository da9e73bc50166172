from __future__ import annotations

import io
import shlex
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hostile_http as http
from desk import NOW, OWNER, calendar, interview
from google_desk import SETTINGS
from json_docs import check
from relance_ics.feed import MOST_EVENTS
from relance_ics.fetch import MOST_REDIRECTS, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk import Desk, Ran, Relance
    from hostile_http import Hostile

SECRET = "5ecret"


@pytest.fixture
def server() -> Iterator[Hostile]:
    with http.hostile(http.calendar(calendar(interview("Zarvane")))) as server:
        yield server


@pytest.fixture
def settled(desk: Desk) -> Desk:
    """Return a desk whose settings name no account."""
    desk.config.write_text(SETTINGS.format(language="en", owner=OWNER))
    return desk


class Person:
    """Connects an address, handing it over in silence."""

    def __init__(self, relance: Relance, monkeypatch: pytest.MonkeyPatch) -> None:
        self._relance, self._patch = relance, monkeypatch

    def connect(self, given: str, *more: str) -> Ran:
        self._patch.setattr(sys, "stdin", io.StringIO(given))
        return self._relance("connect", "address", *more, "--now", NOW)


@pytest.fixture
def person(settled: Desk, relance: Relance, monkeypatch: pytest.MonkeyPatch) -> Person:
    assert settled.config.exists()
    return Person(relance, monkeypatch)


def everything(desk: Desk) -> str:
    files = [p for p in desk.folder.rglob("*") if p.is_file() and p.suffix != ".key"]
    return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in files)


def test_a_minute_is_enough(
    person: Person, server: Hostile, settled: Desk, relance: Relance
) -> None:
    ran = person.connect(f"{server.at()}\n", "--write", "relances")
    assert (ran.code, ran.err) == (0, "")
    assert "address: events read: 1, interviews: 1\nComing: 1\n" in ran.out
    assert "Zarvane" in ran.out
    assert "It is in the settings now." in ran.out
    assert "the address is kept in an encrypted file" in ran.out
    assert "Follow-ups go into " in ran.out
    told = settled.config.read_text()
    assert '[[accounts]]\nname = "address"\nkind = "address"\n\n[[accounts]]\n' in told
    assert f'name = "relances"\nkind = "ics"\nread = []\nwrite = "{settled.relances}"\n' in told

    synced = relance("sync", "--json", "--now", NOW)
    assert (synced.code, synced.json["written"], synced.err) == (0, 1, "")
    assert len(settled.keys()) == 1
    again = relance("sync", "--json", "--now", NOW)
    assert (again.json["written"], again.json["errors"]) == (0, [])


def test_the_address_is_shown_and_kept_in_the_clear_nowhere(
    person: Person, server: Hostile, settled: Desk, relance: Relance
) -> None:
    ran = person.connect(server.at())
    shown = [ran.out, ran.err]
    for act in (http.calendar(b"x"), http.refusal(404), http.redirect("/5ecret"), http.hung_up):
        server.act = act
        shown += [f"{one.out}{one.err}" for one in (relance("sync"), relance("status"))]
    doctor = relance("doctor", "--now", NOW)
    text = "\n".join([*shown, doctor.out, doctor.err, everything(settled)])
    assert SECRET not in text
    assert f"127.0.0.1:{server.port}" not in text
    for path in settled.folder.rglob("secrets-*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_wrong_there_is_told_and_nothing_is_kept(
    person: Person, server: Hostile, settled: Desk
) -> None:
    before = settled.config.read_text()
    server.act = http.calendar(b"<html>Log in</html>", Content_Type="text/html")
    ran = person.connect(server.at(), "--write", "relances")
    assert ran.code == 3
    assert "account address: this is a web page, not a calendar" in ran.err
    assert settled.config.read_text() == before
    assert not settled.relances.exists()
    assert not [p for p in settled.folder.rglob("secrets-*.json") if "sealed" in p.read_text()]
    assert person.connect("no address\n").code == 3
    assert person.connect("").code == 3


def test_json_is_as_documented(person: Person, server: Hostile, settled: Desk) -> None:
    ran = person.connect(server.at(), "--json", "--name", "me", "--set", "private=true")
    check("connect", ran.json)
    assert (ran.json["name"], ran.json["kind"], ran.json["read"]) == ("me", "address", [])
    assert ran.json["secrets"] == "file"
    assert 'kind = "address"\nprivate = true\n' in settled.config.read_text()


def test_a_new_address_takes_the_place_of_the_old_one(
    person: Person, server: Hostile, settled: Desk, relance: Relance
) -> None:
    person.connect(server.at())
    before = settled.config.read_text()
    server.act = http.refusal(404)
    ran = relance("sync", "--now", NOW)
    assert ran.code == 3
    assert "relance connect address --name address" in ran.err
    server.act = http.calendar(calendar(interview("Zarvane")))
    ran = person.connect(server.at("/new.ics"), "--name", "address")
    assert ran.code == 0
    assert "was connected already" in ran.out
    assert settled.config.read_text() == before
    relance("sync", "--now", NOW)
    assert server.asked[-1].target == "/new.ics"


def test_the_same_address_is_not_connected_twice(
    person: Person, server: Hostile, settled: Desk
) -> None:
    person.connect(server.at())
    before = settled.config.read_text()
    assert "was connected already" in person.connect(server.at()).out
    assert settled.config.read_text() == before
    assert person.connect(server.at("/other.ics")).code == 0
    assert 'name = "address-2"' in settled.config.read_text()


def test_a_folder_may_come_later_without_the_address(
    person: Person, server: Hostile, settled: Desk
) -> None:
    ran = person.connect(server.at())
    line = "relance connect address --name address --write FOLDER"
    assert line in " ".join(ran.out.split())
    ran = person.connect("", "--name", "address", "--write", "relances")
    assert ran.code == 0
    assert f'write = "{settled.relances}"' in settled.config.read_text()
    assert settled.relances.is_dir()


def test_a_rehearsal_keeps_nothing(person: Person, server: Hostile, settled: Desk) -> None:
    before = settled.config.read_text()
    ran = person.connect(server.at(), "--dry-run", "--write", "relances")
    assert ran.code == 0
    assert "Nothing was saved." in ran.out
    assert settled.config.read_text() == before
    assert not settled.relances.exists()
    assert not list(settled.folder.rglob("secrets-*.json"))


@pytest.mark.parametrize(
    "more",
    [("https://cal.example/5ecret.ics",), ("--read", "x"), ("--read-only",), ("--no-browser",),
     ("--set", "read=5ecret"), ("--set", "private=yes")],
)  # fmt: skip
def test_what_it_does_not_know_is_wrong_usage(person: Person, more: tuple[str, ...]) -> None:
    ran = person.connect("", *more)
    assert ran.code == 2
    assert "https://cal.example" not in ran.err


@pytest.mark.parametrize(
    "more",
    [
        ("--write", "my relances"),
        ("--name", "me", "--set", "private=true", "--write", "relances"),
        (
            "--name",
            "me",
        ),
        (),
    ],
)
def test_what_failed_is_repeated_with_all_that_was_said(
    person: Person, server: Hostile, more: tuple[str, ...]
) -> None:
    server.act = http.refusal(404)
    command = shlex.join(("relance", "connect", "address", *more))
    ran = person.connect(server.at(), *more)
    assert (ran.code, ran.err.strip().endswith(f"then run: {command}")) == (3, True)
    ran = person.connect("no address\n" * 3, *more)
    assert (ran.code, ran.err.strip().endswith(f"Run: {command}")) == (3, True)


def test_disconnecting_forgets_the_address(
    person: Person, server: Hostile, settled: Desk, relance: Relance
) -> None:
    person.connect(server.at())
    ran = relance("disconnect", "address", "--now", NOW)
    assert ran.code == 0
    assert "kind" not in settled.config.read_text()
    assert not [p for p in settled.folder.rglob("secrets-*.json") if "address" in p.read_text()]


def test_it_is_said_in_french(person: Person, server: Hostile, settled: Desk) -> None:
    text = settled.config.read_text()
    settled.config.write_text(text.replace('language = "en"', 'language = "fr"'))
    ran = person.connect(server.at())
    assert "adresse est gardée dans un fichier chiffré" in " ".join(ran.out.split())


def test_what_vanishes_for_a_moment_takes_no_follow_up_along(
    person: Person, server: Hostile, settled: Desk, relance: Relance
) -> None:
    person.connect(server.at(), "--write", "relances")
    relance("sync", "--now", NOW)
    (key,) = settled.keys()
    whole, empty = server.act, http.calendar(calendar())
    for act in (empty, whole, empty):
        server.act = act
        assert relance("sync", "--json", "--now", NOW).json["written"] == 0
        assert settled.keys() == [key]
    assert relance("sync", "--now", NOW).code == 0  # a second time in a row: it is deleted
    assert settled.keys() == []


def test_the_docs_say_what_is_so() -> None:
    told = (Path(__file__).parents[2] / "docs" / "connect-by-address.md").read_text("utf-8")
    limits = Limits()
    assert f"At most {limits.size // 1_000_000} MB" in told
    assert f"{MOST_EVENTS:,} events, and {limits.seconds:.0f} seconds" in told
    assert (MOST_REDIRECTS, "(five times at most)" in told) == (5, True)
