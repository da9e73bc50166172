"""Write settings for the person: a first file, an account at its end, or one taken out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from relance.errors import BadSettings, Refused
from relance.files import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A tab stands before each comment, as it can in no value: there the comments are aligned.
_STARTER = """\
# The settings of relance. Every setting with its default: config.example.toml.

language = "auto"	# fr, en, or auto: the candidacy's own
timezone = {zone}	# yours
country = {country}	# yours, for public holidays; "" for none

[owner]
name = {name}
emails = [{emails}]	# how a calendar knows you
own_domains = []	# your present employer's: its interviews are not yours

# What comes after an interview and when calls are made are settings too: [windows],
# [[sequence]], [[companies]]. `relance connect` adds your calendars below.
"""


def starter(
    *, name: str = "", emails: Sequence[str] = (), zone: str = "", country: str | None = None
) -> str:
    """Return the text of a first settings file; zone and country are guessed when not given.

    An empty country is none.
    """
    from relance.reading.recruiters import country_of  # noqa: PLC0415 - quick start
    from relance.settings.values import has_holidays  # noqa: PLC0415 - quick start
    from relance.settings.view import computer_zone  # noqa: PLC0415 - quick start

    zone = zone or computer_zone()
    guessed = (country_of(zone) or "") if country is None else country
    text = _STARTER.format(
        name=quoted(name),
        emails=", ".join(quoted(email) for email in emails),
        zone=quoted(zone),
        country=quoted(guessed if country or (guessed and has_holidays(guessed)) else ""),
    )
    text = "\n\n".join(_aligned(block) for block in text.split("\n\n"))
    _check(text, Path("config.toml"))
    return text


def _aligned(block: str) -> str:
    """Return lines with the comments behind them in one column."""
    lines = [line.partition("\t") for line in block.split("\n")]
    width = max((len(value) for value, tab, _ in lines if tab), default=0)
    return "\n".join(f"{value:<{width}}  {told}" if tab else value for value, tab, told in lines)


def add_account(
    path: Path,
    kind: str,
    name: str,
    read: Sequence[str],
    write: str | None = None,
    others: Mapping[str, str | bool] | None = None,
) -> None:
    """Add an account at the end of a settings file, keeping all that stands there.

    Raises BadSettings when the file would be wrong with it; then it stays as it was.
    """
    file = path.resolve()
    before = text_of(file)
    lines = [
        "[[accounts]]",
        f"name = {quoted(name)}",
        f"kind = {quoted(kind)}",
    ]
    if read or write is not None:
        lines.append(f"read = [{', '.join(quoted(one) for one in read)}]")
    if write is not None:
        lines.append(f"write = {quoted(write)}")
    lines += [f"{key} = {_value(value)}" for key, value in (others or {}).items()]
    joint = "\n" if before.endswith("\n") or not before else "\n\n"
    text = f"{before}{joint}{chr(10).join(lines)}\n"
    _check_with_account(before, text, file)
    write_settings(file, text)


def text_of(file: Path) -> str:
    """Return the text of a settings file; raise BadSettings when it cannot be read."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        from relance.settings.loading import load  # noqa: PLC0415 - it tells what is wrong

        load(file, {})
        raise


def write_settings(path: Path, text: str) -> None:
    """Write a settings file whole or not at all, for its owner alone."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, text.encode())
    except OSError as error:
        raise Refused(
            f"the settings cannot be written: {error.strerror}.",
            where=str(path),
            remedy="Give yourself the right to write there, or name another file with --config.",
        ) from error


def _value(value: str | bool) -> str:
    return quoted(value) if isinstance(value, str) else str(value).lower()


def quoted(text: str) -> str:
    """Return a TOML string."""
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007F")


def _check(text: str, file: Path) -> None:
    from relance.settings.loading import parse  # noqa: PLC0415 - quick start

    parse(text, {}, file)


def _check_with_account(before: str, text: str, file: Path) -> None:
    _check(before, file)
    try:
        _check(text, file)
    except BadSettings as error:
        if any(fault.startswith("this is not TOML") for fault in error.faults):
            told = "accounts stand in one list here; add the new one to it, or use [[accounts]]"
            raise BadSettings([told], where=str(file)) from None
        raise
