"""What goes into the journal and comes out of it, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from relance.model import Channel, Fate, Key, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from relance.model import Event, Interview, Span, UserMark


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar that was read: with which settings, when, and what it waits for."""

    id: str
    name: str = ""
    digest: str = ""
    read_at: datetime | None = None
    state: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one item of a calendar means, replacing whatever was known under its ref.

    `first` and `last` are where its events begin and end; None when it has none in the window.
    `denied` are identities of events that are there and are no interviews: what was kept of
    them, when they were taken for some, is removed.
    """

    ref: str
    spans_busy: tuple[Span, ...] = ()
    interviews: tuple[Interview, ...] = ()
    own: tuple[Event, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    denied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KeptInterview:
    """An interview as last seen, and when it was found gone."""

    interview: Interview
    gone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A follow-up that was decided: where it stands or stood, and what became of it.

    `event` is what was written last; `data` is for whoever writes the row.
    """

    key: str
    calendar: str
    candidacy: str
    fate: Fate
    channel: Channel
    start: datetime | date
    end: datetime | date
    pinned: bool = False
    event: Event | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """Return the row in the words of planning."""
        return Standing(
            Key.parse(self.key), self.channel, self.start, self.end, self.fate, self.pinned
        )


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A user's mark given on the command line; `on` is the key it was put on, if any."""

    candidacy: str
    company: str
    mark: UserMark
    given_at: datetime
    on: str = ""
    id: int = 0


class Action(StrEnum):
    """Name what an intent does to a calendar."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Intent:
    """A write that was decided and is not known to be done."""

    action: Action
    key: str
    calendar: str
    event: Event
    decided_at: datetime
    tries: int = 0
    error: str = ""
    id: int = 0
