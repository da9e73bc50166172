"""What is remembered between passes; the calendar stays the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance.journal.rows import (
    Action,
    CalendarRow,
    GivenMark,
    Intent,
    KeptInterview,
    LedgerRow,
    Taken,
)

if TYPE_CHECKING:
    from relance.journal.store import Journal

__all__ = [
    "Action",
    "CalendarRow",
    "GivenMark",
    "Intent",
    "Journal",
    "KeptInterview",
    "LedgerRow",
    "Taken",
]


def __getattr__(name: str) -> Any:
    """Bring in the database only when a journal is opened."""
    if name == "Journal":
        from relance.journal.store import Journal  # noqa: PLC0415 - quick start

        return Journal
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
