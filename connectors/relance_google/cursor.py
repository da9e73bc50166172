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
    """Return a short hash: enough to know an instance of a series again."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_SHORT]


@dataclass(slots=True)
class Cursor:
    """Google's token, what it was asked for with, and the instances of each series.

    Google may tell of an instance that went by its id alone, and then nothing else says which
    series it went from.
    """

    window: str
    asked: str
    token: str
    series: dict[str, str] = field(default_factory=dict)  # id → the hashes of its instances

    def text(self) -> str:
        """Return the cursor as a string."""
        known = [_FORMAT, self.window, self.asked, self.token, dict(sorted(self.series.items()))]
        return json.dumps(known, separators=(",", ":"))

    @classmethod
    def read(cls, text: str, window: Window, asked: str) -> Cursor:
        """Read a cursor back; raise CursorExpired unless it goes with what is asked for."""
        try:
            form, name, params, token, series = json.loads(text)
            if form != _FORMAT or not isinstance(token, str) or not isinstance(series, dict):
                raise ValueError  # noqa: TRY301 - one way out for all of them
        except (ValueError, TypeError, RecursionError) as wrong:
            raise CursorExpired("this cursor cannot be read.") from wrong
        if (name, params) != (window.name, asked):
            raise CursorExpired("this cursor was given for another window.")
        return cls(name, params, token, {str(one): str(has) for one, has in series.items()})

    def note(self, series: str, instances: Iterable[str]) -> None:
        """Keep which instances a series has."""
        self.series[series] = "".join(sorted(map(short, instances)))

    def of_instances(self) -> Mapping[str, str]:
        """Return the series of every instance, by its hash."""
        return {
            has[at : at + _SHORT]: series
            for series, has in self.series.items()
            for at in range(0, len(has), _SHORT)
        }
