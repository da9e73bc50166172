"""Decisions → follow-ups, as the values that everything after planning works with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import (
    Candidacy,
    Channel,
    Fate,
    FollowUp,
    Occasion,
    Reason,
    Recruiter,
    Standing,
    State,
    Step,
    midnight,
)
from relance.planning.sequence import Due, made_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.planning.slots import Slot


def day_of(start: datetime | date, at: Recruiter) -> date:
    """Return the recruiter's day on which a follow-up starts."""
    if isinstance(start, datetime):
        return start.astimezone(ZoneInfo(at.zone)).date()
    return start


def placed(candidacy: Candidacy, due: Due, channel: Channel, slot: Slot, state: State) -> FollowUp:
    """Return a follow-up in its slot."""
    became = (Reason("became-email"),) if channel is not due.channel else ()
    return FollowUp(
        due.key,
        candidacy.id,
        candidacy.company,
        channel,
        due.of,
        due.due,
        slot.span.start,
        slot.span.end,
        candidacy.recruiter.zone,
        state,
        score=slot.cost,
        reasons=(due.reason, *became, *slot.reasons),
    )


def all_day(candidacy: Candidacy, due: Due, day: date | None, state: State) -> FollowUp:
    """Return the marker on its day."""
    if day is None:
        return unplaced(candidacy, due, Reason("no-working-day"), state)
    return FollowUp(
        due.key,
        candidacy.id,
        candidacy.company,
        Channel.MARKER,
        due.of,
        due.due,
        day,
        day + timedelta(days=1),
        candidacy.recruiter.zone,
        state,
        reasons=(due.reason,),
    )


def unplaced(candidacy: Candidacy, due: Due, reason: Reason, state: State) -> FollowUp:
    """Return a follow-up without a slot, with the rule that stood in the way.

    One that is only forecast is not due yet, and so not unplaced either.
    """
    return FollowUp(
        due.key,
        candidacy.id,
        candidacy.company,
        due.channel,
        due.of,
        due.due,
        None,
        None,
        candidacy.recruiter.zone,
        State.UNPLACED if state is State.PENDING else state,
        reasons=(due.reason, reason),
    )


def kept(
    candidacy: Candidacy, due: Due, reasons: tuple[Reason, ...], cost: float | None = None
) -> FollowUp:
    """Return a follow-up that stays where it stands."""
    standing = due.standing
    assert standing is not None
    return FollowUp(
        due.key,
        candidacy.id,
        candidacy.company,
        standing.channel,
        due.of,
        due.due,
        standing.start,
        standing.end,
        candidacy.recruiter.zone,
        State.PENDING,
        pinned=is_pinned(standing, due.occasion),
        score=cost,
        reasons=(due.reason, *reasons),
    )


def behind(candidacy: Candidacy, attempts: int, now: datetime) -> Iterator[FollowUp]:
    """Yield what is behind: made, or skipped."""
    zone = ZoneInfo(candidacy.recruiter.zone)
    for occasion, standing in standings_of(candidacy):
        state = _state(occasion, standing, now, zone)
        if state is None:
            continue
        start = standing.start
        yield FollowUp(
            standing.key,
            candidacy.id,
            candidacy.company,
            standing.channel,
            attempts if standing.key.step is Step.FOLLOW_UP else 1,
            start if isinstance(start, datetime) else midnight(start, zone),
            start,
            standing.end,
            candidacy.recruiter.zone,
            state,
            pinned=standing.pinned,
        )


def _state(occasion: Occasion, standing: Standing, now: datetime, zone: ZoneInfo) -> State | None:
    if standing.fate is Fate.DELETED:
        return State.SKIPPED
    if standing.fate is Fate.STANDS and standing.passed(now, zone):
        return State.SKIPPED if made_nothing(occasion, standing) else State.PASSED
    return None


def in_time(follow_up: FollowUp) -> tuple[datetime, str]:
    """Return what follow-ups are sorted by."""
    start = follow_up.start
    if start is None:
        return follow_up.due, str(follow_up.key)
    if not isinstance(start, datetime):
        start = midnight(start, ZoneInfo(follow_up.zone))
    return start, str(follow_up.key)


def wakes(follow_up: FollowUp, now: datetime) -> datetime | None:
    """Return when the passing of time alone asks for a new plan."""
    if follow_up.state is State.UNPLACED:
        return now + timedelta(hours=6)
    if follow_up.state is not State.PENDING or follow_up.end is None:
        return None
    if isinstance(follow_up.end, datetime):
        return follow_up.end
    return midnight(follow_up.end, ZoneInfo(follow_up.zone))


def is_pinned(standing: Standing, occasion: Occasion) -> bool:
    """Say whether the person placed it; a pin before the end of its interview is withdrawn."""
    span = standing.span
    return standing.pinned and (span is None or span.start >= occasion.end)


def standings_of(candidacy: Candidacy) -> Iterator[tuple[Occasion, Standing]]:
    """Yield every follow-up decided before, with its occasion."""
    for occasion in (*candidacy.past_occasions, *candidacy.occasions):
        for standing in occasion.standings:
            yield occasion, standing
