"""What stands, what the person placed, and what was taken before others get their slots."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

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
from relance.planning.windows import Rules, weekly
from steps import MET

if TYPE_CHECKING:
    from datetime import datetime

RULES = Rules()
THANKS = stood(MET, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)


def of(*standings: Standing, marks: tuple[Said, ...] = ()) -> Candidacy:
    return candidacy(occasion(MET, standings=standings, said=marks))


def other(name: str, *standings: Standing, met: str = "2026-11-24 10:00") -> Candidacy:
    """Return another company's candidacy; its follow-ups are those of its own interview."""
    own = interview(met, company=name)
    moved = tuple(replace(s, key=replace(s.key, interview=own.identity)) for s in standings)
    return candidacy(occasion(own, standings=moved), name=name)


def planned(
    *candidacies: Candidacy,
    now: str,
    busy: tuple[Span, ...] = (),
    rules: Rules = RULES,
    ahead: int = 1,
) -> Plan:
    return plan(candidacies, DEFAULT_SEQUENCE, rules, busy, at(now), steps_ahead=ahead)


def starts(made: Plan) -> dict[str, datetime | date | None]:
    return {f.candidacy: f.start for f in made.wanted}


def shown(follow_ups: tuple[FollowUp, ...]) -> list[tuple[Step, int, datetime | date | None]]:
    return [(f.key.step, f.key.attempt, f.start) for f in follow_ups]


def test_one_step_is_planned_and_no_forecast_unless_asked() -> None:
    made = plan([of()], DEFAULT_SEQUENCE, RULES, (), at("2026-11-24 12:00"))
    assert [f.state for f in made.follow_ups] == [State.PENDING]
    assert made.wanted == made.follow_ups


def test_a_plan_says_why_nothing_follows_any_more() -> None:
    stop = said(MarkKind.STOP, "2026-11-26 10:00")
    made = planned(of(marks=(stop,)), other("ambre"), now="2026-11-26 12:00")
    assert made.endings == {"lumigrade": Ending(Reason("stop", "2026-11-26"))}


def test_what_follows_counts_from_the_day_of_the_slot_and_not_from_the_due_day() -> None:
    tuesday = Span(at("2026-12-01 00:00"), at("2026-12-02 00:00"))
    made = planned(of(THANKS), now="2026-11-30 09:00", busy=(tuesday,), ahead=2)
    assert [(f.start, f.due) for f in made.wanted] == [
        (at("2026-12-02 10:00"), at("2026-12-01 00:00")),
        (at("2026-12-09 10:00"), at("2026-12-09 00:00")),
    ]


# What was taken before


def test_contacts_that_have_passed_count_in_their_day() -> None:
    made = [
        other(f"c{n}", stood(MET, Step.FOLLOW_UP, f"2026-12-02 09:{15 * n:02}")) for n in range(4)
    ]
    assert starts(planned(of(THANKS), *made, now="2026-12-02 10:00"))["lumigrade"] == at(
        "2026-12-03 10:00"
    )
    assert starts(planned(of(THANKS), *made[1:], now="2026-12-02 10:00"))["lumigrade"] == at(
        "2026-12-02 10:00"
    )


def test_what_was_taken_back_or_deleted_takes_no_time() -> None:
    gone = [
        replace(stood(MET, Step.FOLLOW_UP, f"2026-12-02 10:{15 * n:02}"), fate=fate)
        for n, fate in enumerate((Fate.WITHDRAWN, Fate.DELETED, Fate.UNPLACED))
    ]
    made = [other(f"c{n}", one) for n, one in enumerate(gone)]
    before = other("zinnia", THANKS, met="2026-11-23 10:00")
    found = starts(planned(before, *made, now="2026-12-02 09:59"))
    assert found["zinnia"] == at("2026-12-02 10:00")


def test_a_contact_counts_whatever_was_taken_back_before_it() -> None:
    back = stood(MET, Step.THANK_YOU, "2026-11-25 08:30", fate=Fate.WITHDRAWN)
    rules = replace(RULES, per_day=1)
    busy_day = other("ambre", back, stood(MET, Step.FOLLOW_UP, "2026-12-02 09:00"))
    made = planned(of(THANKS), busy_day, now="2026-12-02 10:00", rules=rules)
    assert starts(made)["lumigrade"] == at("2026-12-03 10:00")


def test_what_the_person_placed_is_in_the_way_of_others() -> None:
    pinned = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00", pinned=True)
    late = other("zinnia", pinned, met="2026-11-25 10:00")  # due after the other
    made = planned(of(THANKS), late, now="2026-12-02 09:50")
    assert starts(made) == {"lumigrade": at("2026-12-02 10:15"), "zinnia": at("2026-12-02 10:00")}


def test_a_pin_of_an_interview_that_went_is_in_nobodys_way() -> None:
    pinned = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00", pinned=True)
    gone = replace(occasion(MET, standings=(pinned,)), interviews=())
    went = Candidacy("zinnia", "Zinnia", candidacy().recruiter, (), past_occasions=(gone,))
    made = planned(other("ambre", THANKS), went, now="2026-12-02 09:50")
    assert starts(made) == {"ambre": at("2026-12-02 10:00")}


def test_a_call_that_is_said_to_be_made_before_its_time_is_in_the_way_of_others() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00")
    done = said(MarkKind.DONE, "2026-12-02 09:00", on=call.key)
    early = other("zinnia", THANKS, met="2026-11-23 10:00")
    made = planned(early, of(THANKS, call, marks=(done,)), now="2026-12-02 09:50")
    assert starts(made)["zinnia"] == at("2026-12-02 10:15")


def test_a_call_is_not_missed_before_its_time_has_come() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00")
    missed = said(MarkKind.MISSED, "2026-12-02 09:00", on=call.key)
    made = planned(of(THANKS, call, marks=(missed,)), now="2026-12-02 09:50")
    assert shown(made.wanted) == [(Step.FOLLOW_UP, 1, at("2026-12-02 10:00"))]


def test_a_call_that_is_deleted_leaves_what_stands_before_it() -> None:
    calls = (
        replace(stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00"), pinned=True),
        replace(stood(MET, Step.FOLLOW_UP, "2026-12-09 10:00", attempt=2), fate=Fate.DELETED),
    )
    made = planned(of(THANKS, *calls), now="2026-11-30 09:00", ahead=2)
    assert shown(made.wanted)[0] == (Step.FOLLOW_UP, 1, at("2026-12-02 10:00"))
    assert shown(made.wanted)[1][:2] == (Step.FOLLOW_UP, 3)


def test_a_note_that_has_passed_leaves_its_company_the_day() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00")
    note = stood(MET, Step.UNREACHABLE, "2026-12-02 10:15", channel=Channel.EMAIL)
    missed = said(MarkKind.MISSED, "2026-12-02 10:40", on=call.key)
    made = planned(of(THANKS, call, note, marks=(missed,)), now="2026-12-02 10:40")
    assert shown(made.wanted) == [(Step.FOLLOW_UP, 1, at("2026-12-02 10:45"))]


# What stands


def test_what_stands_beyond_the_steps_ahead_is_wanted_no_more() -> None:
    calls = (
        stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00"),
        stood(MET, Step.FOLLOW_UP, "2026-12-09 10:00", attempt=2),
    )
    assert shown(planned(of(THANKS, *calls), now="2026-11-30 09:00").wanted) == [
        (Step.FOLLOW_UP, 1, at("2026-12-02 10:00"))
    ]
    both = planned(of(THANKS, *calls), now="2026-11-30 09:00", ahead=2)
    assert [f.start for f in both.wanted] == [call.start for call in calls]


def test_the_slot_of_what_is_wanted_no_more_is_free_for_others() -> None:
    met = interview("2026-11-17 10:00", company="Zinnia")
    calls = (
        stood(met, Step.FOLLOW_UP, "2026-11-24 10:00"),
        stood(met, Step.FOLLOW_UP, "2026-12-01 10:00", attempt=2),
    )
    first = candidacy(occasion(met, standings=calls), name="zinnia")
    second = of(replace(THANKS, fate=Fate.DELETED))
    now = "2026-11-24 09:00"
    assert starts(planned(first, second, now=now)) == {
        "zinnia": calls[0].start,
        "lumigrade": at("2026-12-01 10:00"),
    }
    assert starts(planned(first, second, now=now, ahead=2))["zinnia"] == calls[1].start


def test_what_stands_stays_though_a_company_before_it_has_nothing_yet() -> None:
    stands = other("zinnia", stood(MET, Step.FOLLOW_UP, "2026-12-04 14:00"))
    made = planned(of(THANKS), stands, now="2026-12-02 09:00")
    assert starts(made) == {"lumigrade": at("2026-12-02 10:00"), "zinnia": at("2026-12-04 14:00")}


def test_what_stands_keeps_its_slot_from_who_comes_before() -> None:
    stands = other("zinnia", stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00"), met="2026-11-25 10:00")
    made = planned(of(THANKS), stands, now="2026-12-02 09:00")
    assert starts(made) == {"lumigrade": at("2026-12-02 10:15"), "zinnia": at("2026-12-02 10:00")}


def test_a_slot_that_was_looked_for_another_due_time_is_left() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-04 14:00")
    same = replace(call, due=at("2026-12-01 00:00"))
    assert starts(planned(of(THANKS, same), now="2026-11-30 09:00")) == {"lumigrade": call.start}
    moved = replace(call, due=at("2026-12-02 00:00"))
    assert starts(planned(of(THANKS, moved), now="2026-11-30 09:00")) == {
        "lumigrade": at("2026-12-01 10:00")
    }


def test_what_has_begun_stays_where_it_is() -> None:
    call = replace(stood(MET, Step.FOLLOW_UP, "2026-12-01 12:30"), due=at("2026-11-27 00:00"))
    for now in ("2026-12-01 12:30", "2026-12-01 12:44"):
        assert starts(planned(of(THANKS, call), now=now)) == {"lumigrade": call.start}
    assert starts(planned(of(THANKS, call), now="2026-12-01 12:29")) != {"lumigrade": call.start}


def test_a_thank_you_does_not_stay_beyond_its_last_day() -> None:
    on_time = stood(MET, Step.THANK_YOU, "2026-11-26 17:00", channel=Channel.EMAIL)
    assert starts(planned(of(on_time), now="2026-11-25 09:00")) == {"lumigrade": on_time.start}
    late = stood(MET, Step.THANK_YOU, "2026-11-27 09:00", channel=Channel.EMAIL)
    made = planned(of(late), now="2026-11-25 09:01")
    assert starts(made) == {"lumigrade": at("2026-11-25 09:15")}


def test_an_email_does_not_stay_where_a_call_was_wished_for_and_a_call_not_for_an_email() -> None:
    closing = stood(MET, Step.FOLLOW_UP, "2026-12-15 14:00", attempt=3)
    second = stood(MET, Step.FOLLOW_UP, "2026-12-08 10:00", attempt=2)
    made = planned(of(THANKS, second, closing), now="2026-12-09 09:00").wanted
    assert [(f.channel, f.start) for f in made] == [(Channel.EMAIL, at("2026-12-15 10:00"))]


def test_a_call_that_became_an_email_stays_where_emails_may() -> None:
    mail = stood(MET, Step.FOLLOW_UP, "2026-12-01 12:30", channel=Channel.EMAIL)
    made = planned(of(THANKS, mail), now="2026-11-30 09:00").wanted
    assert [(f.channel, f.start) for f in made] == [(Channel.EMAIL, mail.start)]


def test_a_thank_you_left_out_for_want_of_a_slot_does_not_come_back() -> None:
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
    assert shown(planned(of(call), now="2026-11-25 12:00").wanted) == [
        (Step.FOLLOW_UP, 1, call.start)
    ]
    gone = replace(call, fate=Fate.WITHDRAWN)
    assert shown(planned(of(gone), now="2026-11-25 12:00").wanted) == [
        (Step.THANK_YOU, 1, at("2026-11-25 12:00"))
    ]


def test_a_thank_you_that_was_made_comes_back_when_its_interview_moved() -> None:
    made_before = stood(MET, Step.THANK_YOU, "2026-11-20 08:30", channel=Channel.EMAIL)
    call = stood(MET, Step.FOLLOW_UP, "2026-12-01 10:00")
    assert shown(planned(of(made_before, call), now="2026-11-24 12:00").wanted) == [
        (Step.THANK_YOU, 1, at("2026-11-25 08:30"))
    ]


def rounds(*later: Standing) -> Candidacy:
    """Return two rounds: that of these tests, and one on 10 December with what stands for it."""
    second = interview("2026-12-10 10:00", uid="second")
    moved = tuple(replace(s, key=replace(s.key, interview=second.identity)) for s in later)
    return candidacy(occasion(MET), occasion(second, standings=moved))


def test_of_an_earlier_round_the_thank_you_comes_before_what_stands_for_a_later_one() -> None:
    stands = stood(MET, Step.THANK_YOU, "2026-12-11 15:00", channel=Channel.EMAIL)
    made = planned(rounds(stands), now="2026-11-24 12:00")
    assert shown(made.wanted) == [(Step.THANK_YOU, 1, at("2026-11-25 08:30"))]
    both = planned(rounds(stands), now="2026-11-24 12:00", ahead=2)
    assert [f.start for f in both.wanted] == [at("2026-11-25 08:30"), stands.start]


def test_two_steps_of_a_company_never_share_a_day() -> None:
    one, two = interview("2026-12-01 10:00"), interview("2026-12-02 09:00", uid="second")
    full = Span(at("2026-12-02 00:00"), at("2026-12-03 00:00"))
    both = candidacy(occasion(one), occasion(two))
    made = planned(both, now="2026-12-01 12:00", busy=(full,), ahead=2).wanted
    assert [f.start for f in made] == [at("2026-12-03 08:30"), at("2026-12-04 08:30")]
    assert [f.key.interview for f in made] == [one.identity, two.identity]


def test_where_the_earlier_thank_you_finds_no_slot_what_stands_for_the_later_round_stays() -> None:
    full = Span(at("2026-11-25 00:00"), at("2026-11-27 00:00"))
    stands = stood(MET, Step.THANK_YOU, "2026-12-11 15:00", channel=Channel.EMAIL)
    made = planned(rounds(stands), now="2026-11-24 12:00", busy=(full,))
    assert shown(made.wanted) == [(Step.THANK_YOU, 1, stands.start)]
    for fate in (Fate.WITHDRAWN, Fate.UNPLACED):
        back = planned(rounds(replace(stands, fate=fate)), now="2026-11-24 12:00", busy=(full,))
        assert shown(back.wanted) == [(Step.THANK_YOU, 1, at("2026-12-11 08:30"))]


# What the person placed


@pytest.mark.parametrize("ahead", [1, 2])
def test_what_the_person_placed_further_ahead_stays_beside_what_comes_next(ahead: int) -> None:
    pinned = stood(MET, Step.FOLLOW_UP, "2026-12-20 07:00", attempt=2, pinned=True)
    made = planned(of(THANKS, pinned), now="2026-11-30 09:00", ahead=ahead).wanted
    assert shown(made) == [
        (Step.FOLLOW_UP, 1, at("2026-12-01 10:00")),
        (Step.FOLLOW_UP, 2, pinned.start),
    ]
    assert (made[1].pinned, made[1].reasons[-1]) == (True, Reason("pinned"))


def test_what_the_person_placed_is_told_once_and_counted_from() -> None:
    calls = (
        stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00"),
        stood(MET, Step.FOLLOW_UP, "2026-12-20 07:00", attempt=3, pinned=True),
    )
    made = planned(of(THANKS, *calls), now="2026-11-30 09:00").wanted
    assert shown(made) == [
        (Step.FOLLOW_UP, 1, calls[0].start),
        (Step.FOLLOW_UP, 3, calls[1].start),
    ]
    assert made[1].reasons == (Reason("working-days", "5 2026-12-09"), Reason("pinned"))


def test_what_was_not_placed_by_the_person_does_not_stay_further_ahead() -> None:
    calls = (
        stood(MET, Step.FOLLOW_UP, "2026-12-02 10:00", pinned=True),
        stood(MET, Step.FOLLOW_UP, "2026-12-09 10:00", attempt=2),
    )
    made = planned(of(THANKS, *calls), now="2026-11-30 09:00").wanted
    assert shown(made) == [(Step.FOLLOW_UP, 1, calls[0].start)]


def test_in_the_forecast_what_the_person_placed_is_pending() -> None:
    pinned = stood(MET, Step.FOLLOW_UP, "2026-12-20 07:00", attempt=2, pinned=True)
    made = plan(
        [of(THANKS, pinned)], DEFAULT_SEQUENCE, RULES, (), at("2026-11-30 09:00"), forecast=True
    )
    assert [(f.key.attempt, f.state) for f in made.follow_ups if f.key.step is Step.FOLLOW_UP] == [
        (1, State.PENDING),
        (2, State.PENDING),
        (3, State.FORECAST),
    ]


# Markers


MARKER = stood(MET, Step.ABANDON, date(2026, 12, 22))
CLOSING = stood(MET, Step.FOLLOW_UP, "2026-12-15 10:00", attempt=3, channel=Channel.EMAIL)


def test_a_marker_stays_on_its_day_and_one_that_is_due_elsewhere_moves() -> None:
    for due, stays in (
        (None, date(2026, 12, 22)),
        (at("2026-12-22 00:00"), date(2026, 12, 22)),
        (at("2026-12-21 00:00"), date(2026, 12, 22)),
    ):
        made = planned(of(CLOSING, replace(MARKER, due=due)), now="2026-12-16 09:00")
        assert starts(made) == {"lumigrade": stays}
    later = replace(MARKER, start=date(2026, 12, 23), end=date(2026, 12, 24))
    for due, stands in (
        (None, date(2026, 12, 23)),
        (at("2026-12-22 00:00"), date(2026, 12, 23)),
        (at("2026-12-21 00:00"), date(2026, 12, 22)),
    ):
        made = planned(of(CLOSING, replace(later, due=due)), now="2026-12-16 09:00")
        assert starts(made) == {"lumigrade": stands}


def test_a_marker_moves_from_before_its_due_day_and_from_a_holiday() -> None:
    for day in (date(2026, 12, 21), date(2026, 12, 25), date(2026, 12, 26)):
        stands = replace(MARKER, start=day, end=day)
        made = planned(of(CLOSING, stands), now="2026-12-16 09:00")
        assert starts(made) == {"lumigrade": date(2026, 12, 22)}


def test_a_marker_whose_day_has_begun_stays() -> None:
    for now in ("2026-12-22 00:00", "2026-12-22 23:59"):
        made = planned(of(CLOSING, replace(MARKER, due=at("2026-12-20 00:00"))), now=now)
        assert shown(made.wanted) == [(Step.ABANDON, 1, date(2026, 12, 22))]


def test_a_contract_takes_its_own_length() -> None:
    offer = said(MarkKind.OFFER, "2026-11-26 10:00")
    made = planned(of(marks=(offer,)), now="2026-11-26 12:00").wanted
    assert [(f.start, f.end) for f in made] == [(at("2026-11-27 08:30"), at("2026-11-27 09:00"))]


def test_calls_and_emails_take_each_their_own_length() -> None:
    rules = replace(RULES, phone_length=2 * RULES.phone_length, email_length=3 * RULES.email_length)
    call = planned(of(THANKS), now="2026-11-30 09:00", rules=rules).wanted[0]
    assert call.end == at("2026-12-01 10:30")
    thanks = planned(of(), now="2026-11-24 12:00", rules=rules).wanted[0]
    assert thanks.end == at("2026-11-25 09:15")


def test_a_call_abroad_takes_its_day_where_the_recruiter_is() -> None:
    new_york = Recruiter("America/New_York", "US")
    call = stood(MET, Step.FOLLOW_UP, "2026-12-02 01:00")  # 19:00 of the day before, there
    rules = replace(RULES, owner_hours=(weekly("00:00-24:00"),))
    abroad = replace(of(THANKS, call), recruiter=new_york)
    missed = said(MarkKind.MISSED, "2026-12-02 02:00", on=call.key)
    again = replace(abroad, occasions=(replace(abroad.occasions[0], said=(missed,)),))
    assert starts(planned(again, now="2026-12-02 02:00", rules=rules)) == {
        "lumigrade": at("2026-12-02 16:00")
    }


def test_what_is_left_though_nobody_wants_it_gives_its_slot_to_nobody() -> None:
    answered = of(THANKS, marks=(said(MarkKind.ANSWERED, "2026-11-24 12:00"),))
    beside = other("Solmira")
    free, taken = (
        plan(
            [answered, beside],
            DEFAULT_SEQUENCE,
            RULES,
            (),
            at("2026-11-24 13:00"),
            left={str(THANKS.key)} if left else (),
        ).wanted
        for left in (False, True)
    )
    assert [f.start for f in free] == [THANKS.start]
    assert [f.start for f in taken] == [THANKS.end]


def test_what_the_person_placed_is_due_as_it_was_when_it_was_looked_for() -> None:
    closing = stood(MET, Step.FOLLOW_UP, "2026-12-11 10:00", attempt=3, channel=Channel.EMAIL)
    calls = [
        stood(MET, Step.FOLLOW_UP, f"2026-12-0{d} 10:00", attempt=a) for a, d in ((1, 1), (2, 8))
    ]
    marker = stood(MET, Step.ABANDON, date(2026, 12, 14))
    marker = replace(marker, pinned=True, due=at("2026-12-23 00:00"))
    made = plan([of(*calls, closing, marker)], DEFAULT_SEQUENCE, RULES, (), at("2026-12-08 12:00"))
    assert {f.key: f.due for f in made.wanted}[marker.key] == at("2026-12-23 00:00")
