"""Deliveries in doubt settled: by the mail server's log, or by an operator's word. Sends nothing."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from policybook.adapters.ledger import Ledger
from policybook.app.dispatching import mails_of
from policybook.app.leases import Leases, Machine
from policybook.core.errors import UsageError
from policybook.core.mailing import DeliveryLine, DeliveryState, Notice
from policybook.core.mailtokens import message_id_of
from policybook.core.postfixlog import Fate, PostfixLog

_SETTLING_SECONDS = 5.0
"""How long the mail server may take to write down what it took."""
_WITNESSES = 50
"""Accepted mails that are looked for in the log, to know that it is the right one."""


class Otherwise(StrEnum):
    """What becomes of deliveries of which the log says nothing certain."""

    HOLD = "hold"
    """They stay in doubt."""
    RESEND = "resend"
    """They are sent again, with the same Message-ID: some people may get the mail twice."""
    ACCEPT = "accept"
    """They count as sent: some people may not get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What became of the deliveries in doubt."""

    accepted: int = 0
    """The server has taken them."""
    again: int = 0
    """The server has not: they will be sent."""
    open: tuple[DeliveryLine, ...] = ()
    """Still in doubt."""


def reconcile(
    ledger: Ledger,
    notice: Notice,
    logs: Sequence[Path],
    otherwise: Otherwise,
    *,
    machine: Machine,
    clock: Callable[[], datetime],
    pause: Callable[[float], None],
) -> Resolution:
    """Settle the deliveries of a notice that are in doubt.

    Raises UsageError for a log that cannot be read, or that knows none of the mails that were certainly accepted: it
    would say of every mail that it was not taken.
    """
    Leases(ledger, machine).release_dead(at=clock())
    lines = tuple(ledger.deliveries.lines(notice.id, DeliveryState.IN_DOUBT))
    if not lines:
        return Resolution()
    fates = _fates(ledger, notice, logs, lines, clock, pause) if logs else {}
    taken = [line.id for line in lines if fates.get(line.id) is Fate.TAKEN]
    free = [line.id for line in lines if fates.get(line.id) is Fate.NOT_TAKEN]
    rest = [line for line in lines if fates.get(line.id, Fate.OPEN) is Fate.OPEN]
    resolve, now = ledger.deliveries.resolve, clock()
    accepted = resolve(taken, accepted=True, reply="the mail server's log has it", at=now)
    again = resolve(free, accepted=False, reply="the mail server's log does not have it", at=now)
    if otherwise is Otherwise.HOLD:
        return Resolution(accepted=accepted, again=again, open=tuple(rest))
    sure = otherwise is Otherwise.ACCEPT
    settled = resolve([line.id for line in rest], accepted=sure, reply="an operator decided", at=now)
    return Resolution(accepted=accepted + settled * sure, again=again + settled * (not sure))


def _fates(
    ledger: Ledger,
    notice: Notice,
    logs: Sequence[Path],
    lines: Sequence[DeliveryLine],
    clock: Callable[[], datetime],
    pause: Callable[[float], None],
) -> dict[int, Fate]:
    newest = max((line.changed for line in lines if line.changed), default=None)
    if newest:
        age = (clock() - newest).total_seconds()
        pause(max(0.0, _SETTLING_SECONDS - max(0.0, age)))
    mail = mails_of(ledger, notice)("")

    def whole_id(delivery: int) -> str:
        return mail.whole_id(message_id_of(delivery, ledger.name))

    witnesses = ledger.deliveries.latest_accepted(notice.id, _WITNESSES)
    log = PostfixLog(whole_id(number) for number in (*witnesses, *(line.id for line in lines)))
    for path in logs:
        log.read(_lines(path))
    if not log.lines or (witnesses and all(log.fate(whole_id(number)) is not Fate.TAKEN for number in witnesses)):
        raise UsageError(
            "the log knows none of the mails that were accepted",
            path=str(logs[0]),
            hint="name the log of the mail server that took them, and the part that was rotated away: "
            "--log FILE --log FILE",
        )
    return {line.id: log.fate(whole_id(line.id)) for line in lines}


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file, gzip.open(file) if path.suffix == ".gz" else file as lines:
            for line in lines:
                yield line.decode("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"the log cannot be read: {error.strerror or error}", path=str(path)) from error
