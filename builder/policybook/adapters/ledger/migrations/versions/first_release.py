"""The tables of the first release."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "first_release"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.BigInteger


def upgrade() -> None:
    """Make the tables."""
    _list_tables()
    _notice_tables()
    _delivery_tables()


def _list_tables() -> None:
    setup = op.create_table(
        "setup",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("commit_id", sa.String(64)),
        sa.Column("on_day", sa.String(10)),
    )
    op.bulk_insert(setup, [{"id": 1, "name": secrets.token_hex(16)}])
    op.create_table(
        "revisions",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("at", _MOMENT),
    )
    op.create_table(
        "subscribers",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("address_key", sa.String(320), nullable=False),
        sa.Column("suppression", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(35), nullable=False, server_default=""),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("policies", sa.Text, nullable=False, server_default=""),
        sa.Column("every_change", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("consent_at", _MOMENT),
        sa.Column("consent_source", sa.String(255), nullable=False, server_default=""),
        sa.Column("soft_bounces", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("address_key", name="uq_subscribers_address_key"),
    )
    op.create_index("ix_subscribers_suppression", "subscribers", ["suppression"])
    op.create_table(
        "suppression",
        sa.Column("address", sa.String(64), primary_key=True),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )


def _notice_tables() -> None:
    op.create_table(
        "notices",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("revisions", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False, server_default="1"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("content", sa.String(64), nullable=False, server_default=""),
        sa.Column("recipients", sa.Integer, nullable=False, server_default="0"),
        sa.Column("approved_by", sa.String(255), nullable=False, server_default=""),
        sa.Column("words", sa.Text, nullable=False, server_default=""),
        sa.Column("refers_to", _ID, sa.ForeignKey("notices.id", name="fk_notices_refers_to")),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("approved_at", _MOMENT),
        sa.Column("started_at", _MOMENT),
        sa.Column("finished_at", _MOMENT),
        sa.Column("expires_at", _MOMENT),
        sa.UniqueConstraint("revisions", "kind", "sequence", name="uq_notices_revisions_kind_sequence"),
    )
    op.create_table(
        "mails",
        sa.Column("notice_id", _ID, sa.ForeignKey("notices.id", name="fk_mails_notice_id"), primary_key=True),
        sa.Column("locale", sa.String(35), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _delivery_tables() -> None:
    op.create_table(
        "workers",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("beat", sa.Integer, nullable=False, server_default="0"),
        sa.Column("started_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("notice_id", _ID, sa.ForeignKey("notices.id", name="fk_deliveries_notice_id"), nullable=False),
        sa.Column(
            "subscriber_id",
            _ID,
            sa.ForeignKey("subscribers.id", name="fk_deliveries_subscriber_id", ondelete="SET NULL"),
        ),
        sa.Column("state", sa.String(12), nullable=False, server_default="pending"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_at", _MOMENT, nullable=False, server_default="0"),
        sa.Column("worker", _ID),
        sa.Column("changed_at", _MOMENT),
        sa.Column("reply", sa.Text),
        sa.UniqueConstraint("notice_id", "subscriber_id", name="uq_deliveries_notice_id_subscriber_id"),
    )
    op.create_index("ix_deliveries_subscriber_id", "deliveries", ["subscriber_id"])
    for name, columns, condition in (
        ("to_send", ["notice_id", "next_at", "id"], "state = 'pending'"),
        ("held", ["worker"], "worker IS NOT NULL"),
        ("accepted", ["changed_at"], "state = 'accepted'"),
    ):
        where = sa.text(condition)
        op.create_index(f"ix_deliveries_{name}", "deliveries", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "events",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("notice_id", _ID),
        sa.Column("subscriber_id", _ID),
        sa.Column("detail", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_events_notice_id", "events", ["notice_id"])
    op.create_index("ix_events_subscriber_id", "events", ["subscriber_id"])
