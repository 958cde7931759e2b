"""Deliveries in doubt that need nobody: a transport remembers what it took, or takes a mail twice and sends it once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from policybook.adapters.ledger import Ledger
from policybook.core.handover import Lost, Refused, Remembering, Repeatable, Transport
from policybook.core.mailing import DeliveryLine, DeliveryState, Notice
from policybook.core.mailtokens import message_id_of
from policybook.core.replies import wait_after

_MARGIN = timedelta(hours=1)
"""How long before a transport forgets a name a mail is no longer repeated: it may wait its turn."""
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""A mail that is repeated goes before all others: the name must not run out while it waits."""


def settle_doubts(ledger: Ledger, notice: Notice, transport: Transport, *, now: datetime) -> None:
    """Settle what is in doubt of a notice, as far as the transport can say, or be asked again without harm."""
    if not isinstance(transport, Remembering | Repeatable):
        return
    lines = tuple(ledger.deliveries.lines(notice.id, DeliveryState.IN_DOUBT))
    if isinstance(transport, Remembering):
        _ask(ledger, transport, lines, now)
    else:
        safe = [line.id for line in lines if _may_repeat(line, notice, transport.key_life, now)]
        said = "sent again under the same name, which is sent once"
        ledger.deliveries.resolve(safe, accepted=False, reply=said, at=now, due=_FIRST)


def _ask(ledger: Ledger, transport: Remembering, lines: tuple[DeliveryLine, ...], now: datetime) -> None:
    for line in lines:
        try:
            taken = transport.taken(message_id_of(line.id, ledger.name))
        except (Lost, Refused):  # it stays in doubt; whoever sends the rest hears of it
            return
        said = "it was asked, and has it" if taken else "it was asked, and has not begun"
        ledger.deliveries.resolve([line.id], accepted=taken, reply=said, at=now)


def _may_repeat(line: DeliveryLine, notice: Notice, life: timedelta, now: datetime) -> bool:
    """Return whether the transport certainly still knows a mail's name, and it is time to try again."""
    if line.changed is None or notice.started is None:
        return False
    # the name runs out counted from the first attempt; of several only the last is on record
    first = line.changed if line.attempts <= 1 else notice.started
    pause = wait_after(line.attempts - 1) if line.attempts > 1 else timedelta()
    return now - first < life - _MARGIN and now >= line.changed + pause
