"""What a real mail server writes when a mail cannot be delivered is understood."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mail_server import MailServer
from policybook.adapters.ledger import open_ledger
from proofs.mailings import command, environment, folder, outcome
from proofs.postfix import running_postfix

SAID = {"user0@example.com": "550 5.1.1 No such user", "user1@example.com": "552 5.2.2 Mailbox full"}


def test_the_reports_of_postfix_are_taken_in(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """It takes all mails; two come back to the return paths that they had: one mailbox is gone, one is full."""
    if not request.config.getoption("--servers"):
        pytest.skip("starts a Postfix: run with --servers")
    with MailServer() as provider:
        provider.script = lambda word, rest: next(
            (said for address, said in SAID.items() if word == "RCPT" and f"<{address}>" in rest), ""
        )
        with running_postfix(f"default_transport = smtp:[127.0.0.1]:{provider.port}\n") as postfix:
            site = folder(tmp_path, transport=f"smtp://127.0.0.1:{postfix.port}", number=4)
            said = outcome(command(site, "resume"))
            postfix.settle()
    assert "4 of 4 accepted" in said
    reports = [item for item in provider.taken if item.recipient.startswith("bounces+")]
    assert len(reports) == 2

    for number, item in enumerate(reports):
        (tmp_path / f"{number}.eml").write_bytes(item.data)
    files = [str(tmp_path / f"{number}.eml") for number in range(2)]
    taken = subprocess.run(
        [sys.executable, "-m", "policybook", "-C", str(site), "subscribers", "bounces", *files, "--format", "json"],
        env=environment(),
        capture_output=True,
        check=True,
    )
    found = json.loads(taken.stdout)
    assert (found["dead"], found["bounced"], found["given_up"], found["nobodys"]) == (1, 1, 1, 0)
    with open_ledger(str(site / "ledger.db")) as ledger:
        replies = {line.address: line.reply for line in ledger.deliveries.lines(1)}
        assert "No such user" in replies["user0@example.com"]
        assert "Mailbox full" in replies["user1@example.com"]
        assert ledger.subscribers.stats()["bounced"] == 1
