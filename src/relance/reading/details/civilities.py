"""Find how a person is addressed: what stands before the name wherever the event writes it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from relance.reading.details import people
from relance.reading.spelling import aligned
from relance.reading.vocabulary import table

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAD = re.compile(r"(?<![\w@.'/-])(?P<word>[^\W\d_]{1,13})\.?[ \t]{0,3}$")
_BACK = 60  # characters that civilities and a first name may take
_MOST = 3
_LEARNED = ("prof", "dr", "me")


def civility_of(name: str | None, texts: Iterable[str]) -> str | None:
    """Return how texts address somebody: mr, mrs, ms, mx, dr, prof or me.

    None where no civility stands before the name, or where one text makes a man and another a
    woman of it: then there are two people of that name.
    """
    if not name:
        return None
    found = {said for text in texts for said in _before(name, text)}
    learned = next((said for said in _LEARNED if said in found), None)
    if learned is not None or not found:
        return learned
    genders = {"ms" if said == "mrs" else said for said in found}
    if len(genders) > 1:
        return None
    return "ms" if "ms" in found else found.pop()


def _before(name: str, text: str) -> set[str]:
    """Return the civilities before each place where a text has the name, or its last word."""
    folded = aligned(text)
    last = aligned(name).split()[-1]
    found: set[str] = set()
    for match in re.finditer(rf"(?<![\w-]){re.escape(last)}(?![\w-])", folded):
        at, first = match.start(), aligned(name)[: -len(last)]
        if first and folded.endswith(first, 0, at):
            at -= len(first)
        elif first and not _alone(text, at):
            continue  # somebody else of that family name
        found |= _read_back(text, folded, at)
    return found


def _alone(text: str, at: int) -> bool:
    """Say whether no first name stands before a place."""
    before = text[max(0, at - _BACK) : at].split()
    return not before or not before[-1][:1].isupper() or _says(before[-1]) is not None


def _read_back(text: str, folded: str, at: int) -> set[str]:
    found: set[str] = set()
    for _ in range(_MOST):
        lead = _LEAD.search(folded, max(0, at - _BACK), at)
        said = _says(text[lead.start("word") : lead.end("word")]) if lead is not None else None
        if lead is None or said is None:
            break
        found.add(said)
        at = lead.start()
    return found


def _says(word: str) -> str | None:
    """Return what a word says as a civility; a lone m is one only when large."""
    plain = word.rstrip(".")
    return None if plain == "m" else _words().get(aligned(plain))


@cache
def _words() -> dict[str, str]:
    return {word: said for said, text in table("names")["says"].items() for word in text.split()}


def lacks_first_name(name: str) -> bool:
    """Say whether a name is a family name alone, as far as its words tell."""
    first, *rest = name.split() or [""]
    if people.known_first(name):
        return False
    return not rest or aligned(first) in people.particles()
