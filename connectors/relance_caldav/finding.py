"""Finding follow-ups in their calendar, as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.accounts.follow_ups import emptied, gone, missing
from relance.model import Key, Span, Window
from relance_caldav.addresses import joined, path_of
from relance_caldav.calendar import CaldavCalendar
from relance_caldav.cursor import ref_of
from relance_caldav.items import OUR_UIDS, Items, key_of, name_for, version_of
from relance_caldav.listing import Resource
from relance_caldav.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.errors import Gone, RelanceError
    from relance.model import Event

_ANY_TIME = Window(
    Span(datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)), ZoneInfo("UTC")
)
_HINTS = (b"X-RELANCE-KEY", OUR_UIDS.encode().upper())


@dataclass(frozen=True, slots=True)
class Stored:
    """A resource as it stands; `event` is None unless it is a single event of ours."""

    address: str
    event: Event | None
    etag: str
    data: bytes


class Finding(CaldavCalendar):
    """A calendar that holds follow-ups."""

    def find(self, key: str) -> Event | None:
        """Return our event with this key: in its own place, or else by its UID."""
        try:
            there = self._stored(self._place(key))
            if there is not None and there.event is not None and own_key(there.event) == key:
                return there.event
            found = self._listing.with_uid(Key.parse(key).uid)
        except NotThere as error:
            raise self._missing() from error
        ours = (self._ours(one) for one in found)
        return next((one for one in ours if one is not None and own_key(one) == key), None)

    def ours(self) -> Iterator[Event]:
        """Yield every event that carries our mark; each is looked at itself."""
        found: dict[str, Event] = {}

        def take(one: Resource) -> None:
            event = self._ours(one)
            if event is not None:
                found[event.ref] = event

        try:
            self._listing.everything(take)
        except NotThere as error:
            raise emptied(self._name) from error
        yield from found.values()

    def _place(self, key: str) -> str:
        return joined(self._address, name_for(key))

    def _as_listed(self, found: Stored) -> Stored:
        """Return a resource as a listing tells it, which may name its version otherwise."""
        name = _last(found.address)
        for one in self._listing.these([Resource(name, path_of(found.address))]):
            if one.data is None:
                break
            event = self._event(name, one.etag, one.data)
            return Stored(found.address, event, one.etag, one.data)
        return found

    def _at(self, event: Event) -> Stored | None:
        """Return what lies where an event was read: as a rule, in the place of its key."""
        own = name_for(event.our_mark.key if event.our_mark else "")
        if event.ref == ref_of(own):
            address = joined(self._address, own)
        else:
            listed = self._names()
            if event.ref not in listed:
                return None
            address = joined(self._address, listed[event.ref])
        found = self._stored(address)
        if found is None:
            self._names()  # or is it the calendar that is not there?
        return found

    def _names(self) -> dict[str, str]:
        """Return the href of every resource by its ref."""
        try:
            return {ref_of(one.name): one.href for one in self._listing.etags().values()}
        except NotThere as error:
            raise self._missing() from error

    def _stored(self, address: str) -> Stored | None:
        """Return a resource as it stands; None when there is none."""
        try:
            reply = self._client.ask("GET", address, where=self._name)
        except NotThere:
            return None
        name = _last(address)
        return Stored(address, self._event(name, reply.etag, reply.body), reply.etag, reply.body)

    def _ours(self, one: Resource) -> Event | None:
        if one.data is None or not any(hint in one.data.upper() for hint in _HINTS):
            return None
        return self._event(one.name, one.etag, one.data)

    def _event(self, name: str, etag: str, data: bytes) -> Event | None:
        """Return the single event of ours in a resource; None for any other."""
        version = version_of(etag, data)
        found = Items(_ANY_TIME).events(name, ref_of(name), version, data)
        if not found or len(found) != 1 or found[0].our_mark is None:
            return None
        return found[0]

    def _gone(self) -> Gone:
        return gone(self._name)

    def _missing(self) -> RelanceError:
        return missing(self._name, self._client.account, "caldav", "on the server")


def own_key(event: Event) -> str:
    """Return the key that an event of ours was made for."""
    return event.our_mark.key if event.our_mark is not None else key_of(event.uid)


def _last(address: str) -> str:
    from urllib.parse import unquote  # noqa: PLC0415 - used here alone

    return unquote(address.rpartition("/")[2])
