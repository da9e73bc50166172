"""Prepare texts for reading: fold them, split them into words, leave addresses out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.model import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTES_LIMIT = 20_000  # characters that are read
TITLE_LIMIT = 500
_LONGEST = 120  # of a phrase as it stands; only much between its words makes it longer

_COMBINING = re.compile("[\u0300-\u036f]+")
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "\u0131": "i", "\u00ad": None}
)
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"https?://[^\s<>]{1,2000}|www\.[^\s<>]{1,500}|[\w.+-]{1,64}@[\w.-]{1,255}")
_TAG = re.compile(r"<[/a-zA-Z][^<>]{0,300}>")


def fold(text: str) -> str:
    """Return text in lower case without accents."""
    lowered = text.casefold().translate(_LETTERS)
    return lowered if lowered.isascii() else _stripped(lowered)


def words(text: str) -> list[str]:
    """Return the words of a folded text."""
    return _WORD.findall(text)


def plain(text: str) -> str:
    """Return text without tags and without addresses of pages and mailboxes."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    return _ADDRESS.sub(" ", text) if "@" in text or "/" in text or "www" in text else text


@dataclass
class Written:
    """A text beside the words that it folds to, to show them as they stand in it."""

    text: str
    tokens: Sequence[str]

    @cached_property
    def _places(self) -> tuple[str, list[tuple[int, int]]]:
        text = self.text
        if not text.isascii():
            text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
        return text, [match.span() for match in _WORD.finditer(text)]

    def said(self, start: int, end: int) -> str:
        """Return the words from one place until before another, with what stands between them."""
        text, places = self._places
        if len(places) == len(self.tokens) and 0 <= start < end <= len(places):
            said = text[places[start][0] : places[end - 1][1]]
            if len(said) <= _LONGEST:
                return printable(said)
        return " ".join(self.tokens[start:end])


def _stripped(text: str) -> str:
    return _COMBINING.sub("", unicodedata.normalize("NFKD", text))
