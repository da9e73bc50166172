"""Why a step is due when it is due, and why a call became an email, in plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Reason
from relance.writing.catalogue import msg
from relance.writing.dates import city
from relance.writing.reasons import day_in, told
from relance.writing.wording import step_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.model import FollowUp
    from relance.planning.why import Grounds
    from relance.writing.teller import Teller

FRIDAY = 4

_DUE = {
    "promised": msg(
        "Due from {due}: one working day after {date}, for which a reply was promised."
    ),
    "wait": msg("Due from {due}: one working day after {date}, until when you noted to wait."),
    "unreachable": msg(
        "Due from {due}: the call of {date} reached nobody, so a short email says that you tried."
    ),
    "small": msg(
        "Due from {due}: in a small company nobody takes messages, so a short email follows the "
        "call of {date}."
    ),
    "refused": msg("Due from {due}: they said no on {date}, and a last message stays in touch."),
    "offer": msg(
        "Due from {due}: an offer came on {date}, and half an hour goes to the points to settle."
    ),
}
_THANKS = {
    False: msg("Due from {due}: the next working morning after the interview of {date}."),
    True: msg(
        "Due from {due}: the interview of {date} is on a Friday; it is thanked for the same day if "
        "a whole slot is left, else on Monday."
    ),
}
_SINCE_INTERVIEW = (
    msg("Due from {due}: {number} working day after the interview of {date}."),
    msg("Due from {due}: {number} working days after the interview of {date}."),
)
_SINCE_STEP = (
    msg("Due from {due}: {number} working day after the {step} of {date}."),
    msg("Due from {due}: {number} working days after the {step} of {date}."),
)
_SINCE_DAY = (
    msg("Due from {due}: {number} working day after {date}."),
    msg("Due from {due}: {number} working days after {date}."),
)


@dataclass(frozen=True, slots=True)
class WhyThen:
    """The day of a step: what it is counted from."""

    teller: Teller
    follow_up: FollowUp
    grounds: Grounds

    def sentences(self) -> Iterator[str]:
        """Yield what set the day, and what the step is made by where that changed."""
        yield from self._due()
        yield from self._no_call()

    def _due(self) -> Iterator[str]:
        due = self.grounds.due
        if due is None:
            return
        reason, values = due.reason, self._dates(due.reason)
        if reason.code == "working-days":
            yield self._working_days(reason, values)
            return
        same_day = due.due.astimezone(self._there).date() == due.occasion.day
        if reason.code != "after-interview":
            message = _DUE.get(reason.code, msg("Due from {due}."))
        else:
            message = _THANKS[same_day and due.occasion.day.weekday() == FRIDAY]
        yield self.teller.say(message, **values)

    def _working_days(self, reason: Reason, values: dict[str, str]) -> str:
        number, after, due = int(reason.detail.split()[0]), self.grounds.after, self.grounds.due
        one_or_more = int(number != 1)
        assert due is not None
        if after is None:
            from_interview = reason.detail.endswith(f"{due.occasion.day}")
            message = (_SINCE_INTERVIEW if from_interview else _SINCE_DAY)[one_or_more]
            return self.teller.say(message, number=number, **values)
        key = after.key
        step = step_name(key.step, key.attempt, after.of, self.teller.language)
        sentence = self.teller.say(_SINCE_STEP[one_or_more], number=number, step=step, **values)
        if any(r.code == "message-left" for r in after.reasons):
            twice = msg("That is twice the usual wait, since you left a message then.")
            return f"{sentence} {self.teller.say(twice)}"
        return sentence

    def _dates(self, reason: Reason) -> dict[str, str]:
        """Return when it is due, and the day that its reason names."""
        due = self.grounds.due
        assert due is not None
        there = due.due.astimezone(self._there)
        values = {"due": self.teller.day(there.date())}
        if there.hour or there.minute:
            values["due"] += f" {due.due.astimezone(self.teller.zone):%H:%M}"
        named = day_in(reason)
        values["date"] = self.teller.day(named) if named else ""
        return values

    @property
    def _there(self) -> ZoneInfo:
        return ZoneInfo(self.follow_up.zone)

    def _no_call(self) -> Iterator[str]:
        """Tell why a call became an email."""
        rule = self.grounds.no_call
        if rule is None:
            return
        if rule.code == "owner-hours" and self.follow_up.zone != self.teller.zone.key:
            yield self.teller.say(
                msg(
                    "It was to be a call, but no hour suits both you and {city}: an email instead."
                ),
                city=city(self.follow_up.zone, self.teller.language),
            )
        elif rule.code:
            yield self.teller.say(
                msg(
                    "It was to be a call, but none of the days searched has an hour left for one. "
                    "Most of all in the way: {rule}. So it is an email."
                ),
                rule=told(Reason(rule.code), self.teller.language),
            )
        else:
            yield self.teller.say(
                msg(
                    "It was to be a call, but no hour was left for one when it was placed: an "
                    "email instead."
                )
            )
