"""One calendar of a fake Graph: what it holds, and what changed since when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from graph_wire_series import days, occurrence, occurrence_id
from graph_wire_times import instant, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graph_wire_habits import Habits
    from wire_answers import Json

Stretch = tuple[datetime, datetime]


@dataclass(slots=True)
class Record:
    """One event as it stands; `resource` is replaced, never changed in place."""

    resource: Json
    seq: int
    born: int
    at: datetime
    properties: dict[str, str] = field(default_factory=dict)
    before: Json | None = None
    deleted: bool = False
    purged: bool = False  # taken out of the bin
    day: date | None = None  # of an exception: where the rule had put it
    gone: frozenset[date] = frozenset()  # of a series: what was deleted of it

    @property
    def id(self) -> str:
        return str(self.resource["id"])

    @property
    def is_series(self) -> bool:
        return bool(self.resource["type"] == "seriesMaster")

    @property
    def is_exception(self) -> bool:
        return bool(self.resource["type"] == "exception")


@dataclass(slots=True)
class Count:
    """What is counted over all calendars of a mailbox: changes."""

    seq: int = 0

    def next(self) -> int:
        self.seq += 1
        return self.seq


@dataclass(slots=True)
class Shelf:
    """The events of one calendar."""

    id: str
    name: str
    entry: Json
    count: Count
    clock: Callable[[], datetime]
    habits: Habits
    closed: int = 0  # the status that it answers since access to it was lost
    tokens_from: int = 0  # delta tokens older than this change are out of date
    records: dict[str, Record] = field(default_factory=dict)

    def live(self) -> Iterator[Record]:
        """Yield single events and series."""
        return (r for r in self.records.values() if not r.deleted and not r.is_exception)

    def find(self, event_id: str) -> Record | None:
        """Return an event, a series, an exception or an occurrence that stands."""
        record = self.records.get(event_id)
        if record is not None:
            return None if record.deleted else record
        for series in self.live():
            if series.is_series:
                for day in days(series.resource):
                    if occurrence_id(series.id, day) == event_id:
                        return None if day in series.gone else self._made(series, day)
        return None

    def _made(self, series: Record, day: date) -> Record:
        made = occurrence(series.resource, day)
        return Record(made, series.seq, series.born, series.at, dict(series.properties), day=day)

    def exceptions(self, series: str) -> list[Record]:
        """Return what stands apart of a series."""
        return [
            r
            for r in self.records.values()
            if r.is_exception and not r.deleted and r.resource["seriesMasterId"] == series
        ]

    def occurrences(self, series: Record, span: Stretch) -> list[Record]:
        """Return what a series has within a stretch of time, exceptions included."""
        apart = self.exceptions(series.id)
        moved = {one.day for one in apart}
        found = [one for one in apart if touches(one.resource, span)]
        for day in days(series.resource):
            if day in series.gone or day in moved:
                continue
            one = self._made(series, day)
            if instant(one.resource["start"]) >= span[1]:
                break
            if touches(one.resource, span):
                found.append(one)
        return sorted(found, key=lambda one: instant(one.resource["start"]))

    def write(
        self,
        resource: Json,
        properties: dict[str, str] | None = None,
        *,
        day: date | None = None,
    ) -> Record:
        """Keep an event as it stands from now on."""
        event_id = str(resource["id"])
        old = self.records.get(event_id)
        seq, now = self.count.next(), self.clock()
        made = Record(resource, seq, old.born if old else seq, now)
        stamps = {"changeKey": _key(made), "lastModifiedDateTime": stamp(now)}
        made.resource = resource | stamps
        made.properties = dict(old.properties if old else {}) | (properties or {})
        made.day = old.day if old else day
        if old is not None:
            made.before, made.gone = old.resource, old.gone
            if made.is_series and _times(old.resource) != _times(resource):
                self._start_over(made)
        self.records[event_id] = made
        self._touch_series(made)
        return made

    def delete(self, record: Record) -> None:
        """Take away an event, a series with all of it, or an occurrence; from the bin for good."""
        if record.deleted:
            record.purged = True
            return
        if record.day is not None:
            self._cancel(record)
            return
        for one in [record, *self.exceptions(record.id)]:
            one.deleted, one.seq, one.at = True, self.count.next(), self.clock()
            one.resource = one.resource | {"changeKey": _key(one)}

    def _cancel(self, record: Record) -> None:
        assert record.day is not None
        series = self.records[record.resource["seriesMasterId"]]
        series.gone |= {record.day}
        kept = self.records.get(record.id)
        if kept is not None:
            kept.deleted, kept.seq, kept.at = True, self.count.next(), self.clock()
        self._bump(series)

    def _touch_series(self, record: Record) -> None:
        if record.is_exception:
            self._bump(self.records[record.resource["seriesMasterId"]])

    def _bump(self, series: Record) -> None:
        series.seq, series.at = self.count.next(), self.clock()
        series.before = series.resource
        series.resource = series.resource | {
            "changeKey": _key(series),
            "lastModifiedDateTime": stamp(series.at),
        }

    def _start_over(self, series: Record) -> None:
        """Forget what was apart of a series whose times are others now, as Exchange does."""
        series.gone = frozenset()
        for one in self.exceptions(series.id):
            del self.records[one.id]


def _key(record: Record) -> str:
    """Return what stands for an event as it is after its last change, or move."""
    return hashlib.sha256(f"{record.id} {record.seq}".encode()).hexdigest()[:24]


def touches(resource: Json, span: Stretch) -> bool:
    """Say whether an event lies in a stretch of time."""
    start, end = instant(resource["start"]), instant(resource["end"])
    return start < span[1] and (end > span[0] or start >= span[0])


def _times(resource: Json) -> tuple[object, ...]:
    return resource["start"], resource["end"], resource["recurrence"]
