"""Days and times ⇄ Graph's, and the names of Windows for zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

_HALF, _DAY = timedelta(hours=12), timedelta(days=1)
_UTC = ZoneInfo("UTC")
_OWN_NAMES = {"utc": "UTC", "tzone://microsoft/utc": "UTC", "gmt standard time": "Europe/London"}


def read_time(value: object) -> datetime:
    """Return the instant of a time, which comes without an offset and with a zone beside it."""
    if not isinstance(value, dict):
        raise ValueError("it has no time")  # noqa: TRY004 - all that is wrong with a time is one
    return read_instant(value.get("dateTime"), zone_of(value.get("timeZone")) or _UTC)


def read_instant(value: object, zone: ZoneInfo = _UTC) -> datetime:
    """Return the instant of a text; one without an offset is in a zone."""
    read = datetime.fromisoformat(str(value)[:64])
    aware = read if read.tzinfo is not None else read.replace(tzinfo=zone)
    if not 1900 <= aware.year <= 2200:  # no calendar means it, and no zone is sure there
        raise ValueError(f"its year is {aware.year}")
    return aware.astimezone(UTC)


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """Return the day whose beginning is meant.

    Days begin at midnight in the zone that was asked for, or in that of the event.
    """
    local = instant.astimezone(zone)
    meant = local if instant.timetz().replace(tzinfo=None) != datetime.min.time() else instant
    return (meant.replace(tzinfo=None) + _HALF).date()


def in_order(start: datetime | date, end: datetime | date) -> tuple[datetime | date, ...]:
    """Return both ends so that none comes before the other; whole days last one at least."""
    if isinstance(start, datetime):
        return start, max(start, end)
    return start, max(end, start + _DAY)


def zone_of(name: object) -> ZoneInfo | None:
    """Return the zone of a name of Windows or of IANA; None if there is none such."""
    if not isinstance(name, str) or not name or len(name) > 100:
        return None
    known = _OWN_NAMES.get(name.casefold()) or _of_windows().get(name.casefold(), name)
    try:
        return ZoneInfo(known)
    except (KeyError, ValueError, OSError):  # OSError: a folder of zones, such as "Europe"
        return None


def windows_name(zone: str) -> str | None:
    """Return the name of Windows for a zone; None if it has none."""
    from tzlocal.windows_tz import tz_win  # noqa: PLC0415 - quick start

    return tz_win.get(zone)


def written_times(start: datetime | date, end: datetime | date, zone: str) -> dict[str, object]:
    """Return the fields of a time.

    Times are in UTC; days begin at midnight in the zone of Windows, so that they are days there.
    """
    if isinstance(start, datetime):
        return {"isAllDay": False, "start": _at(start), "end": _at(end)}
    name = windows_name(zone) or "UTC"
    days = ({"dateTime": f"{day.isoformat()}T00:00:00", "timeZone": name} for day in (start, end))
    return {"isAllDay": True, **dict(zip(("start", "end"), days, strict=True))}


def _at(moment: datetime | date) -> dict[str, str]:
    assert isinstance(moment, datetime)
    return {"dateTime": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


@cache
def _of_windows() -> Mapping[str, str]:
    from tzlocal.windows_tz import win_tz  # noqa: PLC0415 - quick start

    return {name.casefold(): zone for name, zone in win_tz.items()}
