"""Which calendars an account has, and which of them the settings mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance.accounts.options import EVERY
from relance.errors import Temporary
from relance.model import printable
from relance.ports import Offered
from relance_google.translate import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from relance_google.client import Client
    from relance_google.translate import Json

PRIMARY = "primary"
OWN = "owner"  # what relance asks for lets it write into no calendar of somebody else's
_FIELDS = (
    "kind,nextPageToken,items(id,summary,summaryOverride,description,primary,accessRole,hidden,"
    "deleted)"
)
_MOST_PAGES = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """A calendar that the settings name; `missing` tells why there is none."""

    wanted: str
    ref: str
    name: str
    missing: str = ""


def offered(client: Client, *, hidden: bool = False) -> list[Offered]:
    """Return the calendars of an account whose events can be read, the primary one first."""
    found = [offer(one) for one in entries(client) if hidden or not one.get("hidden")]
    return sorted(found, key=lambda one: (not one.primary, one.name.casefold(), one.ref))


def chosen(
    client: Client, read: Sequence[str], known: Mapping[str, str] | None = None
) -> list[Chosen]:
    """Return the calendars that `read` means, each once; `*` stands for all.

    Google is asked only for names that are neither `primary`, nor an id, nor `known`: by name,
    the id that it had when it was looked up before.
    """
    known = {PRIMARY: PRIMARY, **(known or {})}
    named = [one for one in read if one != EVERY]
    asked = any(one not in known and "@" not in one for one in read)
    there = offered(client, hidden=True) if asked else ()
    found: list[Chosen] = []
    for name in named:
        if name in known or not asked:
            found.append(Chosen(name, known.get(name, name), name))
        else:
            found += _meant(name, there)
    if EVERY in read:
        found += [Chosen(EVERY, one.ref, one.name) for one in offered(client)]
    once: dict[str, Chosen] = {}
    for one in found:
        once.setdefault(one.ref or f" {one.wanted}", one)
    return list(once.values())


def offer(entry: Json) -> Offered:
    """Return an entry of the account's list as a calendar to choose."""
    primary = entry.get("primary") is True
    ref = text_of(entry, "id")
    shown = text_of(entry, "summaryOverride") or text_of(entry, "summary") or ref
    own = entry.get("accessRole") == OWN
    shared = not (own or primary)
    return Offered(PRIMARY if primary else ref, printable(shown[:200]), primary, own, shared)


def _named(wanted: str, there: Sequence[Offered]) -> list[Offered]:
    """Return the calendars that an id or a name means."""
    by_id = [one for one in there if one.ref == wanted]
    return by_id or [one for one in there if one.name.casefold() == wanted.casefold()]


def _meant(wanted: str, there: Sequence[Offered]) -> list[Chosen]:
    """Return what one name of the settings means."""
    found = _named(wanted, there)
    if len(found) == 1:
        return [Chosen(wanted, found[0].ref, found[0].name)]
    if "@" in wanted and not found:  # perhaps one that is not in the list: reading it will show
        return [Chosen(wanted, wanted, wanted)]
    return [Chosen(wanted, "", wanted, _missing(found, there))]


def _missing(named: Sequence[Offered], there: Sequence[Offered]) -> str:
    if named:
        refs = ", ".join(one.ref for one in named)
        return f"several calendars have this name; name one by its id: {refs}."
    names = ", ".join(f"“{one.name}”" for one in there[:20]) or "none"
    return f"there is no calendar of this name; there is: {names}."


def entries(client: Client) -> Iterable[Json]:
    """Return the entries of the account's list of calendars whose events can be read."""
    found: list[Json] = []
    asked: dict[str, Any] = {"maxResults": 250, "showHidden": True, "fields": _FIELDS}
    for _ in range(_MOST_PAGES):
        answer = client.ask(lambda service: service.calendarList().list(**asked))
        items, page = answer.get("items", []), text_of(answer, "nextPageToken")
        if answer.get("kind") != "calendar#calendarList" or not isinstance(items, list):
            raise Temporary(
                "Google's answer is no list of calendars.", where=f"account {client.account}"
            )
        found += [one for one in items if isinstance(one, dict)]
        if not page:
            return [one for one in found if _is_readable(one)]
        asked["pageToken"] = page
    raise Temporary("Google's list of calendars has no end.", where=f"account {client.account}")


def _is_readable(entry: Json) -> bool:
    role = entry.get("accessRole")
    return bool(entry.get("id")) and not entry.get("deleted") and role != "freeBusyReader"
