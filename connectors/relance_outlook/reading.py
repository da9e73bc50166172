"""A calendar of Outlook's that is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.errors import NeedsPerson
from relance_outlook.cursor import Cursor
from relance_outlook.listing import Listing
from relance_outlook.ours import Ours
from relance_outlook.refusals import NotThere
from relance_outlook.rounds import Round
from relance_outlook.subscriptions import Telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.errors import RelanceError
    from relance.model import Window
    from relance.ports import Page


class OutlookCalendar(Telling):
    """A calendar that is read; `ref` is Graph's id of it, or `primary`."""

    at_home = False  # whether follow-ups are written here

    @property
    def id(self) -> str:
        """Return account and Graph's id."""
        return f"{self._client.account}:{self._ref}"

    @property
    def name(self) -> str:
        """Return what the person calls it."""
        return self._name

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Yield what changed since `cursor`; everything in `window` without one."""
        known = None if cursor is None else Cursor.read(cursor, window)
        listing = Listing(self._client, self._ref, self._name, window)
        round_ = Round(listing, Ours(listing, at_home=self.at_home))
        try:
            yield from round_.everything() if known is None else round_.changes(known)
        except NotThere as error:
            raise self._missing() from error

    def _missing(self) -> RelanceError:
        """Return what to tell when the calendar is not there any more."""
        return NeedsPerson(
            "this calendar is not there any more, or not shared with this account.",
            where=f"{self._name} ({self._client.account})",
            remedy="Name another one as `read` in the settings, or have it shared again.",
        )
