"""The rules and costs of slots, restated minute by minute: simple, slow, and on its own.

Nothing of the planner is used but its plain values. Zones of today are assumed: their clocks
change, and their quarter hours fall, on quarter hours of UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays

from relance.model import Channel, Recruiter, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    from relance.planning.slots import Wish
    from relance.planning.windows import Rules, Weekly

    Answer: TypeAlias = tuple[Span, Fraction]

MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Contact:
    """A follow-up already placed."""

    span: Span
    company: str
    recruiter: Recruiter
    extra: bool = False


@lru_cache(maxsize=200_000)
def _quarter(zone: str, quarter: int) -> tuple[date, int, int]:
    local = (EPOCH + quarter * 15 * MINUTE).astimezone(ZoneInfo(zone))
    return local.date(), local.hour * 60 + local.minute, local.fold


def wall(zone: str, minute: int) -> tuple[date, int]:
    """Return what the clock on the wall shows in a minute since 1970."""
    day, start, _ = _quarter(zone, minute // 15)
    return day, start + minute % 15


@lru_cache(maxsize=1000)
def _calendar(country: str, subdivision: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision or None)


def holiday(day: date, at: Recruiter) -> bool:
    return bool(at.country) and day in _calendar(at.country, at.subdivision)


@lru_cache(maxsize=100_000)
def working(day: date, at: Recruiter) -> bool:
    return day.weekday() not in {5, 6} and not holiday(day, at)


def minutes_of(span: Span) -> range:
    """Return the minutes since 1970 that a span touches."""
    return range((span.start - EPOCH) // MINUTE, -((EPOCH - span.end) // MINUTE))


def shows(weekly: Weekly, day: date, minute: int) -> bool:
    return day.weekday() in weekly.days and weekly.start <= minute < weekly.end


def windows_of(wish: Wish, rules: Rules) -> tuple[Weekly, ...]:
    return {Channel.PHONE: rules.phone, Channel.EMAIL: rules.email}[wish.channel]


def violations(
    span: Span, wish: Wish, rules: Rules, busy: Sequence[Span], taken: Sequence[Contact]
) -> list[str]:
    """Name every hard rule that a slot breaks."""
    own, others = _own_rules(span, wish, rules), _rules_of_others(span, wish, rules, busy, taken)
    return [rule for rule, kept in (*own, *others) if not kept]


def is_allowed(
    span: Span, wish: Wish, rules: Rules, busy: Sequence[Span], taken: Sequence[Contact]
) -> bool:
    return all(kept for _, kept in _own_rules(span, wish, rules)) and all(
        kept for _, kept in _rules_of_others(span, wish, rules, busy, taken)
    )


def _own_rules(span: Span, wish: Wish, rules: Rules) -> Iterator[tuple[str, bool]]:
    here, there = wish.recruiter, rules.owner
    theirs = [wall(here.zone, minute) for minute in minutes_of(span)]
    day, begins = theirs[0]
    first_time = _quarter(here.zone, minutes_of(span)[0] // 15)[2] == 0
    yield "quarter", span.start == _whole(span.start) and begins % 15 == 0 and first_time
    yield "length", span.end - span.start == wish.length
    yield "not-due", span.start >= wish.due
    yield "past", span.start >= wish.now
    windows = windows_of(wish, rules)
    yield (
        "windows",
        any(all(at[0] == day and shows(window, *at) for at in theirs) for window in windows),
    )
    yield "exclusion", not any(shows(out, *at) for out in rules.exclude for at in theirs)
    yield "holiday", not any(holiday(at, here) for at in {at for at, _ in theirs})
    mine = [wall(there.zone, minute) for minute in minutes_of(span)]
    yield "owner-holiday", not any(holiday(at, there) for at in {at for at, _ in mine})
    yield "owner-hours", all(any(shows(ok, *at) for ok in rules.owner_hours) for at in mine)


def _whole(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _rules_of_others(
    span: Span, wish: Wish, rules: Rules, busy: Sequence[Span], taken: Sequence[Contact]
) -> Iterator[tuple[str, bool]]:
    start, end = span.start - rules.buffer, span.end + rules.buffer
    yield (
        "busy",
        not any(other.start < end and start < other.end for other in busy if _lasts(other)),
    )
    yield "follow-up", not any(span.overlaps(other.span) for other in taken)
    owner_day = _date(span, rules.owner.zone)
    same_day = [other for other in taken if _date(other.span, rules.owner.zone) == owner_day]
    yield "per-day", len(same_day) < rules.per_day
    day = _date(span, wish.recruiter.zone)
    yield (
        "one-a-day",
        wish.extra_contact
        or not any(
            other.company == wish.company
            and not other.extra
            and _date(other.span, other.recruiter.zone) == day
            for other in taken
        ),
    )


def _lasts(span: Span) -> bool:
    return span.start < span.end


def _date(span: Span, zone: str) -> date:
    return span.start.astimezone(ZoneInfo(zone)).date()


def penalty(span: Span, wish: Wish, rules: Rules) -> Fraction:
    """Return what a slot costs beside the hours waited."""
    costs = rules.costs
    times = [wall(wish.recruiter.zone, minute) for minute in minutes_of(span)]
    day = times[0][0]
    listed = [
        Fraction(str(cost))
        for start, end, cost in costs.hours
        if all(start <= minute < end for _, minute in times)
    ]
    near = any(holiday(day + timedelta(days=step), wish.recruiter) for step in (-1, 1))
    return (
        Fraction(str(costs.days[day.weekday()]))
        + min(listed, default=Fraction(str(costs.other)))
        + (Fraction(str(costs.near_holiday)) if near else 0)
    )


@lru_cache(maxsize=200_000)
def _worked(at: Recruiter, windows: tuple[Weekly, ...], quarter: int) -> tuple[bool, ...]:
    """Say of each minute of a quarter hour whether it is working time."""
    times = [wall(at.zone, quarter * 15 + minute) for minute in range(15)]
    return tuple(
        working(day, at) and any(shows(window, day, minute) for window in windows)
        for day, minute in times
    )


def best(wish: Wish, rules: Rules, busy: Sequence[Span], taken: Sequence[Contact]) -> Answer | None:
    """Return the best slot and its cost in working hours, or None."""
    found: list[tuple[Fraction, datetime]] = []
    days: set[date] = set()
    for start, waited in _starts(wish, rules):
        day = start.astimezone(ZoneInfo(wish.recruiter.zone)).date()
        if day not in days and len(days) == rules.choice_days:
            break
        span = Span(start, start + wish.length)
        if not is_allowed(span, wish, rules, busy, taken):
            continue
        if wish.earliest:
            return span, waited
        days.add(day)
        found.append((waited + penalty(span, wish, rules), start))
    if not found:
        return None
    cost, start = min(found)
    return Span(start, start + wish.length), cost


def _starts(wish: Wish, rules: Rules) -> Iterator[tuple[datetime, Fraction]]:
    """Yield the quarter hours of the days searched, each with the hours waited until then."""
    at, windows = wish.recruiter, windows_of(wish, rules)
    first = max(wish.due, wish.now).astimezone(ZoneInfo(at.zone)).date()
    quarter = (wish.due - EPOCH) // (15 * MINUTE)
    waited = -_early(wish.due, _worked(at, windows, quarter))
    searched: list[date] = []
    while True:
        day = wall(at.zone, quarter * 15)[0]
        if day >= first and day not in searched:
            over = sum(working(day, at) for day in searched) == rules.search_days
            if over if wish.last_day is None else day > wish.last_day:
                return
            searched.append(day)
        if day >= first:
            yield EPOCH + quarter * 15 * MINUTE, waited
        waited += Fraction(sum(_worked(at, windows, quarter)), 60)
        quarter += 1


def _early(due: datetime, worked: tuple[bool, ...]) -> Fraction:
    """Return the working hours of due's quarter hour that lie before it."""
    since = (due - EPOCH) % (15 * MINUTE)
    parts = (min(max(since - n * MINUTE, timedelta()), MINUTE) for n in range(15))
    hours = [Fraction(part // timedelta(microseconds=1), 3_600_000_000) for part in parts]
    return sum(
        (hour for hour, is_worked in zip(hours, worked, strict=True) if is_worked), Fraction()
    )


def marker_day(wish: Wish, rules: Rules) -> date | None:
    """Return the first day that an all-day marker may stand on."""
    at, later = wish.recruiter, max(wish.due, wish.now)
    day, worked = later.astimezone(ZoneInfo(at.zone)).date(), 0
    while worked < rules.search_days if wish.last_day is None else day <= wish.last_day:
        if working(day, at):
            worked += 1
            if _begins(day, at.zone) >= later and not holiday(day, rules.owner):
                return day
        day += timedelta(days=1)
    return None


def _begins(day: date, zone: str) -> datetime:
    minute = (datetime(day.year, day.month, day.day, tzinfo=UTC) - EPOCH) // MINUTE - 15 * 60
    while wall(zone, minute)[0] != day:
        minute += 15
    return EPOCH + minute * MINUTE
