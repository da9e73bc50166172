"""Bring a journal's tables to the shape that this version knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from relance.errors import BadInput
from relance.journal.engine import writer

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection, Engine

HEAD = "0001"  # the newest file of migrations/versions; a test holds this to it
MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up(engine: Engine, where: str) -> None:
    """Migrate if need be; Alembic is imported only then.

    Raises BadInput for the journal of a newer version, and for a database of something else.
    """
    with engine.connect() as connection:
        if version(connection) == HEAD:
            return
    with writer(engine).begin() as connection:
        found = version(connection)  # again: another process may have been quicker
        if found == HEAD:
            return
        if found is None and inspect(connection).get_table_names():
            raise BadInput(
                "this is a database of another program, not a journal.",
                where=where,
                remedy="Set journal.url to another place.",
            )
        _upgrade(connection, found, where)


def version(connection: Connection) -> str | None:
    """Return the version of a journal, None for a new file."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection, found: str | None, where: str) -> None:
    from alembic import command  # noqa: PLC0415 - quick start
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - quick start

    config = migrations_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise BadInput(
            "this journal was written by a newer version of relance.",
            where=where,
            remedy="Upgrade relance, or set journal.url to another place.",
        )
    command.upgrade(config, "head")


def migrations_config(connection: Connection) -> Config:
    """Return what Alembic needs to know; the transaction stays ours."""
    from alembic.config import Config  # noqa: PLC0415 - quick start

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
