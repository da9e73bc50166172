"""The calendar on a CalDAV server that follow-ups are written into.

The address of a follow-up and its UID derive from its key, and it is created on the condition that
nothing is there: a request to write can be repeated until it is answered, and the event is there
once. Before an event is changed or deleted it is read, and left alone unless it is ours; the write
then says which version was read. What was written is read back, whatever the server answered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.accounts.sign_ins import real_now
from relance.accounts.throttling import Course
from relance.errors import AlreadyThere, Conflict, Gone, NeedsPerson, Refused, Temporary
from relance.ical.rewrite import rewritten
from relance.model import Key, Span, Window
from relance_caldav.addresses import joined, path_of
from relance_caldav.calendar import CaldavCalendar
from relance_caldav.cursor import ref_of
from relance_caldav.items import OUR_UIDS, Items, key_of, name_for, version_of
from relance_caldav.listing import Resource
from relance_caldav.probe import prove
from relance_caldav.refusals import BinFull, Changed, NotThere, Taken, Unplaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from relance.errors import RelanceError
    from relance.model import Event
    from relance_caldav.client import Client

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


class CaldavFollowUps(CaldavCalendar):
    """The calendar that follow-ups are written into; `now` stamps what is written."""

    def __init__(
        self, client: Client, address: str, name: str, now: Callable[[], datetime] = real_now
    ) -> None:
        super().__init__(client, address, name)
        self._now = now

    def create(self, event: Event) -> Event:
        """Write a new event; raise Gone where the server keeps its UID in a bin."""
        if event.our_mark is None:
            raise Conflict("an event without our mark is never written.", where=self._name)
        address, course = self._place(event.our_mark.key), Course()
        if self._profile.guarded:
            self._stop_if_there(event.our_mark.key)
        try:
            self._put(address, rewritten(event, self._now()), {"If-None-Match": "*"}, course)
        except NotThere as error:
            raise self._missing() from error
        except Taken as error:
            self._stop_if_there(event.our_mark.key)
            raise self._gone() from error
        except Unplaced:
            self._stop_if_there(event.our_mark.key)  # or tell that the calendar is gone
            raise
        except Changed:
            return self._as_found(event, course)
        return self._read_back(address, event)

    def update(self, event: Event) -> Event:
        """Write over our event, keeping what other programs added to it."""
        there, now = self._to_change(event)
        newer = replace(event, sequence=max(event.sequence, now.sequence + 1))
        body, course = rewritten(newer, self._now(), there.data), Course()
        try:
            self._put(there.address, body, _if_match(there.etag), course)
        except NotThere as error:
            raise self._gone() from error
        except Changed as error:
            found = self._stored(there.address)
            if found is None:
                raise self._gone() from error
            if not course.unsure or found.event is None or not _same(found.event, newer):
                raise
            return found.event  # written by an earlier try, whose answer was lost
        return self._read_back(there.address, newer, before=there.data)

    def delete(self, event: Event) -> None:
        """Delete our event."""
        there, _ = self._to_change(event)
        course = Course()
        try:
            reply = self._client.ask(
                "DELETE",
                there.address,
                where=self._name,
                headers=_if_match(there.etag),
                course=course,
            )
        except BinFull as error:
            raise Refused(
                "the server's bin holds a deleted follow-up of the same name, and takes no second.",
                where=self._name,
                remedy="Empty the bin of your calendars in Nextcloud; then it goes.",
            ) from error
        except (NotThere, Changed) as error:
            if self._stored(there.address) is not None:
                raise
            if not course.unsure:  # else it was deleted by an earlier try
                raise self._gone() from error
            return
        # 204 is a server's own word; a page with 200 may be anybody's.
        if reply.status != 204 and self._stored(there.address) is not None:
            told = "the answer was yes, and what was to be deleted is still there."
            raise Temporary(told, where=self._name)

    def find(self, key: str) -> Event | None:
        """Return our event with this key: in its own place, or else by its UID."""
        try:
            there = self._stored(self._place(key))
            if there is not None and there.event is not None and _key(there.event) == key:
                return there.event
            found = self._listing.with_uid(Key.parse(key).uid)
        except NotThere as error:
            raise self._missing() from error
        ours = (self._ours(one) for one in found)
        return next((one for one in ours if one is not None and _key(one) == key), None)

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
            raise Gone("this calendar is not there any more.", where=self._name) from error
        yield from found.values()

    def prove(self) -> None:
        """Write an event of long ago and remove it; raise what stood in the way."""
        prove(self._client, self._address, self._name)

    # finding

    def _place(self, key: str) -> str:
        return joined(self._address, name_for(key))

    def _to_change(self, event: Event) -> tuple[Stored, Event]:
        """Return our event as it stands, when it is the one that was read before."""
        if event.our_mark is None:
            raise Conflict("an event without our mark is never changed.", where=self._name)
        there = self._at(event)
        if there is None:
            raise self._gone()
        if there.event is not None and there.event.version != event.version:
            there = self._as_listed(there)
        now = there.event
        if now is None or now.our_mark is None or _key(now) != event.our_mark.key:
            raise Conflict("this event does not carry our mark.", where=self._name)
        if now.invites:  # the server sends mail by itself (RFC 6638), and cannot be asked not to
            raise Conflict(
                "somebody is invited to this follow-up, and would get mail.",
                where=self._name,
                remedy="Change or delete it yourself.",
            )
        if now.version != event.version:
            raise Conflict("it has changed since it was read.", where=self._name)
        return there, now

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

    # writing

    def _put(self, address: str, body: bytes, headers: dict[str, str], course: Course) -> None:
        self._client.ask("PUT", address, body, where=self._name, headers=headers, course=course)

    def _stop_if_there(self, key: str) -> None:
        """Raise AlreadyThere when an event with this key stands, wherever it lies."""
        there = self.find(key)
        if there is not None:
            raise AlreadyThere(there, where=self._name)

    def _as_found(self, event: Event, course: Course) -> Event:
        """Return what lies where an event was to be created, if an earlier try wrote it."""
        key = _key(event)
        there = self._stored(self._place(key))
        if there is None:
            raise Temporary("it came and went while it was written.", where=self._name)
        if there.event is None or _key(there.event) != key:
            raise Conflict("another event lies in the place of this one.", where=self._name)
        if course.unsure and _same(there.event, event):
            return there.event
        raise AlreadyThere(there.event, where=self._name)

    def _read_back(self, address: str, event: Event, *, before: bytes = b"") -> Event:
        """Return what was written, as the server keeps it; `before` is what was written over."""
        there = self._stored(address)
        if there is not None and there.data.split() == before.split():
            told = "the answer was yes, and what stands there is not what was written."
            raise Temporary(told, where=self._name)
        # Some servers give resources names of their own.
        found = self.find(_key(event)) if there is None else there.event
        if found is None or _key(found) != _key(event):
            told = "what the server keeps is not the event that was written."
            raise Temporary(told, where=self._name)
        return found

    def _gone(self) -> Gone:
        return Gone("this follow-up is not in its calendar any more.", where=self._name)

    def _missing(self) -> RelanceError:
        account = self._client.account
        return NeedsPerson(
            "the calendar of follow-ups is gone; nothing was written.",
            where=f"{self._name} ({account})",
            remedy="Bring it back on the server, or begin a new one: "
            f"relance connect caldav --name {account}",
        )


def _key(event: Event) -> str:
    return event.our_mark.key if event.our_mark is not None else key_of(event.uid)


def _same(there: Event, wanted: Event) -> bool:
    return there.fingerprint() == wanted.fingerprint() and there.sequence == wanted.sequence


def _if_match(etag: str) -> dict[str, str]:
    """Return the condition for a write; a weak etag never matches, so it is no condition."""
    return {"If-Match": etag} if etag and not etag.startswith("W/") else {}


def _last(address: str) -> str:
    from urllib.parse import unquote  # noqa: PLC0415 - used here alone

    return unquote(address.rpartition("/")[2])
