"""Weekly windows, public holidays, working days, and the rules that slots obey.

A working day is Monday to Friday and not a public holiday of the recruiter's country.
"""

from __future__ import annotations

import math
import re
import warnings
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from relance.model import Channel, Recruiter, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST_DAY = date(9999, 12, 1)  # no search goes further, so no date arithmetic can overflow
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FRENCH = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_DAYS = {
    name: number
    for names in (_ENGLISH, _FRENCH)
    for number, full in enumerate(names)
    for name in (full, full[:3])
}
_EVERY_DAY = frozenset(range(7))
_WEEKLY = re.compile(r"(?:([a-z][a-z, -]{0,80}) )?(\d{1,2}):(\d\d) ?- ?(\d{1,2}):(\d\d)", re.ASCII)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A time of the day on some weekdays; minutes from 0 to 1440, end exclusive."""

    days: frozenset[int]  # 0 is Monday
    start: int
    end: int

    def __post_init__(self) -> None:
        if not self.days <= _EVERY_DAY:
            raise ValueError(f"a weekday is 0 to 6, not {sorted(self.days - _EVERY_DAY)}")
        if not 0 <= self.start < self.end <= 1440:
            raise ValueError(f"{self} ends before it starts; over midnight is written as two")

    def __str__(self) -> str:
        days = ",".join(DAY_NAMES[day] for day in sorted(self.days)) + " "
        return f"{'' if self.days == _EVERY_DAY else days}{clock(self.start)}-{clock(self.end)}"


@dataclass(frozen=True, slots=True)
class Costs:
    """What makes one slot better than another, in working hours; 0 is best.

    `hours` are start and end minutes of the recruiter's day with what a slot wholly inside
    costs; `other` is for a slot inside none of them.
    """

    days: tuple[float, ...] = (8, 2, 0, 0, 8, 8, 8)  # Monday first
    hours: tuple[tuple[int, int, float], ...] = ((600, 720, 0), (900, 1020, 0))
    other: float = 3
    near_holiday: float = 8

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise ValueError(f"seven days have a cost each, not {len(self.days)}")
        prices = (*self.days, *(cost for _, _, cost in self.hours), self.other, self.near_holiday)
        if not all(math.isfinite(price) for price in prices):
            raise ValueError("a cost is a plain number of working hours")
        for start, end, _ in self.hours:
            Weekly(_EVERY_DAY, start, end)  # refuses hours that are none


def weekly(text: str) -> Weekly:
    """Read "mon-fri 09:00-12:00"; raise ValueError that says what would be right."""
    plain = " ".join(text[:200].casefold().replace("\u2013", "-").split())
    found = _WEEKLY.fullmatch(plain)
    if found is None or len(text) > 200:
        raise _wrong(text, "write days and times like 'mon-fri 09:00-12:00' or '08:00-20:00'")
    days, *numbers = found.groups()
    start_hour, start_minute, end_hour, end_minute = map(int, numbers)
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if max(start_minute, end_minute) > 59 or max(start, end) > 1440:
        raise _wrong(text, "times go from 00:00 to 24:00")
    if start >= end:
        raise _wrong(text, "it must end after it starts; over midnight is written as two")
    return Weekly(_EVERY_DAY if days is None else _weekdays(days, text), start, end)


def _weekdays(days: str, text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in days.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS or part.endswith("-"):
            raise _wrong(text, f"days are {' '.join(DAY_NAMES)}, as 'mon-fri' or 'sat,sun'")
        start, end = _DAYS[first], _DAYS[last or first]
        found.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(found)


def _wrong(text: str, remedy: str) -> ValueError:
    return ValueError(f"{printable(text[:60])!r} is no weekly time: {remedy}")


def clock(minute: int) -> str:
    """Return a minute of the day as 09:30."""
    return f"{minute // 60:02}:{minute % 60:02}"


_PHONE = (weekly("mon-fri 09:00-12:00"), weekly("mon-fri 14:00-18:00"))
_EMAIL = (weekly("mon-fri 08:30-18:30"),)
_EXCLUDE = (weekly("mon 00:00-12:00"), weekly("fri 16:00-24:00"))
_OWNER_HOURS = (weekly("08:00-20:00"),)


@dataclass(frozen=True, slots=True)
class Rules:
    """What every slot obeys and what it costs, from the settings; hashable."""

    phone: tuple[Weekly, ...] = _PHONE
    email: tuple[Weekly, ...] = _EMAIL
    exclude: tuple[Weekly, ...] = _EXCLUDE  # in the recruiter's zone, as the windows
    owner_hours: tuple[Weekly, ...] = _OWNER_HOURS  # in the owner's zone
    owner: Recruiter = field(default=Recruiter("Europe/Paris", "FR"))
    buffer: timedelta = timedelta(minutes=5)
    per_day: int = 4
    phone_length: timedelta = timedelta(minutes=15)
    email_length: timedelta = timedelta(minutes=15)
    contract_length: timedelta = timedelta(minutes=30)
    search_days: int = 15
    choice_days: int = 3
    costs: Costs = field(default=Costs())

    def __post_init__(self) -> None:
        if min(self.phone_length, self.email_length, self.contract_length) <= timedelta():
            raise ValueError("a step takes some time")
        if self.buffer < timedelta() or self.per_day < 0:
            raise ValueError("the buffer and the contacts a day are not negative")
        if min(self.search_days, self.choice_days) < 1:
            raise ValueError("at least one day is searched, and one chosen from")

    def windows(self, channel: Channel) -> tuple[Weekly, ...]:
        """Return the windows of a channel; raise ValueError for the marker, which has none."""
        if channel is Channel.MARKER:
            raise ValueError("the marker is all-day and has no windows")
        return self.phone if channel is Channel.PHONE else self.email


@lru_cache(maxsize=1024)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Return the public holidays of one year; an unknown subdivision counts as none.

    Raise ValueError for an unknown country. No country has no holidays.
    """
    if not country:
        return frozenset()
    import holidays  # noqa: PLC0415 - quick start

    code = country.upper()
    wanted = subdivision.removeprefix(f"{code}-")
    if not re.fullmatch(r"[A-Z]{2}", code):  # the library's other names are not all countries
        raise _unknown_country(country)
    for part in dict.fromkeys((wanted, wanted.upper(), None)):
        try:
            with warnings.catch_warnings():  # it warns of years and of old subdivision names
                warnings.simplefilter("ignore")
                found = holidays.country_holidays(
                    code, subdiv=part or None, years=year, expand=False
                )
        except NotImplementedError:
            continue
        return frozenset(found)
    raise _unknown_country(country)


def _unknown_country(country: str) -> ValueError:
    return ValueError(
        f"{printable(country[:60])!r} is no country whose holidays are known: "
        "write its two letters (ISO 3166-1), like 'FR', or '' for none"
    )


def is_holiday(day: date, at: Recruiter) -> bool:
    """Say whether a day is a public holiday of a place."""
    return day in public_holidays(at.country, at.subdivision, day.year)


def is_working_day(day: date, at: Recruiter) -> bool:
    """Say whether a day is Monday to Friday and no public holiday of a place."""
    return day.weekday() < 5 and not is_holiday(day, at)


def working_days_from(day: date, at: Recruiter) -> Iterator[date]:
    """Yield the working days on or after a day."""
    while day <= LAST_DAY:
        if is_working_day(day, at):
            yield day
        day += _ONE_DAY


def working_day_after(day: date, n: int, at: Recruiter) -> date:
    """Return the n-th working day strictly after a day; the day itself for 0 or less."""
    if n <= 0 or day >= LAST_DAY:
        return day
    return next(islice(working_days_from(day + _ONE_DAY, at), n - 1, None), LAST_DAY)
