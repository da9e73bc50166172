"""Read dates as people write them, in six languages, without guessing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from relance.reading.vocabulary import numbered


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: `year` is None when left out; `start` and `end` are its place."""

    day: int
    month: int
    year: int | None
    start: int
    end: int

    def exact(self) -> date | None:
        """Return the date when the year is written and the day exists."""
        return _date(self.year, self.month, self.day) if self.year is not None else None

    def nearest(self, base: date) -> date | None:
        """Return the date as written, or the one closest to a base when no year is."""
        if self.year is not None:
            return self.exact()
        tries = [_date(base.year + i, self.month, self.day) for i in (-1, 0, 1)]
        found = [d for d in tries if d is not None]
        return min(found, key=lambda d: abs(d - base)) if found else None

    def on_or_after(self, base: date) -> date | None:
        """Return the date as written, or the first such date on or after a base."""
        if self.year is not None:
            return self.exact()
        for year in range(base.year, base.year + 9):  # 29 February comes within eight years
            found = _date(year, self.month, self.day)
            if found is not None and found >= base:
                return found
        return None


def read_dates(folded: str, *, month_first: bool) -> list[Written]:
    """Return the dates in a folded text in order of appearance."""
    found: list[Written] = []
    taken = -1
    for match in _dates().finditer(folded):
        if match.start() < taken:
            continue
        written = _from_iso(match) or _from_name(match) or _from_digits(match, month_first)
        if written is not None:
            found.append(written)
            taken = written.end
    return found


def _date(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year is not None else None
    except ValueError:
        return None


def month_pattern() -> str:
    """Return the alternatives of all month names, longest first."""
    names = sorted(numbered("times", "months"), key=len, reverse=True)
    return "|".join(names)


@cache
def _dates() -> re.Pattern[str]:
    month = month_pattern()
    year = r"(?:,?\s{1,3}(?:de\s)?(?P<%s>(?:19|20)\d\d)(?!\w))?"
    iso = r"(?P<iy>(?:19|20)\d\d)-(?P<im>\d{1,2})-(?P<id>\d{1,2})"
    day_month = (
        r"(?P<nd>\d{1,2})(?:er|st|nd|rd|th|\.|º|o)?\s{0,3}(?:of\s|de\s|d'\s?)?-?"
        rf"(?P<nm>{month})(?![^\W_])\.?" + year % "ny"
    )
    month_day = (
        rf"(?P<mm>{month})\.?\s{{1,3}}(?:the\s)?(?P<md>\d{{1,2}})(?:st|nd|rd|th)?"
        r"(?![\d:h])(?!\s?(?:am|pm|uhr)\b)" + year % "my"
    )
    digits = r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?:(?P=sep)(?P<y>(?:20)?\d\d))?"
    return re.compile(rf"(?<![\w./-])(?:{iso}|{day_month}|{month_day}|{digits})(?![\w/]|[.-]\d)")


def _from_iso(match: re.Match[str]) -> Written | None:
    if match["iy"] is None:
        return None
    return _checked(int(match["id"]), int(match["im"]), match["iy"], match)


def _from_name(match: re.Match[str]) -> Written | None:
    months = numbered("times", "months")
    if match["nm"] is not None:
        return _checked(int(match["nd"]), months[match["nm"]], match["ny"], match)
    if match["mm"] is not None:
        return _checked(int(match["md"]), months[match["mm"]], match["my"], match)
    return None


def _from_digits(match: re.Match[str], month_first: bool) -> Written | None:
    if match["a"] is None:
        return None
    a, b = int(match["a"]), int(match["b"])
    dotted = match["sep"] == "."
    if match["sep"] == "-" and (match["y"] is None or len(match["y"]) < 4):
        return None  # 2-3 is a range
    closed = not dotted or match["y"] is not None or match.string.startswith(".", match.end())
    if not closed and min(len(match["a"]), len(match["b"])) < 2:
        return None  # 2.5 is a number
    swap = month_first and not dotted
    if not dotted and (a if swap else b) > 12:
        swap = not swap
    day, month = (b, a) if swap else (a, b)
    year = match["y"] if match["y"] is None or len(match["y"]) == 4 else f"20{match['y']}"
    return _checked(day, month, year, match)


def _checked(day: int, month: int, year: str | None, match: re.Match[str]) -> Written | None:
    exists = 1 <= month <= 12 and _date(2024 if year is None else int(year), month, day) is not None
    if not exists:
        return None
    return Written(day, month, int(year) if year else None, match.start(), match.end())


def last_of_month(day: date) -> date:
    """Return the last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
