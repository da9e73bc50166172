"""Notes that a provider gives back as HTML, with the same words, are not edited by anybody."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from relance.model import Event, OurMark
from relance.reading.hand import edited
from relance_google import texts as google
from relance_outlook import texts as outlook

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.txt"))
NOON = datetime(2026, 12, 2, 12, tzinfo=UTC)
SPACES = {"\xa0": "&nbsp;", "\u202f": "&#8239;"}

FORMS: dict[str, Callable[[str], str]] = {
    "breaks": lambda notes: linked(notes).replace("\n", "<br>"),
    "entities": lambda notes: named(linked(notes)).replace("\n", "<br>\n"),
    "paragraphs": lambda notes: f"<p>{linked(notes)}</p>".replace("\n", "</p><p>"),
    "a page": lambda notes: f"<html><body><div>{named(linked(notes))}</div></body></html>",
}


def linked(notes: str) -> str:
    """Return notes as markup, every address a link."""
    escaped = html.escape(notes, quote=False)
    return re.sub(r"((?:https?|tel|mailto):[^\s<>]+)", r'<a href="\1">\1</a>', escaped)


def named(markup: str) -> str:
    for space, entity in SPACES.items():
        markup = markup.replace(space, entity)
    return markup


def read_back(provider: str, markup: str) -> str:
    if provider == "google":
        return google.read(markup)
    return outlook.read({"contentType": "html", "content": markup})


@pytest.mark.parametrize("provider", ["google", "outlook"])
@pytest.mark.parametrize("form", FORMS)
def test_the_same_words_as_html_are_not_edited(form: str, provider: str) -> None:
    assert any(space in path.read_text("utf-8") for path in GOLDEN for space in SPACES)
    for path in GOLDEN:
        notes = path.read_text("utf-8")
        bare = Event("u@x.example", NOON, NOON, summary="Relance\xa0: Zarvane", description=notes)
        mark = OurMark("0000000000ab-follow-up-1", bare.fingerprint())
        back = read_back(provider, FORMS[form](notes))
        there = replace(bare, summary="Relance : Zarvane", description=back, our_mark=mark)
        assert not edited(there), path.name
        assert edited(replace(there, description=f"{back} x"))


def test_fingerprints_of_before_stay_good() -> None:
    """What stands in calendars was written with this fingerprint."""
    event = Event("u", NOON, NOON, summary="Relance\xa0: Zarvane", description="Bonjour\u202f!\n")
    assert event.fingerprint() == "7f6b0860.184379c6"
