"""What the settings call a calendar ⇄ the calendars that an account has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.accounts.follow_ups import renamed, with_news
from relance_caldav.addresses import path_of
from relance_caldav.follow_ups import CaldavFollowUps
from relance_caldav.options import PRIMARY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from relance.model import Window
    from relance.ports import Page
    from relance_caldav.client import Client
    from relance_caldav.discovery import Collection

_WRITE = "write:"  # begins what the calendar of follow-ups is kept under
_CALLED = "called:"  # begins what its own name is kept under, where the settings have another


def written(places: Mapping[str, str], wanted: str) -> str | None:
    """Return the address of the calendar for follow-ups, where it is known."""
    return places.get(_WRITE + wanted)


def to_write(wanted: str, place: str, name: str) -> dict[str, str]:
    """Return what to keep of the calendar for follow-ups: where it is, and its own name."""
    other = {} if name == shown(wanted) else {_CALLED + wanted: name}
    return {_WRITE + wanted: place, **other}


def called(places: Mapping[str, str], wanted: str) -> str:
    """Return what to call the calendar for follow-ups."""
    return places.get(_CALLED + wanted, shown(wanted))


def called_before(places: Mapping[str, str], path: str) -> str:
    """Return what a calendar was called that the settings may not name any more."""
    found = next((name for name, there in places.items() if path_of(there) == path), shown(path))
    return called(places, found.removeprefix(_WRITE)) if found.startswith(_WRITE) else found


def still_there(places: Mapping[str, str], there: Mapping[str, str]) -> dict[str, str]:
    """Return what is left of what was known, by the names of the calendars that there are."""
    names = frozenset(there.values())
    return {
        name: place
        for name, place in places.items()
        if (place in names if name.startswith(_CALLED) else place in there)
    }


def meant(wanted: str, there: Sequence[Collection]) -> str:
    """Return the address of the calendar that is meant; "" for none, or for several."""
    if wanted == PRIMARY:
        return next((one.address for one in there if one.primary), "")
    for same in (
        [one for one in there if wanted.rstrip("/") in _places(one)],
        [one for one in there if one.name == wanted],
        [one for one in there if one.name.casefold() == wanted.casefold()],
        [one for one in there if shown(path_of(one.address)) == wanted],
    ):
        if len(same) == 1:
            return same[0].address
        if same:
            return ""
    return ""


def missing(wanted: str, there: Sequence[Collection]) -> str:
    """Return why a name means no calendar, and which there are."""
    same = [one for one in there if one.name.casefold() == wanted.casefold()]
    if same:
        paths = ", ".join(path_of(one.address) for one in same)
        return f"several calendars have this name; name one by its path: {paths}."
    names = ", ".join(one.name for one in there)
    return f"there is no calendar of this name; there is: {names or 'none at all'}."


def named(place: str, there: Sequence[Collection]) -> str:
    """Return the name of a calendar by its address; "" for none."""
    return next((one.name for one in there if one.address == place), "")


def shown(wanted: str) -> str:
    """Return what to call a calendar that the settings name."""
    return wanted.rstrip("/").rpartition("/")[2] if "/" in wanted else wanted


def _places(one: Collection) -> tuple[str, str]:
    return one.address.rstrip("/"), path_of(one.address).rstrip("/")


class Renamed(CaldavFollowUps):
    """The calendar that relance made before, found under another name, which is told once."""

    def __init__(self, client: Client, address: str, name: str, wanted: str) -> None:
        super().__init__(client, address, name)
        instead = "name one that is there"
        self._news = [renamed(name, client.account, wanted, "on the server", instead)]

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Return what changed, and once that it has another name."""
        return with_news(super().pull(cursor, window), self._news)
