"""What a pass tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from relance.errors import RelanceError
    from relance.model import FollowUp, Warned


@dataclass(slots=True)
class CalendarReport:
    """What was read of one calendar, and what was written into it."""

    id: str
    name: str
    read: int = 0  # events met in this pass: all of them on a first reading
    changed: int = 0  # items that are new, changed or gone
    created: int = 0
    updated: int = 0
    deleted: int = 0
    warnings: list[Warned] = field(default_factory=list)
    error: RelanceError | None = None


@dataclass(slots=True)
class PassReport:
    """What one pass read, decided and wrote."""

    at: datetime
    calendars: list[CalendarReport] = field(default_factory=list)
    interviews: int = 0
    to_settle: int = 0  # events that may be interviews, for the person to say
    candidacies: int = 0
    unplaced: list[FollowUp] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    planned: bool = False
    wake: datetime | None = None

    @property
    def went_well(self) -> bool:
        """Say whether some account was read without an error."""
        accounts = [(c.id.partition(":")[0], c) for c in self.calendars if ":" in c.id]
        failing = {account for account, c in accounts if c.error is not None}
        return any(account not in failing for account, _ in accounts)

    @property
    def written(self) -> int:
        """Return how many events were created, updated or deleted."""
        return sum(c.created + c.updated + c.deleted for c in self.calendars)

    @property
    def failed(self) -> bool:
        """Say whether something failed and was told."""
        return any(c.error is not None for c in self.calendars)
