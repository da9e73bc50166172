"""What looking over an account of any provider tells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from relance.accounts.loopback import Door
from relance.errors import RelanceError, Temporary
from relance.ports import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relance.ports import Offered

SKEW = timedelta(minutes=5)  # beyond it, tokens seem to end too early or too late
WAIT = "Wait until then: it passes by itself."
LATER = "Try again later: it may pass by itself."
SET_CLOCK = "Set the clock of this computer, best by itself over the network."
CORRECT = "Correct `write` of this account in the settings."


def told(error: RelanceError) -> str:
    """Return what an error tells of an account that everybody knows is meant."""
    what, where = error.what.rstrip("."), error.where
    return what if not where or where.startswith("account ") else f"{where}: {what}"


def wrong(what: str, error: RelanceError, at: str = "") -> Check:
    """Return what an error means for a part of an account, asked at an address.

    What passes by itself has no remedy for somebody to carry out; what to look at is told.
    """
    said = f"{told(error)} ({at})" if at else told(error)
    if isinstance(error, Temporary):
        return Check(what, right=False, told=f"{said}. {passing(error)}")
    return Check(what, right=False, told=said, remedy=error.remedy)


def passing(error: Temporary) -> str:
    """Return what to do about what passes by itself: to look at something, or to wait."""
    return error.remedy or (WAIT if error.retry_after else LATER)


def door(address: str) -> Check:
    """Say whether a browser can bring an answer; `address` has a place for the port."""
    what = "answer from the browser"
    try:
        with Door("looked at only") as opened:
            return Check(what, right=True, told=f"can come to {address.format(opened.port)}")
    except RelanceError as error:
        return Check(what, right=False, told=error.what, remedy=error.remedy)


def sign_in(since: datetime, granted: Sequence[str], lacking: str, again: str) -> Iterator[Check]:
    """Yield that somebody is signed in, and whether that allows what is needed."""
    yield Check("sign-in", right=True, told=f"since {since:%Y-%m-%d}")
    if lacking:
        yield Check("permissions", right=False, told=f"missing: {lacking}", remedy=again)
    else:
        yield Check("permissions", right=True, told=", ".join(granted))


def clock(now: datetime, date: str) -> Check:
    """Say whether this computer agrees with a server, by its `Date` (RFC 9110, 6.6.1)."""
    try:
        theirs = parsedate_to_datetime(date).astimezone(UTC)
    except (ValueError, TypeError):
        return Check("clock", right=None, told="the server does not tell the time")
    ahead = now - theirs
    if abs(ahead) <= SKEW:
        return Check("clock", right=True, told="agrees with the server's")
    minutes, side = abs(ahead) / timedelta(minutes=1), "fast" if ahead > SKEW else "slow"
    said = f"this computer's is {minutes:.0f} minutes {side}"
    return Check("clock", right=False, told=said, remedy=SET_CLOCK)


def calendars(
    offered: Callable[[], Sequence[Offered]],
    follow_ups: Callable[[Sequence[Offered]], Iterator[Check]],
) -> Iterator[Check]:
    """Yield what an open account has: its calendars, and that of the follow-ups."""
    what = "calendars"
    try:
        found = offered()
        yield Check(what, right=True, told=f"{len(found)} found")
        what = "follow-ups"
        yield from follow_ups(found)
    except RelanceError as error:
        yield wrong(what, error)
