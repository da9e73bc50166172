"""What the thread of a pass runs through: the journal, the calendars, and what was set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from relance.errors import RelanceError
    from relance.journal import Journal
    from relance.model import Owner
    from relance.planning.sequence import SequenceStep
    from relance.planning.windows import Rules
    from relance.ports import Calendar, WritableCalendar
    from relance.reading.recruiters import Known
    from relance.writing.render import Templates


@dataclass(frozen=True, slots=True)
class House:
    """Everything that a pass needs beside the time; wired together by `service`.

    `calendars` are read; `follow_ups` is written, and read as well. `digest` changes with
    every setting that reading or planning depends on. `unreachable` is why nothing can be
    written, when the calendar of follow-ups did not open.
    """

    journal: Journal
    calendars: tuple[Calendar, ...]
    follow_ups: WritableCalendar
    owner: Owner
    rules: Rules
    sequence: tuple[SequenceStep, ...]
    known: Callable[[str], Known]
    digest: str
    language: str = "auto"  # of the texts; "auto" is the candidacy's own
    fallback_language: str = "en"  # where a candidacy has none
    all_day: str = "out-of-office"
    steps_ahead: int = 1
    templates: Templates | None = None
    unreachable: RelanceError | None = None

    @property
    def zone(self) -> ZoneInfo:
        """Return the owner's zone."""
        return ZoneInfo(self.rules.owner.zone)
