"""Looking an account over, in the order in which to mend what is wrong."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from relance.accounts.loopback import Door
from relance.errors import RelanceError, Temporary
from relance.ports import Check
from relance_outlook import scopes
from relance_outlook.auth import opened
from relance_outlook.kept import again, kept_in
from relance_outlook.server import fetched, understood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relance.ports import Offered
    from relance_outlook.auth import Way

SKEW = timedelta(minutes=5)  # beyond it, tokens seem to end too early or too late
BRING_BACK = "Bring it back in Outlook, or begin a new one:"
CORRECT = "Correct `write` of this account in the settings."
SET_CLOCK = "Set the clock of this computer, best by itself over the network."


def look_over(
    way: Way,
    endpoint: str,
    offered: Callable[[], Sequence[Offered]],
    follow_ups: Callable[[Sequence[Offered]], Iterator[Check]],
) -> Iterator[Check]:
    """Yield what was looked at; raise nothing that relance knows of."""
    yield from _door()
    yield from _sign_in(way)
    reached = [*_registered(way), *_reached(way, endpoint)]
    yield from reached
    if all(one.right is not False or one.what == "clock" for one in reached):
        yield from _opens(way, offered, follow_ups)


def _door() -> Iterator[Check]:
    try:
        with Door("looked at only") as door:
            told = f"can come to http://localhost:{door.port}"
            yield Check("answer from the browser", right=True, told=told)
    except RelanceError as error:
        yield Check("answer from the browser", right=False, told=error.what, remedy=error.remedy)


def _sign_in(way: Way) -> Iterator[Check]:
    """Yield how the sign-in stands, as far as it is known here."""
    try:
        kept = kept_in(way.secrets, way.account)
    except RelanceError as error:
        yield Check("sign-in", right=False, told=_told(error), remedy=error.remedy)
        return
    if kept is None or kept.ended:
        told = kept.ended if kept else "nobody is signed in"
        yield Check("sign-in", right=False, told=told.rstrip("."), remedy=again(way.account))
        return
    if kept.client_id != way.client_id:
        told = "`client_id` is another one than was signed in with"
        yield Check("sign-in", right=False, told=told, remedy=again(way.account))
        return
    yield Check("sign-in", right=True, told=f"since {kept.since:%Y-%m-%d}")
    lacking = scopes.missing(way.needed, kept.granted)
    if lacking:
        told = f"missing: {', '.join(map(str, lacking))}"
        yield Check("permissions", right=False, told=told, remedy=again(way.account))
    else:
        yield Check("permissions", right=True, told=", ".join(kept.granted))


def _registered(way: Way) -> Iterator[Check]:
    """Yield whether Microsoft knows the app; a code that nobody types tells it."""
    what = "app registration"
    try:
        app = way.server().app(way.client_id)
        with understood(way.where):
            flow = app.initiate_device_flow(list(way.needed))
        if "device_code" not in flow:
            raise way.refusal(flow)
    except Temporary as error:
        yield Check("sign-in server", right=False, told=f"{_told(error)}: {way.authority}")
    except RelanceError as error:
        yield Check(what, right=False, told=_told(error), remedy=error.remedy)
    else:
        yield Check("sign-in server", right=True, told=f"{way.authority} answers")
        yield Check(what, right=True, told=f"Microsoft knows {way.client_id} in {way.tenant}")


def _reached(way: Way, endpoint: str) -> Iterator[Check]:
    """Yield whether the calendars' server answers, and agrees about the time."""
    what = "calendar server"
    try:
        _, headers, _ = fetched("GET", f"{endpoint}me/calendar", where=way.where)
    except RelanceError as error:
        yield Check(what, right=False, told=f"{_told(error)}: {endpoint}")
        return
    yield Check(what, right=True, told=f"{endpoint} answers")
    yield _clock(way.now(), headers.get("date", ""))


def _clock(now: datetime, told: str) -> Check:
    try:
        theirs = parsedate_to_datetime(told).astimezone(UTC)
    except (ValueError, TypeError):
        return Check("clock", right=None, told="the server does not tell the time")
    ahead = now - theirs
    if abs(ahead) <= SKEW:
        return Check("clock", right=True, told="agrees with the server's")
    minutes, side = abs(ahead) / timedelta(minutes=1), "fast" if ahead > SKEW else "slow"
    told = f"this computer's is {minutes:.0f} minutes {side}"
    return Check("clock", right=False, told=told, remedy=SET_CLOCK)


def _opens(
    way: Way,
    offered: Callable[[], Sequence[Offered]],
    follow_ups: Callable[[Sequence[Offered]], Iterator[Check]],
) -> Iterator[Check]:
    """Yield whether the account opens; nothing when it is known that it does not."""
    try:
        opened(way)
    except RelanceError:
        return  # told above
    what = "calendars"
    try:
        found = offered()
        yield Check(what, right=True, told=f"{len(found)} found")
        what = "follow-ups"
        yield from follow_ups(found)
    except RelanceError as error:
        remedy = "" if isinstance(error, Temporary) else error.remedy
        yield Check(what, right=False, told=_told(error), remedy=remedy)


def place(account: str, name: str, ref: str, there: Sequence[Offered]) -> Check:
    """Say whether the calendar of follow-ups is there and may be written; none is made.

    Without `ref` nobody has looked for it yet.
    """
    what, found = "follow-ups", next((one for one in there if one.ref == ref), None)
    if not ref:
        return Check(what, right=True, told=f"“{name}” is found, or made, by the first pass")
    if found is None:
        remedy = f"{BRING_BACK} relance connect outlook --name {shlex.quote(account)}"
        return Check(what, right=False, told=f"“{name}” is not there any more", remedy=remedy)
    if not found.writable:
        told = f"you may not write into “{name}”"
        return Check(what, right=False, told=told, remedy=CORRECT)
    return Check(what, right=True, told=f"“{name}” is there, and can be written")


def _told(error: RelanceError) -> str:
    what = error.what.rstrip(".")
    return (
        what if error.where.startswith("account ") or not error.where else f"{error.where}: {what}"
    )
