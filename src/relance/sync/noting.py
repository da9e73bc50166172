"""What a pass learned → journal: an event, or a calendar that shows it, may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relance.journal import LedgerRow
from relance.model import Fate, State
from relance.planning.follow_ups import standings_of
from relance.reading.hand import by_key
from relance.sync.history import WENT, rounds_that_went
from relance.sync.met import marks_remembered
from relance.sync.push import ledger_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from relance.planning.plan import Plan
    from relance.sync.history import History
    from relance.sync.thread import House


def note(house: House, past: History, planned: Plan, now: datetime) -> None:
    """Keep in the journal what the calendars alone showed until now."""
    house.journal.note_ledger(_searching(house, past, planned, now))
    house.journal.note_ledger(_adopted(house, past))
    house.journal.note_ledger(_deleted(house, past))
    _keep_what_was_said(house, past)
    _keep_rounds_that_went(house, past)


def _searching(house: House, past: History, planned: Plan, now: datetime) -> Iterator[LedgerRow]:
    """Yield since when a step that has no slot is looked for."""
    for follow_up in planned.follow_ups:
        key = str(follow_up.key)
        since = max(now, follow_up.due)
        known = past.ledger.get(key)
        searched = known is not None and known.standing.since >= follow_up.due
        if follow_up.state is State.UNPLACED and not searched:
            yield LedgerRow(
                key,
                house.follow_ups.id,
                follow_up.key.interview,
                Fate.UNPLACED,
                follow_up.channel,
                since,
                since,
            )


def _adopted(house: House, past: History) -> Iterator[LedgerRow]:
    """Yield what stands otherwise than the journal knows: moved, or written before it began."""
    for key, event in by_key(past.found)[0].items():
        row = ledger_row(house.follow_ups.id, event)
        if past.ledger.get(key) != row and key not in past.unknown:
            yield row


def _deleted(house: House, past: History) -> Iterator[LedgerRow]:
    """Yield what the person deleted."""
    for candidacy in past.candidacies:
        for _, standing in standings_of(candidacy):
            key = str(standing.key)
            row = past.ledger.get(key)
            if standing.fate is Fate.DELETED and (row is None or row.fate is Fate.STANDS):
                yield LedgerRow(
                    key,
                    house.follow_ups.id,
                    standing.key.interview,
                    standing.fate,
                    standing.channel,
                    standing.start,
                    standing.end,
                )


def _keep_what_was_said(house: House, past: History) -> None:
    """Keep marks given by command that only an event remembers, since that event may go."""
    for given in marks_remembered(past.said, house.journal.marks()):
        house.journal.add_mark(given)


def _keep_rounds_that_went(house: House, past: History) -> None:
    """Keep what waits for a word, since the event that remembers it may go."""
    known, waiting = house.journal.facts(WENT), rounds_that_went(past)
    for name in known.keys() - {f"{WENT}{identity}" for identity in waiting}:
        house.journal.set_fact(name, None)
    for identity, day in waiting.items():
        if known.get(f"{WENT}{identity}") != day.isoformat():
            house.journal.set_fact(f"{WENT}{identity}", day.isoformat())
