"""Calendar files → events: the whole way, for one file or for many."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from relance.errors import BadInput
from relance.ical.decode import Part, Reader, Unreadable
from relance.ical.expand import Expander, newest
from relance.ical.files import calendar_files, read_bytes
from relance.ical.recur import Budget
from relance.ical.scan import LARGEST, Block, Scan, scan
from relance.ical.told import short
from relance.ical.zones import Zones
from relance.model import Span, Warned, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from relance.ical.scan import Context
    from relance.ical.told import Told
    from relance.model import Event

_LONGEST_SPAN = timedelta(days=366 * 30)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything that some files say about one UID: an appointment or a whole series."""

    uid: str
    parts: tuple[tuple[Scan, Block], ...]

    def digest(self) -> bytes:
        """Return a hash that changes when anything that can matter to its events does."""
        made = blake2b(digest_size=8)
        for file, block in self.parts:
            made.update(file.contexts[block.calendar].digest)
            made.update(file.raw(block))
        return made.digest()

    @property
    def files(self) -> frozenset[str]:
        """Return the names of the files that hold it."""
        return frozenset(file.told.where for file, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read. `whole` is false when a file may hold more than could be seen."""

    events: tuple[Event, ...]
    warnings: tuple[Warned, ...] = ()
    whole: bool = True


def bundles(scans: Iterable[Scan], window: Window | None = None) -> Iterator[Bundle]:
    """Yield each UID that can have a part in the window, with its blocks in all files."""
    groups: dict[str, list[tuple[Scan, Block]]] = {}
    for file in scans:
        for block in file.blocks:
            groups.setdefault(block.uid, []).append((file, block))
    low, high = _days(window)
    for uid, parts in groups.items():
        if any(block.may_touch(low, high) for _, block in parts):
            yield Bundle(uid, tuple(parts))


def _days(window: Window | None) -> tuple[int, int]:
    if window is None:
        return 0, 1 << 30
    return window.span.start.toordinal() - 3, window.span.end.toordinal() + 3


@dataclass(slots=True)
class BundleReader:
    """Turn bundles into events, all within one budget."""

    window: Window
    budget: Budget = field(default_factory=Budget)
    _readers: dict[tuple[int, bytes], Reader] = field(default_factory=dict)

    def events(
        self, bundle: Bundle, *, ref: str = "", version: str = ""
    ) -> tuple[Event, ...] | None:
        """Return the occurrences inside the window; None when nothing of it could be read."""
        drafts = []
        for file, block in bundle.parts:
            context = file.contexts[block.calendar]
            part = Part(block.uid, file.raw(block), context, ref, version)
            try:
                drafts.append(self._reader(file, context).draft(part))
            except Unreadable as why:
                _leave_out(file.told, bundle.uid, str(why))
        if not drafts:
            return None
        told = bundle.parts[0][0].told
        try:
            return tuple(Expander(self.window, self.budget, told).events(newest(drafts)))
        except OverflowError:
            _leave_out(told, bundle.uid, "it reaches beyond the calendar")
            return None

    def _reader(self, file: Scan, context: Context) -> Reader:
        place = (id(file), context.digest)
        if place not in self._readers:
            zones = Zones(self.window.zone, file.told, context.timezones)
            self._readers[place] = Reader(zones, file.told)
        return self._readers[place]


def _leave_out(told: Told, uid: str, why: str) -> None:
    told.tell(
        f"the event with UID {short(uid)} is left out: {why}.",
        "Mend or delete it in the calendar that it comes from.",
    )


def read_events(
    data: bytes, *, where: str, zone: ZoneInfo, window: Window | None = None
) -> Reading:
    """Read the events of one file; raise BadInput when it is no calendar.

    Without a window: single events of any age, and recurrences over the file's own span.
    """
    return _read([scan(data, where)], zone, window, ())


def read_path(path: Path, *, zone: ZoneInfo, window: Window | None = None) -> Reading:
    """Read a calendar file, or all those in a folder as one calendar.

    In a folder, a file that cannot be read is a warning; alone it is an error.
    """
    if not path.is_dir():
        return read_events(read_bytes(path), where=path.name, zone=zone, window=window)
    scans, warnings = scan_folder(path)
    return _read(scans, zone, window, warnings)


def scan_folder(folder: Path) -> tuple[list[Scan], list[Warned]]:
    """Scan every calendar file of a folder; those that cannot be read are told."""
    scans: list[Scan] = []
    warnings: list[Warned] = []
    size = 0
    for path in calendar_files(folder):
        where = path.relative_to(folder).as_posix()
        try:
            data = read_bytes(path)
            size += len(data)
            if size > LARGEST:
                raise too_much(str(folder))
            scans.append(scan(data, where))
        except BadInput as wrong:
            if size > LARGEST:
                raise
            warnings.append(Warned(where, wrong.what, wrong.remedy))
    return scans, warnings


def too_much(where: str) -> BadInput:
    """Return the error for more data than is read at once."""
    return BadInput(
        f"its files hold more than {LARGEST >> 20} MB.",
        where=where,
        remedy="Name a smaller folder.",
    )


def _read(
    scans: Sequence[Scan], zone: ZoneInfo, window: Window | None, warnings: Sequence[Warned]
) -> Reading:
    reader = BundleReader(window or Window(_own_span(scans), zone))
    alone = None if window is not None else BundleReader(Window(_EVER, zone), reader.budget)
    events: list[Event] = []
    for bundle in bundles(scans, window):
        repeats = any(block.recurs for _, block in bundle.parts)
        events += (reader if alone is None or repeats else alone).events(bundle) or ()
    told = [warning for file in scans for warning in file.told.warnings]
    whole = not warnings and all(file.whole for file in scans)
    return Reading(tuple(events), (*warnings, *told), whole)


_EVER = Span(datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC))


def _own_span(scans: Sequence[Scan]) -> Span:
    """Return the time from the first to the last date in some files, thirty years at most."""
    blocks = [block for file in scans for block in file.blocks]
    if not blocks:
        return Span(_EVER.start, _EVER.start)
    first = min(block.first for block in blocks)
    ends = (
        block.until if block.recurs and block.until < _EVER.end.toordinal() else block.last
        for block in blocks
    )
    last = max(ends)
    start = max(datetime.fromordinal(max(first - 1, 1)).replace(tzinfo=UTC), _EVER.start)
    end = min(datetime.fromordinal(min(last + 2, 3_652_059)).replace(tzinfo=UTC), _EVER.end)
    return Span(max(start, end - _LONGEST_SPAN) if end > start else start, max(start, end))
