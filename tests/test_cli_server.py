"""The subscribe server as an operator starts and ends it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from lists import SETTINGS, list_site
from policybook.cli import main
from repositories import Repository


@pytest.fixture
def folder(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that has a server."""
    for name in ("POLICYBOOK_LEDGER", "POLICYBOOK_MAIL_KEYS"):
        monkeypatch.delenv(name, raising=False)
    return list_site(repository)


def test_it_answers_until_it_is_told_to_end(folder: Path) -> None:
    """On a port that is free, without a word more than where, however many ask at once."""
    command = [sys.executable, "-m", "policybook", "-C", str(folder), "subscribe-server", "--listen", "127.0.0.1:0"]
    command += ["--threads", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
            assert found, said
            for address, status in (("/health", 200), ("/", 200), ("/confirm/x", 404)):
                assert answer_of(int(found.group(1)), address) == (status, None)
            with ThreadPoolExecutor(20) as readers:
                answers = set(readers.map(partial(answer_of, int(found.group(1))), ["/"] * 60))
            assert answers == {(200, None)}
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()


def answer_of(port: int, address: str) -> tuple[int, str | None]:
    """The status of an answer, and what it says of the program that gave it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address, headers={"X-Forwarded-For": "192.0.2.1"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Server")
    finally:
        connection.close()


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["-C", str(folder), "subscribe-server", *arguments], catch_exceptions=False)
    return done.exit_code, done.stderr


def test_an_address_that_cannot_be_listened_at_is_named(folder: Path) -> None:
    """Taken, or none at all."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = run(folder, "--listen", f"127.0.0.1:{taken.getsockname()[1]}")
    assert code == 1
    assert "cannot listen" in said
    code, said = run(folder, "--listen", "nonsense:port")
    assert code == 2
    assert "write 127.0.0.1:8080" in said


@pytest.mark.parametrize("name", ["subscribe_url", "mail_from"])
def test_what_it_cannot_do_without_is_named(folder: Path, name: str) -> None:
    """Before anybody gets a mail whose link leads nowhere."""
    kept = [line for line in SETTINGS.splitlines(keepends=True) if f" {name}:" not in line]
    (folder / "mkdocs.yml").write_text("".join(kept))
    code, said = run(folder)
    assert code == 1
    assert f"`{name}` is not set" in said


def test_a_missing_part_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    monkeypatch.setattr("policybook.cli_server.find_spec", lambda name: None if name == "flask" else object())
    code, said = run(folder)
    assert code == 2
    assert 'pip install "policybook[server]"' in said


def test_a_list_that_is_kept_elsewhere_needs_no_server(folder: Path) -> None:
    """listmonk sends to its own lists, and to nobody who asks here."""
    (folder / "mkdocs.yml").write_text(SETTINGS + "      mail_transport: listmonk+https://lists.example.net\n")
    code, said = run(folder)
    assert code == 1
    assert "sends to its own lists alone" in said
