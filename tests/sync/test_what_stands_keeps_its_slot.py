"""What stands keeps its slot, whatever is placed, marked or accepted beside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from builders import PARIS, at
from candidate import Candidate, appointment, invitation, written
from relance.model import Event, ShowsAs

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    return Candidate(tmp_path)


@pytest.mark.parametrize("uid", ["u0", "u1", "u2"])
def test_a_new_thank_you_takes_no_slot_of_one_that_stands(camille: Candidate, uid: str) -> None:
    camille.life.put(invitation("Lumigrade", "2026-09-29 11:00", uid="a"))
    camille.life.put(invitation("Brumair", "2026-10-27 11:00", uid="y"))
    camille.run("2026-09-02 09:00")
    was = camille.follow_ups()[0]
    camille.life.put(invitation("Brumair", "2026-09-29 15:00", uid=uid))
    camille.run("2026-09-04 09:00")

    assert {e.uid: e.start for e in camille.follow_ups()}[was.uid] == was.start


@pytest.mark.parametrize("word", ["#unreachable", "#small", "#done", "rien"])
def test_a_mark_on_the_call_before_moves_nothing(camille: Candidate, word: str) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="a"))
    camille.run("2026-11-02 09:00")
    camille.run("2026-11-04 20:00")
    first = camille.follow_ups()[-1]
    taken = [appointment(f"2026-11-{n} 08:00", minutes=720) for n in range(16, 23)]
    for one in taken:
        camille.life.put(one)
    camille.run(first.span(PARIS).end)
    second = camille.follow_ups()[-1]
    assert second.uid != first.uid
    for one in taken:
        camille.life.remove(one.uid)
    camille.run("2026-11-12 20:00")
    camille.hand(first, description=f"{first.description}\n{word}")
    camille.run("2026-11-13 10:00")

    assert {e.uid: e.start for e in camille.follow_ups()}[second.uid] == second.start


def test_what_was_deleted_before_a_loss_stays_deleted(camille: Candidate) -> None:
    for day in range(10, 22):  # so that enough is known there
        camille.relances.put(appointment(f"2026-12-{day} 20:00"))
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    camille.relances.remove(camille.only().uid)
    camille.run("2026-11-20 10:00")
    assert ["follow-up" in e.uid for e in camille.follow_ups()] == [True]
    for event in camille.relances.events():
        camille.relances.remove(event.uid)
    camille.run("2026-11-20 11:00")
    camille.run("2026-11-20 11:00", accept_loss=True)

    assert ["follow-up" in e.uid for e in camille.follow_ups()] == [True]


def test_a_clock_that_was_ahead_hides_nothing_busy(camille: Candidate) -> None:
    camille.life.put(appointment("2026-11-04 08:30", minutes=60))
    camille.run("2026-11-04 12:00")  # the clock is ahead
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00"))
    camille.run("2026-11-03 12:00")  # and right again

    assert camille.only().start != at("2026-11-04 08:30")


def away(first: date, last: date) -> Event:
    return Event(f"away-{first}", first, last, summary="Absent", shows_as=ShowsAs.OUT_OF_OFFICE)


def test_one_pass_settles_whether_a_thank_you_comes_back(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-05-04 10:00"))
    camille.life.put(away(date(2026, 5, 4), date(2026, 5, 9)))
    camille.run("2026-05-04 12:00")
    assert "follow-up-1" in camille.only().uid
    camille.life.remove("away-2026-05-04")
    camille.run("2026-05-04 12:00")
    camille.life.put(away(date(2026, 5, 11), date(2026, 6, 11)))
    camille.run("2026-05-04 12:00")
    before = camille.follow_ups()
    camille.life.put(appointment("2026-12-24 10:00"))

    assert written(camille.run("2026-05-04 12:00")) == (0, 0, 0)
    assert camille.follow_ups() == before


def test_the_slot_of_an_event_that_alone_remembers_an_answer_is_given_to_nobody(
    camille: Candidate,
) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="a"))
    camille.run("2026-11-03 12:00")
    thanks = camille.only()
    camille.hand(thanks, summary=f"{thanks.summary} #answered")
    camille.life.put(invitation("Brumair", "2026-11-03 10:00", uid="b"))
    camille.run("2026-11-03 12:30")

    spans = sorted((e.span(PARIS) for e in camille.follow_ups()), key=lambda span: span.start)
    assert [span.start for span in spans] == [thanks.start, spans[0].end]
    assert written(camille.run("2026-11-03 12:30")) == (0, 0, 0)


def test_an_event_that_alone_remembers_a_zone_stands_in_no_way_of_its_company(
    camille: Candidate,
) -> None:
    camille.life.put(invitation("Lumigrade", "2026-05-09 08:00", uid="later"))
    camille.run("2026-05-04 10:00")
    thanks = camille.only()
    camille.hand(thanks, summary=f"{thanks.summary} #zone: Australia/Sydney")
    camille.run("2026-05-04 10:00")
    camille.life.put(invitation("Lumigrade", "2026-05-07 08:00", uid="sooner"))
    camille.run("2026-05-04 10:00")
    assert written(camille.run("2026-05-04 10:00")) == (0, 0, 0)
    camille.lose_journal()
    assert written(camille.run("2026-05-04 10:00")) == (0, 0, 0)
