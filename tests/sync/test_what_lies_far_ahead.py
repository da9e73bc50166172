"""A follow-up beyond the stretch of time that is read stands as well as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import at
from candidate import Candidate, invitation, written
from relance.errors import Temporary
from relance.testing.memory import Fault

if TYPE_CHECKING:
    from pathlib import Path

LATER = ["2026-11-05 09:00", "2026-11-05 10:00", "2026-11-16 09:00"]


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    person = Candidate(tmp_path)
    person.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one"))
    person.run("2026-11-02 09:00")
    person.run("2026-11-04 19:00")
    return person


@pytest.mark.parametrize("later", LATER)
def test_a_date_in_ten_months_is_waited_for(camille: Candidate, later: str) -> None:
    notes = "Bonjour Camille.\n#wait 2027-09-01"
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one", notes=notes))
    camille.run("2026-11-05 09:00")
    before = camille.follow_ups()
    assert f"{before[-1].start}".startswith("2027-09")

    assert written(camille.run(later)) == (0, 0, 0)
    camille.lose_journal()
    assert written(camille.run(later)) == (0, 0, 0)
    assert camille.follow_ups() == before


def test_a_call_that_was_moved_to_next_year_is_not_deleted(camille: Candidate) -> None:
    call = camille.follow_ups()[-1]
    camille.hand(call, start=at("2027-09-01 10:00"), end=at("2027-09-01 10:15"))
    for later in LATER:
        camille.run(later)

        assert camille.follow_ups()[-1].start == at("2027-09-01 10:00")
        assert len(camille.follow_ups()) == 2


def test_a_call_that_was_moved_out_of_sight_before_everything_is_read_is_not_deleted(
    camille: Candidate,
) -> None:
    call = camille.follow_ups()[-1]
    camille.hand(call, start=at("2027-09-01 10:00"), end=at("2027-09-01 10:15"))
    before = camille.follow_ups()
    camille.relances.expire_cursors()
    assert written(camille.run("2026-11-05 09:00")) == (0, 0, 0)
    assert camille.follow_ups() == before
    camille.relances.expire_cursors()
    camille.relances.requests.clear()
    assert written(camille.run("2026-11-05 10:00")) == (0, 0, 0)
    assert camille.relances.requests == ["pull", "pull"], "nobody looks for what lies there"


def test_a_call_that_is_not_there_when_everything_is_read_was_deleted(camille: Candidate) -> None:
    call = camille.follow_ups()[-1]
    camille.relances.remove(call.uid)
    camille.relances.expire_cursors()
    camille.run("2026-11-05 09:00")
    assert call.uid not in {e.uid for e in camille.follow_ups()}


def test_a_search_that_fails_deletes_nothing(camille: Candidate) -> None:
    call, before = camille.follow_ups()[-1], camille.follow_ups()
    camille.relances.remove(call.uid)
    camille.relances.expire_cursors()
    camille.relances.faults["ours"] = [Fault.BEFORE]
    report = camille.run("2026-11-05 09:00")
    assert isinstance(report.calendars[-1].error, Temporary)
    camille.relances.put(call)
    camille.run("2026-11-05 10:00")
    assert [e.uid for e in camille.follow_ups()] == [e.uid for e in before]


def test_a_call_beyond_what_is_read_can_be_deleted(camille: Candidate) -> None:
    call = camille.follow_ups()[-1]
    camille.hand(call, start=at("2027-09-01 10:00"), end=at("2027-09-01 10:15"))
    camille.run("2026-11-05 09:00")
    camille.relances.remove(call.uid)
    camille.run("2026-11-05 10:00")

    assert call.uid not in {e.uid for e in camille.follow_ups()}
    assert f"{camille.follow_ups()[-1].start}".startswith("2027-09")  # it counts from there
