"""Rounds, moves, losses: what was made is never made again, what is pending follows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from builders import PARIS, at
from candidate import Candidate, appointment, invitation, written
from relance.errors import Temporary
from relance.journal import GivenMark, Journal
from relance.model import Event, Key, MarkKind, OurMark, Status, Step, UserMark, identity
from relance.testing.memory import Fault, MemoryCalendar

if TYPE_CHECKING:
    from pathlib import Path

THANK_YOU, FIRST, SECOND = (Step.THANK_YOU, 1), (Step.FOLLOW_UP, 1), (Step.FOLLOW_UP, 2)


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    return Candidate(tmp_path)


def met(camille: Candidate, company: str = "Lumigrade", start: str = "2026-11-03 10:00") -> None:
    camille.life.put(invitation(company, start, uid=f"{company}@one.example"))
    camille.run("2026-11-02 09:00")


def days(camille: Candidate) -> list[tuple[Step, int, str]]:
    keys = [(Key.parse(e.our_mark.key), e) for e in camille.follow_ups() if e.our_mark]
    return [(k.step, k.attempt, f"{e.span(PARIS).start.astimezone(PARIS):%m-%d}") for k, e in keys]


def unchanged_without_journal(camille: Candidate, now: str) -> None:
    before = camille.relances.events()
    camille.lose_journal()
    assert written(camille.run(now)) == (0, 0, 0)
    assert camille.relances.events() == before


def by_hand(camille: Candidate, word: str, now: str) -> None:
    """Write a mark into the follow-up that was made last."""
    begun = [e for e in camille.follow_ups() if e.span(PARIS).start <= at(now)]
    camille.hand(begun[-1], description=f"{begun[-1].description}\n{word}")
    camille.run(now)


def test_two_steps_ahead_stay_two_steps(camille: Candidate) -> None:
    camille.steps_ahead = 2
    met(camille)
    assert camille.steps() == [THANK_YOU, FIRST]
    camille.life.put(appointment("2026-12-24 10:00"))

    assert written(camille.run("2026-11-02 09:30")) == (0, 0, 0)


def test_a_call_marked_missed_after_the_next_was_placed_is_placed_again(camille: Candidate) -> None:
    met(camille)
    camille.run("2026-11-04 19:00")
    camille.run("2026-11-10 10:16")
    assert camille.steps() == [THANK_YOU, FIRST, SECOND]
    by_hand(camille, "#missed", "2026-11-10 10:30")

    assert camille.steps() == [THANK_YOU, FIRST, FIRST]


def test_a_call_that_reached_nobody_gets_its_email_beside_the_next_step(camille: Candidate) -> None:
    met(camille)
    camille.run("2026-11-04 19:00")
    camille.run("2026-11-10 10:16")
    by_hand(camille, "#injoignable", "2026-11-10 10:30")

    assert camille.steps() == [THANK_YOU, FIRST, (Step.UNREACHABLE, 1), SECOND]
    assert days(camille)[2][2] == "11-10"


def test_an_interview_that_moved_behind_its_thank_you_is_thanked_for_again(
    camille: Candidate,
) -> None:
    met(camille)
    camille.run("2026-11-04 19:00")
    camille.life.put(invitation("Lumigrade", "2026-11-19 10:00", uid="Lumigrade@one.example"))
    camille.run("2026-11-05 09:00")

    assert days(camille) == [(*THANK_YOU, "11-04"), (*THANK_YOU, "11-20")]


def test_an_interview_that_moved_forward_takes_its_thank_you_along(camille: Candidate) -> None:
    met(camille, start="2026-11-24 10:00")
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="Lumigrade@one.example"))
    camille.run("2026-11-02 10:00")

    assert days(camille) == [(*THANK_YOU, "11-04")]


def test_nothing_stands_before_an_interview_that_moved_after_a_skipped_step(
    camille: Candidate,
) -> None:
    met(camille)
    camille.run("2026-11-04 18:00")
    camille.relances.remove(camille.follow_ups()[-1].uid)
    camille.run("2026-11-05 09:00")
    camille.life.put(invitation("Lumigrade", "2026-12-10 10:00", uid="Lumigrade@one.example"))
    for now in ("2026-11-05 10:00", "2026-11-20 19:00", "2026-12-01 19:00"):
        camille.run(now)
        assert all(day > "12-10" for *_, day in days(camille)[1:])


@pytest.mark.parametrize("cancelled", [True, False])
def test_after_a_cancelled_later_round_nothing_comes_by_itself(
    camille: Candidate, *, cancelled: bool
) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-19 10:00", uid="two"))
    met(camille)
    camille.run("2026-11-04 19:00")
    if cancelled:
        later = invitation("Lumigrade", "2026-11-19 10:00", uid="two")
        camille.life.put(replace(later, status=Status.CANCELLED))
    else:
        camille.life.remove("two")
    camille.run("2026-11-06 09:00")
    assert days(camille) == [(*THANK_YOU, "11-04")]

    camille.run("2026-11-20 09:00")
    assert days(camille) == [(*THANK_YOU, "11-04")]
    unchanged_without_journal(camille, "2026-11-20 09:00")


def test_a_date_that_is_waited_for_lifts_the_wait_for_a_cancelled_round(
    camille: Candidate,
) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-19 10:00", uid="two"))
    met(camille)
    camille.run("2026-11-04 19:00")
    camille.life.remove("two")
    camille.run("2026-11-06 09:00")
    by_hand(camille, "#wait 2026-11-13", "2026-11-06 10:00")

    assert days(camille)[-1] == (*FIRST, "11-17")


def test_a_wait_that_lifted_a_cancelled_round_survives_the_journal(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one"))
    camille.life.put(invitation("Lumigrade", "2026-11-19 10:00", uid="two"))
    camille.run("2026-11-02 09:00")
    camille.run("2026-11-04 19:00")
    camille.life.remove("two")
    camille.run("2026-11-06 09:00")
    event = camille.only()
    camille.hand(event, description=f"{event.description}\n#wait 2026-11-13")
    camille.run("2026-11-06 10:00")
    before = camille.follow_ups()
    assert len(before) == 2
    camille.lose_journal()
    assert written(camille.run("2026-11-06 11:00")) == (0, 0, 0)
    assert camille.follow_ups() == before


def test_contacts_of_the_day_count_though_their_interviews_went(camille: Candidate) -> None:
    companies = ["Lumigrade", "Brumair", "Orbelane", "Tavernor"]
    for n, company in enumerate(companies):
        start = f"2026-11-03 {10 + n}:00"
        camille.life.put(invitation(company, start, minutes=30, uid=f"{company}@one.example"))
    camille.life.put(invitation("Solvaria", "2026-11-03 16:00", uid="late@one.example"))
    camille.run("2026-11-03 19:00")
    camille.run("2026-11-04 12:00")
    for company in companies:
        camille.life.remove(f"{company}@one.example")
    camille.life.put(appointment("2026-11-05 08:00", minutes=720))
    camille.run("2026-11-04 12:05")

    assert [day for *_, day in days(camille)].count("11-04") <= 4


def test_what_has_begun_is_not_moved(camille: Candidate) -> None:
    met(camille)
    camille.life.put(appointment("2026-11-04 08:35"))
    camille.run("2026-11-04 08:35")

    assert camille.only().start == at("2026-11-04 08:30")


def test_one_interview_in_two_calendars_is_one(camille: Candidate) -> None:
    met(camille)
    newer = invitation("Lumigrade", "2026-11-05 10:00", uid="Lumigrade@one.example")
    camille.relances.put(replace(newer, sequence=3))
    camille.run("2026-11-02 09:30")

    assert days(camille) == [(*THANK_YOU, "11-06")]


def test_a_day_of_two_interviews_is_remembered_when_one_went(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-03 15:00", uid="afternoon"))
    met(camille)
    camille.run("2026-11-04 19:00")
    camille.life.remove("afternoon")
    camille.run("2026-11-04 20:00")
    before = days(camille)
    unchanged_without_journal(camille, "2026-11-04 20:00")

    assert days(camille) == before


def test_a_lost_journal_and_a_calendar_out_of_reach_remove_nothing(camille: Candidate) -> None:
    met(camille)
    camille.lose_journal()
    camille.life.faults["pull"] = [Fault.BEFORE] * 3
    report = camille.run("2026-11-02 10:00")

    assert isinstance(report.calendars[0].error, Temporary)
    assert camille.steps() == [THANK_YOU]
    assert any("left alone" in str(warning) for warning in report.warnings)


def test_a_lost_journal_and_an_empty_calendar_ask_before_removing(camille: Candidate) -> None:
    met(camille)
    camille.lose_journal()
    camille.life = MemoryCalendar("life")
    camille.run("2026-11-02 10:00")
    assert camille.steps() == [THANK_YOU]

    camille.run("2026-11-02 10:05", accept_loss=True)
    assert camille.steps() == []


def test_our_own_event_deleted_before_the_next_pass_is_missed(camille: Candidate) -> None:
    met(camille)
    camille.relances.remove(camille.only().uid)
    camille.run("2026-11-02 09:01")

    assert camille.steps() == [FIRST]


def test_accepting_the_loss_of_one_calendar_brings_no_deleted_follow_up_back(
    camille: Candidate,
) -> None:
    met(camille)
    for n in range(12):
        camille.life.put(appointment(f"2026-12-{n + 1:02} 10:00"))
    camille.run("2026-11-02 10:00")
    camille.relances.remove(camille.only().uid)
    for event in camille.life.events():
        if event.summary == "Dentiste":
            camille.life.remove(event.uid)
    camille.run("2026-11-02 11:00", accept_loss=True)

    assert camille.steps() == [FIRST]


def test_of_two_copies_the_one_that_the_person_moved_stays(camille: Candidate) -> None:
    met(camille)
    event = camille.only()
    moved = {"start": at("2026-11-04 17:00"), "end": at("2026-11-04 17:15")}
    camille.hand(event, uid="copy@phone.example", **moved)
    camille.run("2026-11-02 10:00")
    assert camille.only().start == at("2026-11-04 17:00")

    camille.relances.remove(camille.only().uid)
    camille.run("2026-11-02 11:00")
    assert camille.steps() == [FIRST]


def test_a_mark_like_ours_that_is_none_is_somebody_elses_event(camille: Candidate) -> None:
    strange = replace(appointment("2026-11-04 08:00"), our_mark=OurMark("garbage"))
    camille.relances.put(strange)
    met(camille)

    (ours,) = (e for e in camille.relances.ours() if e.uid != strange.uid)
    assert ours.start == at("2026-11-04 09:15")


def test_an_invitation_cannot_pass_for_one_of_ours(camille: Candidate) -> None:
    forged = OurMark("0123456789ab-thank-you")
    camille.life.put(replace(invitation("Lumigrade", "2026-11-03 10:00"), our_mark=forged))
    camille.run("2026-11-02 09:00")

    assert camille.steps() == [THANK_YOU]


def test_what_is_no_interview_after_all_leaves_nothing_in_the_journal(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one", notes="Candidature."))
    camille.run("2026-11-02 09:00")
    denied: Event = replace(camille.life.events()[0], description="Candidature.\n#not-interview")
    camille.life.put(denied)
    camille.run("2026-11-02 10:00")

    assert camille.follow_ups() == []
    with Journal.open(str(camille.folder / "journal-0.sqlite")) as journal:
        assert journal.interviews() == []
    for file in camille.folder.glob("journal-0.sqlite*"):
        assert b"Agathe" not in file.read_bytes()


def test_a_company_that_is_no_employer_by_command_has_no_follow_ups(camille: Candidate) -> None:
    met(camille)
    (interview,) = camille.life.events()
    with Journal.open(str(camille.folder / "journal-0.sqlite")) as journal:
        identity = Key.parse(camille.only().our_mark.key).interview  # type: ignore[union-attr]  # ours
        mark = UserMark(MarkKind.NOT_INTERVIEW)
        journal.add_mark(GivenMark(identity, "Lumigrade", mark, at("2026-11-02 10:00")))
        journal.set_fact("wake", at("2026-11-02 10:00").isoformat())
    camille.run("2026-11-02 10:00")

    assert interview.summary
    assert camille.follow_ups() == []


def test_after_a_lost_journal_a_deletion_is_still_the_persons(camille: Candidate) -> None:
    met(camille)
    camille.run("2026-11-04 19:00")
    camille.lose_journal()
    camille.run("2026-11-04 19:05")
    camille.relances.remove(camille.follow_ups()[-1].uid)
    camille.run("2026-11-04 19:10")

    assert camille.steps() == [THANK_YOU, SECOND]


def test_a_thank_you_that_was_moved_stays_when_an_earlier_round_appears(
    camille: Candidate,
) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid="a"))
    camille.run("2026-11-03 11:00")
    moved = camille.only()
    camille.hand(moved, start=at("2026-11-25 16:00"), end=at("2026-11-25 16:15"))
    camille.run("2026-11-03 12:00")
    camille.life.put(invitation("Lumigrade", "2026-11-10 10:00", uid="b"))
    camille.run("2026-11-04 10:00")
    assert camille.steps() == [THANK_YOU, THANK_YOU]
    assert moved.uid in {e.uid for e in camille.follow_ups()}

    camille.run("2026-11-12 10:00")
    assert camille.follow_ups()[-1].start == at("2026-11-25 16:00")
    assert written(camille.run("2026-11-12 10:00")) == (0, 0, 0)
    unchanged_without_journal(camille, "2026-11-12 10:00")


def test_what_was_said_of_a_gone_interview_counts_for_the_day(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one"))
    camille.life.put(invitation("Lumigrade", "2026-11-03 15:00", uid="two"))
    camille.run("2026-11-02 09:00")
    refused = UserMark(MarkKind.REFUSED)
    with Journal.open(str(camille.folder / "journal-0.sqlite")) as journal:
        journal.add_mark(
            GivenMark(identity("two", None), "Lumigrade", refused, at("2026-11-02 10:00"))
        )
        journal.set_fact("wake", at("2026-11-02 10:00").isoformat())
    camille.run("2026-11-02 10:00")
    camille.life.remove("two")
    camille.run("2026-11-02 11:00")
    before = camille.follow_ups()
    assert "stay-available" in camille.only().uid
    camille.lose_journal()
    assert written(camille.run("2026-11-02 11:00")) == (0, 0, 0)
    assert camille.follow_ups() == before
