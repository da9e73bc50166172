from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, interview

if TYPE_CHECKING:
    from desk import Relance


@pytest.fixture
def synced(desk: Desk, relance: Relance) -> Desk:
    desk.put("a.ics", interview("Zarvane", "20261119"), interview("Kaolis", "20261126"))
    assert relance("sync", "--now", NOW).code == 0
    assert len(desk.keys()) == 2
    return desk


def test_a_mark_is_in_the_calendar_at_once(synced: Desk, relance: Relance) -> None:
    ran = relance("mark", "zarvane", "#répondu", "--now", NOW)
    assert (ran.code, ran.err) == (0, "")
    assert len(synced.keys()) == 1
    outcomes = {r["company"]: r["outcome"] for r in relance("journal", "--json", "--now", NOW).json}
    assert outcomes == {"Zarvane": "answered", "Kaolis": None}


def test_a_mark_without_a_pass_waits_for_the_next(synced: Desk, relance: Relance) -> None:
    assert relance("mark", "zarvane", "stop", "--no-sync", "--now", NOW).code == 0
    assert len(synced.keys()) == 2
    relance("sync", "--now", NOW)
    assert len(synced.keys()) == 1


def test_a_mark_in_thought_is_forgotten(synced: Desk, relance: Relance) -> None:
    assert relance("mark", "zarvane", "stop", "--dry-run", "--now", NOW).code == 0
    relance("sync", "--now", NOW)
    assert len(synced.keys()) == 2


def test_a_mark_with_a_date_moves_the_next_step(synced: Desk, relance: Relance) -> None:
    assert synced.keys()
    ran = relance("mark", "Zarvane", "wait", "2026-12-09", "--json", "--now", NOW)
    assert (ran.json["mark"], ran.json["value"]) == ("wait", "2026-12-09")
    plan = relance("plan", "--forecast", "--json", "--now", NOW).json
    row = next(r for r in plan if r["company"] == "Zarvane" and r["step"] == "follow-up")
    assert row["start"] > "2026-12-10"


@pytest.mark.parametrize("arguments", [("Zarvane", "blub"), ("Nobody", "stop")])
def test_a_mark_that_means_nothing_changes_nothing(
    synced: Desk, relance: Relance, arguments: tuple[str, str]
) -> None:
    ran = relance("mark", *arguments, "--now", NOW)
    assert ran.code == 1
    assert len(ran.complaints) == 1
    assert len(synced.keys()) == 2


def test_the_export_is_whole_and_private(synced: Desk, relance: Relance) -> None:
    file = synced.folder / "out.ics"
    file.write_text("old")
    file.chmod(0o644)
    assert relance("export", "out.ics", "--force", "--now", NOW).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_bytes()
    assert text.count(b"BEGIN:VEVENT") == 2
    assert [p.name for p in synced.folder.glob(".out*")] == []
    assert relance("export", "out.ics", "--company", "kaolis", "--now", NOW).code == 0
    assert file.read_bytes().count(b"BEGIN:VEVENT") == 1
    assert relance("export", "out.ics", "--forecast", "--now", NOW).code == 0
    assert file.read_bytes().count(b"BEGIN:VEVENT") > 6


def test_the_export_may_go_to_the_output(synced: Desk) -> None:
    ran = synced.run("export", "-", "--now", NOW)
    assert ran.out.startswith("BEGIN:VCALENDAR")
    assert ran.out.rstrip().endswith("END:VCALENDAR")
    file = synced.folder / "same.ics"
    synced.run("export", str(file), "--now", NOW)
    assert file.read_bytes().decode().splitlines() == ran.out.splitlines()


def test_an_export_that_cannot_be_written_leaves_nothing(synced: Desk, relance: Relance) -> None:
    ran = relance("export", str(synced.folder / "no" / "out.ics"), "--now", NOW)
    assert ran.code == 1
    assert len(ran.complaints) == 1


def test_purge_removes_what_relance_wrote_and_nothing_else(synced: Desk, relance: Relance) -> None:
    theirs = synced.relances / "theirs.ics"
    theirs.write_bytes((synced.home / "a.ics").read_bytes())
    assert relance("purge", "--now", NOW).code == 2
    assert relance("purge", "--dry-run", "--json", "--now", NOW).json["removed"] == 2
    assert len(list(synced.relances.glob("*.ics"))) == 3
    assert relance("purge", "--yes", "--now", NOW).code == 0
    assert [p.name for p in synced.relances.glob("*.ics")] == ["theirs.ics"]
    assert (synced.home / "a.ics").exists()
    assert relance("purge", "--yes", "--json", "--now", NOW).json["removed"] == 0


def test_a_dry_run_writes_nothing_and_tells_what_it_would(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane", "20261119"))
    told = relance("sync", "--dry-run", "--json", "--now", NOW).json
    assert (told["dry_run"], told["written"]) == (True, 1)
    assert desk.keys() == []
    assert relance("plan", "--json", "--now", NOW).json == []
    assert relance("sync", "--json", "--now", NOW).json["written"] == 1
    assert relance("sync", "--json", "--now", NOW).json["written"] == 0


def test_what_has_no_slot_is_told_by_every_pass(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane", "20261112"))
    with desk.config.open("a") as settings:
        settings.write('[windows]\nphone = ["sat 09:00-10:00"]\nemail = ["sat 09:00-10:00"]\n')
        settings.write('exclude = ["sat 00:00-24:00"]\n')
    for _ in range(2):
        report = relance("sync", "--json", "--now", NOW).json
        assert [f["company"] for f in report["unplaced"]] == ["Zarvane"]
        assert report["unplaced"][0]["start"] is None
        assert report["candidacies"] == 1
