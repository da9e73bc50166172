"""A calendar of follow-ups that could not be opened: its name is known, and nothing is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.errors import RelanceError
    from relance.model import Event, Window
    from relance.ports import Page


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Stands where follow-ups were last written; whatever is asked of it raises why it is shut."""

    id: str
    name: str
    error: RelanceError

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Raise why the calendar is shut."""
        del cursor, window
        raise self.error

    def create(self, event: Event) -> Event:
        """Raise why the calendar is shut."""
        del event
        raise self.error

    def update(self, event: Event) -> Event:
        """Raise why the calendar is shut."""
        del event
        raise self.error

    def delete(self, event: Event) -> None:
        """Raise why the calendar is shut."""
        del event
        raise self.error

    def find(self, key: str) -> Event | None:
        """Raise why the calendar is shut."""
        del key
        raise self.error

    def ours(self) -> Iterator[Event]:
        """Raise why the calendar is shut."""
        raise self.error
