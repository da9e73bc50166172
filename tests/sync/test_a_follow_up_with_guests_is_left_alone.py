"""A follow-up to which the person invited somebody: no change of ours makes a server send mail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import at
from candidate import OWNER, Candidate, appointment, invitation, written
from relance.journal import GivenMark, Journal
from relance.model import MarkKind, Person, Step, UserMark

if TYPE_CHECKING:
    from pathlib import Path

    from relance.model import Event

GUESTS = (Person("ines@solveria.example", "Inès"),)
UID = "lumigrade@one.example"


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    """Return a candidate who invited somebody to her only follow-up."""
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid=UID))
    camille.run("2026-11-02 09:00")
    camille.hand(camille.only(), attendees=GUESTS)
    return camille


def unchanged(camille: Candidate, before: Event, now: str, told: str = "") -> None:
    """Run two passes that leave a follow-up as it is, and tell of it when it is not wanted."""
    for minutes in ("00", "05"):
        report = camille.run(f"{now}:{minutes}")
        assert written(report) == (0, 0, 0)
        assert camille.only() == before
    camille.lose_journal()
    report = camille.run(f"{now}:10")
    assert (written(report), camille.only()) == ((0, 0, 0), before)
    assert [w.where for w in report.warnings if "somebody is invited" in str(w)] == (
        [before.summary] if told else []
    )


def test_it_stays_when_something_busy_appears(camille: Candidate) -> None:
    before = camille.only()
    camille.life.put(appointment("2026-11-04 08:00", minutes=480))
    unchanged(camille, before, "2026-11-02 10")


def test_it_stays_when_its_interview_moves(camille: Candidate) -> None:
    before = camille.only()
    camille.life.put(invitation("Lumigrade", "2026-11-03 15:00", uid=UID))
    unchanged(camille, before, "2026-11-02 10")


@pytest.mark.parametrize(
    ("moved", "told"),
    [("2026-11-03 15:00", []), ("2026-11-05 15:00", ["should stand at 2026-11-06 08:30"])],
)
def test_it_is_told_when_its_interview_moves_past_it(
    camille: Candidate, moved: str, told: list[str]
) -> None:
    before = camille.only()
    camille.life.put(invitation("Lumigrade", moved, uid=UID))
    report = camille.run("2026-11-02 10:00")
    assert (written(report), camille.only()) == ((0, 0, 0), before)
    said = [w.what.removeprefix("this follow-up ").partition(",")[0] for w in report.warnings]
    assert said == told


def test_its_words_stay_when_more_is_known(camille: Candidate) -> None:
    before = camille.only()
    changed = replace(
        camille.life.events()[0], description="#entreprise: Solveria\n#tel: +33 1 99 00 12 34"
    )
    camille.life.put(changed)
    unchanged(camille, before, "2026-11-02 10")


def test_it_stays_and_is_told_when_it_is_not_wanted_any_more(camille: Candidate) -> None:
    before = camille.only()
    changed = replace(camille.life.events()[0], description="#stop")
    camille.life.put(changed)
    unchanged(camille, before, "2026-11-02 10", "told")


def test_the_guests_gone_it_goes(camille: Candidate) -> None:
    camille.life.put(replace(camille.life.events()[0], description="#stop"))
    camille.run("2026-11-02 10:00")
    camille.hand(camille.only(), attendees=())
    assert written(camille.run("2026-11-02 11:00")) == (0, 0, 1)


def test_the_person_alone_is_no_guest(camille: Candidate) -> None:
    me = Person(OWNER.emails[0], OWNER.name)
    camille.hand(camille.only(), organizer=me, attendees=(me,))
    camille.life.put(replace(camille.life.events()[0], description="#stop"))
    assert written(camille.run("2026-11-02 10:00")) == (0, 0, 1)


def test_the_sequence_goes_on_after_it(camille: Candidate) -> None:
    camille.run("2026-11-05 09:00")
    assert camille.steps() == [(Step.THANK_YOU, 1), (Step.FOLLOW_UP, 1)]
    assert camille.follow_ups()[0].start == at("2026-11-04 08:30")


def test_of_two_copies_neither_is_taken_away(camille: Candidate) -> None:
    camille.hand(camille.only(), uid="copy@phone.example")
    assert written(camille.run("2026-11-02 10:00")) == (0, 0, 0)
    assert len(camille.follow_ups()) == 2


def test_once_its_day_is_over_it_is_told_no_more(camille: Candidate) -> None:
    camille.life.put(replace(camille.life.events()[0], description="#stop"))
    assert camille.run("2026-11-02 10:00").warnings
    assert camille.run("2026-11-05 09:00").warnings == []


def pending(camille: Candidate) -> Event:
    """Let the thank-you pass, and return what comes after it."""
    camille.run("2026-11-05 09:00")
    return camille.follow_ups()[-1]


@pytest.mark.parametrize("mark", ["#stop", "#answered"])
def test_a_mark_on_it_that_is_taken_away_again_is_undone(camille: Candidate, mark: str) -> None:
    camille.hand(camille.only(), attendees=())
    before = pending(camille)
    camille.hand(before, attendees=GUESTS, description=f"{before.description}\n{mark}")
    for hour in ("10:00", "11:00"):
        camille.run(f"2026-11-05 {hour}")
        assert camille.follow_ups()[-1].attendees == GUESTS
    camille.lose_journal()
    camille.run("2026-11-12 09:00")
    assert camille.steps() == [(Step.THANK_YOU, 1), (Step.FOLLOW_UP, 1)]
    camille.hand(camille.follow_ups()[-1], description=before.description)
    camille.run("2026-11-12 10:00")
    assert camille.steps()[-1] == (Step.FOLLOW_UP, 2)


def test_what_it_cannot_remember_another_one_does(camille: Candidate) -> None:
    camille.hand(camille.only(), attendees=())
    camille.hand(pending(camille), attendees=GUESTS)
    camille.run("2026-11-05 09:30")
    with Journal.open(str(camille.folder / "journal-0.sqlite")) as journal:
        identity = journal.interviews()[0].interview.identity
        wait = UserMark(MarkKind.WAIT, "2026-12-15")
        journal.add_mark(GivenMark(identity, "", wait, at("2026-11-05 10:00"), ""))
        journal.set_fact("planned-at", None)
    camille.run("2026-11-05 11:00")
    camille.lose_journal()
    camille.run("2026-11-14 12:00")
    assert camille.steps()[-1] == (Step.FOLLOW_UP, 2)
    assert camille.follow_ups()[-1].start >= at("2026-12-16 00:00")


def test_a_marked_one_stays_where_no_other_can_remember_its_mark(camille: Candidate) -> None:
    event = pending(camille)
    camille.hand(event, description=f"{event.description}\n#stop")
    camille.run("2026-11-05 10:00")
    before = camille.follow_ups()
    camille.lose_journal()
    assert written(camille.run("2026-11-05 11:00")) == (0, 0, 0)
    camille.run("2026-11-20 10:00")
    assert camille.follow_ups() == before
    assert camille.steps() == [(Step.THANK_YOU, 1), (Step.FOLLOW_UP, 1)]


@pytest.mark.parametrize("why", ["its interview moved past it", "it is not needed any more"])
def test_nothing_is_placed_over_it_though_it_should_go(camille: Candidate, why: str) -> None:
    invited = invitation("Lumigrade", "2026-11-05 10:00", uid=UID)
    if why == "it is not needed any more":
        invited = replace(camille.life.events()[0], description="#stop")
    camille.life.put(invited)
    camille.life.put(invitation("Brumair", "2026-11-03 11:00"))
    camille.run("2026-11-02 10:00")
    here, other = camille.follow_ups()
    assert here.attendees == GUESTS
    assert other.start >= here.end
    camille.lose_journal()
    assert written(camille.run("2026-11-02 10:05")) == (0, 0, 0)
