"""Follow-ups as a file, and which files may be written over."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from relance.errors import BadInput, Refused
from relance.model import OurMark, ShowsAs, State, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from relance.ical import Scan
    from relance.model import Event
    from relance.service.service import Service
    from relance.settings import Settings

CALENDAR = "Relances"
_COMPONENT = re.compile(rb"^BEGIN:([^\r\n]{0,40})", re.IGNORECASE | re.MULTILINE)
_OF_EVENTS = frozenset({b"VCALENDAR", b"VEVENT", b"VALARM", b"VTIMEZONE", b"STANDARD", b"DAYLIGHT"})
_MARKED = re.compile(rb"^X-RELANCE-KEY[:;]", re.IGNORECASE | re.MULTILINE)


def exported(
    service: Service,
    now: datetime,
    *,
    company: str | None,
    forecast: bool,
    foretold: Callable[[str], str],
) -> tuple[Event, ...]:
    """Return follow-ups as events; a forecast's title is what `foretold` makes of it."""
    events = service.export(now, company=company, forecast=forecast)
    if not forecast:
        return events
    coming = service.plan(now, forecast=True)
    uids = {f.key.uid for f in coming if f.state is State.FORECAST}
    return tuple(as_forecast(e, foretold(e.summary)) if e.uid in uids else e for e in events)


def as_forecast(event: Event, title: str) -> Event:
    """Return an event that only tells what may come: tentative, free, and without a sound."""
    told = replace(event, summary=title, status=Status.TENTATIVE, shows_as=ShowsAs.FREE, alarms=())
    if event.our_mark is None:
        return told
    mark = OurMark(event.our_mark.key, told.fingerprint(), event.our_mark.memory)
    return replace(told, our_mark=mark)


def export_bytes(events: Sequence[Event], now: datetime, name: str = CALENDAR) -> bytes:
    """Return follow-ups as an .ics file."""
    from relance.ical import calendar_bytes  # noqa: PLC0415 - quick start

    return calendar_bytes(events, stamp=now, name=name)


def check_target(file: Path, settings: Settings, *, force: bool) -> None:
    """Raise Refused when an export must not be written there.

    With `force` any file may be written over but what the settings name: the calendars that are
    read, the folder of the follow-ups, the journal and the settings themselves.
    """
    try:
        target = file.resolve()
    except (OSError, RuntimeError) as error:
        raise Refused("this name leads nowhere.", where=str(file)) from error
    for named in _named(settings):
        if target == named or (named in target.parents and named.is_dir()):
            raise Refused(
                f"{named} is named by your settings, so no export is written there.",
                where=str(file),
                remedy="Name a file in another folder.",
            )
    if target.exists() and not target.is_file():
        raise Refused("it is no file.", where=str(file), remedy="Name a file to write.")
    if not force and not holds_only_ours(target):
        raise Refused(
            "it holds something else than follow-ups of relance.",
            where=str(file),
            remedy="Name another file, or write over this one with --force.",
        )


def _named(settings: Settings) -> Iterator[Path]:
    """Yield the places that the settings name."""
    from relance.journal.location import path_of  # noqa: PLC0415 - quick start

    journal = path_of(settings.journal_url)
    yield from (file.resolve() for file in (settings.file, journal) if file is not None)
    for account in settings.accounts:
        if account.kind != "ics":
            continue
        for place in (*account.options.get("read", ()), account.write):
            if place:
                yield Path(place).resolve()


def holds_only_ours(file: Path, calendar: str = "") -> bool:
    """Say whether nothing is lost with a file: it is missing, or holds follow-ups of ours alone.

    With `calendar` it must be the calendar of that name.
    """
    from relance.ical import LARGEST, scan  # noqa: PLC0415 - quick start

    if not file.exists():
        return True
    try:
        if file.stat().st_size > LARGEST:
            return False
        found = scan(file.read_bytes(), file.name)
    except (OSError, BadInput):
        return False
    named = not calendar or f"X-WR-CALNAME:{calendar}".encode() in found.data.splitlines()
    return named and _is_ours(found)


def _is_ours(found: Scan) -> bool:
    """Say whether a calendar holds nothing but events of ours; none at all in one that we made."""
    from relance.ical.encode import PRODUCT  # noqa: PLC0415 - quick start

    kinds = {kind.strip().upper() for kind in _COMPONENT.findall(found.data)}
    if found.damaged or not found.whole or not kinds <= _OF_EVENTS:
        return False
    if not found.blocks:
        return f"PRODID:{PRODUCT}".encode() in found.data.splitlines()
    return all(
        block.uid.endswith("@relance") or _MARKED.search(found.raw(block)) for block in found.blocks
    )
