"""Recognise the names of people in texts."""

from __future__ import annotations

import re

from relance.reading.spelling import aligned, joined
from relance.reading.vocabulary import words

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\u2010-](?=[^\W\d_]))*\.?")
_GAP = re.compile(r"[ \t\u00a0]{1,3}")
_MOST = 5


def name_at(text: str, start: int = 0) -> tuple[str, int, bool] | None:
    """Read a name that begins at a place: the name, its end, whether a civility led it."""
    civil, at = False, start
    found: list[tuple[str, int, int]] = []
    while len(found) < _MOST:
        match = _WORD.match(text, at)
        if match is None:
            break
        word = match.group()
        folded = aligned(word).rstrip(".")
        if (
            not found
            and folded in words("names", "civilities")
            and (len(folded) > 1 or word[:1] == "M")
        ):
            civil, at = True, _gap(text, match.end())
            continue
        if not _belongs(word, folded, first=not found, civil=civil):
            break
        found.append((word, match.start(), match.end()))
        if word.endswith(".") and len(word) > 2:  # the end of a sentence
            break
        at = _gap(text, match.end())
        if at == match.end():
            break
    while found and aligned(found[-1][0]) in particles():
        found.pop()
    if not found:
        return None
    name = text[found[0][1] : found[-1][2]].rstrip(".")
    return name, found[-1][2], civil


def _gap(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at


def _belongs(word: str, folded: str, *, first: bool, civil: bool) -> bool:
    if folded in particles():
        return (civil or not first) or word[:1].isupper()
    elided = word[1:2] in "'’" and word[2:3].isupper()  # d'Orey
    if not (word[:1].isupper() or elided or (civil and first and len(word) > 2)):
        return False
    return folded not in words("contacts", "not_person") and folded not in words(
        "names", "functions"
    )


def particles() -> frozenset[str]:
    """Return the small words that may begin a family name, folded."""
    return words("names", "particles")


def known_first(name: str) -> bool:
    """Say whether a name begins with a common first name."""
    first = aligned(name).split(" ", 1)[0].strip(".,")
    known = words("names", "first")
    return first in known or (("-" in first) and first.split("-", 1)[0] in known)


def is_name(text: str, *, sure: bool = False) -> str | None:
    """Return the name when a text is one and nothing else; `sure` asks for a common first name."""
    found = name_at(text.strip())
    if found is None:
        return None
    name, end, civil = found
    if text.strip()[end:].strip(" .,;:"):
        return None
    several = len(name.split()) > 1
    if civil or known_first(name):
        return name
    return name if several and not sure and not is_role_word(name) else None


def is_role_word(text: str) -> bool:
    """Say whether a text holds a word of job titles."""
    return any(w in words("roles", "heads") for w in re.findall(r"[\w'-]+", aligned(text)))


def same_person(one: str, other: str) -> bool:
    """Say whether two names can be one person: equal, or one is the other's first or last name."""
    a, b = aligned(one).split(), aligned(other).split()
    if joined(one) == joined(other):
        return True
    short, long = (a, b) if len(a) < len(b) else (b, a)
    return len(short) == 1 and len(short[0]) > 1 and short[0] in (long[0], long[-1])


def from_local_part(local: str, name: str) -> bool:
    """Say whether an address was made from a person's name: `jo.smith`, `jsmith`, `jo`."""
    parts = [joined(p) for p in aligned(name).replace("-", " ").split()]
    parts = [p for p in parts if p]
    pieces = [p for p in re.split(r"[._+\d-]", local) if p]
    if len(parts) < 2 or not pieces:
        return bool(parts) and pieces == parts
    plain = "".join(pieces)
    whole = "".join(parts)
    return (
        plain in (whole, parts[0], parts[-1], parts[0][0] + parts[-1], parts[0] + parts[-1][0])
        or plain == parts[0][0] + "".join(parts[1:])
        or (len(pieces) > 1 and all(any(q.startswith(p) for q in parts) for p in pieces))
    )
