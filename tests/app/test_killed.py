"""Processes that are killed while they send: `kill -9`, at any moment of a mail."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

from mail_server import MailServer
from policybook.adapters.ledger import Ledger, open_ledger
from policybook.core.mailing import DeliveryState
from proofs.mailings import command, folder, outcome

PEOPLE, KILLS, CONNECTIONS = 150, 3, 3


def test_a_killed_mailing_loses_nobody_and_repeats_only_what_it_names(tmp_path: Path) -> None:
    """The server remembers what it took; it is slow, so that every moment of a mail has its chance."""
    chance = random.Random(7)
    doubts: set[str] = set()

    def slow(said: str, rest: str) -> str:
        time.sleep(0.01 if said in ("RCPT", "DATA", "DOT") else 0)
        return ""

    with MailServer(script=slow) as server:
        site = folder(tmp_path, transport=f"smtp://127.0.0.1:{server.port}", number=PEOPLE, connections=CONNECTIONS)
        with open_ledger(str(site / "ledger.db")) as ledger:
            for _ in range(KILLS):
                kill_on_the_way(site, ledger, chance)
                listed = outcome(command(site, "reconcile"))
                doubts |= {line.split("\t")[1] for line in listed.splitlines() if "\t" in line}
                outcome(command(site, "reconcile", "--otherwise", "resend"))
            last = outcome(command(site, "resume"))
    taken = Counter(item.recipient for item in server.taken)
    twice = {address for address, count in taken.items() if count > 1}

    assert "done" in last
    assert len(taken) == PEOPLE
    assert twice <= doubts
    assert len(doubts) <= KILLS * CONNECTIONS


def kill_on_the_way(site: Path, ledger: Ledger, chance: random.Random) -> None:
    before = ledger.deliveries.counts(1)[DeliveryState.ACCEPTED]
    process = command(site, "resume")
    while process.poll() is None and ledger.deliveries.counts(1)[DeliveryState.ACCEPTED] == before:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.2))
    assert process.poll() is None
    process.kill()
    process.communicate()
