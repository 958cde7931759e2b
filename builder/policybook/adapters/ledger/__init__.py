"""The mail ledger: who is on the list, what was announced, and how far each mail is. Knows nothing about mails.

It lives in an SQLite file or a PostgreSQL database. Needs the extra `[mail]`.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from sqlalchemy import select

from policybook.adapters.ledger.audience import Audience, Elsewhere, Lately
from policybook.adapters.ledger.database import MEMORY
from policybook.adapters.ledger.deliveries import DeliveryTable
from policybook.adapters.ledger.journal import Journal, Settlement
from policybook.adapters.ledger.notices import NoticeTable
from policybook.adapters.ledger.oldfile import read_old_ledger
from policybook.adapters.ledger.returns import ReturnTable
from policybook.adapters.ledger.store import Store
from policybook.adapters.ledger.subscribers import Added, SubscriberTable
from policybook.adapters.ledger.tables import setup
from policybook.adapters.ledger.workers import Worker, WorkerTable

__all__ = [
    "MEMORY",
    "Added",
    "Audience",
    "Elsewhere",
    "Journal",
    "Lately",
    "Ledger",
    "Settlement",
    "Worker",
    "open_ledger",
]


class Ledger:
    """A ledger that is open; use it as a context manager."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.where = store.where
        """The database's address, for messages."""
        self.subscribers = SubscriberTable(store)
        """Who is on the list."""
        self.notices = NoticeTable(store)
        """What was announced, and what is to be."""
        self.deliveries = DeliveryTable(store)
        """Who gets which notice."""
        self.returns = ReturnTable(store)
        """What comes back."""
        self.workers = WorkerTable(store)
        """Which processes send."""
        self.taken_over = ""
        """The file of an earlier release whose record was just taken over; empty as a rule."""
        with store.reading() as connection:
            self.name: str = connection.execute(select(setup.c.name)).scalar_one()
            """The ledger's own name: random, and never another one."""

    def journal(self, worker: int) -> Journal:
        """Return what a sending process writes its progress to."""
        return Journal(self._store, worker)

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def open_ledger(where: str, *, old: Path | None = None) -> Ledger:
    """Return the ledger at the path of an SQLite file (made when needed) or a `postgresql://` URL, up to date.

    `old` is the JSON file that earlier releases kept; a ledger that is not set up yet takes its record over.
    Raises LedgerError when the database cannot be used.
    """
    ledger = Ledger(Store(where))
    record = read_old_ledger(old) if old else None
    if record and ledger.notices.take_over(record):
        ledger.taken_over = str(old)
    return ledger
