"""Who is to get which notice, and how far that is. Knows nothing about mail servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, func, insert, literal, select, update

from policybook.adapters.ledger import tables
from policybook.adapters.ledger.audience import Audience, Elsewhere, Lately, lately, wanting
from policybook.adapters.ledger.claims import still_wanted
from policybook.adapters.ledger.notices import announce, read_notice
from policybook.adapters.ledger.store import Store, note
from policybook.adapters.ledger.tables import deliveries, notices, subscribers
from policybook.core.errors import UsageError
from policybook.core.mailing import (
    Claimed,
    DeliveryLine,
    DeliveryState,
    Notice,
    NoticeState,
    SubscriberStatus,
    Tally,
)


class DeliveryTable:
    """One row per notice and recipient."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def count(self, audience: Audience) -> int:
        """Return how many would get a notice now."""
        if audience.elsewhere:
            return len(audience.elsewhere)
        with self._store.reading() as connection:
            return connection.execute(
                select(func.count()).select_from(subscribers).where(*self._wanting(audience))
            ).scalar_one()

    def locales(self, audience: Audience) -> tuple[str, ...]:
        """Return the languages that those want who would get a notice now; empty for the policy's own."""
        if audience.elsewhere:
            return tuple(sorted({place.locale for place in audience.elsewhere}))
        with self._store.reading() as connection:
            wanted = select(subscribers.c.locale).where(*self._wanting(audience)).distinct()
            return tuple(sorted(connection.scalars(wanted)))

    def lately(
        self, audience: Audience, since: datetime, *, spare: int, but: Iterable[int], at: datetime
    ) -> Lately | None:
        """Return the last change notice that people got since a moment who would get another one now.

        Up to `spare` of them do not count: a few mails always come late. None when all the others had their peace.
        Notices in `but` are left out.
        """
        with self._store.reading() as connection:
            return lately(connection, audience, since, spare=spare, but=but, at=at)

    def enqueue(
        self,
        notice_id: int,
        audience: Audience,
        *,
        content: str,
        mails: Mapping[str, bytes],
        expires: datetime,
        at: datetime,
    ) -> Notice:
        """Begin to send an approved notice: one delivery for everybody who is to get it, most recent consent first.

        `mails` are what is sent, by language; the one of the policy's own has the empty name and stands in for others.
        Who joins later is not included. Its revisions count as announced from now on. Doing it again while it is
        sent changes nothing. Raises UsageError when it is not approved, or approved with another content.
        """
        with self._store.writing() as connection:
            row = connection.execute(
                select(notices.c.state, notices.c.content).where(notices.c.id == notice_id).with_for_update()
            ).one_or_none()
            if row is not None and row.state in (NoticeState.SENDING, NoticeState.DONE):
                return read_notice(connection, notice_id)
            if row is None or row.state != NoticeState.APPROVED or row.content != content:
                raise UsageError(
                    "the notice is not approved as it is now", hint="look at it and run `policybook notify approve`"
                )
            if audience.elsewhere:
                for place in audience.elsewhere:
                    _enqueue_list(connection, notice_id, place, at)
            else:
                self._enqueue_all(connection, notice_id, audience)
            queued = select(func.count()).where(deliveries.c.notice_id == notice_id)
            number = connection.execute(queued).scalar_one()
            connection.execute(
                insert(tables.mails),
                [{"notice_id": notice_id, "locale": locale, "content": mail} for locale, mail in mails.items()],
            )
            connection.execute(
                update(notices)
                .where(notices.c.id == notice_id)
                .values(state=NoticeState.SENDING, started_at=at, expires_at=expires, recipients=number)
            )
            found = read_notice(connection, notice_id)
            announce(connection, found.revisions, at=at)
            note(connection, "sending", at=at, notice=notice_id, detail=f"{number} recipients")
        return found

    def _wanting(self, audience: Audience) -> Iterator[ColumnElement[bool]]:
        return wanting(audience, postgresql=self._store.postgresql)

    def _enqueue_all(self, connection: Connection, notice_id: int, audience: Audience) -> None:
        people = (
            select(literal(notice_id), subscribers.c.id)
            .where(*self._wanting(audience))
            .order_by(subscribers.c.consent_at.desc(), subscribers.c.id.desc())
        )
        connection.execute(insert(deliveries).from_select(["notice_id", "subscriber_id"], people))

    def claim(self, notice_id: int, worker: int, limit: int, *, at: datetime) -> tuple[Claimed, ...]:
        """Take up to some deliveries that are due, for one worker alone; nobody else gets them until it lets go.

        Those whose subscriber has left in the meantime are settled as suppressed instead. Nothing is due in a notice
        that is not being sent.
        """
        due = (
            select(deliveries.c.id)
            .where(
                deliveries.c.notice_id == notice_id,
                deliveries.c.state == DeliveryState.PENDING,
                deliveries.c.next_at <= at,
                exists().where(notices.c.id == notice_id, notices.c.state == NoticeState.SENDING),
            )
            .order_by(deliveries.c.next_at, deliveries.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        with self._store.writing() as connection:
            taken = connection.scalars(
                update(deliveries)
                .where(deliveries.c.id.in_(select(due.c.id)))
                .values(state=DeliveryState.CLAIMED, worker=worker)
                .returning(deliveries.c.id)
            ).all()
            return still_wanted(connection, taken, at) if taken else ()

    def counts(self, notice_id: int) -> Tally:
        """Return how many deliveries of a notice are in each state."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(deliveries.c.state, func.count())
                .where(deliveries.c.notice_id == notice_id)
                .group_by(deliveries.c.state)
            )
            return Tally({DeliveryState(state): count for state, count in rows})

    def lines(self, notice_id: int, *states: DeliveryState) -> Iterator[DeliveryLine]:
        """Give the deliveries of a notice (in some states, or all), without holding them all in memory."""
        wanted = _lines().where(deliveries.c.notice_id == notice_id)
        if states:
            wanted = wanted.where(deliveries.c.state.in_(states))
        with self._store.reading() as connection:
            for row in connection.execution_options(yield_per=1000).execute(wanted.order_by(deliveries.c.id)):
                yield _line(row)

    def get(self, delivery_id: int) -> DeliveryLine | None:
        """Return one delivery; None when there is none of that number."""
        with self._store.reading() as connection:
            row = connection.execute(_lines().where(deliveries.c.id == delivery_id)).one_or_none()
        return _line(row) if row else None

    def recipient(self, delivery_id: int) -> int | None:
        """Return the number of the subscriber a delivery is for; None when there is none, or they were erased."""
        with self._store.reading() as connection:
            return connection.execute(
                select(deliveries.c.subscriber_id).where(deliveries.c.id == delivery_id)
            ).scalar_one_or_none()

    def latest_accepted(self, notice_id: int, limit: int) -> tuple[int, ...]:
        """Return the numbers of the deliveries that were accepted last."""
        with self._store.reading() as connection:
            return tuple(
                connection.scalars(
                    select(deliveries.c.id)
                    .where(deliveries.c.notice_id == notice_id, deliveries.c.state == DeliveryState.ACCEPTED)
                    .order_by(deliveries.c.changed_at.desc())
                    .limit(limit)
                )
            )

    def handed_over_since(self, moment: datetime) -> int:
        """Return how many mails were accepted since a moment, by whichever process, or are on their way now."""
        with self._store.reading() as connection:
            accepted = select(func.count()).where(
                deliveries.c.state == DeliveryState.ACCEPTED, deliveries.c.changed_at > moment
            )
            held = select(func.count()).where(deliveries.c.worker.is_not(None))
            return connection.execute(accepted).scalar_one() + connection.execute(held).scalar_one()

    def next_attempt(self, notice_id: int) -> datetime | None:
        """Return when the next pending delivery of a notice is due; None when none is pending."""
        with self._store.reading() as connection:
            due: datetime | None = connection.execute(
                select(func.min(deliveries.c.next_at)).where(
                    deliveries.c.notice_id == notice_id, deliveries.c.state == DeliveryState.PENDING
                )
            ).scalar_one()
        return due

    def put_off(self, notice_id: int, until: datetime) -> None:
        """Let nothing more of a notice be due before a moment."""
        waits = (deliveries.c.notice_id == notice_id, deliveries.c.state == DeliveryState.PENDING)
        with self._store.writing() as connection:
            connection.execute(update(deliveries).where(*waits, deliveries.c.next_at < until).values(next_at=until))

    def elsewhere(self, notice_id: int) -> bool:
        """Return whether a notice is handed to a list elsewhere, so that only that knows who gets it."""
        with self._store.reading() as connection:
            found = (
                select(deliveries.c.id)
                .join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
                .where(deliveries.c.notice_id == notice_id, subscribers.c.status == SubscriberStatus.LIST)
            )
            return connection.execute(found.limit(1)).first() is not None

    def resolve(
        self, ids: Iterable[int], *, accepted: bool, reply: str, at: datetime, due: datetime | None = None
    ) -> int:
        """Settle deliveries that are in doubt: they were accepted, or are to be sent (again). Return how many."""
        values: dict[str, Any] = {"state": DeliveryState.ACCEPTED if accepted else DeliveryState.PENDING}
        wanted = sorted(ids)
        changed = 0
        with self._store.writing() as connection:
            for start in range(0, len(wanted), 500):
                changed += connection.execute(
                    update(deliveries)
                    .where(
                        deliveries.c.id.in_(wanted[start : start + 500]), deliveries.c.state == DeliveryState.IN_DOUBT
                    )
                    .values(**values, reply=reply, changed_at=at, worker=None, next_at=due or at)
                ).rowcount
            if changed:
                verdict = "accepted" if accepted else "to be sent again"
                note(connection, "resolved", at=at, detail=f"{changed} {verdict}: {reply}")
        return changed

    def settle_pending(self, notice_id: int, state: DeliveryState, *, reply: str, at: datetime) -> int:
        """Give all deliveries of a notice that still wait their final state; return how many did."""
        with self._store.writing() as connection:
            return connection.execute(
                update(deliveries)
                .where(deliveries.c.notice_id == notice_id, deliveries.c.state == DeliveryState.PENDING)
                .values(state=state, reply=reply, changed_at=at)
            ).rowcount


def _enqueue_list(connection: Connection, notice_id: int, place: Elsewhere, at: datetime) -> None:
    number = connection.execute(
        select(subscribers.c.id).where(subscribers.c.address_key == place.key)
    ).scalar_one_or_none()
    if number is None:
        values = {"address": place.address, "address_key": place.key, "suppression": "", "locale": place.locale}
        number = connection.execute(
            insert(subscribers)
            .values(**values, status=SubscriberStatus.LIST, created_at=at, changed_at=at)
            .returning(subscribers.c.id)
        ).scalar_one()
    connection.execute(insert(deliveries), {"notice_id": notice_id, "subscriber_id": number})


def _lines() -> Select[Any]:
    return select(deliveries, subscribers.c.address).join(
        subscribers, subscribers.c.id == deliveries.c.subscriber_id, isouter=True
    )


def _line(row: Row[Any]) -> DeliveryLine:
    return DeliveryLine(
        id=row.id,
        address=row.address or "",
        state=DeliveryState(row.state),
        attempts=row.attempts,
        reply=row.reply or "",
        changed=row.changed_at,
    )
