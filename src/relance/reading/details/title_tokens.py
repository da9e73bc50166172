"""Tell the words of a title apart: noise, joiners, markers, and the words that name something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from relance.reading.spelling import aligned
from relance.reading.vocabulary import phrase, table, words

_TOKEN = re.compile(r"@|&|w/|(?:[dljnmtsc]|qu)['’](?=\w)|[^\s@&]+", re.IGNORECASE)
_TIME = re.compile(
    r"\d{1,2}(?:[h:]\d{0,2}|[.:]\d\d)?(?:am|pm|h|min|mins)?|#\d+|n°\d*"
    r"|\d{1,2}(?:e|eme|er|ere|nd|th|st|rd|re|de)|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d+x\d+"
    r"|\d{1,2}[./]\d{1,2}\.?|[+0]?\d[\d .-]{5,20}"
)


@dataclass(slots=True)
class Token:
    """A word of a title, and what it is there for."""

    text: str
    folded: str
    start: int
    end: int
    kind: str  # noise, joiner, word, or the name of a marker


def tokens_of(segment: str) -> list[Token]:
    """Return the words of a segment, each with its kind."""
    folded = aligned(segment)
    noise_spans = [m.span() for m in phrase("titles", "noise_phrases").finditer(folded)]
    tokens: list[Token] = []
    for match in _TOKEN.finditer(segment):
        word = folded[match.start() : match.end()].strip('.,;:!?"«»')
        if not word or not any(c.isalnum() or c in "@&" for c in word):
            continue
        inside = any(a <= match.start() < b for a, b in noise_spans)
        kind = "noise" if inside else _kind(word, match.group(), tokens)
        tokens.append(Token(match.group(), word, match.start(), match.end(), kind))
    _settle(tokens)
    _place_agencies(tokens)
    _keep_names(tokens)
    _keep_roles(tokens, folded)
    return tokens


_OF = ("de", "d'", "of", "from", "bei", "chez", "von", "du")
_BUREAUS = ("cabinet", "agence", "agency", "agentur")


def _place_agencies(tokens: list[Token]) -> None:
    """Tell "cabinet Lisière" (agency), "agence Acme" (company), "cabinet dentaire" apart."""
    for i, token in enumerate(tokens):
        if token.kind != "agency" or token.folded not in _BUREAUS:
            continue
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        named = after is not None and after.text[:1].isupper() and token.text[:1].islower()
        if not named or (i and tokens[i - 1].kind == "word" and tokens[i - 1].text[:1].isupper()):
            token.kind = "word"
        elif token.folded != "cabinet":
            token.kind = "company"


def _keep_names(tokens: list[Token]) -> None:
    """Take back a noun such as "company" that begins a name: "Société Générale".

    At the start of a title any word is large: there only what follows tells.
    """
    loud = all(t.text.isupper() for t in tokens if t.kind != "joiner")
    for i, (here, after) in enumerate(pairwise(tokens)):
        if here.folded not in words("titles", "name_nouns") or not here.text[:1].isupper():
            continue
        bound = after.kind == "joiner" or after.folded in words("titles", "of_names")
        if bound or (i and not loud and after.text[:1].isupper()):
            here.kind = "word"


def _keep_roles(tokens: list[Token], folded: str) -> None:
    """Take back what belongs to a role: "responsable de la relation client", "Client Manager"."""
    heads, parts = words("roles", "heads"), words("roles", "parts")
    compounds = [m.span() for m in phrase("titles", "in_roles").finditer(folded)]
    begun = False  # a role, with nothing but its words since
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        inside = any(a <= token.start < b for a, b in compounds)
        if token.folded in words("titles", "role_nouns") and token.kind == "company":
            last = begun and after is None
            leads = after is not None and after.kind == "word" and after.folded in heads | parts
            token.kind = "word" if last or leads or (begun and inside) else token.kind
        elif token.kind == "noise" and begun and inside:
            token.kind = "word"
        if token.kind != "joiner":
            begun = token.kind == "word" and (begun or token.folded in heads)


def _settle(tokens: list[Token]) -> None:
    """Take back noise words that belong to a name: "Talent Partner", "Marlowe Search"."""
    heads, parts = words("roles", "heads"), words("roles", "parts") - words("titles", "after_noun")
    for here, after in reversed(list(pairwise(tokens))):
        begins_role = after.kind == "word" and (after.folded in heads or after.folded in parts)
        if here.kind == "noise" and here.folded in parts and begins_role:
            here.kind = "word"
    loud = all(t.text.isupper() for t in tokens if t.kind != "joiner")
    for i in range(1, len(tokens)):
        here, before = tokens[i], tokens[i - 1]
        last = i + 1 == len(tokens) or tokens[i + 1].kind != "noise"
        if (
            here.kind == "noise"
            and before.kind == "word"
            and last
            and not loud
            and before.text[:1].isupper()
            and here.text[:1].isupper()
            and here.folded in words("titles", "tails")
            and (here.folded != "rh" or any(t.kind in ("agency", "company") for t in tokens[:i]))
            and before.folded not in heads
        ):
            here.kind = "word"


def _kind(word: str, raw: str, before: list[Token]) -> str:
    last = before[-1] if before else None
    bare = word.rstrip("'’")
    marker = _marker(word, raw, last)
    if marker is not None:
        return marker
    if bare in words("titles", "joiners", "words"):
        article = bare in words("titles", "joiners", "articles")
        return "word" if article and _capital(raw, alone=last is None) else "joiner"
    told = last is not None and last.kind == "role" and word in words("names", "functions")
    return "noise" if _is_noise(word, first=last is None) and not told else "word"


def _marker(word: str, raw: str, last: Token | None) -> str | None:
    before = last.folded if last is not None and last.kind == "noise" else ""
    if word in _OF and before in words("names", "functions"):
        return "company"  # the CTO of Acme
    marker = _markers().get(word)
    if marker == "for" and last is not None and last.folded in words("titles", "joiners", "bodies"):
        return "joiner"  # Department for Transport
    if last is None or marker not in ("agency", "role"):
        return marker
    joined_on = marker == "role" and last.kind == "joiner"
    return None if _capital(raw, alone=False) or joined_on else marker


def _capital(raw: str, *, alone: bool) -> bool:
    return raw[:1].isupper() and (alone or not raw.isupper() or len(raw) == 2)


def _is_noise(word: str, *, first: bool) -> bool:
    return (
        word in words("titles", "noise")
        or word in words("senders", "vendors")
        or _TIME.fullmatch(word) is not None
        or (first and word in words("titles", "noise_first"))
    )


@cache
def _markers() -> dict[str, str]:
    return {
        word: name for name, text in table("titles")["markers"].items() for word in text.split("|")
    }
