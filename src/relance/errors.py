"""What can go wrong, as a tree.

RelanceError            told in one line: what happened, where, what to do next
├── Temporary           will pass by itself; `retry_after` when the other side said so
├── Refused             the other side said no, and will again
├── Conflict            what was to be changed is not what was read: read again, decide again
│   ├── AlreadyThere    an event with this key exists; carries it
│   └── Gone            it is not there any more
├── CursorExpired       the calendar wants to be read from the start
├── NeedsPerson         somebody must act: log in again, accept a loss
├── BadInput            a file or an answer that cannot be read
├── BadSettings         every fault of the settings at once
└── Busy                another relance holds the journal
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.model import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from relance.model import Event


class RelanceError(Exception):
    """What happened, where, and what to do next, in words for a person."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.remedy = what, where, remedy

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return printable(f"{line} {self.remedy}".strip())


class Temporary(RelanceError):
    """It will pass by itself; trying again later is right."""

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        remedy: str = "",
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.retry_after = retry_after


class Refused(RelanceError):
    """The other side said no; the same request will be refused again."""


class Conflict(RelanceError):
    """What was to be changed is not what was read: read again, decide again."""


class AlreadyThere(Conflict):
    """An event with this key exists already; it comes along."""

    def __init__(self, existing: Event, *, where: str = "") -> None:
        super().__init__("an event with this key exists already.", where=where)
        self.existing = existing


class Gone(Conflict):
    """What was to be changed is not there any more."""


class CursorExpired(RelanceError):
    """The calendar does not know this cursor; read it from the start."""


class NeedsPerson(RelanceError):
    """Nothing goes on here until somebody acts; `remedy` is the command to run."""


class BadInput(RelanceError):
    """A file or an answer cannot be read as what it should be."""


class BadSettings(RelanceError):
    """The settings have faults; all of them, one line each."""

    def __init__(self, faults: Sequence[str], *, where: str = "") -> None:
        self.faults = tuple(printable(fault) for fault in faults)
        super().__init__("; ".join(self.faults), where=where)


class Busy(RelanceError):
    """Another relance works with this journal."""
