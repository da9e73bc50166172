"""What led to a follow-up that stands, is to come, finds no slot, or was taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from builders import at, candidacy, interview, occasion, said, stood
from relance.model import (
    Candidacy,
    Channel,
    Fate,
    FollowUp,
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
from relance.planning.sequence import DEFAULT_SEQUENCE, Ending
from relance.planning.why import Grounds, find, grounds
from relance.planning.windows import Rules, weekly
from steps import MET

RULES = Rules()
THANKS = stood(MET, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)
CALL = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")


def of(*standings: Standing, marks: tuple[Said, ...] = ()) -> Candidacy:
    return candidacy(occasion(MET, standings=standings, said=marks))


def planned(
    *candidacies: Candidacy, now: str, busy: tuple[Span, ...] = (), rules: Rules = RULES
) -> Plan:
    return plan(candidacies, DEFAULT_SEQUENCE, rules, busy, at(now), forecast=True)


def led(
    key: object,
    *candidacies: Candidacy,
    now: str,
    busy: tuple[Span, ...] = (),
    rules: Rules = RULES,
) -> tuple[FollowUp, Grounds]:
    """Return a follow-up of the first candidacy, and what led to it."""
    made = planned(*candidacies, now=now, busy=busy, rules=rules)
    found = find(made, candidacies, DEFAULT_SEQUENCE, str(key))
    assert found is not None
    one = candidacies[0]
    return found, grounds(found, made, one, DEFAULT_SEQUENCE, rules, busy, at(now))


def pending(*candidacies: Candidacy, now: str, rules: Rules = RULES) -> FollowUp:
    made = planned(*candidacies, now=now, rules=rules)
    return next(f for f in made.wanted if f.candidacy == candidacies[0].id)


def test_a_call_that_stands_is_explained_by_the_slots_looked_at() -> None:
    found, why = led(CALL.key, of(THANKS, CALL), now="2026-11-30 09:00")
    assert found.state is State.PENDING
    assert why.due is not None
    assert (why.due.due, why.due.standing) == (at("2026-12-01 00:00"), CALL)
    assert why.explanation is not None
    assert why.explanation.chosen is not None
    assert (why.explanation.chosen.span, why.explanation.chosen.cost) == (found.span, found.score)
    assert (why.no_call, why.until, why.after, why.ending, why.said) == (None, None, None, None, ())
    assert why.then is not None
    assert (why.then.key.attempt, why.then.state) == (2, State.FORECAST)


def test_others_are_in_the_way_in_the_explanation_and_it_itself_is_not() -> None:
    mine = of(THANKS, CALL)
    other = replace(candidacy(occasion(interview("2026-11-24 10:00", company="Ambre"))), id="ambre")
    _, why = led(CALL.key, mine, other, now="2026-11-30 09:00")
    assert why.explanation is not None
    taken = [
        c.span.start for c in why.explanation.looked_at if c.reason and c.reason.code == "follow-up"
    ]
    assert taken == [at("2026-12-01 10:15")]
    assert CALL.start in [c.span.start for c in why.explanation.looked_at if c.reason is None]


def test_a_note_leaves_its_company_the_day_in_the_explanation() -> None:
    note = stood(MET, Step.UNREACHABLE, "2026-12-02 10:15", channel=Channel.EMAIL)
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00")
    marks = (
        said(MarkKind.UNREACHABLE, "2026-12-02 10:20", on=call.key),
        said(MarkKind.MISSED, "2026-12-02 10:40", on=call.key),
    )
    again = call.key.renewed()
    _, why = led(again, of(THANKS, call, note, marks=marks), now="2026-12-02 10:40")
    assert why.explanation is not None
    assert "one-a-day" not in {c.reason.code for c in why.explanation.looked_at if c.reason}


def test_a_forecast_is_explained_with_the_forecasts_before_it_in_the_way() -> None:
    other = replace(candidacy(occasion(interview("2026-11-24 10:00", company="Ambre"))), id="ambre")
    mine = of()
    made = planned(mine, other, now="2026-11-24 12:00")
    call = next(
        f for f in made.follow_ups if f.candidacy == mine.id and f.key.step is Step.FOLLOW_UP
    )
    _, why = led(call.key, mine, other, now="2026-11-24 12:00")
    assert why.explanation is not None
    codes = [c.reason.code for c in why.explanation.looked_at if c.reason]
    assert codes.count("follow-up") == 1
    assert why.after is None


def test_what_finds_no_slot_is_explained_with_the_last_day_of_its_search() -> None:
    full = (Span(at("2026-11-25 00:00"), at("2027-01-31 00:00")),)
    key = CALL.key
    _, why = led(key, of(THANKS), now="2026-11-30 09:00", busy=full)
    # From 1 December: the 15th working day is the 21st.
    assert why.until == date(2026, 12, 21)
    assert why.explanation is not None
    assert why.explanation.counts[0].code == "busy"
    looking = stood(MET, Step.FOLLOW_UP, "2026-12-03 08:00", fate=Fate.UNPLACED)
    _, later = led(key, of(THANKS, looking), now="2026-12-10 09:00", busy=full)
    assert later.until == date(2026, 12, 23)
    assert later.then is not None
    assert later.then.key == key


def test_a_call_that_became_an_email_says_which_rule_left_no_hour() -> None:
    shut = replace(RULES, phone=())
    mine = of(THANKS)
    key = pending(mine, now="2026-11-30 09:00", rules=shut).key
    _, why = led(key, mine, now="2026-11-30 09:00", rules=shut)
    assert why.no_call == Reason("none-left", "no window on the days searched")
    mail = replace(CALL, channel=Channel.EMAIL)
    _, free = led(key, of(THANKS, mail), now="2026-11-30 09:00")
    assert free.no_call == Reason("", "a slot for a call would be free")
    full = (Span(at("2026-12-01 00:00"), at("2027-01-31 00:00")),)
    _, by_now = led(key, of(THANKS, mail), now="2026-12-01 10:05", busy=full)
    assert by_now.no_call is not None
    assert by_now.no_call.code == "busy"
    _, called = led(key, of(THANKS, CALL), now="2026-11-30 09:00")
    assert called.no_call is None


def test_an_email_that_has_passed_for_a_call_is_judged_without_the_calendars_of_then() -> None:
    mail = replace(CALL, channel=Channel.EMAIL)
    full = (Span(at("2026-12-01 00:00"), at("2027-01-31 00:00")),)
    found, why = led(CALL.key, of(THANKS, mail), now="2026-12-02 09:00", busy=full)
    assert found.state is State.PASSED
    assert why.no_call == Reason("", "a slot for a call would be free")
    assert why.explanation is None


def test_a_marker_counts_from_the_closing_message_and_has_no_slots() -> None:
    closing = stood(MET, Step.FOLLOW_UP, "2026-12-15 10:00", attempt=3, channel=Channel.EMAIL)
    mine = of(closing)
    key = pending(mine, now="2026-12-15 12:00").key
    found, why = led(key, mine, now="2026-12-15 12:00")
    assert (found.key.step, why.explanation) == (Step.ABANDON, None)
    assert why.after is not None
    assert why.after.key == closing.key
    assert (why.then, why.until) == (None, None)


def test_a_second_call_counts_from_the_first_and_from_no_other_companys() -> None:
    mine = of(THANKS, CALL)
    own = interview("2026-11-24 10:00", company="Ambre")
    theirs = replace(
        candidacy(occasion(own, standings=(stood(own, Step.FOLLOW_UP, "2026-12-01 11:00"),))),
        id="ambre",
    )
    key = replace(CALL.key, attempt=2)
    _, why = led(key, mine, theirs, now="2026-12-01 12:00")
    assert why.after is not None
    assert why.after.key == CALL.key


def test_marks_on_a_follow_up_come_with_what_led_to_it() -> None:
    done = said(MarkKind.DONE, "2026-12-01 10:20", on=CALL.key)
    other = said(MarkKind.SMALL, "2026-12-01 10:20")
    _, why = led(CALL.key, of(THANKS, CALL, marks=(done, other)), now="2026-12-01 10:30")
    assert why.said == (done,)


def test_where_nothing_stands_any_more_the_ending_is_told() -> None:
    stop = said(MarkKind.STOP, "2026-12-01 11:00")
    found, why = led(CALL.key, of(THANKS, CALL, marks=(stop,)), now="2026-12-01 12:00")
    assert found.state is State.PASSED
    assert (why.ending, why.then) == (Ending(Reason("stop", "2026-12-01")), None)
    _, goes_on = led(CALL.key, of(THANKS, CALL), now="2026-12-01 12:00")
    assert goes_on.ending is None


# What was taken back


def test_what_was_taken_back_is_told_whole() -> None:
    gone = replace(CALL, fate=Fate.WITHDRAWN)
    answered = said(MarkKind.ANSWERED, "2026-11-28 00:30")
    expected = FollowUp(
        CALL.key,
        "lumigrade",
        "Lumigrade",
        Channel.PHONE,
        3,
        at("2026-12-01 00:00"),
        CALL.start,
        CALL.end,
        "Europe/Paris",
        State.WITHDRAWN,
        reasons=(Reason("answered", "2026-11-28"),),
    )
    found, _ = led(CALL.key, of(THANKS, gone, marks=(answered,)), now="2026-11-28 09:00")
    assert found == expected
    known = replace(gone, due=at("2026-11-30 00:00"), pinned=True)
    found, _ = led(CALL.key, of(THANKS, known, marks=(answered,)), now="2026-11-28 09:00")
    assert found == replace(expected, due=at("2026-11-30 00:00"), pinned=True)


def test_a_thank_you_and_a_marker_that_were_taken_back_are_one_of_one() -> None:
    answered = said(MarkKind.ANSWERED, "2026-11-24 12:00")
    for step in (
        replace(THANKS, fate=Fate.WITHDRAWN),
        stood(MET, Step.ABANDON, date(2026, 12, 22), fate=Fate.WITHDRAWN),
    ):
        found, _ = led(step.key, of(step, marks=(answered,)), now="2026-11-24 12:30")
        assert (found.of, found.channel, found.start) == (1, step.channel, step.start)


def test_what_was_placed_again_says_on_which_day() -> None:
    gone = replace(CALL, fate=Fate.WITHDRAWN)
    found, _ = led(CALL.key, of(THANKS, gone), now="2026-11-30 09:00")
    assert found.reasons == (Reason("placed-again", "2026-12-01"),)


def test_what_a_cancelled_round_took_back_says_so() -> None:
    gone = replace(CALL, fate=Fate.WITHDRAWN)
    waiting = replace(of(THANKS, gone), round_cancelled=True)
    found, why = led(CALL.key, waiting, now="2026-11-30 09:00")
    assert found.reasons == (Reason("round-cancelled"),)
    assert why.ending == Ending(Reason("round-cancelled"), open=True)


# What is behind, as it was asked for then


def test_a_later_round_does_not_change_why_an_earlier_call_was_due() -> None:
    second = interview("2026-12-10 10:00", uid="second")
    both = candidacy(occasion(MET, standings=(THANKS, CALL)), occasion(second))
    found, why = led(CALL.key, both, now="2026-12-02 09:00")
    assert found.state is State.PASSED
    assert why.due is not None
    assert (why.due.key, why.due.due) == (CALL.key, at("2026-12-01 00:00"))
    assert why.then is not None
    assert why.then.key.interview == second.identity


def test_a_pinned_call_before_its_due_day_is_explained_all_the_same() -> None:
    early = stood(MET, Step.FOLLOW_UP, "2026-11-27 10:00", pinned=True)
    _, why = led(early.key, of(THANKS, early), now="2026-11-30 09:00")
    assert why.due is not None
    assert why.due.due == at("2026-12-01 00:00")


def test_a_marker_that_has_passed_is_explained_as_of_the_night_before() -> None:
    closing = stood(MET, Step.FOLLOW_UP, "2026-12-15 10:00", attempt=3, channel=Channel.EMAIL)
    marker = stood(MET, Step.ABANDON, date(2026, 12, 22))
    found, why = led(marker.key, of(closing, marker), now="2026-12-23 00:00")
    assert found.state is State.PASSED
    assert why.due is not None
    assert (why.due.due, why.due.reason.detail) == (at("2026-12-22 00:00"), "5 2026-12-15")
    assert why.after is not None
    assert why.after.key == closing.key


def test_days_are_told_where_the_recruiter_is() -> None:
    new_york = Recruiter("America/New_York", "US")
    rules = replace(RULES, owner_hours=(weekly("00:00-24:00"),))
    late = stood(MET, Step.FOLLOW_UP, "2026-12-02 01:00", pinned=True)  # 1 December there
    mine = replace(of(THANKS, late), recruiter=new_york)
    key = replace(late.key, attempt=2)
    _, why = led(key, mine, now="2026-12-02 02:00", rules=rules)
    assert why.due is not None
    assert why.due.reason == Reason("working-days", "5 2026-12-01")
    assert why.after is not None
    assert why.after.key == late.key
