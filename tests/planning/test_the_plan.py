"""All candidacies together: what stays, what is placed, what finds no slot."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from builders import FRANCE, PARIS, at, candidacy, interview, occasion, said, stood
from relance.model import (
    Candidacy,
    Channel,
    FollowUp,
    Interview,
    MarkKind,
    Recruiter,
    Said,
    Span,
    Standing,
    State,
    Step,
)
from relance.planning.plan import Plan, plan
from relance.planning.sequence import DEFAULT_SEQUENCE
from relance.planning.windows import Rules

RULES = Rules()


def of(
    met: Interview,
    *standings: Standing,
    marks: tuple[Said, ...] = (),
    name: str = "lumigrade",
    recruiter: Recruiter = FRANCE,
) -> Candidacy:
    return candidacy(occasion(met, standings=standings, said=marks), name=name, recruiter=recruiter)


def planned(
    *candidacies: Candidacy,
    now: str,
    busy: tuple[Span, ...] = (),
    rules: Rules = RULES,
    ahead: int = 1,
    forecast: bool = False,
) -> Plan:
    return plan(
        candidacies, DEFAULT_SEQUENCE, rules, busy, at(now), steps_ahead=ahead, forecast=forecast
    )


def only(made: Plan, state: State = State.PENDING) -> FollowUp:
    (found,) = [f for f in made.follow_ups if f.state is state]
    return found


def whole_days(first: str, last: str) -> tuple[Span, ...]:
    return (Span(at(f"{first} 00:00"), at(f"{last} 23:59")),)


def test_a_future_interview_has_its_thank_you_already() -> None:
    made = only(planned(of(interview("2026-11-24 10:00")), now="2026-11-20 09:00"))

    assert (made.key.step, made.channel) == (Step.THANK_YOU, Channel.EMAIL)
    assert made.start == at("2026-11-25 08:30")


def test_after_a_friday_interview_the_thank_you_is_the_same_day_if_it_fits() -> None:
    early, late = interview("2026-11-27 10:00"), interview("2026-11-27 15:00")

    assert only(planned(of(early), now="2026-11-26 09:00")).start == at("2026-11-27 12:00")
    assert only(planned(of(late), now="2026-11-26 09:00")).start == at("2026-11-30 12:00")


def test_a_thank_you_without_a_slot_in_time_is_left_out() -> None:
    met = interview("2026-11-24 10:00")
    made = only(
        planned(of(met), now="2026-11-24 12:00", busy=whole_days("2026-11-25", "2026-11-26"))
    )

    assert made.key.step is Step.FOLLOW_UP


def test_a_call_prefers_the_middle_of_the_week_and_the_good_hours() -> None:
    # Due on Tuesday 1 December: 10:00 that day costs 1 hour waited and 2 for Tuesday.
    made = only(planned(of(interview("2026-11-24 10:00")), now="2026-11-30 09:00"))

    assert (made.start, made.score) == (at("2026-12-01 10:00"), 3.0)


def test_what_stands_stays_even_if_a_better_slot_is_free() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-04 14:00")
    made = only(planned(of(met, call), now="2026-11-30 09:00"))

    assert made.start == at("2026-12-04 14:00")


def test_what_is_over_something_busy_moves() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-01 10:00")
    busy = (Span(at("2026-12-01 10:18"), at("2026-12-01 11:00")),)
    made = only(planned(of(met, call), now="2026-11-30 09:00", busy=busy))

    assert made.key == call.key
    assert made.start == at("2026-12-01 11:15")


def test_what_the_person_placed_stays_even_on_a_forbidden_time() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-06 07:00", pinned=True)
    made = only(planned(of(met, call), now="2026-11-30 09:00"))

    assert (made.start, made.pinned) == (at("2026-12-06 07:00"), True)


def test_a_pin_before_the_end_of_its_interview_is_withdrawn() -> None:
    met = interview("2026-12-10 10:00")
    thanks = stood(met, Step.THANK_YOU, "2026-12-09 09:00", channel=Channel.EMAIL, pinned=True)
    made = only(planned(of(met, thanks), now="2026-11-30 09:00"))

    assert (made.start, made.pinned) == (at("2026-12-11 08:30"), False)


def test_a_call_that_finds_no_slot_becomes_an_email() -> None:
    met = interview("2026-11-24 10:00")
    phones_shut = replace(RULES, phone=())
    made = only(planned(of(met), now="2026-11-30 09:00", rules=phones_shut))

    assert made.channel is Channel.EMAIL
    assert "became-email" in {reason.code for reason in made.reasons}


def test_a_call_that_became_an_email_stays_one() -> None:
    met = interview("2026-11-24 10:00")
    mail = stood(met, Step.FOLLOW_UP, "2026-12-01 17:00", channel=Channel.EMAIL)
    made = only(planned(of(met, mail), now="2026-11-30 09:00"))

    assert (made.channel, made.start) == (Channel.EMAIL, at("2026-12-01 17:00"))


def test_without_any_slot_the_step_is_unplaced_with_the_rule_in_the_way() -> None:
    met = interview("2026-11-24 10:00")
    full = whole_days("2026-11-25", "2027-01-31")
    made = only(planned(of(met), now="2026-11-30 09:00", busy=full), State.UNPLACED)

    assert made.start is None
    assert "busy" in {reason.code for reason in made.reasons}


def test_companies_compete_in_the_order_of_their_due_times() -> None:
    first = of(interview("2026-11-23 10:00", company="Zinnia"), name="zinnia")
    second = of(interview("2026-11-24 10:00", company="Ambre"), name="ambre")
    made = planned(second, first, now="2026-12-02 09:00").wanted

    assert [f.candidacy for f in made] == ["zinnia", "ambre"]
    assert [f.start for f in made] == [at("2026-12-02 10:00"), at("2026-12-02 10:15")]


def test_there_are_at_most_four_contacts_a_day() -> None:
    many = [of(interview("2026-11-24 10:00", company=f"C{n}"), name=f"c{n}") for n in range(9)]
    made = planned(*many, now="2026-12-02 08:00").wanted
    days = [f.span.start.astimezone(PARIS).date() for f in made if f.span]

    assert max(days.count(day) for day in set(days)) == 4


def test_calls_to_several_companies_never_overlap() -> None:
    many = [of(interview("2026-11-24 10:00", company=f"C{n}"), name=f"c{n}") for n in range(9)]
    spans = sorted(f.span for f in planned(*many, now="2026-12-02 08:00").wanted if f.span)

    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_the_order_of_the_input_changes_nothing() -> None:
    many = [of(interview("2026-11-24 10:00", company=f"C{n}"), name=f"c{n}") for n in range(12)]
    expected = planned(*many, now="2026-12-02 08:00", forecast=True)
    for seed in range(5):
        shuffled = random.Random(seed).sample(many, len(many))
        assert planned(*shuffled, now="2026-12-02 08:00", forecast=True) == expected


def test_the_forecast_shows_the_steps_after_the_next() -> None:
    made = planned(of(interview("2026-11-24 10:00")), now="2026-11-24 12:00", forecast=True)
    ahead = [(f.key.step, f.state) for f in made.follow_ups]

    assert ahead == [
        (Step.THANK_YOU, State.PENDING),
        (Step.FOLLOW_UP, State.FORECAST),
        (Step.FOLLOW_UP, State.FORECAST),
        (Step.FOLLOW_UP, State.FORECAST),
        (Step.ABANDON, State.FORECAST),
    ]


def test_steps_ahead_writes_more_of_them() -> None:
    made = planned(of(interview("2026-11-24 10:00")), now="2026-11-24 12:00", ahead=3)

    assert [f.key.attempt for f in made.wanted] == [1, 1, 2]


def test_the_marker_stands_all_day_on_a_working_day() -> None:
    met = interview("2026-10-06 10:00")
    last = stood(met, Step.FOLLOW_UP, "2026-11-04 10:00", attempt=3, channel=Channel.EMAIL)
    made = only(planned(of(met, last), now="2026-11-04 12:00"))

    # 5 working days after 4 November, Armistice day left out.
    assert (made.key.step, made.start, made.end) == (
        Step.ABANDON,
        date(2026, 11, 12),
        date(2026, 11, 13),
    )


def test_the_marker_is_never_put_on_a_day_that_has_begun() -> None:
    met = interview("2026-10-06 10:00")
    last = stood(met, Step.FOLLOW_UP, "2026-10-27 10:00", attempt=3, channel=Channel.EMAIL)
    made = only(planned(of(met, last), now="2026-11-23 09:00"))

    assert made.start == date(2026, 11, 24)


def test_nothing_is_placed_before_it_is_due_or_in_the_past() -> None:
    late = interview("2026-11-10 10:00", first_seen="2026-11-19 15:10")
    made = only(planned(of(late), now="2026-11-19 15:10"))

    assert made.span is not None
    assert made.span.start >= at("2026-11-19 15:10")


def test_a_recruiter_abroad_is_called_when_it_suits_both() -> None:
    met = interview("2026-11-24 16:00")
    new_york = Recruiter("America/New_York", "US")
    made = only(planned(of(met, recruiter=new_york), now="2026-12-01 09:00"))

    assert made.span is not None
    assert made.span.start == at("2026-12-02 16:00")  # 10:00 in New York, on a Wednesday


def test_where_no_hour_suits_both_the_call_becomes_an_email_or_is_told() -> None:
    met = interview("2026-11-24 10:00")
    auckland = Recruiter("Pacific/Auckland", "NZ")
    made = planned(of(met, recruiter=auckland), now="2026-12-01 09:00")
    (follow_up,) = made.follow_ups

    assert follow_up.channel is Channel.EMAIL or follow_up.state is State.UNPLACED


def test_the_plan_wakes_when_the_next_follow_up_has_passed() -> None:
    made = planned(of(interview("2026-11-24 10:00")), now="2026-11-20 09:00")

    assert made.wake == at("2026-11-25 08:45")


def test_past_follow_ups_come_along() -> None:
    met = interview("2026-11-24 10:00")
    thanks = stood(met, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)
    made = planned(of(met, thanks), now="2026-11-26 09:00")

    assert [f.state for f in made.follow_ups] == [State.PASSED, State.PENDING]


def test_a_missed_call_takes_no_contact_of_its_day() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-02 10:00")
    missed = said(MarkKind.MISSED, "2026-12-02 10:30", on=call.key)
    made = only(planned(of(met, call, marks=(missed,)), now="2026-12-02 10:30"))

    assert made.span is not None
    assert made.span.start - at("2026-12-02 10:30") < timedelta(hours=2)
