"""A calendar read by its address, as the tests of that have it."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ics_text import PARIS, calendar, vevent
from relance.model import Window
from relance.testing.contract import Round
from relance_ics.feed import AddressCalendar
from relance_ics.fetch import Fetcher, Limits
from relance_ics.public import Reach
from relance_ics.secret_address import read_address

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

WINDOW = Window.around(datetime(2026, 3, 10, tzinfo=UTC), PARIS)
QUICK = Limits(size=2_000_000, seconds=1.5, pause=0.6)
NEAR = Reach(private=True, insecure=True)
SECRET = "5ecret"


class Kept(dict[str, str]):
    """Secrets, kept as long as the test lasts."""

    def put(self, name: str, value: str) -> None:
        self[name] = value

    def forget(self, name: str) -> None:
        self.pop(name, None)

    def alone(self, name: str) -> AbstractContextManager[None]:
        del name
        return nullcontext()


def at(address: str, reach: Reach | None = None, limits: Limits = QUICK) -> AddressCalendar:
    """Return the calendar at an address."""
    read = read_address(address)
    return AddressCalendar("home", Fetcher("home", read, reach or Reach(), limits), read.mark)


def pull(found: AddressCalendar, cursor: str | None = None) -> Round:
    """Read one round."""
    return Round(found, cursor, WINDOW)


def events(*names: str, stamp: str = "20260301T000000Z") -> bytes:
    """Return a calendar with an event for each name, stamped as of some moment."""
    made = calendar(*(vevent(f"SUMMARY:{n}", uid=f"{n}@feed.example") for n in names))
    return made.replace(b"DTSTAMP:20260101T000000Z", f"DTSTAMP:{stamp}".encode())
