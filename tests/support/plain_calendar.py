"""Calendar files read by icalendar and dateutil alone: what is busy, and what relance wrote.

It stands apart from the product's own reader, and knows just what the calendars of the corpus
hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from relance.model import Key, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    Properties: TypeAlias = Any  # an event of icalendar, whose values have no useful types
    Moment: TypeAlias = "datetime | date"

WINDOWS_ZONES = {"GMT Standard Time": "Europe/London"}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One appointment with its times, and whether it takes the owner's time."""

    uid: str
    recurrence_id: str | None  # as UTC in basic form
    span: Span
    all_day: bool
    busy: bool


@dataclass(frozen=True, slots=True)
class Written:
    """One follow-up as its calendar holds it."""

    key: Key
    start: Moment
    end: Moment
    transparent: bool

    def span(self, zone: ZoneInfo) -> Span:
        return Span(_instant(self.start, zone), _instant(self.end, zone))

    def at(self, zone: ZoneInfo) -> Span | date:
        """Return its slot, or the day of an all-day marker."""
        if isinstance(self.start, datetime) or self.end != self.start + DAY:
            return self.span(zone)
        return self.start

    def day(self, zone: ZoneInfo) -> date:
        return self.span(zone).start.astimezone(zone).date()

    @property
    def name(self) -> tuple[str, str, int]:
        """Return what the key names, without its generation."""
        return self.key.interview, self.key.step.value, self.key.attempt


def written(folder: Path) -> list[Written]:
    """Return every event of a folder of follow-ups; all of them carry a key in their UID."""
    return [one for file in sorted(folder.glob("*.ics")) for one in written_in(file.read_bytes())]


def written_in(data: bytes) -> list[Written]:
    """Return every event of a file of follow-ups."""
    found = []
    for event in _events(data):
        uid = str(event["UID"])
        key = Key.parse(uid.removesuffix("@relance"))
        assert str(event["X-RELANCE-KEY"]) == str(key), f"{uid}: two keys"
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        found.append(Written(key, start, end, event.get("TRANSP") == "TRANSPARENT"))
    return found


def occurrences(data: bytes, zone: ZoneInfo, email: str, until: datetime) -> list[Occurrence]:
    """Return every occurrence of a calendar up to a time; cancelled ones too, as not busy."""
    latest: dict[tuple[str, datetime | None], Properties] = {}
    for event in _events(data):
        name = str(event["UID"]), _original(event, zone)
        if name not in latest or _revision(event) >= _revision(latest[name]):
            latest[name] = event
    moved = {name for name in latest if name[1] is not None}
    found = []
    for (uid, original), event in latest.items():
        for start in _starts(event, zone, until):
            begins = _instant(start, zone)
            if "RRULE" in event and (uid, begins) in moved:
                continue
            named = original or (begins if "RRULE" in event else None)
            found.append(_occurrence(event, uid, named, start, zone, email))
    return found


def busy(found: Iterable[Occurrence]) -> list[Span]:
    """Return the times that are taken."""
    return sorted(o.span for o in found if o.busy and o.span.start < o.span.end)


def _events(data: bytes) -> list[Properties]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def _revision(event: Properties) -> int:
    return int(event.get("SEQUENCE", 0))


def _original(event: Properties, zone: ZoneInfo) -> datetime | None:
    return (
        _instant(_moment(event["RECURRENCE-ID"], zone), zone) if "RECURRENCE-ID" in event else None
    )


def _moment(value: Properties, zone: ZoneInfo) -> Moment:
    """Return a day, or a time in the zone that is named, or else the owner's."""
    found = value.dt
    if not isinstance(found, datetime):
        assert isinstance(found, date)
        return found
    name = value.params.get("TZID")
    if name is not None:
        return found.replace(tzinfo=ZoneInfo(WINDOWS_ZONES.get(name, name)))
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def _instant(moment: Moment, zone: ZoneInfo) -> datetime:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time(), zone).astimezone(UTC)


def _starts(event: Properties, zone: ZoneInfo, until: datetime) -> Iterator[Moment]:
    """Yield the starts of an event, on the clock of its own zone."""
    start = _moment(event["DTSTART"], zone)
    if "RRULE" not in event:
        yield start
        return
    assert isinstance(start, datetime), "the corpus has no all-day series"
    rule = event["RRULE"]
    own = start.tzinfo
    parts = rule.to_ical().decode().split(";")
    text = ";".join(part for part in parts if not part.startswith("UNTIL="))
    last = min([until, *(_instant(u, zone) for u in rule.get("UNTIL", ()))])
    out = {_instant(_in(day.dt, own, zone), zone) for day in _left_out(event)}
    for naive in rrulestr(text, dtstart=start.replace(tzinfo=None)):
        at = naive.replace(tzinfo=own)
        if at.astimezone(UTC) > last:
            return
        if at.astimezone(UTC) not in out:
            yield at


def _left_out(event: Properties) -> list[Properties]:
    found = event.get("EXDATE", [])
    return [day for one in (found if isinstance(found, list) else [found]) for day in one.dts]


def _in(moment: datetime, own: Any, zone: ZoneInfo) -> datetime:
    """Return a time left out; icalendar does not know every zone's name."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=own or zone)


def _occurrence(
    event: Properties,
    uid: str,
    original: datetime | None,
    start: Moment,
    zone: ZoneInfo,
    email: str,
) -> Occurrence:
    all_day = not isinstance(start, datetime)
    span = Span(_instant(start, zone), _instant(_end(event, start, zone), zone))
    named = f"{original:%Y%m%dT%H%M%SZ}" if original is not None else None
    return Occurrence(uid, named, span, all_day, _takes_time(event, span, email, all_day=all_day))


def _end(event: Properties, start: Moment, zone: ZoneInfo) -> Moment:
    first = _moment(event["DTSTART"], zone)
    if "DTEND" in event:
        length = _moment(event["DTEND"], zone) - first
    else:
        length = event["DURATION"].dt if "DURATION" in event else timedelta()
    if isinstance(start, datetime):
        return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    return start + (length or DAY)


def _takes_time(event: Properties, span: Span, email: str, *, all_day: bool) -> bool:
    """Say whether an event counts as busy: not free, not declined, not cancelled."""
    shown = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY")).upper()
    if event.get("STATUS") == "CANCELLED" or _declined(event, email):
        return False
    if all_day and shown == "OOF":
        return True
    if event.get("TRANSP") == "TRANSPARENT" or shown in {"FREE", "WORKINGELSEWHERE"}:
        return False
    return not all_day or span.end - span.start > 36 * timedelta(hours=1)


def _declined(event: Properties, email: str) -> bool:
    found = event.get("ATTENDEE", [])
    people = found if isinstance(found, list) else [found]
    mine = [p for p in people if str(p).casefold() == f"mailto:{email}".casefold()]
    return any(p.params.get("PARTSTAT") == "DECLINED" for p in mine)
