"""The requests that read a calendar, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from relance.errors import CursorExpired, Temporary
from relance.model import Span
from relance_outlook.client import address
from relance_outlook.marks import EXPAND
from relance_outlook.refusals import BadRequest, LostPlace, NotThere
from relance_outlook.series import is_series, series_of, text_of
from relance_outlook.translate import from_graph, hidden

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from relance.model import Event, Window
    from relance_outlook.client import Client
    from relance_outlook.series import Json

PRIMARY = "primary"
"""What stands for the default calendar."""

PAGE = 200
MOST_PAGES = 10_000
_UTC = ZoneInfo("UTC")
_YEAR = timedelta(days=366)


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
        try:
            yield from self._pages(self._view("delta", **_edges(self.window.span)))
        except LostPlace as lost:
            raise Temporary("Outlook lost its place while it was read.", where=self.where) from lost

    def since(self, link: str) -> Iterator[list[Json]]:
        """Yield what changed. Raises CursorExpired when the link is no good any more."""
        try:
            yield from self._pages(link)
        except (BadRequest, NotThere) as refused:  # reading anew tells whether the calendar is gone
            raise CursorExpired("Outlook does not take this link.", where=self.where) from refused
        except LostPlace as lost:
            raise CursorExpired(lost.what, where=self.where) from lost

    def event(self, name: str) -> Json | None:
        """Return an event with its mark, from whichever calendar; None when it is not there."""
        return event(self.client, name, self.where)

    def standing(self, name: str) -> Json | None:
        """Return an event with its mark, if this calendar itself shows it at its time.

        An event is found by its id after somebody deleted it, and below any calendar that is named.
        """
        found = self.event(name)
        span = None if found is None else _span(found)
        if span is None:  # without times nothing can be looked for
            return found
        shown = any(
            name in {text_of(one, "id"), series_of(one)}
            for page in self.around(span, _select="id,type,seriesMasterId")
            for one in page
        )
        return found if shown else None

    def around(self, span: Span, **asked: str) -> Iterator[list[Json]]:
        """Yield what stands in a stretch of time, occurrences of series included."""
        path = self._view(**_edges(span), _top=str(PAGE), **asked)
        yield from self._pages(path, rounds=False)

    def marked(self, search: str, **asked: str) -> Iterator[list[Json]]:
        """Yield what carries a mark of ours, of any age."""
        path = address(
            *events_path(self.calendar), _filter=search, _expand=EXPAND, _top=str(PAGE), **asked
        )
        yield from self._pages(path, rounds=False)

    def hides(self, resource: Json) -> bool:
        """Say whether an event has words that are not shown to this account."""
        return self.calendar != PRIMARY and hidden(resource)

    def _view(self, *more: str, **asked: str) -> str:
        of = () if self.calendar == PRIMARY else ("calendars", self.calendar)
        return address("me", *of, "calendarView", *more, **asked)

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


def near(event: Event) -> Span:
    """Return the stretch of time in which an event shows, in whatever zone its days are."""
    return event.span(_UTC).widened(timedelta(days=1) if event.all_day else timedelta(minutes=1))


def _span(resource: Json) -> Span | None:
    """Return where to look for an event; a series may have lost its first occurrences."""
    try:
        span = near(from_graph(resource, _UTC))
        return Span(span.start, span.end + _YEAR) if is_series(resource) else span
    except (ValueError, OverflowError):
        return None


def _edges(span: Span) -> dict[str, str]:
    return {"startDateTime": _utc(span.start), "endDateTime": _utc(span.end)}


def _utc(edge: datetime) -> str:
    return f"{edge:%Y-%m-%dT%H:%M:%SZ}"
