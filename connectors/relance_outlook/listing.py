"""The requests that read a calendar, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relance.errors import CursorExpired, Temporary
from relance_outlook.client import address
from relance_outlook.marks import EXPAND
from relance_outlook.refusals import BadRequest, NotThere
from relance_outlook.translate import hidden

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from relance.model import Window
    from relance_outlook.client import Client
    from relance_outlook.series import Json

PRIMARY = "primary"
"""What stands for the default calendar."""

PAGE = 200
MOST_PAGES = 10_000


def events_path(calendar: str) -> tuple[str, ...]:
    """Return where the events of a calendar are."""
    if calendar == PRIMARY:
        return ("me", "calendar", "events")
    return ("me", "calendars", calendar, "events")


def event(client: Client, name: str, where: str) -> Json | None:
    """Return an event with its mark; None when it is not there."""
    if not name:
        return None
    try:
        return client.ask("GET", address("me", "events", name, _expand=EXPAND), where=where)
    except NotThere:
        return None


@dataclass(slots=True)
class Listing:
    """Reads one calendar of Graph's; `link` leads to what changes, once a round is through."""

    client: Client
    calendar: str
    where: str
    window: Window
    link: str = ""

    def everything(self) -> Iterator[list[Json]]:
        """Yield what is in the window, a page at a time; a page is emptied behind its reader.

        Occurrences may tell their times alone.
        """
        of = () if self.calendar == PRIMARY else ("calendars", self.calendar)
        try:
            yield from self._pages(address("me", *of, "calendarView", "delta", **self._edges()))
        except CursorExpired as expired:
            raise Temporary(
                "Outlook lost its place while it was read.", where=self.where
            ) from expired

    def since(self, link: str) -> Iterator[list[Json]]:
        """Yield what changed. Raises CursorExpired when the link is no good any more."""
        try:
            yield from self._pages(link)
        except (BadRequest, NotThere) as refused:  # reading anew tells whether the calendar is gone
            raise CursorExpired("Outlook does not take this link.", where=self.where) from refused

    def event(self, name: str) -> Json | None:
        """Return an event with its mark, from whichever calendar; None when it is not there."""
        return event(self.client, name, self.where)

    def marked(self, search: str, **asked: str) -> Iterator[list[Json]]:
        """Yield what carries a mark of ours, of any age."""
        path = address(
            *events_path(self.calendar), _filter=search, _expand=EXPAND, _top=str(PAGE), **asked
        )
        yield from self._pages(path, rounds=False)

    def hides(self, resource: Json) -> bool:
        """Say whether an event has words that are not shown to this account."""
        return self.calendar != PRIMARY and hidden(resource)

    def _edges(self) -> dict[str, str]:
        span = self.window.span
        return {"startDateTime": _utc(span.start), "endDateTime": _utc(span.end)}

    def _pages(self, path: str, *, rounds: bool = True) -> Iterator[list[Json]]:
        """Yield pages until the last; that of a round has a link to the next round."""
        for _ in range(MOST_PAGES):
            answer = self.client.ask("GET", path, page=PAGE, where=self.where)
            found = answer.get("value")
            if not isinstance(found, list):
                raise self._broken()
            ahead, link = _link(answer, "nextLink"), _link(answer, "deltaLink")
            if rounds and not ahead and not link:
                raise self._broken()
            self.link = link or self.link
            yield [one for one in found if isinstance(one, dict)]
            if not ahead:
                return
            if ahead == path:
                raise self._broken()
            path = ahead
        raise self._broken()

    def _broken(self) -> Temporary:
        return Temporary("Outlook's answer is no list of events.", where=self.where)


def _link(answer: dict[str, Any], name: str) -> str:
    found = answer.get(f"@odata.{name}")
    return found if isinstance(found, str) else ""


def _utc(edge: datetime) -> str:
    return f"{edge:%Y-%m-%dT%H:%M:%SZ}"
