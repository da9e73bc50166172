"""Which calendars an account has, which of them the settings mean, and the one of our own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.accounts.options import EVERY
from relance.errors import NeedsPerson, Temporary
from relance.model import printable
from relance.ports import Offered
from relance_outlook import marks
from relance_outlook.client import address
from relance_outlook.listing import PRIMARY, events_path
from relance_outlook.refusals import NameTaken
from relance_outlook.series import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from relance_outlook.client import Client
    from relance_outlook.series import Json


_MOST_PAGES = 100
_FIELDS = "id,name,isDefaultCalendar,canEdit,owner"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A calendar that the settings name; `missing` tells why there is none."""

    wanted: str
    ref: str
    name: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class _There:
    """A calendar of the account; the default one has an id, and a ref of its own."""

    id: str
    offered: Offered


def offered(client: Client) -> list[Offered]:
    """Return the calendars of an account, the default one first."""
    return [one.offered for one in _there(client)]


def chosen(
    client: Client, read: Sequence[str], known: Mapping[str, str] | None = None
) -> list[Chosen]:
    """Return the calendars that `read` means, each once; `*` stands for all.

    Outlook is asked only for what is neither `primary` nor `known`: by name, the id that it had
    when it was looked up before.
    """
    known = {PRIMARY: PRIMARY, **(known or {})}
    there = _there(client) if any(one not in known for one in read) else []
    found: list[Chosen] = []
    for name in read:
        if name in known:
            found.append(Chosen(name, known[name], name))
        elif name != EVERY:
            found.append(_meant(name, there))
    if EVERY in read:
        found += [Chosen(EVERY, one.offered.ref, one.offered.name) for one in there]
    once: dict[str, Chosen] = {}
    for one in found:
        once.setdefault(one.ref or f" {one.wanted}", one)
    return list(once.values())


def dedicated(client: Client, wanted: str) -> str:
    """Return the calendar for follow-ups: that with this id, else of this name, else a new one.

    Calendars of Outlook carry no mark. So one that has the name counts as ours if nothing but
    follow-ups stands in it. The request that makes one is sent once; when nobody knows what became
    of it, it is looked for, and made at a later time if it is not there then. Never call this for a
    calendar that was there and has vanished: that is for the person to say.
    """
    there = _there(client)
    found = _named(wanted, there)
    if found:
        return _usable(client, wanted, found)
    try:
        made = client.ask_once("POST", "me/calendars", json={"name": printable(wanted)})
    except (Temporary, NameTaken) as error:
        found = _named(wanted, _there(client))
        if found:
            return _usable(client, wanted, found)
        if isinstance(error, Temporary):
            raise
        hidden = "a calendar has this name that Outlook does not list."
        raise _no_place(client, wanted, hidden) from error
    ref = text_of(made, "id")
    if not ref:
        raise Temporary("Outlook's answer is no calendar.", where=f"account {client.account}")
    return ref


def _usable(client: Client, wanted: str, found: Sequence[_There]) -> str:
    """Return the calendar that was found; raise NeedsPerson when it is not for follow-ups."""
    one = found[0]
    if len(found) > 1:
        raise _no_place(client, wanted, f"several calendars have this name: {_ids(found)}.")
    if not one.offered.writable:
        raise _no_place(client, wanted, "you may not write into this calendar.")
    if one.id != wanted and (one.offered.primary or not _ours_alone(client, one.id)):
        raise _no_place(
            client,
            wanted,
            "a calendar of yours has this name, and holds more than follow-ups; to write into "
            f"that one, name it by its id: {one.offered.ref}",
        )
    return one.id


def _ours_alone(client: Client, calendar: str) -> bool:
    """Say whether nothing but follow-ups stands in a calendar."""
    asked = address(*events_path(calendar), _select="id", _expand=marks.EXPAND, _top="200")
    return all(marks.read(one) is not None for one in _listed(client, asked))


def _there(client: Client) -> list[_There]:
    path = address("me", "calendars", _select=_FIELDS, _top="200")
    found = {text_of(one, "id"): one for one in _listed(client, path)}
    default = (one for one in found.values() if one.get("isDefaultCalendar") is True)
    mine = _owner(next(default, {}))
    there = [_read(name, one, mine) for name, one in found.items() if name]
    return sorted(
        there, key=lambda one: (not one.offered.primary, one.offered.name.casefold(), one.id)
    )


def _read(name: str, told: Json, mine: str) -> _There:
    primary = told.get("isDefaultCalendar") is True
    shown = printable(text_of(told, "name")[:200]) or name
    writable = told.get("canEdit") is True
    shared = _owner(told) not in ("", mine) and mine != ""
    return _There(name, Offered(PRIMARY if primary else name, shown, primary, writable, shared))


def _owner(told: Json) -> str:
    """Return whose calendar it is; "" when nobody says."""
    owner = told.get("owner")
    return text_of(owner, "address").casefold() if isinstance(owner, dict) else ""


def _named(wanted: str, there: Sequence[_There]) -> list[_There]:
    """Return the calendars that an id or a name means."""
    by_id = [one for one in there if one.id == wanted]
    same = wanted.casefold()
    return by_id or [one for one in there if one.offered.name.casefold() == same]


def _meant(wanted: str, there: Sequence[_There]) -> Chosen:
    """Return what one name of the settings means."""
    found = _named(wanted, there)
    if len(found) == 1:
        return Chosen(wanted, found[0].offered.ref, found[0].offered.name)
    if found:
        told = f"several calendars have this name; name one by its id: {_ids(found)}."
    else:
        names = ", ".join(f"“{one.offered.name}”" for one in there[:20]) or "none"
        told = f"there is no calendar of this name; there is: {names}."
    return Chosen(wanted, "", wanted, told)


def _ids(found: Sequence[_There]) -> str:
    return ", ".join(one.offered.ref for one in found)


def _no_place(client: Client, wanted: str, what: str) -> NeedsPerson:
    remedy = "Correct `write` of this account in the settings, or say another --write."
    return NeedsPerson(what, where=f"{wanted} ({client.account})", remedy=remedy)


def _listed(client: Client, path: str) -> Iterator[Json]:
    """Yield what a list has, page by page."""
    for _ in range(_MOST_PAGES):
        answer = client.ask("GET", path, page=200)
        value, ahead = answer.get("value"), answer.get("@odata.nextLink")
        if not isinstance(value, list):
            where = f"account {client.account}"
            raise Temporary("Outlook's answer is no list.", where=where)
        yield from (one for one in value if isinstance(one, dict))
        if not isinstance(ahead, str) or not ahead or ahead == path:
            return
        path = ahead
