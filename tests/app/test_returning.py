"""Mails that come back take people off the list whose mailbox is gone or who complain, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lists import SETTINGS
from mailing_values import NOW, sending
from policybook.adapters.ledger import Ledger, Settlement, open_ledger
from policybook.cli import main
from policybook.core.mailing import DeliveryState, Notice
from policybook.core.mailtokens import Purpose, token_of
from returned_mails import TOKEN, complaint, report

KEY = "ab" * 32
KEYS = (bytes.fromhex(KEY),)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site's folder."""
    monkeypatch.delenv("POLICYBOOK_LEDGER", raising=False)
    monkeypatch.setenv("POLICYBOOK_MAIL_KEYS", KEY)
    (tmp_path / "content").mkdir()
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    return tmp_path


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    """The site's ledger, with a notice that three people got."""
    with open_ledger(str(folder / ".policybook" / "ledger.db")) as opened:
        yield opened


@pytest.fixture
def notice(ledger: Ledger) -> Notice:
    """A notice that was accepted for three people."""
    found = sending(ledger, 3)
    worker = ledger.workers.register("host", 1, at=NOW)
    with ledger.journal(worker) as journal:
        for item in ledger.deliveries.claim(found.id, worker, 10, at=NOW):
            assert journal.dot(item.id, at=NOW)
            journal.settle(Settlement(delivery=item.id, state=DeliveryState.ACCEPTED, reply="250 ok", at=NOW, due=NOW))
        journal.flush()
    return found


def bounces(folder: Path, *arguments: str, stdin: bytes = b"", code: int = 0) -> Result:
    result = CliRunner().invoke(
        main, ["-C", str(folder), "subscribers", "bounces", *arguments], input=stdin, catch_exceptions=False
    )
    assert result.exit_code == code, result.output
    return result


def states(ledger: Ledger, notice: Notice) -> dict[str, DeliveryState]:
    return {line.address: line.state for line in ledger.deliveries.lines(notice.id)}


def own(delivery: int, data: bytes, purpose: Purpose = Purpose.BOUNCE) -> bytes:
    """A mail that came back, with the token of a delivery in place of the example's."""
    return data.replace(TOKEN.encode(), token_of(delivery, purpose, KEYS).encode())


def test_a_mailbox_that_is_gone_is_given_up(folder: Path, ledger: Ledger, notice: Notice) -> None:
    """As the mail server pipes it; the same report again changes nothing."""
    said = json.loads(bounces(folder, "--format", "json", stdin=own(1, report())).stdout)
    again = json.loads(bounces(folder, "--format", "json", stdin=own(1, report())).stdout)
    first = ledger.deliveries.get(1)

    assert (said["dead"], said["given_up"]) == (1, 1)
    assert again["given_up"] == 0
    assert first is not None
    assert (first.state, first.reply) == (DeliveryState.BOUNCED, "550 5.1.1 no such user")
    assert ledger.subscribers.stats()["bounced"] == 1
    assert sum(state is DeliveryState.ACCEPTED for state in states(ledger, notice).values()) == 2


def test_a_full_mailbox_is_not(folder: Path, ledger: Ledger, notice: Notice) -> None:
    """Only when mail after mail comes back."""
    bounces(folder, stdin=own(1, report(status="5.2.2", code="smtp; 552 5.2.2 full")))
    assert ledger.subscribers.stats()["bounced"] == 0
    assert DeliveryState.BOUNCED in states(ledger, notice).values()


def test_who_complains_is_never_mailed_again(folder: Path, ledger: Ledger, notice: Notice) -> None:
    """The token of the link to leave the list does for that too: some providers keep only that header."""
    found = own(2, complaint(f"List-Unsubscribe: <https://lists.example.org/unsubscribe/{TOKEN}>"), Purpose.SUBSCRIBER)
    assert "1 complaint" in bounces(folder, stdin=found).stdout
    assert ledger.subscribers.stats()["complained"] == 1
    assert bounces(folder, "--format", "json", stdin=found).exit_code == 0
    assert ledger.subscribers.stats()["complained"] == 1


@pytest.mark.parametrize("token", ["f" * 40, "00" * 20, TOKEN])
def test_a_forged_report_is_ignored(folder: Path, ledger: Ledger, notice: Notice, token: str) -> None:
    """Nobody can make a token, nor use one of another kind."""
    before = states(ledger, notice)
    forged = [report(To=f"bounces+{token}@example.org"), own(1, report(), Purpose.SUBSCRIBER)]
    for data in forged:
        assert "about no mail of ours, and ignored: 1" in bounces(folder, stdin=data).stdout
    assert states(ledger, notice) == before


def test_a_maildir_is_emptied_once(folder: Path, ledger: Ledger, notice: Notice) -> None:
    """What was taken in is marked as read; a rehearsal marks nothing."""
    for name in ("new", "cur", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    for number in (1, 2):
        (folder / "mail" / "new" / f"17.{number}.host").write_bytes(own(number, report()))
    (folder / "mail" / "new" / "18.3.host").write_bytes(b"Subject: Buy now\n\nCheap.\n")
    rehearsed = json.loads(bounces(folder, "--maildir", str(folder / "mail"), "--dry-run", "--format", "json").stdout)
    assert (rehearsed["dead"], rehearsed["nobodys"]) == (2, 1)
    assert ledger.subscribers.stats()["bounced"] == 0
    taken = json.loads(bounces(folder, "--maildir", str(folder / "mail"), "--format", "json").stdout)
    assert (taken["dead"], taken["given_up"], taken["nobodys"]) == (2, 2, 1)
    assert sorted(path.name for path in (folder / "mail" / "cur").iterdir()) == [
        "17.1.host:2,S",
        "17.2.host:2,S",
        "18.3.host:2,S",
    ]
    assert list((folder / "mail" / "new").iterdir()) == []


def test_files_are_taken_in(folder: Path, ledger: Ledger, notice: Notice) -> None:
    """Saved by whatever saves them."""
    (folder / "one.eml").write_bytes(own(1, report()))
    assert "1 dead; addresses given up: 1" in bounces(folder, str(folder / "one.eml")).stdout


def test_a_way_that_cannot_work_is_named(folder: Path, notice: Notice) -> None:
    """No such file, no maildir, no return path of its own."""
    assert "cannot be read" in bounces(folder, str(folder / "none.eml"), code=2).stderr
    assert "no maildir" in bounces(folder, "--maildir", str(folder), code=2).stderr
    (folder / "mkdocs.yml").write_text(SETTINGS.replace("bounces+{token}@", "bounces@"))
    assert "put {token} into it" in bounces(folder, stdin=report(), code=1).stderr


def test_the_mail_server_tries_again_when_the_ledger_does_not_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 75 keeps the report in its queue."""
    monkeypatch.setenv("POLICYBOOK_LEDGER", "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    assert bounces(folder, stdin=own(1, report()), code=75)
