"""What Alembic runs: the steps, on the connection that `database.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from policybook.adapters.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="policybook_version",
    transactional_ddl=True,
)
context.run_migrations()
