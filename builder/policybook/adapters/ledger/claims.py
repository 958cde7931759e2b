"""What of a claim is still wanted: who has left gets nothing, and a correction knows the mail it corrects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, update

from policybook.adapters.ledger.audience import REACHED, never_mailed
from policybook.adapters.ledger.tables import deliveries, notices, subscribers
from policybook.core.mailing import Claimed, DeliveryState, SubscriberStatus


def may_be_mailed() -> ColumnElement[bool]:
    """Return the condition that a delivery's subscriber is on the list at this very moment."""
    # not `IN`, which SQLAlchemy writes anew each time: this is asked for every mail
    on_the_list = or_(subscribers.c.status == SubscriberStatus.CONFIRMED, subscribers.c.status == SubscriberStatus.LIST)
    person = exists().where(subscribers.c.id == deliveries.c.subscriber_id, on_the_list, ~never_mailed())
    return person.correlate(deliveries)


def still_wanted(connection: Connection, taken: Sequence[int], at: datetime) -> tuple[Claimed, ...]:
    """Return what was taken, without those who have left: they are settled."""
    first = deliveries.alias("first")
    got_the_first = and_(
        first.c.notice_id == notices.c.refers_to,
        first.c.subscriber_id == deliveries.c.subscriber_id,
        first.c.state.in_(REACHED),
    )
    rows = connection.execute(
        select(
            deliveries.c.id,
            subscribers.c.address,
            subscribers.c.locale,
            deliveries.c.attempts,
            first.c.id.label("earlier"),
        )
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .join(notices, notices.c.id == deliveries.c.notice_id)
        .join(first, got_the_first, isouter=True)
        .where(deliveries.c.id.in_(taken), may_be_mailed())
        .order_by(deliveries.c.id)
    ).all()
    gone = set(taken) - {row.id for row in rows}
    if gone:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(gone))
            .values(state=DeliveryState.SUPPRESSED, worker=None, changed_at=at)
        )
    return tuple(
        Claimed(id=row.id, address=row.address, locale=row.locale, attempt=row.attempts, earlier=row.earlier)
        for row in rows
    )
