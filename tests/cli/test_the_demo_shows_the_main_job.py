from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk

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
