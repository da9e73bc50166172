"""Short labels in the language of the owner or of a candidacy, from gettext catalogues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.model import Channel, State, Step, Verdict
from relance.reading.mark_words import MARKS
from relance.writing.catalogue import msg, say_it
from relance.writing.clean import plain

if TYPE_CHECKING:
    from relance.model import FollowUp, MarkKind, Reason


_STEPS = {
    Step.THANK_YOU: msg("thank-you"),
    Step.FOLLOW_UP: msg("follow-up"),
    Step.ABANDON: msg("abandon"),
    Step.UNREACHABLE: msg("note after the call"),
    Step.STAY_AVAILABLE: msg("stay available"),
    Step.CONTRACT: msg("contract"),
}

_CHANNELS = {
    Channel.PHONE: msg("phone"),
    Channel.EMAIL: msg("email"),
    Channel.MARKER: msg("marker"),
}

_STATES = {
    State.PENDING: msg("pending"),
    State.PASSED: msg("passed"),
    State.SKIPPED: msg("skipped"),
    State.UNPLACED: msg("unplaced"),
    State.FORECAST: msg("forecast"),
    State.WITHDRAWN: msg("withdrawn"),
}

_VERDICTS = {Verdict.YES: msg("yes"), Verdict.ASK: msg("to confirm"), Verdict.NO: msg("no")}

_ROUNDS = {
    "screening": msg("first contact"),
    "manager": msg("with the manager"),
    "technical": msg("technical"),
    "case": msg("case study"),
    "assessment": msg("assessment"),
    "onsite": msg("on site"),
    "panel": msg("panel"),
    "team": msg("with the team"),
    "final": msg("final"),
    "informal": msg("informal"),
}

_HEADINGS = {
    "after": msg("After"),
    "agency": msg("Agency"),
    "attempt": msg("Attempt"),
    "calendar": msg("Calendar"),
    "candidacy": msg("Candidacy"),
    "channel": msg("By"),
    "company": msg("Company"),
    "contact": msg("Contact"),
    "cost": msg("Cost"),
    "details": msg("Details"),
    "email": msg("Email"),
    "interview": msg("Interview"),
    "interviews": msg("Interviews"),
    "key": msg("Key"),
    "language": msg("Language"),
    "last": msg("Last"),
    "next": msg("Next"),
    "outcome": msg("Outcome"),
    "phone": msg("Phone"),
    "reason": msg("Why"),
    "reply": msg("Reply promised"),
    "role": msg("Role"),
    "round": msg("Round"),
    "rule": msg("Rule"),
    "score": msg("Score"),
    "slot": msg("Slot"),
    "state": msg("State"),
    "step": msg("Step"),
    "title": msg("Title"),
    "verdict": msg("Verdict"),
    "when": msg("When"),
}


def step_name(step: Step, attempt: int, of: int, language: str) -> str:
    """Return what a step is called: “follow-up 2/3”, “last follow-up (3/3)”."""
    if step is not Step.FOLLOW_UP:
        return say_it(_STEPS[step], language)
    name = (
        msg("last follow-up ({attempt}/{of})") if attempt >= of else msg("follow-up {attempt}/{of}")
    )
    return say_it(name, language).format(attempt=attempt, of=max(of, attempt))


def step_by(follow_up: FollowUp, language: str) -> str:
    """Return what a step is called with what it is made by: “last follow-up (3/3, email)”."""
    key = follow_up.key
    name = step_name(key.step, key.attempt, follow_up.of, language)
    if follow_up.channel is Channel.MARKER or key.step is Step.CONTRACT:
        return name
    by = channel_name(follow_up.channel, language)
    return f"{name[:-1]}, {by})" if name.endswith(")") else f"{name} ({by})"


def channel_name(channel: Channel, language: str) -> str:
    """Return by what a step is made."""
    return say_it(_CHANNELS[channel], language)


def state_name(state: State, language: str) -> str:
    """Return where a follow-up stands."""
    return say_it(_STATES[state], language)


def mark_name(kind: MarkKind, language: str) -> str:
    """Return the word of a mark, without its sign."""
    words = MARKS[kind]
    return (words.french if language == "fr" else words.english)[0]


def verdict_name(verdict: Verdict, language: str) -> str:
    """Return whether something is an interview."""
    return say_it(_VERDICTS[verdict], language)


def round_name(round_: str | None, language: str) -> str:
    """Return which round an interview is: “technical”, “round 2”; empty when nothing is said."""
    name = round_ or ""
    if name.startswith("round_") and name[6:].isdecimal():
        number = int(name[6:8])
        text = msg("first round") if number == 1 else msg("round {number}")
        return say_it(text, language).format(number=number)
    return say_it(_ROUNDS[name], language) if name in _ROUNDS else plain(name)


def heading(name: str, language: str) -> str:
    """Return the heading of a table's column; its own name where there is none."""
    return say_it(_HEADINGS[name], language) if name in _HEADINGS else name.capitalize()


def say(reason: Reason, language: str) -> str:
    """Return a reason in plain words; one without words of ours, as it is."""
    from relance.writing.reasons import told  # noqa: PLC0415 - it builds on this module

    return told(reason, language)
