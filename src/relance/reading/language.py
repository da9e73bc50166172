"""Tell the language of an event's human text by its small words."""

from __future__ import annotations

import re
from functools import cache

from relance.reading.spelling import aligned
from relance.reading.vocabulary import table

LANGUAGES = ("fr", "en", "de", "es", "nl", "it")

_WORD = re.compile(r"w/|[^\W\d_]{1,30}")
_WEAK, _STRONG, _REGION = 0.4, 1.0, 0.5
_ALONE = 1.3  # one borrowed word in the title
_TITLE = 3.0  # a title is short, and typed by whoever made the event
_SIGNS = {"ß": "de", "ñ": "es", "¿": "es", "¡": "es", "œ": "fr", "ç": "fr", "ê": "fr", "ù": "fr"}


def language_of(title: str, lines: tuple[str, ...], region: str = "") -> str | None:
    """Return the ISO 639-1 code of the text, or None when no word tells.

    A word alone that several languages use leaves it to the region's usual language, if any.
    """
    strong, weak = dict.fromkeys(LANGUAGES, 0.0), dict.fromkeys(LANGUAGES, 0.0)
    for text, weight in ((title, _TITLE), *((line, 1.0) for line in lines)):
        _count(strong, weak, text, weight)
    if not any(strong.values()) and not any(weak.values()):
        return None
    usual = table("places")["languages"].get(region)
    if usual is not None and not any(strong.values()) and max(weak.values()) <= _ALONE:
        return str(usual)
    scores = {code: strong[code] + weak[code] + _REGION * (code == usual) for code in LANGUAGES}
    return max(LANGUAGES, key=lambda code: scores[code])


def _count(strong: dict[str, float], weak: dict[str, float], text: str, weight: float) -> None:
    known = _words()
    for word in _WORD.findall(aligned(text)):
        for code, worth in known.get(word, ()):
            (strong if worth == _STRONG else weak)[code] += weight * worth
    for sign, code in _SIGNS.items():
        if sign in text:
            weak[code] += weight * _WEAK


@cache
def _shared() -> frozenset[str]:
    """Return the words that more than one language has."""
    counted: dict[str, int] = {}
    for code in LANGUAGES:
        for word in set(table("languages")[code]["strong"].split()):
            counted[word] = counted.get(word, 0) + 1
    return frozenset(word for word, count in counted.items() if count > 1)


@cache
def _words() -> dict[str, list[tuple[str, float]]]:
    known: dict[str, list[tuple[str, float]]] = {}
    for code in LANGUAGES:
        weak = set(table("languages")[code]["weak"].split()) | _shared()
        for word in set(table("languages")[code]["strong"].split()):
            known.setdefault(word, []).append((code, _WEAK if word in weak else _STRONG))
    return known
