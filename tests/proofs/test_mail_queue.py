"""Jobs of a queue start the sending and try it again: several workers on a real PostgreSQL, one of them killed."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest

from mail_server import MailServer
from policybook.adapters.ledger import Ledger, open_ledger
from policybook.core.mailing import DeliveryState, NoticeState
from proofs.mailings import command, folder, outcome
from servers import new_database

PEOPLE = 1_500
WORKERS = 3
CONNECTIONS = 4
PATIENCE = 180


def until(ledger: Ledger, wanted: int) -> None:
    """Wait until so many are accepted or in doubt."""
    for _ in range(PATIENCE * 10):
        tally = ledger.deliveries.counts(1)
        if tally[DeliveryState.ACCEPTED] + tally[DeliveryState.IN_DOUBT] >= wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"it does not go on: {ledger.deliveries.counts(1)}")


def test_workers_of_a_queue_share_a_notice_and_one_is_killed(
    postgresql: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the dead one held is taken over; nobody is lost, nobody gets two mails, and a worker told to end does."""
    where = new_database(postgresql)
    with MailServer() as server:
        transport = f"smtp://127.0.0.1:{server.port}"
        site = folder(tmp_path, transport=transport, number=PEOPLE, connections=CONNECTIONS, ledger=where)
        unready = outcome(command(site, "queue"))
        first, again = (outcome(command(site, "queue", "--setup")) for _ in range(2))
        queued = outcome(command(site, "queue", "1", "--shards", str(WORKERS)))
        with open_ledger(where) as ledger:
            workers = [command(site, "worker", "--queue") for _ in range(WORKERS)]
            until(ledger, PEOPLE // 5)
            sending = ledger.workers.all()
            workers[0].kill()
            workers[0].communicate()
            until(ledger, PEOPLE)
            for worker in workers[1:]:
                worker.terminate()
            said = [outcome(worker) for worker in workers[1:]]
            doubts = [line.address for line in ledger.deliveries.lines(1, DeliveryState.IN_DOUBT)]
            outcome(command(site, "reconcile", "--otherwise", "accept"))
            outcome(command(site, "queue", "1"))
            last = outcome(command(site, "worker", "--queue", "--once"))
            state = ledger.notices.get(1).state
    taken = Counter(item.recipient for item in server.taken)
    lost = {f"user{number}@example.com" for number in range(PEOPLE)} - set(taken)
    with capsys.disabled():
        print(f"\n{len(sending)} workers at once, {len(doubts)} in doubt, {len(lost)} of them lost")

    assert "queue --setup" in unready
    assert "Made the tables" in first
    assert "are there" in again
    assert f"{WORKERS} jobs added" in queued
    assert len(sending) >= 2
    assert max(taken.values()) == 1
    assert lost <= set(doubts)
    assert len(doubts) <= CONNECTIONS
    assert state is NoticeState.DONE, (last, said)
