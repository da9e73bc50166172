"""Notes and links ⇄ Graph's, whose notes may be HTML though plain text was asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from relance.ical.text import LONGEST_TEXT, clean, one_line, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_LINK = 2_000
_LINK = re.compile(r"(?:https?|tel|mailto|sips?):[^\s<>\"]{1,2000}", re.IGNORECASE)


def read(body: object) -> str:
    """Return notes as plain text."""
    if not isinstance(body, dict) or not isinstance(body.get("content"), str):
        return ""
    notes = body["content"][:LONGEST_TEXT]
    if str(body.get("contentType")).casefold() == "html":
        notes = plain(notes)
    return clean(notes).strip("\n")


def written(notes: str) -> dict[str, str]:
    """Return notes as the body of an event."""
    return {"contentType": "text", "content": clean(notes)}


def link(text: object) -> str:
    """Return an address that came from outside; nothing for one that could run something."""
    if not isinstance(text, str):
        return ""
    found = _LINK.match(clean(text[: 2 * LONGEST_LINK]).strip())
    return found[0] if found is not None else ""


def address(url: str) -> str:
    """Return a link on one line, as it is written."""
    return one_line(url).replace(" ", "%20")[:LONGEST_LINK]


def line(resource: Mapping[str, Any], name: str) -> str:
    """Return a short text of a resource, on one line."""
    value = resource.get(name)
    return one_line(value[:8_000])[:2_000] if isinstance(value, str) else ""
