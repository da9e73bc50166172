"""What calendars hold, as last read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from relance.journal import tables
from relance.journal.rows import CalendarRow, KeptInterview
from relance.journal.values import (
    from_seconds,
    instant_from,
    load,
    moment_text,
    restored,
    seconds_down,
    stored,
)
from relance.model import Event, Interview, Span

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection

_T = tables.calendars


def all_rows(connection: Connection) -> list[CalendarRow]:
    """Return every calendar that was read; not its cursor, which grows with what it holds."""
    columns = (_T.c.id, _T.c.name, _T.c.digest, _T.c.read_at, _T.c.state, _T.c.note)
    return [
        CalendarRow(
            restored(row.id),
            restored(row.name),
            row.digest,
            None if row.read_at is None else instant_from(row.read_at),
            row.state,
            restored(row.note),
        )
        for row in connection.execute(select(*columns).order_by(_T.c.id))
    ]


def cursor(connection: Connection, calendar: str) -> tuple[str | None, str]:
    """Return the cursor to go on from, and the digest of the settings it was read with."""
    found = connection.execute(
        select(_T.c.cursor, _T.c.digest).where(_T.c.id == stored(calendar))
    ).first()
    if found is None:
        return None, ""
    return None if found.cursor is None else restored(found.cursor), found.digest


def set_cursor(
    connection: Connection,
    calendar: str,
    cursor: str | None,
    digest: str,
    name: str,
    now: datetime | None,
) -> None:
    """Keep how far a calendar was read."""
    values: dict[str, Any] = {
        "cursor": None if cursor is None else stored(cursor),
        "digest": digest,
    }
    if name:
        values["name"] = stored(name)
    if now is not None:
        values["read_at"] = moment_text(now)
    _put(connection, calendar, values)


def set_state(connection: Connection, calendar: str, state: str, note: str) -> None:
    """Keep what a calendar waits for."""
    _put(connection, calendar, {"state": state, "note": stored(note)})


def ensure(connection: Connection, calendar: str) -> None:
    """Make the row of a calendar that is met for the first time."""
    known = select(_T.c.id).where(_T.c.id == stored(calendar))
    if connection.execute(known).first() is None:
        connection.execute(insert(_T).values(id=stored(calendar)))


def forget(connection: Connection, calendar: str) -> None:
    """Remove a calendar with all it held."""
    connection.execute(delete(_T).where(_T.c.id == stored(calendar)))


def items(
    connection: Connection, calendar: str
) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Return every known ref with where its events begin and end."""
    t = tables.items
    known = select(t.c.ref, t.c.first_start, t.c.last_end).where(t.c.calendar == stored(calendar))
    return {
        restored(ref): (
            None if first is None else from_seconds(first),
            None if last is None else from_seconds(last),
        )
        for ref, first, last in connection.execute(known)
    }


def busy(connection: Connection, after: datetime) -> list[Span]:
    """Return the busy times that end after a time, by start."""
    t = tables.busy
    known = (
        select(t.c.start, t.c.end).where(t.c.end > seconds_down(after)).order_by(t.c.start, t.c.end)
    )
    return [
        Span(from_seconds(start), from_seconds(end)) for start, end in connection.execute(known)
    ]


def interviews(connection: Connection) -> list[KeptInterview]:
    """Return every interview, the gone ones too."""
    t = tables.interviews
    known = select(t.c.data, t.c.gone_at).order_by(t.c.start, t.c.calendar, t.c.ref, t.c.identity)
    return [
        KeptInterview(load(Interview, data), None if gone is None else instant_from(gone))
        for data, gone in connection.execute(known)
    ]


def own(connection: Connection) -> list[tuple[str, Event]]:
    """Return our own events as last seen, each with its calendar."""
    t = tables.own
    known = select(t.c.calendar, t.c.data).order_by(t.c.calendar, t.c.key, t.c.ref)
    return [(restored(at), load(Event, data)) for at, data in connection.execute(known)]


def _put(connection: Connection, calendar: str, values: dict[str, Any]) -> None:
    ensure(connection, calendar)
    connection.execute(update(_T).where(_T.c.id == stored(calendar)).values(**values))
