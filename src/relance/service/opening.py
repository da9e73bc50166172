"""Settings → everything wired together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.connectors import FailedAccount, open_accounts
from relance.errors import RelanceError
from relance.journal.calendar import JournalCalendar
from relance.sync import House
from relance.writing.render import Templates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from relance.journal import Journal
    from relance.ports import Calendar, WritableCalendar
    from relance.settings import Settings


FRENCH = frozenset({"FR", "BE", "CH", "LU", "MC"})  # where a text without a language is French


@dataclass(frozen=True, slots=True)
class Opened:
    """The house, and the accounts that could not be opened."""

    house: House
    failures: tuple[RelanceError, ...]


def open_house(settings: Settings, journal: Journal) -> Opened:
    """Wire settings, journal and accounts together; one failing account stops no other."""
    failures: list[RelanceError] = []
    calendars: dict[str, Calendar] = {}
    follow_ups: WritableCalendar | None = None
    for opening in open_accounts(settings):
        if isinstance(opening, FailedAccount):
            failures.append(opening.error)
            continue
        try:
            follow_ups = opening.account.follow_ups() or follow_ups
            calendars |= {calendar.id: calendar for calendar in opening.account.calendars()}
        except RelanceError as error:
            failures.append(error)
    _forget_removed(journal, {*calendars, *([follow_ups.id] if follow_ups else [])}, failures)
    house = House(
        journal=journal,
        calendars=tuple(calendars.values()),
        follow_ups=follow_ups or JournalCalendar(journal),
        owner=settings.owner,
        rules=settings.rules(),
        sequence=settings.sequence,
        known=settings.company,
        digest=settings.digest(),
        language=settings.language,
        fallback_language="fr" if settings.place.country in FRENCH else "en",
        all_day=settings.all_day,
        steps_ahead=settings.steps_ahead,
        templates=Templates(_own_templates(settings.templates)),
    )
    return Opened(house, tuple(failures))


def _forget_removed(journal: Journal, named: set[str], failures: Sequence[RelanceError]) -> None:
    """Let go of calendars that the settings name no more; of none while an account fails."""
    if not failures:
        for calendar in journal.calendars():
            if calendar.id not in named and calendar.id != JournalCalendar.id:
                journal.forget(calendar.id)


def _own_templates(folder: Path | None) -> Mapping[str, str]:
    """Return the person's own templates, by `language/name.txt`."""
    if folder is None or not folder.is_dir():
        return {}
    files: Sequence[Path] = sorted(folder.glob("*/*.txt"))
    return {f"{f.parent.name}/{f.name}": f.read_text("utf-8", "replace") for f in files}
