"""Killed ten times at random moments, a mailing loses nobody and mails nobody twice: against a real Postfix."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from policybook.adapters.ledger import Ledger, open_ledger
from policybook.core.mailing import DeliveryState
from proofs.mailings import command, folder, outcome
from proofs.postfix import Postfix

PEOPLE = 2_000
KILLS = 10
CONNECTIONS = 8


def accepted(ledger: Ledger) -> int:
    return ledger.deliveries.counts(1)[DeliveryState.ACCEPTED]


def killed_on_the_way(site: Path, ledger: Ledger, chance: random.Random) -> bool:
    """Send, and kill the process at a random moment; return whether it was still at work."""
    before = accepted(ledger)
    process = command(site, "resume")
    while process.poll() is None and accepted(ledger) == before:
        time.sleep(0.01)
    time.sleep(chance.uniform(0, 0.5))
    alive = process.poll() is None
    process.kill()
    process.communicate()
    return alive


@pytest.mark.parametrize("with_log", [True, False])
def test_ten_kills_lose_nobody(
    postfix: Postfix, tmp_path: Path, with_log: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the log nobody gets a mail twice; without it only those who were in doubt, each of whom was listed."""
    site = folder(tmp_path, transport=f"smtp://127.0.0.1:{postfix.port}", number=PEOPLE, connections=CONNECTIONS)
    chance = random.Random(4711)
    doubts: set[str] = set()
    kills = 0
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        while kills < KILLS:
            kills += killed_on_the_way(site, ledger, chance)
            if with_log:
                said = outcome(command(site, "reconcile", "--log", str(postfix.log)))
                assert ", 0 stay in doubt" in said, said
            else:
                listed = outcome(command(site, "reconcile"))
                doubts |= {line.split("\t")[1] for line in listed.splitlines() if "\t" in line}
                outcome(command(site, "reconcile", "--otherwise", "resend"))
        last = outcome(command(site, "resume"))
        postfix.settle()
        taken = postfix.taken()
        lost = {f"user{number}@example.com" for number in range(PEOPLE)} - set(taken)
        twice = {address for address, count in taken.items() if count > 1}
    with capsys.disabled():
        print(f"\n{kills} kills, log {with_log}: lost {len(lost)}, twice {len(twice)}, in doubt {len(doubts)}")

    assert "done" in last
    assert lost == set()
    assert twice <= doubts
    assert len(doubts) <= KILLS * CONNECTIONS
