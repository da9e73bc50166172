"""Read the user's marks: what the person wrote on an event to tell an outcome.

Words count in any case, with or without accents, French and English alike. A numeric date is
read day first, except in English texts, where 05/12 is read month first when that exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from relance.errors import BadInput
from relance.model import MarkKind, UserMark
from relance.reading.details.phones import region_of
from relance.reading.mark_words import (
    MARKS,
    Manner,
    MarkWords,
    argument,
    bare,
    close_word,
    kinds,
    shown_words,
    wrong,
)
from relance.reading.notes import without_tags
from relance.reading.spelling import composed, value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from relance.model import Event

__all__ = ["MARKS", "MarkWords", "MarksRead", "parse_mark", "read_marks"]


@dataclass(frozen=True, slots=True)
class MarksRead:
    """The marks of an event in order of appearance, and words that are nearly one."""

    marks: tuple[UserMark, ...] = ()
    unknown: tuple[str, ...] = ()


def read_marks(event: Event, *, ours: bool, language: str | None, day: date) -> MarksRead:
    """Read the marks of an event: the title's first, then the notes'.

    On our own events a mark counts anywhere; on others' only as the first word of the title or
    alone on a line of the notes. `day` is the event's: a date without a year is the first such
    date on or after it.
    """
    how = Manner(language, day, region_of(event.zone, ""))
    title = _shown(event.summary, _TITLE)[:1]
    notes = _shown(event.description, _NOTES)
    found = [hit for line in title for hit in _in_title(line, how, ours=ours)]
    for line in notes:
        hits = list(_in_line(line, how))
        if ours or _nothing_else(line, hits):
            found += hits
    marks = tuple(hit.mark for hit in found if hit.mark is not None)
    nearly = (hit.text for hit in found if hit.mark is None and hit.close)
    return MarksRead(marks[:_MOST], tuple(dict.fromkeys(nearly))[:_MOST] if ours else ())


def parse_mark(text: str, *, language: str | None, day: date) -> UserMark:
    """Read one mark given by itself, with or without its #.

    Raises BadInput that tells what would be right.
    """
    line = " ".join(_shown(text, _TITLE)).strip().removeprefix("#").lstrip()
    if line.rstrip("\ufe0f") == _TICK:
        return UserMark(MarkKind.DONE)
    match = _WORD.match(line)
    word = match.group("word") if match is not None else ""
    kind = kinds().get(bare(word))
    if match is None or kind is None:
        near = close_word(word)
        hint = f"Did you mean {near}?" if near else f"Marks are: {', '.join(shown_words())}."
        raise BadInput(f"{value(line) or 'nothing'} is not a mark.", remedy=hint)
    rest = line[match.end() :].lstrip(" :\u00a0\u202f\uff1a").strip()
    how = _as_said(word, Manner(language, day, "FR" if language == "fr" else "ZZ"))
    if not MARKS[kind].takes:
        if rest.strip(" .,;!"):
            raise BadInput(
                f"{word} stands alone, without {value(rest)!r}.", remedy=f"Write {word}."
            )
        return UserMark(kind)
    got = argument(kind, rest, how)
    if got is None or rest[got.end :].strip(" .,;!)"):
        raise BadInput(wrong(kind, word, rest))
    return UserMark(kind, got.value)


_TITLE, _NOTES, _LINE, _LINES, _MOST = 500, 20_000, 500, 400, 50
_TICK = "✅"
_OPENING = r"(?<![^\s(\[{«\"“'’])"
_HASH = re.compile(_OPENING + r"#(?P<word>[^\W\d_][\w-]{0,40})")
_WORD = re.compile(r"(?P<word>[^\W\d_][\w-]{0,40})")
_TICKED = re.compile(r"\s*✅\ufe0f?(?=\s|$)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class _Hit:
    """A hashtag: its place, the mark it is, or whether it nearly is one."""

    start: int
    end: int
    text: str
    mark: UserMark | None = None
    close: bool = False


def _shown(text: str, limit: int) -> list[str]:
    """Return the lines as the person sees them, bounded."""
    plain = _INVISIBLE.sub("", without_tags(composed(text, limit))).replace("\uff03", "#")
    return [line[:_LINE] for line in plain.splitlines()[:_LINES] if line.strip()]


def _in_title(line: str, how: Manner, *, ours: bool) -> Iterator[_Hit]:
    tick = _TICKED.match(line)
    if tick is not None:
        yield _Hit(0, tick.end(), _TICK, UserMark(MarkKind.DONE))
    first = len(line) - len(line.lstrip())
    for hit in _in_line(line, how):
        if ours or hit.start == first:
            yield hit


def _in_line(line: str, how: Manner) -> Iterator[_Hit]:
    if "#" not in line:
        return
    at = 0
    while (match := _HASH.search(line, at)) is not None:
        hit = _hit(line, match, how)
        yield hit
        at = max(hit.end, match.end())


def _hit(line: str, match: re.Match[str], how: Manner) -> _Hit:
    word, start, end = match["word"].rstrip("-"), match.start(), match.end()
    kind = kinds().get(bare(word))
    if kind is None:
        return _Hit(start, end, f"#{word}", close=close_word(word) is not None)
    if not MARKS[kind].takes:
        return _Hit(start, end, f"#{word}", UserMark(kind))
    lead = re.compile(r"[ \t\u00a0\u202f]{0,3}[:\uff1a]?[ \t\u00a0\u202f]{0,3}").match(line, end)
    begin = lead.end() if lead is not None else end
    colon = ":" in line[end:begin] or "\uff1a" in line[end:begin]
    rest, how = line[begin : _next_mark(line, begin)], _as_said(word, how)
    got = argument(kind, rest, how) if colon or kind is not MarkKind.COMPANY else None
    if got is None:
        told = value(line[start : begin + 40]) or f"#{word}"
        return _Hit(start, end, told, close=kind is not MarkKind.COMPANY or colon)
    return _Hit(start, begin + got.end, f"#{word}", UserMark(kind, got.value))


def _as_said(word: str, how: Manner) -> Manner:
    """Return how dates are read behind a word: after a French one, day before month."""
    kind = kinds()[bare(word)]
    english = {bare(each) for each in MARKS[kind].english}
    return how if bare(word) in english else replace(how, language="fr")


def _next_mark(line: str, at: int) -> int:
    """Return where the next mark begins, or the line ends: what a mark takes goes no further."""
    found = (m.start() for m in _HASH.finditer(line, at) if bare(m["word"].rstrip("-")) in kinds())
    return next(found, len(line))


def _nothing_else(line: str, hits: list[_Hit]) -> bool:
    """Say whether a line holds marks and nothing else."""
    rest, last = [], 0
    for hit in hits:
        if hit.mark is None:
            return False
        rest.append(line[last : hit.start])
        last = hit.end
    rest.append(line[last:])
    return bool(hits) and not any(part.strip(" \t\u00a0.,;!•*-–") for part in rest)
