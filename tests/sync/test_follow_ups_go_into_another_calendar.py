"""Follow-ups go into another calendar from now on: those that stand in the old one are told of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builders import at
from candidate import Candidate, invitation
from relance.journal import Journal
from relance.sync import run_pass
from relance.testing.memory import MemoryCalendar

if TYPE_CHECKING:
    from pathlib import Path

    from relance.sync import PassReport

NOW = at("2026-11-20 09:00")


def passed(camille: Candidate, before: MemoryCalendar, now: str) -> PassReport:
    """Run a pass that reads the calendar that follow-ups went into before."""
    with Journal.open(str(camille.folder / "journal-0.sqlite")) as journal:
        house = camille.house(journal)
        return run_pass(replace(house, calendars=(*house.calendars, before)), at(now))


def test_those_to_come_are_told_of_until_they_are_gone(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run(NOW)
    before, camille.relances = camille.relances, MemoryCalendar("new")
    (there,) = before.ours()
    (warned,) = passed(camille, before, "2026-11-20 09:05").warnings
    assert warned.where == "relances"
    assert "follow-ups to come still stand here (1)" in warned.what
    assert list(before.ours()) == [there]
    before.remove(there.uid)
    assert passed(camille, before, "2026-11-20 09:10").warnings == []


def test_those_that_have_passed_are_nobodys_worry(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run(NOW)
    before, camille.relances = camille.relances, MemoryCalendar("new")
    assert passed(camille, before, "2026-12-24 09:00").warnings == []
