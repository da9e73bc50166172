"""What there is to tell of a calendar of follow-ups, on whichever server it lies."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from relance.errors import Conflict, Gone, NeedsPerson
from relance.model import Warned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from relance.ports import Page


def gone(calendar: str) -> Gone:
    """Return what to tell of a follow-up that somebody deleted."""
    return Gone("this follow-up is not in its calendar any more.", where=calendar)


def emptied(calendar: str) -> Gone:
    """Return what to tell whoever asks for all follow-ups of a calendar that is gone."""
    return Gone("this calendar is not there any more.", where=calendar)


def missing(calendar: str, account: str, kind: str, place: str) -> NeedsPerson:
    """Return what to tell of a calendar that is gone and is to be written into."""
    return NeedsPerson(
        "the calendar of follow-ups is gone; nothing was written.",
        where=f"{calendar} ({account})",
        remedy=f"Bring it back {place}, or begin a new one: "
        f"relance connect {kind} --name {shlex.quote(account)}",
    )


def mailed(calendar: str) -> Conflict:
    """Return what to tell of a follow-up whose guests the server mails of any change."""
    return Conflict(
        "somebody is invited to this follow-up, and would get mail.",
        where=calendar,
        remedy="Change or delete it yourself.",
    )


def renamed(name: str, account: str, wanted: str, place: str, instead: str) -> Warned:
    """Return what to tell of the calendar that relance made, when the settings call it otherwise.

    `instead` is how another calendar is named.
    """
    return Warned(
        f"{name} ({account})",
        f"follow-ups go on into “{name}”, which relance made; the settings call it “{wanted}”.",
        f"Give it that name {place} if you like; to write into another calendar, {instead}.",
    )


def with_news(pages: Iterable[Page], news: list[Warned]) -> Iterator[Page]:
    """Yield pages, the last one with what is new, which is told once and then taken away."""
    for page in pages:
        if page.cursor is None:
            yield page
        else:
            told = tuple(news)
            news.clear()
            yield replace(page, warnings=(*page.warnings, *told))
