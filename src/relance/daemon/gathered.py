"""Messages of a while, rung for once."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relance.daemon.bell import Bell

GATHER = 1.0  # seconds in which messages count as one
APART = 5.0  # seconds at least between two rings: one act of the person's may be many messages


@dataclass(slots=True)
class Gathered:
    """Rings once for all messages of a while."""

    bell: Bell
    gather: float = GATHER
    apart: float = APART
    heard: set[str] = field(default_factory=set)  # the subscriptions that messages came of
    lost: set[str] = field(default_factory=set)  # those of them that are over
    _waiting: set[str] = field(default_factory=set)
    _timer: threading.Timer | None = None
    _last: float = -APART
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, subscription: str, *, lost: bool = False) -> None:
        """Take a message in."""
        with self._lock:
            self.heard.add(subscription)
            self.lost |= {subscription} if lost else set()
            self._waiting.add(subscription)
            if self._timer is None:
                wait = max(self.gather, self._last + self.apart - monotonic())
                self._timer = threading.Timer(wait, self._ring)
                self._timer.daemon = True
                self._timer.start()

    def news(self) -> tuple[set[str], set[str]]:
        """Return the subscriptions that messages came of since this was asked, and the lost."""
        with self._lock:
            found, self.heard, self.lost = (self.heard, self.lost), set(), set()
            return found

    def stop(self) -> None:
        """Ring no more for what has come."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None

    def _ring(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, set()
            self._timer, self._last = None, monotonic()
        self.bell.changed |= waiting
        self.bell.ring()
