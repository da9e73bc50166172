"""The marks of the spec's table, as people type them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from relance.model import MarkKind

if TYPE_CHECKING:
    from datetime import date
    from random import Random

TABLE = {  # English, French
    MarkKind.DONE: ("done", "fait"),
    MarkKind.MISSED: ("missed", "manqué"),
    MarkKind.MESSAGE: ("message", "message"),
    MarkKind.UNREACHABLE: ("unreachable", "injoignable"),
    MarkKind.SMALL: ("small", "petite"),
    MarkKind.ANSWERED: ("answered", "répondu"),
    MarkKind.REFUSED: ("refused", "refus"),
    MarkKind.OFFER: ("offer", "offre"),
    MarkKind.STOP: ("stop", "stop"),
    MarkKind.WAIT: ("wait", "attendre"),
    MarkKind.INTERVIEW: ("interview", "entretien"),
    MarkKind.NOT_INTERVIEW: ("not-interview", "pas-entretien"),
    MarkKind.COMPANY: ("company:", "entreprise:"),
    MarkKind.PHONE: ("phone:", "tel:"),
    MarkKind.ZONE: ("zone:", "fuseau:"),
}
DECOYS = ("#important", "voir https://nimbelys.example/#stop", "le refus serait dur", "offer?")
TYPOS = ("anwsered", "refsued", "injoignabel", "repndu")
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}


def marked(
    random: Random, kind: MarkKind, language: str | None, day: date, value: str
) -> tuple[str, str]:
    """Return a mark as typed, and the value that it has; `day` is that of the event."""
    word = random.choice(TABLE[kind])
    form = random.choice((str, str, str.upper, str.capitalize, _bare))
    text = f"#{form(word)}"
    if kind is not MarkKind.WAIT:
        return f"{text} {value}".strip(), value
    return f"{text} {_typed(random, language, day, value)}", value


def _bare(word: str) -> str:
    return unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()


def _typed(random: Random, language: str | None, day: date, value: str) -> str:
    """Return a date in one of the ways of a language; without a year where that is clear."""
    year, month, number = map(int, value.split("-"))
    name = MONTHS["en" if language == "en" else "fr"].split()[month - 1]
    if language == "en":
        short = [f"{name[:3]} {number}", f"{number} {name}", f"{month:02}/{number:02}"]
        long = [f"{name} {number}, {year}", f"{number} {name} {year}"]
    else:
        short = [f"{number} {name}", f"{number:02}/{month:02}", f"le {number} {name}"]
        long = [f"{number} {name} {year}", f"{number:02}/{month:02}/{year}"]
    ways = [value, *long]
    return random.choice(ways + (short if day.isoformat() <= value else []))
