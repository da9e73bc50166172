"""Make words from outside safe to stand in our events, and our own words well set.

A number sign in our texts would read as a user's mark. The sharp sign takes its place: no
normalisation of Unicode turns it back, and « C♯ » is how the language is written.
"""

from __future__ import annotations

import re

from relance.model import printable

LONGEST_VALUE = 80

_SHARP = "\N{MUSIC SHARP SIGN}"
_SIGNS = ("#", "\N{FULLWIDTH NUMBER SIGN}", "\N{SMALL NUMBER SIGN}")
_DONE = "\N{WHITE HEAVY CHECK MARK}"
_ENTITY = re.compile(r"&(?=\w{1,40};)")  # some calendars show `&num;` as the sign it names
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_WIDE_SPACE = re.compile(r"(?<=\S) (?=[:»])|(?<=«) ")
_THIN_SPACE = re.compile(r"(?<=\S) (?=[;!?])")
_UNIT = re.compile(r"(?<=\d) (?=(?:%|€|h|min)(?!\w))")


def plain(value: str | None, longest: int = LONGEST_VALUE) -> str:
    """Return a value as one short line that marks nothing and formats nothing."""
    line = unmarked(printable((value or "")[: 4 * longest]))
    line = line.replace("<", "\u2039").replace(">", "\u203a")  # notes are HTML to some calendars
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def unmarked(text: str) -> str:
    """Return a text in which no word can be read as a user's mark."""
    for sign in _SIGNS:
        text = text.replace(sign, _SHARP)
    return _ENTITY.sub("& ", text)


def title(text: str) -> str:
    """Return the first line of a text as a title: one line, without a mark of any kind."""
    return plain(text.lstrip(f"{_DONE}\N{VARIATION SELECTOR-16} "), 2 * LONGEST_VALUE)


def typeset(text: str, language: str) -> str:
    """Return a text with curly apostrophes and, in French, its no-break spaces."""
    text = _APOSTROPHE.sub("\u2019", text)
    if language == "fr":
        text = _WIDE_SPACE.sub("\N{NO-BREAK SPACE}", text)
        text = _THIN_SPACE.sub("\N{NARROW NO-BREAK SPACE}", text)
        text = _UNIT.sub("\N{NO-BREAK SPACE}", text)
    return text


_ELIDED = re.compile(
    r"[aeiouyàâäéèêëîïôöùûüœæ]|h(?:ôte|otes|otel|ôtel|orlog|orticul|ospital|ydr|ygi|ist|uissier|omme|abill)",
    re.IGNORECASE,
)


def to(person: str) -> str:
    """Return a French person behind « à »: « à Mme Lefort », « au Dr Lefort »."""
    return f"au {person[3:]}" if person.startswith("le ") else f"à {person}"


def de(word: str) -> str:
    """Return a French word behind « de », elided where the ear wants it."""
    return f"d\u2019{word}" if _ELIDED.match(word) else f"de {word}"
