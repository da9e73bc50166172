"""The clock of a fake provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is moved; or `source`, which is somebody else's."""

    now: datetime = field(default_factory=lambda: datetime(2026, 10, 14, 9, tzinfo=UTC))
    source: Callable[[], datetime] | None = None

    def __call__(self) -> datetime:
        return self.now if self.source is None else self.source()

    def advance(self, **by: float) -> None:
        """Let time pass: `advance(hours=2)`."""
        if self.source is not None:
            raise TypeError("this clock is moved by whoever gave it")
        self.now += timedelta(**by)
