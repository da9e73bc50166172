"""A calendar of Google's that is read, and the one that follow-ups are written into.

An id of ours derives from the key, so a request to write can be repeated until it is answered: the
event is there once. Before an event is changed or deleted it is read, and left alone unless it
carries our mark; the write then says which version was read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from relance.accounts.follow_ups import gone, missing
from relance.accounts.throttling import Course
from relance.errors import AlreadyThere, Conflict, Gone, NeedsPerson, Temporary
from relance.model import Span, Window
from relance_google.channels import close_channel, messages, open_channel
from relance_google.client import TRIES_MISSING
from relance_google.cursor import Cursor
from relance_google.listing import ASKED, Listing
from relance_google.marks import KEY, SEARCH
from relance_google.refusals import Deleted, NotThere, Taken
from relance_google.rounds import Round
from relance_google.translate import (
    FIELDS,
    cancelled,
    changes,
    event_id,
    from_google,
    text_of,
    to_google,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from relance.errors import RelanceError
    from relance.model import Event
    from relance.ports import Knock, Message, Page, Subscription
    from relance_google.client import Client
    from relance_google.translate import Json

PATCH_COST = 3
_UTC = ZoneInfo("UTC")
_ANY_TIME = Window(Span(datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)))


class GoogleCalendar:
    """A calendar that is read; `ref` is Google's id of it, or `primary`."""

    def __init__(self, client: Client, ref: str, name: str) -> None:
        self._client, self._ref, self._name = client, ref, name

    @property
    def id(self) -> str:
        """Return account and Google's id."""
        return f"{self._client.account}:{self._ref}"

    @property
    def name(self) -> str:
        """Return what the person calls it."""
        return self._name

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Yield what changed since `cursor`; everything in `window` without one."""
        known = None if cursor is None else Cursor.read(cursor, window, ASKED)
        round_ = Round(Listing(self._client, self._ref, self._name, window))
        try:
            yield from round_.everything() if known is None else round_.changes(known)
        except (NotThere, Deleted) as error:
            raise self._missing() from error

    def subscribe(self, name: str, address: str, token: str) -> Subscription:
        """Have every change told to a public address."""
        return open_channel(self._client, self._ref, self._name, name, address, token)

    def unsubscribe(self, subscription: Subscription) -> None:
        """End a subscription to this calendar, or to any other of the same account."""
        close_channel(self._client, subscription)

    def renew(self, subscription: Subscription) -> None:
        """Renew nothing: another channel is opened before the old one ends."""
        del subscription

    def messages(self, knock: Knock) -> Sequence[Message]:
        """Return what a message of Google's says."""
        return messages(knock)

    def handshake(self, knock: Knock) -> None:
        """Answer nobody: Google does not ask whether anybody listens."""
        del knock

    def _missing(self) -> RelanceError:
        """Return what to tell when the calendar is not there any more."""
        return NeedsPerson(
            "this calendar is not there any more, or not shared with this account.",
            where=f"{self._name} ({self._client.account})",
            remedy="Name another one as `read` in the settings, or have it shared again.",
        )


class GoogleFollowUps(GoogleCalendar):
    """The calendar that follow-ups are written into."""

    def create(self, event: Event) -> Event:
        """Write a new event; raise Gone for one whose key was deleted here.

        Google keeps the ids of deleted events, so it shows that somebody deleted this follow-up.
        """
        if event.our_mark is None:
            raise Conflict("an event without our mark is never written.", where=self.id)
        body, course = to_google(event), Course()
        try:
            return self._read(self._write("insert", course, body=body, fields=FIELDS))
        except (NotThere, Deleted) as error:
            raise self._missing() from error
        except Taken as taken:
            there = self._live(body["id"], event.our_mark.key)
            if there is None:
                raise self._gone() from taken
            if course.unsure and there.fingerprint() == event.fingerprint():
                return there  # written by an earlier try, whose answer was lost
            raise AlreadyThere(there, where=self._name) from taken

    def update(self, event: Event) -> Event:
        """Change what is to be changed of our event, and leave what the person added to it."""
        there, course = self._to_change(event), Course()
        body = changes(there, event)
        if not body:
            return there
        given = {"eventId": event.ref, "body": body, "fields": FIELDS}
        try:
            return self._read(self._write("patch", course, there.version, PATCH_COST, **given))
        except (NotThere, Deleted) as error:
            raise self._gone() from error
        except Conflict:
            now = self._live(event.ref, self._key(event)) if course.unsure else None
            if now is None or changes(now, event):
                raise
            return now  # written by an earlier try, whose answer was lost

    def delete(self, event: Event) -> None:
        """Delete our event."""
        there, course = self._to_change(event), Course()
        try:
            self._write("delete", course, there.version, eventId=event.ref)
        except (NotThere, Deleted) as error:
            if not course.unsure:  # else it was deleted by an earlier try
                raise self._gone() from error
        except Conflict:
            if not course.unsure or self._live(event.ref, self._key(event)) is not None:
                raise

    def find(self, key: str) -> Event | None:
        """Return our event with this key: under its own id, or else a copy of it."""
        there = self._live(event_id(key), key, tries=1)
        if there is not None:
            return there
        return next((one for one in self._marked(f"{KEY}={key}") if self._key(one) == key), None)

    def ours(self) -> Iterator[Event]:
        """Yield every event that carries our mark; each is looked at itself."""
        try:
            yield from self._found(SEARCH)
        except (NotThere, Deleted) as error:
            raise Gone("this calendar is not there any more.", where=self._name) from error

    def _to_change(self, event: Event) -> Event:
        """Return our event as it stands, when it is the one that was read before."""
        if event.our_mark is None:
            raise Conflict("an event without our mark is never changed.", where=self._name)
        found = self._get(event.ref)
        if found is None:  # or is it the calendar that is not there?
            next(self._marked(f"{KEY}={event.our_mark.key}"), None)
        if found is None or cancelled(found):
            raise self._gone()
        there = self._ours(found)
        if there is None or self._key(there) != event.our_mark.key:
            raise Conflict("this event does not carry our mark.", where=self._name)
        if there.version != event.version:
            raise Conflict("it has changed since it was read.", where=self._name)
        return there

    def _live(self, name: str, key: str, *, tries: int = TRIES_MISSING) -> Event | None:
        """Return the event with this id if it stands, and is ours with this key."""
        found = self._get(name, tries)
        there = None if found is None or cancelled(found) else self._ours(found)
        return there if there is not None and self._key(there) == key else None

    def _get(self, name: str, tries: int = TRIES_MISSING) -> Json | None:
        """Return an event by its id, deleted or not; None when Google knows none."""
        if not name:
            return None
        try:
            return self._client.ask(
                lambda service: service.events().get(
                    calendarId=self._ref, eventId=name, fields=FIELDS
                ),
                where=self._name,
                missing=tries,
            )
        except (NotThere, Deleted):
            return None

    def _marked(self, search: str) -> Iterator[Event]:
        """Yield our events that a search finds; raise NeedsPerson where no calendar is."""
        try:
            yield from self._found(search)
        except (NotThere, Deleted) as error:
            raise self._missing() from error

    def _found(self, search: str) -> Iterator[Event]:
        """Yield our events that a search finds; of one that comes twice, the last counts."""
        listing = Listing(self._client, self._ref, self._name, _ANY_TIME)
        found: dict[str, Event] = {}
        for resources in listing.marked(search):
            for one in resources:
                event = None if cancelled(one) else self._ours(one)
                found.pop(text_of(one, "id"), None)
                if event is not None:
                    found[event.ref] = event
        yield from found.values()

    def _ours(self, resource: Json) -> Event | None:
        """Return an event that carries our mark; None for any other."""
        try:
            event = from_google(resource, _UTC)
        except (ValueError, OverflowError):
            return None
        return event if event.our_mark is not None else None

    def _read(self, resource: Json) -> Event:
        """Return what was written, as Google keeps it."""
        event = self._ours(resource)
        if event is None:
            raise Temporary("Google's answer is not the event written.", where=self._name)
        return event

    def _write(
        self, method: str, course: Course, version: str = "", cost: int = 1, **given: Any
    ) -> Json:
        """Change the calendar, if the event still has this version; nobody gets mail of it."""

        def make(service: Any) -> Any:
            asked = {"calendarId": self._ref, "sendUpdates": "none", **given}
            request = getattr(service.events(), method)(**asked)
            if version:
                request.headers["If-Match"] = version
            return request

        return self._client.ask(make, where=self._name, cost=cost, course=course)

    @staticmethod
    def _key(event: Event) -> str:
        return event.our_mark.key if event.our_mark is not None else ""

    def _gone(self) -> Gone:
        return gone(self._name)

    def _missing(self) -> RelanceError:
        return missing(self._name, self._client.account, "google", "in Google Calendar")
