"""The email that tells of a call stays where the person moved it, whatever comes of the call."""

from __future__ import annotations

from dataclasses import replace

from builders import FRANCE, at, said, stood
from relance.model import Channel, Fate, MarkKind, Said, Standing, Step
from relance.planning.plan import plan
from relance.planning.sequence import DEFAULT_SEQUENCE
from relance.planning.windows import Rules
from steps import MET, one

FIRST = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
SECOND = stood(MET, Step.FOLLOW_UP, "2026-12-08 10:00", attempt=2)
EMAIL = stood(MET, Step.UNREACHABLE, "2026-12-15 17:00", channel=Channel.EMAIL, pinned=True)
NOBODY = said(MarkKind.UNREACHABLE, "2026-12-01 12:00", on=FIRST.key)


def stands(*standings: Standing, marks: tuple[Said, ...] = (NOBODY,)) -> list[object]:
    made = plan(
        [one(*standings, marks=marks)],
        DEFAULT_SEQUENCE,
        Rules(owner=FRANCE),
        (),
        at("2026-12-08 12:00"),
    )
    return [f.start for f in made.wanted if f.key.step is Step.UNREACHABLE]


def test_a_moved_email_stays_beside_the_call_that_it_tells_of() -> None:
    assert stands(FIRST, EMAIL) == [EMAIL.start]


def test_a_moved_email_stays_once_the_next_call_is_over() -> None:
    assert stands(FIRST, SECOND, EMAIL) == [EMAIL.start]


def test_a_moved_email_stays_once_the_mark_is_taken_away_again() -> None:
    assert stands(FIRST, EMAIL, marks=()) == [EMAIL.start]


def test_a_moved_email_stays_once_the_call_that_has_passed_is_deleted() -> None:
    assert stands(replace(FIRST, fate=Fate.DELETED), EMAIL) == [EMAIL.start]


def test_a_moved_email_stays_once_the_call_is_noted_as_missed() -> None:
    missed = said(MarkKind.MISSED, "2026-12-02 12:00", on=FIRST.key)
    assert stands(FIRST, EMAIL, marks=(NOBODY, missed)) == [EMAIL.start]


def test_an_answer_takes_a_moved_email_away() -> None:
    answered = said(MarkKind.ANSWERED, "2026-12-02 12:00")
    assert stands(FIRST, SECOND, EMAIL, marks=(NOBODY, answered)) == []


def test_a_call_that_was_placed_again_and_moved_behind_the_next_one_stays() -> None:
    missed = said(MarkKind.MISSED, "2026-12-02 12:00", on=FIRST.key)
    again = stood(MET, Step.FOLLOW_UP, "2026-12-14 19:00", generation=1, pinned=True)
    made = plan(
        [one(FIRST, SECOND, again, marks=(missed,))],
        DEFAULT_SEQUENCE,
        Rules(owner=FRANCE),
        (),
        at("2026-12-08 12:00"),
    )
    assert [f.key for f in made.wanted] == [again.key]
