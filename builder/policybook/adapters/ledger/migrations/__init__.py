"""The ledger's schema, release by release (Alembic). Released steps are never changed."""
