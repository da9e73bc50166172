"""What Alembic runs for every command: our connection, our tables, our transaction."""

from __future__ import annotations

from alembic import context

from relance.journal.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
