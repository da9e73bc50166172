"""Which follow-ups count as what, from which day, and what a sequence of one's own brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from builders import at, candidacy, interview, occasion, said, stood
from relance.model import (
    Fate,
    MarkKind,
    Reason,
    Recruiter,
    Step,
)
from relance.planning.sequence import DEFAULT_SEQUENCE, Ending
from relance.planning.stood import skipped_or_stood
from steps import MET, ahead, day, first, one

FRANCE = candidacy().recruiter
THANKS, CALL, _, CLOSING, MARKER = DEFAULT_SEQUENCE


def test_a_sequence_may_have_no_thank_you() -> None:
    dues, _ = ahead(one(), "2026-11-24 12:00", (CALL, MARKER))
    assert [(due.key.step, due.of, day(due)) for due in dues] == [
        (Step.FOLLOW_UP, 1, date(2026, 12, 1)),
        (Step.ABANDON, 1, date(2026, 12, 8)),
    ]


def test_a_thank_you_may_have_no_last_day() -> None:
    late = replace(THANKS, within=None)
    (due, *_), _ = ahead(one(), "2026-12-24 12:00", (late, CALL))
    assert (due.key.step, due.last_day) == (Step.THANK_YOU, None)


def test_a_thank_you_may_wait_for_some_days() -> None:
    later = replace(THANKS, after=3, within=5)
    (due, *_), _ = ahead(one(), "2026-11-24 12:00", (later, CALL))
    assert (day(due), due.last_day) == (date(2026, 11, 27), date(2026, 12, 1))
    friday = one(met=interview("2026-11-27 10:00"))
    (due, *_), _ = ahead(friday, "2026-11-27 12:00", (replace(THANKS, after=1), CALL))
    assert due.due == at("2026-11-30 00:00")  # no longer the same day


def test_steps_may_be_some_days_apart() -> None:
    sequence = (THANKS, replace(CALL, after=3), replace(CLOSING, after=None), MARKER)
    dues, _ = ahead(one(), "2026-11-24 12:00", sequence)
    assert [(day(due), due.reason.detail) for due in dues[1:]] == [
        (date(2026, 11, 27), "3 2026-11-24"),
        (date(2026, 11, 30), "1 2026-11-27"),
        (date(2026, 12, 7), "5 2026-11-30"),
    ]


def test_days_are_those_of_the_recruiter() -> None:
    sydney = Recruiter("Australia/Sydney", "AU", "NSW")
    zone = ZoneInfo(sydney.zone)
    met = interview("2026-11-24 10:00", zone=zone)
    # 10:00 of Wednesday in Sydney is midnight in Paris, and Tuesday in London.
    call = replace(stood(met, Step.FOLLOW_UP, "2026-12-02 00:00"))
    of = candidacy(occasion(met, standings=(call,), zone=zone), recruiter=sydney)
    due = first(of, "2026-12-02 00:15")
    assert due.reason == Reason("working-days", "5 2026-12-02")
    assert due.due == at("2026-12-09 00:00", zone)
    assert skipped_or_stood(call, sydney) == date(2026, 12, 2)


def test_a_search_without_a_slot_ends_with_its_fifteenth_working_day() -> None:
    # From Wednesday 18 November: 18, 19, 20, then two weeks, then 7 and 8 December.
    looking = stood(MET, Step.FOLLOW_UP, "2026-11-18 00:00", fate=Fate.UNPLACED)
    assert skipped_or_stood(looking, FRANCE) == date(2026, 12, 8)
    assert skipped_or_stood(replace(looking, fate=Fate.STANDS), FRANCE) == date(2026, 11, 18)


def test_a_search_from_before_an_interview_that_moved_is_forgotten() -> None:
    looking = stood(MET, Step.FOLLOW_UP, "2026-10-20 00:00", fate=Fate.UNPLACED)
    due = first(one(looking), "2026-11-30 12:00")
    assert (due.key.attempt, due.standing) == (1, None)


def test_a_step_that_stood_before_its_interview_counts_from_the_interview() -> None:
    gone = stood(MET, Step.FOLLOW_UP, "2026-11-17 10:00", fate=Fate.DELETED)
    due = first(one(gone), "2026-11-27 12:00")
    assert (due.key.attempt, day(due)) == (2, date(2026, 12, 1))


def test_the_newest_generation_of_a_step_counts() -> None:
    old = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00", fate=Fate.DELETED)
    new = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00", generation=1)
    for standings in ((old, new), (new, old)):
        due = first(one(*standings), "2026-11-30 12:00")
        assert (due.key, due.standing) == (new.key, new)


def test_the_last_mark_on_a_call_tells_how_it_was_made() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
    missed = said(MarkKind.MISSED, "2026-12-01 18:00", on=call.key)
    done = said(MarkKind.DONE, "2026-12-01 19:00", on=call.key)
    assert first(one(call, marks=(missed, done)), "2026-12-01 20:00").key.attempt == 2
    again = first(one(call, marks=(done, missed)), "2026-12-01 20:00")
    assert (again.key.attempt, again.key.generation) == (1, 1)
    elsewhere = replace(missed, on=replace(call.key, attempt=2))
    assert first(one(call, marks=(done, elsewhere)), "2026-12-01 20:00").key.attempt == 2


@pytest.mark.parametrize("kind", [MarkKind.DONE, MarkKind.MESSAGE, MarkKind.UNREACHABLE])
def test_a_call_that_is_said_to_be_made_is_behind_before_its_time(kind: MarkKind) -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
    made = said(kind, "2026-11-30 10:00", on=call.key)
    dues, _ = ahead(one(call, marks=(made,)), "2026-11-30 12:00")
    assert next(due.key.attempt for due in dues if due.key.step is Step.FOLLOW_UP) == 2


def test_what_comes_before_a_step_that_is_behind_is_behind_too() -> None:
    second = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00", attempt=2)
    due = first(one(second), "2026-12-01 12:00")
    assert (due.key.attempt, day(due)) == (3, date(2026, 12, 8))


def test_the_interview_that_ends_last_names_the_steps() -> None:
    long = interview("2026-11-24 09:00", minutes=480, uid="long")
    short = interview("2026-11-24 15:00", uid="short")
    for interviews in ((long, short), (short, long)):
        due = first(candidacy(occasion(*interviews)), "2026-11-24 18:00")
        assert due.key.interview == long.identity
    twins = [interview("2026-11-24 10:00", uid=uid) for uid in ("a", "b")]
    names = {first(candidacy(occasion(*t)), "2026-11-24 18:00").key.interview
             for t in (twins, twins[::-1])}  # fmt: skip
    assert names == {max(twin.identity for twin in twins)}


def test_an_interview_is_not_old_when_one_of_its_day_was_seen_in_time() -> None:
    old = interview("2026-10-01 10:00", first_seen="2026-11-23 09:00")
    known = interview("2026-10-01 15:00", uid="known", first_seen="2026-09-30 09:00")
    assert ahead(candidacy(occasion(old)), "2026-11-23 09:00") == (
        [],
        Ending(Reason("too-late")),
    )
    assert ahead(candidacy(occasion(old, known)), "2026-11-23 09:00")[0]


def test_an_old_interview_that_has_an_event_of_ours_goes_on() -> None:
    old = interview("2026-10-01 10:00", first_seen="2026-11-23 09:00")
    call = stood(old, Step.FOLLOW_UP, "2026-11-20 10:00")
    assert first(one(call, met=old), "2026-11-23 09:00").key.attempt == 2
    gone = replace(call, fate=Fate.WITHDRAWN)
    assert ahead(one(gone, met=old), "2026-11-23 09:00")[0] == []
