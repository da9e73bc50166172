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
    MarkKind,
    Occasion,
    Reason,
    Recruiter,
    Standing,
    State,
    Step,
    beginning,
    midnight,
)
from relance.planning.stood import (
    ABOUT_AN_ATTEMPT,
    given_up,
    is_pinned,
    made,
    made_nothing,
    skipped_or_stood,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.planning.sequence import Due
    from relance.planning.slots import Slot

ONE_DAY = timedelta(days=1)


BECAME_EMAIL = Reason("became-email")


def day_of(start: datetime | date, at: Recruiter) -> date:
    """Return the recruiter's day on which a follow-up starts."""
    if isinstance(start, datetime):
        return start.astimezone(ZoneInfo(at.zone)).date()
    return start


def placed(candidacy: Candidacy, due: Due, channel: Channel, slot: Slot, state: State) -> FollowUp:
    """Return a follow-up in its slot."""
    became = (BECAME_EMAIL,) if channel is not due.channel else ()
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
        day + ONE_DAY,
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
    """Return a follow-up that stays where it stands; one placed by hand is due as it was."""
    standing = due.standing
    assert standing is not None
    pinned = is_pinned(standing, due.occasion)
    was_due = standing.due if pinned else None
    became = (BECAME_EMAIL,) if standing.channel is not due.channel and not pinned else ()
    return FollowUp(
        due.key,
        candidacy.id,
        candidacy.company,
        standing.channel,
        due.of,
        was_due or due.due,
        standing.start,
        standing.end,
        candidacy.recruiter.zone,
        State.PENDING,
        pinned=pinned,
        score=cost,
        reasons=(due.reason, *became, *reasons),
    )


def behind(candidacy: Candidacy, attempts: int, now: datetime) -> Iterator[FollowUp]:
    """Yield what is behind: made, or skipped, with what became of it.

    One that found no slot in its days has no time; it was due until the last of them.
    """
    zone = ZoneInfo(candidacy.recruiter.zone)
    for occasion, standing in standings_of(candidacy):
        found = _became(candidacy, occasion, standing, now)
        if found is None:
            continue
        state, reasons = found
        start = standing.start
        given_up = any(reason.code == "no-slot-found" for reason in reasons)
        last = midnight(skipped_or_stood(standing, candidacy.recruiter), zone)
        began = beginning(start, zone)
        yield FollowUp(
            standing.key,
            candidacy.id,
            candidacy.company,
            standing.channel,
            attempts if standing.key.step is Step.FOLLOW_UP else 1,
            last if given_up else began,
            None if given_up else start,
            None if given_up else standing.end,
            candidacy.recruiter.zone,
            state,
            pinned=standing.pinned,
            reasons=reasons,
        )


NOTED = {
    MarkKind.DONE: "made",
    MarkKind.MESSAGE: "message-left",
    MarkKind.UNREACHABLE: "nobody-reached",
}
"""What became of a follow-up, by the mark that the person put on it."""


def _became(
    candidacy: Candidacy, occasion: Occasion, standing: Standing, now: datetime
) -> tuple[State, tuple[Reason, ...]] | None:
    """Return where a follow-up stands that is behind, and why; None for one that is not."""
    zone = ZoneInfo(candidacy.recruiter.zone)
    last = skipped_or_stood(standing, candidacy.recruiter)
    if standing.fate is Fate.UNPLACED:
        over = given_up(occasion, standing, candidacy.recruiter, now)
        return (State.SKIPPED, (Reason("no-slot-found", f"{last}"),)) if over else None
    if standing.fate is Fate.DELETED:
        # One that was given up is remembered as deleted, without a length.
        code = "no-slot-found" if standing.start == standing.end else "deleted"
        return State.SKIPPED, (Reason(code, f"{last}"),)
    over = standing.passed(now, zone) or made(occasion, standing)
    if standing.fate is not Fate.STANDS or not over:
        return None
    about = (s for s in occasion.said if s.on == standing.key)
    said = [s for s in about if s.mark.kind in ABOUT_AN_ATTEMPT]
    day = f"{said[-1].at.astimezone(zone).date()}" if said else ""
    if made_nothing(occasion, standing):
        return State.SKIPPED, (Reason("missed", day),)
    code = NOTED.get(said[-1].mark.kind, "") if said else ""
    return State.PASSED, (Reason(code, day),) if code else ()


def in_time(follow_up: FollowUp) -> tuple[datetime, str]:
    """Return what follow-ups are sorted by."""
    start = follow_up.start
    if start is None:
        return follow_up.due, str(follow_up.key)
    return beginning(start, ZoneInfo(follow_up.zone)), str(follow_up.key)


def wakes(follow_up: FollowUp, now: datetime) -> datetime | None:
    """Return when the passing of time alone asks for a new plan."""
    if follow_up.state is State.UNPLACED:
        return now + timedelta(hours=6)
    if follow_up.state is not State.PENDING or follow_up.end is None:
        return None
    return beginning(follow_up.end, ZoneInfo(follow_up.zone))


def not_yet_missed(candidacy: Candidacy, now: datetime) -> Iterator[datetime]:
    """Yield when follow-ups begin that are told as missed already: it counts from then."""
    zone = ZoneInfo(candidacy.recruiter.zone)
    for occasion, standing in standings_of(candidacy):
        begins = beginning(standing.start, zone)
        told = (s.on == standing.key and s.mark.kind is MarkKind.MISSED for s in occasion.said)
        if begins > now and any(told):
            yield begins


def standings_of(candidacy: Candidacy) -> Iterator[tuple[Occasion, Standing]]:
    """Yield every follow-up decided before, with its occasion."""
    for occasion in candidacy.every_occasion:
        for standing in occasion.standings:
            yield occasion, standing
