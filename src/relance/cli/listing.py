"""Follow-ups and interviews as people read them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.cli.screen import Entry
from relance.model import State
from relance.writing.catalogue import msg
from relance.writing.dates import city
from relance.writing.wording import round_name, state_name, step_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relance.cli.words import Words
    from relance.model import FollowUp, Reason
    from relance.service import CalendarReport, CalendarStatus, Misread, ReadEvent

FEW = 3  # reasons that a tired person reads
COSTS = frozenset({"day", "hours", "near-holiday"})  # worth a word only when they cost something


def follow_up_entry(follow_up: FollowUp, words: Words, *, key: bool = False) -> Entry:
    """Return a follow-up with its reasons in a few words."""
    said = [words.reason(reason) for reason in _telling(follow_up)]
    lines = [" · ".join(said)] if said else []
    if key:
        lines.append(str(follow_up.key))
    return Entry(words.when(follow_up.start), follow_up_title(follow_up, words), tuple(lines))


def follow_up_title(follow_up: FollowUp, words: Words) -> str:
    """Return company, step and channel, and the state unless it is simply to come."""
    parts = [
        follow_up.company or words.say(msg("unknown company")),
        step_by(follow_up, words.language),
    ]
    if follow_up.state is not State.PENDING:
        parts.append(state_name(follow_up.state, words.language))
    if there := other_clock(follow_up, words):
        parts.append(there)
    return " · ".join(parts)


def told_apart(calendars: Sequence[CalendarReport | CalendarStatus]) -> dict[str, str]:
    """Return the names of calendars by their ids, with the account where two have one name."""
    of_name = Counter(c.name for c in calendars)
    told = {c.id: f"{c.name} ({c.id.partition(':')[0]})" for c in calendars}
    return {c.id: told[c.id] if of_name[c.name] > 1 else c.name for c in calendars}


def of_one(line: str, name: str, apart: str) -> str:
    """Return a line about a calendar with the name that tells it apart."""
    return apart + line.removeprefix(name) if line.startswith(f"{name}: ") else line


def _telling(follow_up: FollowUp) -> tuple[Reason, ...]:
    """Return the reasons that say most: why it is due, and what is special about the place."""
    first, rest = follow_up.reasons[:1], follow_up.reasons[1:]
    return (*first, *(r for r in rest if r.code != "waited" and (r.weight or r.code not in COSTS)))


def other_clock(follow_up: FollowUp, words: Words) -> str:
    """Return the recruiter's time where their clock shows another."""
    if follow_up.span is None:
        return ""
    there = follow_up.span.start.astimezone(ZoneInfo(follow_up.zone))
    if there.utcoffset() == follow_up.span.start.astimezone(words.zone).utcoffset():
        return ""
    return words.say(
        msg("{time} in {city}"), time=f"{there:%H:%M}", city=city(follow_up.zone, words.language)
    )


def misread_line(misread: Misread, words: Words) -> str:
    """Return a word that is close to a mark, where it stands, and what was probably meant."""
    line = msg("“{title}”: {word} is no mark; {meant} was probably meant.")
    if misread.takes:
        line = msg("“{title}”: {word} cannot be read; write for example {meant}.")
    return words.say(line, title=misread.title, word=misread.word, meant=misread.meant)


def interview_entry(read: ReadEvent, words: Words) -> Entry:
    """Return an interview with what was read of it, and why it is one."""
    details = read.details
    title = read.event.summary or words.say(msg("without a title"))
    lines = []
    if details is not None:
        told = (
            details.company,
            details.role,
            round_name(details.round, words.language),
            details.contact_name,
            details.contact_email,
            details.phone,
        )
        lines.append(" · ".join(part for part in told if part))
        if details.reply_promised_on:
            day = words.when(details.reply_promised_on)
            lines.append(words.say(msg("a reply was promised for {date}"), date=day))
    why = [words.reason(reason) for reason in read.recognition.reasons[:FEW]]
    if why:
        lines.append(words.say(msg("because: {reasons}"), reasons=" · ".join(why)))
    return Entry(words.when(read.event.start), title, tuple(line for line in lines if line))
