"""What is remembered between two readings of a calendar: one opaque string."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from relance.errors import CursorExpired

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from relance.model import Window

_FORMAT = 1
_SHORT = 10


def short(name: str) -> str:
    """Return a short hash: enough to know an occurrence of a series again."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_SHORT]


@dataclass(slots=True)
class Cursor:
    """Graph's link to what changes, and the occurrences of each series.

    Graph tells of an occurrence that went by its id alone, and then nothing else says which
    series it went from. The link is good for one window.
    """

    window: str
    link: str
    series: dict[str, str] = field(default_factory=dict)  # id → the hashes of its occurrences

    def text(self) -> str:
        """Return the cursor as a string."""
        known = [_FORMAT, self.window, self.link, dict(sorted(self.series.items()))]
        return json.dumps(known, separators=(",", ":"))

    @classmethod
    def read(cls, text: str, window: Window) -> Cursor:
        """Read a cursor back; raise CursorExpired unless it goes with the window."""
        try:
            form, name, link, series = json.loads(text)
            if form != _FORMAT or not isinstance(link, str) or not isinstance(series, dict):
                raise ValueError  # noqa: TRY301 - one way out for all of them
        except (ValueError, TypeError, RecursionError) as wrong:
            raise CursorExpired("this cursor cannot be read.") from wrong
        if name != window.name:
            raise CursorExpired("this cursor was given for another window.")
        return cls(name, link, {str(one): str(has) for one, has in series.items()})

    def note(self, series: str, occurrences: Iterable[str]) -> None:
        """Keep which occurrences a series has."""
        self.series[series] = "".join(sorted(map(short, occurrences)))

    def of_occurrences(self) -> Mapping[str, str]:
        """Return the series of every occurrence, by its hash."""
        return {
            has[at : at + _SHORT]: series
            for series, has in self.series.items()
            for at in range(0, len(has), _SHORT)
        }
