"""What senders write down while they send: many at once, in as few transactions as possible.

Every sending thread says when it is about to end a mail, and goes on when that is on disk. One thread does the writing
for all of them, so that what comes in while the disk is busy goes into one transaction (a group commit): with eight
connections a mail costs a third of a transaction, not two. Knows nothing about mail servers.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from contextlib import suppress as ignoring
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep

from sqlalchemy import Connection, bindparam, exists, or_, select, update

from policybook.adapters.ledger.claims import may_be_mailed
from policybook.adapters.ledger.store import Store
from policybook.adapters.ledger.subscribers import suppress
from policybook.adapters.ledger.tables import deliveries, notices, subscribers, workers
from policybook.core.mailing import DeliveryState, NoticeState, SuppressionReason

_GATHER_SECONDS = 0.05
"""How long what nobody waits for may stay unwritten: as a rule the next thing to write comes first."""
_TOGETHER_SECONDS = 0.016
"""How long a thread waits for others that are about to wait, where several did the last time: a transaction costs more
than the wait, and the mail server is kept busy by the other connections."""
_BEAT_SECONDS = 5.0
"""How often a process says that it lives."""

_OWN = deliveries.c.worker == bindparam("owner")
_DOT = (
    update(deliveries)
    .where(
        deliveries.c.id.in_(bindparam("dots", expanding=True)),
        _OWN,
        deliveries.c.state == DeliveryState.CLAIMED,
        may_be_mailed(),
        exists()
        .where(notices.c.id == deliveries.c.notice_id, notices.c.state == NoticeState.SENDING)
        .correlate(deliveries),
    )
    .values(state=DeliveryState.DOT, attempts=deliveries.c.attempts + 1, changed_at=bindparam("moment"))
    .returning(deliveries.c.id)
)
_SETTLE = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("delivery"),
        _OWN,
        or_(deliveries.c.state == DeliveryState.CLAIMED, deliveries.c.state == DeliveryState.DOT),
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


class _Waiting:
    """A thread that waits until something is on disk; a tenth of what a `Future` costs, for each mail needs one."""

    __slots__ = ("_answer", "_ready")

    def __init__(self) -> None:
        self._answer: bool | Exception = False
        self._ready = threading.Lock()
        self._ready.acquire()

    def tell(self, answer: bool | Exception) -> None:
        """Let the thread go on, with its answer or with what went wrong."""
        self._answer = answer
        self._ready.release()

    def result(self) -> bool:
        """Wait, and return the answer or raise what went wrong."""
        with self._ready:
            if isinstance(self._answer, Exception):
                raise self._answer
            return self._answer


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a thread wants written down."""

    waiting: _Waiting | None = None
    """Gets the answer when it is on disk: for a dot, whether the mail may end; None when nobody waits."""
    dot: int | None = None
    """A delivery whose mail is about to end."""
    at: datetime | None = None
    """When that is."""
    settlement: Settlement | None = None
    """What became of an attempt."""


class Journal:
    """Writes for one process; use it as a context manager. Every method may be called from any thread."""

    def __init__(self, store: Store, worker: int) -> None:
        self._store = store
        self._worker = worker
        self._entries: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._broken: Exception | None = None
        self._beaten = monotonic()
        self._several = False
        """Whether more than one thread waited for the last transaction."""
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
        return self._wait(_Waiting(), dot=delivery, at=at)

    def settle(self, settlement: Settlement) -> None:
        """Record what became of an attempt; it is on disk no later than the next thing that this thread waits for.

        Raises LedgerError when nothing can be written any more.
        """
        self._put(_Entry(settlement=settlement))

    def flush(self) -> None:
        """Return when all that was recorded before is on disk."""
        self._wait(_Waiting())

    def _wait(self, waiting: _Waiting, *, dot: int | None = None, at: datetime | None = None) -> bool:
        self._put(_Entry(waiting, dot, at))
        return waiting.result()

    def _put(self, entry: _Entry) -> None:
        if self._broken:
            raise self._broken
        self._entries.put(entry)

    def _write(self) -> None:
        while True:
            batch, ended = self._next()
            if not self._broken:
                try:
                    self._commit(batch)
                except Exception as error:
                    self._broken = error
            if self._broken:
                # whatever it is, those who wait must hear of it, also who came in this moment: they would wait for ever
                for entry in batch:
                    if entry.waiting:
                        entry.waiting.tell(self._broken)
            if ended:
                return

    def _next(self) -> tuple[list[_Entry], bool]:
        """Return what has come in, and whether that is the end; nothing when it is time to say that we live.

        What became of a mail waits a moment for the start of another one: the two share a transaction. A thread that
        dies in between leaves no more in doubt than it would a moment before, the one mail that it had in hand.
        """
        batch: list[_Entry | None] = []
        until = monotonic() + _BEAT_SECONDS
        with ignoring(queue.Empty):
            while not _number_waiting(batch) and None not in batch:
                batch.append(self._entries.get(timeout=max(until - monotonic(), 0)))
                if len(batch) == 1:
                    until = monotonic() + _GATHER_SECONDS
                batch += self._come()
        if self._several and _number_waiting(batch):
            sleep(_TOGETHER_SECONDS)
            batch += self._come()
        self._several = _number_waiting(batch) > 1
        return [entry for entry in batch if entry], None in batch

    def _come(self) -> list[_Entry | None]:
        """Return what has come in, without waiting for more."""
        found: list[_Entry | None] = []
        with ignoring(queue.Empty):
            while True:
                found.append(self._entries.get_nowait())
        return found

    def _commit(self, batch: list[_Entry]) -> None:
        ended: set[int] = set()
        with self._store.writing() as connection:
            if monotonic() - self._beaten >= _BEAT_SECONDS:
                connection.execute(_BEAT, {"owner": self._worker})
                self._beaten = monotonic()
            settlements = [entry.settlement for entry in batch if entry.settlement]
            if settlements:
                self._settle(connection, settlements)
            dots = {entry.dot: entry.at for entry in batch if entry.dot is not None}
            if dots:
                moment = max(filter(None, dots.values()))
                values = {"dots": sorted(dots), "owner": self._worker, "moment": moment}
                ended = set(connection.scalars(_DOT, values))
        for entry in batch:
            if entry.waiting:
                entry.waiting.tell(entry.dot in ended if entry.dot is not None else True)

    def _settle(self, connection: Connection, settlements: list[Settlement]) -> None:
        rows = [
            {
                "delivery": item.delivery,
                "owner": self._worker,
                "new_state": item.state,
                "words": item.reply,
                "due": item.due,
                "more": int(item.counted),
                "moment": item.at,
            }
            for item in settlements
        ]
        changed = connection.execute(_SETTLE, rows).rowcount
        if changed < len(rows):  # some are not ours any more; a mail that was accepted all the same is known now
            late = [row for row in rows if row["new_state"] is DeliveryState.ACCEPTED]
            for row in late:
                connection.execute(_LATE, {key: row[key] for key in ("delivery", "moment", "words")})
        for item in settlements:
            if item.suppress:
                self._suppress(connection, item)

    @staticmethod
    def _suppress(connection: Connection, item: Settlement) -> None:
        address = connection.execute(
            select(subscribers.c.suppression)
            .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
            .where(deliveries.c.id == item.delivery)
        ).scalar_one_or_none()
        if address:
            suppress(connection, address, SuppressionReason.BOUNCED, at=item.at)


def _number_waiting(batch: Iterable[_Entry | None]) -> int:
    return sum(entry is not None and entry.waiting is not None for entry in batch)
