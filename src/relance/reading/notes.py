"""Keep what people wrote in the notes: no tags, no meeting tools' blocks, no addresses of pages."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from relance.reading.spelling import aligned, composed
from relance.reading.vocabulary import alternatives, phrase

LIMIT = 8_000
LABELLED = re.compile(r"[\s•*·–-]{0,6}(?P<label>[^:\n]{2,40}?)\s?:\s{0,9}(?P<value>\S[^\n]{0,300})")
_LINES = 200
_LINE = 600
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?ul|/?h[1-6])\b[^<>]{0,300}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!][^<>@]{0,500}>")
_LINK = re.compile(
    r"<?(?:https?|tel|sip|webcal)://?[^\s<>]{1,2000}>?|www\.[^\s<>]{1,500}", re.IGNORECASE
)
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_FENCE = re.compile(r"\s*(?:-::~[:~-]*|[_=*~─━]{8,}|-{8,}|\.{8,})\s*")
_REPEATED = re.compile(r"([-_=*.~#])\1{8,}")


@lru_cache(maxsize=256)
def human_lines(notes: str) -> tuple[str, ...]:
    """Return the lines that people wrote, trimmed; empty lines separate paragraphs."""
    text = without_tags(composed(notes, LIMIT))
    text = _MAILTO.sub("", _LINK.sub(" ", text).replace("\\n", "\n").replace("\r", "\n"))
    lines = [line[:_LINE].strip() for line in text.split("\n")[:_LINES]]
    return tuple(_outside_tools(lines))


def without_tags(text: str) -> str:
    """Return text as it is shown: tags out, entities as their letters."""
    if "<" in text:
        text = _TAG.sub(" ", _BREAK.sub("\n", text))
    return html.unescape(text) if "&" in text else text


def _outside_tools(lines: list[str]) -> list[str]:
    kept: list[str] = []
    block: list[str] = []
    for line in [*lines, "________"]:
        if not _FENCE.fullmatch(line):
            block.append(_REPEATED.sub(" ", line))
            continue
        kept += _said_by_people(block)
        block = []
    return kept


def _said_by_people(block: list[str]) -> list[str]:
    """Drop a tool's lines; a meeting's joining lines end what people wrote in their block."""
    kept: list[str] = []
    dialling = False
    for line in block:
        folded = aligned(line)
        if phrase("tools", "dial_in").search(folded):
            dialling = True
            continue
        if dialling and (_looks_dialled(folded) or not folded):
            continue
        dialling = False
        if not _tool_line().match(folded):
            kept.append(line)
    return kept


_DIALLED = re.compile(
    r"[^\w+]{0,5}(?:\+?\d[\d .()-]{5,24}|.{0,40},,.{0,60}|.{0,80}\bpin\b.{0,40})(?:\W.{0,60})?"
)


def _looks_dialled(folded: str) -> bool:
    return _DIALLED.fullmatch(folded) is not None


@lru_cache(maxsize=1)
def _tool_line() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,4}}(?:{alternatives('tools', 'line')})")
