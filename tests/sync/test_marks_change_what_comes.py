"""A user's mark anywhere: what stands, what goes, and what is remembered of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import PARIS, at
from candidate import Candidate, appointment, invitation, written
from relance.journal import Journal
from relance.model import Event, Key, MarkKind, Step
from relance.reading.hand import key_of

if TYPE_CHECKING:
    from pathlib import Path

THANK_YOU, FIRST, SECOND, THIRD = (
    (Step.THANK_YOU, 1),
    (Step.FOLLOW_UP, 1),
    (Step.FOLLOW_UP, 2),
    (Step.FOLLOW_UP, 3),
)
MARKER = (Step.ABANDON, 1)


@pytest.fixture
def camille(tmp_path: Path) -> Candidate:
    """Return who had an interview on Tuesday the 3rd, and thanked; follow-up 1 is to come."""
    person = Candidate(tmp_path)
    person.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one"))
    person.run("2026-11-02 09:00")
    person.run("2026-11-04 19:00")
    assert person.steps() == [THANK_YOU, FIRST]
    return person


def of(camille: Candidate, step: tuple[Step, int]) -> Event:
    """Return the newest event of a step."""
    found = [
        event
        for event in camille.follow_ups()
        if event.our_mark
        and (Key.parse(event.our_mark.key).step, Key.parse(event.our_mark.key).attempt) == step
    ]
    return found[-1]


def write(camille: Candidate, step: tuple[Step, int], words: str, now: str) -> None:
    event = of(camille, step)
    camille.hand(event, summary=f"{words} {event.summary}")
    camille.run(now)
    assert written(camille.run(now)) == (0, 0, 0)


def day(event: Event) -> str:
    return f"{event.span(PARIS).start.astimezone(PARIS):%m-%d}"


def lost(camille: Candidate, now: str) -> None:
    """Lose the journal; nothing changes."""
    before = camille.relances.events()
    camille.lose_journal()
    assert written(camille.run(now)) == (0, 0, 0)
    assert camille.relances.events() == before


def to_the_end(camille: Candidate) -> None:
    """Let the days pass without a word, until the marker is over."""
    while camille.steps()[-1] != MARKER:
        camille.run(camille.follow_ups()[-1].span(PARIS).end)
    camille.run(camille.follow_ups()[-1].span(PARIS).end)


@pytest.mark.parametrize("word", ["#answered", "#répondu", "#STOP", "#Refus", "#offer"])
def test_an_end_marked_on_a_call_to_come_takes_the_call_away(camille: Candidate, word: str) -> None:
    write(camille, FIRST, word, "2026-11-05 09:00")

    assert FIRST not in camille.steps()
    assert [s for s in camille.steps() if s[0] is Step.FOLLOW_UP] == []
    lost(camille, "2026-11-05 09:00")
    camille.run("2026-11-20 09:00")
    assert [s for s in camille.steps() if s[0] is Step.FOLLOW_UP] == []


def test_what_was_written_on_an_event_that_went_can_be_taken_up_again(camille: Candidate) -> None:
    write(camille, FIRST, "#stop", "2026-11-05 09:00")
    write(camille, THANK_YOU, "#wait 2026-11-20", "2026-11-06 09:00")

    assert camille.steps() == [THANK_YOU, FIRST]
    assert day(of(camille, FIRST)) >= "11-23"


def test_the_only_event_of_an_occasion_keeps_its_mark(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one"))
    camille.run("2026-11-02 09:00")
    write(camille, THANK_YOU, "#answered", "2026-11-02 10:00")

    assert camille.steps() == [THANK_YOU]
    lost(camille, "2026-11-02 10:00")
    event = camille.only()
    camille.hand(event, summary=event.summary.removeprefix("#answered "))
    camille.run("2026-11-05 09:00")
    assert camille.steps() == [THANK_YOU, FIRST]


def test_an_interview_that_is_none_loses_its_follow_ups_for_good(camille: Candidate) -> None:
    write(camille, FIRST, "#pas-entretien", "2026-11-05 09:00")
    assert camille.steps() == [THANK_YOU]
    lost(camille, "2026-11-05 09:00")
    camille.life.put(appointment("2026-12-01 10:00"))
    camille.run("2026-11-20 09:00")
    assert camille.steps() == [THANK_YOU]


def test_no_interview_at_all_is_remembered_by_the_journal(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one"))
    camille.run("2026-11-02 09:00")
    write(camille, THANK_YOU, "#not-interview", "2026-11-02 10:00")

    assert camille.steps() == []
    camille.life.put(appointment("2026-12-01 10:00"))
    camille.run("2026-11-20 09:00")
    assert camille.steps() == []
    with Journal.open(str(camille.folder / "journal-0.sqlite")) as journal:
        assert [given.mark.kind for given in journal.marks()] == [MarkKind.NOT_INTERVIEW]


def test_a_company_named_on_a_follow_up_is_that_of_every_interview_of_the_day(
    tmp_path: Path,
) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-03 10:00", uid="one"))
    camille.life.put(invitation("Lumigrade", "2026-11-03 14:00", uid="two"))
    camille.run("2026-11-02 09:00")
    thanks = camille.only()
    camille.hand(thanks, description=f"{thanks.description}\n#company: Brumair")
    camille.run("2026-11-02 10:00")

    assert camille.steps() == [THANK_YOU]
    camille.run("2026-11-04 19:00")
    assert "Brumair" in of(camille, FIRST).summary


def test_a_date_in_english_words_is_read_as_english(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    english = invitation("Lumigrade", "2026-11-03 10:00", uid="one")
    camille.life.put(
        Event(
            english.uid,
            english.start,
            english.end,
            zone="Europe/Paris",
            summary="Interview with Lumigrade",
            description="Hello Camille, we are looking forward to your interview with our team.",
            organizer=english.organizer,
            attendees=english.attendees,
        )
    )
    camille.run("2026-11-02 09:00")
    camille.run("2026-11-04 19:00")
    write(camille, FIRST, "#wait 12/05", "2026-11-05 09:00")

    assert day(of(camille, FIRST)) == "12-08"  # Saturday 5 December; never a Monday morning


def test_a_date_noted_after_the_end_brings_the_last_attempt_again(camille: Candidate) -> None:
    to_the_end(camille)
    closed = f"{of(camille, MARKER).span(PARIS).end.astimezone(PARIS):%Y-%m-%d} 18:00"
    assert camille.steps() == [THANK_YOU, FIRST, SECOND, THIRD, MARKER]
    write(camille, THIRD, "#attendre 15/12", closed)

    assert camille.steps() == [THANK_YOU, FIRST, SECOND, THIRD, MARKER, THIRD]
    assert day(of(camille, THIRD)) == "12-16"
    lost(camille, closed)
    camille.run("2026-12-17 09:00")
    assert camille.steps()[-1] == MARKER
    assert day(of(camille, MARKER)) == "12-23"
    camille.run("2027-01-20 09:00")
    assert camille.steps() == [THANK_YOU, FIRST, SECOND, THIRD, MARKER, THIRD, MARKER]


def test_the_last_attempt_marked_missed_after_the_end_is_made_again(camille: Candidate) -> None:
    to_the_end(camille)
    closed = f"{of(camille, MARKER).span(PARIS).end.astimezone(PARIS):%Y-%m-%d} 18:00"
    write(camille, THIRD, "#manqué", closed)

    assert camille.steps()[-1] == THIRD
    assert of(camille, THIRD).span(PARIS).start >= at(closed)
    lost(camille, closed)


def test_an_earlier_call_marked_missed_after_the_end_begins_nothing(camille: Candidate) -> None:
    to_the_end(camille)
    closed = f"{of(camille, MARKER).span(PARIS).end.astimezone(PARIS):%Y-%m-%d} 18:00"
    write(camille, FIRST, "#missed", closed)

    assert camille.steps() == [THANK_YOU, FIRST, SECOND, THIRD, MARKER]


def test_a_skipped_last_attempt_does_not_come_back_with_a_date(camille: Candidate) -> None:
    while camille.steps()[-1] != THIRD:
        camille.run(camille.follow_ups()[-1].span(PARIS).end)
    camille.relances.remove(of(camille, THIRD).uid)
    camille.run("2026-11-19 09:00")
    to_the_end(camille)
    closed = f"{of(camille, MARKER).span(PARIS).end.astimezone(PARIS):%Y-%m-%d} 18:00"
    write(camille, SECOND, "#wait 2026-12-15", closed)

    assert THIRD not in camille.steps()


def test_a_date_noted_on_an_interview_long_past_begins_its_sequence(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-09-01 10:00", uid="one"))
    camille.run("2026-11-02 09:00")
    assert camille.steps() == []
    camille.life.put(
        invitation(
            "Lumigrade", "2026-09-01 10:00", uid="one", notes="Candidature\n#wait 2026-11-10"
        )
    )
    camille.run("2026-11-02 10:00")

    assert camille.steps() == [FIRST]
    assert day(of(camille, FIRST)) >= "11-12"


@pytest.mark.parametrize("word", ["#done", "#unreachable", "#message"])
def test_what_was_made_early_stays_and_is_not_asked_for_again(
    camille: Candidate, word: str
) -> None:
    call = of(camille, FIRST)
    write(camille, FIRST, word, "2026-11-05 09:00")
    camille.life.put(appointment("2026-12-24 10:00"))

    assert written(camille.run("2026-11-05 09:00")) == (0, 0, 0)
    assert of(camille, FIRST).uid == call.uid
    assert SECOND in camille.steps()
    lost(camille, "2026-11-05 09:00")


def test_a_date_noted_after_the_marker_was_deleted_brings_one_more_attempt(
    camille: Candidate,
) -> None:
    while camille.steps()[-1] != MARKER:
        camille.run(camille.follow_ups()[-1].span(PARIS).end)
    third = of(camille, THIRD).span(PARIS).end
    camille.relances.remove(of(camille, MARKER).uid)
    camille.run(third)
    assert camille.steps()[-1] == THIRD
    write(camille, THIRD, "#wait 2026-12-15", f"{third.astimezone(PARIS):%Y-%m-%d} 20:00")

    assert camille.steps()[-2:] == [THIRD, THIRD]
    camille.run("2027-01-20 09:00")
    assert MARKER not in camille.steps()


@pytest.mark.parametrize(
    ("title", "notes", "comes"),
    [
        ("#fait #répondu", "", None),
        ("✅", "#répondu", None),
        ("", "#unreachable, #refused", Step.STAY_AVAILABLE),
        ("", "#attendre 20/11\n#répondu", None),
        ("", "#wait 2026-11-20\n#stop", None),
        ("", "#refus finalement #répondu", None),
        ("#offre", "#répondu", None),
        ("", "#répondu\n#refus", Step.STAY_AVAILABLE),
        ("", "#wait 2026-11-20\n#offer", Step.CONTRACT),
        ("", "#offer\n#wait 2026-11-20", Step.FOLLOW_UP),
    ],
)
def test_of_several_marks_on_one_event_the_last_wins(
    camille: Candidate, title: str, notes: str, comes: Step | None
) -> None:
    camille.run("2026-11-12 08:00")
    call = of(camille, FIRST)
    camille.hand(
        call,
        summary=f"{title} {call.summary}".strip(),
        description=f"{call.description}\n{notes}",
    )
    camille.run("2026-11-12 09:00")

    coming = [e for e in camille.follow_ups() if e.span(PARIS).end > at("2026-11-12 09:00")]
    steps = [Key.parse(e.our_mark.key).step for e in coming if e.our_mark]
    assert steps == ([] if comes is None else [comes])
    lost(camille, "2026-11-12 09:00")


@pytest.mark.parametrize("elsewhere", [THANK_YOU, None])
def test_what_is_ticked_off_beside_a_refusal_changes_nothing_of_it(
    camille: Candidate, elsewhere: tuple[Step, int] | None
) -> None:
    camille.run("2026-11-12 08:00")
    call, thanks = of(camille, FIRST), of(camille, THANK_YOU)
    if elsewhere is None:
        invited = invitation("Lumigrade", "2026-11-03 10:00", uid="one", notes="Poste\n#refus")
        camille.life.put(invited)
        camille.hand(call, summary=f"✅ {call.summary}")
    else:
        camille.hand(call, summary=f"#refus {call.summary}")
        camille.hand(thanks, summary=f"✅ {thanks.summary}")
    camille.run("2026-11-12 09:00")

    assert camille.steps()[-1] == (Step.STAY_AVAILABLE, 1)
    assert SECOND not in camille.steps()


def test_a_refusal_holds_when_its_event_is_tidied_away(camille: Candidate) -> None:
    camille.run("2026-11-12 08:00")
    write(camille, FIRST, "#refus", "2026-11-12 09:00")
    camille.relances.remove(of(camille, FIRST).uid)
    camille.run("2026-11-12 10:00")

    assert camille.steps() == [THANK_YOU, (Step.STAY_AVAILABLE, 1)]
    lost(camille, "2026-11-12 10:00")


def test_a_note_follows_a_call_that_was_made_early_when_it_was_made(camille: Candidate) -> None:
    write(camille, FIRST, "#injoignable", "2026-11-06 10:00")

    assert day(of(camille, (Step.UNREACHABLE, 1))) == "11-06"


def test_what_was_deleted_before_its_time_was_not_missed(tmp_path: Path) -> None:
    camille = Candidate(tmp_path)
    camille.life.put(invitation("Lumigrade", "2026-11-02 10:00"))
    camille.run("2026-11-02 12:00")
    camille.run("2026-11-04 09:00")
    coming = next(e for e in camille.follow_ups() if e.start > at("2026-11-04 09:00"))
    camille.hand(coming, description=f"{coming.description}\n#missed")
    camille.run("2026-11-04 10:00")
    camille.relances.remove(coming.uid)
    for day in range(5, 28):
        camille.run(f"2026-11-{day:02} 18:30")
        assert key_of(coming) not in {key_of(e) for e in camille.follow_ups()}
        assert f"{key_of(coming)}.1" not in {key_of(e) for e in camille.follow_ups()}
