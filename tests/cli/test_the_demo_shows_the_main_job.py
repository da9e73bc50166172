from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, interview

if TYPE_CHECKING:
    from pathlib import Path


def test_the_demo_needs_nothing_and_leaves_one_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    ran = desk.run("demo", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert [p.name for p in tmp_path.iterdir()] == ["relances.ics"]
    written = (tmp_path / "relances.ics").read_bytes().count(b"BEGIN:VEVENT")
    assert f"Written: {written} created" in ran.out
    assert "Nothing to write" in ran.out
    assert "relance init" in ran.out
    assert "relance connect" in ran.out
    assert written >= 5


def test_the_demo_writes_over_its_own_file_alone(tmp_path: Path) -> None:
    desk = Desk(tmp_path).settle()
    desk.put("a.ics", interview("Zarvane"))
    for _ in range(2):
        assert desk.run("demo", "--now", NOW).code == 0
    assert [p.name for p in tmp_path.glob("*.ics")] == ["relances.ics"]
    desk.run("sync", "--now", NOW)
    assert desk.run("export", "relances.ics", "--now", NOW).code == 0
    mine = (tmp_path / "relances.ics").read_bytes()
    ran = desk.run("demo", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert "relances.ics is not of a demo, so it stays as it is." in ran.out
    assert (tmp_path / "relances.ics").read_bytes() == mine
    (tmp_path / "relances-demo.ics").write_text("mine too")
    told = desk.run("demo", "--json", "--now", NOW).json
    assert told["file"] == "relances-demo-2.ics"
    assert (tmp_path / "relances-demo.ics").read_text() == "mine too"


def test_the_demo_says_why_old_interviews_get_no_follow_up(tmp_path: Path) -> None:
    said = Desk(tmp_path).run("demo", "--now", NOW).out
    line = "No follow-up for Ventalis, Écluse Média: the interview was long over when it was first"
    assert line in said


def test_the_demo_can_be_kept_and_looked_at(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    kept = tmp_path / "kept"
    assert desk.run("demo", "--keep", str(kept), "--now", NOW).code == 0
    assert {p.name for p in kept.iterdir()} >= {"calendars", "config.toml", "relances.ics"}
    again = desk.run("sync", "--json", "--config", str(kept / "config.toml"), "--now", NOW)
    assert (again.code, again.json["written"]) == (0, 0)
    assert desk.run("demo", "--keep", str(kept), "--now", NOW).code == 2


@pytest.mark.parametrize("now", ["2026-01-01T00:30+01:00", "2027-03-28T23:00+02:00", "2026-08-14"])
def test_the_demo_works_on_any_day(tmp_path: Path, now: str) -> None:
    ran = Desk(tmp_path).run("demo", "--json", "--now", now)
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["interviews"]
    assert ran.json["second_pass"]["written"] == 0


def test_the_demo_speaks_the_language_that_is_asked_for(tmp_path: Path) -> None:
    french = Desk(tmp_path).run("demo", "--language", "fr", "--now", NOW).out
    assert "Rien à écrire" in french
    assert "Nothing to write" not in french
    assert "relance connect ics DOSSIER --write DOSSIER" in french
    assert "FOLDER" not in french
