"""Recurrence rules on wall-clock time, with an end to every search.

dateutil expands the rules. It looks for the next date until the year 9999, however long that
takes; here every step of its search is paid for from a budget, so that a rule that never comes
true (30 February, by the second) ends early and is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_OCCURRENCES = 4_000
"""A series gives at most this many occurrences inside one window."""

_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEIGHT = {"YEARLY": 366, "MONTHLY": 31, "WEEKLY": 7}  # else 4
_UNIT = {
    "WEEKLY": timedelta(weeks=1),
    "DAILY": timedelta(days=1),
    "HOURLY": timedelta(hours=1),
    "MINUTELY": timedelta(minutes=1),
    "SECONDLY": timedelta(seconds=1),
}
_LIMITS = {
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (1, 31),
    "BYYEARDAY": (1, 366),
    "BYWEEKNO": (1, 53),
    "BYHOUR": (0, 23),
    "BYMINUTE": (0, 59),
    "BYSECOND": (0, 59),
    "BYSETPOS": (1, 366),
}
_SIGNED = frozenset(("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"))
_DATE_PARTS = ("BYYEARDAY", "BYMONTHDAY", "BYWEEKNO", "BYDAY")
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_LONGEST_RULE = 2_000


class Exhausted(Exception):
    """The budget is used up."""


@dataclass(slots=True)
class Budget:
    """How much one reading may search and yield in all, and one series of it."""

    work: int = 8_000_000
    occurrences: int = 100_000
    series: int = 400_000
    _left: int = field(default=0, init=False)

    def next_series(self) -> None:
        """Start with another series."""
        self._left = min(self.series, self.work)

    def spend(self, work: int) -> None:
        """Pay for a step; raise Exhausted when nothing is left."""
        self.work -= work
        self._left -= work
        if self._left < 0:
            raise Exhausted


@dataclass(frozen=True, slots=True)
class Rule:
    """An RRULE, read and checked; `until` as written."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    week_start: int = 0
    by: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    weekdays: tuple[tuple[int, int], ...] = ()  # weekday, which one of the month or year

    @property
    def bare(self) -> bool:
        """Say whether the rule is nothing but a step."""
        return not self.by and not self.weekdays


def parse_rule(text: str) -> Rule:
    """Read an RRULE; raise ValueError with what is wrong."""
    if len(text) > _LONGEST_RULE:
        raise ValueError("it is too long")
    parts = dict(_part(part) for part in text.strip().rstrip(";").split(";"))
    frequency = parts.pop("FREQ", "").upper()
    if frequency not in _FREQUENCIES:
        raise ValueError("it does not say how often")
    rule = Rule(
        frequency,
        interval=_number("INTERVAL", parts.pop("INTERVAL", "1"), 1, 100_000),
        count=_number("COUNT", parts.pop("COUNT"), 0, 10_000_000) if "COUNT" in parts else None,
        until=parts.pop("UNTIL", "").strip().upper(),
        week_start=_week_start(parts.pop("WKST", "MO")),
        weekdays=_weekdays(parts.pop("BYDAY", "")),
        by={name: _numbers(name, parts.pop(name)) for name in _LIMITS if parts.get(name)},
    )
    unknown = [name for name in parts if not name.startswith("X-") and parts[name]]
    if unknown:
        raise ValueError(f"{unknown[0][:40]} is unknown")
    return rule


def _part(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if not equals:
        raise ValueError(f"{part[:40]!r} is no part of a rule")
    return name.strip().upper(), value.strip()


def _number(name: str, text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", text) or not low <= int(text) <= high:
        raise ValueError(f"{name} is {text[:40]!r}")
    return int(text)


def _numbers(name: str, text: str) -> tuple[int, ...]:
    low, high = _LIMITS[name]
    signed = name in _SIGNED
    found = {
        _number(name, part.strip(), -high if signed else low, high) for part in text.split(",")
    }
    if signed and 0 in found:
        raise ValueError(f"{name} is 0")
    return tuple(sorted(found))


def _week_start(text: str) -> int:
    if text.upper() not in _DAYS:
        raise ValueError(f"WKST is {text[:40]!r}")
    return _DAYS.index(text.upper())


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    for part in filter(None, text.upper().split(",")):
        day = _WEEKDAY.fullmatch(part.strip())
        if day is None or abs(int(day[1] or 1)) > 53 or day[1] in ("0", "+0", "-0", "00"):
            raise ValueError(f"BYDAY is {part[:40]!r}")
        found.append((_DAYS.index(day[2]), int(day[1] or 0)))
    return tuple(found)


def occurrences(
    rule: Rule,
    start: datetime,
    until: datetime | None,
    first: datetime,
    last: datetime,
    budget: Budget,
) -> tuple[list[datetime], bool]:
    """Return naive starts of a rule between first and last, and whether they were cut.

    `start` counts as the first occurrence even where it does not match the rule, and it counts
    in COUNT (RFC 5545 section 3.8.5.3).
    """
    last = min(last, until) if until is not None else last
    found = [start] if first <= start <= last and rule.count != 0 else []
    cut = False
    try:
        for moment in _walk(rule, start, first, budget):
            if moment > last:
                break
            if moment < first or moment == start:
                continue
            if len(found) >= MOST_OCCURRENCES or budget.occurrences <= 0:
                cut = True
                break
            budget.occurrences -= 1
            found.append(moment)
    except Exhausted:
        cut = True
    return found, cut


def _walk(rule: Rule, start: datetime, first: datetime, budget: Budget) -> Iterator[datetime]:
    """Yield what the rule itself gives, from shortly before `first` on."""
    if rule.count is not None:
        rule, start = _counted(rule, start, first, budget)
        if rule.count is not None and rule.count <= 0:
            return
        yield from _dateutil(rule, start, budget)
        return
    pinned = _pinned(rule, start)
    for moment in _dateutil(pinned, _nearer(pinned, start, first), budget):
        if moment >= start:
            yield moment


def _counted(rule: Rule, start: datetime, first: datetime, budget: Budget) -> tuple[Rule, datetime]:
    """Skip what a bare rule with COUNT gave long ago; count a start that does not match."""
    if rule.count is None:
        return rule, start
    unit = _UNIT.get(rule.frequency)
    if rule.bare and unit is not None:
        skipped = max(0, (first - start) // (unit * rule.interval))
        if skipped >= rule.count:
            return replace(rule, count=0), start
        return replace(rule, count=rule.count - skipped), start + skipped * unit * rule.interval
    match = next(_dateutil(replace(rule, count=1), start, budget), None)
    return (rule if match == start else replace(rule, count=rule.count - 1)), start


def _pinned(rule: Rule, start: datetime) -> Rule:
    """Say in the rule what it takes from its start, so that it can begin elsewhere."""
    by = dict(rule.by)
    weekdays = rule.weekdays
    if not weekdays and not any(name in by for name in _DATE_PARTS):
        if rule.frequency == "YEARLY":
            by.setdefault("BYMONTH", (start.month,))
        if rule.frequency in ("YEARLY", "MONTHLY"):
            by["BYMONTHDAY"] = (start.day,)
        if rule.frequency == "WEEKLY":
            weekdays = ((start.weekday(), 0),)
    finer = _FREQUENCIES.index(rule.frequency)
    for name, value, step in (
        ("BYHOUR", start.hour, 4),
        ("BYMINUTE", start.minute, 5),
        ("BYSECOND", start.second, 6),
    ):
        if finer < step:
            by.setdefault(name, (value,))
    return replace(rule, by=by, weekdays=weekdays)


def _nearer(rule: Rule, start: datetime, first: datetime) -> datetime:
    """Return the beginning of a period of the rule before `first`, never before `start`'s own."""
    if first <= start:
        return start
    step = rule.interval
    if rule.frequency == "YEARLY":
        skipped = (first.year - start.year) // step * step
        return start if not skipped else datetime(start.year + skipped, 1, 1)  # noqa: DTZ001 - wall
    if rule.frequency == "MONTHLY":
        months = (first.year - start.year) * 12 + first.month - start.month
        skipped = months // step * step
        year, month = divmod(start.year * 12 + start.month - 1 + skipped, 12)
        return start if not skipped else datetime(year, month + 1, 1)  # noqa: DTZ001 - wall
    period = _UNIT[rule.frequency] * step
    skipped = (first - start) // period
    if not skipped:
        return start
    if rule.frequency == "WEEKLY":
        into_week = timedelta((start.weekday() - rule.week_start) % 7)
        if start.toordinal() <= into_week.days:
            return start
        start = (start - into_week).replace(hour=0, minute=0, second=0)
    elif rule.frequency == "DAILY":
        start = start.replace(hour=0, minute=0, second=0)
    return start + ((first - start) // period) * period


class _Paid(int):
    """An interval that pays for every use: dateutil adds it once for each step it takes."""

    pay: Any

    def __radd__(self, other: int) -> int:
        self.pay()
        return int(self) + other

    def __mul__(self, other: int) -> int:
        self.pay()
        return int(self) * other


def _dateutil(rule: Rule, start: datetime, budget: Budget) -> Iterator[datetime]:
    """Yield what dateutil makes of the rule, each step paid for."""
    from dateutil import rrule as dateutil  # noqa: PLC0415 - quick start

    times = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= max(1, len(rule.by.get(name, ())))
    weight = _WEIGHT.get(rule.frequency, 4) * times + len(rule.by.get("BYSETPOS", ()))
    budget.spend(times)
    # dateutil's numbers of the frequencies are their places in this list.
    frequency: Any = _FREQUENCIES.index(rule.frequency)
    by: dict[str, Any] = {name.casefold(): list(values) for name, values in rule.by.items()}
    interval = _Paid(rule.interval)
    interval.pay = lambda: budget.spend(weight)
    try:
        made = dateutil.rrule(
            frequency,
            dtstart=start,
            interval=interval,
            wkst=rule.week_start,
            count=rule.count,
            byweekday=[dateutil.weekday(day, nth or None) for day, nth in rule.weekdays] or None,
            **by,
        )
    except ValueError:  # it can never come true
        return
    try:
        yield from made
    except (ValueError, OverflowError):  # ran out of the calendar
        return
