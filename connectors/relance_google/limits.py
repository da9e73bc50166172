"""How often Google may be asked, and how long to wait before asking again."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

PER_MINUTE = 600
"""Requests that Google allows to one account in any minute."""

BURST = 100
"""Of these, how many may come at once; the rest is spread, so that no minute has more."""

PATIENCE = 60.0
"""Seconds that one request may wait in all, for its turn and between its tries."""

LONGEST_WAIT = 32.0
MOST_TRIES = 6
_LONGEST_PAUSE = 24 * 3600.0


@dataclass(slots=True)
class Budget:
    """What one account may ask for: tokens that come back with time."""

    clock: Callable[[], float]
    per_minute: int = PER_MINUTE
    burst: int = BURST
    _left: float = field(init=False)
    _at: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._left, self._at = float(self.burst), self.clock()

    def take(self, cost: int = 1) -> float:
        """Take tokens; return the seconds to wait before they count as given."""
        rate = (self.per_minute - self.burst) / 60
        with self._lock:
            now = self.clock()
            self._left = min(self.burst, self._left + (now - self._at) * rate)
            self._at = now
            self._left -= cost
            return max(0.0, -self._left / rate)

    def give_back(self, cost: int = 1) -> None:
        """Return tokens that were taken and not used."""
        with self._lock:
            self._left += cost


@dataclass(slots=True)
class Pause:
    """The time until which Google wants no request of this account."""

    clock: Callable[[], float]
    _until: float = 0.0

    def begin(self, seconds: float) -> None:
        """Ask nothing for so long."""
        self._until = max(self._until, self.clock() + min(seconds, _LONGEST_PAUSE))

    @property
    def left(self) -> timedelta | None:
        """Return how long it lasts from now on; None when nothing stands in the way."""
        left = self._until - self.clock()
        return timedelta(seconds=left) if left > 0 else None


def backoff(tries: int, chance: float) -> float:
    """Return the seconds before the next try: twice the last, spread, and never very long.

    `chance` is from 0 to 1.
    """
    return min(LONGEST_WAIT, 2.0 ** (tries - 1)) * (0.5 + chance / 2)


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that Retry-After asks for, as a number or as a date.

    A date counts from the answer's own: no clock of ours has to be right.
    """
    text = headers.get("retry-after", "").strip()[:64]
    if text.isascii() and text.isdigit():
        return min(float(text), _LONGEST_PAUSE)
    until, now = _date(text), _date(headers.get("date", "")[:64])
    if until is None or now is None:
        return None
    return min(max(0.0, (until - now).total_seconds()), _LONGEST_PAUSE)


def _date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return read if read.tzinfo is not None else None
