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
    assert "perso: events read: 1, interviews: 1\nComing: 1\n" in ran.out
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
    third = elsewhere / "perso"
    third.mkdir()
    for folder, name in ((elsewhere, "perso"), (third, "perso-2")):
        told = relance("connect", "ics", str(folder), "--json", "--now", NOW).json
        assert (told["name"], told["already"]) == (name, False)
    fourth = third / "more"
    fourth.mkdir()
    ran = relance("connect", "ics", str(fourth), "--name", "perso", "--now", NOW)
    assert ran.code == 2
    assert "say another --name" in ran.err
    assert desk.config.read_text().count("[[accounts]]") == 3


def test_what_is_connected_already_is_not_connected_twice(
    desk: Desk, relance: Relance, elsewhere: Path
) -> None:
    relance("connect", "ics", str(elsewhere), "--now", NOW)
    before = desk.config.read_text()
    (desk.folder / "link").symlink_to(elsewhere)
    for name in (str(elsewhere), f"{elsewhere}/", "link"):
        ran = relance("connect", "ics", name, "--write", "relances", "--now", NOW)
        assert (ran.code, ran.err) == (0, "")
        assert 'connected already, as "perso"' in ran.out
        assert relance("connect", "ics", name, "--json", "--now", NOW).json["already"] is True
    assert desk.config.read_text() == before


def test_a_folder_for_follow_ups_may_be_given_later(tmp_path: Path, elsewhere: Path) -> None:
    desk = Desk(tmp_path)
    relances = elsewhere.parent / "relances"
    assert desk.run("init", *WHO).code == 0
    ran = desk.run("connect", "ics", str(elsewhere), "--now", NOW)
    assert "--write FOLDER" in ran.out
    assert desk.run("sync", "--now", NOW).code == 0
    ran = desk.run("connect", "ics", str(elsewhere), "--write", str(relances), "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert "--write FOLDER" not in ran.out
    report = desk.run("sync", "--json", "--now", NOW).json
    assert (report["interviews"], report["errors"]) == (1, [])
    assert len(list(relances.glob("*.ics"))) == 1


def test_follow_ups_have_one_folder_and_the_line_says_who_has_it(
    desk: Desk, relance: Relance, elsewhere: Path
) -> None:
    before = desk.config.read_text()
    ran = relance("connect", "ics", str(elsewhere), "--write", "other", "--now", NOW)
    assert ran.code == 2
    told = (
        f"relance: {desk.config}: follow-ups are written into {desk.relances} already, by the "
        'account "home"; leave --write out, or to have them elsewhere change `write` of that '
        "account here"
    )
    assert ran.complaints == [told]
    assert desk.config.read_text() == before
    assert not (desk.folder / "other").exists()


@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["real", "dry-run"])
def test_a_folder_that_cannot_be_made_is_refused_before_anything_is_saved(
    tmp_path: Path, elsewhere: Path, options: tuple[str, ...]
) -> None:
    desk = Desk(tmp_path)
    assert desk.run("init", *WHO).code == 0
    before = desk.config.read_text()
    (tmp_path / "file").write_text("")
    for folder in ("/proc/relances", str(tmp_path / "new" / ".." / "file" / "below")):
        ran = desk.run("connect", "ics", str(elsewhere), "--write", folder, "--now", NOW, *options)
        assert ran.code == 1
        assert len(ran.complaints) == 1
        assert "--write" in ran.err
        assert desk.config.read_text() == before
    good = tmp_path / "a" / "b"
    ran = desk.run("connect", "ics", str(elsewhere), "--write", str(good), "--now", NOW, *options)
    assert ran.code == 0
    assert good.exists() is not bool(options)
    assert (tmp_path / "a").exists() is not bool(options)
    assert not good.exists() or list(good.iterdir()) == []


def test_past_interviews_are_not_told_as_coming(relance: Relance, elsewhere: Path) -> None:
    later = "2026-12-23T08:00+01:00"
    ran = relance("connect", "ics", str(elsewhere), "--now", later)
    assert "All are past" in ran.out
    assert "Coming" not in ran.out


def test_an_owner_that_is_no_address_is_told_by_its_option(desk: Desk, relance: Relance) -> None:
    desk.config.unlink()
    ran = relance("init", "--owner", "camille")
    assert ran.code == 2
    assert ran.err.startswith("relance: --owner camille: write an email address like ")
    assert "config.toml" not in ran.err
    ran = relance("init", "--owner", OWNER, "--name", "a\nb")
    assert ran.err.startswith("relance: --name a b: ")
    assert not desk.config.exists()


def test_what_comes_next_names_the_folder_for_follow_ups(desk: Desk, relance: Relance) -> None:
    desk.config.unlink()
    assert "or ics FOLDER --write FOLDER" in relance("init", *WHO).out


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
