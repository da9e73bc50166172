"""What a calendar on the server holds: asked for in as few requests as can be.

Everything is asked for in one query, after the sync-token: what changes in between is told twice.
With sync-collection, data is asked for at once with what changed; servers that leave it out, as
they may, are asked again for the lot of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.errors import BadInput, CursorExpired, NeedsPerson, Refused
from relance_caldav import bodies
from relance_caldav.addresses import name_in
from relance_caldav.refusals import Changed, NotThere, Taken, Unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relance_caldav.answers import Answer
    from relance_caldav.client import Client

MANY = 500
"""Resources to ask for in one request."""

_MOST_ROUNDS = 1_000
_CUT = 507  # said of the calendar itself by an answer that is not all there is


class Truncated(BadInput):
    """The server shows a part of a calendar only, where it was asked for all of it."""


@dataclass(frozen=True, slots=True)
class Resource:
    """What was told of one resource; `data` is None where it was not told, or it is gone."""

    name: str
    href: str
    etag: str = ""
    data: bytes | None = None
    gone: bool = False


class Listing:
    """Asks for what one calendar holds; `address` is its own, `name` what the person calls it."""

    def __init__(self, client: Client, address: str, name: str) -> None:
        self._client, self._address, self._name = client, address, name

    def changes(self, token: str, take: Callable[[Resource], None]) -> str:
        """Tell what changed since a token, or everything without one; return the next token.

        Raises CursorExpired when the token is no good any more, and Unsupported when the server
        knows no sync-collection.
        """
        for _ in range(_MOST_ROUNDS):
            newer, truncated = self._since(token, take)
            if not newer:
                raise Unsupported("the server gave no sync-token.", where=self._name)
            if not truncated:
                return newer
            if newer == token:  # and so it would go on
                raise self._truncated()
            token = newer
        raise BadInput("the server never comes to an end.", where=self._name)

    def token(self) -> str:
        """Return the sync-token as it is now; "" where the server knows no sync-collection."""
        answers = self._client.all(
            "PROPFIND", self._address, bodies.about_changes(), depth="0", where=self._name
        )
        for answer in answers:
            self._resource(answer)  # which may be none of this calendar's, or not there
            known = answer.parts.get("supported-report-set")
            if known is None or "sync-collection" in known:
                return answer.texts.get("sync-token", "").strip()
        return ""

    def everything(self, take: Callable[[Resource], None]) -> None:
        """Tell every event with its data; raise Truncated when the server stops before the end."""
        self._query(bodies.every_event(), take)

    def with_uid(self, uid: str) -> list[Resource]:
        """Return the events with a UID, and perhaps others; none where it cannot be asked."""
        found: list[Resource] = []
        try:
            self._query(bodies.with_uid(uid), found.append)
        except (Refused, Changed, Taken):
            return []
        return found

    def etags(self) -> dict[str, Resource]:
        """Return every resource by its name, without its data."""
        found: dict[str, Resource] = {}
        answers = self._client.all(
            "PROPFIND", self._address, bodies.etags(), depth="1", where=self._name
        )
        if not answers:  # not even the calendar itself
            raise self._truncated()
        for answer in answers:
            one = self._resource(answer)
            if one is not None and not one.gone:
                found[one.name] = one
            elif one is None and answer.status == _CUT:
                raise self._truncated()
        return found

    def these(self, wanted: Sequence[Resource]) -> Iterator[Resource]:
        """Yield some resources with their data, or as gone."""
        for at in range(0, len(wanted), MANY):
            some = wanted[at : at + MANY]
            found: dict[str, Resource] = {}
            self._report(
                bodies.these(one.href for one in some),
                lambda one, found=found: found.__setitem__(one.name, one),  # type: ignore[misc] # bound
            )
            for one in some:
                there = found.get(one.name)
                if there is None:
                    told = "the server left out an event that it was asked for."
                    raise BadInput(told, where=self._name)
                yield there

    def _since(self, token: str, take: Callable[[Resource], None]) -> tuple[str, bool]:
        """Ask what changed; return the next token, and whether there is more."""
        lacking: dict[str, Resource] = {}
        cut: list[Answer] = []

        def taken(answer: Answer) -> None:
            one = self._resource(answer)
            if one is None:
                cut.extend([answer] if answer.status == _CUT else ())
            elif one.data is None and not one.gone:
                lacking[one.name] = one
            else:
                lacking.pop(one.name, None)
                take(one)

        body = bodies.changes_since(token)
        try:
            newer = self._client.each(
                "REPORT", self._address, body, depth="0", take=taken, where=self._name
            )
        except (Changed, Refused) as error:
            if isinstance(error, Unsupported) or not token:
                raise
            raise self._expired(error) from error
        for one in self.these(list(lacking.values())):
            take(one)
        return newer, bool(cut)

    def _expired(self, error: Refused | Changed) -> CursorExpired | Refused | Changed:
        """Tell a token that is no good, however it was refused, from a calendar that is closed."""
        if isinstance(error, Refused) and "(403)" in error.what:
            return error
        return CursorExpired("the server wants this calendar to be read anew.", where=self._name)

    def _query(self, body: bytes, take: Callable[[Resource], None]) -> None:
        self._report(body, take, depth="1")

    def _report(self, body: bytes, take: Callable[[Resource], None], *, depth: str = "0") -> None:
        def taken(answer: Answer) -> None:
            one = self._resource(answer)
            if one is not None:
                take(one)
            elif answer.status == _CUT:
                raise self._truncated()

        self._client.each("REPORT", self._address, body, depth=depth, take=taken, where=self._name)

    def _resource(self, answer: Answer) -> Resource | None:
        """Return what an answer says of a resource; None for the calendar itself.

        That may say that it was cut off. Any other error is one, and no empty calendar.
        """
        name = name_in(self._address, answer.href)
        if name is None:
            told = "the server told of a resource that lies outside of this calendar."
            raise BadInput(told, where=self._name)
        if answer.status in (404, 410):
            if not name:
                raise NotThere("the server knows no such calendar.", where=self._name)
            return Resource(name, answer.href, gone=True)
        if answer.status >= 400 and (name or answer.status != _CUT):
            what = "one of its events" if name else "this calendar"
            raise BadInput(f"the server could not show {what} ({answer.status}).", where=self._name)
        if not name:
            return None
        data = answer.texts.get("calendar-data")
        etag = answer.texts.get("getetag", "").strip()
        return Resource(name, answer.href, etag, None if data is None else data.encode())

    def _truncated(self) -> Truncated:
        return Truncated("the server does not show the whole of this calendar.", where=self._name)


def missing(account: str, name: str) -> NeedsPerson:
    """Return what to tell when a calendar is not there any more."""
    return NeedsPerson(
        "this calendar is not there any more, or not shared with this account.",
        where=f"{name} ({account})",
        remedy="Name another one as `read` in the settings, or have it shared again.",
    )
