"""Take an account out of a settings file; all else stays byte for byte."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from relance.errors import BadSettings
from relance.settings.write import text_of, write_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD = re.compile(r"[ \t]*\[\[[ \t]*(?:accounts|\"accounts\"|'accounts')[ \t]*\]\]")
_INSIDE = re.compile(r"[ \t]*\[{1,2}[ \t]*accounts[ \t]*\.")
_ANY_HEAD = re.compile(r"[ \t]*\[")


def remove_account(path: Path, name: str) -> None:
    """Take an account out of a settings file.

    Raises BadSettings, with the file as it was, when it stands there in a way that only the
    person can take apart.
    """
    file = path.resolve()
    write_settings(file, without(file, name))


def without(path: Path, name: str) -> str:
    """Return the text of a settings file without one account; raise BadSettings."""
    file = path.resolve()
    text = text_of(file)
    try:
        told = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError):
        told = {}
    accounts = told.get("accounts")
    names = [one.get("name") for one in accounts] if isinstance(accounts, list) else []
    if names.count(name) == 1:
        place = names.index(name)
        wanted = {**told, "accounts": [a for n, a in enumerate(accounts or ()) if n != place]}
        for shorter in _candidates(text):
            if _says(shorter, wanted):
                return shorter
    raise BadSettings(
        [f'the account "{name}" stands here in a way of its own; take it out by hand'],
        where=str(path),
    )


def _candidates(text: str) -> Iterator[str]:
    """Yield the text without each thing in it that looks like an account.

    Lines inside a long string may look like one too, so what is left must be read and compared.
    """
    lines = text.splitlines(keepends=True)
    for start, line in enumerate(lines):
        if _HEAD.match(line):
            for end in range(start + 1, len(lines) + 1):
                last = end == len(lines)
                if last or (_ANY_HEAD.match(lines[end]) and not _INSIDE.match(lines[end])):
                    yield _cut(lines, start, end)


def _cut(lines: list[str], start: int, end: int) -> str:
    """Return the lines without an account; comments behind it belong to what follows."""
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip()[0] == "#"):
        end -= 1
    if start and not lines[start - 1].strip():  # the empty line that came with it
        start -= 1
    return "".join(lines[:start] + lines[end:])


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        told = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return {"accounts": [], **told} == {"accounts": [], **wanted}
