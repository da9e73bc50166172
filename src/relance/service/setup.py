"""Settings and accounts, before there is anything to open."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.errors import BadSettings
from relance.model import Owner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from relance.secrets import Safe
    from relance.settings import Settings


LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Place:
    """Whose calendar it is, and where they live: what reading a file needs."""

    owner: Owner
    zone: ZoneInfo
    country: str
    language: str = "auto"


def load_settings(file: Path | None) -> Settings:
    """Read the settings; raise BadSettings with every fault."""
    from relance.settings import load  # noqa: PLC0415 - quick start

    return load(file)


def settings_file(file: Path | None) -> Path:
    """Return where the settings are, or would be."""
    from relance.settings import default_file  # noqa: PLC0415 - quick start

    named = os.environ.get("RELANCE_CONFIG", "")
    return file or (Path(named).expanduser() if named else default_file())


def secrets_of(settings: Settings) -> Safe:
    """Return where the secrets of these settings rest; it opens nothing before it is asked."""
    from relance.secrets import Safe, place_for  # noqa: PLC0415 - quick start

    return Safe(place_for(settings.mark))


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
    file: Path, *, name: str, emails: Sequence[str], zone: str, country: str | None, force: bool
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


def answered(what: str, text: str) -> str:
    """Return an answer about the owner as the settings hold it; raise ValueError for a wrong one.

    `what` is name, email, zone or country.
    """
    from relance.settings import values  # noqa: PLC0415 - quick start

    if what == "name":
        if len(text) > LONGEST_NAME or not text.isprintable():
            raise ValueError(f"write one line of at most {LONGEST_NAME} characters")
        return text.strip()
    read = {"email": values.email, "zone": values.zone, "country": values.country}[what]
    return read(text.strip())


def pause(text: str, *, rehearsing: bool = False) -> timedelta:
    """Read the time between two passes, within the bounds that the setting has.

    Somebody who rehearses with a clock of their own may go down to a second. Raises ValueError
    with what would be right.
    """
    from datetime import timedelta  # noqa: PLC0415 - quick start

    from relance.settings.values import length_between  # noqa: PLC0415 - quick start

    least = timedelta(seconds=1) if rehearsing else timedelta(minutes=1)
    return length_between(text, least, timedelta(hours=24))


def patience(text: str) -> timedelta:
    """Read how long to wait for a person; raise ValueError with what would be right."""
    from datetime import timedelta  # noqa: PLC0415 - quick start

    from relance.settings.values import length_between  # noqa: PLC0415 - quick start

    return length_between(text, timedelta(seconds=1), timedelta(hours=1))


def length(of: timedelta) -> str:
    """Return a length of time as it is written in the settings, like 5m or 1h30m."""
    from relance.settings.values import told  # noqa: PLC0415 - quick start

    return told(of)
