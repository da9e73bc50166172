from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import at
from candidate import Candidate, invitation
from relance.errors import Temporary
from relance.journal import Journal
from relance.service.opening import Opened
from relance.service.purging import purge
from relance.testing.memory import Fault, MemoryCalendar

if TYPE_CHECKING:
    from pathlib import Path

NOW = at("2026-11-20 09:00")


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    """Return a candidate whose follow-ups went into another calendar before."""
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.life.put(invitation("Corvalis", "2026-11-25 10:00"))
    camille.run(NOW)
    return camille


def emptied(
    camille: Candidate, *others: MemoryCalendar, dry_run: bool = False
) -> tuple[int, list[type[Exception]]]:
    """Purge with other calendars read too; return how many events went, and what failed."""
    with Journal.open(str(camille.folder / f"journal-{camille.journals}.sqlite")) as journal:
        house = camille.house(journal)
        opened = Opened(replace(house, calendars=(*house.calendars, *others)), ())
        purged = purge(opened, NOW, dry_run=dry_run)
        return purged.removed, [type(error) for error in purged.errors]


def test_a_calendar_that_is_only_read_now_is_purged_too(camille: Candidate) -> None:
    before, camille.relances = camille.relances, MemoryCalendar("new")
    camille.run(NOW)
    theirs = len(camille.life.events())
    assert emptied(camille, before, dry_run=True) == (4, [])
    assert len(before.events()) == 2
    assert emptied(camille, before) == (4, [])
    assert (list(before.events()), list(camille.relances.events())) == ([], [])
    assert len(camille.life.events()) == theirs


def test_a_calendar_that_fails_stops_no_other_and_is_purged_next_time(
    camille: Candidate,
) -> None:
    before, camille.relances = camille.relances, MemoryCalendar("new")
    camille.run(NOW)
    before.faults["delete"] = [Fault.BEFORE]
    assert emptied(camille, before) == (2, [Temporary])
    assert (len(before.events()), len(camille.relances.events())) == (2, 0)
    assert emptied(camille, before) == (2, [])
    assert before.events() == ()


def test_starting_again_after_a_purge_that_failed_half_way_works(camille: Candidate) -> None:
    camille.relances.faults["delete"] = [Fault.AFTER]  # the answer is lost
    assert emptied(camille) == (0, [Temporary])
    assert len(camille.relances.events()) == 1
    assert emptied(camille) == (1, [])
    camille.run(NOW)
    assert len(camille.relances.events()) == 2
    assert camille.run(NOW).written == 0


def test_a_purge_works_without_the_journal_too(camille: Candidate) -> None:
    camille.lose_journal()
    assert emptied(camille) == (2, [])
    assert camille.relances.events() == ()
