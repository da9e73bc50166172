"""What is asked for each step, field by field, and why no further one follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from builders import at, candidacy, interview, occasion, said, stood
from relance.model import (
    Candidacy,
    Channel,
    Fate,
    Key,
    MarkKind,
    Occasion,
    Reason,
    Standing,
    Step,
)
from relance.planning.sequence import Due, Ending
from steps import MET, ahead, day, first, one


def occasion_of(of: Candidacy) -> Occasion:
    return of.occasions[-1]


def test_a_thank_you_is_asked_for_like_this() -> None:
    of = one()
    assert first(of, "2026-11-24 12:00") == Due(
        Key(MET.identity, Step.THANK_YOU),
        Channel.EMAIL,
        1,
        at("2026-11-25 00:00"),
        occasion_of(of),
        last_day=date(2026, 11, 26),
        earliest=True,
        reason=Reason("after-interview", "2026-11-24"),
    )


def test_a_call_is_asked_for_like_this() -> None:
    thanked = stood(MET, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00")
    of = one(thanked, call)
    assert first(of, "2026-11-26 12:00") == Due(
        call.key,
        Channel.PHONE,
        3,
        at("2026-12-01 00:00"),
        occasion_of(of),
        standing=call,
        reason=Reason("working-days", "5 2026-11-24"),
    )


def test_a_marker_is_asked_for_like_this() -> None:
    closing = stood(MET, Step.FOLLOW_UP, "2026-12-15 10:00", attempt=3, channel=Channel.EMAIL)
    of = one(closing)
    dues, ending = ahead(of, "2026-12-15 12:00")
    assert dues == [
        Due(
            Key(MET.identity, Step.ABANDON),
            Channel.MARKER,
            1,
            at("2026-12-22 00:00"),
            occasion_of(of),
            reason=Reason("working-days", "5 2026-12-15"),
        )
    ]
    assert ending == Ending(Reason("let-go"))


def test_a_stay_available_email_is_asked_for_like_this() -> None:
    of = one(marks=(said(MarkKind.REFUSED, "2026-11-26 10:00"),))
    dues, ending = ahead(of, "2026-11-26 12:00")
    assert dues == [
        Due(
            Key(MET.identity, Step.STAY_AVAILABLE),
            Channel.EMAIL,
            1,
            at("2026-11-27 00:00"),
            occasion_of(of),
            reason=Reason("refused", "2026-11-26"),
        )
    ]
    assert ending == Ending(Reason("refused", "2026-11-26"))


def test_the_points_to_settle_are_asked_for_like_this() -> None:
    of = one(marks=(said(MarkKind.OFFER, "2026-11-27 23:30"),))
    dues, ending = ahead(of, "2026-11-28 12:00")
    assert dues == [
        Due(
            Key(MET.identity, Step.CONTRACT),
            Channel.EMAIL,
            1,
            at("2026-11-30 00:00"),
            occasion_of(of),
            earliest=True,
            reason=Reason("offer", "2026-11-27"),
        )
    ]
    assert ending == Ending(Reason("offer", "2026-11-27"), open=True)


def test_a_note_after_a_call_that_reached_nobody_is_asked_for_like_this() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00", attempt=2)
    nobody = said(MarkKind.UNREACHABLE, "2026-12-01 10:20", on=call.key)
    of = one(call, marks=(nobody,))
    assert first(of, "2026-12-01 12:00") == Due(
        Key(MET.identity, Step.UNREACHABLE, 2),
        Channel.EMAIL,
        1,
        at("2026-12-01 10:15"),
        occasion_of(of),
        earliest=True,
        extra_contact=True,
        reason=Reason("unreachable", "2026-12-01"),
    )


def test_a_small_company_gets_the_note_after_every_unanswered_call() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
    due = first(one(call, small=True), "2026-12-01 12:00")
    assert (due.key.step, due.reason) == (Step.UNREACHABLE, Reason("small", "2026-12-01"))
    message = said(MarkKind.MESSAGE, "2026-12-01 10:20", on=call.key)
    assert (
        first(one(call, marks=(message,), small=True), "2026-12-01 12:00").key.step
        is Step.FOLLOW_UP
    )
    nobody = said(MarkKind.UNREACHABLE, "2026-12-01 10:20", on=call.key)
    told = first(one(call, marks=(nobody,), small=True), "2026-12-01 12:00")
    assert told.reason.code == "unreachable"


@pytest.mark.parametrize(
    "made",
    [
        stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00", channel=Channel.EMAIL),
        stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00", fate=Fate.DELETED),
    ],
)
def test_what_was_no_call_gets_no_note(made: Standing) -> None:
    due = first(one(made, small=True), "2026-12-01 12:00")
    assert (due.key.step, due.key.attempt) == (Step.FOLLOW_UP, 2)


def test_a_note_that_stands_is_asked_for_where_it_stands_until_it_has_passed() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
    note = stood(MET, Step.UNREACHABLE, "2026-12-01 14:00", channel=Channel.EMAIL)
    of = one(call, note, small=True)
    assert first(of, "2026-12-01 12:00").standing == note
    assert first(of, "2026-12-01 14:15").key.step is Step.FOLLOW_UP


def test_promises_and_waits_are_told_as_the_reason() -> None:
    promised = interview("2026-11-24 10:00", promised=date(2026, 12, 4))
    dues, _ = ahead(one(met=promised), "2026-11-27 09:00")
    assert (day(dues[0]), dues[0].reason) == (
        date(2026, 12, 7),
        Reason("promised", "2026-12-04"),
    )
    wait = said(MarkKind.WAIT, "2026-11-27 10:00", value="2026-12-11")
    dues, _ = ahead(one(marks=(wait,), met=promised), "2026-11-27 12:00")
    assert (day(dues[0]), dues[0].reason) == (date(2026, 12, 14), Reason("wait", "2026-12-11"))
    assert dues[1].reason == Reason("working-days", "5 2026-12-14")


def test_a_promise_on_the_very_day_of_the_call_changes_nothing() -> None:
    promised = interview("2026-11-24 10:00", promised=date(2026, 12, 1))
    assert day(first(one(met=promised), "2026-11-27 09:00")) == date(2026, 12, 1)


def test_the_later_of_two_promises_counts_and_only_for_the_first_call() -> None:
    sooner = interview("2026-11-24 10:00", promised=date(2026, 12, 3))
    later = interview("2026-11-24 15:00", uid="second", promised=date(2026, 12, 10))
    both = candidacy(occasion(sooner, later))
    dues, _ = ahead(both, "2026-11-27 09:00")
    assert [day(due) for due in dues[:2]] == [date(2026, 12, 11), date(2026, 12, 18)]
    called = stood(sooner, Step.FOLLOW_UP, "2026-11-27 10:00")
    after = candidacy(occasion(sooner, later, standings=(called,)))
    assert day(first(after, "2026-11-27 12:00")) == date(2026, 12, 4)


def test_a_date_to_wait_for_that_lies_before_the_interview_was_no_promise() -> None:
    wait = said(MarkKind.WAIT, "2026-11-10 10:00", value="2026-11-12")
    thanked = stood(MET, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)
    assert day(first(one(thanked, marks=(wait,)), "2026-11-25 09:00")) == date(2026, 12, 1)


def test_the_last_date_to_wait_for_counts_until_an_attempt_was_made_after_it() -> None:
    waits = (
        said(MarkKind.WAIT, "2026-11-27 10:00", value="2026-12-11"),
        said(MarkKind.WAIT, "2026-11-28 10:00", value="2026-12-04"),
    )
    assert day(first(one(marks=waits), "2026-11-30 12:00")) == date(2026, 12, 7)
    on_the_day = stood(MET, Step.FOLLOW_UP, "2026-12-04 10:00")
    assert day(first(one(on_the_day, marks=waits), "2026-12-04 12:00")) == date(2026, 12, 11)
    after = stood(MET, Step.FOLLOW_UP, "2026-12-07 10:00")
    assert day(first(one(after, marks=waits), "2026-12-07 12:00")) == date(2026, 12, 14)


def test_a_thank_you_that_passed_does_not_end_a_wait() -> None:
    wait = said(MarkKind.WAIT, "2026-11-24 12:00", value="2026-11-24")
    thanked = stood(MET, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)
    assert day(first(one(thanked, marks=(wait,)), "2026-11-26 12:00")) == date(2026, 11, 25)


def test_a_thank_you_is_due_until_the_end_of_the_second_working_day() -> None:
    assert first(one(), "2026-11-26 23:59").key.step is Step.THANK_YOU
    assert first(one(), "2026-11-27 00:00").key.step is Step.FOLLOW_UP


def test_a_thank_you_that_stands_later_is_kept() -> None:
    pinned = stood(MET, Step.THANK_YOU, "2026-12-01 09:00", channel=Channel.EMAIL, pinned=True)
    due = first(one(pinned), "2026-11-30 09:00")
    assert (due.key, due.standing) == (pinned.key, pinned)
    looking = stood(MET, Step.THANK_YOU, "2026-11-25 00:00", fate=Fate.UNPLACED)
    assert first(one(looking), "2026-11-30 09:00").key.step is Step.FOLLOW_UP
    asked = first(one(looking), "2026-11-26 09:00")
    assert (asked.key, asked.standing) == (looking.key, None)


def test_without_interviews_there_is_nothing_to_follow() -> None:
    assert ahead(candidacy(), "2026-11-24 12:00") == ([], Ending(Reason("interview-cancelled")))


def test_a_cancelled_later_round_leaves_the_thank_you_that_is_still_due() -> None:
    waiting = replace(one(), round_cancelled=True)
    dues, ending = ahead(waiting, "2026-11-24 12:00")
    assert [due.key.step for due in dues] == [Step.THANK_YOU]
    assert ending == Ending(Reason("round-cancelled"), open=True)


@pytest.mark.parametrize(
    ("kind", "left_open"),
    [(MarkKind.ANSWERED, True), (MarkKind.STOP, False)],
)
def test_what_needs_no_step_ends_with_its_mark(kind: MarkKind, left_open: bool) -> None:
    of = one(marks=(said(kind, "2026-11-26 10:00"),))
    assert ahead(of, "2026-11-26 12:00") == (
        [],
        Ending(Reason(kind.value, "2026-11-26"), open=left_open),
    )


@pytest.mark.parametrize(
    "kind",
    [
        *(MarkKind.MISSED, MarkKind.MESSAGE, MarkKind.UNREACHABLE),
        *(MarkKind.WAIT, MarkKind.INTERVIEW),
    ],
)
def test_a_mark_that_lets_it_go_on_takes_an_outcome_back(kind: MarkKind) -> None:
    marks = (
        said(MarkKind.ANSWERED, "2026-11-26 10:00"),
        said(kind, "2026-11-27 10:00", value="2026-12-04" if kind is MarkKind.WAIT else ""),
    )
    dues, _ = ahead(one(marks=marks), "2026-11-28 12:00")
    assert [due.key.step for due in dues] == [*[Step.FOLLOW_UP] * 3, Step.ABANDON]


def test_that_a_call_was_made_takes_no_outcome_back() -> None:
    marks = (
        said(MarkKind.ANSWERED, "2026-11-26 10:00"),
        said(MarkKind.DONE, "2026-11-27 10:00"),
    )
    assert ahead(one(marks=marks), "2026-11-28 12:00")[0] == []


def test_marks_of_the_company_say_nothing_of_the_outcome() -> None:
    marks = (
        said(MarkKind.ANSWERED, "2026-11-26 10:00"),
        said(MarkKind.COMPANY, "2026-11-27 10:00", value="Lumigrade"),
    )
    assert ahead(one(marks=marks), "2026-11-28 12:00")[0] == []


def test_an_outcome_of_an_earlier_round_ends_that_round_alone() -> None:
    earlier, later = interview("2026-11-23 10:00"), interview("2026-11-24 10:00", uid="two")
    answered = said(MarkKind.ANSWERED, "2026-11-23 18:00")
    of = candidacy(occasion(earlier, said=(answered,)), occasion(later))
    dues, _ = ahead(of, "2026-11-24 12:00")
    assert [due.key.interview for due in dues[:2]] == [later.identity, later.identity]


def test_what_was_offered_and_settled_or_deleted_is_not_asked_for_again() -> None:
    offer = said(MarkKind.OFFER, "2026-11-27 10:00")
    for fate in (Fate.STANDS, Fate.DELETED):
        made = stood(MET, Step.CONTRACT, "2026-11-30 09:00", channel=Channel.EMAIL, fate=fate)
        assert ahead(one(made, marks=(offer,)), "2026-11-30 12:00")[0] == []


def test_the_person_may_prefer_a_channel_for_a_company() -> None:
    of = replace(one(), by=Channel.EMAIL)
    channels = [due.channel for due in ahead(of, "2026-11-24 12:00")[0]]
    assert channels == [Channel.EMAIL] * 4 + [Channel.MARKER]
    of = replace(one(), by=Channel.PHONE)
    channels = [due.channel for due in ahead(of, "2026-11-24 12:00")[0]]
    assert channels == [Channel.EMAIL, *[Channel.PHONE] * 3, Channel.MARKER]
