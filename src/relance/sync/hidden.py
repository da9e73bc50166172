"""Events whose words are not shown to this account any more: what they said before stays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from relance.model import Warned

if TYPE_CHECKING:
    from relance.journal import Journal
    from relance.model import Event
    from relance.ports import Item

    Interviews: TypeAlias = dict[str, dict[str | None, Event]]  # by ref and recurrence id

HIDDEN = "the words of this interview are not shown to you any more; what they said before stays."
SHARE = "Ask its owner to share all details of private events with you."


@dataclass(slots=True)
class Words:
    """What the interviews of a calendar said when they were last read."""

    journal: Journal
    calendar: str
    warnings: list[Warned] = field(default_factory=list)
    _known: Interviews | None = None

    def put_back(self, item: Item) -> Item:
        """Return an item in which those events that were interviews say what they said."""
        known = self._interviews().get(item.ref, {})
        events = tuple(_said_before(event, known) for event in item.events)
        if events == item.events:
            return item
        self.warnings.append(Warned(item.ref, HIDDEN, SHARE))
        return replace(item, events=events)

    def _interviews(self) -> Interviews:
        if self._known is None:
            self._known = {}
            for kept in self.journal.interviews():
                event = kept.interview.event
                if kept.gone_at is None and kept.interview.calendar == self.calendar:
                    self._known.setdefault(event.ref, {})[event.recurrence_id] = event
        return self._known


def _said_before(event: Event, known: dict[str | None, Event]) -> Event:
    """Return an event with its words of before, at its times of now."""
    before = known.get(event.recurrence_id)
    if before is None or event.summary or event.description:
        return event
    return replace(before, start=event.start, end=event.end, zone=event.zone, status=event.status)
