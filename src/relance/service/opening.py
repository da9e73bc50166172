"""Settings → everything wired together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from relance.connectors import FailedAccount, open_accounts
from relance.errors import RelanceError
from relance.journal.calendar import JournalCalendar
from relance.model import Fate, Warned
from relance.service.unreachable import Unreachable
from relance.sync import House
from relance.sync.pull import WARNED
from relance.writing.render import Templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from relance.connectors import Opening
    from relance.journal import Journal
    from relance.ports import Calendar, WritableCalendar
    from relance.settings import Settings


FRENCH = frozenset({"FR", "BE", "CH", "LU", "MC"})  # where a text without a language is French
SHIPPED = "The shipped texts are used; the settings name the place as writing.templates."
WRITTEN_INTO = "follow-ups-id"  # the fact that holds where follow-ups are written
LEFT = "follow-ups-left:"  # begins the facts of places where they were written before


@dataclass(frozen=True, slots=True)
class Opened:
    """The house, the accounts that could not be opened, and templates that could not be read."""

    house: House
    failures: tuple[RelanceError, ...]
    unread: tuple[Warned, ...] = ()

    def begin(self, journal: Journal) -> None:
        """Note in a journal what the settings name: where follow-ups go, and what is read.

        Calendars that the settings name no more are let go of; none while an account fails.
        """
        if self.house.unreachable is None:
            self._note(journal)
        if self.failures:
            return
        named = {JournalCalendar.id, self.house.follow_ups.id}
        named |= {calendar.id for calendar in self.house.calendars}
        for calendar in journal.calendars():
            if calendar.id not in named:
                with journal.writing():
                    journal.forget(calendar.id)
                    journal.set_fact(f"{WARNED}{calendar.id}", None)
                    journal.set_fact("planned-at", None)

    def template_faults(self, folder: Path | None) -> tuple[Warned, ...]:
        """Return what is wrong with the person's own templates, as far as it was met."""
        if folder is None or self.house.templates is None:
            return ()
        broken = (
            Warned(str(folder / f.where), f.what, f.remedy) for f in self.house.templates.faults
        )
        return (*self.unread, *broken)

    def _note(self, journal: Journal) -> None:
        before, now = journal.fact(WRITTEN_INTO), self.house.follow_ups.id
        if before == now:
            return
        with journal.writing():
            if before is not None and before in standing_in(journal):
                journal.set_fact(f"{LEFT}{before}", value=True)
            journal.set_fact(f"{LEFT}{now}", None)
            journal.set_fact(WRITTEN_INTO, now)


def standing_in(journal: Journal) -> set[str]:
    """Return the calendars in which follow-ups stand, as far as the journal knows."""
    rows = journal.ledger().values()
    left = {name.removeprefix(LEFT) for name in journal.facts(LEFT)}
    return left | {row.calendar for row in rows if row.fate is Fate.STANDS}


def open_house(settings: Settings, journal: Journal) -> Opened:
    """Wire settings, journal and accounts together; one failing account stops no other.

    Follow-ups that have a calendar of their own never go anywhere else: when it does not open,
    nothing is written.
    """
    found = _Found()
    own = own_templates(settings.templates)
    for opening in open_accounts(settings):
        found.take(opening, journal)
    house = House(
        journal=journal,
        calendars=tuple(found.calendars.values()),
        follow_ups=found.follow_ups or JournalCalendar(journal),
        owner=settings.owner,
        rules=settings.rules(),
        sequence=settings.sequence,
        known=settings.company,
        digest=settings.digest(),
        language=settings.language,
        fallback_language="fr" if settings.place.country in FRENCH else "en",
        all_day=settings.all_day,
        steps_ahead=settings.steps_ahead,
        templates=Templates(own.texts),
        unreachable=found.unreachable,
    )
    return Opened(house, tuple(found.failures), own.unread)


class _Found:
    """What the accounts offer."""

    def __init__(self) -> None:
        self.calendars: dict[str, Calendar] = {}
        self.follow_ups: WritableCalendar | None = None
        self.unreachable: RelanceError | None = None
        self.failures: list[RelanceError] = []

    def take(self, opening: Opening, journal: Journal) -> None:
        """Take what one account offers; what it could not is told."""
        writes = opening.settings.options.get("write") is not None
        if isinstance(opening, FailedAccount):
            self._failed(opening.error, opening.settings.name, journal, writes=writes)
            return
        account = opening.account
        try:
            self.follow_ups = account.follow_ups() or self.follow_ups
        except RelanceError as error:
            self._failed(error, account.name, journal, writes=writes)
        try:
            self.calendars |= {calendar.id: calendar for calendar in account.calendars()}
        except RelanceError as error:
            self._failed(error, account.name, journal, writes=False)

    def _failed(self, error: RelanceError, name: str, journal: Journal, *, writes: bool) -> None:
        self.failures.append(error)
        if writes:
            known = journal.fact(WRITTEN_INTO)
            self.unreachable = error
            self.follow_ups = Unreachable(known or f"account {name}", name, error)


@dataclass(frozen=True, slots=True)
class OwnTemplates:
    """The person's own templates, by `language/name.txt`, and what could not be read of them."""

    texts: Mapping[str, str]
    unread: tuple[Warned, ...] = ()


def own_templates(folder: Path | None) -> OwnTemplates:
    """Return the person's own templates; misplaced ones come along, to be told."""
    if folder is None:
        return OwnTemplates({})
    if not folder.is_dir():
        return OwnTemplates({}, (Warned(str(folder), "this is no folder of templates.", SHIPPED),))
    texts, unread = {}, []
    for file in sorted([*folder.glob("*.txt"), *folder.glob("*/*.txt")]):
        try:
            texts[file.relative_to(folder).as_posix()] = file.read_text("utf-8", "replace")
        except OSError as error:
            what = f"this template cannot be read: {error.strerror or error}."
            unread.append(Warned(str(file), what, SHIPPED))
    return OwnTemplates(texts, tuple(unread))
