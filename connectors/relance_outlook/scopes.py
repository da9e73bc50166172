"""What relance asks to be allowed at Microsoft: no more than the settings of an account need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PRIMARY = "primary"

READ = "Calendars.Read"
WRITE = "Calendars.ReadWrite"

FOR = {
    READ: "to find interviews and busy times in your calendars",
    WRITE: "to do that, to make a calendar for the follow-ups, and to write them",
}
"""What each permission is for, in words for the person."""

_WIDER = {READ: {READ, WRITE}, WRITE: {WRITE}}


@dataclass(frozen=True, slots=True)
class Missing:
    """A permission that is needed and was not given."""

    scope: str

    def __str__(self) -> str:
        return f"{self.scope} ({FOR.get(self.scope, 'needed')})"


def needed(write: str | None) -> tuple[str, ...]:
    """Return the permissions that an account needs: a single one."""
    return (READ,) if write is None else (WRITE,)


def missing(wanted: Iterable[str], granted: Iterable[str]) -> tuple[Missing, ...]:
    """Return what was not given of what is needed; a wider permission will do."""
    have = {one.casefold() for one in granted}
    return tuple(
        Missing(one)
        for one in wanted
        if not have & {wider.casefold() for wider in _WIDER.get(one, {one})}
    )


def short(told: str) -> tuple[str, ...]:
    """Return the permissions of calendars that an answer names, by their short names."""
    names = {one.rpartition("/")[2] for one in told.split()}
    return tuple(sorted(one for one in names if one.casefold().startswith("calendars.")))
