"""What a pass writes, and what it leaves alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from builders import PARIS, at
from candidate import Candidate, appointment, invitation, written
from relance.errors import Gone, NeedsPerson, Refused, Temporary
from relance.journal import GivenMark, Journal
from relance.model import Key, MarkKind, Step, UserMark, Window
from relance.ports import Page
from relance.sync import passes
from relance.testing.memory import Fault, MemoryCalendar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from relance.model import Event


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    return Candidate(tmp_path)


def test_an_interview_gets_its_thank_you(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))

    assert written(camille.run("2026-11-20 09:00")) == (1, 0, 0)
    assert camille.steps() == [(Step.THANK_YOU, 1)]


def test_a_pass_right_after_a_pass_writes_nothing(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")

    second = camille.run("2026-11-20 09:00")
    assert (written(second), second.planned) == ((0, 0, 0), False)


@pytest.mark.parametrize("then", ["pull", "plan_now"])
def test_a_pass_that_died_before_it_thought_again_is_followed_by_one_that_does(
    camille: Candidate, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    create, at_once = camille.relances.create, []

    def deleted_before(event: Event) -> Event:
        at_once.append(event)
        raise Gone("this follow-up was deleted here.", where=camille.relances.name)

    class Killed(BaseException):
        """What no handler of the product catches."""

    def dies(*args: object, **options: object) -> object:
        if at_once:
            raise Killed
        return real(*args, **options)

    real = getattr(passes, then)
    monkeypatch.setattr(passes, then, dies)
    monkeypatch.setattr(camille.relances, "create", deleted_before)
    with pytest.raises(Killed):
        camille.run("2026-11-20 09:00")
    monkeypatch.setattr(camille.relances, "create", create)
    monkeypatch.setattr(passes, then, real)
    camille.run("2026-11-20 09:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]


def test_the_whole_sequence_comes_one_step_at_a_time(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00"))
    now = at("2026-11-02 09:00")
    seen: list[tuple[Step, int]] = []
    while now < at("2026-12-20 09:00"):
        camille.run(now)
        coming = [e for e in camille.follow_ups() if e.span(PARIS).end > now]
        assert len(coming) <= 1
        seen += [step for step in camille.steps() if step not in seen]
        now += timedelta(hours=12)

    assert seen == [
        (Step.THANK_YOU, 1),
        (Step.FOLLOW_UP, 1),
        (Step.FOLLOW_UP, 2),
        (Step.FOLLOW_UP, 3),
        (Step.ABANDON, 1),
    ]


def test_a_lost_journal_changes_nothing(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00"))
    camille.life.put(invitation("Brumair", "2026-11-05 10:00"))
    for day in range(2, 28):
        now = f"2026-11-{day:02} 18:00"
        camille.run(now)
        before = camille.relances.events()
        camille.lose_journal()
        assert written(camille.run(now)) == (0, 0, 0)
        assert camille.relances.events() == before


def test_a_later_round_withdraws_what_was_pending(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-10 10:00"))
    camille.run("2026-11-16 09:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]

    camille.life.put(invitation("Lumigrade", "2026-12-01 10:00"))
    assert written(camille.run("2026-11-16 10:00")) == (1, 0, 1)
    assert camille.steps() == [(Step.THANK_YOU, 1)]


def test_a_moved_interview_takes_its_follow_up_along(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid="one"))
    camille.run("2026-11-20 09:00")
    camille.life.put(invitation("Lumigrade", "2026-11-26 10:00", uid="one"))

    assert written(camille.run("2026-11-20 10:00")) == (0, 1, 0)
    assert camille.only().start == at("2026-11-27 08:30")


def test_a_deleted_interview_takes_what_was_pending_along(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid="one"))
    camille.run("2026-11-20 09:00")
    camille.life.remove("one")

    assert written(camille.run("2026-11-20 10:00")) == (0, 0, 1)


def test_an_interview_that_comes_back_is_thanked_for_in_a_new_event(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid="one"))
    camille.run("2026-11-20 09:00")
    first = camille.only().uid
    camille.life.remove("one")
    camille.run("2026-11-20 10:00")
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid="one"))
    camille.run("2026-11-20 11:00")

    assert camille.only().uid != first


def test_what_is_past_stays_when_its_interview_goes(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid="one"))
    camille.run("2026-11-20 09:00")
    camille.run("2026-11-26 09:00")
    camille.life.remove("one")
    camille.run("2026-11-26 10:00")

    assert camille.steps() == [(Step.THANK_YOU, 1)]


def test_something_busy_moves_a_follow_up(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    camille.life.put(appointment("2026-11-25 08:00"))

    assert written(camille.run("2026-11-20 10:00")) == (0, 1, 0)
    assert camille.only().start == at("2026-11-25 09:15")


def test_what_the_person_moved_stays(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    event = camille.only()
    camille.hand(event, start=at("2026-11-29 07:00"), end=at("2026-11-29 07:30"))
    camille.life.put(appointment("2026-11-29 06:00", minutes=180))

    assert written(camille.run("2026-11-20 10:00")) == (0, 0, 0)
    assert camille.only().start == at("2026-11-29 07:00")


def test_what_the_person_deleted_never_comes_back(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    camille.relances.remove(camille.only().uid)
    camille.run("2026-11-20 10:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]

    camille.lose_journal()
    assert written(camille.run("2026-11-20 10:00")) == (0, 0, 0)


def test_words_of_the_person_stay(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    camille.hand(camille.only(), summary="Merci à Agathe")
    camille.life.put(appointment("2026-11-25 08:00"))
    camille.run("2026-11-20 10:00")

    assert camille.only().summary == "Merci à Agathe"
    assert camille.only().start == at("2026-11-25 09:15")


@pytest.mark.parametrize("fault", [Fault.REFUSE, Fault.BEFORE, Fault.AFTER])
def test_a_write_that_failed_is_made_once(camille: Candidate, fault: Fault) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.relances.faults["create"] = [fault]
    report = camille.run("2026-11-20 09:00")
    assert report.failed

    camille.run("2026-11-20 09:05")
    assert camille.steps() == [(Step.THANK_YOU, 1)]
    assert written(camille.run("2026-11-20 09:10")) == (0, 0, 0)


def test_one_failing_calendar_stops_nothing_else(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    camille.life.faults["pull"] = [Fault.BEFORE] * 3
    report = camille.run("2026-11-26 09:00")

    assert isinstance(report.calendars[0].error, Temporary | Refused)
    assert camille.steps() == [(Step.THANK_YOU, 1), (Step.FOLLOW_UP, 1)]


def test_mass_loss_waits_and_asks(camille: Candidate) -> None:
    for n in range(12):
        camille.life.put(appointment(f"2026-12-{n + 1:02} 10:00"))
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid="one"))
    camille.run("2026-11-20 09:00")
    for event in camille.life.events():
        camille.life.remove(event.uid)

    report = camille.run("2026-11-20 10:00")
    assert isinstance(report.calendars[0].error, NeedsPerson)
    assert camille.steps() == [(Step.THANK_YOU, 1)]

    camille.run("2026-11-20 11:00", accept_loss=True)
    assert camille.steps() == []


def test_foreign_events_in_the_calendar_of_follow_ups_are_not_touched(camille: Candidate) -> None:
    camille.relances.put(appointment("2026-11-25 08:00"))
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")

    assert camille.only().start == at("2026-11-25 09:15")
    assert any(e.summary == "Dentiste" for e in camille.relances.events())


def test_a_calendar_of_follow_ups_that_is_accepted_as_lost_begins_anew(
    camille: Candidate,
) -> None:
    for n in range(12):
        camille.life.put(invitation(f"Atelier {chr(65 + n)}olis", f"2026-11-{n + 16:02} 10:00"))
    camille.run("2026-11-12 09:00")
    written_once = len(camille.follow_ups())
    assert written_once >= 10
    for event in camille.follow_ups():
        camille.relances.remove(event.uid)

    report = camille.run("2026-11-12 10:00")
    assert isinstance(report.calendars[-1].error, NeedsPerson)
    assert camille.follow_ups() == []

    camille.run("2026-11-12 11:00", accept_loss=True)
    assert len(camille.follow_ups()) == written_once


def test_an_event_that_cannot_be_read_any_more_is_not_gone(camille: Candidate) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00", uid="one"))
    camille.run("2026-11-20 09:00")

    class Unreadable(MemoryCalendar):
        def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
            del cursor, window
            yield Page(kept=(self.ref("one"),), cursor="damaged", complete=True)

    camille.life = Unreadable("life")
    assert written(camille.run("2026-11-20 10:00")) == (0, 0, 0)
    assert camille.steps() == [(Step.THANK_YOU, 1)]


@pytest.mark.parametrize("lost", [False, True])
def test_what_was_deleted_outlives_the_event_that_remembered_it(
    tmp_path: Path, *, lost: bool
) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-03-31 10:00", uid="a"))
    camille.run("2026-03-30 08:00")
    camille.relances.remove(camille.only().uid)
    camille.run("2026-03-30 08:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]
    if lost:
        camille.lose_journal()
        camille.run("2026-03-30 08:00")
    away = appointment("2026-04-02 00:00", minutes=60 * 24 * 40)
    camille.life.put(away)
    camille.run("2026-03-30 08:00")
    assert camille.steps() == []
    camille.life.remove(away.uid)
    camille.run("2026-03-30 08:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]


def test_an_answer_given_by_command_outlives_the_event_that_remembered_it(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-03-31 10:00", uid="a"))
    camille.run("2026-03-30 08:00")
    first = Key.parse(camille.only().our_mark.key)  # type: ignore[union-attr]  # it is ours
    with Journal.open(str(tmp_path / "journal-0.sqlite")) as journal:
        journal.set_fact("planned-at", None)
        journal.add_mark(
            GivenMark(first.interview, "", UserMark(MarkKind.SMALL), at("2026-03-30 08:00"))
        )
    camille.run("2026-03-30 08:05")
    camille.lose_journal()
    camille.run("2026-03-30 08:10")
    with Journal.open(str(tmp_path / "journal-1.sqlite")) as journal:
        assert [given.mark.kind for given in journal.marks()] == [MarkKind.SMALL]


def test_what_was_deleted_stays_so_when_follow_ups_go_to_another_calendar(
    camille: Candidate,
) -> None:
    camille.life.put(invitation("Lumigrade", "2026-11-24 10:00"))
    camille.run("2026-11-20 09:00")
    camille.relances.remove(camille.only().uid)
    camille.run("2026-11-20 09:00")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]
    camille.relances = MemoryCalendar("begun anew")
    camille.run("2026-11-20 09:05")
    assert camille.steps() == [(Step.FOLLOW_UP, 1)]
