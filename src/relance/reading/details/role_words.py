"""Tell which words are a role, and clean it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from relance.reading.spelling import aligned, joined
from relance.reading.vocabulary import built, words

if TYPE_CHECKING:
    from collections.abc import Iterable


_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,100}[)\]]?\s*$")


_REFERENCE = re.compile(r"[\s,–-]*(?:\(?\bref\b.{0,30}|#?[a-z]{0,5}-?\d{3,12}\)?)$")


_PARTNERS = re.compile(
    r"(?:&|\+|(?<!\w)(?:and|et|und|y)) (?:partners?|associates?|associes?|sons|fils|co)$"
)


_TEACHER = re.compile(r"(?<!\w)prof\.? (?:de|d'|en) ?\w")
_NUMBERED = re.compile(r"#?[a-z]{0,4}-?\d{3,12}\s?[,:–|-]\s{0,3}")


def looks_like(text: str) -> bool:
    """Say whether a phrase is a role: it holds a word of job titles."""
    if _PARTNERS.search(aligned(text)):
        return False
    if _TEACHER.search(aligned(text)):
        return True
    return any(
        w in words("roles", "heads") or w.rstrip("s") in words("roles", "heads")
        for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", aligned(text))
    ) or any(w in words("roles", "heads") for w in re.findall(r"[^\W\d_]+", aligned(text)))


def tidy(text: str) -> str | None:
    """Return a role without genders, contract, reference and brackets."""
    for _ in range(4):
        before = text
        folded = aligned(text)
        for pattern in (_genders(), _contract(), _REFERENCE, _BRACKETS):
            match = pattern.search(folded)
            if match is not None and match.start() > 0:
                keep = text[match.end() :] if pattern is _genders() else ""
                text = text[: match.start()] + keep
                folded = aligned(text)
        first = _contract_first().match(folded) or _NUMBERED.match(folded)
        text = (text[first.end() :] if first else text).strip(" ,;:–-|/")
        if text == before:
            break
    return text if len(joined(text)) > 1 else None


def split_role(
    text: str, companies: Iterable[str], *, guess: bool = True
) -> tuple[str | None, str | None]:
    """Split "Responsable boutique Acme" into role and company, where a word tells.

    Without a known company it goes by which words are of trades, if it may `guess`.
    """
    folded = aligned(text)
    for company in companies:
        at = folded.find(aligned(company))
        if company and at >= 0 and joined(company) != joined(text):
            rest = (text[:at] + " " + text[at + len(company) :]).strip(" ,-–")
            return (rest if looks_like(rest) else None), text[at : at + len(company)]
    if not guess and looks_like(text):
        return text, None
    tokens = [(t.group(), t.start()) for t in re.finditer(r"\S+", text)]
    known = [is_part(aligned(word)) for word, _ in tokens]
    if not any(known):
        return (text, None) if looks_like(text) else (None, text)
    cut = _boundary(tokens, known)
    if cut is None:
        return (text, None) if looks_like(text) else (None, text)
    left, right = text[:cut].strip(" ,-–'’"), text[cut:]
    return (left, right) if known[0] else (right, left)


def _boundary(tokens: list[tuple[str, int]], known: list[bool]) -> int | None:
    """Return where a role ends and a company begins, or the other way round."""
    lower = [word[:1].islower() for word, _ in tokens]
    for i in range(1, len(tokens)):
        before, here = " ".join(w for w, _ in tokens[:i]), " ".join(w for w, _ in tokens[i:])
        if known[0]:
            kind = aligned(tokens[i][0]) in words("companies", "kinds") and not all(lower[i:])
            capital = not lower[i] and (not known[i] or all(lower[:i]))
            if looks_like(before) and (kind or capital):
                return tokens[i][1]
        elif known[i] and looks_like(here) and not all(lower[:i]) and (lower[i] or all(known[i:])):
            return tokens[i][1] if lower[i] or (i == 1 and len(tokens) > 2) else None
    return None


def is_part(word: str) -> bool:
    """Say whether a word is one of roles."""
    plain = word.strip(".,'’()")
    return (
        plain in words("roles", "heads")
        or plain.rstrip("s") in words("roles", "heads")
        or plain in words("roles", "parts")
        or ("'" in plain and (plain.split("'", 1)[1] in words("roles", "parts")))
    )


def _genders() -> re.Pattern[str]:
    return built(r"[\s,–-]*\(?(?<![\w/])@roles.genders@(?![\w/])\)?")


def _contract() -> re.Pattern[str]:
    return built(r"[\s,–(/-]*(?<!\w)@roles.contract@(?!\w)[\s):-]*$")


def _contract_first() -> re.Pattern[str]:
    return built(r"(?:@roles.contract@|contrat d[e'] ?\w{1,20})\s?[:–-]\s*")
