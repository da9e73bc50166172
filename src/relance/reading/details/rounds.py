"""Tell which round of a hiring process an interview is.

A kind that is named wins over a number, the title over the notes.
"""

from __future__ import annotations

import re
from functools import cache

from relance.reading.spelling import aligned
from relance.reading.vocabulary import alternatives, built, phrase, table

_NOUN = (
    r"(?:rounds?|tours?|entretiens?|entrevues?|interviews?|itw|stage|etapes?|echanges?|rdv"
    r"|rendez-vous|step|gesprach|runde|ronda|entrevista|colloquio|gesprek|ronde|call|visio"
    r"|rencontre|conversation|meeting|chat)"
)


def round_of(title: str, named: tuple[str, ...], lines: tuple[str, ...]) -> str | None:
    """Return the round; `named` are the values of fields that name the interview."""
    heads = [aligned(title), *(aligned(n) for n in named)]
    text = [_later().sub(" ", aligned("\n".join(lines))[:6000])]
    return (
        _kind("title", heads)
        or _numbered(heads)
        or _kind("notes", text, only="final")
        or _kind("weak", heads)
        or _of_notes(text)
    )


def _of_notes(text: list[str]) -> str | None:
    """Return the round that the notes tell; somebody met does not name a first interview."""
    kind, number = _kind("notes", text), _numbered(text)
    if kind in ("manager", "team") and number == "round_1" and not _is_with(text[0]):
        return number
    return kind or number


def _is_with(text: str) -> bool:
    """Say whether the interview itself is with the manager or the team."""
    return built(r"(?<!\w)@rounds.with_whom@(?!\w)").search(text) is not None


def _later() -> re.Pattern[str]:
    """Match the clauses about what comes after this interview."""
    return built(r"(?<!\w)@rounds.later@(?!\w)[^.;!?\n]{0,160}")


def _kind(where: str, texts: list[str], *, only: str | None = None) -> str | None:
    """Return the first kind, in the order of the data file, that a text names."""
    kinds = table("rounds")[where]
    for kind in table("rounds")["order"] if only is None else [only]:
        if kind in kinds and any(phrase("rounds", where, kind).search(text) for text in texts):
            return str(kind)
    return None


@cache
def _numbers() -> re.Pattern[str]:
    parts = "|".join(rf"(?P<n{n}>{alternatives('rounds', 'numbers', n)})" for n in "1234")
    return re.compile(
        rf"(?<![\w/])(?:{parts})(?: (?:and|et) [a-z]+)?[ -](?:[^\W\d]{{2,15}} ){{0,1}}{_NOUN}(?!\w)"
        rf"|(?<!\w){_NOUN} ?(?:#|n°|no\.?|num\.? |numero )? ?(?P<d>[1-4])"
        r"(?![\w:/.]| ?(?:h|pm|am|x|min|mars|juin|may)\b)"
        r"|(?<!\w)(?:#|n° ?|r)(?P<e>[1-4])(?!\w)"
    )


def _numbered(texts: list[str]) -> str | None:
    for text in texts:
        for found in _numbers().finditer(text):
            digit = found["d"] or found["e"] or next(n for n in "1234" if found[f"n{n}"])
            return f"round_{digit}"
    return None
