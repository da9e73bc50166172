"""Cut a title into chunks that may name a company, a role or a person.

Words that only say "interview" are left out; what stands between them is kept with what
introduced it: "Interview at Acme with Jo" gives Acme (company) and Jo (person).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from relance.reading.details.title_tokens import Token, tokens_of
from relance.reading.spelling import aligned, composed, joined
from relance.reading.vocabulary import alternatives, phrase, words

LIMIT = 300

_SEPARATOR = re.compile(
    r"\s+[-–—―:]+\s*|\s*[–—|•·;/\\]\s+|[-:]\s+|\s*<+-?>+\s*|\s*[,|•·;⋅]\s*|\s+[x\u00d7/+]\s+"
    r"|\s*(?:->|=>|→|⇄|↔|<=>)\s*|\n"
)
_PAREN = re.compile(r"[(\[{]([^()\[\]{}]{0,200})[)\]}]?|[)\]}]")
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


def _chunks(segment: str, *, aside: bool) -> list[Chunk]:
    tokens = tokens_of(segment)
    noisy = any(t.kind == "noise" for t in tokens)
    found: list[Chunk] = []
    run: list[Token] = []
    marker = ""
    for token in [*tokens, Token("", "", 0, 0, "end")]:
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


def _goes_on(run: list[Token], token: Token) -> bool:
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


def _chunk(segment: str, run: list[Token], marker: str, *, aside: bool, noisy: bool) -> list[Chunk]:
    while run and run[-1].kind == "joiner":
        run.pop()
    if not run:
        return []
    text = segment[run[0].start : run[-1].end].strip(_EDGES)
    return [Chunk(text, marker, aside, noisy)] if text else []
