"""Lets go of what dead senders held. Knows nothing about mails.

A sender of this machine is dead when its process is gone. One of another machine is dead when its beat has stood still
while this process watched for a minute: no clock of one machine is compared with that of another, so that none that
jumps can take a mail away from somebody who is sending it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from policybook.adapters.ledger import Ledger, Worker

PATIENCE_SECONDS = 60.0
"""How long a beat may stand still; a sender beats every five seconds."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where this process runs."""

    name: str
    """Where process numbers mean the same."""
    pid: int
    """This process."""
    is_alive: Callable[[int], bool]
    """Whether another process of the machine lives."""
    monotonic: Callable[[], float]
    """Seconds that only ever grow."""


_LOOK_SECONDS = 5.0
"""How often it is worth looking."""


class Leases:
    """Watches the other senders of a ledger."""

    def __init__(self, ledger: Ledger, machine: Machine) -> None:
        self._ledger = ledger
        self._machine = machine
        self._looked = -math.inf
        self._seen: dict[int, tuple[int, float]] = {}
        """Beat of each sender, and when it was first seen."""

    def release_dead(self, *, at: datetime) -> tuple[int, int]:
        """Release what senders held that are dead by now; return how many mails are free, and how many in doubt."""
        free = doubtful = 0
        now = self._machine.monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return 0, 0
        self._looked = now
        for worker in self._ledger.workers.all():
            if self._is_dead(worker):
                released = self._ledger.workers.release(worker.id, at=at)
                free, doubtful = free + released[0], doubtful + released[1]
        return free, doubtful

    def _is_dead(self, worker: Worker) -> bool:
        machine = self._machine
        if worker.host == machine.name:
            if worker.pid == machine.pid:
                return False
            if not machine.is_alive(worker.pid):
                return True
        now = machine.monotonic()
        beat, since = self._seen.get(worker.id, (-1, now))
        if beat != worker.beat:
            self._seen[worker.id] = (worker.beat, now)
            return False
        return now - since >= PATIENCE_SECONDS
