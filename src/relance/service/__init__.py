"""What a face may ask for; wires the parts together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relance.reading.misread import Misread
from relance.service.readings import read_all, read_file
from relance.service.rows import (
    CalendarStatus,
    JournalRow,
    Marked,
    Purged,
    ReadEvent,
    Readings,
    Status,
    Why,
    is_real,
    once,
)

if TYPE_CHECKING:
    from relance.service.service import Service
    from relance.settings import Settings
    from relance.sync.report import CalendarReport, PassReport

__all__ = [
    "CalendarReport",
    "CalendarStatus",
    "JournalRow",
    "Marked",
    "Misread",
    "PassReport",
    "Purged",
    "ReadEvent",
    "Readings",
    "Service",
    "Settings",
    "Status",
    "Why",
    "is_real",
    "once",
    "read_all",
    "read_file",
]

_LATER = {
    "CalendarReport": "relance.sync.report",
    "PassReport": "relance.sync.report",
    "Service": "relance.service.service",
    "Settings": "relance.settings",
}


def __getattr__(name: str) -> Any:
    """Bring in what opens the journal and the accounts only when it is asked for."""
    from importlib import import_module  # noqa: PLC0415 - only here

    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
