"""What is behind says what became of it, and can be explained as it was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from builders import at, candidacy, interview, occasion, said, stood
from relance.model import Candidacy, Channel, Fate, MarkKind, Reason, Said, Standing, State, Step
from relance.planning.plan import plan
from relance.planning.sequence import DEFAULT_SEQUENCE
from relance.planning.why import Grounds, find, grounds
from relance.planning.windows import Rules

if TYPE_CHECKING:
    from datetime import datetime

    from relance.model import FollowUp

MET = interview("2026-11-05 10:00")
THANKED = stood(MET, Step.THANK_YOU, "2026-11-06 08:30", channel=Channel.EMAIL)
CALLED = stood(MET, Step.FOLLOW_UP, "2026-11-13 10:00")
NOW = at("2026-11-16 08:00")


def whose(*standings: Standing, given: tuple[Said, ...] = ()) -> Candidacy:
    return candidacy(occasion(MET, standings=(THANKED, *standings), said=given))


def told(one: Candidacy, key: object, now: datetime = NOW) -> tuple[FollowUp, Grounds]:
    """Return a follow-up and what led to it."""
    planned = plan([one], DEFAULT_SEQUENCE, Rules(), [], now, forecast=True)
    found = find(planned, [one], DEFAULT_SEQUENCE, str(key))
    assert found is not None
    return found, grounds(found, planned, one, DEFAULT_SEQUENCE, Rules(), [], now)


@pytest.mark.parametrize(
    ("kind", "state", "code"),
    [
        (MarkKind.DONE, State.PASSED, "made"),
        (MarkKind.MESSAGE, State.PASSED, "message-left"),
        (MarkKind.UNREACHABLE, State.PASSED, "nobody-reached"),
        (MarkKind.MISSED, State.SKIPPED, "missed"),
    ],
)
def test_what_was_noted_on_it_is_its_reason(kind: MarkKind, state: State, code: str) -> None:
    noted = said(kind, "2026-11-13 11:00", on=CALLED.key)
    found, led = told(whose(CALLED, given=(noted,)), CALLED.key)
    assert (found.state, found.reasons) == (state, (Reason(code, "2026-11-13"),))
    assert led.said == (noted,)


def test_one_that_nothing_was_noted_on_counts_as_made_without_a_reason() -> None:
    found, led = told(whose(CALLED), CALLED.key)
    assert (found.state, found.reasons) == (State.PASSED, ())
    assert led.due is not None
    assert led.due.reason == Reason("working-days", "5 2026-11-05")
    assert led.due.due == at("2026-11-13 00:00")  # the 11th is a public holiday
    assert led.after is None
    assert led.then is not None
    assert (led.then.key.step, led.then.key.attempt) == (Step.FOLLOW_UP, 2)


def test_one_that_was_deleted_is_explained_too() -> None:
    deleted = replace(CALLED, fate=Fate.DELETED)
    found, led = told(whose(deleted), CALLED.key)
    assert (found.state, found.start) == (State.SKIPPED, CALLED.start)
    assert found.reasons == (Reason("deleted", "2026-11-13"),)
    assert led.due is not None
    assert led.due.reason == Reason("working-days", "5 2026-11-05")


def test_one_that_found_no_slot_is_skipped_after_the_last_of_its_days() -> None:
    start = at("2026-11-13 00:00")
    searched = Standing(CALLED.key, Channel.PHONE, start, start, Fate.UNPLACED)
    remembered = replace(
        searched, start=at("2026-12-03 00:00"), end=at("2026-12-03 00:00"), fate=Fate.DELETED
    )
    for standing in (searched, remembered):
        found, led = told(whose(standing), CALLED.key, at("2026-12-04 00:00"))
        assert (found.state, found.start, found.end) == (State.SKIPPED, None, None)
        assert found.reasons == (Reason("no-slot-found", "2026-12-03"),)
        assert led.until == date(2026, 12, 3)
    states = [
        f.state for f in plan([whose(searched)], DEFAULT_SEQUENCE, Rules(), [], NOW).follow_ups
    ]
    assert State.SKIPPED not in states


def test_the_second_attempt_is_counted_from_the_first() -> None:
    second = stood(MET, Step.FOLLOW_UP, "2026-11-27 10:00", attempt=2)
    left = said(MarkKind.MESSAGE, "2026-11-13 11:00", on=CALLED.key)
    _, led = told(whose(CALLED, second, given=(left,)), second.key, at("2026-11-30 08:00"))
    assert led.due is not None
    assert led.due.reason == Reason("working-days", "10 2026-11-13")
    assert led.after is not None
    assert led.after.key == CALLED.key


def test_what_was_said_later_does_not_change_why_it_was_due() -> None:
    waits = said(MarkKind.WAIT, "2026-11-14 09:00", value="2026-12-05")
    _, led = told(whose(CALLED, given=(waits,)), CALLED.key)
    assert led.due is not None
    assert led.due.reason.code == "working-days"
    refused = said(MarkKind.REFUSED, "2026-11-14 09:00")
    _, led = told(whose(CALLED, given=(refused,)), CALLED.key)
    assert led.due is not None
    assert led.due.reason.code == "working-days"


def test_a_due_time_that_cannot_have_been_so_is_not_told() -> None:
    early = stood(MET, Step.FOLLOW_UP, "2026-11-09 10:00")  # before it was due: who knows why
    _, led = told(whose(early), early.key)
    assert led.due is None
    other = replace(CALLED, due=at("2026-11-12 00:00"))
    _, led = told(whose(other), other.key)
    assert led.due is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (said(MarkKind.ANSWERED, "2026-11-14 09:00"), Reason("answered", "2026-11-14")),
        (None, Reason("taken-back")),
    ],
)
def test_what_was_taken_back_says_why(given: Said | None, reason: Reason) -> None:
    second = stood(MET, Step.FOLLOW_UP, "2026-11-20 10:00", attempt=4, fate=Fate.WITHDRAWN)
    found, _ = told(whose(CALLED, second, given=(given,) if given else ()), second.key)
    assert (found.state, found.reasons) == (State.WITHDRAWN, (reason,))


def test_a_new_interview_took_back_what_was_to_come() -> None:
    second = stood(MET, Step.FOLLOW_UP, "2026-11-20 10:00", attempt=2, fate=Fate.WITHDRAWN)
    later = interview("2026-11-18 10:00")
    one = candidacy(occasion(MET, standings=(THANKED, CALLED, second)), occasion(later))
    found, _ = told(one, second.key)
    assert found.reasons == (Reason("new-interview", "2026-11-18"),)


def test_a_cancelled_interview_took_back_what_was_to_come() -> None:
    pending = stood(MET, Step.FOLLOW_UP, "2026-11-20 10:00", fate=Fate.WITHDRAWN)
    gone = replace(occasion(MET, standings=(THANKED, pending)), interviews=(), gone=(MET,))
    one = replace(candidacy(), past_occasions=(gone,))
    found, _ = told(one, pending.key)
    assert found.reasons == (Reason("interview-cancelled"),)
    thanks, led = told(one, THANKED.key)
    assert thanks.state is State.PASSED
    assert led.due is not None
    assert led.due.reason.code == "after-interview"


def test_nothing_is_found_for_a_key_that_nobody_knows() -> None:
    planned = plan([whose()], DEFAULT_SEQUENCE, Rules(), [], NOW)
    assert find(planned, [whose()], DEFAULT_SEQUENCE, "0123456789ab-abandon") is None
