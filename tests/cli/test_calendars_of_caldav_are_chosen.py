"""A CalDAV server has no main calendar that is surely the right one: what is read is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from caldav_server import PASSWORD, USER, radicale
from desk import NOW, OWNER, calendar, interview
from google_desk import SETTINGS
from typed import answered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from caldav_server import Server
    from desk import Desk, Ran, Relance

CONNECT = ("connect", "caldav", "--now", NOW)
QUESTION = "Which ones are to be read?"
ASKED = ("address there: ", "User: ", "App password: ", "for all: [1] ")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "radicale"
    folder.mkdir()
    with radicale(folder) as running:
        place = running.make("agenda")
        told = calendar(interview("Zarvane"))
        assert running.ask("PUT", f"{place}a.ics", told).status == 201
        yield running


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.config.write_text(SETTINGS.format(language="en", owner=OWNER))
    return desk


def answers(server: Server) -> str:
    return f"{server.address}\n{USER}\n{PASSWORD}\n"


def at_terminal(desk: Desk, server: Server, *chosen: str) -> Ran:
    said = zip(ASKED, (server.address, USER, PASSWORD, *chosen), strict=False)
    return answered(desk, [*said], *CONNECT)


def test_one_calendar_is_read_without_a_question(server: Server, desk: Desk) -> None:
    ran = at_terminal(desk, server)
    assert (ran.code, QUESTION in ran.out) == (0, False)
    assert "Calendars that are read: camille/agenda" in ran.out
    assert 'read = ["camille/agenda"]\n' in desk.config.read_text()


def test_of_several_calendars_the_person_chooses(server: Server, desk: Desk) -> None:
    server.make("work")
    ran = at_terminal(desk, server, "1 2")
    assert (ran.code, QUESTION in ran.out) == (0, True)
    assert PASSWORD not in ran.out
    assert "Calendars that are read: " in ran.out
    assert {"camille/agenda", "camille/work"} <= set(desk.config.read_text().split('"'))


def test_without_a_terminal_the_calendar_that_is_read_is_named(server: Server, desk: Desk) -> None:
    server.make("work")
    ran = desk.run(*CONNECT, given=answers(server))
    assert ran.code == 0
    [line] = [one for one in desk.config.read_text().splitlines() if one.startswith("read = ")]
    [name] = line.split('"')[1:-1]
    assert f"Calendars that are read: {name}\n" in ran.out


def test_a_server_without_a_calendar_asks_nothing(desk: Desk, tmp_path: Path) -> None:
    with radicale(tmp_path) as empty:
        ran = at_terminal(desk, empty)
    assert (ran.code, QUESTION in ran.out) == (3, False)
    assert "no calendar" in ran.out


def test_a_flag_of_the_account_can_be_given(server: Server, desk: Desk) -> None:
    ran = desk.run(*CONNECT, "--set", "insecure=true", given=answers(server))
    assert (ran.code, ran.err) == (0, "")
    assert "insecure = true\n" in desk.config.read_text()
    again = desk.run(*CONNECT, "--set", "insecure=true", given=f"{PASSWORD}\n")
    assert (again.code, again.err) == (0, "")


@pytest.mark.parametrize("option", [("--client-id", "x"), ("--device",), ("--timeout", "9m")])
def test_an_address_takes_no_option_of_a_sign_in(relance: Relance, option: tuple[str, ...]) -> None:
    ran = relance("connect", "address", *option)
    assert (ran.code, "--name, --write and --set" in ran.err) == (2, True)
