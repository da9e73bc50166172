"""What led to a follow-up and what became of it, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from relance.model import Channel, MarkKind, Reason, State
from relance.planning.stood import outcome
from relance.writing.catalogue import msg
from relance.writing.reasons import day_in, told
from relance.writing.why_then import WhyThen
from relance.writing.why_there import WhyThere
from relance.writing.wording import mark_name, step_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.model import Candidacy, FollowUp
    from relance.planning.why import Grounds
    from relance.writing.teller import Teller

EXPLAINED = {"made", "message-left", "nobody-reached", "missed"}  # marks that have a sentence

_BECAME = {
    "made": msg("You noted that it was made; no answer so far."),
    "message-left": msg(
        "You noted on {date} that you left a message: the next step waits twice as long."
    ),
    "nobody-reached": msg(
        "You noted on {date} that nobody was there to take a message: a short email follows."
    ),
    "missed": msg("You noted on {date} that it was not made, so it is placed again."),
    "deleted": msg(
        "You deleted it: it never comes back, and what follows counts from {date}, the day on "
        "which it stood."
    ),
    "no-slot-found": msg(
        "No slot was found for it until {date}, the last of the days searched: it was skipped, "
        "and what follows counts from that day."
    ),
}


@dataclass(frozen=True, slots=True)
class Story:
    """One follow-up, and all that led to it.

    `written` says that its event stands in the calendar, `stands` that it was there before and
    breaks no rule, `edited` that the person wrote its words anew.
    """

    teller: Teller
    follow_up: FollowUp
    candidacy: Candidacy
    grounds: Grounds
    written: bool = True
    stands: bool = False
    edited: bool = False

    def sentences(self) -> Iterator[str]:
        """Yield what there is to tell, in order."""
        yield from self._became()
        yield from WhyThen(self.teller, self.follow_up, self.grounds).sentences()
        yield from WhyThere(
            self.teller, self.follow_up, self.candidacy, self.grounds, self.stands
        ).sentences()
        yield from self._hand()
        yield from self._after()

    def _became(self) -> Iterator[str]:
        """Tell where it stands, unless it is simply to come."""
        follow_up = self.follow_up
        reason = next(iter(follow_up.reasons), None)
        if follow_up.state is State.FORECAST:
            yield self.teller.say(
                msg("A forecast: it would stand there if nothing is answered; nothing is written.")
            )
        elif follow_up.state is State.WITHDRAWN and reason is not None:
            yield self.teller.say(
                msg("relance took it back: {reason}."), reason=told(reason, self.teller.language)
            )
        elif follow_up.state in {State.PASSED, State.SKIPPED}:
            yield self._behind(reason)
        elif follow_up.state is State.PENDING and not self.written:
            yield self.teller.say(msg("It is not in your calendar yet; the next pass writes it."))

    def _behind(self, reason: Reason | None) -> str:
        decided = any(outcome(occasion) for occasion in self.candidacy.occasions[-1:])
        by_phone = self.follow_up.channel is Channel.PHONE
        if reason is not None and reason.code in _BECAME:
            message = _BECAME[reason.code]
            if decided and reason.code == "message-left":
                message = msg("You noted on {date} that you left a message.")
            elif reason.code == "nobody-reached" and (decided or not by_phone):
                message = msg("You noted on {date} that nobody was there to take a message.")
            noted = day_in(reason) or self.teller.now.date()
            return self.teller.say(message, date=self.teller.day(noted))
        if self.follow_up.all_day:
            return self.teller.say(msg("Its day is over, and with it the sequence."))
        if decided:
            return self.teller.say(msg("Its time is over: it counts as made."))
        return self.teller.say(msg("Its time is over: it counts as made, without an answer."))

    def _hand(self) -> Iterator[str]:
        follow_up = self.follow_up
        if follow_up.pinned and follow_up.state is State.PASSED:
            yield self.teller.say(msg("You had placed it there."))
        if self.edited and not self.grounds.said:  # a mark is told by itself
            yield self.teller.say(msg("You wrote its words anew: they stay as you left them."))
        explained = bool(EXPLAINED & {reason.code for reason in follow_up.reasons})
        for said in self.grounds.said[: -1 if explained else None]:
            yield self.teller.say(
                msg("You wrote on it, seen on {date}: {mark}."),
                date=self.teller.day(said.at.astimezone(self.teller.zone).date()),
                mark=self._mark(said.mark.kind, said.mark.value),
            )

    def _mark(self, kind: MarkKind, value: str) -> str:
        if kind is MarkKind.WAIT:
            value = self.teller.day(date.fromisoformat(value))
        return f"#{mark_name(kind, self.teller.language)} {value}".rstrip()

    def _after(self) -> Iterator[str]:
        then, ending = self.grounds.then, self.grounds.ending
        if then is not None:
            message = msg("What comes next: {step}, {when}.")
            if self.follow_up.state in {State.PENDING, State.FORECAST}:
                message = msg("If nothing is answered, then: {step}, {when}.")
            yield self.teller.say(
                message, step=step_by(then, self.teller.language), when=self._when(then)
            )
        elif ending is not None and ending.reason != next(iter(self.follow_up.reasons), None):
            message = msg("Nothing more is planned: {reason}.")
            if not ending.open:
                message = msg("The candidacy is closed: {reason}.")
            yield self.teller.say(message, reason=told(ending.reason, self.teller.language))

    def _when(self, follow_up: FollowUp) -> str:
        if follow_up.span is not None:
            return self.teller.time(follow_up.span)
        if isinstance(follow_up.start, date):
            return self.teller.short(follow_up.start)
        return self.teller.say(msg("without a slot so far"))
