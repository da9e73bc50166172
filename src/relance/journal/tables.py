"""The tables of the journal, in portable SQL; `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _calendar(*, primary_key: bool = False) -> Column[str]:
    """Return the column of a row that goes when its calendar is forgotten."""
    return Column(
        "calendar",
        Text,
        ForeignKey("calendars.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


calendars = Table(
    "calendars",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, default=""),
    Column("cursor", Text),
    Column("digest", Text, nullable=False, default=""),
    Column("read_at", Text),
    Column("state", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
)

items = Table(
    "items",
    metadata,
    _calendar(primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("first_start", BigInteger),
    Column("last_end", BigInteger),
)

# Of events that are not interviews this is all that is kept: seconds since 1970.
busy = Table(
    "busy",
    metadata,
    _calendar(),
    Column("ref", Text, nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
)
Index(None, busy.c.calendar, busy.c.ref)
Index(None, busy.c.end)

interviews = Table(
    "interviews",
    metadata,
    _calendar(primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("identity", Text, primary_key=True),
    Column("start", BigInteger, nullable=False),
    Column("end", BigInteger, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("gone_at", Text),
    Column("data", Text, nullable=False),
)
Index(None, interviews.c.identity)

own = Table(
    "own",
    metadata,
    _calendar(primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("data", Text, nullable=False),
)

# These three outlive their calendar: what was done and said is not forgotten with it.
ledger = Table(
    "ledger",
    metadata,
    Column("key", Text, primary_key=True),
    Column("calendar", Text, nullable=False),
    Column("candidacy", Text, nullable=False),
    Column("fate", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("end", Text, nullable=False),
    Column("all_day", Boolean, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("data", Text, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("candidacy", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("given_at", Text, nullable=False),
    Column("on_key", Text, nullable=False, default=""),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
)

facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
