"""What the plan says of each follow-up, field by field: what everything after it works with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from builders import at, candidacy, interview, occasion, said, stood
from relance.model import (
    Candidacy,
    Channel,
    Details,
    Fate,
    FollowUp,
    Key,
    MarkKind,
    Reason,
    Recruiter,
    Said,
    Span,
    Standing,
    State,
    Step,
)
from relance.planning.plan import Plan, plan
from relance.planning.sequence import DEFAULT_SEQUENCE
from relance.planning.windows import Rules, weekly

RULES = Rules()
MET = interview("2026-11-24 10:00")
AFTER = Reason("after-interview", "2026-11-24")
FIVE = Reason("working-days", "5 2026-11-24")


def of(*standings: Standing, marks: tuple[Said, ...] = ()) -> Candidacy:
    one = candidacy(occasion(MET, standings=standings, said=marks), name="42")
    return replace(one, company="Lumigrade", details=Details(company="Lumigrade"))


def planned(
    one: Candidacy,
    now: str,
    busy: tuple[Span, ...] = (),
    rules: Rules = RULES,
    *,
    forecast: bool = False,
) -> Plan:
    return plan([one], DEFAULT_SEQUENCE, rules, busy, at(now), forecast=forecast)


def only(made: Plan, state: State = State.PENDING) -> FollowUp:
    (found,) = [f for f in made.follow_ups if f.state is state]
    return found


def timed(step: Step, channel: Channel, due: str, start: str | None, state: State) -> FollowUp:
    """Return a follow-up of a quarter of an hour for the one interview of these tests."""
    span = None if start is None else stood(MET, step, start).span
    return FollowUp(
        Key(MET.identity, step),
        "42",
        "Lumigrade",
        channel,
        3 if step is Step.FOLLOW_UP else 1,
        at(due),
        span.start if span else None,
        span.end if span else None,
        "Europe/Paris",
        state,
    )


def test_a_thank_you_that_is_placed() -> None:
    expected = timed(
        Step.THANK_YOU, Channel.EMAIL, "2026-11-25 00:00", "2026-11-25 08:30", State.PENDING
    )
    waited = Reason("waited", "0 working hours since it was due")
    reasons = (AFTER, Reason("earliest", "the earliest allowed slot is taken"), waited)
    assert only(planned(of(), "2026-11-24 12:00")) == replace(expected, score=0, reasons=reasons)


def test_a_call_that_is_placed() -> None:
    expected = timed(
        Step.FOLLOW_UP, Channel.PHONE, "2026-12-01 00:00", "2026-12-01 10:00", State.PENDING
    )
    reasons = (
        FIVE,
        Reason("waited", "1 working hours since it was due", 1),
        Reason("day", "tue", 2),
        Reason("hours", "in listed hours"),
    )
    made = only(planned(of(), "2026-11-30 09:00"))
    assert made == replace(expected, score=3, reasons=reasons)


def test_a_call_that_became_an_email() -> None:
    made = only(planned(of(), "2026-11-30 09:00", rules=replace(RULES, phone=())))
    assert made.channel is Channel.EMAIL
    assert [reason.code for reason in made.reasons] == [
        *("working-days", "became-email", "waited", "day", "hours"),
    ]


def test_a_call_without_any_slot() -> None:
    full = (Span(at("2026-11-25 00:00"), at("2027-01-31 00:00")),)
    expected = timed(Step.FOLLOW_UP, Channel.PHONE, "2026-12-01 00:00", None, State.UNPLACED)
    made = only(planned(of(), "2026-11-30 09:00", full), State.UNPLACED)
    assert made.reasons[0] == FIVE
    assert made.reasons[1].code == "busy"
    assert replace(made, reasons=()) == expected


def test_a_forecast_without_any_slot_is_a_forecast() -> None:
    full = (Span(at("2026-11-26 00:00"), at("2027-01-31 00:00")),)
    made = planned(of(), "2026-11-24 12:00", full, forecast=True)
    assert [(f.key.step, f.state, f.start is None) for f in made.follow_ups] == [
        (Step.THANK_YOU, State.PENDING, False),
        (Step.FOLLOW_UP, State.FORECAST, True),
    ]


def test_a_marker_on_its_day() -> None:
    last = stood(MET, Step.FOLLOW_UP, "2026-12-15 10:00", attempt=3, channel=Channel.EMAIL)
    made = only(planned(of(last), "2026-12-15 12:00"))
    assert made == FollowUp(
        Key(MET.identity, Step.ABANDON),
        "42",
        "Lumigrade",
        Channel.MARKER,
        1,
        at("2026-12-22 00:00"),
        date(2026, 12, 22),
        date(2026, 12, 23),
        "Europe/Paris",
        State.PENDING,
        reasons=(Reason("working-days", "5 2026-12-15"),),
    )


def test_a_marker_that_finds_no_day() -> None:
    # Due on Thanksgiving, which the owner keeps, with one day to search.
    met = interview("2026-10-20 10:00")
    last = stood(met, Step.FOLLOW_UP, "2026-11-19 10:00", attempt=3, channel=Channel.EMAIL)
    rules = replace(RULES, owner=Recruiter("Europe/Paris", "US"), search_days=1)
    one = candidacy(occasion(met, standings=(last,)))
    made = only(planned(one, "2026-11-19 12:00", rules=rules), State.UNPLACED)
    assert (made.channel, made.start, made.end) == (Channel.MARKER, None, None)
    assert made.reasons == (Reason("working-days", "5 2026-11-19"), Reason("no-working-day"))
    forecast = replace(RULES, owner=rules.owner)
    assert only(planned(one, "2026-11-19 12:00", rules=forecast)).start == date(2026, 11, 27)


def test_a_follow_up_that_stays() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 14:00")
    expected = timed(
        Step.FOLLOW_UP, Channel.PHONE, "2026-12-01 00:00", "2026-12-02 14:00", State.PENDING
    )
    reasons = (
        FIVE,
        Reason("waited", "10 working hours since it was due", 10),
        Reason("day", "wed"),
        Reason("hours", "outside the listed hours", 3),
    )
    made = only(planned(of(call), "2026-11-30 09:00"))
    assert made == replace(expected, score=13, reasons=reasons)


def test_a_follow_up_that_the_person_placed() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-06 07:00", pinned=True)
    expected = timed(
        Step.FOLLOW_UP, Channel.PHONE, "2026-12-01 00:00", "2026-12-06 07:00", State.PENDING
    )
    made = only(planned(of(call), "2026-11-30 09:00"))
    assert made == replace(expected, pinned=True, reasons=(FIVE, Reason("pinned")))


@pytest.mark.parametrize("pinned", [True, False])
def test_a_follow_up_that_has_passed(pinned: bool) -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00", pinned=pinned)
    expected = timed(
        Step.FOLLOW_UP, Channel.PHONE, "2026-12-02 10:00", "2026-12-02 10:00", State.PASSED
    )
    made = only(planned(of(call), "2026-12-02 12:00"), State.PASSED)
    assert replace(made, reasons=()) == replace(expected, pinned=pinned)


def test_a_thank_you_that_has_passed_is_one_of_one() -> None:
    thanks = stood(MET, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)
    made = only(planned(of(thanks), "2026-11-26 12:00"), State.PASSED)
    assert (made.of, made.channel) == (1, Channel.EMAIL)


def test_a_marker_that_has_passed_was_due_as_its_day_began() -> None:
    marker = stood(MET, Step.ABANDON, date(2026, 12, 22))
    made = only(planned(of(marker), "2026-12-23 00:00"), State.PASSED)
    assert (made.due, made.start, made.end) == (at("2026-12-22 00:00"), *_days(22, 23))


def _days(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 12, day) for day in days)


def test_what_the_person_deleted_was_skipped() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00", fate=Fate.DELETED)
    made = planned(of(call), "2026-11-30 12:00")
    assert [(f.state, f.key.attempt) for f in made.follow_ups] == [
        (State.SKIPPED, 1),
        (State.PENDING, 2),
    ]


def test_what_was_missed_was_skipped_and_what_was_taken_back_is_not_told() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
    missed = said(MarkKind.MISSED, "2026-12-01 18:00", on=call.key)
    gone = stood(MET, Step.THANK_YOU, "2026-11-25 08:30", fate=Fate.WITHDRAWN)
    made = planned(of(call, gone, marks=(missed,)), "2026-12-01 18:00")
    assert [(f.state, f.key.step, f.key.generation) for f in made.follow_ups] == [
        (State.SKIPPED, Step.FOLLOW_UP, 0),
        (State.PENDING, Step.FOLLOW_UP, 1),
    ]


def test_follow_ups_come_in_the_order_of_their_times() -> None:
    thanks = stood(MET, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)
    made = planned(of(thanks), "2026-11-26 12:00", forecast=True).follow_ups
    assert [f.key.step for f in made] == [
        *(Step.THANK_YOU, Step.FOLLOW_UP, Step.FOLLOW_UP, Step.FOLLOW_UP, Step.ABANDON),
    ]


def test_days_are_counted_where_the_recruiter_is() -> None:
    # Sydney's mornings are the nights before in Paris.
    sydney = Recruiter("Australia/Sydney", "AU", "NSW")
    always = (weekly("00:00-24:00"),)
    met = interview("2026-11-24 10:00", zone=ZoneInfo(sydney.zone))
    one = candidacy(occasion(met, zone=ZoneInfo(sydney.zone)), recruiter=sydney)
    rules = replace(RULES, owner_hours=always)
    made = planned(one, "2026-11-23 22:00", rules=rules, forecast=True)
    here = ZoneInfo(sydney.zone)
    days = [
        f.due.astimezone(here).date()
        for f in made.follow_ups
        if f.key.step is Step.FOLLOW_UP and f.key.attempt > 1
    ]
    stands = [
        f.span.start.astimezone(here).date()
        for f in made.follow_ups
        if f.key.step is Step.FOLLOW_UP and f.span is not None
    ]
    assert stands[:2] == [date(2026, 12, 1), date(2026, 12, 8)]
    assert days == [date(2026, 12, 8), date(2026, 12, 15)]


def test_a_plan_wakes_when_the_first_of_what_stands_has_passed() -> None:
    thanks = planned(of(), "2026-11-24 12:00")
    assert thanks.wake == at("2026-11-25 08:45")
    marker = of(stood(MET, Step.FOLLOW_UP, "2026-12-15 10:00", attempt=3))
    assert planned(marker, "2026-12-15 12:00").wake == at("2026-12-23 00:00")
    closed = of(stood(MET, Step.ABANDON, date(2026, 12, 22)))
    assert planned(closed, "2026-12-23 00:00").wake is None


def test_a_plan_wakes_when_what_is_told_as_missed_before_its_time_begins() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
    missed = said(MarkKind.MISSED, "2026-11-30 18:00", on=call.key)
    ahead = planned(of(call, marks=(missed,)), "2026-11-30 18:00")
    assert ahead.wake == at("2026-12-01 10:00")
    done = said(MarkKind.DONE, "2026-11-30 18:00", on=call.key)
    assert planned(of(call, marks=(done,)), "2026-11-30 18:00").wake != at("2026-12-01 10:00")
    begun = planned(of(call, marks=(missed,)), "2026-12-01 10:00")
    assert begun.wake is not None
    assert begun.wake > at("2026-12-01 10:00")


def test_a_plan_with_something_unplaced_wakes_after_six_hours() -> None:
    full = (Span(at("2026-11-25 00:00"), at("2027-01-31 00:00")),)
    assert planned(of(), "2026-11-30 09:00", full).wake == at("2026-11-30 15:00")
