"""What comes back after a mail was accepted: undeliverable mails, complaints. Knows nothing about how they arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from policybook.adapters.ledger.store import Store
from policybook.adapters.ledger.subscribers import suppress
from policybook.adapters.ledger.tables import deliveries, notices, subscribers
from policybook.core.mailing import DeliveryState, NoticeState, SuppressionReason, Tally

_HANDED_OVER = (DeliveryState.ACCEPTED, DeliveryState.BOUNCED, DeliveryState.COMPLAINED)
_SOFT_BOUNCES = 5
"""After how many mails that came back an address is given up though it may exist."""
_FEW_COMPLAINTS, _COMPLAINT_SHARE = 2, 0.001


class ReturnTable:
    """Deliveries that did not end well."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def bounced(self, delivery_id: int, *, dead: bool, reply: str = "", at: datetime) -> bool:
        """Record that an accepted mail came back; return whether its address is never mailed again because of it.

        `reply` is the reason that came with it. A mailbox that does not exist (`dead`) is given up at once, any other
        after several mails. The same mail coming back twice counts once; a mail that was never sent counts nothing.
        """
        with self._store.writing() as connection:
            person = _settled_later(connection, delivery_id, DeliveryState.BOUNCED, at, reply)
            if person is None:
                return False
            connection.execute(
                update(subscribers)
                .where(subscribers.c.id == person.id)
                .values(soft_bounces=subscribers.c.soft_bounces + 1)
            )
            if dead or person.soft_bounces + 1 >= _SOFT_BOUNCES:
                suppress(connection, person.suppression, SuppressionReason.BOUNCED, at=at)
                return True
        return False

    def complained(self, delivery_id: int, *, at: datetime) -> bool:
        """Record that the recipient of an accepted mail reported it as spam: they are never mailed again.

        Returns whether that pauses the notice: mailbox providers give a sender up when one reader in a thousand does.
        """
        with self._store.writing() as connection:
            person = _settled_later(connection, delivery_id, DeliveryState.COMPLAINED, at)
            if person is None:
                return False
            suppress(connection, person.suppression, SuppressionReason.COMPLAINED, at=at)
            notice = select(deliveries.c.notice_id).where(deliveries.c.id == delivery_id).scalar_subquery()
            rows = connection.execute(
                select(deliveries.c.state, func.count())
                .where(deliveries.c.notice_id == notice, deliveries.c.state.in_(_HANDED_OVER))
                .group_by(deliveries.c.state)
            )
            counts = Tally({DeliveryState(state): count for state, count in rows})
            bad = counts[DeliveryState.COMPLAINED]
            if bad < _FEW_COMPLAINTS or bad < _COMPLAINT_SHARE * counts.total:
                return False
            return bool(
                connection.execute(
                    update(notices)
                    .where(notices.c.id == notice, notices.c.state == NoticeState.SENDING)
                    .values(state=NoticeState.PAUSED, reason=f"{bad} of {counts.total} readers reported it as spam")
                ).rowcount
            )


def _settled_later(
    connection: Connection, delivery_id: int, state: DeliveryState, at: datetime, reply: str = ""
) -> Row[Any] | None:
    """Give an accepted delivery the state it turned out to have; return its subscriber, None when it was none."""
    changed = connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state.in_((DeliveryState.ACCEPTED, DeliveryState.IN_DOUBT)))
        .values(state=state, changed_at=at, **({"reply": reply} if reply else {}))
    ).rowcount
    if not changed:
        return None
    return connection.execute(
        select(subscribers)
        .join(deliveries, deliveries.c.subscriber_id == subscribers.c.id)
        .where(deliveries.c.id == delivery_id)
    ).one_or_none()
