"""What was said, what stands, and what comes of it: questions about one company's past."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from hand_values import ENDS, LIFTS, OF_ATTEMPTS, Spoken, Target
from relance.model import MarkKind, Step
from sequence_rules import ATTEMPTS, SEARCHED, Known, Occasion, midnight, nth, occasions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from hand_rules import HandLedger
    from plain_calendar import Written


class History:
    """What a person sees who knows the rules and looks at the calendar."""

    def __init__(
        self,
        ledger: HandLedger,
        known: Sequence[Known],
        found: Sequence[Written],
        spoken: Sequence[Spoken],
        now: datetime,
    ) -> None:
        self.ledger, self.now = ledger, now
        self.by_candidacy, self.found = occasions(known), found
        self.spoken = sorted(spoken, key=lambda mark: mark.order)

    def waits_for_a_word(self, last: Occasion) -> bool:
        """Say whether a later round went, and no mark has lifted that since."""
        places = self.ledger.places
        since = [
            when
            for one, when in self.ledger.gone.items()
            if places[one].candidacy == last.candidacy
            and places[one].day > last.day
            and when > min(i.seen for i in last.interviews)  # else it was put forward, or replaced
        ]
        lifts = [self.ledger.met[m.order] for m in self._said(last) if m.kind in LIFTS]
        return bool(since) and not any(when >= max(since) for when in lifts)

    def _late(self, occasion: Occasion) -> bool:
        """Say whether it was long over when it was first seen, and nothing has stood for it."""
        if self.stood(occasion) or any(m.kind in LIFTS for m in self._said(occasion)):
            return False
        seen = min(i.seen for i in occasion.interviews)
        return seen >= midnight(nth(occasion.day, SEARCHED + 1, occasion.recruiter), occasion.zone)

    def is_pinned_ahead(self, occasion: Occasion) -> bool:
        return any(
            str(w.key) in self.ledger.pinned and self._is_pending(w, occasion.zone)
            for w in self.stood(occasion)
        )

    def _is_pending(self, stood: Written, zone: ZoneInfo) -> bool:
        return not self._is_deleted(stood) and not self.passed(stood, zone)

    def _missed(self, occasion: Occasion, stood: Written) -> bool:
        """Say whether an attempt is to be placed again."""
        missed = self.word(stood) is MarkKind.MISSED and not self._is_deleted(stood)
        return missed and not self._is_behind(occasion, stood.key.attempt)

    def _is_behind(self, occasion: Occasion, attempt: int) -> bool:
        """Say whether a later attempt than this one has passed."""
        later = [self.latest(occasion, Step.FOLLOW_UP, n) for n in ATTEMPTS if n > attempt]
        return any(
            w is not None and (self._is_deleted(w) or self.passed(w, occasion.zone)) for w in later
        )

    def _waited(
        self, occasion: Occasion, step: Step, attempt: int, *, pending: bool
    ) -> date | None:
        """Return the date that this attempt waits for, unless it was made since."""
        waits = [m for m in self._said(occasion) if m.kind is MarkKind.WAIT]
        for mark in waits:
            if mark.order not in self.ledger.targets:
                self.ledger.targets[mark.order] = self._next(occasion)
        made = self._times(occasion, step, attempt) - pending
        skipped = [
            w for w in self.stood(occasion) if w.key.step is Step.FOLLOW_UP and self._is_deleted(w)
        ]
        days = [w.day(occasion.zone) for w in skipped]  # one that stood after the date: it is over
        waits = [m for m in waits if all(day <= date.fromisoformat(m.value) for day in days)]
        mine = [m for m in waits if self.ledger.targets[m.order] == (step, attempt, made)]
        return date.fromisoformat(mine[-1].value) if mine else None

    def _next(self, occasion: Occasion) -> Target:
        """Return the attempt that is still to be made; once all are, the last one again."""
        for step, attempt in ((Step.FOLLOW_UP, n) for n in ATTEMPTS):
            stood = self.latest(occasion, step, attempt)
            made = self._times(occasion, step, attempt)
            if stood is None or self._missed(occasion, stood):
                return step, attempt, made
            if self._is_pending(stood, occasion.zone):
                return step, attempt, made - 1
        return step, attempt, made

    def _times(self, occasion: Occasion, step: Step, attempt: int) -> int:
        wanted = step, attempt
        return sum((w.key.step, w.key.attempt) == wanted for w in self.stood(occasion))

    def is_over(self, occasion: Occasion) -> bool:
        """Say whether every attempt was made."""
        step, attempt, made = self._next(occasion)
        return (attempt, made) == (len(ATTEMPTS), self._times(occasion, step, attempt)) and made > 0

    def was_deleted(self, occasion: Occasion, attempt: int) -> bool:
        stood = self.latest(occasion, Step.FOLLOW_UP, attempt)
        return stood is not None and self._is_deleted(stood)

    def is_the_only_one_open(self, occasion: Occasion) -> bool:
        """Say whether the earlier occasions of the company are over, their thank-yous too."""
        return not any(
            other.last.span.end > self.now
            or any(self._is_pending(w, other.zone) for w in self.stood(other))
            for other in self.by_candidacy[occasion.candidacy][:-1]
        )

    def next_attempt(self, occasion: Occasion) -> int:
        return self._next(occasion)[1]

    def _said(self, occasion: Occasion) -> list[Spoken]:
        mine = self.identities(occasion)
        return [mark for mark in self.spoken if mark.interview in mine]

    def said_of(self, candidacy: str) -> list[Spoken]:
        """Return what was said of a company, on whatever day."""
        places = self.ledger.places
        mine = {one for one, place in places.items() if place.candidacy == candidacy}
        return [mark for mark in self.spoken if mark.interview in mine]

    def ending(self, occasion: Occasion) -> Spoken | None:
        """Return the mark that ends the sequence, unless a later one reopened it."""
        end = None
        for mark in self._said(occasion):
            end = mark if mark.kind in ENDS else None if mark.kind in LIFTS else end
        return end

    def word(self, stood: Written) -> MarkKind | None:
        """Return the last thing said of an attempt."""
        said = [m.kind for m in self.spoken if m.key == str(stood.key) and m.kind in OF_ATTEMPTS]
        return said[-1] if said else None

    def identities(self, occasion: Occasion) -> set[str]:
        """Return the interviews of a day, those that went too."""
        places = self.ledger.places
        went = {
            one
            for one in self.ledger.gone
            if (places[one].candidacy, places[one].day) == (occasion.candidacy, occasion.day)
        }
        return {i.identity for i in occasion.interviews} | went

    def is_loose(self, occasion: Occasion) -> bool:
        return any(self.ledger.left_open(one) for one in self.identities(occasion))

    def stood(self, occasion: Occasion) -> list[Written]:
        """Return every follow-up of an occasion that the person has seen, deleted ones too."""
        mine = self.identities(occasion)
        every = [*self.ledger.deleted.values(), *self.found]
        return [w for w in every if w.key.interview in mine]

    def latest(self, occasion: Occasion, step: Step, attempt: int) -> Written | None:
        """Return the newest generation of a step, unless it was pinned before its interview."""
        found = [
            w
            for w in self.stood(occasion)
            if (w.key.step, w.key.attempt) == (step, attempt)
            and not (
                str(w.key) in self.ledger.pinned and self._is_before_its_interview(w, occasion)
            )
        ]
        return max(found, key=lambda w: (w.key.generation, w.day(occasion.zone)), default=None)

    def _is_before_its_interview(self, stood: Written, occasion: Occasion) -> bool:
        """Say whether it lies before the end, pinned or passed; what is pending moves along."""
        fixed = str(stood.key) in self.ledger.pinned or self.passed(stood, occasion.zone)
        early = stood.span(occasion.zone).start < occasion.last.span.end
        return early and fixed and not self._is_deleted(stood)

    def _is_deleted(self, stood: Written) -> bool:
        return str(stood.key) in self.ledger.deleted

    def passed(self, stood: Written, zone: ZoneInfo) -> bool:
        return stood.span(zone).end <= self.now
