"""Looking an account over, in the order in which to mend what is wrong."""

from __future__ import annotations

import os
import shlex
import stat
from typing import TYPE_CHECKING

from relance.accounts import looking
from relance.accounts.looking import CORRECT
from relance.errors import RelanceError
from relance.ports import Check
from relance_google import calendars as lists
from relance_google import places, scopes
from relance_google.auth import credentials
from relance_google.client_file import read_client
from relance_google.kept import again, kept_in
from relance_google.tokens import server_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relance.ports import Offered
    from relance_google.client import Client
    from relance_google.client_file import OAuthClient
    from relance_google.kept import Kept
    from relance_google.way import Way

PUBLISH = (
    "Set it to “In production” in the console, on the page Audience: "
    "https://console.cloud.google.com/"
)
BRING_BACK = "Bring it back in Google Calendar, or begin a new one:"
ANEW = "Delete it in Google Calendar, and begin a new one:"


def look_over(
    way: Way,
    endpoint: str,
    offered: Callable[[], Sequence[Offered]],
    follow_ups: Callable[[], Iterator[Check]],
) -> Iterator[Check]:
    """Yield what was looked at; raise nothing that relance knows of."""
    client: OAuthClient | None = None
    try:
        client = read_client(way.client_file)
    except RelanceError as error:
        yield Check("client file", right=False, told=looking.told(error), remedy=error.remedy)
    else:
        yield from _client(way, client)
    yield from _sign_in(way)
    reached = list(_reached(way, client, endpoint))
    yield from reached
    if client is not None and not any(one.right is False for one in reached):
        yield from _opens(way, offered, follow_ups)
    yield from _consent(way)  # last: to open the account may show how long the sign-in lasts


def _client(way: Way, client: OAuthClient) -> Iterator[Check]:
    file = way.client_file
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        told = f"others on this computer can read {file}"
        yield Check("client file", right=None, told=told, remedy=f"Run: chmod 600 {file}")
    else:
        yield Check("client file", right=True, told=str(file))
    loopback = ("http://localhost", "http://127.0.0.1", "http://[::1]")
    if client.redirects and not any(one.startswith(loopback) for one in client.redirects):
        yield Check(
            "answer from the browser",
            right=False,
            told="the client does not let the browser come back to this computer",
            remedy="Make an OAuth client of the type “Desktop app”.",
        )
        return
    yield looking.door("http://127.0.0.1:{}/")


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
    lacking = ", ".join(map(str, scopes.missing(way.needed, kept.granted)))
    yield from looking.sign_in(kept.since, kept.granted, lacking, again(way.account))


def _consent(way: Way) -> Iterator[Check]:
    """Yield whether the sign-in ends after seven days, as far as that shows."""
    try:
        kept = kept_in(way.secrets, way.account)
    except RelanceError:
        return  # told above
    if kept is None or kept.ended:
        return
    if kept.outlived_trial:
        told = "a sign-in lasted longer than seven days, so it is not in Testing"
        yield Check("consent screen", right=True, told=told)
        return
    when = f"{kept.ends:%Y-%m-%d}"
    told = f"if it is in Testing, the sign-in ends on {when}; relance cannot see which it is"
    if kept.until is not None:
        told = f"it is in Testing, as it seems: the sign-in ends on {when}"
    yield Check("consent screen", right=None, told=told, remedy=PUBLISH)


def _reached(way: Way, client: OAuthClient | None, endpoint: str) -> Iterator[Check]:
    """Yield whether the servers answer, and agree about the time."""
    token_uri = way.token_uri or (client.token_uri if client else "")
    dates = []
    for what, address in (("calendar server", endpoint), ("sign-in server", token_uri)):
        if not address:
            continue
        try:
            dates.append(server_time(address, where=way.where))
        except RelanceError as error:
            yield looking.wrong(what, error, address)
        else:
            yield Check(what, right=True, told=f"{address} answers")
    if dates:
        yield looking.clock(way.now(), dates[0])


def _opens(
    way: Way, offered: Callable[[], Sequence[Offered]], follow_ups: Callable[[], Iterator[Check]]
) -> Iterator[Check]:
    """Yield whether the account opens; nothing when it is known that it does not."""
    try:
        credentials(way)
    except RelanceError:
        return  # told above
    yield from looking.calendars(offered, lambda _: follow_ups())


def place(client: Client, wanted: str, kept: Kept) -> Iterator[Check]:
    """Yield whether the calendar of follow-ups is there and may be written; none is made."""
    what, known = "follow-ups", places.place(kept.places, wanted)
    dedicated = scopes.is_dedicated(wanted)
    if known is None and dedicated:
        yield Check(what, right=True, told=f"“{wanted}” is found, or made, by the first pass")
        return
    ref, name = (known.ref, known.name) if known is not None else (wanted, wanted)
    ref = scopes.PRIMARY if ref == kept.who else ref
    there = next((one for one in lists.offered(client, hidden=True) if one.ref == ref), None)
    anew = f"relance connect google --name {shlex.quote(client.account)}"
    if there is None:
        told, remedy = f"“{name}” is not there any more", f"{BRING_BACK} {anew}"
    elif not there.writable:
        told, remedy = f"“{name}” belongs to somebody else", CORRECT
    elif dedicated and not places.opens(client, ref):
        told, remedy = f"“{name}” was made with another client of yours", f"{ANEW} {anew}"
    else:
        yield Check(what, right=True, told=f"“{name}” is there, and can be written")
        return
    yield Check(what, right=False, told=told, remedy=remedy if dedicated else CORRECT)
