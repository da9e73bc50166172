"""The journal: calendars as last read, interviews, what was written and said, what is to do."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Self

from relance.journal import calendars, deeds, facts, taking
from relance.journal.engine import damaged, engine_for, told, writer
from relance.journal.location import make_private, path_of
from relance.journal.schema import bring_up
from relance.journal.values import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from relance.journal.rows import (
        CalendarRow,
        GivenMark,
        Intent,
        KeptInterview,
        LedgerRow,
        Taken,
    )
    from relance.model import Event, Span


class Journal:
    """What relance remembers.

    Every call is a transaction of its own; inside `with journal.writing()` those of the same
    thread are one, all or nothing. Reading never waits for a writer.
    """

    def __init__(self, engine: Engine, path: Path | None) -> None:
        self._engine, self._path = engine, path
        self._writer = writer(engine)
        self._current = threading.local()

    @classmethod
    def open(cls, url: str) -> Journal:
        """Open a journal by path or `sqlite:///PATH`, making or migrating it if need be.

        Raises BadSettings for another kind of URL, BadInput for a damaged file, the journal of
        a newer version or the database of another program, Refused where nothing can be
        written.
        """
        path = path_of(url)
        if path is not None:
            make_private(path)
        engine = engine_for(path)
        try:
            with told(path):
                bring_up(engine, str(path or url))
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, path)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[Self]:
        """Make one transaction of the calls inside; joined when there is one already."""
        with self._write():
            yield self

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        current = getattr(self._current, "connection", None)
        if current is not None:
            yield current
            return
        with told(self._path), self._writer.begin() as connection:
            self._current.connection = connection
            try:
                yield connection
            finally:
                self._current.connection = None

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        current = getattr(self._current, "connection", None)
        with self._sound():
            if current is not None:
                yield current
                return
            with told(self._path), self._engine.connect() as connection:
                yield connection

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """Tell of rows that cannot be read back as of any other damage."""
        try:
            yield
        except ValueError as error:
            raise damaged(str(self._path or "the journal in memory")) from error

    # What calendars hold

    def calendars(self) -> list[CalendarRow]:
        """Return every calendar that was read."""
        with self._read() as connection:
            return calendars.all_rows(connection)

    def cursor(self, calendar: str) -> tuple[str | None, str]:
        """Return the cursor to go on from, and the digest of the settings it was read with."""
        with self._read() as connection:
            return calendars.cursor(connection, calendar)

    def set_cursor(
        self,
        calendar: str,
        cursor: str | None,
        digest: str,
        *,
        name: str = "",
        now: datetime | None = None,
    ) -> None:
        """Keep how far a calendar was read, and when; an empty name leaves the name."""
        with self._write() as connection:
            calendars.set_cursor(connection, calendar, cursor, digest, name, now)

    def set_state(self, calendar: str, state: str, note: str = "") -> None:
        """Keep what a calendar waits for, and a note about it."""
        with self._write() as connection:
            calendars.set_state(connection, calendar, state, note)

    def forget(self, calendar: str) -> None:
        """Remove a calendar with all it held; what was done and said stays."""
        with self._write() as connection:
            calendars.forget(connection, calendar)

    def items(self, calendar: str) -> dict[str, tuple[datetime | None, datetime | None]]:
        """Return every known ref with where its events begin and end."""
        with self._read() as connection:
            return calendars.items(connection, calendar)

    def take_in(
        self, calendar: str, taken: Sequence[Taken], now: datetime, window: Span | None = None
    ) -> None:
        """Replace everything known under each ref.

        Interviews that are not there any more are kept as gone, and when one was first seen
        stays. With a window, an interview outside it has only left the window.
        """
        with self._write() as connection:
            calendars.ensure(connection, calendar)
            taking.take_in(connection, stored(calendar), taken, now, window)

    def drop(
        self, calendar: str, refs: Iterable[str], now: datetime, window: Span | None = None
    ) -> None:
        """Forget refs; their interviews are kept as gone, or outside a window as they are."""
        with self._write() as connection:
            taking.drop(connection, stored(calendar), refs, now, window)

    def busy(self, after: datetime) -> list[Span]:
        """Return the busy times that end after a time, by start."""
        with self._read() as connection:
            return calendars.busy(connection, after)

    def interviews(self) -> list[KeptInterview]:
        """Return every interview, the gone ones too."""
        with self._read() as connection:
            return calendars.interviews(connection)

    def own(self) -> list[tuple[str, Event]]:
        """Return our own events as last seen, each with its calendar."""
        with self._read() as connection:
            return calendars.own(connection)

    # What was done, said, and is to do

    def ledger(self) -> dict[str, LedgerRow]:
        """Return every follow-up that was decided, by key."""
        with self._read() as connection:
            return deeds.ledger(connection)

    def note_ledger(self, rows: Iterable[LedgerRow]) -> None:
        """Keep rows, each in place of the one with its key."""
        with self._write() as connection:
            deeds.note_ledger(connection, rows)

    def strike_ledger(self, keys: Iterable[str]) -> None:
        """Remove rows, as when everything was purged."""
        with self._write() as connection:
            deeds.strike_ledger(connection, keys)

    def marks(self) -> list[GivenMark]:
        """Return the marks given on the command line, in their order."""
        with self._read() as connection:
            return deeds.marks(connection)

    def add_mark(self, mark: GivenMark) -> int:
        """Keep a mark; return its id."""
        with self._write() as connection:
            return deeds.add_mark(connection, mark)

    def outbox(self) -> list[Intent]:
        """Return the writes that are not known to be done, in the order of their decision."""
        with self._read() as connection:
            return deeds.outbox(connection)

    def decide(self, intents: Iterable[Intent]) -> list[Intent]:
        """Keep what is about to be written; return it with ids."""
        with self._write() as connection:
            return deeds.decide(connection, intents)

    def settle(self, intent_ids: Iterable[int]) -> None:
        """Strike writes that are done, or that nobody wants any more."""
        with self._write() as connection:
            deeds.settle(connection, intent_ids)

    def note_failure(self, intent_id: int, error: str) -> None:
        """Keep that a write failed once more, and why."""
        with self._write() as connection:
            deeds.note_failure(connection, intent_id, error)

    # Everything else

    def fact(self, name: str) -> Any:
        """Return what was kept under a name (JSON), or None."""
        with self._read() as connection:
            return facts.fact(connection, name)

    def facts(self, prefix: str = "") -> dict[str, Any]:
        """Return everything kept under names that begin so."""
        with self._read() as connection:
            return facts.facts(connection, prefix)

    def set_fact(self, name: str, value: Any) -> None:
        """Keep a JSON value under a name; None removes it."""
        with self._write() as connection:
            facts.set_fact(connection, name, value)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table holds; interviews that are gone count as `gone`."""
        with self._read() as connection:
            return facts.counts(connection)

    def copy_to(self, path: Path) -> None:
        """Copy the journal as it stands into a new file, for what is tried out."""
        make_private(path)
        with self._read() as connection, closing(sqlite3.connect(path)) as copy:
            connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]  # sqlite3's own

    def clear(self) -> None:
        """Remove everything, as if the journal were new."""
        with self._write() as connection:
            facts.clear(connection)
