from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desk import NOW, Desk, interview

if TYPE_CHECKING:
    from pathlib import Path

    from desk import Relance

WRITE = 'write = "relances"\n'
MINE = f'[[accounts]]\nname = "mine"\nkind = "ics"\n{WRITE}'


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk with an account to read and another one to write into."""
    desk = Desk(tmp_path).settle()
    rewrite(desk, WRITE, MINE)
    return desk


@pytest.fixture
def synced(desk: Desk, relance: Relance) -> Desk:
    desk.put("a.ics", interview("Zarvane", "20261119"), interview("Kaolis", "20261126"))
    assert relance("sync", "--now", NOW).code == 0
    assert len(desk.keys()) == 2
    return desk


def shut(desk: Desk) -> None:
    """Put a file where the folder of follow-ups was, so that the account does not open."""
    desk.relances.rename(desk.folder / "aside")
    desk.relances.write_text("in the way")


def open_again(desk: Desk) -> None:
    desk.relances.unlink()
    (desk.folder / "aside").rename(desk.relances)


def rewrite(desk: Desk, old: str, new: str) -> None:
    told = desk.config.read_text()
    assert old in told
    desk.config.write_text(told.replace(old, new))


def states(relance: Relance, now: str = NOW) -> list[tuple[Any, ...]]:
    rows = relance("plan", "--json", "--now", now).json
    return [(row["key"], row["state"], row["start"]) for row in rows]


def test_while_their_calendar_is_shut_follow_ups_are_written_nowhere(
    synced: Desk, relance: Relance
) -> None:
    before = states(relance)
    shut(synced)
    synced.put("b.ics", interview("Brumair", "20261120"))
    ran = relance("sync", "--json", "--now", NOW)
    assert ran.code == 2
    assert len(ran.complaints) == 1
    assert (ran.json["written"], ran.json["interviews"]) == (0, 3)
    assert [e["kind"] for e in ran.json["errors"]] == ["BadSettings"]
    assert "up to date" not in relance("sync", "--now", NOW).out
    assert relance("sync", "--dry-run", "--json", "--now", NOW).json["written"] == 0
    assert set(before) < set(states(relance))
    assert relance("status", "--now", NOW).code == 2


def test_the_sequence_does_not_go_on_while_nothing_can_be_written(
    synced: Desk, relance: Relance
) -> None:
    later = "2026-12-16T08:00+01:00"
    synced.put("b.ics", interview("Brumair", "20261125"))
    shut(synced)
    for now in (NOW, "2026-11-26T20:00+01:00", later):
        relance("sync", "--now", now)
    keys = {key for key, state, _ in states(relance, later) if state == "passed"}
    assert len(keys) == 2  # what stood in the calendar when it was last seen, and nothing more
    open_again(synced)
    assert len(synced.keys()) == 2
    assert relance("sync", "--now", later).code == 0
    assert {key for key, state, _ in states(relance, later) if state == "passed"} == keys


def test_a_calendar_that_opens_again_holds_what_it_held(synced: Desk, relance: Relance) -> None:
    before = states(relance)
    shut(synced)
    relance("sync", "--now", NOW)
    open_again(synced)
    ran = relance("sync", "--json", "--now", NOW)
    assert (ran.code, ran.json["written"]) == (0, 0)
    assert states(relance) == before
    assert relance("status", "--now", NOW).code == 0


def test_a_first_pass_without_its_calendar_writes_nothing(desk: Desk, relance: Relance) -> None:
    desk.put("a.ics", interview("Zarvane", "20261119"))
    desk.relances.write_text("in the way")
    ran = relance("sync", "--json", "--now", NOW)
    assert (ran.code, ran.json["written"], ran.json["interviews"]) == (2, 0, 1)
    desk.relances.unlink()
    ran = relance("sync", "--json", "--now", NOW)
    assert (ran.code, ran.json["written"]) == (0, 1)
    known = [c["name"] for c in relance("status", "--json", "--now", NOW).json["calendars"]]
    assert known == ["home", "relances"]


def test_a_folder_for_follow_ups_is_filled_as_soon_as_it_is_set(
    desk: Desk, relance: Relance
) -> None:
    rewrite(desk, MINE, "")
    desk.put("a.ics", interview("Zarvane", "20261119"), interview("Kaolis", "20261126"))
    assert relance("sync", "--json", "--now", NOW).json["written"] == 2
    assert desk.keys() == []
    rewrite(desk, 'read = ["home"]\n', f'read = ["home"]\n{MINE}')
    assert relance("sync", "--json", "--now", NOW).json["written"] == 2
    assert len(desk.keys()) == 2
    assert relance("sync", "--json", "--now", NOW).json["written"] == 0


def test_purge_names_the_places_that_it_cannot_reach(synced: Desk, relance: Relance) -> None:
    rewrite(synced, WRITE, 'write = "elsewhere"\n')
    relance("sync", "--now", NOW)
    assert len(list((synced.folder / "elsewhere").glob("*.ics"))) == 2
    synced.put("b.ics", interview("Brumair", "20261120"))
    relance("sync", "--now", NOW)
    rewrite(synced, 'write = "elsewhere"\n', 'write = "third"\n')
    relance("sync", "--now", NOW)
    for _ in range(2):  # it goes on to know
        ran = relance("purge", "--yes", "--json", "--now", NOW)
        assert ran.code == 1
        assert [w["where"].rpartition("/")[2] for w in ran.json["kept"]] == [
            "elsewhere",
            "relances",
        ]
        assert "write" in ran.err
    rewrite(synced, 'write = "third"\n', 'write = "elsewhere"\n')
    ran = relance("purge", "--yes", "--json", "--now", NOW)
    assert ran.json["removed"] == 3
    assert list((synced.folder / "elsewhere").glob("*.ics")) == []


def test_purge_leaves_all_as_it_is_while_its_calendar_is_shut(
    synced: Desk, relance: Relance
) -> None:
    before = states(relance)
    shut(synced)
    ran = relance("purge", "--yes", "--json", "--now", NOW)
    assert (ran.code, ran.json["removed"]) == (2, 0)
    assert [e["kind"] for e in ran.json["errors"]] == ["BadSettings"]
    assert len(ran.complaints) == 1
    assert states(relance) == before
    open_again(synced)
    assert relance("purge", "--yes", "--json", "--now", NOW).json["removed"] == 2
    assert synced.keys() == []
    assert relance("sync", "--json", "--now", NOW).json["written"] == 2
