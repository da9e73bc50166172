"""Events → what is recognised in them, for calendars and for files without any settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.errors import BadInput
from relance.model import Interview, Owner, Verdict, identity
from relance.reading.candidacies import grouped
from relance.reading.events import read_event
from relance.service.rows import ReadEvent, Readings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from relance.model import Event


GREENWICH = ZoneInfo("UTC")
NO_TIME = datetime.min.replace(tzinfo=UTC)


def read_file(path: Path, owner: Owner, zone: ZoneInfo, country: str, now: datetime) -> Readings:
    """Read a file or a folder of files; one damaged file in a folder is told, the rest is read.

    Raises BadInput when there is nothing that could be read.
    """
    from relance.ical import calendar_files, read_path  # noqa: PLC0415 - quick start

    if path.is_dir() and not calendar_files(path):
        raise BadInput("there is no .ics file in it.", where=str(path))
    read = read_path(path, zone=zone)
    if path.is_dir() and not read.events and not read.whole:
        remedy = f"The first: {read.warnings[0]}" if read.warnings else ""
        raise BadInput("none of its files could be read.", where=str(path), remedy=remedy)
    return Readings(read_all(read.events, owner, country, now, zone), tuple(read.warnings))


def read_all(
    events: Iterable[Event],
    owner: Owner,
    country: str,
    now: datetime,
    zone: ZoneInfo = GREENWICH,
) -> tuple[ReadEvent, ...]:
    """Return every event with its verdict, and interviews with their details and candidacy.

    They come in the order of time, all-day ones from the midnight of `zone`; an event that
    stands in several calendars comes once.
    """
    series: dict[Event, ReadEvent] = {}  # what an occurrence of a rule says, they all say
    read = []
    for event in _once(events):
        if event.from_rule:
            said = replace(event, start=NO_TIME, end=NO_TIME, recurrence_id=None)
            if said not in series:
                series[said] = _read(event, owner, country)
            read.append(replace(series[said], event=event))
        else:
            read.append(_read(event, owner, country))
    interviews = [
        Interview(r.event, r.recognition, r.details, now)
        for r in read
        if r.details is not None and r.recognition.verdict is Verdict.YES
    ]
    candidacy_of = {i.identity: name for name, group in grouped(interviews).items() for i in group}
    ordered = sorted(read, key=lambda r: (_instant(r.event.start, zone), r.event.uid))
    return tuple(
        replace(r, candidacy=candidacy_of.get(identity(r.event.uid, r.event.recurrence_id)))
        if r.recognition.verdict is Verdict.YES
        else r
        for r in ordered
    )


def _once(events: Iterable[Event]) -> list[Event]:
    """Return each appointment once: its latest revision, an occurrence's own over the rule's."""
    latest: dict[tuple[str, str | None], Event] = {}
    for event in events:
        name = event.uid, event.recurrence_id
        known = latest.get(name)
        if known is None or _revision(event) > _revision(known):
            latest[name] = event
    return list(latest.values())


def _instant(start: datetime | date, zone: ZoneInfo) -> float:
    moment = start if isinstance(start, datetime) else datetime.combine(start, time(), zone)
    return moment.timestamp()


def _revision(event: Event) -> tuple[int, bool]:
    return event.sequence, not event.from_rule


def _read(event: Event, owner: Owner, country: str) -> ReadEvent:
    read = read_event(event, owner, country)
    return ReadEvent(event, read.recognition, read.details)
