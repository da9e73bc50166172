"""Words on our events that are close to a mark: told, never ignored in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from relance.model import Key, Warned, printable
from relance.reading.events import day_of
from relance.reading.hand import key_of
from relance.reading.mark_words import MARKS, bare, close_word, kinds
from relance.reading.marks import read_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from relance.model import Event


@dataclass(frozen=True, slots=True)
class Misread:
    """A word on one of our events that is close to a mark, with what was probably meant.

    `takes` is what has to stand behind the word where that could not be read: a date, a phone
    number, a time zone or a text.
    """

    on: Key
    title: str
    word: str
    meant: str
    takes: str = ""


EXAMPLES = {"phone": ": +33 1 99 00 12 34", "zone": ": America/Montreal", "text": ": Acme"}
"""What may stand behind a mark's word, by what it takes; a date lies a week after the event."""
WEEK = timedelta(days=7)


def misread(events: Iterable[Event]) -> tuple[Misread, ...]:
    """Return the words that are nearly marks, in the order of the events' times."""
    ordered = sorted(events, key=lambda e: (f"{e.start}", key_of(e)))
    return tuple(
        _misread(Key.parse(key_of(event)), event, word)
        for event in ordered
        for word in read_marks(event, ours=True, language=None, day=day_of(event)).unknown
    )


def _misread(key: Key, event: Event, text: str) -> Misread:
    text = text.removeprefix("#")
    word = text.split(maxsplit=1)[0].rstrip(":") if text.split() else text
    kind = kinds().get(bare(word))
    if kind is None:
        return Misread(key, printable(event.summary), f"#{text}", f"#{close_word(word) or word}")
    takes = MARKS[kind].takes
    behind = EXAMPLES.get(takes, "") if takes != "date" else f" {day_of(event) + WEEK}"
    meant = f"#{word}{behind}"
    return Misread(key, printable(event.summary), f"#{text}", meant, takes)


def warned(one: Misread) -> Warned:
    """Return it as a warning in plain words."""
    if one.takes:
        return Warned(one.title, f"{one.word} cannot be read.", f"Write for example {one.meant}.")
    return Warned(
        one.title, f"{one.word} is no mark that relance knows.", f"Probably {one.meant} was meant."
    )
