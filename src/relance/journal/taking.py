"""Take in what calendars hold now, and bury what they no longer hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, insert, select, update

from relance.journal import tables
from relance.journal.values import (
    dump,
    instant_from,
    moment_text,
    seconds_down,
    seconds_up,
    stored,
)
from relance.model import midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, TypeAlias

    from sqlalchemy import Connection, Table

    from relance.journal.rows import Taken
    from relance.model import Event, Interview, Span

    Place: TypeAlias = tuple[str, str]  # ref and identity

_DAY = timedelta(days=1)  # the days of all-day events depend on the zone; an edge proves nothing


def take_in(
    connection: Connection,
    calendar: str,
    taken: Sequence[Taken],
    now: datetime,
    window: Span | None,
) -> None:
    """Replace everything known under each ref."""
    fresh = {stored(one.ref): one for one in taken}
    at = {"calendar": calendar}
    _clear(connection, calendar, fresh, (tables.items, tables.busy, tables.own))
    items = [
        {
            **at,
            "ref": ref,
            "first_start": None if one.first is None else seconds_down(one.first),
            "last_end": None if one.last is None else seconds_up(one.last),
        }
        for ref, one in fresh.items()
    ]
    busy = [
        {**at, "ref": ref, "start": seconds_down(span.start), "end": seconds_up(span.end)}
        for ref, one in fresh.items()
        for span in one.spans_busy
    ]
    _insert(connection, tables.items, items)
    _insert(connection, tables.busy, busy)
    _insert(connection, tables.own, [{**at, **row} for row in _own_rows(fresh.items())])
    there = {
        (ref, interview.identity): interview
        for ref, one in fresh.items()
        for interview in one.interviews
    }
    _keep(connection, calendar, there)
    _forget_interviews(connection, calendar, _denied(connection, calendar, fresh))
    _bury(connection, calendar, set(fresh), set(there), now, window)


def drop(
    connection: Connection,
    calendar: str,
    refs: Iterable[str],
    now: datetime,
    window: Span | None,
) -> None:
    """Forget refs; their interviews are kept, as gone."""
    gone = {stored(ref) for ref in refs}
    _clear(connection, calendar, gone, (tables.items, tables.busy, tables.own))
    _bury(connection, calendar, gone, set(), now, window)


def _denied(connection: Connection, calendar: str, fresh: Mapping[str, Taken]) -> list[Place]:
    """Return the kept interviews whose events turned out to be none."""
    t = tables.interviews
    known = connection.execute(select(t.c.ref, t.c.identity).where(t.c.calendar == calendar))
    return [(ref, i) for ref, i in known if ref in fresh and i in fresh[ref].denied]


def _own_rows(fresh: Iterable[tuple[str, Taken]]) -> Iterable[dict[str, str]]:
    for ref, one in fresh:
        ours = {e.our_mark.key: e for e in one.own if e.our_mark is not None}
        for key, event in ours.items():
            yield {"ref": ref, "key": stored(key), "data": dump(event)}


def _keep(connection: Connection, calendar: str, there: dict[Place, Interview]) -> None:
    """Write interviews as they are now; when one was first seen stays."""
    if not there:
        return
    seen = _first_seen(connection, {identity for _, identity in there})
    rows = [_row(calendar, place, found, seen.get(place[1])) for place, found in there.items()]
    _forget_interviews(connection, calendar, there)
    _insert(connection, tables.interviews, rows)


def _row(calendar: str, place: Place, found: Interview, seen: datetime | None) -> dict[str, Any]:
    first_seen = found.first_seen if seen is None else min(seen, found.first_seen)
    start, end = _stretch(found.event)
    return {
        "calendar": calendar,
        "ref": place[0],
        "identity": place[1],
        "start": start,
        "end": end,
        "first_seen": moment_text(first_seen),
        "gone_at": None,
        "data": dump(replace(found, first_seen=first_seen)),
    }


def _stretch(event: Event) -> tuple[int, int]:
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        return seconds_down(event.start), seconds_up(event.end)
    utc = ZoneInfo("UTC")
    return seconds_down(midnight(event.start, utc)), seconds_up(midnight(event.end, utc))


def _first_seen(connection: Connection, identities: set[str]) -> dict[str, datetime]:
    """Return when each identity was first met, in any calendar."""
    t = tables.interviews
    first: dict[str, datetime] = {}
    for identity, text in connection.execute(select(t.c.identity, t.c.first_seen)):
        if identity in identities:
            seen = instant_from(text)
            first[identity] = min(seen, first.get(identity, seen))
    return first


def _bury(
    connection: Connection,
    calendar: str,
    refs: set[str],
    there: set[Place],
    now: datetime,
    window: Span | None,
) -> None:
    """Mark as gone what stood under `refs` and is not `there` any more.

    With a window, what lies outside it has only left the window. An interview that stands
    under another ref of the calendar has not gone: its old place is forgotten.
    """
    t = tables.interviews
    known = connection.execute(
        select(t.c.ref, t.c.identity, t.c.start, t.c.end, t.c.gone_at).where(
            t.c.calendar == calendar
        )
    ).all()
    standing = {(ref, i) for ref, i, _, _, gone_at in known if gone_at is None}
    gone = {(ref, i) for ref, i, _, _, gone_at in known if gone_at is not None}
    lost = {
        (ref, i)
        for ref, i, start, end, _ in known
        if ref in refs
        and (ref, i) in standing
        and (ref, i) not in there
        and _inside(start, end, window)
    }
    live = {i for _, i in standing - lost}
    _forget_interviews(connection, calendar, {p for p in lost | gone if p[1] in live})
    _mark_gone(connection, calendar, {p for p in lost if p[1] not in live}, now)


def _inside(start: int, end: int, window: Span | None) -> bool:
    if window is None:
        return True
    return end > seconds_down(window.start + _DAY) and start < seconds_up(window.end - _DAY)


def _mark_gone(connection: Connection, calendar: str, places: set[Place], now: datetime) -> None:
    t = tables.interviews
    rows = [{"c": calendar, "r": ref, "i": identity} for ref, identity in sorted(places)]
    if rows:
        statement = update(t).where(
            t.c.calendar == bindparam("c"),
            t.c.ref == bindparam("r"),
            t.c.identity == bindparam("i"),
        )
        connection.execute(statement.values(gone_at=moment_text(now)), rows)


def _forget_interviews(connection: Connection, calendar: str, places: Iterable[Place]) -> None:
    t = tables.interviews
    rows = [{"c": calendar, "r": ref, "i": identity} for ref, identity in places]
    if rows:
        connection.execute(
            delete(t).where(
                t.c.calendar == bindparam("c"),
                t.c.ref == bindparam("r"),
                t.c.identity == bindparam("i"),
            ),
            rows,
        )


def _clear(
    connection: Connection, calendar: str, refs: Iterable[str], where: Iterable[Table]
) -> None:
    rows = [{"c": calendar, "r": ref} for ref in refs]
    if not rows:
        return
    for table in where:
        held = select(table.c.ref).where(table.c.calendar == calendar).limit(1)
        if connection.execute(held).first() is None:
            continue  # as on a first pass
        statement = delete(table).where(
            table.c.calendar == bindparam("c"), table.c.ref == bindparam("r")
        )
        connection.execute(statement, rows)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
