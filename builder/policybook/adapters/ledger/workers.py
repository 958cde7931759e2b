"""Which processes send, and what one leaves behind when it dies. Knows nothing about mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from policybook.adapters.ledger.store import Store, note
from policybook.adapters.ledger.tables import deliveries, workers
from policybook.core.mailing import DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A process that sends, or did."""

    id: int
    """Number in the ledger."""
    host: str
    """The machine it runs on."""
    pid: int
    """Its number on that machine."""
    beat: int
    """Grows while it lives."""


class WorkerTable:
    """The processes that send from this ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(self, host: str, pid: int, *, at: datetime) -> int:
        """Return a number of its own for a process that is about to send."""
        with self._store.writing() as connection:
            number: int = connection.execute(
                insert(workers).values(host=host, pid=pid, started_at=at).returning(workers.c.id)
            ).scalar_one()
        return number

    def all(self) -> tuple[Worker, ...]:
        """Return every process that has not ended in order, dead ones included."""
        with self._store.reading() as connection:
            rows = connection.execute(select(workers).order_by(workers.c.id))
            return tuple(Worker(id=row.id, host=row.host, pid=row.pid, beat=row.beat) for row in rows)

    def beat(self, worker: int) -> None:
        """Say that a process lives."""
        with self._store.writing() as connection:
            connection.execute(update(workers).where(workers.c.id == worker).values(beat=workers.c.beat + 1))

    def release(self, worker: int, *, at: datetime) -> tuple[int, int]:
        """Let go of what a process held that has ended or died; return how many are to be sent, and how many in doubt.

        A mail whose end had not begun to be handed over was certainly not taken. Should the process not be dead after
        all, it finds that nothing is its own any more before it hands over the next mail.
        """
        held = deliveries.c.worker == worker
        with self._store.writing() as connection:
            free = connection.execute(
                update(deliveries)
                .where(held, deliveries.c.state == DeliveryState.CLAIMED)
                .values(state=DeliveryState.PENDING, worker=None)
            ).rowcount
            doubtful = connection.execute(
                update(deliveries)
                .where(held, deliveries.c.state == DeliveryState.DOT)
                .values(state=DeliveryState.IN_DOUBT, worker=None)
            ).rowcount
            connection.execute(delete(workers).where(workers.c.id == worker))
            if free or doubtful:
                note(connection, "released", at=at, detail=f"{free} to be sent, {doubtful} in doubt")
        return free, doubtful
