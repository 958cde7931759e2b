"""A notice ready to be sent to many, and the command that sends it, as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from mailing_values import CONTENT, TERMS, approved, person
from policybook.adapters.ledger import Ledger, open_ledger
from policybook.core.compiled import TOKEN, CompiledMail, compiled, message_id
from policybook.core.mailheaders import ListName, Mailbox, Token
from policybook.core.mailing import NewSubscriber, Notice
from policybook.invocation import now

CONFIG = """site_name: Proof
site_url: https://policies.example.org/
plugins:
  - policybook:
      ledger: {ledger}
      mail_from: Proof <policies@example.org>
      mail_transport: {transport}
      mail_bounce_address: bounces+{{token}}@example.org
      mail_connections: {connections}
"""


def mail(body: int = 15_000) -> CompiledMail:
    """A mail of about as many bytes as a notice with a redline."""
    url = f"https://policies.example.org/u/{TOKEN}"
    words = "You may use the service within <del>14</del><ins>30</ins> days, and no longer. " * 100
    half = (words * (body // len(words) + 1))[: body // 2]
    return compiled(
        [
            ("From", Mailbox("Proof", "policies@example.org")),
            ("Subject", "Proof: Terms of Use change on 1 March 2027"),
            ("Message-ID", message_id("terms.2027-02-01", "example.org")),
            ("Auto-Submitted", Token("auto-generated")),
            ("List-Id", ListName("Policy changes", "changes.example.org")),
            ("List-Unsubscribe", Token(f"<{url}>")),
            ("List-Unsubscribe-Post", Token("List-Unsubscribe=One-Click")),
        ],
        text=f"{half}\n\nLeave: {url}\n",
        html=f'<p>{half}</p><p><a href="{url}">Leave</a></p>',
    )


def many(number: int) -> Iterable[NewSubscriber]:
    """People, one after the other."""
    return (person(f"user{index}@example.com", days=-index % 1000) for index in range(number))


def enqueued(ledger: Ledger, number: int) -> Notice:
    """A notice to many, enqueued."""
    ledger.notices.record_baseline([], commit="abc", on=now().date())
    ledger.subscribers.add(many(number), at=now())
    return again(ledger, "terms/1")


def again(ledger: Ledger, key: str) -> Notice:
    """Another notice to the same people."""
    return ledger.deliveries.enqueue(
        approved(ledger, key).id,
        TERMS,
        content=CONTENT,
        mails={"": mail().template()},
        expires=now() + timedelta(days=30),
        at=now(),
    )


def folder(path: Path, *, transport: str, number: int, connections: int = 8, ledger: str = "ledger.db") -> Path:
    """A folder from which a notice can be sent to many."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "mkdocs.yml").write_text(CONFIG.format(ledger=ledger, transport=transport, connections=connections))
    with open_ledger(ledger if "://" in ledger else str(path / ledger)) as opened:
        enqueued(opened, number)
    return path


def environment() -> dict[str, str]:
    """Return an environment in which nothing but a folder's own settings counts."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("POLICYBOOK_") and key != "CI"}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path)}


def command(path: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start `policybook notify …` there."""
    return subprocess.Popen(
        [sys.executable, "-m", "policybook", "-C", str(path), "notify", *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def outcome(process: subprocess.Popen[bytes]) -> str:
    """Wait for a command and return what it said."""
    out, err = process.communicate(timeout=600)
    return (out + err).decode()


def peak_memory(pid: int | str) -> int:
    """The most memory a process has had, in MiB; 0 when it has ended. (`ru_maxrss` counts what its parent had.)"""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) // 1024 if found else 0
