"""Whom a notice is for, as conditions for the database. Knows nothing about how far deliveries are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, literal, or_, select

from policybook.adapters.ledger.tables import Instant, deliveries, notices, subscribers, suppression
from policybook.core.mailing import DeliveryState, NoticeKind, SubscriberStatus

REACHED = (DeliveryState.ACCEPTED, DeliveryState.DOT, DeliveryState.IN_DOUBT)
"""States in which somebody has a mail, or may have it."""
_WAITING = (DeliveryState.PENDING, DeliveryState.CLAIMED)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A list elsewhere: it gets one delivery and passes it on."""

    address: str
    """What stands for it as a mail address."""
    locale: str = ""
    """BCP 47 tag of the language that it gets; empty: the policy's own."""

    @property
    def key(self) -> str:
        """Return its name among the subscribers; no person's begins like that."""
        return f"list:{self.address} {self.locale}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom a notice is for."""

    policies: tuple[str, ...]
    """Ids of the policies it is about: it goes to those who want to hear of one of them."""
    material: bool = True
    """Whether it tells of a material revision; others go only to those who want every change."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """The lists elsewhere that it is handed to instead."""
    of_notice: int | None = None
    """Number of an earlier notice: it goes only to those who got that one, or may have got it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """A notice that people got a short while ago."""

    notice_id: int
    """Its number."""
    at: datetime
    """When the last of them got it."""
    on_its_way: bool
    """Whether some of them are still to get it."""


def wanting(audience: Audience, *, postgresql: bool) -> Iterator[ColumnElement[bool]]:
    """Give the conditions that a subscriber would get a notice now."""
    yield subscribers.c.status == SubscriberStatus.CONFIRMED
    yield ~never_mailed()
    position = func.strpos if postgresql else func.instr
    yield or_(
        subscribers.c.policies == "",
        *(position(subscribers.c.policies, f"\n{policy}\n") > 0 for policy in audience.policies),
    )
    if not audience.material:
        yield subscribers.c.every_change
    if audience.of_notice is not None:
        yield (
            exists()
            .where(
                deliveries.c.notice_id == audience.of_notice,
                deliveries.c.subscriber_id == subscribers.c.id,
                deliveries.c.state.in_(REACHED),
            )
            .correlate(subscribers)
        )


def never_mailed() -> ColumnElement[bool]:
    """Return the condition that a subscriber's address is suppressed."""
    return exists().where(suppression.c.address == subscribers.c.suppression).correlate(subscribers)


def lately(
    connection: Connection, audience: Audience, since: datetime, *, spare: int, but: Iterable[int], at: datetime
) -> Lately | None:
    """Do what `DeliveryTable.lately` does, in a transaction that there is already."""
    waits = deliveries.c.state.in_(_WAITING)
    got = case((waits, literal(at, Instant())), else_=deliveries.c.changed_at)
    among = (
        (subscribers.c.address_key.in_([place.key for place in audience.elsewhere]),)
        if audience.elsewhere
        else wanting(audience, postgresql=connection.dialect.name == "postgresql")
    )
    row = connection.execute(
        select(notices.c.id, got.label("got"), waits.label("waits"))
        .select_from(deliveries)
        .join(notices, notices.c.id == deliveries.c.notice_id)
        .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
        .where(
            notices.c.kind.in_((NoticeKind.CHANGE, NoticeKind.DIGEST)),
            notices.c.id.not_in(list(but)),
            or_(notices.c.finished_at.is_(None), notices.c.finished_at > since),
            or_(waits, and_(deliveries.c.state.in_(REACHED), deliveries.c.changed_at > since)),
            *among,
        )
        .order_by(got.desc())
        .offset(spare)
        .limit(1)
    ).one_or_none()
    return Lately(notice_id=row.id, at=row.got, on_its_way=bool(row.waits)) if row else None
