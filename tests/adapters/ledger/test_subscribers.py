"""Nobody is on the list twice, nobody comes back who left, and nothing is kept of whom is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from mailing_values import KEYS, NOW, people, person, sending
from policybook.adapters.ledger import Added, Ledger
from policybook.core.mailing import Consent, DeliveryState, SubscriberStatus, SuppressionReason
from policybook.core.mailtokens import suppression_of

ADA = suppression_of("ada@example.org", KEYS)


def test_people_are_added_once(ledger: Ledger) -> None:
    """The same file is imported again and again, and one address may stand in it twice."""
    ledger.subscribers.add([person("ada")], at=NOW)
    found = ledger.subscribers.add([person("ada"), person("Ada@Example.org"), person("bob"), person("bob")], at=NOW)

    assert found == Added(added=1, known=3)
    assert [item.address for item in ledger.subscribers.all()] == ["ada@example.org", "bob@example.org"]


def test_what_is_known_of_somebody_does_not_change_by_an_import(ledger: Ledger) -> None:
    """Their own wishes count, not those of the last file."""
    ledger.subscribers.add([person("ada", locale="de", policies=("terms",), every_change=True)], at=NOW)
    ledger.subscribers.add([person("ada", locale="fr")], at=NOW)
    found = ledger.subscribers.by_key("ada@example.org")

    assert found is not None
    assert (found.locale, found.policies, found.every_change) == ("de", ("terms",), True)
    assert found.consent == Consent(at=NOW, source="test")


def test_a_rehearsal_changes_nothing(ledger: Ledger) -> None:
    """It counts all the same."""
    assert ledger.subscribers.add(people(1200), at=NOW, dry_run=True) == Added(added=1200)
    assert list(ledger.subscribers.all()) == []


def test_an_import_that_fails_adds_nobody(ledger: Ledger) -> None:
    """Half a list would be mailed as if it were the whole one."""

    def failing() -> object:
        yield from people(900)
        raise ValueError("row 901")

    with pytest.raises(ValueError, match="row 901"):
        ledger.subscribers.add(failing(), at=NOW)  # type: ignore[arg-type]
    assert list(ledger.subscribers.all()) == []


def test_who_left_does_not_come_back_by_an_import(ledger: Ledger) -> None:
    """Nor after their row is gone: what stays is a hash."""
    ledger.subscribers.add([person("ada")], at=NOW)
    ledger.subscribers.suppress(ADA, SuppressionReason.UNSUBSCRIBED, at=NOW)
    assert ledger.subscribers.add([person("ada")], at=NOW) == Added(suppressed=1)
    ledger.subscribers.erase(ADA, at=NOW)
    assert ledger.subscribers.add([person("ada")], at=NOW) == Added(suppressed=1)
    assert list(ledger.subscribers.all()) == []


def test_leaving_twice_keeps_the_first_reason(ledger: Ledger) -> None:
    """A mailbox that disappears later does not turn a wish into a fault."""
    ledger.subscribers.add([person("ada")], at=NOW)
    before = ledger.subscribers.suppress(ADA, SuppressionReason.UNSUBSCRIBED, at=NOW)
    ledger.subscribers.suppress(ADA, SuppressionReason.BOUNCED, at=NOW)

    assert before is not None
    assert before.status is SubscriberStatus.CONFIRMED
    assert ledger.subscribers.suppressed(ADA) is SuppressionReason.UNSUBSCRIBED
    assert ledger.subscribers.stats()["unsubscribed"] == 1


def test_who_confirms_anew_comes_back(ledger: Ledger) -> None:
    """Only the owner's own wish lifts a suppression."""
    ledger.subscribers.add([person("ada")], at=NOW)
    left = ledger.subscribers.suppress(ADA, SuppressionReason.UNSUBSCRIBED, at=NOW)
    assert left is not None
    assert ledger.subscribers.welcome_back(ADA, at=NOW)
    assert not ledger.subscribers.welcome_back(ADA, at=NOW)
    assert ledger.subscribers.confirm(left.id, consent=Consent(at=NOW, source="form"))
    assert not ledger.subscribers.confirm(left.id, consent=Consent(at=NOW + timedelta(1), source="form"))
    found = ledger.subscribers.by_id(left.id)

    assert found is not None
    assert found.status is SubscriberStatus.CONFIRMED
    assert found.consent == Consent(at=NOW, source="form")


def test_who_asked_to_join_waits_for_their_own_confirmation(ledger: Ledger) -> None:
    """Until then they get nothing."""
    ledger.subscribers.add([person("ada", consent=None, status=SubscriberStatus.PENDING)], at=NOW)
    notice = sending(ledger, 1)

    assert [line.address for line in ledger.deliveries.lines(notice.id)] == ["user0@example.org"]


def test_wishes_can_be_changed(ledger: Ledger) -> None:
    """On the preferences page."""
    ledger.subscribers.add([person("ada")], at=NOW)
    ada = ledger.subscribers.by_key("ada@example.org")
    assert ada is not None
    assert ledger.subscribers.prefer(ada.id, locale="es", policies=("terms", "cookies"), every_change=True, at=NOW)
    assert not ledger.subscribers.prefer(99, locale="", policies=(), every_change=False, at=NOW)
    found = ledger.subscribers.by_id(ada.id)

    assert found is not None
    assert (found.locale, found.policies, found.every_change) == ("es", ("terms", "cookies"), True)


def test_erasure_keeps_what_was_sent_but_not_to_whom(ledger: Ledger) -> None:
    """The count of a notice stays true; no address, no consent, no wish stays anywhere."""
    notice = sending(ledger, 2)
    gone = suppression_of("user1@example.org", KEYS)
    assert ledger.subscribers.erase(gone, at=NOW)
    assert not ledger.subscribers.erase(gone, at=NOW)
    lines = list(ledger.deliveries.lines(notice.id))

    assert sorted(line.address for line in lines) == ["", "user0@example.org"]
    assert ledger.subscribers.suppressed(gone) is SuppressionReason.ERASED
    claimed = ledger.deliveries.claim(notice.id, ledger.workers.register("host", 1, at=NOW), 10, at=NOW)
    assert [item.address for item in claimed] == ["user0@example.org"]
    assert ledger.deliveries.counts(notice.id)[DeliveryState.SUPPRESSED] == 1


def test_the_log_of_events_holds_no_address(ledger: Ledger) -> None:
    """It is kept for good; addresses are not."""
    sending(ledger, 2)
    ledger.subscribers.suppress(suppression_of("user1@example.org", KEYS), SuppressionReason.BOUNCED, at=NOW)
    ledger.subscribers.erase(suppression_of("user0@example.org", KEYS), at=NOW)
    with ledger.subscribers._store.reading() as connection:
        rows = connection.execute(text("SELECT * FROM events")).all()

    assert len(rows) >= 5
    assert "@" not in str(rows)
