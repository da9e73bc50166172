"""A later round is called off: nothing comes by itself, whatever else happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from builders import at
from candidate import Candidate, appointment, invitation, written
from relance.model import Status, Step

if TYPE_CHECKING:
    from pathlib import Path

FIRST = (Step.FOLLOW_UP, 1)


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    return Candidate(tmp_path)


def invited(camille: Candidate, day: str, uid: str) -> None:
    camille.life.put(invitation("Lumigrade", f"2026-{day} 10:00", uid=uid))


def test_a_round_that_goes_after_the_one_before_it_took_place_was_called_off(
    camille: Candidate,
) -> None:
    invited(camille, "11-03", "a")
    invited(camille, "12-20", "z")
    camille.run("2026-11-02 09:00")
    invited(camille, "11-09", "b")
    camille.run("2026-11-05 09:00")
    camille.run("2026-11-14 09:00")
    camille.life.remove("z")
    camille.run("2026-11-18 09:00")

    assert FIRST not in camille.steps()


def test_a_round_that_was_put_forward_is_followed_up(camille: Candidate) -> None:
    invited(camille, "12-20", "z")
    camille.run("2026-11-02 09:00")
    invited(camille, "11-09", "b")
    camille.life.remove("z")
    camille.run("2026-11-05 09:00")
    camille.run("2026-11-14 09:00")

    assert FIRST in camille.steps()


def test_a_round_that_goes_after_an_earlier_day_came_up_was_called_off(camille: Candidate) -> None:
    invited(camille, "12-20", "z")
    camille.run("2026-11-02 09:00")
    invited(camille, "11-09", "b")
    camille.run("2026-11-05 09:00")
    camille.life.remove("z")
    camille.run("2026-11-06 09:00")
    camille.run("2026-11-14 09:00")

    assert camille.steps() == [(Step.THANK_YOU, 1)]


@pytest.mark.parametrize("cancelled", [True, False])
@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_what_went_is_remembered_by_whatever_event_there_is(
    camille: Candidate, rounds: int, *, cancelled: bool
) -> None:
    for n in range(rounds):
        invited(camille, f"11-{3 + 7 * n:02}", f"{n}")
    invited(camille, "12-18", "z")
    camille.run("2026-11-02 09:00")
    if cancelled:
        late = invitation("Lumigrade", "2026-12-18 10:00", uid="z")
        camille.life.put(replace(late, status=Status.CANCELLED))
    else:
        camille.life.remove("z")
    camille.run("2026-11-02 10:00")
    camille.run("2026-11-05 09:00")
    before = camille.relances.events()
    camille.lose_journal()

    assert written(camille.run("2026-11-05 09:00")) == (0, 0, 0)
    assert camille.relances.events() == before


def test_a_date_noted_before_the_round_went_lifts_nothing(camille: Candidate) -> None:
    invited(camille, "11-03", "a")
    invited(camille, "12-20", "z")
    camille.run("2026-11-02 09:00")
    camille.run("2026-11-04 19:00")
    thanks = camille.follow_ups()[0]
    camille.hand(thanks, description=f"{thanks.description}\n#wait 2026-11-10")
    camille.run("2026-11-04 20:00")
    camille.life.remove("z")
    camille.run("2026-11-06 09:00")

    assert FIRST not in camille.steps()


@pytest.mark.parametrize("thanked", [True, False])
def test_what_follows_a_deleted_follow_up_counts_from_where_it_was_moved_to(
    camille: Candidate, *, thanked: bool
) -> None:
    invited(camille, "11-03", "a")
    camille.run("2026-11-02 09:00")
    if not thanked:
        camille.relances.remove(camille.only().uid)
    camille.run("2026-11-04 19:00")
    call = camille.follow_ups()[-1]
    camille.hand(call, start=at("2026-11-20 10:00"), end=at("2026-11-20 10:15"))
    camille.run("2026-11-05 09:00")
    camille.relances.remove(call.uid)
    camille.run("2026-11-07 09:00")

    assert camille.steps()[-1] == (Step.FOLLOW_UP, 2)
    second = camille.follow_ups()[-1].start
    assert isinstance(second, datetime)
    assert second >= at("2026-11-27 00:00")


def test_the_wait_is_remembered_when_the_event_that_remembers_it_goes(camille: Candidate) -> None:
    invited(camille, "11-20", "a")
    invited(camille, "12-20", "z")
    camille.run("2026-11-02 09:00")
    camille.life.remove("z")
    camille.run("2026-11-02 10:00")
    camille.lose_journal()
    camille.run("2026-11-10 09:00")
    invited(camille, "11-05", "a")  # put forward: it is too late to thank for it
    camille.run("2026-11-10 10:00")
    assert camille.steps() == []
    camille.life.put(appointment("2026-12-24 10:00"))
    camille.run("2026-11-10 11:00")

    assert camille.steps() == []


@pytest.mark.parametrize("word", ["#zone: America/New_York", "#small"])
def test_a_zone_noted_on_a_round_that_went_is_known_with_the_journal_lost(
    tmp_path: Path, word: str
) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one"))
    camille.run("2026-11-02 09:00")
    camille.run("2026-11-04 19:00")
    thanked = camille.follow_ups()[0]
    camille.hand(thanked, description=f"{thanked.description}\n{word}")
    camille.run("2026-11-05 09:00")
    camille.life.remove("one")
    camille.life.put(invitation("Lumigrade", "2026-11-17 10:00", uid="two"))
    camille.run("2026-11-16 09:00")
    camille.run("2026-11-19 09:00")
    before = camille.relances.events()
    camille.lose_journal()
    assert written(camille.run("2026-11-19 09:00")) == (0, 0, 0)
    assert camille.relances.events() == before
