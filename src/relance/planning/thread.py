"""One candidacy on its way through the sequence, while a plan is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Candidacy, FollowUp, Key, Reason, Step
from relance.planning.follow_ups import day_of, kept, standings_of
from relance.planning.stood import is_pinned

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from datetime import date

    from relance.planning.sequence import Due, Ending


@dataclass(slots=True)
class Thread:
    """One candidacy on its way through the sequence."""

    candidacy: Candidacy
    steps: Generator[Due, date | None, Ending]
    due: Due | None = None
    ending: Ending | None = None
    placed: list[FollowUp] = field(default_factory=list)
    held: dict[Key, FollowUp] = field(default_factory=dict)  # stands, and may stay
    by_hand: list[FollowUp] = field(default_factory=list)  # stays, however far ahead
    moving: Due | None = None  # stands next, and must find another slot

    @property
    def ahead(self) -> int:
        """Return how many steps stand."""
        return steps_in(self.placed)

    @property
    def turn(self) -> tuple[datetime, str]:
        """Return what threads compete by: when the next step is due, and its key."""
        if self.due is None:
            return datetime.max.replace(tzinfo=UTC), ""
        return self.due.due, str(self.due.key)

    def __post_init__(self) -> None:
        self._advance(None)

    def took(self, follow_up: FollowUp) -> None:
        """Note a step's place and go on to the next."""
        self.placed.append(follow_up)
        if follow_up.start is None:
            self.due = None  # the steps after it wait
        else:
            self._advance(day_of(follow_up.start, self.candidacy.recruiter))

    def left_out(self) -> None:
        """Go on without the step."""
        self._advance(None)

    def _advance(self, day: date | None) -> None:
        try:
            self.due = self.steps.send(day)
        except StopIteration as stop:
            self.due, self.ending = None, stop.value


def steps_in(follow_ups: Iterable[FollowUp]) -> int:
    """Count steps; the note after a call is none of its own."""
    return sum(f.key.step is not Step.UNREACHABLE for f in follow_ups)


def placed_by_hand(
    candidacy: Candidacy, steps: Generator[Due, date | None, Ending]
) -> list[FollowUp]:
    """Return what the person placed and still is to come: it stays, however far ahead."""
    found: list[FollowUp] = []
    if not any(standing.pinned for _, standing in standings_of(candidacy)):
        return found
    due = next(steps, None)
    while due is not None:
        standing = due.standing
        if standing is not None and is_pinned(standing, due.occasion):
            found.append(kept(candidacy, due, (Reason("pinned"),)))
        day = standing.day(ZoneInfo(candidacy.recruiter.zone)) if standing else None
        try:
            due = steps.send(day)
        except StopIteration:
            return found
    return found
