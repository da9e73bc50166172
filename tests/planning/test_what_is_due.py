"""Which step comes next, and when it is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from builders import PARIS, at, candidacy, interview, occasion, said, stood
from relance.model import Candidacy, Channel, Fate, MarkKind, Step
from relance.planning.sequence import DEFAULT_SEQUENCE, Due, Ending, next_steps


def ahead(of: Candidacy, now: str) -> tuple[list[Due], Ending]:
    """Go through the steps, each standing on its due day, and return them with the ending."""
    steps = next_steps(of, DEFAULT_SEQUENCE, at(now))
    dues: list[Due] = []
    try:
        due = next(steps)
        while True:
            dues.append(due)
            due = steps.send(due.due.astimezone(PARIS).date())
    except StopIteration as stop:
        return dues, stop.value


def first(of: Candidacy, now: str) -> Due:
    return ahead(of, now)[0][0]


def day(due: Due) -> date:
    return due.due.astimezone(PARIS).date()


def test_the_whole_sequence_follows_an_interview() -> None:
    dues, ending = ahead(candidacy(occasion(interview("2026-11-24 10:00"))), "2026-11-23 09:00")

    assert [(d.key.step, d.key.attempt, d.channel, day(d)) for d in dues] == [
        (Step.THANK_YOU, 1, Channel.EMAIL, date(2026, 11, 25)),
        (Step.FOLLOW_UP, 1, Channel.PHONE, date(2026, 12, 1)),
        (Step.FOLLOW_UP, 2, Channel.PHONE, date(2026, 12, 8)),
        (Step.FOLLOW_UP, 3, Channel.EMAIL, date(2026, 12, 15)),
        (Step.ABANDON, 1, Channel.MARKER, date(2026, 12, 22)),
    ]
    assert ending.reason.code == "let-go"


def test_holidays_are_no_working_days() -> None:
    # 1 and 8 May 2026 are Fridays; Ascension is the 14th.
    dues, _ = ahead(candidacy(occasion(interview("2026-04-28 10:00"))), "2026-04-27 09:00")

    assert [day(d) for d in dues[:3]] == [date(2026, 4, 29), date(2026, 5, 6), date(2026, 5, 15)]


def test_thank_you_is_due_the_same_day_after_a_friday_interview() -> None:
    due = first(candidacy(occasion(interview("2026-11-27 10:00"))), "2026-11-26 09:00")

    assert due.due == at("2026-11-27 12:00")
    assert due.last_day == date(2026, 12, 1)


def test_thank_you_waits_an_hour_after_an_interview_that_ends_at_midnight() -> None:
    late = interview("2026-11-24 23:00", minutes=60)
    due = first(candidacy(occasion(late)), "2026-11-24 09:00")

    assert due.due == at("2026-11-25 01:00")


def test_one_thank_you_follows_the_last_interview_of_a_day() -> None:
    both = occasion(interview("2026-11-24 10:00"), interview("2026-11-24 15:00", uid="second"))
    dues, _ = ahead(candidacy(both), "2026-11-23 09:00")

    assert [d.key.step for d in dues].count(Step.THANK_YOU) == 1
    assert dues[0].key.interview == both.interviews[1].identity


def test_follow_up_of_either_interview_is_that_of_the_occasion() -> None:
    morning, evening = interview("2026-11-24 10:00"), interview("2026-11-24 15:00", uid="second")
    thanked = stood(morning, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)
    both = occasion(morning, evening, standings=(thanked,))

    assert first(candidacy(both), "2026-11-26 09:00").key.step is Step.FOLLOW_UP


def test_a_promised_date_that_is_later_wins() -> None:
    promised = interview("2026-11-24 10:00", promised=date(2026, 12, 4))
    dues, _ = ahead(candidacy(occasion(promised)), "2026-11-23 09:00")

    assert day(dues[1]) == date(2026, 12, 7)


def test_a_promised_date_that_is_sooner_changes_nothing() -> None:
    promised = interview("2026-11-24 10:00", promised=date(2026, 11, 27))
    dues, _ = ahead(candidacy(occasion(promised)), "2026-11-23 09:00")

    assert day(dues[1]) == date(2026, 12, 1)


def test_next_attempt_counts_from_the_day_the_last_one_stood_on() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-03 10:00")
    due = first(candidacy(occasion(met, standings=(call,))), "2026-12-03 10:15")

    assert (due.key.attempt, day(due)) == (2, date(2026, 12, 10))


def test_a_step_under_way_is_not_over() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-03 10:00")
    due = first(candidacy(occasion(met, standings=(call,))), "2026-12-03 10:14")

    assert (due.key.attempt, due.standing) == (1, call)


def test_a_deleted_follow_up_is_skipped_and_counted_from() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-03 10:00", fate=Fate.DELETED)
    due = first(candidacy(occasion(met, standings=(call,))), "2026-12-01 09:00")

    assert (due.key.attempt, day(due)) == (2, date(2026, 12, 10))


def test_what_was_withdrawn_comes_back_in_the_next_generation() -> None:
    met = interview("2026-11-24 10:00")
    gone = stood(met, Step.THANK_YOU, "2026-11-25 08:30", fate=Fate.WITHDRAWN)
    due = first(candidacy(occasion(met, standings=(gone,))), "2026-11-24 12:00")

    assert (due.key.step, due.key.generation) == (Step.THANK_YOU, 1)


def test_a_missed_call_is_placed_again() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-01 10:00")
    missed = said(MarkKind.MISSED, "2026-12-01 18:00", on=call.key)
    due = first(candidacy(occasion(met, standings=(call,), said=(missed,))), "2026-12-01 18:00")

    assert (due.key.attempt, due.key.generation) == (1, 1)


def test_a_message_doubles_the_wait() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-01 10:00")
    message = said(MarkKind.MESSAGE, "2026-12-01 10:20", on=call.key)
    due = first(candidacy(occasion(met, standings=(call,), said=(message,))), "2026-12-01 12:00")

    assert day(due) == date(2026, 12, 15)


def test_nobody_to_leave_a_message_with_calls_for_a_short_email() -> None:
    met = interview("2026-11-24 10:00")
    call = stood(met, Step.FOLLOW_UP, "2026-12-01 10:00")
    nobody = said(MarkKind.UNREACHABLE, "2026-12-01 10:20", on=call.key)
    dues, _ = ahead(candidacy(occasion(met, standings=(call,), said=(nobody,))), "2026-12-01 12:00")

    assert [(d.key.step, d.extra_contact) for d in dues[:2]] == [
        (Step.UNREACHABLE, True),
        (Step.FOLLOW_UP, False),
    ]
    assert day(dues[1]) == date(2026, 12, 8)


def test_a_later_round_is_an_answer() -> None:
    one, two = interview("2026-11-10 10:00"), interview("2026-12-10 10:00")
    dues, _ = ahead(candidacy(occasion(one), occasion(two)), "2026-11-20 09:00")

    assert dues[0].key.interview == two.identity
    assert dues[0].key.step is Step.THANK_YOU


def test_a_thank_you_that_is_still_due_outlives_a_later_round() -> None:
    one, two = interview("2026-11-24 10:00"), interview("2026-12-10 10:00")
    dues, _ = ahead(candidacy(occasion(one), occasion(two)), "2026-11-24 12:00")

    assert [d.key.interview for d in dues[:2]] == [one.identity, two.identity]
    assert [d.key.step for d in dues[:2]] == [Step.THANK_YOU, Step.THANK_YOU]


def test_an_interview_that_moved_past_its_thank_you_is_thanked_for_again() -> None:
    moved = interview("2026-12-02 10:00")
    thanked = stood(moved, Step.THANK_YOU, "2026-11-25 08:30", channel=Channel.EMAIL)
    due = first(candidacy(occasion(moved, standings=(thanked,))), "2026-11-26 09:00")

    assert (due.key.step, due.key.generation) == (Step.THANK_YOU, 1)


def test_an_old_interview_seen_late_gets_no_follow_up() -> None:
    old = interview("2026-10-01 10:00", first_seen="2026-11-23 09:00")
    dues, ending = ahead(candidacy(occasion(old)), "2026-11-23 09:00")

    assert dues == []
    assert ending.reason.code == "too-late"


def test_an_old_interview_starts_its_sequence_when_asked() -> None:
    old = interview("2026-10-01 10:00", first_seen="2026-11-23 09:00")
    asked = said(MarkKind.INTERVIEW, "2026-11-23 09:00")

    due = first(candidacy(occasion(old, said=(asked,))), "2026-11-23 09:00")
    assert (due.key.step, due.key.attempt) == (Step.FOLLOW_UP, 1)


def test_fifteen_working_days_are_not_too_late() -> None:
    # 15 working days after 2 November 2026, with Armistice day: 24 November.
    def seen(moment: str) -> Candidacy:
        return candidacy(occasion(interview("2026-11-02 10:00", first_seen=moment)))

    assert ahead(seen("2026-11-24 23:59"), "2026-11-25 09:00")[0]
    assert not ahead(seen("2026-11-25 00:00"), "2026-11-25 09:00")[0]


def test_a_late_start_leaves_the_thank_you_out() -> None:
    late = interview("2026-11-10 10:00", first_seen="2026-11-16 09:00")
    due = first(candidacy(occasion(late)), "2026-11-16 09:00")

    assert (due.key.step, due.key.attempt) == (Step.FOLLOW_UP, 1)


def test_answered_stops_everything_until_something_new() -> None:
    met = interview("2026-11-24 10:00")
    answered = said(MarkKind.ANSWERED, "2026-11-26 10:00")
    dues, ending = ahead(candidacy(occasion(met, said=(answered,))), "2026-11-26 12:00")

    assert dues == []
    assert (ending.reason.code, ending.open) == ("answered", True)


def test_refused_calls_for_one_stay_available_email_on_another_day() -> None:
    met = interview("2026-11-24 10:00")
    refused = said(MarkKind.REFUSED, "2026-11-26 10:00")
    dues, ending = ahead(candidacy(occasion(met, said=(refused,))), "2026-11-26 12:00")

    assert [(d.key.step, d.channel, day(d)) for d in dues] == [
        (Step.STAY_AVAILABLE, Channel.EMAIL, date(2026, 11, 27))
    ]
    assert (ending.reason.code, ending.open) == ("refused", False)


def test_offer_calls_for_the_points_to_settle_on_the_next_working_day() -> None:
    met = interview("2026-11-24 10:00")
    offer = said(MarkKind.OFFER, "2026-11-27 10:00")
    dues, _ = ahead(candidacy(occasion(met, said=(offer,))), "2026-11-27 12:00")

    assert [(d.key.step, day(d)) for d in dues] == [(Step.CONTRACT, date(2026, 11, 30))]


def test_stop_closes() -> None:
    met = interview("2026-11-24 10:00")
    stop = said(MarkKind.STOP, "2026-11-26 10:00")
    dues, ending = ahead(candidacy(occasion(met, said=(stop,))), "2026-11-26 12:00")

    assert (dues, ending.open) == ([], False)


def test_the_last_mark_wins() -> None:
    met = interview("2026-11-24 10:00")
    marks = (
        said(MarkKind.ANSWERED, "2026-11-26 10:00"),
        said(MarkKind.WAIT, "2026-11-27 10:00", value="2026-12-11"),
    )
    dues, _ = ahead(candidacy(occasion(met, said=marks)), "2026-11-28 12:00")

    assert (dues[0].key.step, day(dues[0])) == (Step.FOLLOW_UP, date(2026, 12, 14))


def test_wait_moves_the_next_step_alone() -> None:
    met = interview("2026-11-24 10:00")
    wait = said(MarkKind.WAIT, "2026-11-27 10:00", value="2026-12-11")
    dues, _ = ahead(candidacy(occasion(met, said=(wait,))), "2026-11-30 12:00")

    assert [day(d) for d in dues[:2]] == [date(2026, 12, 14), date(2026, 12, 21)]


def test_a_cancelled_later_round_waits_for_the_person() -> None:
    met = interview("2026-11-10 10:00")
    waiting = Candidacy(
        "lumigrade",
        "Lumigrade",
        candidacy().recruiter,
        (occasion(met),),
        round_cancelled=True,
    )
    dues, ending = ahead(waiting, "2026-11-20 09:00")

    assert dues == []
    assert (ending.reason.code, ending.open) == ("round-cancelled", True)


def test_after_the_abandon_day_the_candidacy_is_closed() -> None:
    met = interview("2026-10-06 10:00")
    standings = (
        stood(met, Step.FOLLOW_UP, "2026-10-13 10:00"),
        stood(met, Step.FOLLOW_UP, "2026-10-20 10:00", attempt=2),
        stood(met, Step.FOLLOW_UP, "2026-10-27 10:00", attempt=3, channel=Channel.EMAIL),
        stood(met, Step.ABANDON, date(2026, 11, 3)),
    )
    of = candidacy(occasion(met, standings=standings))

    on_the_day, _ = ahead(of, "2026-11-03 23:59")
    assert [d.standing for d in on_the_day] == [standings[-1]]
    assert ahead(of, "2026-11-04 00:00")[0] == []


def test_an_unplaced_step_is_skipped_after_its_search() -> None:
    met = interview("2026-11-02 10:00")
    searching = stood(met, Step.FOLLOW_UP, "2026-11-09 00:00", fate=Fate.UNPLACED)
    of = candidacy(occasion(met, standings=(searching,)))

    assert first(of, "2026-11-30 23:59").key.attempt == 1
    skipped = first(of, "2026-12-01 00:00")
    # The 15th working day from 9 November, that day counted and Armistice day left out: the 30th.
    assert (skipped.key.attempt, day(skipped)) == (2, date(2026, 12, 7))


def test_due_times_are_midnights_where_the_recruiter_is() -> None:
    due = ahead(candidacy(occasion(interview("2026-10-23 10:00"))), "2026-10-22 09:00")[0][1]

    # The clock went back in between: the day still begins at 00:00 there.
    assert due.due == at("2026-10-30 00:00")
    assert isinstance(due.due, datetime)
    assert due.due - at("2026-10-23 00:00") == timedelta(days=7, hours=1)


def test_what_relance_took_back_is_no_attempt_that_ends_a_wait() -> None:
    met = interview("2026-11-03 10:00")
    stood_before = (
        stood(met, Step.THANK_YOU, "2026-11-04 08:30"),
        stood(met, Step.FOLLOW_UP, "2026-11-10 10:00", fate=Fate.WITHDRAWN),
    )
    marks = (said(MarkKind.WAIT, "2026-11-05 10:00", value="2026-11-09"),)
    due = first(candidacy(occasion(met, standings=stood_before, said=marks)), "2026-11-10 12:00")

    assert (due.key.step, due.reason.code) == (Step.FOLLOW_UP, "wait")


def test_one_stay_available_is_enough_when_they_refuse_before_the_interview() -> None:
    met = interview("2026-12-10 10:00")
    sent = stood(met, Step.STAY_AVAILABLE, "2026-11-24 10:00", channel=Channel.EMAIL)
    marks = (said(MarkKind.REFUSED, "2026-11-23 09:00"),)
    dues, _ = ahead(candidacy(occasion(met, standings=(sent,), said=marks)), "2026-11-25 08:00")

    assert dues == []
