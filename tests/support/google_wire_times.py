"""Times as Google writes them: a date, or a dateTime with an offset or a zone of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from google_wire_answers import Json, refusal


def zone_of(name: str) -> ZoneInfo:
    """Return a zone, or refuse its name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise refusal("invalid", "Invalid time zone definition.") from error


def moment(part: Json, zone: str) -> datetime | date:
    """Read one end of an event; a time is aware, on the clock of its zone."""
    if part.get("date"):
        return _day(str(part["date"]))
    text = str(part.get("dateTime") or "")
    own = zone_of(str(part.get("timeZone") or zone))
    try:
        read = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError as error:
        raise refusal("invalid", "Invalid value for: Invalid format.") from error
    if read.tzinfo is not None:
        return read.astimezone(own)
    if not part.get("timeZone"):
        raise refusal("required", "Missing time zone definition for start time.")
    return read.replace(tzinfo=own)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise refusal("invalid", "Invalid value for: Invalid format.") from error


def part(at: datetime | date, zone: str) -> Json:
    """Write one end of an event."""
    if isinstance(at, datetime):
        local = at.astimezone(ZoneInfo(zone))
        return {"dateTime": rfc3339(local), "timeZone": zone}
    return {"date": at.isoformat()}


def on_the_clock_of(resource: Json, zone: str) -> Json:
    """Return an event whose times are written with the offset of a zone."""
    shown = dict(resource)
    for side in ("start", "end", "originalStartTime"):
        at = resource.get(side, {}).get("dateTime")
        if at:
            local = datetime.fromisoformat(at).astimezone(ZoneInfo(zone))
            shown[side] = resource[side] | {"dateTime": rfc3339(local)}
    return shown


def rfc3339(at: datetime) -> str:
    """Write an instant as Google does."""
    text = at.isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def stamp(at: datetime) -> str:
    """Write when something was changed."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def instant(at: datetime | date, zone: str) -> datetime:
    """Return a moment in UTC; a day begins at midnight of the calendar's zone."""
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    return datetime.combine(at, time(), ZoneInfo(zone)).astimezone(UTC)


def span(resource: Json, zone: str) -> tuple[datetime, datetime]:
    """Return the time that an event covers, in UTC."""
    start, end = (instant(moment(resource[side], zone), zone) for side in ("start", "end"))
    return start, end


def bound(text: str, name: str) -> datetime:
    """Read a time of a query; its offset is mandatory."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise refusal("badRequest", location=name) from error
    if read.tzinfo is None:
        raise refusal("badRequest", location=name)
    return read.astimezone(UTC)


def length(start: datetime | date, end: datetime | date) -> timedelta:
    """Return how long an event lasts: on the clock for times, in days for days."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end.astimezone(UTC) - start.astimezone(UTC)
    return date(end.year, end.month, end.day) - date(start.year, start.month, start.day)
