"""Why a follow-up stands in its slot: what it costs, and what took the others away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Reason, State, Step
from relance.planning.follow_ups import day_of
from relance.writing.catalogue import msg
from relance.writing.dates import city, weekday
from relance.writing.reasons import is_one, told
from relance.writing.teller import BETWEEN, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.model import Candidacy, FollowUp, Span
    from relance.planning.slots import Candidate, Explanation
    from relance.planning.why import Grounds
    from relance.writing.teller import Teller

NEXT_BEST = 3  # other slots that a tired person reads

_COST = {
    "waited": msg("{cost} of waiting since it was due"),
    "day": msg("{cost} for a {weekday}"),
    "hours": msg("{cost} for the time of day"),
    "near-holiday": msg("{cost} for a public holiday next to it"),
}
_BEST = (
    msg("The best of the free slots, at a cost of {cost} working hour: {parts}."),
    msg("The best of the free slots, at a cost of {cost} working hours: {parts}."),
)
_COSTS = (
    msg("It costs {cost} working hour: {parts}."),
    msg("It costs {cost} working hours: {parts}."),
)
_TAKEN = {
    "windows": msg("{number} outside the windows"),
    "exclusion": msg("{number} in an exclusion"),
    "holiday": msg("{number} on a public holiday of the recruiter"),
    "owner-holiday": msg("{number} on a public holiday of yours"),
    "owner-hours": msg("{number} outside your own hours"),
    "busy": msg("{number} over something in your calendars, or too close to it"),
    "follow-up": msg("{number} over another follow-up"),
    "per-day": msg("{number} on a day that is full"),
    "one-a-day": msg("{number} on a day that has its contact with the company already"),
    "not-due": msg("{number} before it is due"),
    "past": msg("{number} in the past"),
}
_FREE_OF_DAY = (
    msg("{slots} slots were looked at on {first}; none of them is free."),
    msg("{slots} slots were looked at on {first}; one of them is free."),
    msg("{slots} slots were looked at on {first}; {free} of them are free."),
)
_FREE_OF = (
    msg("{slots} slots were looked at from {first} to {last}; none of them is free."),
    msg("{slots} slots were looked at from {first} to {last}; one of them is free."),
    msg("{slots} slots were looked at from {first} to {last}; {free} of them are free."),
)


@dataclass(frozen=True, slots=True)
class WhyThere:
    """The slot of a step; `stands` says that it was there before and breaks no rule."""

    teller: Teller
    follow_up: FollowUp
    candidacy: Candidacy
    grounds: Grounds
    stands: bool = False

    def sentences(self) -> Iterator[str]:
        """Yield why it stands where it stands, and what else was looked at."""
        yield from self._place()
        yield from self._searched()

    @property
    def _there(self) -> ZoneInfo:
        return ZoneInfo(self.follow_up.zone)

    def _place(self) -> Iterator[str]:
        follow_up, seen = self.follow_up, self.grounds.explanation
        if follow_up.state not in {State.PENDING, State.FORECAST, State.UNPLACED}:
            return
        if follow_up.start is None:
            yield from self._unplaced()
        elif follow_up.pinned and follow_up.key.step is Step.THANK_YOU:
            yield self.teller.say(msg("You placed it there: it stays, whatever the rules say."))
        elif follow_up.pinned:
            yield self.teller.say(
                msg(
                    "You placed it there: it stays, whatever the rules say, and what follows "
                    "counts from that day."
                )
            )
        elif follow_up.all_day:
            yield self.teller.say(
                msg(
                    "It lies on the first working day from then on. Once that day is over, the "
                    "candidacy is closed; an answer or a new interview opens it again."
                )
            )
        elif seen is not None:
            better = seen.chosen is None or seen.chosen.span != follow_up.span
            yield from self._cost(best=not better)
            if better and self.stands:
                yield self._stays(seen)
        if follow_up.span is not None and follow_up.zone != self.teller.zone.key:
            yield from self._other_clock(follow_up.span)

    def _unplaced(self) -> Iterator[str]:
        rule = self.follow_up.reasons[-1]
        yield self.teller.say(
            msg("No slot satisfies every rule. Most of all in the way: {rule}."),
            rule=told(Reason(rule.code), self.teller.language),
        )
        if self.grounds.until is not None:
            yield self.teller.say(
                msg(
                    "Every pass tries again until {date}; then it is skipped, and the next step "
                    "counts from that day."
                ),
                date=self.teller.day(self.grounds.until),
            )

    def _cost(self, *, best: bool) -> Iterator[str]:
        """Tell what a slot costs; `best` says that no other is better now."""
        reasons = {reason.code: reason for reason in self.follow_up.reasons}
        if "earliest" in reasons:
            if best:
                yield self.teller.say(msg("It takes the earliest slot that is allowed and free."))
            return
        start, cost = self.follow_up.start, self.follow_up.score or 0.0
        assert start is not None
        if cost == 0:
            yield self.teller.say(
                msg("The best slot there can be: a good day, a good time of day, no waiting.")
            )
            return
        parts = [
            self.teller.say(
                _COST[code],
                cost=self.teller.amount(reason.weight),
                weekday=weekday(day_of(start, self.candidacy.recruiter), self.teller.language),
            )
            for code, reason in reasons.items()
            if code in _COST and reason.weight
        ]
        yield self.teller.say(
            (_BEST if best else _COSTS)[not is_one(cost, self.teller.language)],
            cost=self.teller.amount(cost),
            parts=", ".join(parts),
        )

    def _stays(self, seen: Explanation) -> str:
        """Tell that it stays where it stands, and where it would go if it were searched anew."""
        if seen.chosen is None:
            return self.teller.say(
                msg("It stays, since it breaks no rule; searched anew, it would find no slot.")
            )
        return self.teller.say(
            msg("It stays, since it breaks no rule; searched anew, it would go to {when}."),
            when=self.teller.time(seen.chosen.span),
        )

    def _other_clock(self, span: Span) -> Iterator[str]:
        there = span.start.astimezone(self._there)
        if there.utcoffset() != span.start.astimezone(self.teller.zone).utcoffset():
            yield self.teller.say(
                msg("In {city} it is {time} then."),
                city=city(self.follow_up.zone, self.teller.language),
                time=f"{there:%H:%M}",
            )

    def _searched(self) -> Iterator[str]:
        seen = self.grounds.explanation
        if seen is None or not seen.looked_at or self.follow_up.pinned:
            return
        free = [c for c in seen.looked_at if c.cost is not None]
        first, last = self._day_there(seen.looked_at[0]), self._day_there(seen.looked_at[-1])
        message = (_FREE_OF if first != last else _FREE_OF_DAY)[min(len(free), 2)]
        yield self.teller.say(
            message, slots=len(seen.looked_at), free=len(free), first=first, last=last
        )
        if seen.counts:
            rules = (
                self.teller.say(_TAKEN[count.code], number=f"{count.weight:.0f}")
                for count in seen.counts
            )
            yield self.teller.say(msg("Not free: {rules}."), rules=BETWEEN.join(rules))
        others = sorted(
            (c for c in free if c.span != self.follow_up.span),
            key=lambda c: (c.cost or 0, c.span.start),
        )
        if others:
            best = (
                whole(f"{self.teller.time(c.span)} ({self.teller.amount(c.cost or 0)})")
                for c in others[:NEXT_BEST]
            )
            yield self.teller.say(
                msg("The next best, with their cost: {slots}."), slots=BETWEEN.join(best)
            )

    def _day_there(self, seen: Candidate) -> str:
        return self.teller.short(seen.span.start.astimezone(self._there).date())
