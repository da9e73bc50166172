"""What was decided, said, and is to do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, update

from relance.journal import tables
from relance.journal.rows import Action, GivenMark, Intent, LedgerRow
from relance.journal.values import (
    dump,
    instant_from,
    load,
    moment_from,
    moment_text,
    restored,
    stored,
)
from relance.model import Channel, Event, Fate, MarkKind, UserMark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection


def ledger(connection: Connection) -> dict[str, LedgerRow]:
    """Return every follow-up that was decided, by key."""
    t = tables.ledger
    rows = connection.execute(select(t).order_by(t.c.key))
    return {row.key: _ledger_row(row) for row in rows}


def note_ledger(connection: Connection, rows: Iterable[LedgerRow]) -> None:
    """Keep rows, each in place of the one with its key."""
    by_key = {row.key: row for row in rows}
    strike_ledger(connection, by_key)
    if by_key:
        values = [_ledger_values(row) for row in by_key.values()]
        connection.execute(insert(tables.ledger), values)


def strike_ledger(connection: Connection, keys: Iterable[str]) -> None:
    """Remove rows."""
    t = tables.ledger
    struck = [{"k": key} for key in keys]
    if struck:
        connection.execute(delete(t).where(t.c.key == bindparam("k")), struck)


def marks(connection: Connection) -> list[GivenMark]:
    """Return the marks given on the command line, in their order."""
    t = tables.marks
    return [
        GivenMark(
            restored(row.candidacy),
            restored(row.company),
            UserMark(MarkKind(row.kind), restored(row.value)),
            instant_from(row.given_at),
            row.on_key,
            row.id,
        )
        for row in connection.execute(select(t).order_by(t.c.id))
    ]


def add_mark(connection: Connection, mark: GivenMark) -> int:
    """Keep a mark; return its id."""
    done = connection.execute(
        insert(tables.marks).values(
            candidacy=stored(mark.candidacy),
            company=stored(mark.company),
            kind=mark.mark.kind.value,
            value=stored(mark.mark.value),
            given_at=moment_text(mark.given_at),
            on_key=mark.on,
        )
    )
    assert done.inserted_primary_key is not None
    return int(done.inserted_primary_key[0])


def outbox(connection: Connection) -> list[Intent]:
    """Return the writes that are not known to be done, in the order of their decision."""
    t = tables.outbox
    return [
        Intent(
            Action(row.action),
            row.key,
            restored(row.calendar),
            load(Event, row.event),
            instant_from(row.decided_at),
            row.tries,
            restored(row.error),
            row.id,
        )
        for row in connection.execute(select(t).order_by(t.c.id))
    ]


def decide(connection: Connection, intents: Iterable[Intent]) -> list[Intent]:
    """Keep what is about to be written; return it with ids."""
    decided = list(intents)
    if not decided:
        return []
    t = tables.outbox
    kept = connection.execute(
        insert(t).returning(t.c.id, sort_by_parameter_order=True),
        [_outbox_values(intent) for intent in decided],
    ).scalars()
    return [replace(intent, id=at) for intent, at in zip(decided, kept, strict=True)]


def settle(connection: Connection, intent_ids: Iterable[int]) -> None:
    """Strike writes that are done."""
    t = tables.outbox
    struck = [{"k": one} for one in intent_ids]
    if struck:
        connection.execute(delete(t).where(t.c.id == bindparam("k")), struck)


def note_failure(connection: Connection, intent_id: int, error: str) -> None:
    """Keep that a write failed once more, and why."""
    t = tables.outbox
    connection.execute(
        update(t).where(t.c.id == intent_id).values(tries=t.c.tries + 1, error=stored(error))
    )


def _outbox_values(intent: Intent) -> dict[str, Any]:
    return {
        "action": intent.action.value,
        "key": intent.key,
        "calendar": stored(intent.calendar),
        "event": dump(intent.event),
        "decided_at": moment_text(intent.decided_at),
        "tries": intent.tries,
        "error": stored(intent.error),
    }


def _ledger_values(row: LedgerRow) -> dict[str, Any]:
    data = dict(row.data)
    return {
        "key": row.key,
        "calendar": stored(row.calendar),
        "candidacy": stored(row.candidacy),
        "fate": row.fate.value,
        "channel": row.channel.value,
        "start": moment_text(row.start),
        "end": moment_text(row.end),
        "all_day": not isinstance(row.start, datetime),
        "pinned": row.pinned,
        "data": json.dumps([data, None if row.event is None else dump(row.event)]),
    }


def _ledger_row(row: Any) -> LedgerRow:
    data, event = json.loads(row.data)
    return LedgerRow(
        row.key,
        restored(row.calendar),
        restored(row.candidacy),
        Fate(row.fate),
        Channel(row.channel),
        moment_from(row.start),
        moment_from(row.end),
        row.pinned,
        None if event is None else load(Event, event),
        data,
    )
