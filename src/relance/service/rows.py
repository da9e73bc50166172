"""What a face may show: plain rows, decided here and said there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from relance.errors import RelanceError
    from relance.model import (
        Candidacy,
        Details,
        Event,
        FollowUp,
        Interview,
        Recognition,
        UserMark,
        Warned,
    )
    from relance.planning.sequence import Ending
    from relance.planning.slots import Explanation
    from relance.planning.why import Grounds
    from relance.reading.misread import Misread


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """One event, whether it is an interview, and what it says."""

    event: Event
    recognition: Recognition
    details: Details | None = None
    candidacy: str | None = None


@dataclass(frozen=True, slots=True)
class Readings:
    """What was recognised, what was odd on the way, and what could not be read."""

    events: tuple[ReadEvent, ...]
    warnings: tuple[Warned, ...] = ()
    errors: tuple[RelanceError, ...] = ()


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One candidacy in the logbook.

    `cancelled` are the interviews of days that none is left of. `last_sign` is the day of the
    last interview or of the last mark that tells of a sign from the company; `ending` is why no
    step follows, None while one does.
    """

    candidacy: Candidacy
    interviews: tuple[Interview, ...]
    cancelled: tuple[Interview, ...]
    done: tuple[FollowUp, ...]
    next: FollowUp | None
    ending: Ending | None
    last_sign: date | None
    days_since: int | None
    misread: tuple[Misread, ...] = ()

    @property
    def open(self) -> bool:
        """Say whether something is still to come, or the person is waited for."""
        return self.ending is None or self.ending.open


@dataclass(frozen=True, slots=True)
class Why:
    """One follow-up with everything that led to its place.

    One that `stands` was written before and breaks no rule, so it stays; the explanation tells
    what would be chosen if it were searched anew.
    """

    follow_up: FollowUp
    candidacy: Candidacy
    grounds: Grounds
    event: Event | None
    stands: bool = False
    edited: bool = False  # the person wrote its words anew

    @property
    def explanation(self) -> Explanation | None:
        """Return the slots that were looked at; None for what has passed, or is all-day."""
        return self.grounds.explanation


@dataclass(frozen=True, slots=True)
class Marked:
    """What a mark given by command was put on."""

    company: str
    mark: UserMark
    on: FollowUp | None


@dataclass(frozen=True, slots=True)
class CalendarStatus:
    """How one calendar stands."""

    id: str
    name: str
    read_at: datetime | None
    state: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How everything stands, at a glance."""

    settings: str  # the settings file
    journal: str  # the journal's file
    calendars: tuple[CalendarStatus, ...]
    last_pass: datetime | None
    next_due: datetime | None
    interviews: int
    candidacies: int
    open: int
    to_settle: int
    coming: tuple[FollowUp, ...]
    unplaced: tuple[FollowUp, ...]
    warnings: tuple[Warned, ...]
    daemon: str | None  # who runs it, if it runs
    misread: tuple[Misread, ...] = ()
    secrets: str | None = None  # where sign-ins rest: keyring or file; None when there is none
    secrets_file: str = ""


@dataclass(slots=True)
class Purged:
    """What purging removed, or would remove; what it left, and what failed.

    `gone` are calendars of follow-ups that are not there any more, `stays` is the one that is
    written into and was emptied.
    """

    removed: int = 0
    gone: list[str] = field(default_factory=list)
    stays: str = ""
    kept: list[Warned] = field(default_factory=list)
    errors: list[RelanceError] = field(default_factory=list)


def once(errors: Iterable[RelanceError]) -> Iterator[RelanceError]:
    """Yield errors without those that say the same: one cause fails in many places."""
    told: set[str] = set()
    for error in errors:
        if str(error) not in told:
            told.add(str(error))
            yield error


def is_real(calendar: str) -> bool:
    """Say whether an id is of a calendar: follow-ups that stand in the journal are in none."""
    from relance.journal.calendar import JournalCalendar  # noqa: PLC0415 - quick start

    return calendar != JournalCalendar.id
