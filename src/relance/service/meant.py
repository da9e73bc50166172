"""Who is meant: a candidacy by its company, by what the journal shows, or by a follow-up's key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.errors import BadInput
from relance.model import Fate, Key, MarkKind, Step
from relance.planning.follow_ups import standings_of
from relance.planning.stood import ABOUT_AN_ATTEMPT
from relance.reading.companies import company_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from relance.model import Candidacy, Interview, Occasion

MOST = 12  # names that a tired person reads
_SHORTENED = re.compile(r"[0-9a-f]{4,12}")


@dataclass(frozen=True, slots=True)
class Meant:
    """The candidacy that is meant, and the follow-up if it was named by its key."""

    candidacy: Candidacy
    on: Key | None = None


def meant(text: str, candidacies: Sequence[Candidacy], *, over: bool = False) -> Meant:
    """Return what a person means by a key, an id, a name or a part of it; raise BadInput.

    Candidacies whose interviews were all cancelled are meant only with `over`.
    """
    key = _as_key(text)
    if key is not None:
        for candidacy in candidacies:
            if key.interview in candidacy.identities and (over or candidacy.occasions):
                known = any(standing.key == key for _, standing in standings_of(candidacy))
                return Meant(candidacy, key if known else None)
    named = [c for c in candidacies if over or c.occasions]
    found = next(filter(None, (how(text, named) for how in (_by_id, _by_name, _by_part))), [])
    if len(found) == 1:
        return Meant(found[0])
    if found:
        names = ", ".join(sorted(c.company or c.id for c in found)[:MOST])
        raise BadInput("several companies are meant.", where=text, remedy=f"Say which: {names}.")
    if _by_part(text, candidacies):
        raise BadInput(
            "all its interviews were cancelled.",
            where=text,
            remedy="A new interview in your calendar begins again.",
        )
    names = ", ".join(sorted(c.company or c.id for c in named)[:MOST])
    raise BadInput(
        "no company of this name is known.",
        where=text,
        remedy=f"Known: {names}." if names else "Run: relance sync",
    )


def _as_key(text: str) -> Key | None:
    """Return the key that a text is; one that was copied out of an event as its UID too."""
    try:
        return Key.parse(text.strip().removesuffix("@relance"))
    except ValueError:
        return None


def _by_id(text: str, candidacies: Sequence[Candidacy]) -> list[Candidacy]:
    """Return the candidacy of an id, or of the beginning of an interview's identity."""
    exact = [c for c in candidacies if c.id == text]
    short = text.strip().casefold()
    if exact or not _SHORTENED.fullmatch(short):
        return exact
    return [c for c in candidacies if any(i.startswith(short) for i in c.identities)]


def _by_name(text: str, candidacies: Sequence[Candidacy]) -> list[Candidacy]:
    key = company_key(text)
    return [c for c in candidacies if key and key == company_key(c.company)]


def _by_part(text: str, candidacies: Sequence[Candidacy]) -> list[Candidacy]:
    """Return the candidacies whose name, or without one whose interview's title, holds a text."""
    key = company_key(text)
    return [c for c in candidacies if key and key in company_key(c.company or _title(c))]


def _title(candidacy: Candidacy) -> str:
    return " ".join(i.event.summary for o in candidacy.every_occasion for i in o.interviews)


def spoken_of(candidacy: Candidacy, kind: MarkKind, now: datetime) -> Occasion:
    """Return the occasion that a mark is about.

    An end is the end of all that is to come; everything else is about what has begun.
    """
    if kind in {MarkKind.STOP, MarkKind.REFUSED, MarkKind.OFFER}:
        return candidacy.occasions[-1]
    begun = [o for o in candidacy.occasions if o.start <= now]
    return begun[-1] if begun else candidacy.occasions[0]


ABOUT_ALL = frozenset({MarkKind.NOT_INTERVIEW, MarkKind.COMPANY, MarkKind.PHONE})


@dataclass(frozen=True, slots=True)
class About:
    """What a mark is put on: interviews, and a follow-up where it tells of one."""

    interviews: Sequence[Interview]
    on: Key | None = None


def about(told: Meant, kind: MarkKind, now: datetime) -> About:
    """Return what a mark is put on; raise BadInput where it tells of a follow-up and none began."""
    candidacy = told.candidacy
    occasion = _of(told) or spoken_of(candidacy, kind, now)
    if kind in ABOUT_ALL:
        return About([i for o in candidacy.occasions for i in o.interviews])
    if kind not in ABOUT_AN_ATTEMPT:
        return About([occasion.interviews[-1]])
    on = told.on or _attempt(occasion, now)
    if on is None:
        raise BadInput(
            "no follow-up to this company has begun yet.",
            where=candidacy.company or candidacy.id,
            remedy="`relance plan` shows when the next one is.",
        )
    return About([occasion.interviews[-1]], on)


def _of(told: Meant) -> Occasion | None:
    """Return the occasion of the follow-up that was named."""
    return next(
        (o for o in told.candidacy.occasions if any(s.key == told.on for s in o.standings)), None
    )


def _attempt(occasion: Occasion, now: datetime) -> Key | None:
    """Return the contact that a mark is about: the last that has begun."""
    contacts = [
        (s.span.start, s.key)
        for s in occasion.standings
        if s.fate is Fate.STANDS and s.span is not None and s.key.step is not Step.ABANDON
    ]
    begun = [key for start, key in sorted(contacts) if start <= now]
    return begun[-1] if begun else None
