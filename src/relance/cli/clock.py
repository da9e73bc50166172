"""The one place that reads the clock, or takes its time from `--now`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

FIRST, LAST = 1970, 2199  # years in which every window and search still fits


def parsed(text: str) -> datetime:
    """Read a time in ISO 8601; it may be naive. Raises ValueError with what would be right."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("write a time like 2026-11-24T09:00 or 2026-11-24T09:00+01:00") from None
    if not FIRST <= moment.year <= LAST:
        raise ValueError(f"write a year from {FIRST} to {LAST}")
    return moment


def time_of(now: str | None, zone: ZoneInfo) -> datetime:
    """Return the time it is, or that `--now` says; without an offset it is the owner's clock."""
    if now is None:
        return datetime.now(UTC)  # noqa: TID251 - the command line is where the clock is read
    moment = parsed(now)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def clock_of(now: str | None, zone: ZoneInfo) -> Callable[[], datetime]:
    """Return a clock that runs: the computer's, or one that `--now` set."""
    if now is None:
        return lambda: time_of(None, zone)
    begin, started = time_of(now, zone), monotonic()
    return lambda: begin + timedelta(seconds=monotonic() - started)
