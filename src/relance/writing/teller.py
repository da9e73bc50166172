"""Whom something is told: their language, their clock, and what day it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance.writing.catalogue import say_it
from relance.writing.dates import day, day_and_time, short_day
from relance.writing.reasons import amount

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from relance.model import Span

FAR = 300  # days from which on a day is told with its year
BETWEEN = "\N{NO-BREAK SPACE}· "


@dataclass(frozen=True, slots=True)
class Teller:
    """Says messages of the catalogues to the owner, with dates that no line breaks."""

    language: str
    zone: ZoneInfo
    now: datetime

    def say(self, message: str, **values: Any) -> str:
        """Return a message with its values."""
        said = say_it(message, self.language).format(**values)
        return said.removesuffix(".") if said.endswith("..") else said  # « 3 déc. » ends with one

    def day(self, of: date) -> str:
        """Return a day with its name; with a year where it is far."""
        far = abs((of - self.now.astimezone(self.zone).date()).days) >= FAR
        return whole(f"{day(of, self.language)} {of.year}" if far else day(of, self.language))

    def short(self, of: date) -> str:
        """Return a day in few letters."""
        return whole(short_day(of, self.language))

    def time(self, span: Span) -> str:
        """Return when a slot starts on the owner's clock."""
        return whole(day_and_time(span, self.zone, self.language))

    def amount(self, number: float) -> str:
        """Return a number as it is written."""
        return amount(number, self.language)


def whole(text: str) -> str:
    """Return words that no line breaks."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")
