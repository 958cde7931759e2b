"""What senders write down while they send: many at once, in as few transactions as possible.

Every sending thread says when it is about to end a mail, and goes on when that is on disk. One thread does the writing
for all of them, so that what comes in while the disk is busy goes into one transaction (a group commit): with eight
connections a mail costs a third of a transaction, not two. Knows nothing about mail servers.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress as ignoring
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select, update

from policybook.adapters.ledger.deliveries import may_be_mailed
from policybook.adapters.ledger.store import Store
from policybook.adapters.ledger.subscribers import suppress
from policybook.adapters.ledger.tables import deliveries, notices, subscribers, workers
from policybook.core.mailing import DeliveryState, NoticeState, SuppressionReason

_BATCH = 256
"""Most entries in one transaction."""
_BEAT_SECONDS = 5.0
"""How often a process says that it lives."""

_DOT = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("delivery"),
        deliveries.c.worker == bindparam("owner"),
        deliveries.c.state == DeliveryState.CLAIMED,
        may_be_mailed(),
        exists()
        .where(notices.c.id == deliveries.c.notice_id, notices.c.state == NoticeState.SENDING)
        .correlate(deliveries),
    )
    .values(state=DeliveryState.DOT, attempts=deliveries.c.attempts + 1, changed_at=bindparam("moment"))
)
_SETTLE = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("delivery"),
        deliveries.c.worker == bindparam("owner"),
        deliveries.c.state.in_((DeliveryState.CLAIMED, DeliveryState.DOT)),
    )
    .values(
        state=bindparam("new_state"),
        reply=bindparam("words"),
        next_at=bindparam("due"),
        attempts=deliveries.c.attempts + bindparam("more"),
        changed_at=bindparam("moment"),
        worker=None,
    )
)
_LATE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"), deliveries.c.state == DeliveryState.IN_DOUBT)
    .values(state=DeliveryState.ACCEPTED, reply=bindparam("words"), changed_at=bindparam("moment"))
)
_BEAT = update(workers).where(workers.c.id == bindparam("owner")).values(beat=workers.c.beat + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What became of an attempt."""

    delivery: int
    """Number of the delivery."""
    state: DeliveryState
    """Its new state; PENDING: to be tried again."""
    reply: str = ""
    """The mail server's words."""
    at: datetime
    """When."""
    due: datetime
    """When it may be tried again."""
    counted: bool = False
    """Whether to count it as an attempt though it never came to the end of the mail."""
    suppress: bool = False
    """Whether the address is never to be mailed again."""


Entry = Callable[[Connection], Any]


class Journal:
    """Writes for one process; use it as a context manager. Every method may be called from any thread."""

    def __init__(self, store: Store, worker: int) -> None:
        self._store = store
        self._worker = worker
        self._entries: queue.SimpleQueue[tuple[Entry, Future[Any]] | None] = queue.SimpleQueue()
        self._broken: Exception | None = None
        self._thread = threading.Thread(target=self._write, name="journal")

    def __enter__(self) -> Journal:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._entries.put(None)
        self._thread.join()

    def dot(self, delivery: int, *, at: datetime) -> bool:
        """Record that the end of a mail is about to be handed over, and return when that is safe on disk.

        Returns False when it must not be: the subscriber has left, the notice was paused, or the delivery is no
        longer this process's. Raises LedgerError when it cannot be written: then it must not be handed over either.
        """
        values = {"delivery": delivery, "owner": self._worker, "moment": at}
        return bool(self._put(lambda connection: connection.execute(_DOT, values).rowcount).result())

    def settle(self, settlement: Settlement) -> None:
        """Record what became of an attempt; it is on disk no later than the next thing that this thread waits for.

        Raises LedgerError when nothing can be written any more.
        """
        self._put(lambda connection: self._settle(connection, settlement))

    def flush(self) -> None:
        """Return when all that was recorded before is on disk."""
        self._put(lambda _: None).result()

    def _put(self, entry: Entry) -> Future[Any]:
        if self._broken:
            raise self._broken
        waiting: Future[Any] = Future()
        self._entries.put((entry, waiting))
        return waiting

    def _settle(self, connection: Connection, item: Settlement) -> None:
        values = {"delivery": item.delivery, "owner": self._worker, "moment": item.at, "words": item.reply}
        changed = connection.execute(
            _SETTLE, {**values, "new_state": item.state, "due": item.due, "more": int(item.counted)}
        ).rowcount
        if not changed and item.state is DeliveryState.ACCEPTED:
            connection.execute(_LATE, {key: values[key] for key in ("delivery", "moment", "words")})
        if item.suppress:
            address = connection.execute(
                select(subscribers.c.suppression)
                .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
                .where(deliveries.c.id == item.delivery)
            ).scalar_one_or_none()
            if address:
                suppress(connection, address, SuppressionReason.BOUNCED, at=item.at)

    def _write(self) -> None:
        while True:
            batch, ended = self._next()
            try:
                self._commit(batch)
            except Exception as error:
                # whatever it is, those who wait must hear of it: they would wait for ever
                self._broken = error
                self._fail([*batch, *self._rest()], error)
                return
            if ended:
                return

    def _next(self) -> tuple[list[tuple[Entry, Future[Any]]], bool]:
        """Return what has come in, and whether that is the end; nothing when it is time to say that we live."""
        batch = []
        with ignoring(queue.Empty):
            item = self._entries.get(timeout=_BEAT_SECONDS)
            while item is not None:
                batch.append(item)
                if len(batch) >= _BATCH:
                    return batch, False
                item = self._entries.get_nowait()
            return batch, True
        return batch, False

    def _commit(self, batch: list[tuple[Entry, Future[Any]]]) -> None:
        results = []
        with self._store.writing() as connection:
            connection.execute(_BEAT, {"owner": self._worker})
            results = [entry(connection) for entry, _ in batch]
        for (_, waiting), result in zip(batch, results, strict=True):
            waiting.set_result(result)

    def _rest(self) -> list[tuple[Entry, Future[Any]]]:
        found = []
        with ignoring(queue.Empty):
            while True:
                item = self._entries.get_nowait()
                if item is not None:
                    found.append(item)
        return found

    @staticmethod
    def _fail(batch: list[tuple[Entry, Future[Any]]], error: Exception) -> None:
        for _, waiting in batch:
            waiting.set_exception(error)
