"""Prepare texts for reading: fold them, split them into words, leave addresses out."""

from __future__ import annotations

import re
import unicodedata

NOTES_LIMIT = 20_000  # characters that are read
TITLE_LIMIT = 500

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


def _stripped(text: str) -> str:
    return _COMBINING.sub("", unicodedata.normalize("NFKD", text))
