"""Notes and links ⇄ Google's, whose notes may be HTML."""

from __future__ import annotations

import html
import re
from html.entities import html5

from relance.ical.text import LONGEST_TEXT, clean, is_html, one_line, plain

LONGEST_LINK = 2_000
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_LINK = re.compile(r"(?:https?|tel|mailto|sips?):[^\s<>\"]{1,2000}", re.IGNORECASE)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def read(notes: str) -> str:
    """Return notes as plain text.

    Where no tag shows that they are HTML, only whole entities are read: `?a=1&copy=2` stays.
    """
    notes = notes[:LONGEST_TEXT]
    if is_html(notes):
        return clean(plain(notes)).strip("\n")
    if "&" in notes:
        notes = _ENTITY.sub(_meant, notes)
    return clean(notes).strip("\n")


def _meant(entity: re.Match[str]) -> str:
    """Return what a whole entity stands for; `&notes;` is none, though `&not` would be."""
    known = entity[0][1] == "#" or entity[0][1:] in html5
    return html.unescape(entity[0]) if known else entity[0]


def written(notes: str) -> str:
    """Return plain text so that it is shown, and read back, as it is."""
    return clean(notes).translate(_ESCAPES)


def link(text: str) -> str:
    """Return an address that came from outside; nothing for one that could run something."""
    found = _LINK.match(clean(text[: 2 * LONGEST_LINK]).strip())
    return found[0] if found is not None else ""


def address(url: str) -> str:
    """Return a link on one line, as it is written."""
    return one_line(url).replace(" ", "%20")[:LONGEST_LINK]
