"""Times as Graph writes them: without an offset, with the name of a zone beside."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tzlocal.windows_tz import win_tz

from graph_wire_answers import refusal

if TYPE_CHECKING:
    from wire_answers import Json

CUSTOM = "tzone://Microsoft/Custom"
# Graph takes a short list of IANA names besides those of Windows; these are some of it.
_IANA = {
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "America/Chicago",
    "America/Denver", "America/Halifax", "America/Los_Angeles", "America/New_York",
    "America/Sao_Paulo", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo",
    "Australia/Sydney", "Etc/GMT", "Europe/Berlin", "Europe/Budapest", "Europe/London",
    "Europe/Paris", "Europe/Warsaw", "Pacific/Honolulu",
}  # fmt: skip


def zone_of(name: str) -> ZoneInfo:
    """Return a zone by the name that Graph takes for it, or refuse the name."""
    if name in {"UTC", CUSTOM}:
        return ZoneInfo("UTC")
    if name in win_tz:
        return ZoneInfo(win_tz[name])
    if name in _IANA:
        return ZoneInfo(name)
    raise refusal("TimeZoneNotSupportedException", f"'{name}' is not a supported time zone.")


def local(part: Json) -> datetime:
    """Read one end of an event; the time is aware, on the clock of its zone."""
    zone = zone_of(str(part.get("timeZone") or "UTC"))
    try:
        read = datetime.fromisoformat(str(part["dateTime"]))
    except (KeyError, ValueError) as error:
        raise refusal("ErrorInvalidRequest", "A dateTime cannot be read.") from error
    if read.tzinfo is not None:
        return read.astimezone(zone)
    return read.replace(tzinfo=zone)


def instant(part: Json) -> datetime:
    """Return one end of an event in UTC."""
    return local(part).astimezone(UTC)


def part(at: datetime, zone: str) -> Json:
    """Write one end of an event on the clock of a zone."""
    shown = at.astimezone(zone_of(zone)).replace(tzinfo=None)
    return {"dateTime": f"{shown:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": zone}


def midnight(day: date, zone: str) -> Json:
    """Write a midnight on the clock of a zone."""
    return {"dateTime": f"{day}T00:00:00.0000000", "timeZone": zone}


def shown(kept: Json, zone: str, *, floats: bool) -> Json:
    """Write one end as it was kept on the clock of another zone."""
    if floats:
        return {"dateTime": f"{local(kept):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": zone}
    return part(instant(kept), zone)


def bound(text: str) -> datetime:
    """Read a bound of a window; without an offset it is UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise refusal("ErrorInvalidRequest", f"'{text}' is no time.") from error
    return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)


def stamp(at: datetime) -> str:
    """Write when something was changed."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")


def is_midnight(at: datetime) -> bool:
    """Say whether a time is the beginning of a day on its own clock."""
    return at.time() == time() and at.utcoffset() is not None


def lasting(start: Json, end: Json) -> timedelta:
    """Return how long an event lasts."""
    return instant(end) - instant(start)
