"""The events that one round of listing tells: all in a window, or what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google_wire_shelf import FAR_PAST
from google_wire_times import span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from google_wire_answers import Json
    from google_wire_shelf import Record, Shelf
    from google_wire_view import Wanted


def everything(shelf: Shelf, wanted: Wanted) -> list[Json]:
    """Return what lies in the window."""
    told: dict[str, Json] = {}
    for record in shelf.records.values():
        if record.vanished:
            continue
        if record.cancelled and not _tells_cancelled(shelf, record, wanted):
            continue
        for one in _of(shelf, record, wanted):
            told.setdefault(one["id"], one)
    return list(told.values())


def _tells_cancelled(shelf: Shelf, record: Record, wanted: Wanted) -> bool:
    """Say whether a full list tells a cancelled event: exceptions of a live series it does."""
    series = shelf.records.get(record.series)
    exception = series is not None and not series.cancelled
    return wanted.deleted or (exception and not wanted.single)


def _of(shelf: Shelf, record: Record, wanted: Wanted) -> Iterator[Json]:
    """Yield an event, or its instances, as far as they lie in the window."""
    resource = record.resource
    if record.cancelled:
        if record.series or wanted.covers(record.start, record.end):
            yield resource
    elif not resource.get("recurrence"):
        if wanted.covers(record.start, record.end):
            yield resource
    elif wanted.single:
        yield from _instances(shelf, resource, wanted)
    elif next(_instances(shelf, resource, wanted), None) is not None:
        yield resource


def _instances(shelf: Shelf, master: Json, wanted: Wanted) -> Iterator[Json]:
    """Yield the instances of a series that have no exception of their own."""
    low, high = wanted.low or FAR_PAST, wanted.high or shelf.horizon()
    apart = shelf.exceptions.get(master["id"], set())
    for made in shelf.expanded(master, low, high):
        if made["id"] not in apart and wanted.covers(*span(made, shelf.zone)):
            yield made


def since(shelf: Shelf, wanted: Wanted, seq: int) -> list[Json]:
    """Return what changed since a token was given, cancelled or not."""
    changed = [r for r in shelf.records.values() if r.seq > seq and not r.vanished]
    told: dict[str, Json] = {}
    for record in sorted(changed, key=lambda r: r.seq):
        for one in _changed(shelf, record, wanted):
            told[one["id"]] = one
    if wanted.single:
        told |= _lost(shelf, wanted, seq)
    return list(told.values())


def _changed(shelf: Shelf, record: Record, wanted: Wanted) -> Iterator[Json]:
    resource = record.resource
    if not wanted.covers(*record.reach):
        return
    if resource.get("recurrence") and wanted.single:
        if record.cancelled:
            if shelf.habits.series_gone != "instances":
                yield resource
            return
        yield from _instances(shelf, resource, wanted)
        for event_id in shelf.exceptions.get(resource["id"], ()):
            yield shelf.records[event_id].resource
        return
    yield resource


def _lost(shelf: Shelf, wanted: Wanted, seq: int) -> dict[str, Json]:
    """Return the instances that their series lost since."""
    now, habits = shelf.clock(), shelf.habits
    told = {}
    for event_id, lost in shelf.lost.items():
        if lost.seq <= seq or not wanted.covers(*_span(shelf, lost.resource)):
            continue
        near = abs(lost.at - now) <= habits.gone_horizon
        if lost.series_gone and (habits.series_gone == "series" or not near):
            continue
        told[event_id] = lost.resource | {"status": "cancelled"}
    return told


def _span(shelf: Shelf, resource: Json) -> tuple[datetime, datetime]:
    return span(resource, shelf.zone)
