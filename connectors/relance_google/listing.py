"""The requests that list a calendar's events, page by page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from relance.errors import CursorExpired, NeedsPerson, Refused, Temporary
from relance_google.people import MOST
from relance_google.refusals import BadRequest, Deleted
from relance_google.times import zone_of
from relance_google.translate import FIELDS, READ_TYPES, hidden, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.model import Window
    from relance_google.client import Client, Make
    from relance_google.translate import Json

PAGE = 2_500
"""Events in one answer, the most that Google gives."""

MOST_PAGES = 10_000
BUSY_ALONE = "freeBusyReader"
_SEES_NO_PRIVATE_WORDS = ("reader", "writerWithoutPrivateAccess")
_SHAPE: dict[str, Any] = {
    "maxResults": PAGE,
    "maxAttendees": MOST,
    "fields": f"kind,nextPageToken,nextSyncToken,timeZone,accessRole,items({FIELDS})",
}
# Every one of these stays the same from the first request on, or the token is refused.
_ALWAYS: dict[str, Any] = {"singleEvents": True, "eventTypes": list(READ_TYPES), **_SHAPE}
ASKED = sha256(json.dumps(_ALWAYS, sort_keys=True).encode()).hexdigest()[:12]
"""What tells one set of such parameters from another."""


@dataclass(slots=True)
class Listing:
    """Lists one calendar of Google's; `zone` and `role` are as it told, once it has answered."""

    client: Client
    calendar: str
    where: str
    window: Window
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    role: str = ""
    token: str | None = None  # for the next round, once this one is through

    def everything(self) -> Iterator[list[Json]]:
        """Yield what is in the window, a page at a time; a page is emptied behind its reader."""
        yield from self._pages({**_ALWAYS, **self._edges()})

    def since(self, token: str) -> Iterator[list[Json]]:
        """Yield what changed. Raises CursorExpired when the token is no good any more."""
        try:
            yield from self._pages({**_ALWAYS, "syncToken": token})
        except (BadRequest, Deleted) as refused:  # reading anew tells whether the calendar is gone
            raise CursorExpired(
                "Google does not take this sync token.", where=self.where
            ) from refused

    def instances(self, series: str) -> list[Json] | None:
        """Return the instances of a series in the window; None when it cannot be told."""
        found: list[Json] = []
        try:
            for page in self._pages({**_SHAPE, **self._edges()}, series):
                found += page
        except Refused:  # deleted, or an invitation to a part of it
            return None
        return [one for one in found if one.get("eventType", "default") in READ_TYPES]

    def marked(self, search: str) -> Iterator[list[Json]]:
        """Yield what carries a private property, of any age."""
        asked = {**_SHAPE, "privateExtendedProperty": search, "singleEvents": False}
        yield from self._pages(asked)

    def look(self) -> str:
        """Return what the account may do here, by one small request; raise as reading does."""
        shape = {"maxResults": 1, "fields": "kind,accessRole"}
        self._heard(self.client.ask(self._made(shape, ""), where=self.where))
        return self.role

    def hides(self, resource: Json) -> bool:
        """Say whether an event has words that are not shown to this account."""
        return self.role in _SEES_NO_PRIVATE_WORDS and hidden(resource)

    def _edges(self) -> dict[str, str]:
        """Return the window; whole days of another zone on its edges are told, or too many."""
        span = self.window.span
        return {"timeMin": span.start.isoformat(), "timeMax": span.end.isoformat()}

    def _pages(self, asked: dict[str, Any], series: str = "") -> Iterator[list[Json]]:
        page = ""
        for _ in range(MOST_PAGES):
            found, page = self._page({**asked, **({"pageToken": page} if page else {})}, series)
            yield found
            found.clear()
            if not page:
                return
        raise self._broken()

    def _page(self, asked: dict[str, Any], series: str) -> tuple[list[Json], str]:
        answer = self.client.ask(self._made(asked, series), where=self.where)
        items, page = answer.get("items", []), answer.get("nextPageToken", "")
        if not isinstance(items, list) or not isinstance(page, str):
            raise self._broken()
        self._heard(answer)
        if not page and not series:
            token = answer.get("nextSyncToken")
            self.token = token if isinstance(token, str) and token else None
        self.zone = zone_of(answer.get("timeZone")) or self.zone
        return [one for one in items if isinstance(one, dict)], page

    def _heard(self, answer: Json) -> None:
        """Take what the calendar tells of itself; raise NeedsPerson where it shows no words.

        All that was known of its events would count as denied.
        """
        if answer.get("kind") != "calendar#events":
            raise self._broken()
        self.role = text_of(answer, "accessRole")
        if self.role == BUSY_ALONE:
            raise NeedsPerson(
                "only the busy times of this calendar are shared with you, and no words; what was "
                "known of it stays.",
                where=f"{self.where} ({self.client.account})",
                remedy="Ask its owner to share all details of its events with you, or take it out "
                "of `read` in the settings.",
            )

    def _made(self, asked: dict[str, Any], series: str) -> Make:
        if series:
            return lambda service: service.events().instances(
                calendarId=self.calendar, eventId=series, **asked
            )
        return lambda service: service.events().list(calendarId=self.calendar, **asked)

    def _broken(self) -> Temporary:
        return Temporary("Google's answer is no list of events.", where=self.where)
