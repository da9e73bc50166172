"""The calendar of follow-ups that relance makes: found again, proved to be open, or made.

Google lets a client write into those that it made itself, and into no other client's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.accounts.follow_ups import renamed, with_news
from relance.errors import NeedsPerson, Refused, Temporary
from relance.model import printable
from relance.ports import Check
from relance_google.calendar import GoogleFollowUps
from relance_google.calendars import OWN, entries, offer
from relance_google.scopes import is_dedicated
from relance_google.translate import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from relance.model import Event, Window
    from relance.ports import Offered, Page
    from relance_google.client import Client

OUR_LINE = "relance-follow-ups"
"""Stands in the description of the calendar that relance made, to find it again by."""

DESCRIPTION = f"Follow-ups after job interviews, written by relance. Keep this line: {OUR_LINE}"

_WRITE = "write:"  # begins what the calendar of follow-ups is kept under
_CALLED = "called:"  # what it is called, where the settings call it otherwise
_SHUT = "shut:"  # one of another client's, by its name


@dataclass(frozen=True, slots=True)
class Place:
    """A calendar for follow-ups, by its id and what the person calls it.

    `shut` are those that another client made: found, and not open to this one.
    """

    ref: str
    name: str
    shut: tuple[Offered, ...] = ()

    def kept(self, wanted: str) -> dict[str, str]:
        """Return what is to be kept of it; `wanted` is what the settings call it."""
        other = {} if self.name == wanted else {_CALLED + wanted: self.name}
        shut = {_SHUT + one.name: one.ref for one in self.shut}
        return {_WRITE + wanted: self.ref, **other, **shut}


def dedicated(client: Client, name: str, zone: str) -> Place:
    """Return the calendar that relance made for follow-ups; make it if there is none.

    It is known again by a line in its description, even if the person gave it another name. The
    request that makes it is sent once; when nobody knows what became of it, it is looked for, and
    made at a later time if it is not there then. Never call this for a calendar that was there
    and has vanished: that is for the person to say. Raises NeedsPerson when the person has one of
    that name.
    """
    before, theirs = _ours_and_others(client)
    closed: list[Offered] = []
    for one in before:
        if opens(client, one.ref):
            return Place(one.ref, one.name, tuple(closed))
        closed.append(one)
    if any(one.name.casefold() == name.casefold() for one in theirs):
        raise no_place(
            client.account,
            name,
            "a calendar of yours has this name, and relance did not make it; to write into that "
            "one, name it by its id.",
        )
    return Place(_made(client, name, zone, before), name, tuple(closed))


def opens(client: Client, ref: str) -> bool:
    """Say whether a calendar is open to this client: asked for what only its maker is told."""
    try:
        client.ask(lambda service: service.calendars().get(calendarId=ref, fields="id"))
    except (NeedsPerson, Refused):
        return False
    return True


def place(places: Mapping[str, str], wanted: str) -> Place | None:
    """Return the calendar for follow-ups that is known by what the settings call it."""
    ref = places.get(_WRITE + wanted)
    return None if ref is None else Place(ref, places.get(_CALLED + wanted, wanted))


def names_to_read(places: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of calendars that are read, by the names that the settings give them."""
    return {k: ref for k, ref in places.items() if not k.startswith((_WRITE, _CALLED, _SHUT))}


def name_of(places: Mapping[str, str], ref: str) -> str:
    """Return what a calendar was called; its id where nobody knows."""
    found = next((name for name, there in places.items() if there == ref), ref)
    wanted = found.removeprefix(_WRITE).removeprefix(_SHUT)
    return places.get(_CALLED + wanted, wanted) if found.startswith(_WRITE) else wanted


def still_there(
    places: Mapping[str, str], there: Iterable[Offered], *, missed: bool
) -> dict[str, str]:
    """Return what is left of what was known, by the calendars that there are.

    The calendar of follow-ups stays known though it is gone when it is to be `missed`.
    """
    listed = {one.ref: one.name for one in there}
    found: dict[str, str] = {}
    for name, ref in places.items():
        wanted = name.removeprefix(_WRITE)
        if name.startswith(_CALLED) or not (ref in listed or (missed and wanted != name)):
            continue
        found[name] = ref
        if wanted != name and is_dedicated(wanted) and listed.get(ref, wanted) != wanted:
            found[_CALLED + wanted] = listed[ref]
    return found


def shut_now(client: Client, places: Mapping[str, str], there: Sequence[Offered]) -> dict[str, str]:
    """Return what was known, the calendars that another client made set apart as shut."""
    names = {one.ref: one.name for one in there}
    found = dict(places)
    for name, ref in places.items():
        wanted = name.removeprefix(_WRITE)
        proved = wanted == name or not is_dedicated(wanted) or ref not in names
        if not proved and not opens(client, ref):
            del found[name]
            found.pop(_CALLED + wanted, None)
            found[_SHUT + names[ref]] = ref
    return found


def shut(places: Mapping[str, str]) -> set[str]:
    """Return the calendars that another client made, as far as they are known."""
    return {ref for name, ref in places.items() if name.startswith(_SHUT)}


def told_of_shut(places: Mapping[str, str], there: Iterable[Offered]) -> Iterator[Check]:
    """Yield what to know of calendars that another client made, as long as they are there."""
    refs = {one.ref for one in there}
    for name, ref in places.items():
        if name.startswith(_SHUT) and ref in refs:
            yield Check(
                "earlier follow-ups",
                right=None,
                told=f"a calendar “{name.removeprefix(_SHUT)}” was made with another client of "
                "yours, and this one may not write into it: a new one has taken its place",
                remedy="Delete the earlier one in Google Calendar, or put the other client file "
                "back and sign in again.",
            )


def no_place(account: str, wanted: str, what: str) -> NeedsPerson:
    """Return what to tell when follow-ups cannot go where the settings say."""
    remedy = "Correct `write` of this account in the settings, or say another --write."
    return NeedsPerson(what, where=f"{wanted} ({account})", remedy=remedy)


class Shut(GoogleFollowUps):
    """A calendar of follow-ups that another client made: what stands there cannot be removed."""

    def delete(self, event: Event) -> None:
        """Tell the person, who alone can."""
        del event
        raise NeedsPerson(
            "this calendar was made with another client of yours; this one may not write into it.",
            where=f"{self.name} ({self._client.account})",
            remedy="Delete it in Google Calendar.",
        )


class Renamed(GoogleFollowUps):
    """The calendar of follow-ups that was found under another name, which is told once."""

    def __init__(self, client: Client, place: Place, wanted: str) -> None:
        super().__init__(client, place.ref, place.name)
        instead = "name that one by its id"
        self._news = [
            renamed(place.name, client.account, wanted, "in Google Calendar", instead),
        ]

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Return what changed, and once that it has another name."""
        return with_news(super().pull(cursor, window), self._news)


def _made(client: Client, name: str, zone: str, before: Sequence[Offered]) -> str:
    """Make a calendar for follow-ups, and return its id; `before` are those that there were."""
    body = {"summary": printable(name), "timeZone": zone, "description": DESCRIPTION}
    try:
        made = client.ask_once(lambda service: service.calendars().insert(body=body))
    except Temporary:
        new = [one for one in _ours_and_others(client)[0] if one not in before]
        if not new:
            raise
        return new[0].ref
    ref = text_of(made, "id")
    if not ref:
        raise Temporary("Google's answer is no calendar.", where=f"account {client.account}")
    return ref


def _ours_and_others(client: Client) -> tuple[list[Offered], list[Offered]]:
    """Return the person's calendars with our line, always in the same order, and those without."""
    ours: list[Offered] = []
    others: list[Offered] = []
    for entry in entries(client):
        if OUR_LINE not in text_of(entry, "description"):
            others.append(offer(entry))
        elif entry.get("accessRole") == OWN:  # else it is the one of somebody else's relance
            ours.append(offer(entry))
    return sorted(ours, key=lambda one: one.ref), others
