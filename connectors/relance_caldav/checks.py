"""Looking an account over, in the order in which to mend what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from relance.accounts import looking
from relance.accounts.addresses import is_loopback
from relance.errors import RelanceError, Temporary
from relance.model import printable
from relance.ports import Check
from relance_caldav.discovery import Discovery
from relance_caldav.refusals import SignedOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from relance.model import Window
    from relance.ports import Calendar
    from relance_caldav.client import Client
    from relance_caldav.discovery import Collection
    from relance_caldav.follow_ups import CaldavFollowUps
    from relance_caldav.kept import Kept
    from relance_caldav.options import Options


def look_over(
    options: Options,
    opened: Callable[[], tuple[Client, Kept]],
    calendars: Callable[[], Sequence[Calendar]],
    follow_ups: Callable[[], CaldavFollowUps | None],
    window: Window,
) -> Iterator[Check]:
    """Yield what was looked at; raise nothing that relance knows of."""
    try:
        client, kept = opened()
    except RelanceError as error:
        yield Check("sign-in", right=False, told=error.what.rstrip("."), remedy=error.remedy)
        return
    discovery = Discovery(client, insecure=options.insecure)
    try:
        found = discovery.collections(kept.homes)
    except RelanceError as error:
        yield from _failed(error, kept)
        return
    yield Check("server", right=True, told=f"{urlsplit(kept.homes[0]).netloc} answers")
    yield _certificate(kept)
    yield Check("sign-in", right=True, told=f"with {kept.way} authentication")
    yield Check("calendars", right=bool(found), told=f"{len(found)} found")
    yield _sync(found)
    yield from _reading(calendars, window)
    yield from _writing(options, follow_ups)


def _failed(error: RelanceError, kept: Kept) -> Iterator[Check]:
    """Yield what can be told of a server that did not say which calendars there are."""
    told, host = looking.told(error), urlsplit(kept.homes[0]).netloc
    if isinstance(error, SignedOut):
        yield Check("server", right=True, told=f"{host} answers")
        yield _certificate(kept)
        yield Check("sign-in", right=False, told=told, remedy=error.remedy)
    elif isinstance(error, Temporary):
        what = "certificate" if "certificate" in told else "server"
        yield looking.wrong(what, error, host)
    else:
        yield Check("server", right=True, told=f"{host} answers")
        yield Check("calendars", right=False, told=told, remedy=error.remedy)


def _certificate(kept: Kept) -> Check:
    parts = urlsplit(kept.homes[0])
    if parts.scheme == "https":
        return Check("certificate", right=True, told="is right")
    if is_loopback(parts.hostname or ""):
        return Check("certificate", right=True, told="none is needed on this computer")
    return Check(
        "certificate",
        right=None,
        told="there is none: the password goes over the network for all to see",
        remedy="Give the address with https://, and take `insecure` out of the settings.",
    )


def _sync(found: list[Collection]) -> Check:
    lacking = [one.name for one in found if not one.sync]
    if lacking:
        told = f"not told by every calendar, so all etags are compared: {', '.join(lacking)}"
        return Check("changes", right=True, told=told)
    return Check("changes", right=True, told="are told by the server")


def _reading(calendars: Callable[[], Sequence[Calendar]], window: Window) -> Iterator[Check]:
    """Yield what stands in the way of reading what the settings name, by reading it."""
    try:
        found = calendars()
    except RelanceError as error:
        yield looking.wrong("calendars", error)
        return
    for one in found:
        try:
            for _ in one.pull(None, window):
                pass
        except RelanceError as error:
            yield looking.wrong(printable(one.name), error)


def _writing(options: Options, follow_ups: Callable[[], CaldavFollowUps | None]) -> Iterator[Check]:
    """Yield whether follow-ups can be written, by an event that is removed again."""
    if options.write is None:
        return
    try:
        there = follow_ups()
        if there is not None:
            there.prove()
    except RelanceError as error:
        yield looking.wrong("writing", error)
    else:
        yield Check("writing", right=True, told=f"into {options.write} is allowed")
