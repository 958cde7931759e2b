"""A million recipients, and several processes on one PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from mailing_values import NOW
from policybook.adapters.ledger import open_ledger
from policybook.core.mailing import DeliveryState
from proofs.mailings import enqueued
from servers import new_database

WORKERS = 4
DELIVERIES = 100_000
RECIPIENTS = 1_000_000

CLAIMER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from policybook.adapters.ledger import Settlement, open_ledger
from policybook.core.mailing import DeliveryState
from policybook.invocation import now

with open_ledger(sys.argv[1]) as ledger, open(sys.argv[2], "w") as out, ThreadPoolExecutor(16) as threads:
    worker = ledger.workers.register(sys.argv[2], 1, at=now())
    print(worker, flush=True)
    with ledger.journal(worker) as journal:

        def hand_over(item):
            assert journal.dot(item.id, at=now())
            journal.settle(Settlement(delivery=item.id, state=DeliveryState.ACCEPTED, at=now(), due=now()))

        while claimed := ledger.deliveries.claim(1, worker, 400, at=now()):
            out.write("".join(f"{item.id}\\n" for item in claimed))
            out.flush()
            list(threads.map(hand_over, claimed))
    ledger.workers.release(worker, at=now())
"""

ENQUEUER = """
import sys, time
from proofs.mailings import again, peak_memory
from policybook.adapters.ledger import open_ledger

with open_ledger(sys.argv[1]) as ledger:
    started = time.monotonic()
    notice = again(ledger, "terms/1")
    print(time.monotonic() - started, peak_memory("self"), notice.recipients)
"""


MILLION = f"""
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {RECIPIENTS})
INSERT INTO subscribers(address, address_key, suppression, status, consent_at, consent_source, created_at, changed_at)
SELECT 'user' || n || '@example.com', 'user' || n || '@example.com', hex(n) || hex(randomblob(28)), 'confirmed',
1700000000000 - n % 1000, 'import', 0, 0 FROM numbers
"""


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )


def kill_while_it_holds_some(worker: subprocess.Popen[str], number: int, where: str) -> None:
    """Between two claims it would leave nothing to take over."""
    with psycopg.connect(where, autocommit=True) as connection:
        for _ in range(1000):
            worker.send_signal(signal.SIGSTOP)
            held = connection.execute("SELECT count(*) FROM deliveries WHERE worker = %s", [number]).fetchone()
            if held and held[0]:
                worker.kill()
                return
            worker.send_signal(signal.SIGCONT)
            time.sleep(0.01)
    raise AssertionError("it never holds anything")


def test_four_workers_share_a_hundred_thousand_and_one_is_killed(
    postgresql: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is claimed by two, nothing is lost; what the dead one held is taken over."""
    where = new_database(postgresql)
    with open_ledger(where) as ledger:
        notice = enqueued(ledger, DELIVERIES)
        started = time.monotonic()
        workers = [start(CLAIMER, where, str(tmp_path / f"worker{number}")) for number in range(WORKERS)]
        assert workers[0].stdout
        victim = int(workers[0].stdout.readline())
        while ledger.deliveries.counts(notice.id)[DeliveryState.ACCEPTED] < DELIVERIES // 5:
            time.sleep(0.05)
        kill_while_it_holds_some(workers[0], victim, where)
        for worker in workers:
            worker.communicate(timeout=600)
        freed = ledger.workers.release(victim, at=notice.started)  # type: ignore[arg-type]
        start(CLAIMER, where, str(tmp_path / "last")).communicate(timeout=600)
        elapsed = time.monotonic() - started
        tally = ledger.deliveries.counts(notice.id)
    claimed = Counter(line for path in tmp_path.iterdir() for line in path.read_text().split())
    twice = sum(count > 1 for count in claimed.values())
    with capsys.disabled():
        print(f"\n{DELIVERIES:,} in {elapsed:.0f} s, freed and in doubt {freed}, {dict(tally.counts)}")

    assert sum(freed) > 0
    assert twice <= freed[0]  # what the dead one had claimed and not handed over is claimed once more, and no other
    assert max(claimed.values()) <= 2
    assert tally.total == DELIVERIES
    assert tally[DeliveryState.ACCEPTED] + tally[DeliveryState.IN_DOUBT] == DELIVERIES
    assert tally[DeliveryState.IN_DOUBT] == freed[1]


def test_a_million_recipients_are_enqueued(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In half a minute, and in little memory: one statement in the database, no list in the process."""
    if not request.config.getoption("--servers"):
        pytest.skip("takes a minute: run with --servers")
    where = str(tmp_path / "ledger.db")
    with open_ledger(where) as ledger:
        ledger.notices.record_baseline([], commit="abc", on=NOW.date())
        with ledger.subscribers._store.writing() as connection:
            connection.exec_driver_sql(MILLION)
    said, _ = start(ENQUEUER, where).communicate(timeout=300)
    seconds, memory, recipients = said.split()
    with capsys.disabled():
        print(f"\n{RECIPIENTS:,} enqueued in {float(seconds):.1f} s with {memory} MiB")

    assert int(recipients) == RECIPIENTS
    assert float(seconds) < 30
    assert int(memory) < 100
