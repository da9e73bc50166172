"""Days and times ⇄ Google's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def read_time(value: object, zone: ZoneInfo) -> tuple[datetime | date, str]:
    """Return a day, or a time in its own zone with the name of that."""
    if not isinstance(value, dict):
        raise ValueError("it has no time")  # noqa: TRY004 - all that is wrong with a time is one
    day = value.get("date")
    if isinstance(day, str) and day:
        return date.fromisoformat(day[:32]), zone.key
    own = zone_of(value.get("timeZone")) or zone
    read = datetime.fromisoformat(str(value.get("dateTime"))[:64])
    aware = read if read.tzinfo is not None else read.replace(tzinfo=own)
    _in_reach(aware.year)
    return aware.astimezone(own), own.key


def _in_reach(year: int) -> None:
    if not 1900 <= year <= 2200:  # no calendar means it, and no zone is sure there
        raise ValueError(f"its year is {year}")


def zone_of(name: object) -> ZoneInfo | None:
    """Return the zone of a name that came from outside; None if there is none such."""
    if not isinstance(name, str) or not name or len(name) > 100:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: a folder of zones, such as "Europe"
        return None


def in_order(start: datetime | date, end: datetime | date) -> tuple[datetime | date, ...]:
    """Return both ends so that none comes before the other; whole days last one at least."""
    if isinstance(start, datetime) is not isinstance(end, datetime):
        raise ValueError("it is all-day at one end alone")
    if isinstance(start, datetime):
        return start, max(start, end)
    _in_reach(start.year)
    return start, max(end, start + timedelta(days=1))


def written_time(moment: datetime | date, zone: str) -> dict[str, str]:
    """Return a day, or a time with its zone."""
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    own = zone_of(zone) or ZoneInfo("UTC")
    at = moment.astimezone(own).replace(microsecond=0)
    return {"dateTime": at.isoformat(), "timeZone": own.key}
