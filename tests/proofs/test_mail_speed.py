"""How fast notices are composed and handed over, beside what Postfix's own client does in the same minutes."""

from __future__ import annotations

import statistics
import subprocess
import time
from pathlib import Path

import pytest

from policybook.adapters.ledger import open_ledger
from policybook.core.mailing import DeliveryState
from policybook.invocation import now
from proofs.mailings import again, command, folder, mail, outcome, peak_memory
from proofs.postfix import Postfix

NUMBER = 3_000
ROUNDS = 5


def seconds_of_smtp_source(postfix: Postfix) -> float:
    started = time.monotonic()
    subprocess.run(
        f"/usr/sbin/smtp-source -s 10 -m {NUMBER} -l {size()} -f a@example.org -t yardstick@example.com "
        f"127.0.0.1:{postfix.port}".split(),
        check=True,
    )
    return time.monotonic() - started


def size() -> int:
    return len(mail().template())


def seconds_of_sending(site: Path, name: str) -> tuple[float, int]:
    """How long a mailing takes from its first mail to its last, and the most memory its process had, in MiB."""
    process = command(site, "worker", "--once")
    memory = 0
    while process.poll() is None:
        memory = max(memory, peak_memory(process.pid))
        time.sleep(0.1)
    said = outcome(process)
    with open_ledger(str(site / "ledger.db")) as ledger:
        notice = next(item for item in ledger.notices.all() if item.name == name)
        assert ledger.deliveries.counts(notice.id)[DeliveryState.ACCEPTED] == NUMBER, said
        changed = [line.changed for line in ledger.deliveries.lines(notice.id) if line.changed]
    return (max(changed) - min(changed)).total_seconds(), memory


def test_sending_keeps_up_with_the_mail_servers_own_client(
    postfix: Postfix, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ledger and its disk included; rounds in turn, for machines are busy with other things too."""
    site = folder(tmp_path, transport=f"smtp://127.0.0.1:{postfix.port}", number=NUMBER, connections=16)
    ratios, memory, rates = [], [], []
    for number in range(1, ROUNDS + 1):
        if number > 1:
            with open_ledger(str(site / "ledger.db")) as ledger:
                again(ledger, f"terms/{number}")
        yardstick = seconds_of_smtp_source(postfix)
        postfix.settle()
        ours, most = seconds_of_sending(site, f"terms/{number}")
        postfix.settle()
        ratios.append(yardstick / ours)
        memory.append(most)
        rates.append(NUMBER / ours)
    with capsys.disabled():
        print(f"\nratios {[round(item, 2) for item in ratios]}, {max(rates):.0f} a second at best, {max(memory)} MiB")

    assert statistics.median(ratios) >= 0.75
    assert max(memory) < 60


def test_composing_costs_a_third_of_a_millisecond(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """At least 3,000 messages a second of one processor."""
    if not request.config.getoption("--servers"):
        pytest.skip("measures: run with --servers")
    made, rates = mail(), []
    for _ in range(5):
        started = time.process_time()
        for number in range(3_000):
            made.filled(address=f"user{number}@example.com", token="a" * 40, own_id="0" * 24, date=now())
        rates.append(3_000 / (time.process_time() - started))
    with capsys.disabled():
        print(f"\n{statistics.median(rates):,.0f} messages a processor second")

    assert statistics.median(rates) >= 3_000
