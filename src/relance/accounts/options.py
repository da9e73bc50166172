"""What the settings of any account say of its calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

EVERY = "*"


def calendars_of(given: Mapping[str, Any], usual: Sequence[str]) -> tuple[tuple[str, ...], Any]:
    """Return what is read, each once, and what is written; `usual` where nothing is said."""
    read, write = given.get("read", usual), given.get("write")
    names = (read,) if isinstance(read, str) else read
    return tuple(dict.fromkeys(one.strip() for one in names)), write and write.strip()


def calendar_faults(given: Mapping[str, Any], told_by: str = "id") -> Iterator[str]:
    """Yield what is wrong with `read` and `write`; `told_by` is what names a calendar too."""
    read = given.get("read", ())
    names = [read] if isinstance(read, str) else read
    if not isinstance(names, list | tuple) or not all(map(is_line, names)):
        yield f'read: write a list of calendars, by name or {told_by}: ["Work"], or ["*"] for all.'
    elif not names and "read" in given and given.get("write") is None:
        yield "read: name a calendar to read, or one to `write` into: there is neither."
    if given.get("write") is not None and not is_line(given["write"]):
        yield f'write: write the name or the {told_by} of one calendar, like "Relances".'
    elif given.get("write") is not None and given["write"].strip() == EVERY:
        yield "write: follow-ups go into one calendar; name it."


def is_line(value: object) -> bool:
    """Say whether a value is text on one line."""
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()
