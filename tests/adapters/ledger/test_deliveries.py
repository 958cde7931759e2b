"""Every delivery belongs to one sender at a time, and what its sender leaves behind is known."""

from __future__ import annotations

import resource
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from mailing_values import CONTENT, KEYS, LATER, MAILS, NOW, TERMS, approved, people, person, sending
from policybook.adapters.ledger import Ledger, Settlement, database, open_ledger
from policybook.core.errors import LedgerError
from policybook.core.mailing import Claimed, DeliveryState, Notice, NoticeKind, NoticeState, SuppressionReason
from policybook.core.mailtokens import suppression_of


def worker(ledger: Ledger) -> int:
    return ledger.workers.register("host", 1, at=NOW)


def claim(ledger: Ledger, notice: Notice, owner: int, limit: int = 10) -> tuple[Claimed, ...]:
    return ledger.deliveries.claim(notice.id, owner, limit, at=NOW)


def settled(item: Claimed, state: DeliveryState = DeliveryState.ACCEPTED, **values: object) -> Settlement:
    return Settlement(delivery=item.id, state=state, at=NOW, due=NOW, **values)  # type: ignore[arg-type]


def leave(ledger: Ledger, address: str) -> None:
    ledger.subscribers.suppress(suppression_of(address, KEYS), SuppressionReason.UNSUBSCRIBED, at=NOW)


def test_a_delivery_is_claimed_by_one(ledger: Ledger) -> None:
    """Two senders share the work."""
    notice = sending(ledger, 5)
    first, second = worker(ledger), worker(ledger)
    one, two = claim(ledger, notice, first, 3), claim(ledger, notice, second, 3)

    assert (len(one), len(two)) == (3, 2)
    assert not {item.id for item in one} & {item.id for item in two}


def test_a_delivery_knows_the_one_before_it(ledger: Ledger) -> None:
    """A correction is an answer to the mail that its recipient got; whoever got none, or joined later, has none."""
    first = sending(ledger, 3)
    owner = worker(ledger)
    got, refused, waits = claim(ledger, first, owner)
    with ledger.journal(owner) as journal:
        journal.settle(settled(got))
        journal.settle(settled(refused, DeliveryState.REJECTED))
    ledger.subscribers.add([person("late")], at=NOW)
    draft = ledger.notices.draft(NoticeKind.REMINDER, ["terms/1"], at=NOW, refers_to=first.id)
    ledger.notices.approve(draft.id, content=CONTENT, recipients=4, by="ed", at=NOW)
    ledger.deliveries.enqueue(draft.id, TERMS, content=CONTENT, mails=MAILS, expires=LATER, at=NOW)
    claimed = {item.address: item.earlier for item in claim(ledger, draft, worker(ledger))}

    assert [item.earlier for item in (got, refused, waits)] == [None] * 3
    assert {address: number for address, number in claimed.items() if number} == {got.address: got.id}
    assert len(claimed) == 4


def test_four_threads_claim_everything_and_nothing_twice(ledger: Ledger) -> None:
    """The same from several threads at once."""
    notice = sending(ledger, 400)
    found: list[int] = []

    def work() -> None:
        owner = worker(ledger)
        while items := claim(ledger, notice, owner, 7):
            found.extend(item.id for item in items)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert max(Counter(found).values()) == 1
    assert len(found) == 400


def test_those_who_agreed_last_come_first(ledger: Ledger) -> None:
    """Mail servers judge a sender by the first mails; who joined yesterday is the least likely to complain."""
    ledger.subscribers.add([person("old", days=0), person("new", days=9), person("between", days=5)], at=NOW)
    notice = sending(ledger, 0)

    assert [item.address.split("@")[0] for item in claim(ledger, notice, worker(ledger))] == ["new", "between", "old"]


def test_what_is_not_due_yet_waits(ledger: Ledger) -> None:
    """A mailbox that is busy is not asked every second."""
    notice = sending(ledger, 1)
    owner = worker(ledger)
    (item,) = claim(ledger, notice, owner)
    later = NOW + timedelta(minutes=5)
    with ledger.journal(owner) as journal:
        journal.settle(
            Settlement(delivery=item.id, state=DeliveryState.PENDING, reply="451", at=NOW, due=later, counted=True)
        )

    assert claim(ledger, notice, owner) == ()
    assert ledger.deliveries.next_attempt(notice.id) == later
    (again,) = ledger.deliveries.claim(notice.id, owner, 10, at=later)
    assert again.attempt == 1


def test_a_paused_notice_gives_nothing_out(ledger: Ledger) -> None:
    """From the next mail on."""
    notice = sending(ledger, 2)
    ledger.notices.move(notice.id, NoticeState.PAUSED, only_from=[NoticeState.SENDING], at=NOW)

    assert claim(ledger, notice, worker(ledger)) == ()


def test_who_left_before_the_claim_gets_nothing(ledger: Ledger) -> None:
    """And the ledger says why."""
    notice = sending(ledger, 2)
    leave(ledger, "user0@example.org")
    claimed = claim(ledger, notice, worker(ledger))

    assert [item.address for item in claimed] == ["user1@example.org"]
    assert ledger.deliveries.counts(notice.id)[DeliveryState.SUPPRESSED] == 1


def test_who_leaves_between_the_claim_and_the_last_dot_gets_nothing(ledger: Ledger) -> None:
    """The question is asked at the last moment at which the mail can still be taken back."""
    notice = sending(ledger, 1)
    owner = worker(ledger)
    (item,) = claim(ledger, notice, owner)
    leave(ledger, item.address)

    with ledger.journal(owner) as journal:
        assert not journal.dot(item.id, at=NOW)


def test_a_pause_holds_a_mail_back_until_its_last_dot(ledger: Ledger) -> None:
    """An operator who has seen a fault cannot be quick enough otherwise."""
    notice = sending(ledger, 1)
    owner = worker(ledger)
    (item,) = claim(ledger, notice, owner)
    ledger.notices.move(notice.id, NoticeState.PAUSED, only_from=[NoticeState.SENDING], at=NOW)

    with ledger.journal(owner) as journal:
        assert not journal.dot(item.id, at=NOW)


def test_a_mail_accepted_is_counted_with_the_servers_words(ledger: Ledger) -> None:
    """`250 queued as 4F2A` finds it in the server's log."""
    notice = sending(ledger, 1)
    owner = worker(ledger)
    (item,) = claim(ledger, notice, owner)
    with ledger.journal(owner) as journal:
        assert journal.dot(item.id, at=NOW)
        assert not journal.dot(item.id, at=NOW)
        journal.settle(settled(item, reply="250 queued as 4F2A"))
    (line,) = ledger.deliveries.lines(notice.id)

    assert (line.state, line.attempts, line.reply, line.changed) == (
        DeliveryState.ACCEPTED,
        1,
        "250 queued as 4F2A",
        NOW,
    )
    assert ledger.deliveries.latest_accepted(notice.id, 5) == (item.id,)
    assert ledger.deliveries.handed_over_since(NOW - timedelta(hours=1)) == 1
    assert ledger.deliveries.handed_over_since(NOW) == 0


def test_an_address_that_does_not_exist_is_never_mailed_again(ledger: Ledger) -> None:
    """Mail servers think little of who keeps trying."""
    notice = sending(ledger, 1)
    owner = worker(ledger)
    (item,) = claim(ledger, notice, owner)
    with ledger.journal(owner) as journal:
        journal.settle(settled(item, DeliveryState.REJECTED, reply="550 5.1.1", suppress=True, counted=True))

    assert ledger.subscribers.suppressed(suppression_of(item.address, KEYS)) is SuppressionReason.BOUNCED
    assert ledger.deliveries.count(TERMS) == 0


def test_what_a_dead_sender_held_is_free_or_in_doubt(ledger: Ledger) -> None:
    """Before the dot nothing was taken; after it nobody knows."""
    notice = sending(ledger, 3)
    owner = worker(ledger)
    items = claim(ledger, notice, owner)
    with ledger.journal(owner) as journal:
        journal.dot(items[0].id, at=NOW)
        journal.dot(items[1].id, at=NOW)
        journal.settle(settled(items[1]))

    assert ledger.workers.release(owner, at=NOW) == (1, 1)
    tally = ledger.deliveries.counts(notice.id)
    assert tally[DeliveryState.IN_DOUBT] == tally[DeliveryState.PENDING] == tally[DeliveryState.ACCEPTED] == 1
    assert ledger.workers.all() == ()


def test_a_sender_taken_for_dead_sends_nothing_any_more(ledger: Ledger) -> None:
    """Its machine slept for an hour, and somebody else has its mails now."""
    notice = sending(ledger, 1)
    owner, other = worker(ledger), worker(ledger)
    (item,) = claim(ledger, notice, owner)
    ledger.workers.release(owner, at=NOW)
    claim(ledger, notice, other)

    with ledger.journal(owner) as journal:
        assert not journal.dot(item.id, at=NOW)


def test_a_reply_that_comes_after_all_settles_the_doubt(ledger: Ledger) -> None:
    """The sender slept while the server said yes."""
    notice = sending(ledger, 1)
    owner = worker(ledger)
    (item,) = claim(ledger, notice, owner)
    with ledger.journal(owner) as journal:
        journal.dot(item.id, at=NOW)
        journal.flush()
        ledger.workers.release(owner, at=NOW)
        journal.settle(settled(item, reply="250 late"))

    assert ledger.deliveries.counts(notice.id)[DeliveryState.ACCEPTED] == 1


@pytest.mark.parametrize("accepted", [True, False])
def test_a_doubt_is_resolved_once(ledger: Ledger, accepted: bool) -> None:
    """By the log of the server, or by an operator."""
    notice = sending(ledger, 2)
    owner = worker(ledger)
    items = claim(ledger, notice, owner)
    with ledger.journal(owner) as journal:
        journal.dot(items[0].id, at=NOW)
    ledger.workers.release(owner, at=NOW)
    ids = [item.id for item in items]

    assert ledger.deliveries.resolve(ids, accepted=accepted, reply="log", at=NOW) == 1
    assert ledger.deliveries.resolve(ids, accepted=not accepted, reply="log", at=NOW) == 0
    expected = DeliveryState.ACCEPTED if accepted else DeliveryState.PENDING
    found = ledger.deliveries.get(ids[0])
    assert found is not None
    assert found.state is expected


def test_what_is_cancelled_is_settled(ledger: Ledger) -> None:
    """What was sent stays sent."""
    notice = sending(ledger, 3)
    owner = worker(ledger)
    (item,) = claim(ledger, notice, owner, 1)
    with ledger.journal(owner) as journal:
        journal.dot(item.id, at=NOW)
        journal.settle(settled(item))
    assert ledger.deliveries.settle_pending(notice.id, DeliveryState.CANCELLED, reply="", at=NOW) == 2
    tally = ledger.deliveries.counts(notice.id)

    assert (tally.unfinished, tally[DeliveryState.CANCELLED], tally[DeliveryState.ACCEPTED]) == (0, 2, 1)


def test_a_token_finds_its_subscriber(ledger: Ledger) -> None:
    """The links in a mail lead through its delivery."""
    notice = sending(ledger, 1)
    (line,) = ledger.deliveries.lines(notice.id)
    number = ledger.deliveries.recipient(line.id)
    assert number is not None
    found = ledger.subscribers.by_id(number)

    assert found is not None
    assert found.address == line.address
    assert ledger.deliveries.recipient(999) is None


# ---- what comes back


def accepted(ledger: Ledger, number: int) -> tuple[Notice, list[Claimed]]:
    notice = sending(ledger, number)
    owner = worker(ledger)
    items = list(claim(ledger, notice, owner, number))
    with ledger.journal(owner) as journal:
        for item in items:
            journal.dot(item.id, at=NOW)
            journal.settle(settled(item))
    return notice, items


def test_a_mailbox_that_turns_out_not_to_exist_is_never_mailed_again(ledger: Ledger) -> None:
    """The server said yes and sent the mail back."""
    notice, (one, two) = accepted(ledger, 2)

    assert ledger.returns.bounced(one.id, dead=True, at=NOW)
    assert not ledger.returns.bounced(one.id, dead=True, at=NOW)
    assert not ledger.returns.bounced(999, dead=True, at=NOW)
    assert ledger.subscribers.suppressed(suppression_of(one.address, KEYS)) is SuppressionReason.BOUNCED
    assert ledger.subscribers.suppressed(suppression_of(two.address, KEYS)) is None
    assert ledger.deliveries.counts(notice.id)[DeliveryState.BOUNCED] == 1


def test_a_mailbox_that_is_only_full_is_given_up_after_several_mails(ledger: Ledger) -> None:
    """Holidays end."""
    given_up = []
    for number in range(5):
        notice = sending(ledger, 1, f"terms/{number}")
        owner = worker(ledger)
        (item,) = claim(ledger, notice, owner)
        with ledger.journal(owner) as journal:
            journal.dot(item.id, at=NOW)
            journal.settle(settled(item))
        given_up.append(ledger.returns.bounced(item.id, dead=False, at=NOW))

    assert given_up == [False] * 4 + [True]


def test_readers_who_report_spam_stop_the_notice(ledger: Ledger) -> None:
    """One may be a slip; more than one in a thousand cost the sender's name."""
    notice, items = accepted(ledger, 10)

    assert not ledger.returns.complained(items[0].id, at=NOW)
    assert ledger.returns.complained(items[1].id, at=NOW)
    assert ledger.notices.get(notice.id).state is NoticeState.PAUSED
    assert "2 of 10 readers" in ledger.notices.get(notice.id).reason
    assert ledger.subscribers.stats()["complained"] == 2


# ---- when the disk fails


def test_nothing_is_handed_over_that_cannot_be_written_down(tmp_path: Path) -> None:
    """The dot is refused with an error when the disk is full, for this mail and for all that wait behind it."""
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        notice = sending(ledger, 2)
        owner = worker(ledger)
        items = claim(ledger, notice, owner)
        with ledger.journal(owner) as journal, full_disk(tmp_path / "ledger.db-wal"):
            for item in items:
                with pytest.raises(LedgerError, match=r"cannot be used: (disk I/O error|database or disk is full)"):
                    journal.dot(item.id, at=NOW)
            with pytest.raises(LedgerError):
                journal.settle(settled(items[0]))
        assert {line.state for line in ledger.deliveries.lines(notice.id)} == {DeliveryState.CLAIMED}


@contextmanager
def full_disk(file: Path) -> Iterator[None]:
    """Let no file of this process grow beyond what one has now."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_ledger_that_somebody_else_keeps_locked_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No mail waits for ever, and none goes unrecorded."""
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.1)
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        notice = sending(ledger, 1)
        owner = worker(ledger)
        (item,) = claim(ledger, notice, owner)
        other = sqlite3.connect(tmp_path / "ledger.db")
        other.execute("BEGIN IMMEDIATE")
        with ledger.journal(owner) as journal, pytest.raises(LedgerError, match="locked"):
            journal.dot(item.id, at=NOW)
        other.close()


def test_commits_cut_off_by_a_power_cut_leave_a_doubt_or_nothing(tmp_path: Path) -> None:
    """The write-ahead log without its last bytes is a ledger of a moment before: a claimed mail was not ended then."""
    path = tmp_path / "ledger.db"
    with open_ledger(str(path)) as ledger:
        notice = sending(ledger, 1)
        owner = worker(ledger)
        (item,) = claim(ledger, notice, owner)
        claimed_only = (path.read_bytes(), (tmp_path / "ledger.db-wal").read_bytes())
        with ledger.journal(owner) as journal:
            journal.dot(item.id, at=NOW)
        log = (tmp_path / "ledger.db-wal").read_bytes()
        dotted = path.read_bytes()
    seen = set()
    for cut in sorted({len(claimed_only[1]), *range(len(claimed_only[1]), len(log), 512), len(log)}):
        copy = tmp_path / f"cut{cut}" / "ledger.db"
        copy.parent.mkdir()
        copy.write_bytes(dotted)
        copy.with_name("ledger.db-wal").write_bytes(log[:cut])
        with open_ledger(str(copy)) as after:
            (line,) = after.deliveries.lines(notice.id)
            seen.add(line.state)

    assert seen == {DeliveryState.CLAIMED, DeliveryState.DOT}


def test_every_commit_waits_for_the_disk(tmp_path: Path) -> None:
    """Otherwise a power cut would take back the dot of a mail that is on its way."""
    with open_ledger(str(tmp_path / "ledger.db")) as ledger, ledger.subscribers._store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_second_enqueue_of_another_notice_is_its_own(ledger: Ledger) -> None:
    """Deliveries are per notice."""
    first = sending(ledger, 2, "terms/1")
    second = ledger.deliveries.enqueue(
        approved(ledger, "terms/2").id, TERMS, content=CONTENT, mails=MAILS, expires=LATER, at=NOW
    )

    assert ledger.deliveries.counts(first.id).total == ledger.deliveries.counts(second.id).total == 2
    assert len(list(people(2))) == 2
