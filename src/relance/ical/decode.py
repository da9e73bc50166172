"""Block → draft: what one VEVENT says, with its times read in their zones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from relance.ical import fields, lines
from relance.ical.moments import UTC_ZONE, Length, Moment, When, Zone, parse_duration, parse_naive
from relance.ical.recur import Rule, parse_rule
from relance.ical.text import LONGEST_TEXT, one_line, words
from relance.ical.told import short
from relance.model import Event, ShowsAs, Status, basic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from relance.ical.scan import Context
    from relance.ical.told import Told
    from relance.ical.zones import Zones

MOST_DATES = 200_000
"""More RDATEs and EXDATEs than this are not read from one event."""

_DATES = frozenset(("RDATE", "EXDATE"))
_MANY = frozenset(("ATTENDEE", "CATEGORIES", "RRULE", *_DATES))
_MOST_LINES = 2_000
_CHECK = "Check this event in its calendar."


@dataclass(slots=True)
class Part:
    """The lines of one event, cut out of its file."""

    uid: str
    raw: bytes
    context: Context
    ref: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a VEVENT says; `event` is its own occurrence."""

    event: Event
    start: When
    length: Length
    rank: tuple[int, str]
    rules: tuple[Rule, ...] = ()
    recurs: bool = False
    dates: tuple[tuple[When, Length | None], ...] = ()
    not_on: tuple[When, ...] = ()
    replaces: When | None = None
    and_after: bool = False

    @property
    def zone(self) -> Zone | None:
        """Return the zone of a timed event."""
        return self.start.zone if isinstance(self.start, Moment) else None


class Unreadable(Exception):
    """An event that has to be left out, and why."""


@dataclass(slots=True)
class Reader:
    """Read the events of one calendar."""

    zones: Zones
    told: Told
    _found: dict[str, list[lines.Line]] = field(default_factory=dict)
    _alarms: list[list[lines.Line]] = field(default_factory=list)
    _name: str = ""

    def draft(self, part: Part) -> Draft:
        """Read one event; raise Unreadable when its times cannot be told."""
        self._name = f"the event with UID {short(part.uid)}"
        self._collect(part.raw)
        try:
            return self._drafted(part)
        except (ValueError, OverflowError) as wrong:
            raise Unreadable(_reason(wrong)) from None

    def _collect(self, raw: bytes) -> None:
        self._found, self._alarms = {}, []
        depth = kept = 0
        for raw_line in raw.split(b"\n"):
            line = lines.split(raw_line)
            if line is None:
                continue
            if line.name == "BEGIN":
                depth += 1
                if depth == 1 and len(self._alarms) < fields.MOST_ALARMS:
                    self._alarms.append([])
            elif line.name == "END":
                depth = max(0, depth - 1)
            elif depth == 1:
                if self._alarms and len(self._alarms[-1]) < fields.MOST_ALARMS:
                    self._alarms[-1].append(self._cut(line))
            elif not depth and line.name in fields.WANTED:
                known = self._found.setdefault(line.name, [])
                if not known or (
                    line.name in _MANY and (kept < _MOST_LINES or line.name in _DATES)
                ):
                    known.append(line if line.name in _DATES else self._cut(line))
                    kept += 1

    def _cut(self, line: lines.Line) -> lines.Line:
        if len(line.value) <= LONGEST_TEXT:
            return line
        self.told.tell(
            f"{self._name} has a {line.name} of {len(line.value)} bytes; only the first "
            f"{LONGEST_TEXT} are read."
        )
        # Not through the middle of a character.
        value = line.value[:LONGEST_TEXT].decode("utf-8", "ignore").encode()
        return line._replace(
            value=value if len(value) > LONGEST_TEXT - 4 else line.value[:LONGEST_TEXT]
        )

    def _text(self, name: str) -> str:
        found = self._found.get(name)
        return self._words(found[0].value) if found else ""

    def _words(self, value: bytes) -> str:
        text, guessed = words(value)
        if guessed:
            self.told.tell(
                "some text is not UTF-8; it is read as Windows-1252.", "Check accented letters."
            )
        return text

    def _drafted(self, part: Part) -> Draft:
        start = self._when(self._found["DTSTART"][0])
        length = self._length(start)
        start, length = self._whole_days(start, length)
        replaces = self._replaced(start)
        rules = tuple(self._rules())
        dates = tuple(self._dates("RDATE")) if "RDATE" in self._found else ()
        event = self._event(part, start, length, replaces)
        sequence, stamp = event.sequence, self._stamp()
        return Draft(
            event,
            start,
            length,
            (sequence, stamp),
            rules,
            recurs=("RRULE" in self._found or bool(dates)) and replaces is None,
            dates=dates,
            not_on=tuple(when for when, _ in self._dates("EXDATE")),
            replaces=replaces,
            and_after=replaces is not None and self._and_after(),
        )

    def _event(self, part: Part, start: When, length: Length, replaces: When | None) -> Event:
        begins, ends, zone = ends_of(start, length, self.zones.floating)
        text = fields.Fields(self._found, self._alarms, self._words)
        status = Status.CANCELLED if part.context.cancelled else text.status()
        shows_as: ShowsAs = text.shows_as()
        return Event(
            uid=part.uid,
            ref=part.ref,
            version=part.version,
            start=begins,
            end=ends,
            zone=zone,
            recurrence_id=None if replaces is None else name_of(replaces),
            summary=text.summary(),
            description=text.description(),
            location=text.location(),
            url=text.url(),
            organizer=text.organizer(),
            attendees=text.attendees(),
            status=status,
            shows_as=shows_as,
            categories=text.categories(),
            sequence=text.sequence(),
            alarms=text.alarms(),
            our_mark=text.our_mark(),
        )

    def _when(self, line: lines.Line) -> When:
        return self._moment(
            line.value[:60].decode("ascii", "replace"), lines.parameters(line.parameters), line.name
        )

    def _moment(self, text: str, parameters: Mapping[str, str], name: str) -> When:
        try:
            read, utc = parse_naive(text)
        except ValueError:
            raise ValueError(f"its {name} {one_line(text)[:40]!r} is no date") from None
        if not isinstance(read, datetime):
            return read
        if utc:
            return Moment(read, UTC_ZONE)
        tzid = parameters.get("TZID", "")
        return Moment(read, self.zones.get(tzid, read) if tzid else self.zones.floating)

    def _length(self, start: When) -> Length:
        timed = isinstance(start, Moment)
        default = Length(exact=timedelta(hours=1)) if timed else Length(days=1)
        what = "one hour is taken" if timed else "one day is taken"
        try:
            if "DTEND" in self._found:
                return self._until(start, default, what)
            if "DURATION" in self._found:
                text = self._found["DURATION"][0].value[:60].decode("ascii", "replace")
                sign, length = parse_duration(text)
                if sign < 0 and length != Length():
                    self.told.tell(f"{self._name} ends before it starts; {what}.", _CHECK)
                    return default
                if not timed:
                    return Length(days=max(1, length.days + length.exact.days))
                return length
        except ValueError:
            self.told.tell(f"the end of {self._name} cannot be read; {what}.", _CHECK)
            return default
        return Length() if timed else Length(days=1)

    def _until(self, start: When, default: Length, what: str) -> Length:
        end = self._when(self._found["DTEND"][0])
        if isinstance(start, Moment):
            if not isinstance(end, Moment):
                self.told.tell(f"{self._name} starts at a time and ends on a day; {what}.", _CHECK)
                return default
            exact = end.instant - start.instant
            if exact < timedelta():
                self.told.tell(f"{self._name} ends before it starts; {what}.", _CHECK)
                return default
            return Length(exact=exact)
        if isinstance(end, Moment):
            self.told.tell(f"{self._name} starts on a day and ends at a time; {what}.", _CHECK)
            return default
        if end < start:
            self.told.tell(f"{self._name} ends before it starts; {what}.", _CHECK)
        return Length(days=max(1, (end - start).days))

    def _whole_days(self, start: When, length: Length) -> tuple[When, Length]:
        """Read as days what Outlook wrote as midnights and calls an all-day event."""
        if not isinstance(start, Moment) or start.wall.time() != time():
            return start, length
        if self._text("X-MICROSOFT-CDO-ALLDAYEVENT").strip().upper() != "TRUE":
            return start, length
        end = start.zone.wall(start.instant + length.exact) + timedelta(days=length.days)
        if end.time() != time() or end <= start.wall:
            return start, length
        return start.wall.date(), Length(days=(end - start.wall).days)

    def _replaced(self, start: When) -> When | None:
        """Return the occurrence that this event stands for, as the kind of date its series has."""
        found = self._found.get("RECURRENCE-ID")
        if not found:
            return None
        when = self._when(found[0])
        if (
            isinstance(when, Moment)
            and not isinstance(start, Moment)
            and when.wall.time() == time()
        ):
            return when.wall.date()
        return when

    def _and_after(self) -> bool:
        return b"THISANDFUTURE" in self._found["RECURRENCE-ID"][0].parameters.upper()

    def _rules(self) -> Iterator[Rule]:
        for line in self._found.get("RRULE", ()):
            text = line.value.decode("ascii", "replace")
            try:
                yield parse_rule(text)
            except ValueError as wrong:
                self.told.tell(
                    f"{self._name} repeats by a rule that cannot be read ({one_line(str(wrong))}); "
                    "only its own date is.",
                    _CHECK,
                )

    def _dates(self, name: str) -> Iterator[tuple[When, Length | None]]:
        seen = 0
        for line in self._found.get(name, ()):
            known = lines.parameters(line.parameters)
            at = 0
            while at <= len(line.value):
                comma = line.value.find(b",", at)
                comma = len(line.value) if comma < 0 else comma
                value = line.value[at:comma][:80].decode("ascii", "replace").strip()
                at = comma + 1
                seen += 1
                if seen > MOST_DATES:
                    self.told.tell(
                        f"{self._name} lists more than {MOST_DATES} dates; the rest is not read.",
                        _CHECK,
                    )
                    return
                if value:
                    yield from self._date(name, value, known)

    def _date(
        self, name: str, value: str, known: Mapping[str, str]
    ) -> Iterator[tuple[When, Length | None]]:
        first, _, rest = value.partition("/")
        try:
            start = self._moment(first, known, name)
            if not 1 < (start.wall if isinstance(start, Moment) else start).year < 9999:
                raise ValueError  # noqa: TRY301 - any zone must be able to hold it
            length = None
            if rest and isinstance(start, Moment):
                if rest.lstrip("+-").upper().startswith("P"):
                    length = parse_duration(rest)[1]
                else:
                    end = self._moment(rest, known, name)
                    if isinstance(end, Moment) and end.instant >= start.instant:
                        length = Length(exact=end.instant - start.instant)
        except (ValueError, OverflowError):
            self.told.tell(f"{self._name} has an {name} that is no date; it is not read.", _CHECK)
            return
        yield start, length

    def _stamp(self) -> str:
        """Return the newest of DTSTAMP and LAST-MODIFIED, to tell revisions apart."""
        return max(self._text(name).strip()[:20] for name in ("DTSTAMP", "LAST-MODIFIED"))


def _reason(wrong: Exception) -> str:
    return "its date lies outside the calendar" if isinstance(wrong, OverflowError) else str(wrong)


def name_of(when: When) -> str:
    """Return an occurrence's original start in basic form."""
    return basic(when.instant if isinstance(when, Moment) else when)


def end_of(start: Moment, length: Length) -> datetime:
    """Return the instant of an end: days go by the wall clock, the rest is exact."""
    if not length.days:
        return start.instant + length.exact
    return start.zone.instant(start.wall + timedelta(days=length.days)) + length.exact


def ends_of(
    start: When, length: Length, floating: Zone
) -> tuple[datetime | date, datetime | date, str]:
    """Return start, end and zone as an event carries them."""
    if not isinstance(start, Moment):
        return start, start + timedelta(days=length.days), floating.name
    zone, end = start.zone, end_of(start, length)
    return zone.shown(start.instant), zone.shown(end), zone.name if zone.named else "UTC"
