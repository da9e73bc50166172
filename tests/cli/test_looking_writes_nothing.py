from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desk import NOW, Desk, interview

if TYPE_CHECKING:
    from desk import Relance

WORK = '[[accounts]]\nname = "work"\nkind = "ics"\nread = ["work"]\n'


def remembered(desk: Desk) -> list[str]:
    """Return everything that the journal holds."""
    with closing(sqlite3.connect(desk.folder / "journal.sqlite")) as journal:
        return list(journal.iterdump())


@pytest.fixture
def removed(desk: Desk, relance: Relance) -> Desk:
    """Return a desk whose second account was read, and is in the settings no more."""
    before = desk.config.read_text()
    desk.config.write_text(f"{before}\n{WORK}")
    desk.put("a.ics", interview("Zarvane", "20261119"))
    (desk.folder / "work").mkdir()
    desk.put("b.ics", interview("Kaolis", "20261126")).rename(desk.folder / "work" / "b.ics")
    assert relance("sync", "--json", "--now", NOW).json["interviews"] == 2
    desk.config.write_text(before)
    return desk


@pytest.mark.parametrize(
    "arguments",
    [
        ["sync", "--dry-run"],
        ["plan", "--forecast"],
        ["status"],
        ["journal"],
        ["interviews"],
        ["export", "out.ics"],
        ["mark", "Zarvane", "stop", "--dry-run"],
        ["purge", "--dry-run"],
    ],
    ids=" ".join,
)
def test_who_only_looks_changes_nothing_that_is_remembered(
    removed: Desk, relance: Relance, arguments: list[str]
) -> None:
    before = remembered(removed)
    assert relance(*arguments, "--now", NOW).code == 0
    assert remembered(removed) == before


def test_a_pass_lets_go_of_what_the_settings_name_no_more(removed: Desk, relance: Relance) -> None:
    thought = relance("sync", "--dry-run", "--json", "--now", NOW).json
    done = relance("sync", "--json", "--now", NOW).json
    assert (thought["interviews"], thought["written"]) == (1, 1)
    assert (done["interviews"], done["written"]) == (1, 1)
    assert len(removed.keys()) == 1
    status = relance("status", "--json", "--now", NOW).json
    assert [c["name"] for c in status["calendars"]] == ["home", "relances"]
