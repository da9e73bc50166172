"""Cut a title into chunks that may name a company, a role or a person.

Words that only say "interview" are left out; what stands between them is kept with what
introduced it: "Interview at Acme with Jo" gives Acme (company) and Jo (person).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from relance.reading.details.vocabulary import alternatives, phrase, table, words
from relance.reading.spelling import aligned, composed, joined

LIMIT = 300

_SEPARATOR = re.compile(
    r"\s+[-–—―:]+\s*|\s*[–—|•·;/\\]\s+|[-:]\s+|\s*<+-?>+\s*|\s*[,|•·;⋅]\s*|\s+[x\u00d7/+]\s+"
    r"|\s*(?:->|=>|→|⇄|↔|<=>)\s*|\n"
)
_PAREN = re.compile(r"[(\[{]([^()\[\]{}]{0,200})[)\]}]?|[)\]}]")
_TOKEN = re.compile(r"@|&|w/|(?:[dljnmtsc]|qu)['’](?=\w)|[^\s@&]+", re.IGNORECASE)
_TIME = re.compile(
    r"\d{1,2}(?:[h:]\d{0,2}|[.:]\d\d)?(?:am|pm|h|min|mins)?|#\d+|n°\d*"
    r"|\d{1,2}(?:e|eme|er|ere|nd|th|st|rd|re|de)|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d+x\d+"
    r"|\d{1,2}[./]\d{1,2}\.?|[+0]?\d[\d .-]{5,20}"
)
_EDGES = " \t.,;:!?…*\"«»“”'’•·|–—-_/\\~✅❌🎯📞💼☎🤝⭐"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some words of a title, and what introduced them: a marker's name, or nothing."""

    text: str
    marker: str = ""
    aside: bool = False  # stood in brackets
    beside_noise: bool = False  # its segment also says "interview"


def chunks_of(title: str, known: tuple[str, ...] = ()) -> list[Chunk]:
    """Return the chunks of a title without the names that are `known` (the owner's)."""
    text = _without_prefixes(composed(title, LIMIT))
    for match in reversed(list(phrase("titles", "arranged").finditer(aligned(text)))):
        text = f"{text[: match.start()]}, via {text[match.end() :]}"
    text = _without_known(text, known)
    found: list[Chunk] = []
    for segment, aside in _segments(text):
        found += _chunks(segment, aside=aside)
    return [c for c in found if len(joined(c.text)) > 1 or c.marker]


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{alternatives('titles', 'prefixes')})\s?(?:\d{{1,2}} ?)?[:\])-]\s*")


def _without_prefixes(text: str) -> str:
    for _ in range(5):
        match = _prefix().match(aligned(text))
        if match is None or match.end() >= len(text):
            break
        text = text[match.end() :]
    return (
        re.sub(r"[#]\w{1,40}", " ", text) if "#" in text and not re.search(r"#\d", text) else text
    )


def _without_known(text: str, known: tuple[str, ...]) -> str:
    for name in known:
        if len(name) > 1:
            pattern = rf"(?<!\w){re.escape(aligned(name))}(?:'s)?(?!\w)"
            for match in reversed(list(re.finditer(pattern, aligned(text)))):
                text = f"{text[: match.start()]} | {text[match.end() :]}"
    return text


def _segments(text: str) -> list[tuple[str, bool]]:
    """Cut at brackets and at separators; a bracket is an aside."""
    asides = [(m.group(1) or "", True) for m in _PAREN.finditer(text)]
    parts = [(text, False)] if not asides else [(_PAREN.sub(" | ", text), False), *asides]
    return [
        (piece.strip(_EDGES), aside)
        for part, aside in parts
        for piece in _SEPARATOR.split(part)
        if piece and piece.strip(_EDGES)
    ]


@dataclass(slots=True)
class _Token:
    text: str
    folded: str
    start: int
    end: int
    kind: str  # noise, joiner, word, or the name of a marker


def _chunks(segment: str, *, aside: bool) -> list[Chunk]:
    tokens = _tokens(segment)
    noisy = any(t.kind == "noise" for t in tokens)
    found: list[Chunk] = []
    run: list[_Token] = []
    marker = ""
    for token in [*tokens, _Token("", "", 0, 0, "end")]:
        if token.kind == "word" or (token.kind == "joiner" and run) or _goes_on(run, token):
            run.append(token)
            continue
        if token.kind == "joiner":
            continue
        if run:
            found += _chunk(segment, run, marker, aside=aside, noisy=noisy)
            marker, run = "", []
        if token.kind not in ("noise", "end"):
            marker = token.kind
    return found


def _goes_on(run: list[_Token], token: _Token) -> bool:
    """Say whether a noise word belongs to a role: "agent d'entretien", "chargée de recrutement"."""
    if not run or token.kind != "noise":
        return False
    heads = words("roles", "heads")
    if not any(t.folded in heads for t in run):
        return False
    linked = run[-1].kind == "joiner" and run[-1].folded in (
        "de",
        "d'",
        "d",
        "des",
        "du",
        "of",
        "l'",
    )
    return linked or (token.folded in words("roles", "parts") and run[-1].folded in heads)


def _chunk(
    segment: str, run: list[_Token], marker: str, *, aside: bool, noisy: bool
) -> list[Chunk]:
    while run and run[-1].kind == "joiner":
        run.pop()
    if not run:
        return []
    text = segment[run[0].start : run[-1].end].strip(_EDGES)
    return [Chunk(text, marker, aside, noisy)] if text else []


def _tokens(segment: str) -> list[_Token]:
    folded = aligned(segment)
    noise_spans = [m.span() for m in phrase("titles", "noise_phrases").finditer(folded)]
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(segment):
        word = folded[match.start() : match.end()].strip('.,;:!?"«»')
        if not word or not any(c.isalnum() or c in "@&" for c in word):
            continue
        inside = any(a <= match.start() < b for a, b in noise_spans)
        kind = "noise" if inside else _kind(word, match.group(), tokens)
        tokens.append(_Token(match.group(), word, match.start(), match.end(), kind))
    _settle(tokens)
    _place_agencies(tokens)
    return tokens


_OF = ("de", "d'", "of", "from", "bei", "chez", "von", "du")
_BUREAUS = ("cabinet", "agence", "agency", "agentur")


def _place_agencies(tokens: list[_Token]) -> None:
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


def _settle(tokens: list[_Token]) -> None:
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


def _kind(word: str, raw: str, before: list[_Token]) -> str:
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


def _marker(word: str, raw: str, last: _Token | None) -> str | None:
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
