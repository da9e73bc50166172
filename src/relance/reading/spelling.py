"""Compare and cut texts: a fold that keeps every letter in its place, and clean values."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from relance.model import printable

VALUE_LIMIT = 200

_LEGAL = re.compile(
    r"[\s,]+\(?(?:s\.?a\.?s\.?u?|s\.?a\.?r\.?l|s\.?a|e\.?u\.?r\.?l|s\.?c\.?o\.?p|s\.?n\.?c"
    r"|s\.?p\.?r\.?l|s\.?r\.?l|n\.?v|b\.?v\.?b?a?|gmbh(?: ?& ?co\.? ?kg)?|mbh|a\.?g|k\.?g|ug|se"
    r"|e\.?v"
    r"|ltd|limited|llp|llc|inc|incorporated|corp|corporation|plc|pty|s\.?l\.?u?|s\.?p\.?a|oy|ab|aps)"
    r"\.?\)?$"
)
_TWINS = str.maketrans(
    "\u2019\u2018\u02bc\u00b4`\u2010\u2011\u2013\u2014\u2212\u00a0\u202f\u2009",
    "'''''-----   ",
)


def aligned(text: str) -> str:
    """Return text folded letter by letter: as long as before, lower case, no accents."""
    lowered = text.translate(_TWINS)
    if lowered.isascii():
        return lowered.lower()
    return "".join(c.lower() if c < "\x80" else _plain(c) for c in lowered)


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0].lower()
    return {"ß": "s", "ø": "o", "đ": "d", "ł": "l", "œ": "o", "æ": "a"}.get(base, base[0])


def composed(text: str, limit: int) -> str:
    """Return text cut to a limit, accents joined to their letters."""
    cut = text[:limit]
    return cut if cut.isascii() else unicodedata.normalize("NFC", cut)


def joined(text: str) -> str:
    """Return only the letters and digits of a folded text, to compare names by."""
    return "".join(c for c in aligned(text) if c.isalnum())


def without_legal_form(name: str) -> str:
    """Return a company's name without SAS, GmbH, Ltd and the like."""
    while (found := _LEGAL.search(aligned(name))) is not None and found.start() > 0:
        name = name[: found.start()].rstrip(" ,.-")
    return name


def has_legal_form(name: str) -> bool:
    """Say whether a name ends in a legal form."""
    return _LEGAL.search(aligned(name)) is not None


def value(text: str | None) -> str | None:
    """Return text as one clean line of bounded length, or None when nothing is left."""
    if not text:
        return None
    line = printable(text[: 4 * VALUE_LIMIT]).strip(' \t,;:.-–—|/•·*"«»“”<>')
    return line[:VALUE_LIMIT].rstrip() or None
