"""Whole passes with calendars of Outlook's: what a quiet one costs, and what they keep."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

import pytest

from builders import PARIS, at
from candidate import Candidate, invitation, written
from google_hand import at_a_desk as google_desk
from relance.model import Step
from relance_ics.store import IcsFolder

if TYPE_CHECKING:
    from pathlib import Path

    from outlook_hand import Desk
    from relance.testing.memory import MemoryCalendar


def candidate(folder: Path, desk: Desk) -> Candidate:
    """Return a candidate who reads and writes in Outlook."""
    made = desk.wire.mailbox.add_calendar("Relances")
    folder.mkdir(exist_ok=True)
    person = Candidate(folder)
    person.life = cast("MemoryCalendar", desk.reading())
    person.relances = cast("MemoryCalendar", desk.follow_ups(made))
    return person


@pytest.fixture
def camille(tmp_path: Path, desk: Desk) -> Candidate:
    return candidate(tmp_path, desk)


def test_a_quiet_pass_costs_one_request_for_each_calendar(camille: Candidate, desk: Desk) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    assert written(camille.run("2026-11-20 09:00")) == (1, 0, 0)
    assert camille.steps() == [(Step.THANK_YOU, 1)]
    camille.run("2026-11-20 09:01")
    desk.wire.forget()
    for minute in (2, 3, 4):
        report = camille.run(f"2026-11-20 09:0{minute}")
        assert (written(report), report.planned) == ((0, 0, 0), False)
    assert [one.op for one in desk.wire.requests] == ["view.delta"] * 6


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize("keeps_deleted", [True, False])
@pytest.mark.parametrize("journal", ["kept", "lost"])
def test_what_the_person_deletes_is_skipped_and_the_sequence_goes_on(
    camille: Candidate, desk: Desk, journal: str, keeps_deleted: bool, existing: bool
) -> None:
    desk.wire.habits.keeps_deleted, desk.wire.habits.existing_id = keeps_deleted, existing
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    (event,) = camille.follow_ups()
    desk.wire.mailbox.delete(event.ref)
    if journal == "lost":
        camille.lose_journal()
    camille.run("2026-11-20 10:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]
    assert written(camille.run("2026-11-20 11:00")) == (0, 0, 0)


def test_what_was_just_written_stands_though_everything_is_read_anew(
    camille: Candidate, desk: Desk
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    desk.wire.clock.advance(hours=1)
    desk.wire.habits.delay = timedelta(minutes=30)
    camille.run("2026-11-20 09:00")
    (event,) = camille.follow_ups()
    desk.wire.mailbox.expire_tokens()
    assert written(camille.run("2026-11-20 09:01")) == (0, 0, 0)
    desk.wire.clock.advance(hours=1)
    assert written(camille.run("2026-11-20 10:02")) == (0, 0, 0)
    assert [one.ref for one in camille.follow_ups()] == [event.ref]
    assert camille.steps() == [(Step.THANK_YOU, 1)]


def test_a_move_is_seen_though_its_event_is_not_found_by_its_id(
    camille: Candidate, desk: Desk
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-24 09:00")
    (event,) = camille.follow_ups()
    desk.wire.mailbox.move(event.ref, at("2026-11-26 20:00"), at("2026-11-26 20:15"))
    desk.wire.troubles.refuse("events.get", 404, "ErrorItemNotFound")
    for later in ("2026-11-24 10:00", "2026-11-24 11:00", "2026-11-25 18:00"):
        assert written(camille.run(later)) == (0, 0, 0)
    assert written(camille.run("2026-11-26 20:15")) == (1, 0, 0)


@pytest.mark.parametrize("all_read", [False, True])
def test_a_follow_up_that_the_person_moved_beyond_what_is_read_waits_there(
    camille: Candidate, desk: Desk, all_read: bool
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    (event,) = camille.follow_ups()
    desk.wire.mailbox.move(event.ref, at("2027-09-15 10:00"), at("2027-09-15 10:15"))
    if all_read:
        desk.wire.mailbox.expire_tokens()
    for later in ("2026-11-20 10:00", "2026-11-30 10:00", "2026-12-20 10:00"):
        assert written(camille.run(later)) == (0, 0, 0)
    assert [one.start for one in camille.follow_ups()] == [at("2027-09-15 10:00")]
    desk.wire.mailbox.delete(event.ref)
    desk.wire.mailbox.expire_tokens()
    camille.run("2027-03-25 10:00")
    camille.run("2027-03-25 10:01")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]


def test_follow_ups_that_the_person_moved_are_pinned_by_the_calendar_alone(
    camille: Candidate, desk: Desk
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    (event,) = camille.follow_ups()
    desk.wire.mailbox.move(event.ref, at("2026-11-26 20:00"), at("2026-11-26 20:15"))
    camille.lose_journal()
    assert written(camille.run("2026-11-20 10:00")) == (0, 0, 0)
    (there,) = camille.follow_ups()
    assert there.start == at("2026-11-26 20:00")


def test_the_journal_lost_changes_nothing_in_the_calendar(camille: Candidate, desk: Desk) -> None:
    for company, day in {"Alba": 18, "Brumair": 26, "Cendrel": 13}.items():
        desk.hand().put(invitation(company, f"2026-11-{day} 10:00"))
    camille.run("2026-11-18 12:00")
    camille.run("2026-11-23 12:00")
    before = [(e.ref, e.version) for e in camille.follow_ups()]
    camille.lose_journal()
    assert written(camille.run("2026-11-23 12:05")) == (0, 0, 0)
    assert [(e.ref, e.version) for e in camille.follow_ups()] == before


@pytest.mark.parametrize("journal", ["kept", "lost"])
def test_what_outlook_is_slow_to_show_is_not_written_again(
    camille: Candidate, desk: Desk, journal: str
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    desk.wire.clock.advance(hours=1)
    desk.wire.habits.delay = timedelta(minutes=30)
    assert written(camille.run("2026-11-20 09:00")) == (1, 0, 0)
    if journal == "lost":
        camille.lose_journal()
    camille.run("2026-11-20 09:01")
    assert len(camille.follow_ups()) == 1
    assert written(camille.run("2026-11-20 09:02")) == (0, 0, 0)
    desk.wire.clock.advance(hours=1)
    assert written(camille.run("2026-11-20 09:03")) == (0, 0, 0)
    assert camille.steps() == [(Step.THANK_YOU, 1)]
    assert len(camille.follow_ups()) == 1


@pytest.mark.parametrize("by_patch", [False, True])
def test_a_change_that_no_round_tells_of_holds_up_nothing(
    camille: Candidate, desk: Desk, by_patch: bool
) -> None:
    desk.wire.habits.properties_by_patch = by_patch
    hand, interview = desk.hand(), invitation("Lumigrade", "2026-11-24 10:00")
    hand.put(interview)
    camille.run("2026-11-20 09:00")
    camille.run("2026-11-20 09:01")
    (event,) = camille.follow_ups()
    hand.put(invitation("Lumigrade", "2026-11-26 10:00", uid=interview.uid))
    desk.wire.clock.advance(hours=1)
    desk.wire.habits.delay = timedelta(minutes=30)
    desk.wire.mailbox.edit(event.ref, reminderMinutesBeforeStart=3)
    assert written(camille.run("2026-11-20 10:00")) == (0, 1, 0)
    kept = desk.wire.mailbox.get(event.ref)
    assert kept is not None
    assert kept["reminderMinutesBeforeStart"] == 3
    assert camille.only().span(PARIS).start > at("2026-11-26 11:00")
    desk.wire.habits.delay = timedelta(0)
    hand.remove(interview.uid)
    desk.wire.habits.delay = timedelta(minutes=30)
    desk.wire.clock.advance(hours=1)
    desk.wire.mailbox.edit(event.ref, reminderMinutesBeforeStart=7)
    assert written(camille.run("2026-11-20 11:00")) == (0, 0, 1)
    assert camille.follow_ups() == []


@pytest.mark.parametrize("where", ["google", "folder"])
def test_a_mailbox_is_read_and_its_follow_ups_are_written_elsewhere(
    tmp_path: Path, desk: Desk, where: str
) -> None:
    with google_desk() as google:
        if where == "google":
            made = google.wire.mailbox.add_calendar("Relances")
            relances: object = google.follow_ups(made)
        else:
            relances = IcsFolder("home", tmp_path / "relances")
        person = candidate(tmp_path / "journal", desk)
        person.relances = cast("MemoryCalendar", relances)
        desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00", uid="one@mail.example"))
        assert written(person.run("2026-11-20 09:00")) == (1, 0, 0)
        desk.hand().put(invitation("Lumigrade", "2026-11-26 10:00", uid="one@mail.example"))
        assert written(person.run("2026-11-20 10:00")) == (0, 1, 0)
        assert written(person.run("2026-11-20 10:05")) == (0, 0, 0)
        desk.hand().remove("one@mail.example")
        assert written(person.run("2026-11-20 11:00")) == (0, 0, 1)
    assert desk.wire.mailbox.events("Relances") == []
