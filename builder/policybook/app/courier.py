"""Hands claimed deliveries over on one connection, and writes down what became of each. Knows nothing about claims."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from policybook.adapters.ledger import Journal, Ledger, Settlement
from policybook.app.leases import Machine
from policybook.core.compiled import CompiledMail
from policybook.core.handover import Connection, Lost, Refused, Transport, Withheld
from policybook.core.mailing import Claimed, DeliveryState, NoticeState
from policybook.core.mailtokens import Purpose, message_id_of, token_of
from policybook.core.replies import Breaker, Reply, Verdict, slow_for, verdict, wait_after

Clock = Callable[[], datetime]
Progress = Callable[[str, int, int], None]

_DOUBTS = 20
"""After how many mails in a row that end in doubt sending stops: each is one that a person may have to settle."""
_SHORT_WAIT = 60
"""Seconds that are waited for within a round; when a server asks for more, the round ends and goes on then."""
_SHORT_WAITS = 10
"""How often in a row."""
_TRIES = 6
"""How often a connection is tried, with pauses of one second, two, four and on, before sending stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """How a notice is sent."""

    transport: Transport
    """Where mails are handed over."""
    mail_for: Callable[[str], CompiledMail]
    """The mail in a language, by its BCP 47 tag; empty: the policy's own."""
    bounce_address: str
    """Return path; `{token}` in it stands for the token of a delivery (VERP)."""
    keys: tuple[bytes, ...]
    """Secret keys, newest first."""
    clock: Clock
    """The time; aware."""
    machine: Machine
    """Where this process runs."""
    connections: int = 8
    """How many are open at once."""
    per_hour: int = 0
    """Most mails an hour; 0: as many as can."""
    ramp: int = 0
    """Most mails in the first hour, twice as many in each that follows; 0: no ramp."""
    first_pause: float = 1.0
    """Seconds to wait before a connection is tried again; twice as many each time."""


@dataclass(slots=True)
class Round:
    """What the threads that send one notice share."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    """To be held while the rest is changed; told when something did."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Whether nothing more is to be handed over."""
    trouble: str = ""
    """Why, for people; empty when all is well."""
    error: BaseException | None = None
    """What went wrong in one of the threads."""
    paused: bool = False
    """Whether one of the threads paused the notice."""
    settled: int = 0
    """Deliveries that are settled."""
    breaker: Breaker = field(default_factory=Breaker)
    """Counts refusals."""
    slow: dict[str, datetime] = field(default_factory=dict)
    """Until when a domain is left alone."""
    doubts: int = 0
    """Mails in a row that ended in doubt."""
    waits: int = 0
    """How often in a row the server asked to be left alone."""
    rest_until: float = 0.0
    """Until when it is, by the machine's own seconds."""
    put_off: datetime | None = None
    """Until when all that is left is put off; the round is over then."""

    def halt(self, *, trouble: str = "", error: BaseException | None = None) -> None:
        """Stop everybody; the first reason is kept."""
        with self.changed:
            self.trouble = self.trouble or trouble
            self.error = self.error or error
            self.stop.set()
            self.changed.notify_all()


class Courier:
    """One thread's connection."""

    def __init__(self, ledger: Ledger, notice_id: int, how: Dispatch, journal: Journal, shared: Round) -> None:
        self._ledger = ledger
        self._notice_id = notice_id
        self._how = how
        self._journal = journal
        self._round = shared
        self._connection: Connection | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()

    def deliver(self, item: Claimed) -> None:
        """Try one delivery until it is settled, put off, or sending stops."""
        until = self._round.slow.get(_domain(item))
        if until and until > self._how.clock():
            self._settle(item, DeliveryState.PENDING, due=until)
        elif self._left_alone():
            self._try(item)
        else:
            self._settle(item, DeliveryState.PENDING)

    def _try(self, item: Claimed) -> None:
        for attempt in range(_TRIES):
            try:
                reply, dotted = self._hand_over(item)
            except Withheld:
                # the next claim finds out why: the subscriber has left, or the notice is not being sent any more
                self._connection = None
                self._settle(item, DeliveryState.PENDING)
                return
            except Lost as error:
                self._connection = None
                if error.ended:
                    self._doubt(item, str(error))
                    return
                self._rest(attempt, str(error))
            except Refused as error:
                if verdict(error.reply) is Verdict.STOP:
                    self._judge(item, error.reply, dotted=False)
                    return
                self._rest(attempt, str(error))
            else:
                self._judge(item, reply, dotted=dotted)
                return
            if self._round.stop.is_set():
                break
        self._settle(item, DeliveryState.PENDING)

    def _hand_over(self, item: Claimed) -> tuple[Reply, bool]:
        """Return the server's reply, and whether it came after the dot."""
        how, dotted = self._how, False

        def may_end() -> bool:
            nonlocal dotted
            dotted = self._journal.dot(item.id, at=how.clock())
            return dotted

        own_id = message_id_of(item.id, self._ledger.name)
        earlier = message_id_of(item.earlier, self._ledger.name) if item.earlier else ""
        token = token_of(item.id, Purpose.SUBSCRIBER, how.keys)
        data = how.mail_for(item.locale).filled(
            address=item.address, token=token, own_id=own_id, date=how.clock(), earlier=earlier
        )
        sender = how.bounce_address.replace("{token}", token_of(item.id, Purpose.BOUNCE, how.keys))
        self._connection = self._connection or how.transport.connect()
        reply = self._connection.send(sender, item.address, data, name=own_id, may_end=may_end)
        if reply.code == 421:  # the server is about to hang up
            self._connection.close()
            self._connection = None
        return reply, dotted

    def _doubt(self, item: Claimed, words: str) -> None:
        """Write down that nobody knows what became of a delivery; stop when that comes to be the rule."""
        self._settle(item, DeliveryState.IN_DOUBT, reply=words)
        with self._round.changed:
            self._round.doubts += 1
            many = self._round.doubts >= _DOUBTS
        if many:
            self._round.halt(trouble=f"one mail after the other ends in doubt: {words}")

    def _rest_all(self, seconds: int, now: datetime) -> None:
        """Leave the server alone, which asked for it: for a moment, or until a later round."""
        with self._round.changed:
            self._round.waits += 1
            often = self._round.waits > _SHORT_WAITS * self._how.connections
        if seconds <= _SHORT_WAIT and not often:
            self._round.rest_until = self._how.machine.monotonic() + seconds
            return
        self._round.put_off = now + max(timedelta(seconds=seconds), slow_for() if often else timedelta())
        self._round.halt()

    def _left_alone(self) -> bool:
        """Wait while the server wants its rest; return whether to go on then."""
        seconds = self._round.rest_until - self._how.machine.monotonic()
        if seconds > 0:
            self._round.stop.wait(seconds)
        return not self._round.stop.is_set()

    def _rest(self, attempt: int, words: str) -> None:
        """Wait before the next try; give up when it was the last. A connection that broke is made anew at once."""
        if attempt == _TRIES - 1:
            self._round.halt(trouble=f"the mail server cannot be reached: {words}")
        elif attempt:
            self._round.stop.wait(self._how.first_pause * 2 ** (attempt - 1))

    def _judge(self, item: Claimed, reply: Reply, *, dotted: bool) -> None:
        """Write down what a reply means for a delivery, and do what it means for the notice."""
        now, words, found = self._how.clock(), str(reply), verdict(reply)
        if found is Verdict.STOP:
            self._settle(item, DeliveryState.PENDING, reply=words)
            self._pause_notice(f"the mail server objects: {words}", now)
        elif reply.wait and found is Verdict.LATER:
            self._settle(item, DeliveryState.PENDING, reply=words)
            self._rest_all(reply.wait, now)
        elif found in (Verdict.LATER, Verdict.SLOWER):
            due = now + wait_after(item.attempt + 1)
            self._settle(item, DeliveryState.PENDING, reply=words, due=due, counted=not dotted)
            if found is Verdict.SLOWER:
                self._round.slow[_domain(item)] = now + slow_for()
        else:
            refused, dead = found is not Verdict.ACCEPTED, found is Verdict.DEAD
            state = DeliveryState.REJECTED if refused else DeliveryState.ACCEPTED
            self._settle(item, state, reply=words, counted=not dotted, suppress=dead)
            with self._round.changed:
                self._round.doubts = self._round.waits = 0
                tripped = self._round.breaker.count(refused=refused)
            if tripped:
                self._pause_notice(f"too many addresses are refused, the last one with: {words}", now)

    def _settle(
        self,
        item: Claimed,
        state: DeliveryState,
        *,
        reply: str = "",
        due: datetime | None = None,
        counted: bool = False,
        suppress: bool = False,
    ) -> None:
        now = self._how.clock()
        settlement = Settlement(
            delivery=item.id, state=state, reply=reply, at=now, due=due or now, counted=counted, suppress=suppress
        )
        self._journal.settle(settlement)
        if state is not DeliveryState.PENDING:
            with self._round.changed:
                self._round.settled += 1

    def _pause_notice(self, reason: str, now: datetime) -> None:
        sending = [NoticeState.SENDING]
        if self._ledger.notices.move(self._notice_id, NoticeState.PAUSED, only_from=sending, at=now, reason=reason):
            self._round.paused = True
        self._round.halt(trouble=f"the notice is paused: {reason}")


def _domain(item: Claimed) -> str:
    return item.address.rpartition("@")[2].lower()
