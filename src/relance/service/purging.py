"""Remove all that relance ever wrote, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from relance.errors import Conflict, Gone, Refused, RelanceError
from relance.journal import Action, Intent
from relance.journal.calendar import JournalCalendar
from relance.model import Fate, Warned
from relance.ports import Remembering, WritableCalendar
from relance.reading.hand import key_of
from relance.service.opening import LEFT, standing_in
from relance.service.rows import Purged, once
from relance.sync.left import CALLED
from relance.sync.push import ledger_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from relance.model import Event
    from relance.service.opening import Opened
    from relance.sync import House


MAIN = "primary"  # nobody's to delete


def purge(opened: Opened, now: datetime, *, dry_run: bool) -> Purged:
    """Remove our events from every calendar that can be written; tell of those out of reach.

    The journal is emptied unless something failed; it goes on to know what is out of reach.
    """
    work = _Purge(opened.house, now, dry_run, list(_left(opened)))
    for calendar in work.reachable():
        work.empty(calendar)
    work.purged.errors = list(once([*opened.failures, *work.purged.errors]))
    elsewhere = work.elsewhere()
    if not dry_run:
        work.forget(elsewhere)
    return work.purged


def _left(opened: Opened) -> Iterator[WritableCalendar]:
    """Yield calendars that follow-ups stand in and that the settings name no more."""
    for calendar in sorted(standing_in(opened.house.journal)):
        for account in opened.accounts:
            with suppress(RelanceError):  # what does not open is told as out of reach
                if isinstance(account, Remembering):
                    found = account.written_before(calendar)
                    if found is not None:
                        yield found


def _may_go(calendar: WritableCalendar) -> bool:
    """Say whether a calendar may be one that was made for follow-ups, by its name."""
    return calendar.id != JournalCalendar.id and calendar.name != MAIN and "@" not in calendar.name


@dataclass(slots=True)
class _Purge:
    house: House
    now: datetime
    dry_run: bool
    left: Sequence[WritableCalendar] = ()
    purged: Purged = field(default_factory=Purged)
    gone: list[tuple[str, Event]] = field(default_factory=list)  # with the calendar of each

    def reachable(self) -> Iterator[WritableCalendar]:
        """Yield every calendar that follow-ups may stand in, each once."""
        seen = set()
        others = (*self.house.calendars, JournalCalendar(self.house.journal), *self.left)
        for calendar in (self.house.follow_ups, *others):
            if isinstance(calendar, WritableCalendar) and calendar.id not in seen:
                seen.add(calendar.id)
                yield calendar

    def empty(self, calendar: WritableCalendar) -> None:
        """Remove our events from one calendar; one that fails stops no other."""
        kept = len(self.purged.kept)
        try:
            events = list(calendar.ours())
            self._write_down(calendar, events)
            for event in events:
                self._remove(calendar, event)
        except Gone:
            self.purged.gone.append(calendar.name)
        except RelanceError as error:
            self.purged.errors.append(error)
        else:
            emptied = bool(events) and len(self.purged.kept) == kept
            if emptied and calendar.id == self.house.follow_ups.id and _may_go(calendar):
                self.purged.stays = calendar.name

    def _write_down(self, calendar: WritableCalendar, events: Sequence[Event]) -> None:
        """Note what is about to go, so that it is never taken for the person's deletion.

        What is over stays without: nothing is to be placed for it again.
        """
        coming = [e for e in events if e.span(self.house.zone).end > self.now]
        if not self.dry_run and calendar.id == self.house.follow_ups.id:
            self.house.journal.decide(
                [Intent(Action.DELETE, key_of(e), calendar.id, e, self.now) for e in coming]
            )

    def _remove(self, calendar: WritableCalendar, event: Event) -> None:
        try:
            if not self.dry_run:
                calendar.delete(event)
        except Gone:
            self.gone.append((calendar.id, event))
        except Conflict as error:
            self.purged.kept.append(Warned(event.summary, error.what, error.remedy))
        except Refused as error:  # perhaps for this one event alone
            self.purged.errors.append(error)
        else:
            self.purged.removed += 1
            self.gone.append((calendar.id, event))

    def elsewhere(self) -> set[str]:
        """Tell of the calendars that follow-ups were written into and that are out of reach."""
        reachable = {calendar.id for calendar in self.reachable()}
        found = standing_in(self.house.journal) - reachable
        names = {one: self.house.journal.fact(f"{CALLED}{one}") or one for one in found}
        self.purged.kept += [Warned(names[one], _ELSEWHERE, _REMEDY) for one in sorted(found)]
        return found

    def forget(self, elsewhere: set[str]) -> None:
        """Empty the journal, or strike from it what was removed when not everything was."""
        journal = self.house.journal
        withdrawn = [ledger_row(calendar, e, Fate.WITHDRAWN) for calendar, e in self.gone]
        with journal.writing():
            if self.purged.errors:
                for calendar, event in self.gone:
                    journal.drop(calendar, [event.ref], self.now)
                journal.note_ledger(withdrawn)
                journal.set_fact("planned-at", None)
                return
            rows = [
                row if row.calendar in elsewhere else replace(row, fate=Fate.WITHDRAWN)
                for row in journal.ledger().values()
            ]
            names = {one: journal.fact(f"{CALLED}{one}") for one in elsewhere}
            journal.clear()
            journal.note_ledger([*rows, *withdrawn])
            for calendar, name in names.items():
                journal.set_fact(f"{LEFT}{calendar}", value=True)
                journal.set_fact(f"{CALLED}{calendar}", name)


_ELSEWHERE = "follow-ups were written here before; it is not connected for writing now."
_REMEDY = "To remove them too, name it as `write` in the settings and run: relance purge"
