"""Follow-ups that stand in the journal alone, for people who have no calendar to write into."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from relance.errors import AlreadyThere, Gone
from relance.ports import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.journal.store import Journal
    from relance.model import Event, Window


class JournalCalendar:
    """A writable calendar whose events are the journal's own rows; export and feed show them."""

    id = "journal"
    name = "journal"

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Yield nothing: what stands here was written by the pass, and nobody else can."""
        del window
        yield Page(cursor=cursor or "journal")

    def create(self, event: Event) -> Event:
        """Return the event as it will stand; the pass notes it in the journal."""
        existing = self.find(event.our_mark.key if event.our_mark else "")
        if existing is not None:
            raise AlreadyThere(existing, where=self.name)
        return replace(event, ref=event.uid, version=str(event.sequence))

    def update(self, event: Event) -> Event:
        """Return the event as it will stand."""
        if self.find(event.our_mark.key if event.our_mark else "") is None:
            raise Gone("this follow-up is not there any more.", where=self.name)
        return replace(event, version=str(event.sequence))

    def delete(self, event: Event) -> None:
        """Accept that an event goes; the pass notes it in the journal."""
        if self.find(event.our_mark.key if event.our_mark else "") is None:
            raise Gone("this follow-up is not there any more.", where=self.name)

    def find(self, key: str) -> Event | None:
        """Return the follow-up with a key."""
        return next((e for e in self.ours() if e.our_mark and e.our_mark.key == key), None)

    def ours(self) -> Iterator[Event]:
        """Yield every follow-up that stands here."""
        for calendar, event in self._journal.own():
            if calendar == self.id:
                yield event
