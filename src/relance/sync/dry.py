"""A calendar that is written in thought alone, for `--dry-run`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.model import Event, Window
    from relance.ports import Page, WritableCalendar


class DryCalendar:
    """Reads like the calendar behind it, and writes nothing."""

    def __init__(self, behind: WritableCalendar) -> None:
        self._behind = behind

    @property
    def id(self) -> str:
        """Return the name of the calendar behind."""
        return self._behind.id

    @property
    def name(self) -> str:
        """Return what the person calls it."""
        return self._behind.name

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Read what changed."""
        return self._behind.pull(cursor, window)

    def create(self, event: Event) -> Event:
        """Return the event as if it were written."""
        return replace(event, ref=event.uid, version="dry")

    def update(self, event: Event) -> Event:
        """Return the event as if it were written."""
        return event

    def delete(self, event: Event) -> None:
        """Do nothing."""

    def find(self, key: str) -> Event | None:
        """Return our event with this key."""
        return self._behind.find(key)

    def ours(self) -> Iterator[Event]:
        """Yield every event that carries our mark."""
        return self._behind.ours()
