"""A calendar on a CalDAV server that is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance_caldav.addresses import path_of
from relance_caldav.cursor import Cursor
from relance_caldav.listing import Listing, missing
from relance_caldav.profiles import profile
from relance_caldav.refusals import NotThere
from relance_caldav.rounds import Round

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.errors import RelanceError
    from relance.model import Window
    from relance.ports import Page
    from relance_caldav.client import Client


class CaldavCalendar:
    """A calendar that is read; `address` is the collection's own."""

    def __init__(self, client: Client, address: str, name: str) -> None:
        self._client, self._address, self._name = client, address, name
        self._profile = profile(client.server)
        self._listing = Listing(client, address, name)

    @property
    def id(self) -> str:
        """Return account and path; a provider may move it to another of its hosts."""
        return f"{self._client.account}:{path_of(self._address)}"

    @property
    def address(self) -> str:
        """Return where it lies."""
        return self._address

    @property
    def name(self) -> str:
        """Return what the person calls it."""
        return self._name

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Yield what changed since `cursor`; everything in `window` without one."""
        known = None if cursor is None else Cursor.read(cursor, window)
        round_ = Round(self._listing, window, self._profile.sync)
        try:
            yield from round_.everything() if known is None else round_.changes(known)
        except NotThere as error:
            raise self._missing() from error

    def _missing(self) -> RelanceError:
        return missing(self._client.account, self._name)
