"""Whole passes with calendars of Google's: what was deleted, and what a quiet pass costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from builders import PARIS, at
from candidate import Candidate, invitation, written
from google_wire_answers import refusal
from relance.errors import NeedsPerson, Temporary
from relance.journal import Journal
from relance.model import Fate, Key, Step
from relance_google.calendar import GoogleFollowUps

if TYPE_CHECKING:
    from pathlib import Path

    from google_hand import Desk
    from relance.testing.memory import MemoryCalendar

MANY = 1_000


@pytest.fixture
def camille(tmp_path: Path, desk: Desk) -> Candidate:
    """Return a candidate who reads and writes at Google."""
    made = desk.wire.mailbox.add_calendar("Relances")
    candidate = Candidate(tmp_path)
    candidate.life = cast("MemoryCalendar", desk.reading())
    candidate.relances = cast("MemoryCalendar", desk.follow_ups(made))
    return candidate


def test_a_quiet_pass_costs_one_request_for_each_calendar(camille: Candidate, desk: Desk) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    assert written(camille.run("2026-11-20 09:00")) == (1, 0, 0)
    assert camille.steps() == [(Step.THANK_YOU, 1)]
    desk.wire.forget()
    for minute in (1, 2, 3):
        report = camille.run(f"2026-11-20 09:0{minute}")
        assert (written(report), report.planned) == ((0, 0, 0), False)
    assert [one.op for one in desk.wire.requests] == ["events.list"] * 6


def test_what_the_person_deletes_is_skipped_and_the_sequence_goes_on(
    camille: Candidate, desk: Desk
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    (event,) = camille.follow_ups()
    desk.wire.mailbox.delete("Relances", event.ref)
    camille.run("2026-11-20 10:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]
    assert written(camille.run("2026-11-20 11:00")) == (0, 0, 0)


@pytest.mark.parametrize("vanished", [False, True])
def test_what_the_person_deleted_stays_deleted_when_the_journal_is_lost(
    camille: Candidate, desk: Desk, vanished: bool
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    (event,) = camille.follow_ups()
    desk.wire.mailbox.delete("Relances", event.ref)
    if vanished:
        desk.wire.mailbox.vanish("Relances", event.ref)
    camille.lose_journal()

    camille.run("2026-11-20 10:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]
    desk.wire.forget()
    report = camille.run("2026-11-20 10:05")
    assert (written(report), report.planned) == ((0, 0, 0), False)
    assert desk.wire.count("events.insert") == 0
    camille.lose_journal()
    assert written(camille.run("2026-11-20 10:10")) == (0, 0, 0)
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]


def test_what_relance_took_back_comes_again_in_another_generation(
    camille: Candidate, desk: Desk
) -> None:
    hand, interview = desk.hand(), invitation("Lumigrade", "2026-11-24 10:00")
    hand.put(interview)
    camille.run("2026-11-20 09:00")
    (first,) = camille.follow_ups()
    hand.remove(interview.uid)
    camille.run("2026-11-20 10:00")
    assert camille.follow_ups() == []
    hand.put(interview)
    camille.run("2026-11-20 11:00")
    (second,) = camille.follow_ups()
    assert second.our_mark is not None
    assert first.our_mark is not None
    assert Key.parse(second.our_mark.key) == Key.parse(first.our_mark.key).renewed()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("op", ["events.insert", "events.patch", "events.delete"])
def test_a_pass_whose_writes_nobody_answers_is_finished_by_the_next(
    camille: Candidate, desk: Desk, op: str, after: bool
) -> None:
    hand, interview = desk.hand(), invitation("Lumigrade", "2026-11-24 10:00")
    if op != "events.insert":
        hand.put(interview)
        camille.run("2026-11-20 09:00")
    moved = invitation("Lumigrade", "2026-11-25 14:00", uid=interview.uid)
    {
        "events.insert": lambda: hand.put(interview),
        "events.patch": lambda: hand.put(moved),
        "events.delete": lambda: hand.remove(interview.uid),
    }[op]()
    desk.wire.troubles.drop(op, after=after, times=MANY)
    camille.run("2026-11-20 10:00")
    desk.wire.troubles.clear()
    camille.run("2026-11-20 10:05")
    expected = [] if op == "events.delete" else [(Step.THANK_YOU, 1)]
    assert camille.steps() == expected
    assert len(desk.wire.mailbox.events("Relances")) == len(expected)
    if op == "events.patch":
        assert camille.only().span(PARIS).start > at("2026-11-25 15:00")
    assert written(camille.run("2026-11-20 10:10")) == (0, 0, 0)


REMINDERS = {"useDefault": False, "overrides": [{"method": "popup", "minutes": 3}]}


def test_a_follow_up_with_another_reminder_still_moves_and_goes(
    camille: Candidate, desk: Desk
) -> None:
    hand, interview = desk.hand(), invitation("Lumigrade", "2026-11-24 10:00")
    hand.put(interview)
    camille.run("2026-11-20 09:00")
    for minute, start in enumerate(("2026-11-25 14:00", "2026-11-26 14:00")):
        desk.wire.mailbox.edit("Relances", camille.only().ref, reminders=REMINDERS)
        assert written(camille.run("2026-11-20 10:00")) == (0, 0, 0)
        hand.put(invitation("Lumigrade", start, uid=interview.uid))
        desk.wire.forget()
        assert written(camille.run(f"2026-11-20 10:1{minute}")) == (0, 1, 0)
        assert camille.only().span(PARIS).start > at(start)
        assert desk.wire.count() <= 10
    (kept,) = desk.wire.mailbox.events("Relances")
    assert kept["reminders"] == REMINDERS
    desk.wire.mailbox.edit("Relances", kept["id"], reminders=REMINDERS | {"overrides": []})
    hand.remove(interview.uid)
    assert written(camille.run("2026-11-20 11:00")) == (0, 0, 1)
    assert desk.wire.mailbox.events("Relances") == []
    assert written(camille.run("2026-11-20 11:05")) == (0, 0, 0)


def test_many_writers_at_once_are_not_the_persons_hand(camille: Candidate, desk: Desk) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    desk.wire.troubles.refuse("events.insert", 409, "conflict", times=MANY)
    report = camille.run("2026-11-20 09:00")
    assert isinstance(report.calendars[-1].error, Temporary)
    desk.wire.troubles.clear()
    camille.run("2026-11-20 09:05")
    assert camille.steps() == [(Step.THANK_YOU, 1)]


def test_a_withdrawal_whose_answer_was_lost_is_not_the_persons(
    camille: Candidate, desk: Desk
) -> None:
    hand, interview = desk.hand(), invitation("Lumigrade", "2026-11-24 10:00")
    hand.put(interview)
    camille.run("2026-11-20 09:00")
    hand.remove(interview.uid)
    busy = refusal("backendError", status=503).answer
    desk.wire.troubles.answer("events.delete", busy, after=True)
    desk.wire.troubles.refuse("events.delete", 412, "conditionNotMet")
    assert written(camille.run("2026-11-20 10:00")) == (0, 0, 1)
    hand.put(interview)
    camille.run("2026-11-20 11:00")
    assert camille.steps() == [(Step.THANK_YOU, 1)]


def test_a_journal_that_is_lost_changes_nothing_in_the_calendar(
    camille: Candidate, desk: Desk
) -> None:
    for n, company in enumerate(("Lumigrade", "Solvéria", "Boréal")):
        desk.hand().put(invitation(company, f"2026-11-{24 + n} 10:00"))
    camille.run("2026-11-20 09:00")
    before = desk.wire.mailbox.events("Relances")
    assert len(before) == 3
    camille.lose_journal()
    assert written(camille.run("2026-11-20 09:05")) == (0, 0, 0)
    assert desk.wire.mailbox.events("Relances") == before


def test_a_token_that_is_forgotten_costs_one_reading_more(camille: Candidate, desk: Desk) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    desk.wire.mailbox.expire_tokens()
    desk.wire.forget()
    report = camille.run("2026-11-20 09:05")
    assert written(report) == (0, 0, 0)
    assert not any(c.error for c in report.calendars)
    assert desk.wire.count() == 4


def test_a_follow_up_moved_beyond_what_is_read_waits_there_when_all_is_read_anew(
    camille: Candidate, desk: Desk
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    (made,) = camille.follow_ups()
    desk.wire.mailbox.move("Relances", made.ref, at("2027-09-15 10:00"), at("2027-09-15 10:15"))
    desk.wire.mailbox.expire_tokens()
    for later in ("2026-11-20 10:00", "2026-11-30 10:00", "2026-12-20 10:00"):
        assert written(camille.run(later)) == (0, 0, 0)
    assert [one.start for one in camille.follow_ups()] == [at("2027-09-15 10:00")]


def test_midnight_of_monday_is_no_moment_to_read_everything(camille: Candidate, desk: Desk) -> None:
    camille.run("2026-11-22 23:59")
    anew = []
    for moment in ("23 00:00", "23 00:59", "23 23:00", "23 23:59", "30 00:30"):
        desk.wire.forget()
        camille.run(f"2026-11-{moment}")
        anew.append(sum("timeMin" in asked.query for asked in desk.wire.asked("events.list")))
    assert anew == [0, 0, 2, 0, 0]


def test_many_events_outside_of_the_window_are_no_loss(camille: Candidate, desk: Desk) -> None:
    for n in range(12):
        desk.hand().put(invitation(f"Atelier {chr(65 + n)}olis", f"2026-11-{n + 16:02} 10:00"))
    camille.run("2026-11-12 09:00")
    desk.wire.mailbox.fill("primary", 50, start=at("2019-01-01 09:00"))
    camille.run("2026-11-12 10:00")
    desk.wire.mailbox.expire_tokens()
    report = camille.run("2026-11-12 11:00")
    assert not any(c.error for c in report.calendars)


def test_a_series_that_is_deleted_counts_as_one_loss(camille: Candidate, desk: Desk) -> None:
    hand = desk.hand()
    daily = invitation("Lumigrade", "2026-11-24 08:00", uid="daily@life.example")
    hand.put(daily, rule="FREQ=DAILY;COUNT=120")
    for n in range(12):
        hand.put(invitation(f"Atelier {chr(65 + n)}olis", f"2026-11-{n + 16:02} 10:00"))
    camille.run("2026-11-12 09:00")
    hand.remove("daily@life.example")
    report = camille.run("2026-11-12 10:00")
    assert not any(c.error for c in report.calendars)


def test_a_calendar_of_follow_ups_that_vanished_is_asked_about_and_never_made_again(
    camille: Candidate, desk: Desk
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    desk.wire.mailbox.remove_calendar("Relances")
    for accept_loss in (False, True):
        report = camille.run("2026-11-20 10:00", accept_loss=accept_loss)
        error = report.calendars[-1].error
        assert isinstance(error, NeedsPerson)
        assert "relance connect google --name home" in str(error)
    assert desk.wire.count("calendars.insert") == 0


def test_an_account_that_rests_is_told_with_the_time(camille: Candidate, desk: Desk) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    desk.wire.troubles.refuse("events.list", 403, "quotaExceeded", times=MANY)
    report = camille.run("2026-11-20 09:00")
    for calendar in report.calendars:
        assert isinstance(calendar.error, Temporary)
        assert calendar.error.retry_after is not None
        assert calendar.error.retry_after.total_seconds() > 3_000
    assert desk.wire.count() == 1


def test_what_was_found_deleted_is_kept_in_the_journal_as_the_persons(
    camille: Candidate, desk: Desk
) -> None:
    desk.hand().put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    (event,) = camille.follow_ups()
    desk.wire.mailbox.delete("Relances", event.ref)
    camille.lose_journal()
    camille.run("2026-11-20 10:00")
    assert event.our_mark is not None
    path = camille.folder / f"journal-{camille.journals}.sqlite"
    with Journal.open(str(path)) as journal:
        assert journal.ledger()[event.our_mark.key].fate is Fate.DELETED
    assert isinstance(camille.relances, GoogleFollowUps)
