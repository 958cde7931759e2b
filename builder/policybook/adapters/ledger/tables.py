"""The tables of the ledger. Knows nothing about what is asked of them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class Instant(TypeDecorator[datetime]):
    """A moment, kept as whole milliseconds since 1970 in UTC: sorts and compares the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return what the database keeps."""
        return None if value is None else round(value.timestamp() * 1000)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the moment."""
        return None if value is None else datetime.fromtimestamp(value / 1000, UTC)


Id = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number: SQLite only numbers rows by itself in a column of this type."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

setup = Table(
    "setup",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(32), nullable=False),
    Column("commit_id", String(64)),
    Column("on_day", String(10)),
)
"""One row: the ledger's own random name, and where the list was set up (empty before)."""

revisions = Table(
    "revisions",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("why", String(16), nullable=False),
    Column("at", Instant),
)
"""Which revisions the list knows of: from before it was set up, or announced."""

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address", String(320), nullable=False),
    Column("address_key", String(320), nullable=False, unique=True),
    Column("suppression", String(64), nullable=False, index=True),
    Column("locale", String(35), nullable=False, server_default=""),
    Column("status", String(16), nullable=False),
    Column("policies", Text, nullable=False, server_default=""),
    Column("every_change", Boolean, nullable=False, server_default=text("false")),
    Column("consent_at", Instant),
    Column("consent_source", String(255), nullable=False, server_default=""),
    Column("soft_bounces", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""People on the list. `policies`: ids, each on a line of its own between line ends; empty: all."""

suppression = Table(
    "suppression",
    metadata,
    Column("address", String(64), primary_key=True),
    Column("reason", String(16), nullable=False),
    Column("at", Instant, nullable=False),
)
"""Addresses never to be mailed, as HMACs: no address can be read from it, and it outlives erasure."""

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("revisions", Text, nullable=False),
    Column("sequence", Integer, nullable=False, server_default="1"),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("content", String(64), nullable=False, server_default=""),
    Column("recipients", Integer, nullable=False, server_default="0"),
    Column("approved_by", String(255), nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    Column("refers_to", Id, ForeignKey("notices.id")),
    Column("created_at", Instant, nullable=False),
    Column("approved_at", Instant),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("expires_at", Instant),
    UniqueConstraint("revisions", "kind", "sequence"),
)
"""Notices. `revisions`: keys, each on a line of its own."""

mails = Table(
    "mails",
    metadata,
    Column("notice_id", Id, ForeignKey("notices.id"), primary_key=True),
    Column("locale", String(35), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""What is sent, as approved: who goes on with a notice tomorrow, on whichever machine, needs nothing else."""

workers = Table(
    "workers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("beat", Integer, nullable=False, server_default="0"),
    Column("started_at", Instant, nullable=False),
)
"""Processes that send. Each counts its `beat` up while it lives: a lease that no clock can break."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("notice_id", Id, ForeignKey("notices.id"), nullable=False),
    Column("subscriber_id", Id, ForeignKey("subscribers.id", ondelete="SET NULL")),
    Column("state", String(12), nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant, nullable=False, server_default="0"),
    Column("worker", Id),
    Column("changed_at", Instant),
    Column("reply", Text),
    UniqueConstraint("notice_id", "subscriber_id"),
    Index("ix_deliveries_subscriber_id", "subscriber_id"),
    Index(
        "ix_deliveries_to_send",
        "notice_id",
        "next_at",
        "id",
        sqlite_where=text("state = 'pending'"),
        postgresql_where=text("state = 'pending'"),
    ),
    Index(
        "ix_deliveries_held",
        "worker",
        sqlite_where=text("worker IS NOT NULL"),
        postgresql_where=text("worker IS NOT NULL"),
    ),
    Index(
        "ix_deliveries_accepted",
        "changed_at",
        sqlite_where=text("state = 'accepted'"),
        postgresql_where=text("state = 'accepted'"),
    ),
)
"""One row per notice and subscriber: who was to get what, and how far it is."""

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("what", String(40), nullable=False),
    Column("notice_id", Id),
    Column("subscriber_id", Id),
    Column("detail", Text, nullable=False, server_default=""),
    Index("ix_events_notice_id", "notice_id"),
    Index("ix_events_subscriber_id", "subscriber_id"),
)
"""What happened, in order; rows are only ever added. Holds no address."""
