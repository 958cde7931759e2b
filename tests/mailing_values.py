"""Subscribers, notices and moments for tests of the mail ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from policybook.adapters.ledger import Audience, Ledger
from policybook.core.mailing import Consent, NewSubscriber, Notice, NoticeKind
from policybook.core.mailtokens import suppression_of

KEYS = (b"k" * 32,)
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
TERMS = Audience(policies=("terms",))
CONTENT = "c" * 64
MAILS = {"": b"mail"}


def person(name: str = "ada", *, days: int = 0, **values: object) -> NewSubscriber:
    """Somebody who agreed some days after the first."""
    address = name if "@" in name else f"{name}@example.org"
    defaults: dict[str, object] = {
        "address": address,
        "key": address.casefold(),
        "suppression": suppression_of(address.casefold(), KEYS),
        "consent": Consent(at=NOW + timedelta(days=days), source="test"),
    }
    return NewSubscriber(**{**defaults, **values})  # type: ignore[arg-type]


def people(number: int) -> Iterable[NewSubscriber]:
    """Several people, `user0` and on."""
    return (person(f"user{index}") for index in range(number))


def approved(ledger: Ledger, *keys: str, kind: NoticeKind = NoticeKind.CHANGE) -> Notice:
    """A notice that may be sent."""
    notice = ledger.notices.draft(kind, keys or ("terms/1",), at=NOW)
    return ledger.notices.approve(notice.id, content=CONTENT, recipients=1, by="ed", at=NOW)


def sending(ledger: Ledger, number: int = 3, *keys: str, expires: datetime = LATER) -> Notice:
    """A notice that is being sent to `user0` and on."""
    if ledger.notices.known() is None:
        ledger.notices.record_baseline([], commit="abc", on=NOW.date())
    ledger.subscribers.add(people(number), at=NOW)
    return ledger.deliveries.enqueue(
        approved(ledger, *keys).id, TERMS, content=CONTENT, mails=MAILS, expires=expires, at=NOW
    )
