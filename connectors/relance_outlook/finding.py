"""Finding follow-ups in their calendar, as they stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.accounts.follow_ups import emptied, gone, missing
from relance.errors import Conflict, Gone, Temporary
from relance.model import Span, Window
from relance_outlook import marks
from relance_outlook.listing import Listing, near
from relance_outlook.reading import OutlookCalendar
from relance_outlook.refusals import NotThere
from relance_outlook.series import text_of
from relance_outlook.translate import from_graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from relance.errors import RelanceError
    from relance.model import Event
    from relance_outlook.series import Json

_UTC = ZoneInfo("UTC")
_ANY_TIME = Window(Span(datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)))


class Finding(OutlookCalendar):
    """A calendar that holds follow-ups."""

    def find(self, key: str) -> Event | None:
        """Return our event with this key: the one that was made for it, or else a copy of it."""
        try:
            return self._found(self._listing.marked(marks.with_key(key)), key)
        except NotThere as error:
            raise self._missing() from error

    def ours(self) -> Iterator[Event]:
        """Yield every event that carries our mark; each is looked at itself."""
        try:
            yield from self._ours_among(self._listing.marked(marks.any_of_ours()))
        except NotThere as error:
            raise emptied(self._name) from error

    @property
    def _listing(self) -> Listing:
        return Listing(self._client, self._ref, self._name, _ANY_TIME)

    def _found(self, pages: Iterable[list[Json]], key: str) -> Event | None:
        """Return our event with a key among those of some pages, rather than a copy of it."""
        found = [one for one in self._ours_among(pages) if self._key(one) == key]
        return min(found, key=lambda one: one.uid != f"{key}@relance", default=None)

    def _made(self, name: str, event: Event) -> Event | None:
        """Return what was made for an event's key: by its id if known, its mark, or its time.

        What is new shows in the calendar before a search finds it.
        """
        key, told = self._key(event), self._here(name)
        named = None if told is None else self._ours(told)
        if named is not None and self._key(named) == key:
            return named
        shown = self._listing.around(near(event), _expand=marks.EXPAND)
        return self.find(key) or self._found(shown, key)

    def _here(self, ref: str) -> Json | None:
        """Return an event if it stands in this calendar."""
        try:
            return self._listing.standing(ref)
        except NotThere as error:
            raise self._missing() from error

    def _standing(self, before: Event, *, written: bool = False) -> Event:
        """Return our event as it is now; raise Gone when it does not stand in its calendar.

        One that was just `written` is taken as it is: the calendar may not show it at once.
        """
        ref = before.ref
        found = self._listing.event(ref) if written else self._here(ref)
        if found is None:
            raise self._not_found(before)
        there = self._ours(found)
        if there is None:
            raise Conflict("this event does not carry our mark.", where=self._name)
        return there

    def _not_found(self, event: Event) -> RelanceError:
        """Return what to tell of an event of ours that is not found by its id.

        Gone, unless the calendar itself still has it under its mark: that is trouble of the server.
        """
        pages = self._listing.marked(marks.with_key(self._key(event)))
        try:
            there = {one.ref for one in self._ours_among(pages)}
        except NotThere as error:
            raise self._missing() from error
        if event.ref not in there:
            return self._gone()
        return Temporary("Outlook does not find a follow-up that is there.", where=self._name)

    def _ours_among(self, pages: Iterable[list[Json]]) -> Iterator[Event]:
        """Yield our events among those of some pages; of one that comes twice, the last counts."""
        found: dict[str, Event] = {}
        for page in pages:
            for one in page:
                there = self._ours(one)
                found.pop(text_of(one, "id"), None)
                if there is not None:
                    found[there.ref] = there
        yield from found.values()

    def _ours(self, resource: Json) -> Event | None:
        """Return an event that carries our mark; None for any other."""
        try:
            event = from_graph(resource, _UTC)
        except (ValueError, OverflowError):
            return None
        return event if event.our_mark is not None else None

    @staticmethod
    def _key(event: Event) -> str:
        return event.our_mark.key if event.our_mark is not None else ""

    def _gone(self) -> Gone:
        return gone(self._name)

    def _missing(self) -> RelanceError:
        return missing(self._name, self._client.account, "outlook", "in Outlook")
