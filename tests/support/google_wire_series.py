"""A series and its instances, by RRULE, RDATE and EXDATE."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr

from google_wire_answers import Json, refusal
from google_wire_times import instant, length, moment, part

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 5000
_UNTIL = re.compile(r"UNTIL=(\d{8})(T\d{6}Z?)?", re.IGNORECASE)
_DATES = re.compile(r"(RDATE|EXDATE)([^:]*):(.+)", re.IGNORECASE)


def instance_id(series: str, original: datetime | date) -> str:
    """Return the id of an instance, which tells a reader nothing."""
    at = original.astimezone(UTC) if isinstance(original, datetime) else original
    return "i" + hashlib.sha256(f"{series} {at:%Y%m%dT%H%M%S}".encode()).hexdigest()[:40]


def zone_name(master: Json, zone: str) -> str:
    """Return the zone that a series lives in."""
    return str(master["start"].get("timeZone") or zone)


def originals(
    master: Json, zone: str, after: datetime, before: datetime
) -> Iterator[datetime | date]:
    """Yield the starts that the rules give and that touch a stretch of time."""
    start, end = moment(master["start"], zone), moment(master["end"], zone)
    lasting = length(start, end)
    own = ZoneInfo(zone_name(master, zone))
    found = _rules(master["recurrence"], start, own)
    first = after.astimezone(own).replace(tzinfo=None) - lasting - timedelta(days=1)
    last = before.astimezone(own).replace(tzinfo=None) + timedelta(days=1)
    for naive in found.between(first, last, inc=True)[:_MOST]:
        at = naive.replace(tzinfo=own) if isinstance(start, datetime) else naive.date()
        begins = instant(at, zone)
        if begins < before and begins + max(lasting, timedelta(seconds=1)) > after:
            yield at


def instance(master: Json, zone: str, original: datetime | date) -> Json:
    """Return one instance as the rule makes it."""
    start, end = moment(master["start"], zone), moment(master["end"], zone)
    own = zone_name(master, zone)
    if isinstance(original, datetime):
        until: datetime | date = original.astimezone(UTC) + length(start, end)
    else:
        until = original + length(start, end)
    made = {name: value for name, value in master.items() if name != "recurrence"}
    return made | {
        "id": instance_id(master["id"], original),
        "recurringEventId": master["id"],
        "originalStartTime": part(original, own),
        "start": part(original, own),
        "end": part(until, own),
    }


def check_rules(lines: object, start: datetime | date, zone: str) -> None:
    """Refuse rules that nobody can read."""
    good = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
    if not good or not lines:
        raise refusal("invalid", "Invalid recurrence rule.")
    _rules(list(lines), start, ZoneInfo(zone))  # type: ignore[call-overload] # a list, as just seen


def _rules(lines: list[str], start: datetime | date, zone: ZoneInfo) -> rruleset:
    begin = _naive(start, zone)
    found = rruleset()
    found.rdate(begin)
    try:
        for line in lines:
            _add(found, line.strip(), begin, zone)
    except (ValueError, TypeError, KeyError) as error:
        raise refusal("invalid", "Invalid recurrence rule.") from error
    return found


def _add(found: rruleset, line: str, begin: datetime, zone: ZoneInfo) -> None:
    dates = _DATES.fullmatch(line)
    if dates is None:
        until = _UNTIL.sub(lambda m: f"UNTIL={_until(m, zone):%Y%m%dT%H%M%S}", line)
        rule = rrulestr(until.split(":", 1)[-1], dtstart=begin)
        if not isinstance(rule, rrule):
            raise ValueError(line)
        found.exrule(rule) if line.upper().startswith("EXRULE") else found.rrule(rule)
        return
    named = re.search(r"TZID=([^;:]+)", dates[2], re.IGNORECASE)
    source = ZoneInfo(named[1]) if named else zone
    for text in dates[3].split(","):
        at = _listed(text, begin, source, zone)
        found.rdate(at) if dates[1].upper() == "RDATE" else found.exdate(at)


def _listed(text: str, begin: datetime, source: ZoneInfo, zone: ZoneInfo) -> datetime:
    read = datetime.fromisoformat(text)
    if "T" not in text.upper():
        return datetime.combine(read.date(), begin.time())
    aware = read if read.tzinfo else read.replace(tzinfo=source)
    return aware.astimezone(zone).replace(tzinfo=None)


def _until(found: re.Match[str], zone: ZoneInfo) -> datetime:
    if not found[2]:
        return datetime.combine(date.fromisoformat(found[1]), time(23, 59, 59))
    read = datetime.fromisoformat(found[1] + found[2])
    return read.astimezone(zone).replace(tzinfo=None) if read.tzinfo else read


def _naive(at: datetime | date, zone: ZoneInfo) -> datetime:
    if isinstance(at, datetime):
        return at.astimezone(zone).replace(tzinfo=None)
    return datetime.combine(at, time())
