"""Settings and accounts, before there is anything to open."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.errors import BadSettings
from relance.model import Owner, Verdict, Warned, Window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from relance.model import Event
    from relance.ports import Account
    from relance.service.rows import ReadEvent
    from relance.settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """Whose calendar it is, and where they live: what reading a file needs."""

    owner: Owner
    zone: ZoneInfo
    country: str
    language: str = "auto"


@dataclass(frozen=True, slots=True)
class Connected:
    """What was found in an account that is to be connected."""

    name: str
    events: int
    interviews: tuple[ReadEvent, ...]
    to_settle: int
    warnings: tuple[Warned, ...] = ()
    write: str | None = None


def load_settings(file: Path | None) -> Settings:
    """Read the settings; raise BadSettings with every fault."""
    from relance.settings import load  # noqa: PLC0415 - quick start

    return load(file)


def settings_file(file: Path | None) -> Path:
    """Return where the settings are, or would be."""
    from relance.settings import default_file  # noqa: PLC0415 - quick start

    named = os.environ.get("RELANCE_CONFIG", "")
    return file or (Path(named).expanduser() if named else default_file())


def place_of(settings: Settings) -> Place:
    """Return what reading a file needs of the settings."""
    return Place(settings.owner, settings.zone, settings.place.country, settings.language)


def place_here(*, zone: str = "", country: str | None = None) -> Place:
    """Return where this computer stands, for reading without settings.

    Raises BadSettings for a zone or a country that does not exist.
    """
    from relance.reading.recruiters import country_of  # noqa: PLC0415 - quick start
    from relance.settings import values  # noqa: PLC0415 - quick start
    from relance.settings.view import computer_zone  # noqa: PLC0415 - quick start

    try:
        named = values.zone(zone) if zone else computer_zone()
    except ValueError as error:
        raise BadSettings([f'zone = "{zone}": {error}']) from None
    try:
        guessed = country_of(named) or "" if country is None else values.country(country)
    except ValueError as error:
        raise BadSettings([f'country = "{country}": {error}']) from None
    return Place(Owner(), ZoneInfo(named), guessed)


def write_starter(
    file: Path, *, name: str, emails: Sequence[str], zone: str, country: str, force: bool
) -> None:
    """Write a first settings file; raise BadSettings when one is there already."""
    from relance.settings import starter  # noqa: PLC0415 - quick start
    from relance.settings.write import write_settings  # noqa: PLC0415 - quick start

    text = starter(name=name, emails=emails, zone=zone, country=country)
    if file.exists() and not force:
        raise BadSettings(
            ["there are settings here already; `--force` writes new ones over them"],
            where=str(file),
        )
    write_settings(file, text)


def add_account(file: Path, kind: str, name: str, read: Sequence[str], write: str | None) -> None:
    """Add an account to the settings without reading it."""
    from relance.settings import add_account as add  # noqa: PLC0415 - quick start

    add(file, kind, name, read, write)


def connect_account(
    file: Path,
    kind: str,
    name: str,
    read: Sequence[str],
    write: str | None,
    now: datetime,
    *,
    dry_run: bool = False,
) -> Connected:
    """Read an account that is not in the settings yet, and add it when that went well.

    Raises what reading it raised; then the settings stay as they were.
    """
    found = _tried(file, kind, name, read, write, now)
    if not dry_run:
        add_account(file, kind, name, read, write)
    return found


def _tried(
    file: Path, kind: str, name: str, read: Sequence[str], write: str | None, now: datetime
) -> Connected:
    """Read an account as it would stand in the settings, without writing there."""
    from relance.connectors import open_account  # noqa: PLC0415 - quick start
    from relance.service.readings import read_all  # noqa: PLC0415 - quick start
    from relance.settings import load  # noqa: PLC0415 - quick start

    load(file)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        copy.write_bytes(file.read_bytes())
        add_account(copy, kind, name, read, write)
        settings = load(copy)
    opened = open_account(next(one for one in settings.accounts if one.name == name))
    events, warnings = _read(opened.account, Window.around(now, settings.zone))
    readings = read_all(events, settings.owner, settings.place.country, now)
    return Connected(
        name,
        len(events),
        tuple(r for r in readings if r.recognition.verdict is Verdict.YES),
        sum(r.recognition.verdict is Verdict.ASK for r in readings),
        warnings,
        write,
    )


def _read(account: Account, window: Window) -> tuple[list[Event], tuple[Warned, ...]]:
    events: list[Event] = []
    warnings: list[Warned] = []
    for calendar in account.calendars():
        for page in calendar.pull(None, window):
            events += [e for i in page.items for e in i.events if e.our_mark is None]
            warnings += page.warnings
    return events, tuple(warnings)


def export_bytes(events: Sequence[Event], now: datetime) -> bytes:
    """Return follow-ups as an .ics file."""
    from relance.ical import calendar_bytes  # noqa: PLC0415 - quick start

    return calendar_bytes(events, stamp=now, name="Relances")


def duration(text: str) -> timedelta:
    """Read a length of time like 5m or 1h30; raise ValueError with what would be right."""
    from relance.settings.values import duration as read  # noqa: PLC0415 - quick start

    return read(text)
