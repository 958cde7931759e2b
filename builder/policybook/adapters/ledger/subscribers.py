"""Who is on the list, and who must never be mailed. Knows nothing about notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from policybook.adapters.ledger.store import Store, note
from policybook.adapters.ledger.tables import deliveries, subscribers, suppression
from policybook.core.mailing import Consent, NewSubscriber, Subscriber, SubscriberStatus, SuppressionReason

_BATCH = 500
"""Addresses looked up in one question: below the 999 values that old SQLite takes."""

_STATUS_AFTER = {
    SuppressionReason.UNSUBSCRIBED: SubscriberStatus.UNSUBSCRIBED,
    SuppressionReason.REMOVED: SubscriberStatus.UNSUBSCRIBED,
    SuppressionReason.BOUNCED: SubscriberStatus.BOUNCED,
    SuppressionReason.COMPLAINED: SubscriberStatus.COMPLAINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of people who were to be put on the list."""

    added: int = 0
    """They are on it now."""
    known: int = 0
    """They were on it already, or came twice; nothing about them changed."""
    suppressed: int = 0
    """They must not be mailed, and were left out."""


class SubscriberTable:
    """The list."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, people: Iterable[NewSubscriber], *, at: datetime, dry_run: bool = False) -> Added:
        """Put people on the list: all of them or, when anything fails, none.

        Nobody is added twice, nobody who is suppressed comes back, and what is known of somebody does not change.
        `dry_run` only counts.
        """
        counts = Added()
        source = iter(people)
        with self._store.writing() as connection:
            while batch := list(islice(source, _BATCH)):
                counts = _sum(counts, _add_batch(connection, batch, at))
            if counts.added:
                note(connection, "subscribers added", at=at, detail=f"{counts.added}")
            if dry_run:
                connection.rollback()
        return counts

    def join(self, person: NewSubscriber, *, asked: datetime, at: datetime) -> int | None:
        """Put somebody on the list who has just confirmed that they want to be on it; return their number.

        Only this lifts a suppression, whatever its reason: its owner asks. A request from before they left the list
        is void, and gives None; one from before they changed their wishes brings them nothing new.
        """
        with self._store.writing() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.address_key == person.key)).one_or_none()
            if row is not None and row.status == SubscriberStatus.CONFIRMED and row.changed_at >= asked:
                return int(row.id)
            mine = suppression.c.address == person.suppression
            left = connection.execute(select(suppression.c.at).where(mine)).scalar()
            if left is not None and left > asked:
                return None
            connection.execute(delete(suppression).where(mine))
            values = _row(person, at)
            if row is None:
                number = connection.execute(_if_new(connection), values).scalar()
                if number is None:  # they confirmed twice in the same instant, and the other one was first
                    there = select(subscribers.c.id).where(subscribers.c.address_key == person.key)
                    return int(connection.execute(there).scalar_one())
            else:
                number = row.id
                renewed = {name: value for name, value in values.items() if name != "created_at"} | {"soft_bounces": 0}
                connection.execute(update(subscribers).where(subscribers.c.id == number).values(renewed))
            note(connection, "joined", at=at, subscriber=number, detail=person.consent.source)
        return int(number)

    def prefer(
        self, subscriber_id: int, *, locale: str, policies: Sequence[str], every_change: bool, at: datetime
    ) -> bool:
        """Set what a subscriber wants to hear of, and in which language; return whether there is such a subscriber."""
        with self._store.writing() as connection:
            return bool(
                connection.execute(
                    update(subscribers)
                    .where(subscribers.c.id == subscriber_id)
                    .values(locale=locale, policies=on_lines(policies), every_change=every_change, changed_at=at)
                ).rowcount
            )

    def suppress(self, suppressed: str, reason: SuppressionReason, *, at: datetime) -> Subscriber | None:
        """Never mail an address again; return its subscriber as they were before, None when there is none.

        Doing it again changes nothing: the first reason and its time stay.
        """
        with self._store.writing() as connection:
            return suppress(connection, suppressed, reason, at=at)

    def erase(self, suppressed: str, *, at: datetime) -> bool:
        """Forget everything about the owner of an address, except that it is never mailed again.

        Deliveries to them stay, without a name. Returns whether there was anybody to forget.
        """
        with self._store.writing() as connection:
            _remember(connection, suppressed, SuppressionReason.ERASED, at)
            theirs = select(subscribers.c.id).where(subscribers.c.suppression == suppressed)
            # what mail servers say often holds the address
            connection.execute(update(deliveries).where(deliveries.c.subscriber_id.in_(theirs)).values(reply=""))
            gone = connection.execute(delete(subscribers).where(subscribers.c.suppression == suppressed)).rowcount
            note(connection, "erased" if gone else "erased, was not there", at=at)
        return bool(gone)

    def by_id(self, subscriber_id: int) -> Subscriber | None:
        """Return a subscriber; None when there is none of that number (any more)."""
        with self._store.reading() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == subscriber_id)).one_or_none()
        return _subscriber(row) if row else None

    def by_key(self, key: str) -> Subscriber | None:
        """Return the subscriber with an address's key; None when nobody has it."""
        with self._store.reading() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.address_key == key)).one_or_none()
        return _subscriber(row) if row else None

    def suppressed(self, suppressed: str) -> SuppressionReason | None:
        """Return why an address is never mailed; None when it may be."""
        with self._store.reading() as connection:
            reason = connection.execute(
                select(suppression.c.reason).where(suppression.c.address == suppressed)
            ).scalar_one_or_none()
        return SuppressionReason(reason) if reason else None

    def all(self) -> Iterator[Subscriber]:
        """Give everybody on the list, in the order they came, without holding them all in memory."""
        with self._store.reading() as connection:
            people = select(subscribers).where(subscribers.c.status != SubscriberStatus.LIST).order_by(subscribers.c.id)
            for row in connection.execution_options(yield_per=1000).execute(people):
                yield _subscriber(row)

    def stats(self) -> dict[str, int]:
        """Return how many there are of each status, and how many addresses are suppressed."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(subscribers.c.status, func.count())
                .where(subscribers.c.status != SubscriberStatus.LIST)
                .group_by(subscribers.c.status)
            )
            counts = {str(status): int(count) for status, count in rows}
            blocked = connection.execute(select(func.count()).select_from(suppression)).scalar_one()
        return {status: counts.get(status, 0) for status in SubscriberStatus if status != SubscriberStatus.LIST} | {
            "suppressed": blocked
        }


def suppress(connection: Connection, suppressed: str, reason: SuppressionReason, *, at: datetime) -> Subscriber | None:
    """Do what `SubscriberTable.suppress` does, in a transaction that there is already."""
    first = _remember(connection, suppressed, reason, at)
    row = connection.execute(select(subscribers).where(subscribers.c.suppression == suppressed)).one_or_none()
    if row is None:
        return None
    if first:
        connection.execute(
            update(subscribers).where(subscribers.c.id == row.id).values(status=_STATUS_AFTER[reason], changed_at=at)
        )
        note(connection, str(reason), at=at, subscriber=row.id)
    return _subscriber(row)


def on_lines(names: Iterable[str]) -> str:
    """Return names as one text in which each can be looked for as a whole line."""
    joined = "\n".join(names)
    return f"\n{joined}\n" if joined else ""


def off_lines(text: str) -> tuple[str, ...]:
    """Return the names that `on_lines` put together."""
    return tuple(text.split("\n")[1:-1])


def _remember(connection: Connection, suppressed: str, reason: SuppressionReason, at: datetime) -> bool:
    there = connection.execute(select(suppression.c.reason).where(suppression.c.address == suppressed)).scalar()
    if there is None:
        connection.execute(insert(suppression), {"address": suppressed, "reason": reason, "at": at})
    elif reason is SuppressionReason.ERASED:
        connection.execute(update(suppression).where(suppression.c.address == suppressed).values(reason=reason, at=at))
    return there is None


def _add_batch(connection: Connection, batch: Sequence[NewSubscriber], at: datetime) -> Added:
    # who is there already is left to the index: a question beforehand would be answered by reading the whole table,
    # for PostgreSQL does not know yet how many rows this transaction has added
    blocked = [item.suppression for item in batch]
    never = set(connection.scalars(select(suppression.c.address).where(suppression.c.address.in_(blocked))))
    people: dict[str, NewSubscriber] = {}
    for item in batch:
        if item.suppression not in never:
            people.setdefault(item.key, item)
    suppressed = sum(item.suppression in never for item in batch)
    added = 0
    if people:
        rows = [_row(item, at) for item in people.values()]
        added = len(connection.execute(_if_new(connection), rows).all())
    return Added(added=added, known=len(batch) - suppressed - added, suppressed=suppressed)


def _if_new(connection: Connection) -> ReturningInsert[Any]:
    """Return the statement that adds people and returns their numbers, but of those who are there already."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement: ReturningInsert[Any] = dialect.insert(subscribers).on_conflict_do_nothing().returning(subscribers.c.id)
    return statement


def _sum(left: Added, right: Added) -> Added:
    return Added(
        added=left.added + right.added,
        known=left.known + right.known,
        suppressed=left.suppressed + right.suppressed,
    )


def _row(item: NewSubscriber, at: datetime) -> dict[str, Any]:
    return {
        "address": item.address,
        "address_key": item.key,
        "suppression": item.suppression,
        "locale": item.locale,
        "status": SubscriberStatus.CONFIRMED,
        "policies": on_lines(item.policies),
        "every_change": item.every_change,
        "consent_at": item.consent.at,
        "consent_source": item.consent.source,
        "created_at": at,
        "changed_at": at,
    }


def _subscriber(row: Row[Any]) -> Subscriber:
    return Subscriber(
        id=row.id,
        address=row.address,
        locale=row.locale,
        status=SubscriberStatus(row.status),
        policies=off_lines(row.policies),
        every_change=row.every_change,
        consent=Consent(at=row.consent_at, source=row.consent_source) if row.consent_at else None,
        created=row.created_at,
    )
