"""Transactions on the ledger's database. Knows nothing about its tables but that of events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import SQLAlchemyError

from policybook.adapters.ledger.database import WRITING, cannot, open_engine, shown
from policybook.adapters.ledger.tables import events


class Store:
    """A database and its transactions; errors of the database come out as LedgerError."""

    def __init__(self, where: str) -> None:
        self.engine: Engine = open_engine(where)
        """For whom SQLAlchemy itself is needed."""
        self.where = shown(self.engine.url)
        """The database's address, for messages."""

    @property
    def postgresql(self) -> bool:
        """Whether it is PostgreSQL, and not SQLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        try:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise cannot(error, self.where) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose work is kept when the block ends, and undone when it raises."""
        try:
            with self.engine.connect().execution_options(**WRITING) as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise cannot(error, self.where) from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def note(
    connection: Connection,
    what: str,
    *,
    at: datetime,
    notice: int | None = None,
    subscriber: int | None = None,
    detail: str = "",
) -> None:
    """Add an event to the log. `detail` never holds an address."""
    connection.execute(
        insert(events), {"at": at, "what": what, "notice_id": notice, "subscriber_id": subscriber, "detail": detail}
    )
