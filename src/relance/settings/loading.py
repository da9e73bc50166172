"""The settings file → Settings, or every fault at once."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relance.errors import BadSettings
from relance.settings.places import default_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from relance.settings.tables import Tables
    from relance.settings.view import Settings

_MOST = 200_000  # bytes; no settings are that long


def load(path: Path | None = None, env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings: the environment over the file over the defaults.

    Without a path, the file is what RELANCE_CONFIG names, or the platform's own place. Raises
    BadSettings with every fault.
    """
    from relance.settings.view import Settings  # noqa: PLC0415 - quick start

    environment = os.environ if env is None else env
    named = environment.get("RELANCE_CONFIG", "")
    file = path or (Path(named).expanduser() if named else default_file())
    return Settings(parse(_read(file), environment, file), file)


def parse(text: str, env: Mapping[str, str], file: Path) -> Tables:
    """Return the tables of a settings text; raise BadSettings with every fault."""
    from pydantic import ValidationError  # noqa: PLC0415 - quick start

    from relance.settings import checks, faults  # noqa: PLC0415 - quick start
    from relance.settings.tables import ENVIRONMENT, Tables  # noqa: PLC0415 - quick start
    from relance.settings.view import country_in  # noqa: PLC0415 - quick start

    content = _toml(text, file)
    found = list(faults.misspelled(env))
    token = ENVIRONMENT.set(env)
    try:
        tables = Tables(**content)
    except ValidationError as error:
        together = checks.faults(checks.outline(content))
        raise BadSettings([*faults.lines(error, env), *together, *found], where=str(file)) from None
    finally:
        ENVIRONMENT.reset(token)
    whole = tables.model_dump(include=checks.LOOKED_AT)
    found += checks.faults(checks.outline({**whole, "country": country_in(tables)}))
    if found:
        raise BadSettings(found, where=str(file))
    return tables


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST + 1)
    except FileNotFoundError:
        raise BadSettings(
            ["there is no settings file here; run: relance init"], where=str(file)
        ) from None
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or "no such name"
        raise BadSettings([f"the settings cannot be read: {told}"], where=str(file)) from None
    if len(content) > _MOST:
        raise BadSettings(["this is too long to be a settings file"], where=str(file))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        told = f"line {line} is not UTF-8; save the file in that encoding"
        raise BadSettings([told], where=str(file)) from None


def _toml(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise BadSettings([f"this is not TOML: {error}"], where=str(file)) from None
    except RecursionError:
        raise BadSettings(
            ["tables stand in tables too deep to be settings"], where=str(file)
        ) from None
