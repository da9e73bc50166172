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
    Said,
    Standing,
    Step,
    midnight,
)
from relance.planning.stood import ASKING, MADE, SEARCH_DAYS, Stood, outcome
from relance.planning.windows import working_day_after

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

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


@dataclass(frozen=True, slots=True)
class _Course:
    """What follows one occasion."""

    candidacy: Candidacy
    occasion: Occasion
    sequence: tuple[SequenceStep, ...]
    now: datetime

    @property
    def stood(self) -> Stood:
        """Return what stands already."""
        return Stood(self.occasion, self.candidacy.recruiter, self.attempts, self.now)

    @property
    def attempts(self) -> int:
        return sum(entry.step is Step.FOLLOW_UP for entry in self.sequence)

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
        standing = self.stood.current(Step.THANK_YOU, 1)
        if standing is not None and self.stood.over(standing):
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
        yield from self.emails_placed_by_hand()
        counted_from, factor, first, wait = self.occasion.day, 1, True, self.wait()
        for entry, number, later in self.entries():
            standing = self.stood.current(entry.step, number)
            behind = self.stood.any_over(later, beside=standing) and not self.stood.by_hand(
                standing
            )
            if entry.step is Step.THANK_YOU:
                if not behind:
                    yield from self.thank_you()
                continue
            if standing is not None and self.stood.over(standing):
                counted_from, first = self.stood.stood_on(standing), False
                factor = 2 if self.stood.marked(standing, {MarkKind.MESSAGE}) else 1
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
            waited = max(self.later(wait, 1), self.later(self.occasion.day, 1))
            if waited > day or not self.date_was_taken():
                day, reason = waited, Reason("wait", f"{wait}")
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
        since = any(self.stood.stood_on(s) > until for s in self.stood.tried())
        return None if since else until

    def date_was_taken(self) -> bool:
        """Say whether the attempt that a date moved was made: then it moves no other one."""
        noted = [s.at for s in self.occasion.said if s.mark.kind is MarkKind.WAIT]
        made = (s for s in self.stood.tried() if s.fate is Fate.STANDS)
        return any(self.stood.begins(s) >= noted[-1] for s in made)

    def tried_to_reach(self, call: Standing) -> Generator[Due, date | None, None]:
        """Yield the short email after a call that reached nobody."""
        if self.stood.by_hand(self.stood.current(Step.UNREACHABLE, call.key.attempt)):
            return  # it is there already
        unreachable = self.stood.marked(call, {MarkKind.UNREACHABLE})
        small = self.candidacy.small and not self.stood.marked(call, {MarkKind.MESSAGE})
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

    def emails_placed_by_hand(self) -> Generator[Due, date | None, None]:
        """Yield what tells of a call and was moved: it stays, whatever becomes of that call."""
        for email in self.occasion.standings:
            if email.key.step is Step.UNREACHABLE and self.stood.by_hand(email):
                begins = self.stood.begins(email)
                yield Due(
                    email.key,
                    Channel.EMAIL,
                    1,
                    email.due or begins,
                    self.occasion,
                    earliest=True,
                    extra_contact=True,
                    standing=email,
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
        standing = self.stood.current(step, number)
        if standing is None or not self.stood.over(standing):
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

    def key(self, step: Step, number: int) -> Key:
        """Return the key for a step: the one it has, or the next generation of a spent one."""
        current = self.stood.current(step, number)
        newest = self.stood.newest(step, number)
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


def _pending(standing: Standing | None) -> Standing | None:
    """Return a follow-up that has its event; one without a slot has none."""
    return standing if standing is not None and standing.fate is Fate.STANDS else None
