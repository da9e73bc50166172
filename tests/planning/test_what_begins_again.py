"""What is over and is asked for again, and what stood before an interview that moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from builders import at, candidacy, interview, occasion, said, stood
from relance.model import Channel, Fate, MarkKind, Reason, Recruiter, Said, Standing, Step
from relance.planning.sequence import DEFAULT_SEQUENCE, Due, Ending, next_steps
from steps import MET, ahead, day, first, one

CALLS = (
    stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00"),
    stood(MET, Step.FOLLOW_UP, "2026-12-08 10:00", attempt=2),
)
CLOSING = stood(MET, Step.FOLLOW_UP, "2026-12-15 10:00", attempt=3, channel=Channel.EMAIL)
MARKER = stood(MET, Step.ABANDON, date(2026, 12, 22))
OVER = (*CALLS, CLOSING, MARKER)
NOTHING: tuple[list[Due], Ending] = ([], Ending(Reason("let-go")))


def wait(when: str, until: str = "2027-01-08") -> Said:
    return said(MarkKind.WAIT, when, value=until)


def asked(
    now: str, *marks: Said, standings: tuple[Standing, ...] = OVER
) -> list[tuple[object, ...]]:
    dues, _ = ahead(one(*standings, marks=marks), now)
    return [(due.key.step, due.key.attempt, due.key.generation, day(due)) for due in dues]


@pytest.mark.parametrize("when", ["2026-12-23 00:00", "2026-12-28 10:00"])
def test_a_date_noted_once_all_is_over_brings_the_last_attempt_and_the_marker(when: str) -> None:
    assert asked(when, wait(when)) == [
        (Step.FOLLOW_UP, 3, 1, date(2027, 1, 11)),
        (Step.ABANDON, 1, 1, date(2027, 1, 18)),
    ]


def test_a_last_attempt_that_was_missed_comes_again_with_the_marker_behind_it() -> None:
    missed = said(MarkKind.MISSED, "2026-12-28 10:00", on=CLOSING.key)
    steps = asked("2026-12-28 10:00", missed)
    assert [step[:3] for step in steps] == [(Step.FOLLOW_UP, 3, 1), (Step.ABANDON, 1, 1)]


def test_what_began_again_ends_as_it_did_before() -> None:
    again = stood(MET, Step.FOLLOW_UP, "2027-01-11 10:00", attempt=3, generation=1)
    noted = wait("2026-12-28 10:00")
    steps = asked("2027-01-11 12:00", noted, standings=(*OVER, again))
    assert steps == [(Step.ABANDON, 1, 1, date(2027, 1, 18))]
    marker = stood(MET, Step.ABANDON, date(2027, 1, 18), generation=1)
    of = one(*OVER, again, marker, marks=(noted,))
    assert ahead(of, "2027-01-19 00:00") == NOTHING


@pytest.mark.parametrize(
    "mark",
    [
        said(MarkKind.MISSED, "2026-12-28 10:00", on=CALLS[1].key),
        said(MarkKind.MISSED, "2026-12-28 10:00", on=MARKER.key),
        said(MarkKind.DONE, "2026-12-28 10:00", on=CLOSING.key),
        said(MarkKind.SMALL, "2026-12-28 10:00"),
        wait("2026-12-04 10:00", "2026-12-07"),
    ],
)
def test_nothing_else_brings_the_last_attempt_again(mark: Said) -> None:
    dues, _ = ahead(one(*OVER, marks=(mark,)), "2026-12-28 12:00")
    assert Step.FOLLOW_UP not in {due.key.step for due in dues}


def test_a_date_noted_as_the_last_attempt_ends_brings_it_again_and_before_it_does_not() -> None:
    standings = (*CALLS, CLOSING)
    noted = wait("2026-12-15 10:15")
    assert asked("2026-12-15 10:15", noted, standings=standings)[0][:3] == (Step.FOLLOW_UP, 3, 1)
    noted = wait("2026-12-15 10:14")
    assert asked("2026-12-15 10:15", noted, standings=standings) == [
        (Step.ABANDON, 1, 0, date(2027, 1, 11))
    ]


def test_a_last_attempt_that_was_deleted_stays_so_and_the_marker_alone_comes_again() -> None:
    gone = replace(CLOSING, fate=Fate.DELETED)
    steps = asked("2026-12-28 10:00", wait("2026-12-28 10:00"), standings=(*CALLS, gone, MARKER))
    assert steps == [(Step.ABANDON, 1, 1, date(2027, 1, 11))]


@pytest.mark.parametrize("when", ["2026-12-18 10:00", "2026-12-28 10:00"])
def test_after_a_marker_that_was_deleted_a_date_brings_the_last_attempt_again(when: str) -> None:
    gone = replace(MARKER, fate=Fate.DELETED)
    standings = (*CALLS, CLOSING, gone)
    assert asked(when, standings=standings) == []
    assert asked(when, wait(when), standings=standings) == [
        (Step.FOLLOW_UP, 3, 1, date(2027, 1, 11))
    ]
    deleted_ahead = replace(CALLS[1], fate=Fate.DELETED)
    steps = asked("2026-12-05 10:00", wait("2026-12-05 10:00"), standings=(CALLS[0], deleted_ahead))
    assert steps[0][:3] == (Step.FOLLOW_UP, 3, 0)


def test_a_last_attempt_that_found_no_slot_is_not_looked_for_again() -> None:
    given_up = stood(MET, Step.FOLLOW_UP, "2026-12-15 00:00", attempt=3, fate=Fate.UNPLACED)
    noted = wait("2027-01-20 10:00", "2027-01-22")
    steps = asked("2027-01-20 10:00", noted, standings=(*CALLS, given_up))
    assert steps == [(Step.ABANDON, 1, 0, date(2027, 1, 25))]


# Interviews that moved


def test_a_thank_you_after_a_friday_interview_counts_on_that_very_day() -> None:
    met = interview("2026-11-27 10:00")
    thanked = stood(met, Step.THANK_YOU, "2026-11-27 12:00", channel=Channel.EMAIL)
    assert first(one(thanked, met=met), "2026-11-27 12:15").key.step is Step.FOLLOW_UP


def test_a_thank_you_of_the_morning_is_none_for_an_interview_that_moved_to_the_afternoon() -> None:
    moved = interview("2026-11-27 15:00")
    thanked = stood(moved, Step.THANK_YOU, "2026-11-27 12:00", channel=Channel.EMAIL)
    due = first(one(thanked, met=moved), "2026-11-27 12:15")
    assert (due.key.step, due.key.generation) == (Step.THANK_YOU, 1)


def test_a_thank_you_that_starts_as_its_interview_ends_counts() -> None:
    met = interview("2026-11-27 10:00")
    thanked = stood(met, Step.THANK_YOU, "2026-11-27 11:00", channel=Channel.EMAIL, pinned=True)
    assert first(one(thanked, met=met), "2026-11-27 12:15").key.step is Step.FOLLOW_UP


def test_an_interview_that_moved_behind_its_marker_begins_its_sequence_anew() -> None:
    moved = interview("2027-01-12 10:00")
    before = tuple(replace(s, key=replace(s.key, interview=moved.identity)) for s in OVER)
    dues, _ = ahead(one(*before, met=moved), "2027-01-05 10:00")
    assert [(due.key.step, due.key.attempt, due.key.generation) for due in dues] == [
        (Step.THANK_YOU, 1, 0),
        (Step.FOLLOW_UP, 1, 1),
        (Step.FOLLOW_UP, 2, 1),
        (Step.FOLLOW_UP, 3, 1),
        (Step.ABANDON, 1, 1),
    ]


def test_a_search_that_began_as_the_interview_ended_is_of_this_interview() -> None:
    looking = stood(MET, Step.FOLLOW_UP, "2026-11-24 11:00", fate=Fate.UNPLACED)
    assert looking.since == MET.event.end
    due = first(one(looking), "2027-01-04 10:00")
    assert due.key.attempt == 2


# Days and their zones


def test_a_step_without_a_slot_lets_the_next_be_counted_from_its_due_day() -> None:
    steps = next_steps(one(), DEFAULT_SEQUENCE[1:], at("2026-11-24 12:00"))
    assert day(next(steps)) == date(2026, 12, 1)
    assert day(steps.send(None)) == date(2026, 12, 8)


def test_a_mark_is_of_the_day_on_which_it_was_given_there() -> None:
    refused = said(MarkKind.REFUSED, "2026-11-26 00:30")
    (due,), ending = ahead(one(marks=(refused,)), "2026-11-26 12:00")
    assert (day(due), ending.reason.detail) == (date(2026, 11, 27), "2026-11-26")


def test_a_call_after_midnight_is_of_the_day_that_began() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 00:15", pinned=True)
    due = first(one(call, small=True), "2026-12-02 01:00")
    assert due.reason == Reason("small", "2026-12-02")


def test_a_marker_is_over_when_its_day_is_over_where_the_recruiter_is() -> None:
    new_york = Recruiter("America/New_York", "US")
    zone = ZoneInfo(new_york.zone)
    of = candidacy(occasion(MET, standings=OVER, zone=zone), recruiter=new_york)
    before, after = at("2026-12-22 23:59", zone), at("2026-12-23 00:00", zone)
    assert next(next_steps(of, DEFAULT_SEQUENCE, before)).standing == MARKER
    with pytest.raises(StopIteration):
        next(next_steps(of, DEFAULT_SEQUENCE, after))
    # A date that is noted as the day ends begins again at once.
    noted = Said(wait("2026-12-28 10:00").mark, after)
    again = candidacy(occasion(MET, standings=OVER, said=(noted,), zone=zone), recruiter=new_york)
    steps = next_steps(again, DEFAULT_SEQUENCE, after + timedelta(minutes=10))
    assert next(steps).key.generation == 1
    assert steps.send(date(2027, 1, 11)).key.generation == 1


def test_a_date_to_wait_for_takes_the_place_of_a_promise_for_good() -> None:
    promised = interview("2026-11-24 10:00", promised=date(2026, 12, 20))
    dues, _ = ahead(
        one(met=promised, marks=(wait("2026-11-27 10:00", "2026-12-04"),)), "2026-11-27 12:00"
    )
    assert [day(due) for due in dues[:2]] == [date(2026, 12, 7), date(2026, 12, 14)]


def test_without_a_thank_you_in_the_sequence_an_earlier_round_has_none() -> None:
    earlier, later = interview("2026-11-23 10:00"), interview("2026-12-10 10:00", uid="two")
    of = candidacy(occasion(earlier), occasion(later))
    dues, _ = ahead(of, "2026-11-23 12:00", DEFAULT_SEQUENCE[1:])
    assert {due.key.interview for due in dues} == {later.identity}


def test_a_step_that_was_deleted_lets_what_comes_before_it_move_past_its_day() -> None:
    moved = interview("2026-12-04 10:00")
    thanks = stood(moved, Step.THANK_YOU, "2026-12-07 15:00", channel=Channel.EMAIL)
    call = stood(moved, Step.FOLLOW_UP, "2026-12-04 09:00", fate=Fate.DELETED)
    dues, _ = ahead(one(thanks, call, met=moved), "2026-12-03 09:00")
    assert [(due.key.step, due.key.attempt) for due in dues[:2]] == [
        (Step.THANK_YOU, 1),
        (Step.FOLLOW_UP, 2),
    ]


def test_a_call_that_was_not_made_leaves_the_date_to_wait_for() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2027-01-12 10:00")
    noted = wait("2026-12-01 10:00")
    missed = said(MarkKind.MISSED, "2027-01-12 11:00", on=call.key)
    again = asked("2027-01-12 11:00", noted, missed, standings=(call,))[0]
    assert again == (Step.FOLLOW_UP, 1, 1, date(2027, 1, 11))


@pytest.mark.parametrize(
    ("stood_on", "then"),
    [
        ("2026-12-08", date(2026, 12, 15)),
        ("2026-12-09", date(2026, 12, 16)),
        ("2026-12-10", date(2026, 12, 17)),
        ("2026-11-27", date(2026, 12, 10)),
    ],
)
def test_what_follows_the_call_that_a_date_moved_counts_from_it(stood_on: str, then: date) -> None:
    noted = wait("2026-11-26 10:00", until="2026-12-09")
    call = stood(MET, Step.FOLLOW_UP, f"{stood_on} 10:00", pinned=True)
    dues, _ = ahead(one(call, marks=(noted,)), f"{stood_on} 12:00")
    assert (dues[0].key.attempt, day(dues[0])) == (2, then)


@pytest.mark.parametrize(
    ("stood_on", "then"),
    [("2026-12-08", date(2026, 12, 10)), ("2026-12-10", date(2026, 12, 17))],
)
def test_a_call_deleted_before_the_date_to_wait_for_leaves_it_to_what_follows(
    stood_on: str, then: date
) -> None:
    noted = wait("2026-11-26 10:00", until="2026-12-09")
    call = stood(MET, Step.FOLLOW_UP, f"{stood_on} 10:00", fate=Fate.DELETED)
    dues, _ = ahead(one(call, marks=(noted,)), "2026-11-27 12:00")
    assert (dues[0].key.attempt, day(dues[0])) == (2, then)


def test_a_date_noted_after_a_call_moves_the_next_one() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
    noted = wait("2026-12-01 11:00", until="2026-12-02")
    dues, _ = ahead(one(call, marks=(noted,)), "2026-12-01 12:00")
    assert (dues[0].key.attempt, day(dues[0])) == (2, date(2026, 12, 3))


def test_the_points_to_settle_are_given_up_though_the_offer_came_before_the_interview() -> None:
    offered = said(MarkKind.OFFER, "2026-11-20 10:00")
    looked_for = stood(MET, Step.CONTRACT, "2026-11-23 00:00", channel=Channel.EMAIL)
    looked_for = replace(looked_for, end=looked_for.start, fate=Fate.UNPLACED)
    dues = {
        now: ahead(one(looked_for, marks=(offered,)), now)[0]
        for now in ("2026-12-11 23:00", "2026-12-12 00:00")
    }
    assert [len(found) for found in dues.values()] == [1, 0]
