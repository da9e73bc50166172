"""History and outcome → the next steps and when each is due.

Days are those of the recruiter's zone; "wd" is a working day of the recruiter's country.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import (
    Candidacy,
    Channel,
    Fate,
    Key,
    MarkKind,
    Occasion,
    Reason,
    Recruiter,
    Said,
    Standing,
    Step,
    midnight,
)
from relance.planning.windows import working_day_after

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

SEARCH_DAYS = 15  # working days after which an unplaced step is skipped, and a start is too late
AFTER_THE_END = timedelta(hours=1)  # nothing is written sooner after an interview
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class SequenceStep:
    """One entry of a sequence; `after` counts working days, None means the next morning."""

    step: Step
    by: Channel
    after: int | None
    within: int | None = None


DEFAULT_SEQUENCE = (
    SequenceStep(Step.THANK_YOU, Channel.EMAIL, None, within=2),
    SequenceStep(Step.FOLLOW_UP, Channel.PHONE, 5),
    SequenceStep(Step.FOLLOW_UP, Channel.PHONE, 5),
    SequenceStep(Step.FOLLOW_UP, Channel.EMAIL, 5),
    SequenceStep(Step.ABANDON, Channel.MARKER, 5),
)


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


@dataclass(frozen=True, slots=True)
class Due:
    """A step that wants its place; `standing` is the event that it has already, if any."""

    key: Key
    channel: Channel
    of: int
    due: datetime
    occasion: Occasion
    last_day: date | None = None  # beyond which the step is left out
    earliest: bool = False  # the earliest slot is taken, preferences do not apply
    extra_contact: bool = False
    standing: Standing | None = None
    reason: Reason = Reason("due")

    @property
    def optional(self) -> bool:
        """Say whether the step is left out, rather than unplaced, when no slot is free."""
        return self.last_day is not None


@dataclass(frozen=True, slots=True)
class Ending:
    """Why no step follows: `open` candidacies wait for the person, closed ones are over."""

    reason: Reason
    open: bool = False


def next_steps(
    candidacy: Candidacy, sequence: tuple[SequenceStep, ...], now: datetime
) -> Generator[Due, date | None, Ending]:
    """Yield each step that is to stand next; send the day it got, None when it got none.

    The steps come one after the other, as they would fall if nothing is answered. Returns why
    no further step follows.
    """
    if not candidacy.occasions:
        return Ending(Reason("interview-cancelled"))
    *earlier, last = (
        _Course(candidacy, occasion, sequence, now) for occasion in candidacy.occasions
    )
    for course in earlier:
        if outcome(course.occasion) is None:
            yield from course.thank_you()
    decided = outcome(last.occasion)
    if decided is not None:
        return (yield from last.called_for(decided))
    if candidacy.round_cancelled:
        yield from last.thank_you()
        return Ending(Reason("round-cancelled"), open=True)
    if last.too_late():
        return Ending(Reason("too-late"))
    return (yield from last.sequence_left())


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


def made(occasion: Occasion, standing: Standing) -> bool:
    """Say whether the person told that a follow-up was made: after its interview, not before."""
    last = _about_attempt(occasion, standing)
    if standing.fate is not Fate.STANDS or last is None or last.mark.kind not in MADE:
        return False
    return last.at >= occasion.end or standing.key.step in CALLED_FOR


def made_nothing(occasion: Occasion, standing: Standing) -> bool:
    """Say whether the person told that a follow-up was not made."""
    return marked(occasion, standing, {MarkKind.MISSED})


@dataclass(frozen=True, slots=True)
class _Course:
    """What follows one occasion."""

    candidacy: Candidacy
    occasion: Occasion
    sequence: tuple[SequenceStep, ...]
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.candidacy.recruiter.zone)

    def opens(self, day: date) -> datetime:
        """Return 00:00 of a day where the recruiter is."""
        return midnight(day, self.zone)

    def later(self, day: date, working_days: int) -> date:
        return working_day_after(day, working_days, self.candidacy.recruiter)

    # The thank-you

    def thank_you(self) -> Generator[Due, date | None, None]:
        """Yield the thank-you while it is still due."""
        entry = next((e for e in self.sequence if e.step is Step.THANK_YOU), None)
        if entry is None:
            return
        standing = self.current(Step.THANK_YOU, 1)
        if standing is not None and self.over(standing):
            return
        last_day = None if entry.within is None else self.later(self.occasion.day, entry.within)
        too_late = last_day is not None and self.opens(last_day + timedelta(days=1)) <= self.now
        if too_late and _pending(standing) is None:
            return
        yield Due(
            self.key(Step.THANK_YOU, 1),
            entry.by,
            1,
            self.thank_you_due(entry),
            self.occasion,
            last_day=last_day,
            earliest=True,
            standing=_pending(standing),
            reason=Reason("after-interview", f"{self.occasion.day}"),
        )

    def thank_you_due(self, entry: SequenceStep) -> datetime:
        """Return the next working morning; after a Friday interview, that same day.

        Never sooner than an hour after the end.
        """
        soonest = self.occasion.end + AFTER_THE_END
        if entry.after is None and self.occasion.day.weekday() == FRIDAY:
            return soonest
        return max(soonest, self.opens(self.later(self.occasion.day, entry.after or 1)))

    # The sequence

    def sequence_left(self) -> Generator[Due, date | None, Ending]:
        """Yield what is left of the sequence, thank-you first."""
        counted_from, factor, first, wait = self.occasion.day, 1, True, self.wait()
        for entry, number, later in self.entries():
            standing = self.current(entry.step, number)
            behind = self.any_over(later, beside=standing)
            if entry.step is Step.THANK_YOU:
                if not behind:
                    yield from self.thank_you()
                continue
            if standing is not None and self.over(standing):
                counted_from, first = self.stood_on(standing), False
                factor = 2 if self.marked(standing, {MarkKind.MESSAGE}) else 1
                if not behind:
                    yield from self.tried_to_reach(standing)
                continue
            if behind:
                continue
            due, reason = self.due(entry, counted_from, factor, first=first, wait=wait)
            day = yield self.follow_up(entry, number, due, reason, standing)
            counted_from = day or due.astimezone(self.zone).date()
            factor, first, wait = 1, False, None
        return Ending(Reason("let-go"))

    def entries(self) -> Iterator[tuple[SequenceStep, int, list[tuple[Step, int]]]]:
        """Yield each entry with its number among its kind, and what comes after it."""
        numbers = [
            sum(earlier.step is entry.step for earlier in self.sequence[: i + 1])
            for i, entry in enumerate(self.sequence)
        ]
        named = [(entry.step, n) for entry, n in zip(self.sequence, numbers, strict=True)]
        for i, entry in enumerate(self.sequence):
            yield entry, numbers[i], named[i + 1 :]

    def due(
        self,
        entry: SequenceStep,
        counted_from: date,
        factor: int,
        *,
        first: bool,
        wait: date | None,
    ) -> tuple[datetime, Reason]:
        """Return when an attempt or the abandon marker is due, and what set that day."""
        day = self.later(counted_from, (entry.after or 1) * factor)
        reason = Reason("working-days", f"{(entry.after or 1) * factor} {counted_from}")
        promises = [i.details.reply_promised_on for i in self.occasion.interviews]
        promised = max((p for p in promises if p is not None), default=None)
        if first and promised is not None and promised > day:
            day, reason = self.later(promised, 1), Reason("promised", f"{promised}")
        if wait is not None:
            day = max(self.later(wait, 1), self.later(self.occasion.day, 1))
            reason = Reason("wait", f"{wait}")
        return self.opens(day), reason

    def follow_up(
        self,
        entry: SequenceStep,
        number: int,
        due: datetime,
        reason: Reason,
        standing: Standing | None,
    ) -> Due:
        """Return an attempt, or the abandon marker."""
        marker = entry.step is Step.ABANDON
        channel = Channel.MARKER if marker else self.candidacy.by or entry.by
        return Due(
            self.key(entry.step, number),
            channel,
            1 if marker else self.attempts,
            due,
            self.occasion,
            standing=_pending(standing),
            reason=reason,
        )

    def wait(self) -> date | None:
        """Return the date that was promised by a mark, until an attempt was made after it."""
        waits = [s.mark.value for s in self.occasion.said if s.mark.kind is MarkKind.WAIT]
        if not waits:
            return None
        until = date.fromisoformat(waits[-1])
        if until < self.occasion.day:
            return None  # nobody promises a day before the interview
        made = (
            s
            for s in self.occasion.standings
            if s.key.step is not Step.THANK_YOU and s.fate is not Fate.WITHDRAWN
        )
        if any(self.over(s) and self.stood_on(s) > until for s in made):
            return None
        return until

    def tried_to_reach(self, call: Standing) -> Generator[Due, date | None, None]:
        """Yield the short email after a call that reached nobody."""
        unreachable = self.marked(call, {MarkKind.UNREACHABLE})
        small = self.candidacy.small and not self.marked(call, {MarkKind.MESSAGE})
        span = call.span
        if span is None or call.channel is not Channel.PHONE or call.fate is not Fate.STANDS:
            return
        if unreachable or small:
            reason = Reason("unreachable" if unreachable else "small", f"{call.day(self.zone)}")
            told = [s.at for s in self.occasion.said if s.on == call.key and s.mark.kind in MADE]
            due = max(self.occasion.end, min([span.end, *told]))  # it may be made ahead of its time
            yield from self.single(
                Step.UNREACHABLE, call.key.attempt, due, reason, extra_contact=True
            )

    # What an outcome calls for

    def called_for(self, said: Said) -> Generator[Due, date | None, Ending]:
        """Yield the step that an outcome calls for."""
        kind, day = said.mark.kind, said.at.astimezone(self.zone).date()
        reason = Reason(kind.value, f"{day}")
        if kind is MarkKind.REFUSED:
            due = self.opens(day + timedelta(days=1))
            yield from self.single(Step.STAY_AVAILABLE, 1, due, reason, earliest=False)
        elif kind is MarkKind.OFFER:
            yield from self.single(Step.CONTRACT, 1, self.opens(self.later(day, 1)), reason)
        return Ending(reason, open=kind in {MarkKind.ANSWERED, MarkKind.OFFER})

    def single(
        self,
        step: Step,
        number: int,
        due: datetime,
        reason: Reason,
        *,
        earliest: bool = True,
        extra_contact: bool = False,
    ) -> Generator[Due, date | None, None]:
        """Yield an email of its own, unless it was made or deleted already."""
        standing = self.current(step, number)
        if standing is None or not self.over(standing):
            yield Due(
                self.key(step, number),
                Channel.EMAIL,
                1,
                due,
                self.occasion,
                earliest=earliest,
                extra_contact=extra_contact,
                standing=_pending(standing),
                reason=reason,
            )

    # What stands already

    def current(self, step: Step, number: int) -> Standing | None:
        """Return the newest follow-up for a step that still counts.

        One that was missed, or stood before an interview that moved behind it, or was over when
        the sequence was begun again, counts no more.
        """
        standing = _newest(s for s in self.all_for(step, number) if s.fate is not Fate.WITHDRAWN)
        if standing is None or (self.began(standing) and self.marked(standing, {MarkKind.MISSED})):
            return None
        if standing.fate is not Fate.STANDS or not standing.passed(self.now, self.zone):
            return standing
        before = step not in CALLED_FOR and self.stood_before(standing)
        return None if before or self.closed(standing) else standing

    def began(self, standing: Standing) -> bool:
        """Say whether the time of a follow-up has come: before that nothing was missed."""
        span = standing.span
        return (span.start if span else self.opens(standing.day(self.zone))) <= self.now

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

    @property
    def attempts(self) -> int:
        return sum(entry.step is Step.FOLLOW_UP for entry in self.sequence)

    def ended(self, standing: Standing) -> datetime:
        """Return when a follow-up was over."""
        span = standing.span
        return span.end if span else self.opens(standing.day(self.zone) + timedelta(days=1))

    def stood_before(self, standing: Standing) -> bool:
        """Say whether a follow-up stands before the end of its own interview."""
        if standing.day(self.zone) > self.occasion.day:
            return False
        span = standing.span
        began = span.start if span else self.opens(standing.day(self.zone))
        return began < self.occasion.end

    def all_for(self, step: Step, number: int) -> Iterator[Standing]:
        """Yield every generation of one step and attempt."""
        for standing in self.occasion.standings:
            if standing.key.step is step and standing.key.attempt == number:
                yield standing

    def any_over(self, steps: list[tuple[Step, int]], beside: Standing | None) -> bool:
        """Say whether any of these steps is behind: then what comes before it is, too.

        One that was deleted from behind a step that still stands is not.
        """
        found = (self.current(step, number) for step, number in steps)
        over = [s for s in found if s is not None and self.over(s) and not self.closed(s)]
        if beside is not None and not self.over(beside):
            over = [s for s in over if s.fate is not Fate.DELETED or self.day_before(s, beside)]
        return bool(over)

    def day_before(self, standing: Standing, other: Standing) -> bool:
        return standing.day(self.zone) < other.day(self.zone)

    def over(self, standing: Standing) -> bool:
        """Say whether a step is behind: made, deleted, or without a slot for too long."""
        if standing.fate is Fate.DELETED:
            return True
        if standing.fate is Fate.UNPLACED:
            searched_for_this = standing.since >= self.occasion.end
            after = self.stood_on(standing) + timedelta(days=1)
            return searched_for_this and self.opens(after) <= self.now
        return standing.passed(self.now, self.zone) or made(self.occasion, standing)

    def stood_on(self, standing: Standing) -> date:
        """Return the day from which the next step counts: never one before the interview."""
        return max(skipped_or_stood(standing, self.candidacy.recruiter), self.occasion.day)

    def marked(self, standing: Standing, kinds: set[MarkKind] | frozenset[MarkKind]) -> bool:
        """Say whether the last mark on a follow-up is one of these."""
        return marked(self.occasion, standing, kinds)

    def key(self, step: Step, number: int) -> Key:
        """Return the key for a step: the one it has, or the next generation of a spent one."""
        current = self.current(step, number)
        newest = _newest(self.all_for(step, number))
        if current is not None:
            return current.key
        if newest is not None and newest.fate is Fate.UNPLACED:
            return newest.key  # nothing was ever written with it
        if newest is not None:
            return newest.key.renewed()
        last = max(
            self.occasion.interviews, key=lambda i: (i.event.span(self.zone).end, i.identity)
        )
        return Key(last.identity, step, number)

    def too_late(self) -> bool:
        """Say whether the interview was long over when it was first seen."""
        written = any(s.fate is not Fate.WITHDRAWN for s in self.occasion.standings)
        asked = any(s.mark.kind in ASKING for s in self.occasion.said)
        if written or asked:
            return False
        first_seen = min(i.first_seen for i in self.occasion.interviews)
        last_start = self.opens(self.later(self.occasion.day, SEARCH_DAYS) + timedelta(days=1))
        return first_seen >= last_start


def _newest(standings: Iterable[Standing]) -> Standing | None:
    return max(standings, key=lambda s: s.key.generation, default=None)


def _pending(standing: Standing | None) -> Standing | None:
    """Return a follow-up that has its event; one without a slot has none."""
    return standing if standing is not None and standing.fate is Fate.STANDS else None
