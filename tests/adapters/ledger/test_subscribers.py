"""Nobody is on the list twice, nobody comes back who left, and nothing is kept of whom is forgotten."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
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
    left = ledger.subscribers.suppress(ADA, SuppressionReason.COMPLAINED, at=NOW)
    assert left is not None
    asked = NOW + timedelta(1)
    again = person("ada", consent=Consent(at=asked, source="form"), policies=("terms",))
    assert ledger.subscribers.join(again, asked=asked, at=asked) == left.id
    found = ledger.subscribers.by_id(left.id)

    assert found is not None
    assert found.status is SubscriberStatus.CONFIRMED
    assert found.consent == Consent(at=asked, source="form")
    assert (found.policies, found.created) == (("terms",), NOW)
    assert ledger.subscribers.suppressed(ADA) is None


def test_two_confirmations_in_one_instant_are_one_subscriber(ledger: Ledger) -> None:
    """A double click, or a mail program that looks at links first: both are told that they are on the list."""
    started = threading.Barrier(4)

    def confirm(_: int) -> int | None:
        started.wait()
        return ledger.subscribers.join(person("ada"), asked=NOW, at=NOW)

    with ThreadPoolExecutor(4) as pool:
        assert len({*pool.map(confirm, range(4))}) == 1
    assert [item.address for item in ledger.subscribers.all()] == ["ada@example.org"]


def test_a_stranger_joins(ledger: Ledger) -> None:
    """By confirming; doing it twice changes nothing."""
    number = ledger.subscribers.join(person("ada"), asked=NOW, at=NOW)
    assert number is not None
    assert ledger.subscribers.join(person("ada"), asked=NOW, at=NOW) == number
    assert [one.address for one in ledger.subscribers.all()] == ["ada@example.org"]


@pytest.mark.parametrize("reason", [SuppressionReason.UNSUBSCRIBED, SuppressionReason.ERASED])
def test_a_request_from_before_they_left_is_void(ledger: Ledger, reason: SuppressionReason) -> None:
    """The link in an old mail, opened by whatever scans it, brings nobody back."""
    ledger.subscribers.join(person("ada"), asked=NOW, at=NOW)
    gone = NOW + timedelta(hours=1)
    ledger.subscribers.suppress(ADA, SuppressionReason.UNSUBSCRIBED, at=NOW)
    if reason is SuppressionReason.ERASED:
        ledger.subscribers.erase(ADA, at=gone)
        assert ledger.subscribers.join(person("ada"), asked=NOW + timedelta(minutes=1), at=gone) is None
    assert ledger.subscribers.join(person("ada"), asked=NOW - timedelta(minutes=1), at=gone) is None
    assert ledger.subscribers.suppressed(ADA) is reason


def test_a_link_used_twice_does_not_undo_new_wishes(ledger: Ledger) -> None:
    """Who changed their mind on the preferences page and opens the mail again keeps what they chose."""
    number = ledger.subscribers.join(person("ada"), asked=NOW, at=NOW)
    assert number is not None
    later = NOW + timedelta(hours=1)
    ledger.subscribers.prefer(number, locale="", policies=("cookies",), every_change=True, at=later)
    assert ledger.subscribers.join(person("ada"), asked=NOW, at=later) == number
    found = ledger.subscribers.by_id(number)

    assert found is not None
    assert found.policies == ("cookies",)


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
