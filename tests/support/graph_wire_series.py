"""A series and its occurrences, by Graph's pattern and range."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

from graph_wire_answers import refusal
from graph_wire_times import instant, local, part, stamp, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wire_answers import Json

_MOST = 1500
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_FREQUENCIES: dict[str, Literal[0, 1, 2, 3]] = {
    "daily": DAILY, "weekly": WEEKLY, "absoluteMonthly": MONTHLY, "relativeMonthly": MONTHLY,
    "absoluteYearly": YEARLY, "relativeYearly": YEARLY,
}  # fmt: skip


def occurrence_id(master: str, day: date) -> str:
    """Return the id of the occurrence that the rule puts on a day."""
    digest = hashlib.sha256(f"{master} {day}".encode()).hexdigest()
    return f"AAkOcc{digest[:30]}Aa="


def days(master: Json) -> Iterator[date]:
    """Yield the days that the rule gives, in the zone of the series."""
    yield from _days(json.dumps(master["recurrence"]))


@lru_cache(maxsize=200)
def _days(told: str) -> tuple[date, ...]:
    recurrence = json.loads(told)
    first = date.fromisoformat(recurrence["range"]["startDate"])
    rule = _rule(recurrence["pattern"], recurrence["range"], first)
    return tuple(at.date() for at in islice(rule, _MOST))


def occurrence(master: Json, day: date) -> Json:
    """Return one occurrence as the rule makes it, with all its data."""
    zone = str(master["start"]["timeZone"])
    begin = datetime.combine(day, local(master["start"]).time(), zone_of(zone))
    lasts = instant(master["end"]) - instant(master["start"])
    if master.get("isAllDay"):  # days are days, also when the clocks change
        length = (local(master["end"]).date() - local(master["start"]).date()).days
        finish = datetime.combine(day + timedelta(days=length), time(), zone_of(zone))
    else:
        finish = begin.astimezone(UTC) + lasts
    made = {k: v for k, v in master.items() if k not in {"recurrence", "cancelledOccurrences"}}
    return made | {
        "id": occurrence_id(master["id"], day),
        "type": "occurrence",
        "seriesMasterId": master["id"],
        "occurrenceId": f"OID.{master['id']}.{day}",
        "originalStart": stamp(begin),
        "iCalUId": hashlib.sha256(f"{master['iCalUId']} {day}".encode()).hexdigest().upper(),
        "uid": master.get("uid", master["iCalUId"]),
        "recurrence": None,
        "start": part(begin, zone),
        "end": part(finish, str(master["end"]["timeZone"])),
    }


def check(recurrence: Any, start: Json) -> Json:
    """Refuse a recurrence that nobody can follow; return it with its range whole."""
    try:
        first = date.fromisoformat(recurrence["range"]["startDate"])
        next(iter(_rule(recurrence["pattern"], recurrence["range"], first)), None)
    except (KeyError, TypeError, ValueError) as error:
        raise refusal("ErrorInvalidRequest", "The recurrence cannot be read.") from error
    zone = {"recurrenceTimeZone": start.get("timeZone") or "UTC"}
    return {"pattern": recurrence["pattern"], "range": zone | recurrence["range"]}


def recurrence(rule: str, start: datetime | date) -> Json:
    """Return Graph's words for a plain RRULE: FREQ, INTERVAL, BYDAY of a week, COUNT, UNTIL."""
    parts = dict(one.split("=", 1) for one in rule.upper().split(";"))
    pattern: Json = {
        "type": {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "absoluteMonthly",
                 "YEARLY": "absoluteYearly"}[parts["FREQ"]],
        "interval": int(parts.get("INTERVAL", "1")),
    }  # fmt: skip
    if parts["FREQ"] == "WEEKLY":
        short = {name[:2].upper(): name for name in _DAYS}
        named = parts.get("BYDAY", _DAYS[start.weekday()][:2].upper()).split(",")
        pattern |= {"daysOfWeek": [short[one] for one in named], "firstDayOfWeek": "monday"}
    elif parts["FREQ"] != "DAILY":
        pattern |= {"dayOfMonth": start.day}
        pattern |= {"month": start.month} if parts["FREQ"] == "YEARLY" else {}
    until: Json = {"type": "noEnd"}
    if "COUNT" in parts:
        until = {"type": "numbered", "numberOfOccurrences": int(parts["COUNT"])}
    elif "UNTIL" in parts:
        until = {"type": "endDate", "endDate": str(datetime.fromisoformat(parts["UNTIL"]).date())}
    return {"pattern": pattern, "range": until | {"startDate": f"{start:%Y-%m-%d}"}}


def _rule(pattern: Json, span: Json, first: date) -> rrule:
    kind = pattern["type"]
    given: Json = {"interval": int(pattern.get("interval") or 1)}
    named = [weekday(_DAYS.index(day)) for day in pattern.get("daysOfWeek") or []]
    if kind == "weekly":
        given |= {"byweekday": named, "wkst": _DAYS.index(pattern.get("firstDayOfWeek", "sunday"))}
    elif kind.startswith("relative"):
        given |= {"byweekday": named, "bysetpos": _WEEKS[pattern.get("index", "first")]}
    elif kind.startswith("absolute"):
        given |= {"bymonthday": int(pattern["dayOfMonth"])}
    if kind.endswith("Yearly"):
        given |= {"bymonth": int(pattern["month"])}
    if span["type"] == "numbered":
        given |= {"count": int(span["numberOfOccurrences"])}
    elif span["type"] == "endDate":
        last = date.fromisoformat(span["endDate"])
        given |= {"until": datetime.combine(last, time(23, 59, 59))}
    return rrule(_FREQUENCIES[kind], dtstart=datetime.combine(first, time()), **given)
