"""A calendar that the settings name and that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.errors import NeedsPerson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.model import Window
    from relance.ports import Page


class Absent:
    """A calendar that the settings name and that the account does not have; `told` says why."""

    def __init__(self, account: str, wanted: str, told: str) -> None:
        self._account, self._wanted, self._told = account, wanted, told

    @property
    def id(self) -> str:
        """Return account and what was named."""
        return f"{self._account}:{self._wanted}"

    @property
    def name(self) -> str:
        """Return what was named."""
        return self._wanted

    def pull(self, cursor: str | None, window: Window) -> Iterator[Page]:
        """Tell that it is not there; the account's other calendars are read all the same."""
        del cursor, window
        raise NeedsPerson(
            self._told,
            where=f"{self._wanted} ({self._account})",
            remedy="Correct `read` of this account in the settings.",
        )
        yield  # a generator, like every reading
