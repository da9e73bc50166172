"""Connecting a CalDAV server, with one that is real."""

from __future__ import annotations

import io
import re
import sys
from typing import TYPE_CHECKING

import pytest

from caldav_server import PASSWORD, USER, radicale
from desk import NOW, OWNER, calendar, interview
from google_desk import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from caldav_server import Server
    from desk import Desk, Ran, Relance


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        place = running.make("agenda")
        told = calendar(interview("Zarvane"))
        headers = {"Content-Type": "text/calendar"}
        assert running.ask("PUT", f"{place}a.ics", told, headers).status == 201
        yield running


class Person:
    """Somebody at a desk who answers what they are asked, a line each."""

    def __init__(self, desk: Desk, relance: Relance, patch: pytest.MonkeyPatch) -> None:
        desk.config.write_text(SETTINGS.format(language="en", owner=OWNER))
        self.desk, self.relance, self._patch = desk, relance, patch

    def connect(self, *answers: str, more: tuple[str, ...] = ("--read", "agenda")) -> Ran:
        said = "".join(f"{answer}\n" for answer in answers)
        self._patch.setattr(sys, "stdin", io.StringIO(said))
        return self.relance("connect", "caldav", *more, "--now", NOW)

    def kept(self) -> str:
        files = [p for p in self.desk.folder.rglob("*") if p.is_file() and p.suffix != ".key"]
        return "\n".join(p.read_bytes().decode("utf-8", "replace") for p in files)


@pytest.fixture
def person(desk: Desk, relance: Relance, monkeypatch: pytest.MonkeyPatch) -> Person:
    return Person(desk, relance, monkeypatch)


def members(server: Server, place: str) -> set[str]:
    told = server.ask("PROPFIND", place, headers={"Depth": "1"}).body.decode()
    return set(re.findall(r"[0-9a-z-]+\.ics", told))


def places(server: Server) -> list[str]:
    found = server.ask("PROPFIND", server.home, headers={"Depth": "1"}).body.decode()
    return [one for one in ("agenda", "relance-follow-ups") if f"{server.home}{one}/" in found]


def test_connect_sync_purge_and_disconnect(person: Person, server: Server) -> None:
    ran = person.connect(server.address, USER, PASSWORD)
    assert (ran.code, ran.err) == (0, "")
    assert "caldav: events read: 1, interviews: 1" in ran.out
    assert "the sign-in is kept in an encrypted file" in ran.out
    assert "Follow-ups go into the calendar “Relances”." in ran.out
    assert (
        'kind = "caldav"\nread = ["agenda"]\nwrite = "Relances"' in person.desk.config.read_text()
    )
    assert PASSWORD not in person.kept()
    assert places(server) == ["agenda", "relance-follow-ups"]

    synced = person.relance("sync", "--json", "--now", NOW)
    assert (synced.code, synced.json["written"], synced.json["errors"]) == (0, 1, [])
    again = person.relance("sync", "--json", "--now", NOW)
    assert (again.code, again.json["written"], again.json["errors"]) == (0, 0, [])
    looked = person.relance("doctor", "--now", NOW)
    assert looked.code == 0, looked
    purged = person.relance("purge", "--yes", "--now", NOW)
    assert (purged.code, "Removed: 1 events." in purged.out) == (0, True)
    gone = person.relance("disconnect", "caldav", "--yes")
    assert gone.code == 0
    assert "caldav" not in person.desk.config.read_text()
    assert "The server still takes the app password" in gone.out


def test_our_own_calendar_under_another_name_is_told(person: Person, server: Server) -> None:
    assert person.connect(server.address, USER, PASSWORD).code == 0
    assert person.relance("disconnect", "caldav", "--yes").code == 0
    more = ("--read", "agenda", "--write", "Suivi")
    ran = person.connect(server.address, USER, PASSWORD, more=more)
    assert (ran.code, ran.err) == (0, "")
    assert (
        "Follow-ups go into the calendar “Relances”, which relance made before; give it the name "
        "“Suivi” where you see your calendars, if you like." in " ".join(ran.out.split())
    )
    assert places(server) == ["agenda", "relance-follow-ups"]


def test_our_own_calendar_is_never_the_main_one(person: Person, server: Server) -> None:
    assert person.connect(server.address, USER, PASSWORD).code == 0
    assert person.relance("disconnect", "caldav", "--yes").code == 0
    ran = person.connect(server.address, USER, PASSWORD, more=("--json",))
    assert (ran.code, ran.json["events"]) == (0, 1)
    assert ran.json["read"] == ["camille/agenda"]


def test_a_name_that_is_wrong_is_told_with_those_that_there_are(
    person: Person, server: Server
) -> None:
    ran = person.connect(server.address, USER, PASSWORD, more=("--read", "Agendax"))
    assert ran.code == 3
    assert "there is no calendar of this name; there is: " in ran.err
    assert "agenda" in ran.err.partition("there is: ")[2]


def test_signing_in_again_asks_for_the_password_alone(person: Person, server: Server) -> None:
    assert person.connect(server.address, USER, PASSWORD).code == 0
    ran = person.connect(PASSWORD, more=())
    assert ran.code == 0
    assert "“caldav” is signed in again; nothing else was changed." in ran.out


def test_a_new_calendar_of_follow_ups_is_told_though_it_lies_where_the_old_one_did(
    person: Person, server: Server
) -> None:
    assert person.connect(server.address, USER, PASSWORD).code == 0
    assert server.ask("DELETE", f"{server.home}relance-follow-ups/").status == 200
    ran = person.connect(PASSWORD, more=())
    assert (ran.code, "a new one, “Relances”, is there now" in ran.out) == (0, True)
    assert places(server) == ["agenda", "relance-follow-ups"]


def test_a_wrong_password_leaves_nothing_behind(person: Person, server: Server) -> None:
    before = person.desk.config.read_text()
    ran = person.connect(server.address, USER, "wrong-of-paper")
    assert ran.code == 3
    assert "app password" in ran.err
    assert "wrong-of-paper" not in ran.err + ran.out + person.kept()
    assert person.desk.config.read_text() == before


def test_a_server_that_is_not_known_is_named(person: Person) -> None:
    ran = person.connect("https://clowd.invalid/dav/", USER, PASSWORD)
    assert ran.code == 1
    assert "could not be reached: the name clowd.invalid is not known here." in ran.err


def test_nobody_there_to_be_asked_is_told(person: Person) -> None:
    ran = person.connect()
    assert ran.code == 3
    assert "nobody is there to be asked" in ran.err


def test_purge_reaches_the_calendar_that_was_written_before(person: Person, server: Server) -> None:
    server.make("suivi")
    assert person.connect(server.address, USER, PASSWORD).code == 0
    assert person.relance("sync", "--now", NOW).code == 0
    file = person.desk.config
    file.write_text(file.read_text().replace('write = "Relances"', 'write = "suivi"'))
    assert person.relance("sync", "--now", NOW).code == 0
    found = [f"{server.home}{place}/" for place in ("relance-follow-ups", "suivi")]
    assert [len(members(server, place)) for place in found] == [1, 1]
    ran = person.relance("purge", "--yes", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert [len(members(server, place)) for place in found] == [0, 0]


def test_a_calendar_with_guests_in_it_is_not_offered_for_deletion(
    person: Person, server: Server
) -> None:
    assert person.connect(server.address, USER, PASSWORD).code == 0
    assert person.relance("sync", "--now", NOW).code == 0
    own = f"{server.home}relance-follow-ups/"
    (one,) = members(server, own)
    invited = b"ORGANIZER:mailto:camille@mail.example\r\nATTENDEE:mailto:ines@solveria.example"
    data = server.ask("GET", own + one).body.replace(b"END:VEVENT", invited + b"\r\nEND:VEVENT")
    assert server.ask("PUT", own + one, data, {"Content-Type": "text/calendar"}).status == 204
    ran = person.relance("purge", "--yes", "--now", NOW)
    assert ran.code == 1
    assert "somebody is invited to this follow-up, and would get mail" in ran.err
    assert "you can delete it" not in ran.out
    assert members(server, own) == {one}
    assert server.ask("DELETE", own + one).status == 200
    assert person.relance("purge", "--yes", "--now", NOW).code == 0
