"""Sends a notice: claims deliveries and hands them to couriers, one per connection. Knows nothing about SMTP.

A mail is claimed, composed, handed over but for its end; then the ledger is told, on disk, that the end comes (the
dot); then the end is handed over and the reply written down. A process that dies before the dot has sent nothing; one
that dies after it leaves a delivery in doubt, and the ledger names it.
"""

from __future__ import annotations

import math
import queue
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from policybook.adapters.ledger import Journal, Ledger
from policybook.app.courier import Courier, Dispatch, Progress, Round
from policybook.app.doubts import settle_doubts
from policybook.app.leases import Leases
from policybook.core.mailing import Claimed, DeliveryState, Notice, NoticeState, Tally
from policybook.core.replies import hourly_limit

_AHEAD = 16
"""How many deliveries are claimed ahead for each connection: a claim costs as much as several mails."""
_LOW = 4
"""How few of them are left when more are claimed."""
_LOOK = 0.5
"""Seconds: how often the claiming thread looks whether the others need work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingReport:
    """How far a notice is when sending ends."""

    notice: Notice
    """The notice as it is now."""
    tally: Tally
    """How many deliveries are in each state."""
    next_attempt: datetime | None
    """When the next mail is due that has to wait; None when none has."""
    trouble: str = ""
    """Why sending stopped before all was tried; empty when it did not."""
    became: NoticeState | None = None
    """The state into which this process brought it, and no other one; None when it did not."""


def send_notice(
    ledger: Ledger, notice: Notice, how: Dispatch, *, progress: Progress = lambda *_: None
) -> SendingReport:
    """Send what is due of a notice, and return when nothing more is due now or something stops it.

    Raises LedgerError when the ledger fails; what was handed over until then is on record, or in doubt.
    """
    sender = _Sender(ledger, notice, how, progress)
    leases = Leases(ledger, how.machine)
    leases.release_dead(at=how.clock())
    settle_doubts(ledger, notice, how.transport, now=how.clock())
    worker = ledger.workers.register(how.machine.name, how.machine.pid, at=how.clock())
    try:
        with ledger.journal(worker) as journal:
            sender.run(worker, journal, leases)
    finally:
        ledger.workers.release(worker, at=how.clock())
    if sender.round.put_off:
        ledger.deliveries.put_off(notice.id, sender.round.put_off)
    return _report(ledger, notice, how.clock(), sender.round)


def _report(ledger: Ledger, notice: Notice, now: datetime, shared: Round) -> SendingReport:
    tally = ledger.deliveries.counts(notice.id)
    became = NoticeState.PAUSED if shared.paused else None
    if not tally.unfinished and ledger.notices.move(
        notice.id, NoticeState.DONE, only_from=[NoticeState.SENDING], at=now
    ):
        became = NoticeState.DONE
    return SendingReport(
        notice=ledger.notices.get(notice.id),
        tally=tally,
        next_attempt=ledger.deliveries.next_attempt(notice.id),
        trouble=shared.trouble,
        became=became,
    )


class _Sender:
    """The threads that send one notice from one process."""

    def __init__(self, ledger: Ledger, notice: Notice, how: Dispatch, progress: Progress) -> None:
        self._ledger = ledger
        self._notice = notice
        self._how = how
        self._progress = progress
        self._work: queue.SimpleQueue[Claimed | None] = queue.SimpleQueue()
        self._outstanding = 0
        """Deliveries that are claimed and not settled."""
        self.round = Round()
        """What the threads share."""

    def run(self, worker: int, journal: Journal, leases: Leases) -> None:
        """Send until nothing is due or something stops it. Raises what went wrong in any thread."""
        threads = [
            threading.Thread(target=self._serve, args=(journal,), name=f"mail {number}")
            for number in range(self._how.connections)
        ]
        for thread in threads:
            thread.start()
        try:
            self._claim_all(worker, leases)
        except BaseException:
            self.round.stop.set()
            raise
        finally:
            for _ in threads:
                self._work.put(None)
            for thread in threads:
                thread.join()
        if self.round.error:
            raise self.round.error

    def _claim_all(self, worker: int, leases: Leases) -> None:
        total = self._ledger.deliveries.counts(self._notice.id)
        before = total.total - total.unfinished
        many = self._how.connections
        while not self.round.stop.is_set():
            now = self._how.clock()
            self._expire(now)
            limit = min(_AHEAD * many - self._outstanding, self._allowed(now))
            claimed = self._ledger.deliveries.claim(self._notice.id, worker, limit, at=now) if limit > 0 else ()
            with self.round.changed:
                self._outstanding += len(claimed)
                for item in claimed:
                    self._work.put(item)
                if not claimed and limit > 0 and not self._outstanding:
                    return
                self.round.changed.wait_for(lambda: self.round.stop.is_set() or self._outstanding <= _LOW * many, _LOOK)
                if not claimed and not self.round.stop.is_set():
                    self.round.changed.wait(_LOOK)
            leases.release_dead(at=now)
            self._progress("Sending", before + self.round.settled, total.total)

    def _expire(self, now: datetime) -> None:
        if self._notice.expires and now >= self._notice.expires:
            words = "the notice ran out before the server took the mail"
            self._ledger.deliveries.settle_pending(self._notice.id, DeliveryState.EXPIRED, reply=words, at=now)

    def _allowed(self, now: datetime) -> int:
        """Return how many mails may go out now."""
        limit = hourly_limit(self._how.per_hour, self._how.ramp, running=now - (self._notice.started or now))
        if not limit:
            return _AHEAD * self._how.connections
        minutes = min(60, max(1, math.ceil(600 / limit)))  # a stretch long enough for ten mails
        return limit * minutes // 60 - self._ledger.deliveries.handed_over_since(now - timedelta(minutes=minutes))

    def _serve(self, journal: Journal) -> None:
        """Hand over what is claimed, until the end is announced."""
        courier = Courier(self._ledger, self._notice.id, self._how, journal, self.round)
        try:
            while (item := self._work.get()) is not None:
                if not self.round.stop.is_set():
                    courier.deliver(item)
                with self.round.changed:
                    self._outstanding -= 1
                    if self._outstanding <= _LOW * self._how.connections:
                        self.round.changed.notify_all()  # not each time: waking the claiming thread costs as much
        except BaseException as error:  # the thread that waits for this one raises it
            self.round.halt(error=error)
        courier.close()
