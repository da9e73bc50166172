"""What stands or stood for an occasion, and what of it still counts.

Days are those of the recruiter's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import (
    Fate,
    Key,
    MarkKind,
    Occasion,
    Recruiter,
    Said,
    Standing,
    Step,
    midnight,
)
from relance.planning.windows import working_day_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SEARCH_DAYS = 15  # working days after which an unplaced step is skipped, and a start is too late

# Marks that end the sequence of an occasion, and marks that let it go on.
ENDING = frozenset({MarkKind.ANSWERED, MarkKind.REFUSED, MarkKind.OFFER, MarkKind.STOP})
GOING_ON = frozenset(
    {
        MarkKind.MISSED,
        MarkKind.MESSAGE,
        MarkKind.UNREACHABLE,
        MarkKind.WAIT,
        MarkKind.INTERVIEW,
    }
)
ASKING = frozenset({MarkKind.INTERVIEW, MarkKind.WAIT})  # for a sequence that starts late
CALLED_FOR = frozenset({Step.STAY_AVAILABLE, Step.CONTRACT})  # by a mark, not by the interview
MADE = frozenset({MarkKind.DONE, MarkKind.MESSAGE, MarkKind.UNREACHABLE})
ABOUT_AN_ATTEMPT = MADE | {MarkKind.MISSED}


def outcome(occasion: Occasion) -> Said | None:
    """Return the mark that ends the sequence of an occasion, if the last that counts is one."""
    counting = (s for s in reversed(occasion.said) if s.mark.kind in ENDING | GOING_ON)
    last = next(counting, None)
    return last if last is not None and last.mark.kind in ENDING else None


def marked(
    occasion: Occasion, standing: Standing, kinds: set[MarkKind] | frozenset[MarkKind]
) -> bool:
    """Say whether the last mark about how a follow-up was made is one of these."""
    last = _about_attempt(occasion, standing)
    return last is not None and last.mark.kind in kinds


def _about_attempt(occasion: Occasion, standing: Standing) -> Said | None:
    about = (said for said in reversed(occasion.said) if said.on == standing.key)
    return next((said for said in about if said.mark.kind in ABOUT_AN_ATTEMPT), None)


def skipped_or_stood(standing: Standing, recruiter: Recruiter) -> date:
    """Return the day a follow-up stood on; for an unplaced one the last day of its search."""
    day = standing.day(ZoneInfo(recruiter.zone))
    if standing.fate is Fate.UNPLACED:
        return working_day_after(day - timedelta(days=1), SEARCH_DAYS, recruiter)
    return day


def given_up(occasion: Occasion, standing: Standing, recruiter: Recruiter, now: datetime) -> bool:
    """Say whether a step was without a slot for too long; not one of an interview that moved."""
    searched = standing.since >= occasion.end or standing.key.step in CALLED_FOR
    after = skipped_or_stood(standing, recruiter) + timedelta(days=1)
    over = midnight(after, ZoneInfo(recruiter.zone)) <= now
    return standing.fate is Fate.UNPLACED and searched and over


def made(occasion: Occasion, standing: Standing) -> bool:
    """Say whether the person told that a follow-up was made: after its interview, not before."""
    last = _about_attempt(occasion, standing)
    if standing.fate is not Fate.STANDS or last is None or last.mark.kind not in MADE:
        return False
    return last.at >= occasion.end or standing.key.step in CALLED_FOR


def is_pinned(standing: Standing, occasion: Occasion) -> bool:
    """Say whether the person placed it; a pin before the end of its interview is withdrawn."""
    span = standing.span
    free = standing.key.step in CALLED_FOR
    return standing.pinned and (free or span is None or span.start >= occasion.end)


def made_nothing(occasion: Occasion, standing: Standing) -> bool:
    """Say whether the person told that a follow-up was not made."""
    return marked(occasion, standing, {MarkKind.MISSED})


@dataclass(frozen=True, slots=True)
class Stood:
    """The follow-ups of one occasion, in a sequence of so many attempts."""

    occasion: Occasion
    recruiter: Recruiter
    attempts: int
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Return where days begin and end."""
        return ZoneInfo(self.recruiter.zone)

    def opens(self, day: date) -> datetime:
        """Return 00:00 of a day where the recruiter is."""
        return midnight(day, self.zone)

    def current(self, step: Step, number: int) -> Standing | None:
        """Return the newest follow-up for a step that still counts.

        One that was missed, or stood before an interview that moved behind it, or was over when
        the sequence was begun again, counts no more.
        """
        standing = _newest(s for s in self.all_for(step, number) if s.fate is not Fate.WITHDRAWN)
        if standing is None or (self.began(standing) and self.missed(standing)):
            return None
        if standing.fate is not Fate.STANDS or not standing.passed(self.now, self.zone):
            return standing
        before = step not in CALLED_FOR and self.stood_before(standing)
        return None if before or self.closed(standing) else standing

    def by_hand(self, standing: Standing | None) -> bool:
        """Say whether the person placed what is still to come: it stays where it is."""
        if standing is None or standing.fate is not Fate.STANDS or self.over(standing):
            return False
        return is_pinned(standing, self.occasion)

    def began(self, standing: Standing) -> bool:
        """Say whether the time of a follow-up has come: before that nothing was missed."""
        return self.begins(standing) <= self.now

    def missed(self, standing: Standing) -> bool:
        """Say whether the person told that it was not made.

        One that was deleted though its time was still to come, when that was told, was not missed:
        what is deleted stays deleted.
        """
        last = _about_attempt(self.occasion, standing)
        if last is None or last.mark.kind is not MarkKind.MISSED:
            return False
        return standing.fate is not Fate.DELETED or last.at >= self.begins(standing)

    def begins(self, standing: Standing) -> datetime:
        """Return when a follow-up begins; a whole day at its midnight."""
        span = standing.span
        return span.start if span else self.opens(standing.day(self.zone))

    def closed(self, standing: Standing) -> bool:
        """Say whether a last step was over when a mark asked for another attempt."""
        if not self.is_last(standing.key):
            return False
        again = self.asked_again()
        deleted_marker = standing.fate is Fate.DELETED and standing.key.step is Step.ABANDON
        return again is not None and (deleted_marker or self.ended(standing) <= again)

    def asked_again(self) -> datetime | None:
        """Return when a date to wait for was met, or a missed attempt, after the last attempt."""
        last = [s for s in self.occasion.standings if self.is_last(s.key)]
        ends = [self.ended(s) for s in last if s.fate in {Fate.STANDS, Fate.DELETED}]
        there = {s.key for s in last if s.key.step is Step.FOLLOW_UP}
        marks = [
            s.at
            for s in self.occasion.said
            if s.mark.kind is MarkKind.WAIT or (s.mark.kind is MarkKind.MISSED and s.on in there)
        ]
        return max((at for at in marks if ends and at >= min(ends)), default=None)

    def is_last(self, key: Key) -> bool:
        """Say whether a key names the last attempt, or the marker after it."""
        return (key.step, key.attempt) in {(Step.ABANDON, 1), (Step.FOLLOW_UP, self.attempts)}

    def ended(self, standing: Standing) -> datetime:
        """Return when a follow-up was over."""
        span = standing.span
        return span.end if span else self.opens(standing.day(self.zone) + timedelta(days=1))

    def stood_before(self, standing: Standing) -> bool:
        """Say whether a follow-up stands before the end of its own interview."""
        in_time = standing.day(self.zone) <= self.occasion.day
        return in_time and self.begins(standing) < self.occasion.end

    def all_for(self, step: Step, number: int) -> Iterator[Standing]:
        """Yield every generation of one step and attempt."""
        for standing in self.occasion.standings:
            if standing.key.step is step and standing.key.attempt == number:
                yield standing

    def tried(self) -> Iterator[Standing]:
        """Yield the attempts that are behind; the email after a call is none of its own."""
        for standing in self.occasion.standings:
            attempt = standing.key.step in {Step.FOLLOW_UP, Step.ABANDON}
            missed = self.missed(standing)
            counts = attempt and standing.fate is not Fate.WITHDRAWN and not missed
            if counts and self.over(standing):
                yield standing

    def any_over(self, steps: list[tuple[Step, int]], beside: Standing | None) -> bool:
        """Say whether any of these steps is behind: then what comes before it is, too.

        One that was deleted from behind a step that still stands is not, nor is anything behind
        that the person placed.
        """
        if self.by_hand(beside):
            return False
        found = (self.current(step, number) for step, number in steps)
        over = [s for s in found if s is not None and self.over(s) and not self.closed(s)]
        if beside is not None and not self.over(beside):
            over = [s for s in over if s.fate is not Fate.DELETED]
        return bool(over)

    def over(self, standing: Standing) -> bool:
        """Say whether a step is behind: made, deleted, or without a slot for too long."""
        if standing.fate is Fate.DELETED:
            return True
        if standing.fate is Fate.UNPLACED:
            return given_up(self.occasion, standing, self.recruiter, self.now)
        return standing.passed(self.now, self.zone) or made(self.occasion, standing)

    def stood_on(self, standing: Standing) -> date:
        """Return the day from which the next step counts: never one before the interview."""
        return max(skipped_or_stood(standing, self.recruiter), self.occasion.day)

    def marked(self, standing: Standing, kinds: set[MarkKind] | frozenset[MarkKind]) -> bool:
        """Say whether the last mark on a follow-up is one of these."""
        return marked(self.occasion, standing, kinds)

    def newest(self, step: Step, number: int) -> Standing | None:
        """Return the last generation of a step, whatever became of it."""
        return _newest(self.all_for(step, number))


def _newest(standings: Iterable[Standing]) -> Standing | None:
    return max(standings, key=lambda s: s.key.generation, default=None)
