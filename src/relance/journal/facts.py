"""Single values by name, and the size of it all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from relance.journal import tables
from relance.journal.values import restored, stored

if TYPE_CHECKING:
    from sqlalchemy import Connection

_T = tables.facts


def fact(connection: Connection, name: str) -> Any:
    """Return what was kept under a name, or None."""
    text = connection.execute(select(_T.c.value).where(_T.c.name == stored(name))).scalar()
    return None if text is None else json.loads(text)


def facts(connection: Connection, prefix: str) -> dict[str, Any]:
    """Return everything kept under names that begin so."""
    rows = connection.execute(select(_T.c.name, _T.c.value).order_by(_T.c.name))
    named = ((restored(name), text) for name, text in rows)
    return {name: json.loads(text) for name, text in named if name.startswith(prefix)}


def set_fact(connection: Connection, name: str, value: Any) -> None:
    """Keep a JSON value under a name; None removes it."""
    connection.execute(delete(_T).where(_T.c.name == stored(name)))
    if value is not None:
        connection.execute(insert(_T).values(name=stored(name), value=json.dumps(value)))


def counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table holds; interviews that are gone count as `gone`."""
    found = {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in sorted(tables.metadata.tables.items())
    }
    gone = select(func.count()).where(tables.interviews.c.gone_at.is_not(None))
    found["gone"] = connection.execute(gone).scalar_one()
    found["interviews"] -= found["gone"]
    return found


def clear(connection: Connection) -> None:
    """Remove every row."""
    for table in reversed(tables.metadata.sorted_tables):
        connection.execute(delete(table))
