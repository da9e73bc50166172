"""The table of marks, and what may follow each word."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from relance.model import MarkKind
from relance.reading.details.dates import read_dates
from relance.reading.details.phones import numbers_in, to_e164
from relance.reading.spelling import aligned, joined, value
from relance.reading.vocabulary import numbered

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class MarkWords:
    """The words of one mark, the first of each language being the one to show."""

    english: tuple[str, ...]
    french: tuple[str, ...]
    meaning: str
    takes: str = ""  # what follows the word: date, text, phone or zone

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of both languages, each once."""
        return tuple(dict.fromkeys(self.english + self.french))


MARKS: dict[MarkKind, MarkWords] = {
    MarkKind.DONE: MarkWords(("done",), ("fait",), "made, no answer yet"),
    MarkKind.MISSED: MarkWords(
        ("missed",), ("manqué",), "not made: the same attempt is placed again"
    ),
    MarkKind.MESSAGE: MarkWords(("message",), ("message",), "left a message"),
    MarkKind.UNREACHABLE: MarkWords(
        ("unreachable",), ("injoignable",), "nobody to leave a message with"
    ),
    MarkKind.SMALL: MarkWords(
        ("small",), ("petite",), "a small company: no switchboard, no assistant"
    ),
    MarkKind.ANSWERED: MarkWords(("answered",), ("répondu",), "got an answer, in discussion"),
    MarkKind.REFUSED: MarkWords(("refused",), ("refus",), "negative"),
    MarkKind.OFFER: MarkWords(("offer",), ("offre",), "positive"),
    MarkKind.STOP: MarkWords(("stop",), ("stop",), "the owner gives up"),
    MarkKind.WAIT: MarkWords(
        ("wait",), ("attendre",), "a date was promised: nothing before it", "date"
    ),
    MarkKind.INTERVIEW: MarkWords(
        ("interview",), ("entretien",), "this is an interview, whatever was recognised"
    ),
    MarkKind.NOT_INTERVIEW: MarkWords(
        ("not-interview",), ("pas-entretien",), "this is no interview, whatever was recognised"
    ),
    MarkKind.COMPANY: MarkWords(
        ("company",), ("entreprise",), "the company, instead of what was read", "text"
    ),
    MarkKind.PHONE: MarkWords(
        ("phone",), ("tel",), "the number to call, instead of what was read", "phone"
    ),
    MarkKind.ZONE: MarkWords(
        ("zone",), ("fuseau",), "the recruiter's time zone, instead of the one assumed", "zone"
    ),
}


_CUT = 0.8


@dataclass(frozen=True, slots=True)
class Manner:
    """How dates and numbers are read."""

    language: str | None
    day: date
    region: str


@dataclass(frozen=True, slots=True)
class Argument:
    """What follows a word, and where it ends."""

    value: str
    end: int


def argument(kind: MarkKind, rest: str, how: Manner) -> Argument | None:
    """Read what follows a word; None when it is not what the word takes."""
    if MARKS[kind].takes == "date":
        return _date(rest, how)
    if MARKS[kind].takes == "zone":
        name = _zones().get(_joined_zone(rest)) or _cities().get(_joined_zone(rest))
        return Argument(name, len(rest)) if name is not None else None
    if MARKS[kind].takes == "phone":
        found = numbers_in(rest[:80], how.region)
        number = found[0][0] if found else to_e164(rest, how.region)
        return Argument(number, len(rest)) if number is not None else None
    text = value(rest)
    return Argument(text, len(rest)) if text is not None else None


@cache
def _before_date() -> re.Pattern[str]:
    days = "|".join(sorted(numbered("times", "weekdays"), key=len, reverse=True))
    return re.compile(
        r"\s{0,3}(?:(?:le|au|jusqu'au|jusqu'a|du|until|till|on|the|by|avant|before"
        rf"|{days})[ ,]{{1,3}}){{0,3}}(?:l')?"
    )


def _date(rest: str, how: Manner) -> Argument | None:
    folded = aligned(rest[:80])
    lead = _before_date().match(folded)
    begin = lead.end() if lead is not None else 0
    found = read_dates(folded[begin:], month_first=how.language == "en")
    if not found or found[0].start != 0:
        return None
    day = found[0].on_or_after(how.day)
    if day is None:
        return None
    end = begin + found[0].end
    return Argument(day.isoformat(), end + (1 if folded[end : end + 1] == "." else 0))


def _joined_zone(text: str) -> str:
    """Return a zone's name as compared: any case, spaces for underscores."""
    return text[:64].strip(" .,;!").replace(" ", "_").casefold()


@cache
def _zones() -> dict[str, str]:
    from zoneinfo import available_timezones  # noqa: PLC0415 - read only when a zone is marked

    return {name.casefold(): name for name in sorted(available_timezones())}


@cache
def _cities() -> dict[str, str]:
    """Return the zone of each city that one zone alone is named after."""
    named: dict[str, list[str]] = {}
    for name in _zones().values():
        area, _, city = name.rpartition("/")
        if area and area not in {"Etc", "US", "posix", "right"}:
            named.setdefault(city.casefold(), []).append(name)
    return {city: names[0] for city, names in named.items() if len(names) == 1}


@cache
def kinds() -> dict[str, MarkKind]:
    """Return the kind of each word, bare."""
    return {bare(word): kind for kind, mark in MARKS.items() for word in mark.words}


def bare(word: str) -> str:
    """Return a word as compared: folded, without hyphens."""
    return joined(word)


def shown_words() -> list[str]:
    """Return the English words, to tell what would be right."""
    return [word for mark in MARKS.values() for word in mark.english]


@cache
def _targets() -> dict[str, str]:
    return {bare(w): w for mark in MARKS.values() for w in mark.words if len(bare(w)) > 3}


def close_word(word: str) -> str | None:
    """Return the mark's word that another is close to."""
    near = bare(word[:24])
    if len(near) < 4:
        return None
    found = difflib.get_close_matches(near, _targets(), n=1, cutoff=_CUT)
    return _targets()[found[0]] if found else None


def wrong(kind: MarkKind, word: str, rest: str) -> str:
    """Tell what a word takes, what was given, and an example."""
    takes, example = {
        "date": ("a date", f"{word} 2026-12-05"),
        "zone": ("a time zone", f"{word}: {_nearest_zone(rest)}"),
        "phone": ("a number with its country", f"{word}: +33 1 99 00 12 34"),
    }.get(MARKS[kind].takes, ("a name", f"{word}: Acme"))
    given = f"not {value(rest)!r}" if value(rest) else "and none is given"
    return f"{word} takes {takes}, {given}: write {example}."


def _nearest_zone(text: str) -> str:
    near = difflib.get_close_matches(_joined_zone(text), _zones(), n=1, cutoff=0.6)
    return _zones()[near[0]] if near else "America/Montreal"
