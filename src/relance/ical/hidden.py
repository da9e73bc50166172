"""Events whose words are not shown to whoever reads them.

A server that shares no more than busy times puts a word for that in place of the title and leaves
everything else away (Nextcloud does so with what is confidential, in the sharer's language).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from relance.model import Event

_PRIVATE_CLASS = re.compile(
    rb"(?:^|\n)CLASS[^:\n]*:[ \t]*(?:PRIVATE|CONFIDENTIAL)\b", re.IGNORECASE
)
_BUSY = frozenset(
    ("busy", "occupé", "beschäftigt", "gebucht", "ocupado", "occupato", "bezet", "unavailable")
)
_PRIVATE = frozenset(
    (
        "private", "private event", "private appointment", "privé", "rendez-vous privé",
        "privat", "privater termin", "privado", "privato",
    )
)  # fmt: skip


def without_words(events: Sequence[Event], raw: bytes) -> tuple[Event, ...] | None:
    """Return events with no title where their words are hidden; None if they are of none.

    `raw` is what was read of them.
    """
    private = _PRIVATE_CLASS.search(raw) is not None
    found = [_hidden(event, private=private) for event in events]
    if not any(found):
        return None
    return tuple(
        replace(event, summary="") if hidden else event
        for event, hidden in zip(events, found, strict=True)
    )


def _hidden(event: Event, *, private: bool) -> bool:
    """Say whether an event says nothing but that its time is taken."""
    texts = event.description or event.location or event.url or event.categories
    if texts or event.organizer or event.attendees or event.our_mark:
        return False
    title = event.summary.strip("()[] ").casefold()
    return title in _BUSY or (private and (not title or title in _PRIVATE))
