"""The legend of marks: words named without their sign, so that it marks nothing."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from relance.model import Channel, MarkKind, Step
from relance.reading.marks import MARKS
from relance.writing.catalogue import msg, say_it

# What each mark tells.
MEANINGS = {
    MarkKind.DONE: msg("made, no answer yet (taken as read once the time is past)"),
    MarkKind.MISSED: msg("not made: it will be placed again"),
    MarkKind.MESSAGE: msg("left a message, with a person or on voicemail"),
    MarkKind.UNREACHABLE: msg("nobody to leave a message with"),
    MarkKind.SMALL: msg("a small company, without a switchboard"),
    MarkKind.ANSWERED: msg("they answered, you are talking"),
    MarkKind.REFUSED: msg("the answer is no"),
    MarkKind.OFFER: msg("the answer is yes"),
    MarkKind.STOP: msg("you leave it there"),
    MarkKind.WAIT: msg("a date was given: nothing before it"),
    MarkKind.PHONE: msg("then the number, once you have it"),
}

_SOON = timedelta(days=7)
_DAYS = (15, 28)  # no month has these numbers; few of them, so that a small move changes no text

_ANSWERS = (MarkKind.ANSWERED, MarkKind.REFUSED, MarkKind.OFFER)
_OPEN = (*_ANSWERS, MarkKind.WAIT, MarkKind.STOP)
_CALL = (
    MarkKind.DONE,
    MarkKind.MESSAGE,
    MarkKind.UNREACHABLE,
    MarkKind.MISSED,
    *_OPEN,
    MarkKind.SMALL,
)


def kinds(step: Step, channel: Channel, *, phone_known: bool) -> tuple[MarkKind, ...]:
    """Return the marks that make sense on a follow-up."""
    if step is Step.ABANDON:
        return (*_ANSWERS, MarkKind.WAIT)
    if step is Step.STAY_AVAILABLE:
        return (MarkKind.DONE, MarkKind.MISSED, MarkKind.ANSWERED)
    if step is Step.CONTRACT:
        return (MarkKind.REFUSED, MarkKind.STOP)
    if channel is Channel.PHONE:
        return _CALL if phone_known else (*_CALL, MarkKind.PHONE)
    return (MarkKind.DONE, MarkKind.MISSED, *_OPEN)


@lru_cache(maxsize=512)
def legend(step: Step, channel: Channel, language: str, *, day: date, phone_known: bool) -> str:
    """Return the lines that tell which words to write, and what they do, on an event of a day."""
    intro = say_it(
        msg(
            "To tell what happened, write one of these words here or in the title, "
            "with a hash sign in front:"
        ),
        language,
    )
    lines = (
        f"– {word(kind, language, day)} = {say_it(MEANINGS[kind], language)}"
        for kind in kinds(step, channel, phone_known=phone_known)
    )
    return "\n".join([intro, *lines])


def word(kind: MarkKind, language: str, day: date) -> str:
    """Return what a person writes behind the sign, with an example of what follows it.

    The example of a date lies a week or more after the day of the event.
    """
    french = language == "fr"
    shown = (MARKS[kind].french if french else MARKS[kind].english)[0]
    if kind is MarkKind.WAIT:
        later = _example(day)
        return f"{shown} {later:%d/%m}" if french else f"{shown} {later.isoformat()}"
    return f"{shown}:" if kind is MarkKind.PHONE else shown


def _example(day: date) -> date:
    later = min(day, date(date.max.year, 11, 1)) + _SOON
    while later.day not in _DAYS:
        later += timedelta(days=1)
    return later
