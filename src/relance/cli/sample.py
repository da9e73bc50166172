"""A calendar to try relance with: three months of one candidate, dated around today."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

OWNER_NAME = "Camille Durand"
OWNER_EMAIL = "camille.durand@mail.example"

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
# Public holidays of a fixed day: nobody makes an appointment on one.
_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
_WHEN = re.compile(r"w([+-][0-9]+) ([a-z]{3})|work([+-])1")
_IN_WORDS = re.compile(r"\{(fr|en) ([^}]+)\}")


def sample_calendar(now: datetime, zone: ZoneInfo) -> bytes:
    """Return the sample as an .ics file; the same for every moment of one day."""
    today = now.astimezone(zone).date()
    text = resources.files("relance.cli").joinpath("sample.toml").read_text("utf-8")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//relance//sample//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{OWNER_NAME}",
        f"X-WR-TIMEZONE:{zone.key}",
        *_timezone(zone, today),
    ]
    for number, entry in enumerate(tomllib.loads(text)["event"], start=1):
        lines += _event(entry, f"sample-{number:02}@mail.example", today, zone)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _event(entry: dict[str, Any], uid: str, today: date, zone: ZoneInfo) -> Iterator[str]:
    """Yield an event, and the occurrence of it that was moved."""
    first = _day(entry["day"], today)
    if "at" in entry and "rule" not in entry and (first.month, first.day) in _HOLIDAYS:
        first = _working_day(first, 1)
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield from _times(entry, first, zone)
    if "rule" in entry:
        yield f"RRULE:{entry['rule']}"
    for skipped in entry.get("except", ()):
        yield f"EXDATE;{_local(_day(skipped, today), entry['at'], zone)}"
    yield from _rest(entry, today)
    if "moved" in entry:
        moved = _day(entry["moved"]["day"], today)
        yield "BEGIN:VEVENT"
        yield f"UID:{uid}"
        yield f"RECURRENCE-ID;{_local(moved, entry['at'], zone)}"
        yield from _times(entry | {"at": entry["moved"]["at"]}, moved, zone)
        yield from _rest(entry, today)


def _times(entry: dict[str, Any], day: date, zone: ZoneInfo) -> Iterator[str]:
    """Yield start and end: days, a series on the clock of its zone, or one time in UTC."""
    if "at" not in entry:
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=entry['days']):%Y%m%d}"
        return
    start = datetime.combine(day, time.fromisoformat(entry["at"]), zone)
    if "rule" in entry:
        yield f"DTSTART;{_local(day, entry['at'], zone)}"
        yield f"DURATION:PT{entry['minutes']}M"
        return
    begins = start.astimezone(UTC)
    yield f"DTSTART:{begins:%Y%m%dT%H%M%SZ}"
    yield f"DTEND:{begins + timedelta(minutes=entry['minutes']):%Y%m%dT%H%M%SZ}"


def _local(day: date, at: str, zone: ZoneInfo) -> str:
    return f"TZID={zone.key}:{day:%Y%m%d}T{at.replace(':', '')}00"


def _rest(entry: dict[str, Any], today: date) -> Iterator[str]:
    """Yield what does not depend on the time."""
    monday = today - timedelta(days=today.weekday())
    yield f"DTSTAMP:{monday - timedelta(weeks=1):%Y%m%d}T060000Z"
    yield f"SUMMARY:{_escaped(entry['title'])}"
    if "notes" in entry:
        yield f"DESCRIPTION:{_escaped(_IN_WORDS.sub(lambda m: _words(m, today), entry['notes']))}"
    if "place" in entry:
        yield f"LOCATION:{_escaped(entry['place'])}"
    if "from" in entry:
        name, _, email = entry["from"].rstrip(">").partition(" <")
        yield f"ORGANIZER;CN={name}:mailto:{email}"
        yield f"ATTENDEE;CN={name};PARTSTAT=ACCEPTED:mailto:{email}"
        yield f"ATTENDEE;CN={OWNER_NAME};PARTSTAT={entry['answer']}:mailto:{OWNER_EMAIL}"
    yield f"STATUS:{entry.get('status', 'CONFIRMED')}"
    yield f"TRANSP:{'TRANSPARENT' if entry.get('free') else 'OPAQUE'}"
    if entry.get("away"):
        yield "X-MICROSOFT-CDO-BUSYSTATUS:OOF"
    yield "END:VEVENT"


def _day(when: str, today: date) -> date:
    """Return the day that the data file names."""
    found = _WHEN.fullmatch(when)
    if found is None:
        raise ValueError(f"not a day of the sample: {when!r}")
    if found[3]:
        return _working_day(today, 1 if found[3] == "+" else -1)
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=int(found[1]), days=_DAYS.index(found[2]))


def _working_day(today: date, step: int) -> date:
    day = today + timedelta(days=step)
    while day.weekday() > 4 or (day.month, day.day) in _HOLIDAYS:
        day += timedelta(days=step)
    return day


def _words(found: re.Match[str], today: date) -> str:
    day = _day(found[2], today)
    return f"{day.day} {_MONTHS[found[1]].split()[day.month - 1]}"


def _escaped(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> str:
    """Return a content line of at most 75 octets each (RFC 5545 section 3.1)."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n".join(parts) + "\r\n"


def _timezone(zone: ZoneInfo, today: date) -> Iterator[str]:
    """Yield a VTIMEZONE with the clock changes of the year around today."""
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone.key}"
    moment = datetime.combine(today - timedelta(days=366), time(), UTC)
    yield from _observance(zone, moment, moment)
    for _ in range(2 * 366):
        tomorrow = moment + timedelta(days=1)
        if tomorrow.astimezone(zone).utcoffset() != moment.astimezone(zone).utcoffset():
            for hour in range(24):
                yield from _change(zone, moment + timedelta(hours=hour))
        moment = tomorrow
    yield "END:VTIMEZONE"


def _change(zone: ZoneInfo, before: datetime) -> Iterator[str]:
    after = before + timedelta(hours=1)
    if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
        yield from _observance(zone, before, after)


def _observance(zone: ZoneInfo, before: datetime, after: datetime) -> Iterator[str]:
    old, new = before.astimezone(zone), after.astimezone(zone)
    kind = "DAYLIGHT" if new.dst() else "STANDARD"
    begins = (after + (old.utcoffset() or timedelta())).replace(tzinfo=None)
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{begins:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{old:%z}"
    yield f"TZOFFSETTO:{new:%z}"
    yield f"TZNAME:{new.tzname()}"
    yield f"END:{kind}"
