"""Seeing our mark on what a round tells of: the round itself has no extended properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance_outlook import marks
from relance_outlook.series import text_of

if TYPE_CHECKING:
    from relance_outlook.listing import Listing
    from relance_outlook.series import Json

MOST_ASKED = 10
"""Events to ask for one by one; where more may be ours, all of ours are listed."""


@dataclass(slots=True)
class Ours:
    """Knows which events of a round are ours.

    Elsewhere than `at_home`, where follow-ups are written, an event is asked for only if its
    transaction id is of our making.
    """

    listing: Listing
    at_home: bool = False
    _asked: int = 0
    _listed: dict[str, Json] | None = None
    _many: bool = False

    def many_ahead(self) -> None:
        """Say that everything is about to be read."""
        self._many = True

    def seen(self, one: Json) -> Json | None:
        """Return an event with our mark if it has one, as it was when the mark was read.

        None for one of ours that is not found, nor by a search: nobody can tell what became of it.
        """
        made = marks.is_ours(one.get("transactionId"))
        if not made and not (self.at_home and one.get("isOrganizer") is not False):
            return one
        name = text_of(one, "id")
        found = self._known().get(name)
        if found is None and self._listed is not None and not made:
            return one
        if found is None or _version(found) != _version(one):
            self._asked += 1
            return self.listing.event(name) or (self._searched(one) if made else one)
        return {**one, marks.PROPERTIES: found.get(marks.PROPERTIES)}

    def _searched(self, one: Json) -> Json | None:
        """Return one of ours with its mark by a search, where it is not found by its id."""
        self._listed, self._many = None, True
        found = self._known().get(text_of(one, "id"))
        if found is None or _version(found) != _version(one):
            return None
        return {**one, marks.PROPERTIES: found.get(marks.PROPERTIES)}

    def _known(self) -> dict[str, Json]:
        """Return what was listed of ours; nothing while few were asked for."""
        if self._listed is None and (self._many or self._asked >= MOST_ASKED):
            pages = self.listing.marked(marks.any_of_ours(), _select="id")
            self._listed = {text_of(one, "id"): one for page in pages for one in page}
        return self._listed or {}


def _version(resource: Json) -> str:
    return text_of(resource, "@odata.etag")
