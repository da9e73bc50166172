"""TZID → zone: IANA names, Windows names, and zones that a file defines itself."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from relance.ical import lines
from relance.ical.moments import UTC_ZONE, Zone, parse_naive
from relance.ical.recur import Budget, Rule, occurrences, parse_rule
from relance.ical.told import short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from relance.ical.told import Told

_OFFSET = re.compile(rb"([+-])(\d\d):?(\d\d)(?::?(\d\d))?")
_FIXED = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
_UTC_NAMES = frozenset(("UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "UCT", "ZULU"))
_IANA = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,40}(?:/[A-Za-z0-9_+-]{1,40}){0,3}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SAMPLES = tuple(timedelta(days=15 * n) for n in range(-12, 13))
_MOST_ONSETS = 500
_MOST_OBSERVANCES = 200


@functools.cache
def windows_zones() -> Mapping[str, str]:
    """Return Windows' zone names, in lower case, with their IANA names."""
    from tzlocal.windows_tz import win_tz  # noqa: PLC0415 - quick start

    return {windows.casefold(): iana for windows, iana in win_tz.items()}


@functools.cache
def _iana_names() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@functools.lru_cache(maxsize=512)
def iana(name: str) -> Zone | None:
    """Return the IANA zone of this name, whatever its case; None if there is none."""
    if _IANA.fullmatch(name) is None:
        return None
    if name.upper() in _UTC_NAMES:
        return UTC_ZONE
    try:
        return Zone(name, ZoneInfo(name))
    except (KeyError, ValueError, OSError):  # OSError: a folder of zones, such as "Europe"
        known = _iana_names().get(name.casefold())
        return Zone(known, ZoneInfo(known)) if known else None


@functools.lru_cache(maxsize=512)
def by_name(tzid: str) -> Zone | None:
    """Return the zone that a TZID names by itself, without looking into the file."""
    name = tzid.strip().strip('"').strip()
    if not name or len(name) > 255:
        return None
    if name.upper() in _UTC_NAMES:
        return UTC_ZONE
    known = iana(name) or iana(windows_zones().get(name.casefold(), ""))
    if known is not None:
        return known
    parts = name.split("/")
    tails = ("/".join(parts[-n:]) for n in (3, 2) if len(parts) > n)
    known = next(filter(None, map(iana, tails)), None)
    return known or _fixed(name)


def _fixed(name: str) -> Zone | None:
    found = _FIXED.fullmatch(name)
    if found is None or int(found[2]) > 14 or int(found[3] or 0) > 59:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return Zone("UTC", timezone(-offset if found[1] == "-" else offset))


@dataclass(frozen=True, slots=True)
class Observance:
    """One half of a zone that a file defines: from these onsets on, this offset."""

    start: datetime
    before: timedelta
    after: timedelta
    rule: Rule | None = None
    dates: tuple[datetime, ...] = ()

    def onsets(self, year: int) -> list[datetime]:
        """Return the wall-clock onsets up to the end of a year that can matter in it."""
        found = [self.start, *self.dates]
        if self.rule is not None:
            first = datetime(max(year - 1, 1), 1, 1)  # noqa: DTZ001 - wall
            budget = Budget()
            budget.next_series()
            made, _ = occurrences(self.rule, self.start, self._until(), first, _end(year), budget)
            found += made
        return [onset for onset in found if onset <= _end(year)]

    def _until(self) -> datetime | None:
        if self.rule is None or not self.rule.until:
            return None
        try:
            until, utc = parse_naive(self.rule.until)
        except ValueError:
            return None
        if not isinstance(until, datetime):
            return datetime(until.year, until.month, until.day, 23, 59, 59)  # noqa: DTZ001 - wall
        return until + self.before if utc else until


def _end(year: int) -> datetime:
    return datetime(year, 12, 31, 23, 59, 59)  # noqa: DTZ001 - wall-clock time


class FileZone(tzinfo):
    """A zone with the offsets of a VTIMEZONE."""

    def __init__(self, observances: tuple[Observance, ...]) -> None:
        self._observances = observances
        self._years: dict[int, list[tuple[datetime, timedelta]]] = {}

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Return the offset at a wall-clock time."""
        earliest = min(self._observances, key=lambda one: one.start)
        if moment is None:
            return earliest.after
        wall = moment.replace(tzinfo=None)
        found = earliest.before
        for onset, offset in self._year(wall.year):
            if onset > wall:
                break
            found = offset
        return found

    def dst(self, _moment: datetime | None) -> timedelta:
        """Return nothing: a file does not say which part of an offset is summer's."""
        return timedelta()

    def tzname(self, _moment: datetime | None) -> str:
        """Return no name."""
        return ""

    def fromutc(self, moment: datetime) -> datetime:
        """Return the wall-clock time here of an instant."""
        wall = moment + self.utcoffset(moment)
        return moment + self.utcoffset(wall)

    def _year(self, year: int) -> list[tuple[datetime, timedelta]]:
        if year not in self._years:
            found = [(onset, one.after) for one in self._observances for onset in one.onsets(year)]
            self._years[year] = sorted(found)
        return self._years[year]


def read_timezone(raw: bytes) -> tuple[str, FileZone | None, str]:
    """Read a VTIMEZONE: its TZID, its offsets if they can be used, and a hint at its name."""
    tzid, hint = "", ""
    observances: list[Observance] = []
    current: dict[str, Any] | None = None
    for raw_line in raw.split(b"\n"):
        line = lines.split(raw_line.strip())
        if line is None:
            continue
        kind = line.value.strip().upper()
        if line.name == "BEGIN" and kind in (b"STANDARD", b"DAYLIGHT"):
            current = {"dates": []}
        elif line.name == "END" and current is not None:
            observances += _observance(current)
            current = None
        elif current is not None:
            _note(current, line)
        elif line.name == "TZID":
            tzid = line.value.decode("utf-8", "replace").strip()
        elif line.name == "X-LIC-LOCATION":
            hint = line.value.decode("utf-8", "replace").strip()
    usable = tuple(observances[:_MOST_OBSERVANCES])
    return tzid, FileZone(usable) if usable else None, hint


def _note(current: dict[str, Any], line: lines.Line) -> None:
    value = line.value.strip()
    if line.name in ("TZOFFSETFROM", "TZOFFSETTO"):
        found = _OFFSET.fullmatch(value)
        if found is not None:
            hours, minutes, seconds = int(found[2]), int(found[3]), int(found[4] or 0)
            offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
            current[line.name] = -offset if found[1] == b"-" else offset
    elif line.name in ("DTSTART", "RRULE"):
        current[line.name] = value.decode("ascii", "replace")
    elif line.name == "RDATE":
        current["dates"] += value[: 20 * _MOST_ONSETS].decode("ascii", "replace").split(",")


def _observance(found: Mapping[str, Any]) -> Iterator[Observance]:
    """Yield the observance if it can be used."""
    before, after = found.get("TZOFFSETFROM"), found.get("TZOFFSETTO")
    if after is None or abs(after) >= timedelta(days=1):
        return
    try:
        start, _ = parse_naive(found.get("DTSTART", "19700101T000000"))
        rule = parse_rule(found["RRULE"]) if "RRULE" in found else None
    except ValueError:
        return
    if rule is not None and rule.frequency not in ("YEARLY", "MONTHLY"):
        return
    dates = []
    for text in found["dates"][:_MOST_ONSETS]:
        try:
            dates.append(_midnight(parse_naive(text.partition("/")[0])[0]))
        except ValueError:
            continue
    yield Observance(_midnight(start), before or after, after, rule, tuple(dates))


def _midnight(moment: Any) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - wall-clock time


@dataclass(slots=True)
class Zones:
    """Resolve the TZIDs of one calendar; each oddity is told once."""

    own: ZoneInfo
    told: Told
    definitions: tuple[bytes, ...] = ()
    _defined: dict[str, tuple[FileZone | None, str]] | None = None
    _known: dict[tuple[str, int], Zone] = field(default_factory=dict)

    @property
    def floating(self) -> Zone:
        """Return the owner's zone, for times that name none."""
        return Zone(self.own.key, self.own)

    def get(self, tzid: str, around: datetime) -> Zone:
        """Return the zone that a TZID means around a date."""
        place = (tzid, around.year)
        if place not in self._known:
            self._known[place] = by_name(tzid) or self._from_file(tzid, around) or self._own(tzid)
        return self._known[place]

    def _own(self, tzid: str) -> Zone:
        self.told.tell(
            f"the time zone {short(tzid)!r} is unknown and not defined; "
            f"its times are read as {self.own.key}.",
            "Check these events' times.",
        )
        return self.floating

    def _from_file(self, tzid: str, around: datetime) -> Zone | None:
        if self._defined is None:
            read = map(read_timezone, self.definitions)
            self._defined = {name: (zone, hint) for name, zone, hint in read}
        zone, hint = self._defined.get(tzid.strip().strip('"'), (None, ""))
        named = by_name(hint)
        if named is not None or zone is None:
            return named
        return self._fitting(zone, tzid, around) or Zone("UTC", zone)

    def _fitting(self, zone: FileZone, tzid: str, around: datetime) -> Zone | None:
        """Return the named zone with the same offsets for half a year on both sides."""
        middle = around.replace(hour=12, minute=0, second=0, tzinfo=None)
        try:
            moments = [middle + step for step in _SAMPLES]
        except OverflowError:
            return None
        offsets = [zone.utcoffset(moment) for moment in moments]
        for name in _candidates(self.own.key, tzid):
            there = iana(name)
            if there is not None and offsets == [
                moment.replace(tzinfo=there.tz).utcoffset() for moment in moments
            ]:
                return there
        return None


def _candidates(own: str, tzid: str) -> Iterator[str]:
    """Yield zones to compare with: the owner's, those of cities in the name, the usual ones."""
    yield own
    cities = {word.casefold() for word in _WORD.findall(tzid)}
    for key, name in sorted(_iana_names().items()):
        if key.rpartition("/")[2] in cities:
            yield name
    yield from dict.fromkeys(windows_zones().values())
