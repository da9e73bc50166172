"""Access to a shared calendar is narrowed: what was known stays, and the person is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from builders import PARIS, at
from candidate import Candidate, invitation, written
from google_hand import part
from relance.errors import NeedsPerson
from relance.model import Span
from relance.testing.contract import Round

if TYPE_CHECKING:
    from pathlib import Path

    from google_hand import Desk
    from relance.model import Event
    from relance.sync import PassReport
    from relance.testing.memory import MemoryCalendar

WORK = "Work"


@pytest.fixture
def camille(tmp_path: Path, desk: Desk) -> Candidate:
    """Return a candidate with an interview in somebody else's calendar, and its follow-up."""
    box = desk.wire.mailbox
    shared = box.add_calendar(WORK, role="writer")
    made = box.add_calendar("Relances")
    candidate = Candidate(tmp_path)
    candidate.life = cast("MemoryCalendar", desk.reading(shared, WORK))
    candidate.relances = cast("MemoryCalendar", desk.follow_ups(made))
    desk.hand(shared).put(invitation("Lumigrade", "2026-11-24 10:00"))
    for n in range(12):
        box.put(shared, lunch(f"2026-11-{n + 10:02}"))
    assert written(candidate.run("2026-11-20 09:00")) == (1, 0, 0)
    return candidate


def lunch(day: str, hour: int = 12, **more: str) -> dict[str, object]:
    """Return an hour of somebody's day as Google holds it."""
    times = {"start": part(at(f"{day} {hour}:00")), "end": part(at(f"{day} {hour + 1}:00"))}
    return {"summary": "Lunch", **times, **more}


def shared_interview(desk: Desk) -> str:
    """Return the id of the interview."""
    events = desk.wire.mailbox.events(WORK)
    return next(str(one["id"]) for one in events if "Lumigrade" in one["summary"])


def told(report: PassReport) -> str:
    (error,) = (one.error for one in report.calendars if one.error is not None)
    assert isinstance(error, NeedsPerson)
    return str(error)


def stands(camille: Candidate) -> tuple[Event, ...]:
    return tuple(camille.follow_ups())


@pytest.mark.parametrize("tokens_end", [True, False])
def test_nothing_is_taken_from_a_calendar_that_shows_busy_times_alone(
    camille: Candidate, desk: Desk, tokens_end: bool
) -> None:
    before = stands(camille)
    if tokens_end:
        desk.wire.mailbox.share(WORK, "freeBusyReader")
    else:
        desk.wire.mailbox.shelf(WORK).role = "freeBusyReader"
        desk.wire.mailbox.put(WORK, lunch("2026-11-23"))
    for minute, accept_loss in ((1, False), (2, True), (3, False)):
        report = camille.run(f"2026-11-20 09:0{minute}", accept_loss=accept_loss)
        assert written(report) == (0, 0, 0)
        assert told(report) == (
            "Work (home): only the busy times of this calendar are shared with you, and no words; "
            "what was known of it stays. Ask its owner to share all details of its events with "
            "you, or take it out of `read` in the settings."
        )
    assert stands(camille) == before
    desk.wire.mailbox.share(WORK, "reader")
    report = camille.run("2026-11-20 09:05")
    assert written(report) == (0, 0, 0)
    assert not any(one.error for one in report.calendars)


@pytest.mark.parametrize("role", ["reader", "writerWithoutPrivateAccess"])
def test_an_interview_whose_words_are_hidden_is_still_one(
    camille: Candidate, desk: Desk, role: str
) -> None:
    before = stands(camille)
    desk.wire.mailbox.edit(WORK, shared_interview(desk), visibility="private")
    desk.wire.mailbox.share(WORK, role)
    report = camille.run("2026-11-20 09:05")
    assert written(report) == (0, 0, 0)
    (warning,) = report.calendars[0].warnings
    assert warning.where == shared_interview(desk)
    assert warning.what == (
        "the words of this interview are not shown to you any more; what they said before stays."
    )
    assert stands(camille) == before
    assert written(camille.run("2026-11-20 09:06")) == (0, 0, 0)
    desk.wire.mailbox.share(WORK, "writer")
    report = camille.run("2026-11-20 09:07")
    assert (written(report), report.calendars[0].warnings) == ((0, 0, 0), [])


def test_an_interview_whose_words_are_hidden_takes_its_follow_up_along(
    camille: Candidate, desk: Desk
) -> None:
    desk.wire.mailbox.edit(WORK, shared_interview(desk), visibility="private")
    desk.wire.mailbox.share(WORK, "reader")
    start, end = at("2026-11-25 14:00"), at("2026-11-25 15:00")
    desk.wire.mailbox.move(WORK, shared_interview(desk), start, end)
    camille.run("2026-11-20 09:05")
    assert camille.only().span(PARIS).start > end
    desk.wire.mailbox.delete(WORK, shared_interview(desk))
    assert written(camille.run("2026-11-20 09:06")) == (0, 0, 1)


def test_hidden_events_are_busy(camille: Candidate, desk: Desk) -> None:
    slot = camille.only().span(PARIS)
    desk.wire.mailbox.share(WORK, "reader")
    times = {"start": part(slot.start), "end": part(slot.end)}
    desk.wire.mailbox.put(WORK, {"summary": "Médecin", "visibility": "private", **times})
    report = camille.run("2026-11-20 09:05")
    assert (written(report), report.calendars[0].warnings) == ((0, 1, 0), [])
    assert not camille.only().span(PARIS).overlaps(Span(slot.start, slot.end))


def test_ones_own_private_event_without_words_says_nothing(camille: Candidate, desk: Desk) -> None:
    desk.wire.mailbox.share(WORK, "owner")
    gone = {"summary": None, "description": None, "visibility": "private"}
    desk.wire.mailbox.edit(WORK, shared_interview(desk), **gone)
    report = camille.run("2026-11-20 09:05")
    assert (written(report), report.calendars[0].warnings) == ((0, 0, 1), [])


def test_instances_whose_words_are_hidden_are_told_with_their_times(desk: Desk) -> None:
    shared = desk.wire.mailbox.add_calendar("Équipe", role="reader")
    weekly = {**lunch("2026-10-20"), "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=3"]}
    ref = desk.wire.mailbox.put(shared, {**weekly, "visibility": "private"})["id"]
    first = Round(desk.reading(shared), None)
    assert [len(events) for events in first.items.values()] == [3]
    assert first.pages[-1].kept == (ref,)
