"""What was done for a candidacy, in a few words each: the logbook's own way of saying it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.model import Channel, Recruiter, State, Step
from relance.planning.follow_ups import day_of
from relance.writing.catalogue import msg, say_it

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from relance.model import FollowUp

_DONE = {
    Step.THANK_YOU: msg("thanked {day}"),
    Step.UNREACHABLE: msg("left a note {day}"),
    Step.STAY_AVAILABLE: msg("stayed in touch {day}"),
    Step.CONTRACT: msg("went through the contract {day}"),
    Step.ABANDON: msg("let go {day}"),
}
_NOT_DONE = {
    Step.THANK_YOU: msg("thank-you {day}"),
    Step.UNREACHABLE: msg("note {day}"),
    Step.STAY_AVAILABLE: msg("message to stay in touch {day}"),
    Step.CONTRACT: msg("contract {day}"),
    Step.ABANDON: msg("marker {day}"),
}
_ATTEMPTS = {
    (Channel.PHONE, True): msg("called {day}"),
    (Channel.EMAIL, True): msg("wrote {day}"),
    (Channel.PHONE, False): msg("call {day}"),
    (Channel.EMAIL, False): msg("email {day}"),
}
_BECAME = {
    "message-left": msg("{deed} (message left)"),
    "nobody-reached": msg("{deed} (nobody reached)"),
    "missed": msg("{deed} (missed)"),
    "deleted": msg("{deed} (deleted)"),
    "no-slot-found": msg("{deed} (no slot)"),
}


def deed(follow_up: FollowUp, language: str, date_of: Callable[[date], str]) -> str:
    """Return what was done, or was not: “called 10 Nov (message left)”, “call 10 Nov (missed)”."""
    step, made = follow_up.key.step, follow_up.state is State.PASSED
    if step is Step.FOLLOW_UP:
        message = _ATTEMPTS.get((follow_up.channel, made), msg("follow-up {day}"))
    else:
        message = (_DONE if made else _NOT_DONE)[step]
    start = follow_up.start or follow_up.due
    when = date_of(day_of(start, Recruiter(follow_up.zone)))
    words = say_it(message, language).format(day=when)
    became = next((_BECAME[r.code] for r in follow_up.reasons if r.code in _BECAME), None)
    return say_it(became, language).format(deed=words) if became else words
