"""Dates, times and durations as calendar files write them (RFC 5545 sections 3.3.4 to 3.3.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TypeAlias

_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)?(?:\.\d{1,9})?(Z?))?")
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?",
)
_LONGEST_VALUE = 40


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone and the IANA name that an event in it gets."""

    name: str
    tz: tzinfo

    def wall(self, instant: datetime) -> datetime:
        """Return an instant as naive wall-clock time here."""
        return instant.astimezone(self.tz).replace(tzinfo=None)

    def instant(self, wall: datetime) -> datetime:
        """Return naive wall-clock time here in UTC; OverflowError at the ends of the calendar."""
        return wall.replace(tzinfo=self.tz).astimezone(UTC)

    def shown(self, instant: datetime) -> datetime:
        """Return an instant as an event carries it: in its named zone."""
        return instant.astimezone(self.tz) if self.named else instant

    @property
    def named(self) -> bool:
        """Say whether the zone is one that everybody knows by its name."""
        return getattr(self.tz, "key", "") == self.name


UTC_ZONE = Zone("UTC", UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall-clock time in a zone."""

    wall: datetime
    zone: Zone

    @property
    def instant(self) -> datetime:
        """Return the same moment in UTC."""
        return self.zone.instant(self.wall)


When: TypeAlias = date | Moment
"""A day, or a moment of one."""


def parse_naive(text: str) -> tuple[date | datetime, bool]:
    """Read a DATE or DATE-TIME; say whether it was in UTC. Raise ValueError for others."""
    found = _MOMENT.fullmatch(text.strip()[:_LONGEST_VALUE].upper())
    if found is None:
        raise ValueError("is no date")
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if found[4] is None:
        return date(year, month, day), False
    second = min(int(found[6] or 0), 59)  # a leap second
    wall = datetime(year, month, day, int(found[4]), int(found[5]), second)  # noqa: DTZ001 - wall
    return wall, bool(found[7])


@dataclass(frozen=True, slots=True)
class Length:
    """How long an event lasts: days on the calendar, then exact time."""

    days: int = 0
    exact: timedelta = timedelta()


def parse_duration(text: str) -> tuple[int, Length]:
    """Read a DURATION as its sign and length; raise ValueError for anything else."""
    found = _DURATION.fullmatch(text.strip().upper())
    if found is None or not any(found.groups()[1:]):
        raise ValueError("is no duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    exact = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -1 if found[1] == "-" else 1, Length(weeks * 7 + days, exact)
