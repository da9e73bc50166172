"""The calendar on a CalDAV server that follow-ups are written into.

The address of a follow-up and its UID derive from its key, and it is created on the condition that
nothing is there: a request to write can be repeated until it is answered, and the event is there
once. Before an event is changed or deleted it is read, and left alone unless it is ours; the write
then says which version was read. What was written is read back, whatever the server answered.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from relance.accounts.follow_ups import mailed
from relance.accounts.sign_ins import real_now
from relance.accounts.throttling import Course
from relance.errors import AlreadyThere, Conflict, Refused, Temporary
from relance.ical.rewrite import rewritten
from relance_caldav.finding import Finding, own_key
from relance_caldav.probe import prove
from relance_caldav.refusals import BinFull, Changed, NotThere, Taken, Unplaced

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from relance.model import Event
    from relance_caldav.client import Client
    from relance_caldav.finding import Stored


class CaldavFollowUps(Finding):
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

    def prove(self) -> None:
        """Write an event of long ago and remove it; raise what stood in the way."""
        prove(self._client, self._address, self._name)

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
        if now is None or now.our_mark is None or own_key(now) != event.our_mark.key:
            raise Conflict("this event does not carry our mark.", where=self._name)
        if now.invites:  # the server sends mail by itself (RFC 6638), and cannot be asked not to
            raise mailed(self._name)
        if now.version != event.version:
            raise Conflict("it has changed since it was read.", where=self._name)
        return there, now

    def _put(self, address: str, body: bytes, headers: dict[str, str], course: Course) -> None:
        self._client.ask("PUT", address, body, where=self._name, headers=headers, course=course)

    def _stop_if_there(self, key: str) -> None:
        """Raise AlreadyThere when an event with this key stands, wherever it lies."""
        there = self.find(key)
        if there is not None:
            raise AlreadyThere(there, where=self._name)

    def _as_found(self, event: Event, course: Course) -> Event:
        """Return what lies where an event was to be created, if an earlier try wrote it."""
        key = own_key(event)
        there = self._stored(self._place(key))
        if there is None:
            raise Temporary("it came and went while it was written.", where=self._name)
        if there.event is None or own_key(there.event) != key:
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
        found = self.find(own_key(event)) if there is None else there.event
        if found is None or own_key(found) != own_key(event):
            told = "what the server keeps is not the event that was written."
            raise Temporary(told, where=self._name)
        return found


def _same(there: Event, wanted: Event) -> bool:
    return there.fingerprint() == wanted.fingerprint() and there.sequence == wanted.sequence


def _if_match(etag: str) -> dict[str, str]:
    """Return the condition for a write; a weak etag never matches, so it is no condition."""
    return {"If-Match": etag} if etag and not etag.startswith("W/") else {}
