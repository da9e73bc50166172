"""A thank-you that was left out does not come back once the call after it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import at
from candidate import Candidate, appointment, invitation
from relance.model import Step

if TYPE_CHECKING:
    from pathlib import Path

FIRST = (Step.FOLLOW_UP, 1)


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    """Return who met somebody on Tuesday; no hour was free until Thursday evening, and now is."""
    person = Candidate(tmp_path)
    person.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one"))
    for day in (3, 4, 5):
        person.life.put(appointment(f"2026-11-0{day} 08:00", minutes=720, title=f"full{day}"))
    person.run("2026-11-03 12:00")
    assert person.steps() == [FIRST]
    for day in (4, 5):
        person.life.remove(f"full{day}-2026-11-0{day} 08:00@life.example")
    return person


@pytest.mark.parametrize("lost", [False, True])
def test_the_call_is_moved(camille: Candidate, *, lost: bool) -> None:
    was = camille.only()
    camille.life.put(appointment(f"{was.start:%Y-%m-%d} 08:00", minutes=720))
    if lost:
        camille.lose_journal()
    camille.run("2026-11-03 12:00")
    assert camille.steps() == [FIRST]
    assert camille.only().start != was.start


def test_a_date_to_wait_for_moves_the_call(camille: Candidate) -> None:
    call = camille.only()
    camille.hand(call, summary=f"#wait 2026-11-20 {call.summary}")
    camille.run("2026-11-03 12:00")
    assert camille.steps() == [FIRST]
    assert camille.only().start >= at("2026-11-23 00:00")


def test_an_interview_that_moves_to_another_day_has_its_thank_you(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-05 10:00", uid="one"))
    camille.run("2026-11-03 12:30")
    assert camille.steps() == [(Step.THANK_YOU, 1)]
