"""One calendar of a fake Google: what it holds, and what changed since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from google_wire_series import instance, originals
from google_wire_times import span, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from google_wire_answers import Json
    from google_wire_habits import Habits

FAR_PAST, FAR_FUTURE = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
ENDLESS = timedelta(days=730)  # how far a series without an end is told


@dataclass(slots=True)
class Record:
    """One event as it stands; `resource` is replaced, never changed in place."""

    resource: Json
    seq: int
    start: datetime = FAR_PAST
    end: datetime = FAR_FUTURE
    reach: tuple[datetime, datetime] = (FAR_FUTURE, FAR_PAST)  # all that it ever covered
    before: Json | None = None
    vanished: bool = False

    @property
    def cancelled(self) -> bool:
        return bool(self.resource["status"] == "cancelled")

    @property
    def series(self) -> str:
        """Return the id of the series that this is an exception of."""
        return str(self.resource.get("recurringEventId", ""))


@dataclass(slots=True)
class Lost:
    """An instance that its series does not have any more."""

    seq: int
    at: datetime
    resource: Json
    series_gone: bool


@dataclass(slots=True)
class Count:
    """What is counted over all calendars: changes."""

    seq: int = 0

    def next(self) -> int:
        self.seq += 1
        return self.seq


@dataclass(slots=True)
class Shelf:
    """The events of one calendar, and what its owner set for it."""

    id: str
    summary: str
    zone: str
    role: str
    count: Count
    clock: Callable[[], datetime]
    habits: Habits
    primary: bool = False
    made_by: str = ""
    entry: Json = field(default_factory=dict)  # what else its calendarList entry says
    closed: int = 0  # the status that it answers since access to it was lost
    tokens_from: int = 0  # sync tokens older than this change are expired
    records: dict[str, Record] = field(default_factory=dict)
    lost: dict[str, Lost] = field(default_factory=dict)
    exceptions: dict[str, set[str]] = field(default_factory=dict)

    def live(self) -> Iterator[Record]:
        """Yield what is not cancelled."""
        return (record for record in self.records.values() if not record.cancelled)

    def find(self, event_id: str) -> Json | None:
        """Return an event or an instance of a series, cancelled or not."""
        record = self.records.get(event_id)
        if record is not None:
            return None if record.vanished else record.resource
        lost = self.lost.get(event_id)
        if lost is not None:
            return lost.resource | {"status": "cancelled"}
        return self._instance(event_id)

    def _instance(self, event_id: str) -> Json | None:
        for record in self.live():
            if record.resource.get("recurrence"):
                for made in self.expanded(record.resource, FAR_PAST, self.horizon()):
                    if made["id"] == event_id:
                        return made
        return None

    def horizon(self) -> datetime:
        """Return until when a series without an end is told."""
        return self.clock().astimezone(UTC) + ENDLESS

    def expanded(self, master: Json, after: datetime, before: datetime) -> Iterator[Json]:
        """Yield the instances that the rule makes, those with an exception too."""
        for original in originals(master, self.zone, after, before):
            yield instance(master, self.zone, original)

    def write(self, resource: Json, *, quiet: bool = False) -> Json:
        """Keep an event as it is now; `quiet` tells no sync of it. Return it as kept."""
        event_id, old = resource["id"], self.records.get(resource["id"])
        seq = self.count.next()
        now = stamp(self.clock())
        kept: Json = resource | {"etag": f'"{3_400_000_000_000_000 + 2 * seq}"'}
        if not quiet or old is None:
            kept["updated"] = now
        record = Record(kept, seq if not quiet or old is None else old.seq)
        if old is not None:
            record.reach, record.before = old.reach, old.resource
        self._measure(record)
        self._note_lost(old.resource if old is not None else None, kept, seq)
        self.records[event_id] = record
        if record.series:
            self.exceptions.setdefault(record.series, set()).add(event_id)
        self._cancel_exceptions(kept)
        return kept

    def _cancel_exceptions(self, series: Json) -> None:
        """Cancel the exceptions that a series has no place for any more."""
        known = self.exceptions.get(series["id"])
        if not known:
            return
        gone = series["status"] == "cancelled" or not series.get("recurrence")
        remaining = set() if gone else {made["id"] for made in self._all(series)}
        for event_id in known - remaining:
            record = self.records[event_id]
            if not record.cancelled:
                self.write(record.resource | {"status": "cancelled"})

    def _measure(self, record: Record) -> None:
        if "start" not in record.resource or "end" not in record.resource:
            return
        record.start, record.end = span(record.resource, self.zone)
        if record.resource.get("recurrence"):
            record.end = FAR_FUTURE
        low, high = record.reach
        record.reach = min(low, record.start), max(high, record.end)

    def _note_lost(self, old: Json | None, new: Json, seq: int) -> None:
        """Note what a reader of single events does not see any more."""
        if old is not None and old.get("recurrence") and old["status"] != "cancelled":
            gone = new["status"] == "cancelled"
            remaining = set() if gone else {one["id"] for one in self._all(new)}
            for made in self._all(old):
                if made["id"] not in remaining:
                    at = span(made, self.zone)[0]
                    self.lost[made["id"]] = Lost(seq, at, made, series_gone=gone)
        elif old is not None and new.get("recurrence") and not old.get("recurrence"):
            self.lost[new["id"]] = Lost(seq, span(old, self.zone)[0], old, series_gone=False)
        if new["status"] != "cancelled" and self.lost:
            for made in self._all(new):
                self.lost.pop(made["id"], None)

    def _all(self, resource: Json) -> Iterator[Json]:
        if resource.get("recurrence"):
            yield from self.expanded(resource, FAR_PAST, self.horizon())
        else:
            yield resource
