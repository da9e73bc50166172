"""How long to wait for the next pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

LONGEST = timedelta(hours=1)
SPREAD = 0.25  # of the wait, so that many of us do not come at the same second


@dataclass(slots=True)
class Pace:
    """A wait between passes that grows while they fail; `chance` is from 0 to 1."""

    every: timedelta
    failures: int = 0

    def went_well(self, chance: float) -> timedelta:
        """Return the wait after a pass that went well."""
        self.failures = 0
        return self._spread(self.every, chance)

    def failed(self, chance: float, at_least: timedelta | None = None) -> timedelta:
        """Return the wait after one more pass that failed: twice the last, an hour at most."""
        self.failures = min(self.failures + 1, 16)
        longest = max(LONGEST, self.every)
        wait = min(self._spread(self.every * 2**self.failures, chance), longest)
        return max(wait, at_least or timedelta())

    @staticmethod
    def _spread(wait: timedelta, chance: float) -> timedelta:
        return wait * (1 + SPREAD * (2 * chance - 1))
