"""Where somebody's calendars are: from an address, a domain or an email address (RFC 6764)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from relance.accounts.addresses import is_safe
from relance.errors import BadInput, Conflict, NeedsPerson, Refused, RelanceError, Temporary
from relance.model import printable
from relance_caldav import bodies
from relance_caldav.addresses import joined, path_of, same_house
from relance_caldav.profiles import probed
from relance_caldav.refusals import Moved, NotThere, SignedOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relance_caldav.answers import Answer
    from relance_caldav.client import Client

_MOST_STEPS = 5
_WRITES = frozenset(("all", "write", "write-content", "bind"))
_NO_CALENDAR = frozenset(("schedule-inbox", "schedule-outbox"))
_USUAL = ("personal", "default", "calendar", "home")  # what servers call the first calendar


@dataclass(frozen=True, slots=True)
class Found:
    """Where the calendars of one person are."""

    address: str
    homes: tuple[str, ...]
    server: str = ""


OUR_PLACE = "relance-follow-ups"
"""Where the calendar that relance makes lies, so that it is made once."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A calendar that an account has."""

    address: str
    name: str
    writable: bool
    sync: bool
    primary: bool = False


def starts(address: str, *, insecure: bool, account: str) -> list[str]:
    """Return the addresses to look at, for what the person typed.

    Raises NeedsPerson for one that no password may be sent to.
    """
    typed = address.strip()
    if "://" not in typed and "/" not in typed:
        domain = typed.rpartition("@")[2]
        found = _named(domain)
        typed = found or f"https://{domain}/"
    elif "://" not in typed:
        typed = f"https://{typed}"
    if not is_safe(typed, insecure=insecure):
        raise NeedsPerson(
            "no password is sent to this address: it is not safe, or no address.",
            where=f"account {account}",
            remedy="Give one that begins with https:// (or say --set insecure=true, if you must).",
        )
    whole = joined(typed, typed)
    slashed = whole if whole.endswith("/") else f"{whole}/"
    more = (joined(whole, "/.well-known/caldav"), joined(slashed, "remote.php/dav/"))
    return list(dict.fromkeys((slashed, *more)))


def _named(domain: str) -> str:
    """Return the address that a domain names for its calendars; "" if it names none."""
    from caldav.discovery import DiscoveryError, discover_caldav  # noqa: PLC0415 - quick start

    try:
        found = discover_caldav(domain, timeout=10)
    except (DiscoveryError, OSError, ValueError):
        return ""
    return found.url if found is not None else ""


class Discovery:
    """Asks a server where things are, and goes where it sends, within the same house."""

    def __init__(self, client: Client, *, insecure: bool) -> None:
        self._client, self._insecure = client, insecure

    def find(self, places: Sequence[str]) -> Found:
        """Return where the calendars are, from the first place that tells."""
        refused: RelanceError | None = None
        for place in places:
            try:
                found = self._found(place)
            except (SignedOut, Moved) as error:
                refused = refused if isinstance(refused, SignedOut) else error
            except (NotThere, Refused, Conflict, BadInput) as error:
                refused = refused or error
            else:
                if found is not None:
                    return found
        if isinstance(refused, NeedsPerson):
            raise refused
        raise NeedsPerson(
            "there are no calendars at this address.",
            where=f"account {self._client.account}",
            remedy="Look in docs/connect-caldav.md for the address of your provider.",
        ) from refused

    def collections(self, homes: Sequence[str]) -> list[Collection]:
        """Return the calendars for events, the first one of the person's marked as such."""
        found: dict[str, Collection] = {}
        for home in homes:
            at, answers = self._ask(home, bodies.about_calendars(), "1")
            for one in answers:
                if one.status >= 500:  # what it is remains unsaid: perhaps one that is to be read
                    raise Temporary(
                        "the server shows not all of its calendars just now.",
                        where=f"account {self._client.account}",
                    )
                made = self._collection(at, one)
                if made is not None:
                    found.setdefault(made.address, made)
        return _with_primary(list(found.values()))

    def is_calendar(self, address: str) -> bool:
        """Say whether a calendar lies at an address."""
        try:
            _, answers = self._ask(address, bodies.about_calendars(), "0")
        except NotThere:
            return False
        return any("calendar" in one.parts.get("resourcetype", ()) for one in answers)

    def _found(self, place: str) -> Found | None:
        at, (first, *_) = self._ask(place, bodies.about_person(), "0")
        homes = list(self._homes(at, first))
        principal = first.texts.get("current-user-principal", "").strip()
        if not homes and principal:
            there = self._safe(at, principal)
            at, (first, *_) = self._ask(there, bodies.about_person(), "0")
            homes = list(self._homes(at, first))
        if not homes and "calendar" in first.parts.get("resourcetype", ()):
            homes = [at]
        if not homes:
            return None
        reply = self._headers(homes[0])
        return Found(at, tuple(homes), probed(homes[0], reply))

    def _headers(self, address: str) -> dict[str, str]:
        try:
            return dict(self._client.ask("OPTIONS", address).headers)
        except (NotThere, Refused, Conflict, NeedsPerson):
            return {}

    def _homes(self, at: str, answer: Answer) -> Iterator[str]:
        home = answer.texts.get("calendar-home-set", "").strip()
        if home:
            yield self._safe(at, home if home.endswith("/") else f"{home}/")

    def _ask(self, address: str, body: bytes, depth: str) -> tuple[str, list[Answer]]:
        """Ask about an address; return where the answer came from, and at least one."""
        at = address
        for _ in range(_MOST_STEPS):
            try:
                answers = self._client.all("PROPFIND", at, body, depth=depth)
            except Moved as error:
                at = self._safe(at, error.to)
                continue
            if not answers:
                raise BadInput("the server's answer is empty.", where=urlsplit(at).hostname or "")
            return at, answers
        raise BadInput("the server sends from address to address.", where=address)

    def _safe(self, base: str, href: str) -> str:
        """Return where an href leads; raise NeedsPerson if the password may not go there."""
        there = joined(base, href)
        loud = not is_safe(there, insecure=self._insecure)
        if not there or loud or not same_house(there, base):
            raise NeedsPerson(
                f"the server sends to {urlsplit(there).hostname or 'nowhere'}, and no password "
                "is sent there.",
                where=f"account {self._client.account}",
                remedy="If that is right, give that address yourself.",
            )
        return there

    def _collection(self, home: str, one: Answer) -> Collection | None:
        kinds = one.parts.get("resourcetype", [])
        holds = one.parts.get("supported-calendar-component-set", [])
        if "calendar" not in kinds or _NO_CALENDAR & {*kinds} or (holds and "VEVENT" not in holds):
            return None
        address = self._safe(home, one.href if one.href.endswith("/") else f"{one.href}/")
        name = printable(one.texts.get("displayname", "")) or unquote(_last(address))
        allowed = one.parts.get("current-user-privilege-set")
        return Collection(
            address,
            name,
            writable=allowed is None or bool(_WRITES & {*allowed}),
            sync="sync-collection" in one.parts.get("supported-report-set", ()),
        )


def _with_primary(found: list[Collection]) -> list[Collection]:
    from dataclasses import replace  # noqa: PLC0415 - used here alone

    def usual(one: Collection) -> int:
        last = _last(one.address).casefold()
        return _USUAL.index(last) if last in _USUAL else len(_USUAL)

    own = [one for one in found if one.writable and _last(one.address) != OUR_PLACE]
    if not own:
        return found
    first = min(own, key=usual)
    rest = (one for one in found if one.address != first.address)
    return [replace(first, primary=True), *sorted(rest, key=lambda one: one.name.casefold())]


def _last(address: str) -> str:
    return path_of(address).rstrip("/").rpartition("/")[2]
