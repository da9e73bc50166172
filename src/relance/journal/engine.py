"""The way to the database: connections, transactions, and what their errors mean."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from relance.errors import BadInput, Refused, RelanceError, Temporary
from relance.journal.location import REMEDY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

PATIENCE = 10.0  # seconds to wait for another process that is writing
_WRITES = "relance_writes"  # the execution option of a transaction that will write

DAMAGED = (
    "Delete this file: nothing is lost with it, since the calendar is the truth, "
    "and the next `relance sync` makes it again."
)


def engine_for(path: Path | None) -> Engine:
    """Return the engine of a journal file, or of a journal in memory."""
    if path is None:
        engine = create_engine("sqlite://", poolclass=StaticPool)
    else:
        url = URL.create("sqlite", database=str(path))
        engine = create_engine(url, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def writer(engine: Engine) -> Engine:
    """Return an engine whose transactions take the right to write at their start."""
    return engine.execution_options(**{_WRITES: True})


def _prepare(connection: Any, _record: Any) -> None:
    """Set a new connection up; transactions are begun here and not by the driver."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Begin; a writer waits for its turn now, so that it never has to give up half way."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Turn what the database says into words for a person."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _in_words(error, str(path or "the journal in memory")) from error


def _in_words(error: SQLAlchemyError, where: str) -> RelanceError:
    said = str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
    code = getattr(getattr(error, "orig", None), "sqlite_errorname", "")
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Temporary(
            "the journal is being written by another process.",
            where=where,
            remedy="Try again in a moment.",
        )
    if code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return damaged(where)
    if code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return Refused("the journal cannot be written.", where=where, remedy=REMEDY)
    if code.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return Temporary(f"the disk does not take it: {said}.", where=where, remedy="Make room.")
    return BadInput(f"the journal is not what it should be: {said}.", where=where, remedy=DAMAGED)


def damaged(where: str) -> BadInput:
    """Return the error for a journal that cannot be read."""
    return BadInput("the journal is damaged.", where=where, remedy=DAMAGED)
