"""Which revisions the list knows of, and the notices about them. Knows nothing about what a notice says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from policybook.adapters.ledger.oldfile import Known, OldLedger
from policybook.adapters.ledger.store import Store, note
from policybook.adapters.ledger.subscribers import off_lines, on_lines
from policybook.adapters.ledger.tables import mails, notices, revisions, setup
from policybook.core.errors import LedgerError, UsageError
from policybook.core.mailing import Notice, NoticeKind, NoticeState

_TO_APPROVE = (NoticeState.DRAFT, NoticeState.APPROVED)


class NoticeTable:
    """What was, is and will be announced."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def known(self) -> frozenset[str] | None:
        """Return the keys of the revisions that are known; None when the list was never set up: then nothing is due."""
        with self._store.reading() as connection:
            if connection.execute(select(setup.c.on_day)).scalar_one_or_none() is None:
                return None
            return frozenset(connection.scalars(select(revisions.c.key)))

    def record_baseline(self, keys: Iterable[str], *, commit: str, on: date) -> None:
        """Set the list up: take every revision that exists as known, so that none of them is ever mailed.

        Doing it again with the same keys changes nothing; with others it raises UsageError, for it would silence
        changes that nobody was told about.
        """
        wanted = sorted(set(keys))
        with self._store.writing() as connection:
            before = connection.execute(select(setup.c.on_day)).scalar_one()
            if before is None:
                connection.execute(update(setup).values(commit_id=commit, on_day=on.isoformat()))
                _insert(connection, dict.fromkeys(wanted, Known.BASELINE))
            elif missing := sorted(set(wanted) - set(connection.scalars(select(revisions.c.key)))):
                raise UsageError(
                    f"the list was set up on {before}; setting it up again would silence {missing[0]}"
                    + (f" and {len(missing) - 1} more" if len(missing) > 1 else ""),
                    path=self._store.where,
                    hint="nothing has to be done: the ledger is in use",
                )

    def take_over(self, old: OldLedger) -> bool:
        """Set the list up as an earlier policybook's file says; return whether that was still to be done."""
        with self._store.writing() as connection:
            if connection.execute(select(setup.c.on_day)).scalar_one() is not None:
                return False
            connection.execute(update(setup).values(commit_id=old.commit, on_day=old.on.isoformat()))
            _insert(connection, old.revisions)
        return True

    def draft(
        self, kind: NoticeKind, keys: Sequence[str], *, at: datetime, refers_to: int | None = None, words: str = ""
    ) -> Notice:
        """Return the notice of a kind about revisions that has not begun to be sent; a new draft when there is none.

        Other words make one that is there a draft again: what was approved is not what would be sent.
        """
        lines = on_lines(keys)
        same = (notices.c.revisions == lines) & (notices.c.kind == kind)
        with self._store.writing() as connection:
            row = connection.execute(select(notices).where(same, notices.c.state.in_(_TO_APPROVE))).one_or_none()
            if row is None:
                last = connection.execute(select(func.max(notices.c.sequence)).where(same)).scalar() or 0
                number = connection.execute(
                    insert(notices)
                    .values(
                        kind=kind,
                        revisions=lines,
                        sequence=last + 1,
                        state=NoticeState.DRAFT,
                        created_at=at,
                        refers_to=refers_to,
                        words=words,
                    )
                    .returning(notices.c.id)
                ).scalar_one()
                row = connection.execute(select(notices).where(notices.c.id == number)).one()
            elif row.words != words:
                connection.execute(
                    update(notices)
                    .where(notices.c.id == row.id)
                    .values(words=words, refers_to=refers_to, state=NoticeState.DRAFT)
                )
                row = connection.execute(select(notices).where(notices.c.id == row.id)).one()
        return _notice(row)

    def mail(self, notice_id: int, locale: str) -> bytes:
        """Return the mail of a notice in a language, else in the policy's own; TOKEN and others stand for a recipient.

        Raises LedgerError when there is none: sending has not begun.
        """
        with self._store.reading() as connection:
            found = dict(
                connection.execute(
                    select(mails.c.locale, mails.c.content).where(
                        mails.c.notice_id == notice_id, mails.c.locale.in_([locale, ""])
                    )
                ).all()
            )
        if not found:
            raise LedgerError(f"the ledger has no mail of notice {notice_id}", path=self._store.where)
        return bytes(found.get(locale) or found[""])

    def approve(self, notice_id: int, *, content: str, recipients: int, by: str, at: datetime) -> Notice:
        """Record that somebody has seen a notice's content and its number of recipients, and wants it sent."""
        with self._store.writing() as connection:
            changed = connection.execute(
                update(notices)
                .where(notices.c.id == notice_id, notices.c.state.in_(_TO_APPROVE))
                .values(
                    state=NoticeState.APPROVED, content=content, recipients=recipients, approved_by=by, approved_at=at
                )
            ).rowcount
            if not changed:
                raise UsageError("the notice is being sent already", hint="`policybook notify status` lists all")
            note(connection, "approved", at=at, notice=notice_id, detail=f"{by}, {recipients} recipients, {content}")
            row = connection.execute(select(notices).where(notices.c.id == notice_id)).one()
        return _notice(row)

    def move(
        self,
        notice_id: int,
        state: NoticeState,
        *,
        only_from: Sequence[NoticeState],
        at: datetime,
        reason: str = "",
    ) -> bool:
        """Bring a notice from one of some states into another; return whether it was in one of them."""
        values: dict[str, Any] = {"state": state, "reason": reason}
        if state in (NoticeState.DONE, NoticeState.CANCELLED):
            values["finished_at"] = at
        with self._store.writing() as connection:
            changed = connection.execute(
                update(notices).where(notices.c.id == notice_id, notices.c.state.in_(only_from)).values(**values)
            ).rowcount
            if changed:
                note(connection, str(state), at=at, notice=notice_id, detail=reason)
        return bool(changed)

    def remark(self, notice_id: int, what: str, detail: str, *, at: datetime) -> None:
        """Add something about a notice to the log of events."""
        with self._store.writing() as connection:
            note(connection, what, at=at, notice=notice_id, detail=detail)

    def get(self, notice_id: int) -> Notice:
        """Return a notice, or raise UsageError when there is none of that number."""
        found = self._where(notices.c.id == notice_id)
        if not found:
            raise UsageError(f"there is no notice {notice_id}", hint="`policybook notify status` lists all")
        return found[0]

    def all(self) -> tuple[Notice, ...]:
        """Return all notices, oldest first."""
        return self._where()

    def in_state(self, *states: NoticeState) -> tuple[Notice, ...]:
        """Return the notices in some states, oldest first."""
        return self._where(notices.c.state.in_(states))

    def about(self, key: str) -> tuple[Notice, ...]:
        """Return the notices about a revision, oldest first."""
        return tuple(notice for notice in self.all() if key in notice.revisions)

    def _where(self, *conditions: ColumnElement[bool]) -> tuple[Notice, ...]:
        with self._store.reading() as connection:
            return tuple(map(_notice, connection.execute(select(notices).where(*conditions).order_by(notices.c.id))))


def announce(connection: Connection, keys: Sequence[str], *, at: datetime) -> None:
    """Record, in a transaction that there is already, that revisions are being announced."""
    there = set(connection.scalars(select(revisions.c.key).where(revisions.c.key.in_(keys))))
    _insert(connection, {key: Known.ANNOUNCED for key in keys if key not in there}, at)


def read_notice(connection: Connection, notice_id: int) -> Notice:
    """Return a notice, in a transaction that there is already; raises LedgerError when there is none."""
    row = connection.execute(select(notices).where(notices.c.id == notice_id)).one_or_none()
    if row is None:
        raise LedgerError(f"there is no notice {notice_id} in the ledger")
    return _notice(row)


def _insert(connection: Connection, known: dict[str, Known], at: datetime | None = None) -> None:
    if known:
        connection.execute(insert(revisions), [{"key": key, "why": why, "at": at} for key, why in known.items()])


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        kind=NoticeKind(row.kind),
        revisions=off_lines(row.revisions),
        sequence=row.sequence,
        state=NoticeState(row.state),
        reason=row.reason,
        content=row.content,
        recipients=row.recipients,
        approved_by=row.approved_by,
        approved=row.approved_at,
        started=row.started_at,
        expires=row.expires_at,
        refers_to=row.refers_to,
        words=row.words,
    )
