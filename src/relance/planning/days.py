"""What the rules that do not depend on a calendar allow on one day, and what each slot costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from relance.model import Channel, Reason, Recruiter
from relance.planning.clocks import HOUR, TICK, date_at, even, merged, stretches
from relance.planning.windows import (
    DAY_NAMES,
    LAST_DAY,
    Costs,
    Rules,
    Weekly,
    is_holiday,
    is_working_day,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

    from relance.planning.clocks import Piece, Stretch

    Offer: TypeAlias = tuple[int, int, int]  # price, start, day of the owner

_QUARTER = HOUR // 4
_ONE_DAY = timedelta(days=1)
_DAYS_KEPT = 2000  # of one ground


@dataclass(frozen=True, slots=True)
class Ground:
    """What the allowed times of a step depend on, beside the day and the calendars."""

    rules: Rules
    channel: Channel
    recruiter: Recruiter
    length: timedelta


class Day:
    """One day of the recruiter: what rules 1 to 4 allow there, and what each slot costs."""

    __slots__ = (
        "_costs",
        "_excluded",
        "_hours",
        "_length",
        "_other",
        "_owner_days",
        "_owner_hours",
        "_penalty",
        "_pieces",
        "_windows",
        "by_price",
        "by_start",
        "date",
        "holiday",
        "near_holiday",
        "ordinal",
        "owner_days",
        "worked_hours",
        "working",
    )

    def __init__(self, day: date, ground: Ground) -> None:
        rules, at = ground.rules, ground.recruiter
        self.date, self.ordinal = day, day.toordinal()
        self.holiday = is_holiday(day, at)
        self.near_holiday = is_holiday(day - _ONE_DAY, at) or is_holiday(day + _ONE_DAY, at)
        self.working = is_working_day(day, at)
        self._costs, self._length = rules.costs, ground.length // TICK
        self._pieces = even(day, at.zone)
        self._windows = _all(rules.windows(ground.channel), day, at.zone)
        self._excluded = _all(rules.exclude, day, at.zone)
        self.worked_hours = merged(self._windows) if self.working else ()
        self._price(rules.costs, at.zone)
        dates = _dates_over(self._pieces, rules.owner.zone)
        self._owner_days = [
            (date, is_holiday(date, rules.owner), even(date, rules.owner.zone)) for date in dates
        ]
        self._owner_hours = merged(
            stretch for date in dates for stretch in _all(rules.owner_hours, date, rules.owner.zone)
        )
        self._offer()

    def _price(self, costs: Costs, zone: str) -> None:
        """Work out what the whole day costs, and each of its hours."""
        near = costs.near_holiday if self.near_holiday else 0
        weekday = self.date.weekday()
        self._penalty = round(costs.days[weekday] * HOUR) + round(near * HOUR)
        self._other = round(costs.other * HOUR)
        self._hours = [
            (first, last, round(price * HOUR))
            for start, end, price in costs.hours
            for first, last in stretches(Weekly(frozenset({weekday}), start, end), self.date, zone)
        ]

    def _offer(self) -> None:
        """Work out the slots that rules 1 to 4 allow, cheapest first and earliest first."""
        found: list[Offer] = [
            (self.price(start, start + self._length), start, self.owner_day(start))
            for start in self.starts()
            if not self.broken(start, start + self._length)
        ]
        self.by_price = sorted(found)
        self.by_start = [(0, start, day) for _, start, day in found]
        self.owner_days = {day for _, _, day in found}

    def worked(self, until: int) -> int:
        """Return the working time of this day that lies before an instant."""
        return sum(min(end, until) - start for start, end in self.worked_hours if start < until)

    def broken(self, start: int, end: int) -> str:
        """Return the code of the first of rules 1 to 4 that a slot breaks, or nothing."""
        return next(self.breaches(start, end), "")

    def breaches(self, start: int, end: int) -> Iterator[str]:
        """Yield the code of each of rules 1 to 4 that a slot breaks."""
        if not _inside(self._windows, start, end):
            yield "windows"
        if _over(self._excluded, start, end):
            yield "exclusion"
        if self.holiday:
            yield "holiday"
        if any(
            off and first < end and start < last
            for _, off, pieces in self._owner_days
            for first, last, _ in pieces
        ):
            yield "owner-holiday"
        if not _inside(self._owner_hours, start, end):
            yield "owner-hours"

    def penalties(self, start: int, end: int) -> tuple[Reason, ...]:
        """Return what a slot costs beside the time waited."""
        costs, weekday = self._costs, self.date.weekday()
        inside = [price for first, last, price in self._hours if first <= start and end <= last]
        found = [
            Reason("day", DAY_NAMES[weekday], costs.days[weekday]),
            Reason("hours", "in listed hours", min(inside) / HOUR)
            if inside
            else Reason("hours", "outside the listed hours", costs.other),
        ]
        if self.near_holiday:
            detail = "the day before or after a public holiday"
            found.append(Reason("near-holiday", detail, costs.near_holiday))
        return tuple(found)

    def price(self, start: int, end: int) -> int:
        """Return a slot's penalties and the working time of its day before it.

        As a whole number, so that equal costs compare equal however they came about.
        """
        inside = [price for first, last, price in self._hours if first <= start and end <= last]
        return self.worked(start) + self._penalty + (min(inside) if inside else self._other)

    def starts(self) -> list[int]:
        """Return the quarter hours of the recruiter's clock that lie in a window.

        A time that a clock change leaves out does not exist; of one that comes twice, the first
        is taken.
        """
        found = set()
        for number, (start, end, night) in enumerate(self._pieces):
            earlier = self._pieces[:number]
            for first, last in self._windows:
                since = max(start, first) - night
                for at in range(night + since + -since % _QUARTER, min(end, last), _QUARTER):
                    time = at - night
                    if not any(begin <= before + time < over for begin, over, before in earlier):
                        found.add(at)
        return sorted(found)

    def owner_day(self, at: int) -> int:
        """Return the owner's day at an instant of this day, as an ordinal."""
        return next(
            day.toordinal()
            for day, _, pieces in self._owner_days
            for start, end, _ in pieces
            if start <= at < end
        )


class Days:
    """The days of one ground, worked out when first looked at."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._known: dict[date, Day] = {}
        self._worked: dict[date, int] = {}

    def __getitem__(self, day: date) -> Day:
        known = self._known.get(day)
        if known is None:
            if len(self._known) >= _DAYS_KEPT:
                self._known.clear()
            known = self._known[day] = Day(day, self._ground)
        return known

    def search(self, first: date, last: date | None) -> Iterator[Day]:
        """Yield the days searched: up to `last`, or up to the 15th (a setting) working day."""
        left = self._ground.rules.search_days
        while first <= (last or LAST_DAY) and first <= LAST_DAY:
            day = self[first]
            yield day
            left -= day.working
            if last is None and not left:
                return
            first += _ONE_DAY

    def worked_between(self, due: int, first: date, until: date) -> int:
        """Return the working time from `due`, which lies on `first`, until 00:00 of a day."""
        worked = -self[first].worked(due)
        while first < until:
            worked += self.worked_on(first)
            first += _ONE_DAY
        return worked

    def worked_on(self, day: date) -> int:
        """Return the working time of a whole day."""
        known = self._worked.get(day)
        if known is None:
            ground, at = self._ground, self._ground.recruiter
            windows = ground.rules.windows(ground.channel) if is_working_day(day, at) else ()
            hours = merged(_all(windows, day, at.zone))
            known = self._worked[day] = sum(end - start for start, end in hours)
        return known


@lru_cache(maxsize=64)
def days_of(rules: Rules, channel: Channel, recruiter: Recruiter, length: timedelta) -> Days:
    """Return the days of one ground."""
    return Days(Ground(rules, channel, recruiter, length))


def _dates_over(pieces: tuple[Piece, ...], zone: str) -> list[date]:
    """Return the dates that a zone shows during a day of another zone."""
    if not pieces:
        return []
    first, last = date_at(pieces[0][0], zone), date_at(pieces[-1][1] - 1, zone)
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _inside(whole: Iterable[Stretch], start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in whole)


def _over(taken: Iterable[Stretch], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in taken)


def _all(weeklies: Iterable[Weekly], day: date, zone: str) -> list[Stretch]:
    return [found for weekly in weeklies for found in stretches(weekly, day, zone)]
