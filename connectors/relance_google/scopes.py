"""What relance asks to be allowed at Google: no more than the settings of an account need.

Which scope allows what stands in Google's reference of the Calendar API.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PREFIX = "https://www.googleapis.com/auth/"
PRIMARY = "primary"

LIST = "calendar.calendarlist.readonly"
READ_OWN = "calendar.events.owned.readonly"
READ_ALL = "calendar.events.readonly"
DEDICATED = "calendar.app.created"
WRITE_OWN = "calendar.events.owned"

FOR = {
    LIST: "to see which calendars you have",
    READ_OWN: "to find interviews and busy times in the calendars that you own",
    READ_ALL: "to find interviews and busy times in all calendars that you can see",
    DEDICATED: "to make a calendar for the follow-ups, and to write into that one alone",
    WRITE_OWN: "to write follow-ups into a calendar of yours",
}
"""What each permission is for, in words for the person."""

_READ = "to find interviews and busy times"
_WRITE = "to write follow-ups"
_BY_METHOD = {
    "calendarlist.get": FOR[LIST],
    "calendarlist.list": FOR[LIST],
    "calendars.insert": FOR[DEDICATED],
    "events.delete": _WRITE,
    "events.get": _READ,
    "events.insert": _WRITE,
    "events.instances": _READ,
    "events.list": _READ,
    "events.patch": _WRITE,
    "events.watch": _READ,
}

_WIDER = {
    LIST: {"calendar", "calendar.readonly", "calendar.calendarlist"},
    READ_OWN: {"calendar", "calendar.readonly", "calendar.events", READ_ALL, WRITE_OWN},
    READ_ALL: {"calendar", "calendar.readonly", "calendar.events"},
    DEDICATED: {"calendar"},
    WRITE_OWN: {"calendar", "calendar.events"},
}
"""Other permissions that allow all that one does."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A permission that is needed and was not given."""

    scope: str

    def __str__(self) -> str:
        return f"{self.scope} ({FOR.get(self.scope, 'needed')})"


def is_dedicated(write: str) -> bool:
    """Say whether follow-ups go into a calendar that relance makes: a name, not an id."""
    return write != PRIMARY and "@" not in write


def needed(read: Sequence[str], write: str | None) -> tuple[str, ...]:
    """Return the scopes that an account needs, by short name."""
    own_alone = all(one == PRIMARY for one in read)
    wanted = [LIST]
    if write is not None:
        wanted.append(DEDICATED if is_dedicated(write) else WRITE_OWN)
    if read and not own_alone:
        wanted.append(READ_ALL)
    elif read and WRITE_OWN not in wanted:  # which allows to read them too
        wanted.append(READ_OWN)
    return tuple(sorted(wanted))


def missing(wanted: Iterable[str], granted: Iterable[str]) -> tuple[Missing, ...]:
    """Return what was not given of what is needed; a wider permission will do."""
    have = frozenset(granted)
    return tuple(Missing(one) for one in wanted if not have & {one, *_WIDER.get(one, ())})


def meaning(method: str) -> str:
    """Return what the permission is for that a method needs; nothing for one that is unknown."""
    return _BY_METHOD.get(".".join(method.lower().split(".")[-2:]), "")


def short(scopes: Iterable[str]) -> tuple[str, ...]:
    """Return scopes by their short names, sorted; foreign ones stay as they are."""
    return tuple(sorted({one.removeprefix(PREFIX) for one in scopes}))


def long(scopes: Iterable[str]) -> str:
    """Return scopes as they are asked for: whole addresses, with spaces between."""
    return " ".join(one if "://" in one else f"{PREFIX}{one}" for one in scopes)
