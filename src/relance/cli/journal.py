"""`relance journal`: the logbook, a row a candidacy."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from relance.cli.as_json import journal_row
from relance.cli.exits import Exit
from relance.cli.face import opened
from relance.cli.listing import misread_line, other_clock
from relance.cli.options import Config, Json, Now  # noqa: TC001 - typer reads the annotations
from relance.cli.screen import Block, print_blocks, print_json, print_line, print_paragraph
from relance.model import State
from relance.writing.catalogue import msg
from relance.writing.deeds import deed
from relance.writing.wording import round_name, step_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from relance.cli.words import Words
    from relance.model import FollowUp, Interview
    from relance.service import JournalRow

TOLD = frozenset({"wait", "promised"})  # reasons of a due day that a glance should see
_SILENT = (msg("silent for {number} day"), msg("silent for {number} days"))
_SEVERAL = {False: msg("interview {day}"), True: msg("interviews {day}")}


def journal(as_json: Json = False, config: Config = None, now: Now = None) -> int:
    """Show the journal: one row a candidacy, the closed ones last."""
    with opened(config, now) as face:
        rows = face.service.journal(face.now)
    if as_json:
        print_json([journal_row(row) for row in rows])
    elif rows:
        show_journal(rows, face.words)
    else:
        print_line(face.words.say(msg("The journal is empty. Read the calendars: relance sync")))
    return Exit.DONE


def show_journal(rows: Sequence[JournalRow], words: Words) -> None:
    """Print the logbook: what is open, what is closed, and what wants the person's eye."""
    blocks = [_block(row, words) for row in rows]
    names = [text for block in blocks for text in (block.name, *block.under)]
    for title, wanted in ((msg("Open: {number}"), True), (msg("Closed: {number}"), False)):
        part = [b for row, b in zip(rows, blocks, strict=True) if row.open is wanted]
        if part:
            if part[0] is not blocks[0]:
                print_line()
            print_line(words.say(title, number=len(part)), style="bold")
            print_blocks(part, names)
    _show_misread(rows, words)
    _show_nameless(rows, words)


def _show_misread(rows: Sequence[JournalRow], words: Words) -> None:
    odd = [misread for row in rows for misread in row.misread]
    if odd:
        print_line()
        print_line(words.say(msg("Not understood")), style="bold")
        for misread in odd:
            print_paragraph(misread_line(misread, words))


def _show_nameless(rows: Sequence[JournalRow], words: Words) -> None:
    nameless = [row.candidacy.id for row in rows if row.open and not row.candidacy.company]
    if nameless:
        print_line()
        print_paragraph(words.say(msg("You know a company that is unknown here? Say so:")))
        print_line(words.say(msg("relance mark {id} company NAME"), id=nameless[0]))


def _block(row: JournalRow, words: Words) -> Block:
    """Return a candidacy: what comes or how it ended, and under it what there was."""
    name = row.candidacy.company or words.say(msg("unknown company"))
    under = [_silence(row, words)] if row.days_since is not None else []
    if not row.candidacy.company:
        under.append(row.candidacy.id)
    return Block(name, tuple(under), _stands(row, words), " · ".join(_timeline(row, words)))


def _silence(row: JournalRow, words: Words) -> str:
    """Return how long nothing was heard of a company."""
    days = row.days_since or 0
    if days < 1:
        return words.say(msg("in touch today"))
    return words.say(_SILENT[days > 1], number=days)


def _stands(row: JournalRow, words: Words) -> str:
    """Return what comes next and when, or how it ended."""
    parts = [
        words.say(msg("interview {when}"), when=words.when(i.event.start))
        for i in row.interviews
        if not _is_over(i, words)
    ]
    if row.next is not None:
        parts += _next(row.next, words)
    elif row.ending is not None:
        parts.append(words.reason(row.ending.reason))
        if row.ending.reason.code == "answered":
            parts.append(words.say(msg("until a new interview, or a date to wait for")))
    return " · ".join(parts)


def _next(follow_up: FollowUp, words: Words) -> Iterator[str]:
    step = step_by(follow_up, words.language)
    if follow_up.state is State.UNPLACED:
        yield words.say(msg("no slot so far: {step}"), step=step)
        yield words.reason(follow_up.reasons[-1])
        return
    yield f"{words.when(follow_up.start)} {step}"
    if there := other_clock(follow_up, words):
        yield there
    yield from (words.reason(reason) for reason in follow_up.reasons[:1] if reason.code in TOLD)


def _timeline(row: JournalRow, words: Words) -> list[str]:
    """Return interviews and what was done, in the order of time."""
    met = [i for i in row.interviews if _is_over(i, words)]
    told: list[tuple[date, int, str]] = []
    for cancelled, interviews in ((False, met), (True, list(row.cancelled))):
        for day, of in groupby(interviews, lambda i: _day(i.event.start, words)):
            told.append((day, 0, _met(day, list(of), words, cancelled=cancelled)))
    for follow_up in row.done:
        start = follow_up.start or follow_up.due
        told.append((_day(start, words), 1, deed(follow_up, words.language, words.numbered_day)))
    return [text for _, _, text in sorted(told, key=lambda one: one[:2])]


def _met(day: date, interviews: Sequence[Interview], words: Words, *, cancelled: bool) -> str:
    """Return the interviews of a day: “interview 10 Nov (technical)”."""
    text = words.say(_SEVERAL[len(interviews) > 1], day=words.numbered_day(day))
    rounds = [round_name(i.details.round, words.language) for i in interviews if i.details.round]
    if cancelled:
        rounds = [words.say(msg("cancelled"))]
    if not interviews[0].details.company and interviews[0].event.summary:
        rounds.insert(0, interviews[0].event.summary)
    return f"{text} ({', '.join(dict.fromkeys(rounds))})" if rounds else text


def _is_over(interview: Interview, words: Words) -> bool:
    return interview.event.span(words.zone).end <= words.now


def _day(moment: datetime | date, words: Words) -> date:
    return words.local_day(moment)
