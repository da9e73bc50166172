from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from desk import NOW, OWNER, Desk, calendar, interview

if TYPE_CHECKING:
    from pathlib import Path

    from desk import Relance

WHO = ("--owner", OWNER, "--name", "Camille Durand", "--zone", "Europe/Paris", "--country", "FR")


def test_init_writes_settings_that_work_and_that_only_the_owner_reads(desk: Desk) -> None:
    desk.config.unlink()
    ran = desk.run("init", *WHO)
    assert (ran.code, ran.err) == (0, "")
    assert stat.S_IMODE(desk.config.stat().st_mode) == 0o600
    assert desk.run("plan", "--json").json == []


def test_init_writes_over_nothing_unless_forced(desk: Desk, relance: Relance) -> None:
    before = desk.config.read_text()
    ran = relance("init", *WHO)
    assert ran.code == 2
    assert "--force" in ran.err
    assert desk.config.read_text() == before
    assert relance("init", *WHO, "--force").code == 0
    assert desk.config.read_text() != before


def test_init_in_thought_writes_nothing(desk: Desk, relance: Relance) -> None:
    desk.config.unlink()
    assert relance("init", *WHO, "--dry-run").code == 0
    assert not desk.config.exists()


def test_init_takes_no_zone_that_does_not_exist(desk: Desk, relance: Relance) -> None:
    desk.config.unlink()
    ran = relance("init", "--owner", OWNER, "--zone", "Europe/Pariss")
    assert ran.code == 2
    assert "Europe/Paris" in ran.err
    assert not desk.config.exists()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "my calendars" / "perso"
    folder.mkdir(parents=True)
    (folder / "a.ics").write_bytes(calendar(interview("Zarvane")))
    return folder


def test_connect_reads_first_and_tells_what_it_found(
    desk: Desk, relance: Relance, elsewhere: Path
) -> None:
    ran = relance("connect", "ics", str(elsewhere), "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert "perso: 1 events, 1 interviews" in ran.out
    assert "Zarvane" in ran.out
    assert 'name = "perso"' in desk.config.read_text()
    report = relance("sync", "--json", "--now", NOW).json
    assert [c["name"] for c in report["calendars"]] == ["home", "perso", "relances"]
    assert report["interviews"] == 1


def test_what_cannot_be_read_is_not_connected(desk: Desk, relance: Relance) -> None:
    before = desk.config.read_text()
    page = desk.folder / "page.ics"
    page.write_text("<html>Log in</html>")
    for path in ("nowhere", str(page)):
        ran = relance("connect", "ics", path, "--now", NOW)
        assert ran.code == 1
        assert len(ran.complaints) == 1
        assert desk.config.read_text() == before


def test_two_connected_calendars_have_two_names(
    desk: Desk, relance: Relance, elsewhere: Path
) -> None:
    for name in ("perso", "perso-2"):
        assert (
            relance("connect", "ics", str(elsewhere), "--json", "--now", NOW).json["name"] == name
        )
    ran = relance("connect", "ics", str(elsewhere), "--name", "perso", "--now", NOW)
    assert ran.code == 2
    assert desk.config.read_text().count("[[accounts]]") == 3


def test_connect_in_thought_saves_nothing(desk: Desk, relance: Relance, elsewhere: Path) -> None:
    before = desk.config.read_text()
    assert relance("connect", "ics", str(elsewhere), "--dry-run", "--now", NOW).code == 0
    assert desk.config.read_text() == before


def test_from_nothing_to_a_written_follow_up(tmp_path: Path, elsewhere: Path) -> None:
    desk = Desk(tmp_path)
    relances = elsewhere.parent / "relances"
    assert desk.run("init", *WHO).code == 0
    assert desk.run("connect", "ics", str(elsewhere), "--write", str(relances)).code == 0
    assert desk.run("sync", "--now", NOW).code == 0
    assert len(list(relances.glob("*.ics"))) == 1
