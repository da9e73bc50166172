"""Looking an account over, in the order in which to mend what is wrong."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from relance.accounts import looking
from relance.accounts.looking import CORRECT
from relance.errors import RelanceError, Temporary
from relance.ports import Check
from relance_outlook import scopes
from relance_outlook.auth import ANOTHER_APP, back_or_anew, opened
from relance_outlook.kept import again, kept_in
from relance_outlook.server import fetched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relance.ports import Offered
    from relance_outlook.auth import Way

BRING_BACK = "Bring it back in Outlook, or begin a new one:"


def look_over(
    way: Way,
    endpoint: str,
    offered: Callable[[], Sequence[Offered]],
    follow_ups: Callable[[Sequence[Offered]], Iterator[Check]],
) -> Iterator[Check]:
    """Yield what was looked at; raise nothing that relance knows of."""
    yield looking.door("http://localhost:{}")
    yield from _sign_in(way)
    reached = [*_registered(way), *_reached(way, endpoint)]
    yield from reached
    if all(one.right is not False or one.what == "clock" for one in reached):
        yield from _opens(way, offered, follow_ups)


def _sign_in(way: Way) -> Iterator[Check]:
    """Yield how the sign-in stands, as far as it is known here."""
    try:
        kept = kept_in(way.secrets, way.account)
    except RelanceError as error:
        yield Check("sign-in", right=False, told=looking.told(error), remedy=error.remedy)
        return
    if kept is None or kept.ended:
        told = kept.ended if kept else "nobody is signed in"
        yield Check("sign-in", right=False, told=told.rstrip("."), remedy=again(way.account))
        return
    if kept.client_id != way.client_id:
        told, remedy = ANOTHER_APP.rstrip("."), back_or_anew(way.account)
        yield Check("sign-in", right=False, told=told, remedy=remedy)
        return
    lacking = ", ".join(map(str, scopes.missing(way.needed, kept.granted)))
    yield from looking.sign_in(kept.since, kept.granted, lacking, again(way.account))


def _registered(way: Way) -> Iterator[Check]:
    """Yield whether Microsoft knows the app."""
    what = "app registration"
    try:
        way.look_up()
    except Temporary as error:
        yield looking.wrong("sign-in server", error, way.authority)
    except RelanceError as error:
        yield Check(what, right=False, told=looking.told(error), remedy=error.remedy)
    else:
        yield Check("sign-in server", right=True, told=f"{way.authority} answers")
        yield Check(what, right=True, told=f"Microsoft knows {way.client_id} in {way.tenant}")


def _reached(way: Way, endpoint: str) -> Iterator[Check]:
    """Yield whether the calendars' server answers, and agrees about the time."""
    what = "calendar server"
    try:
        _, headers, _ = fetched("GET", f"{endpoint}me/calendar", where=way.where)
    except RelanceError as error:
        yield looking.wrong(what, error, endpoint)
        return
    yield Check(what, right=True, told=f"{endpoint} answers")
    yield looking.clock(way.now(), headers.get("date", ""))


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
    yield from looking.calendars(offered, follow_ups)


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
