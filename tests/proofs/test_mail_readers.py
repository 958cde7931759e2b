"""A mail reads alike in parsers that are not ours: Python's `email`, notmuch (GMime) and postal-mime (JavaScript)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.test_mailheaders import HOSTILE
from policybook.core.errors import MailError
from policybook.core.mailheaders import ListName, Mailbox, Message, Token, assemble

POSTAL_MIME = "postal-mime@4.0.0"
MAILS = 200
SCRIPT = """
import PostalMime from 'postal-mime';
import { readFileSync, readdirSync } from 'node:fs';
for (const name of readdirSync(process.argv[2])) {
  const mail = await PostalMime.parse(readFileSync(`${process.argv[2]}/${name}`));
  const mailbox = (one) => [one.name ?? '', one.address];
  console.log(JSON.stringify({
    id: mail.messageId, subject: mail.subject, from: mailbox(mail.from), to: mail.to.map(mailbox),
    text: mail.text, html: mail.html,
  }));
}
"""


@pytest.fixture(scope="module")
def maildir(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some hundred mails with hostile names, subjects and bodies."""
    if not request.config.getoption("--servers"):
        pytest.skip("runs other mail readers: run with --servers")
    folder = tmp_path_factory.mktemp("readers") / "mail"
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    body = st.one_of(HOSTILE, st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
    number = 0

    @settings(max_examples=10 * MAILS, derandomize=True, database=None, deadline=None)
    @given(name=HOSTILE, subject=HOSTILE, text=body)
    def write(name: str, subject: str, text: str) -> None:
        nonlocal number
        headers = (
            ("Date", Token("Mon, 01 Feb 2027 09:00:00 +0000")),
            ("To", Mailbox(name, "to@example.org")),
            ("From", Mailbox(name, "from@example.org")),
            ("Subject", subject),
            ("Message-ID", Token(f"<m{number}@example.org>")),
            ("List-Id", ListName(name, "changes.example.org")),
        )
        try:
            data = assemble(Message(headers=headers, text=f"begin\n{text}\nend\n", html=f"<p>begin\n{text}\nend</p>\n"))
        except MailError:
            return
        (folder / "cur" / f"{number}:2,").write_bytes(data)
        number += 1

    write()
    assert number >= MAILS  # the others have characters that are refused
    return folder


def lines(text: str) -> str:
    """A body with the line ends of Unix, and none at its end: readers differ in the last one."""
    return text.replace("\r\n", "\n").rstrip("\n")


def mailbox(data: bytes, name: str) -> list[list[str]]:
    """One mailbox; not by the newer policy, which puts blanks between encoded words."""
    ((written, address),) = getaddresses([str(message_from_bytes(data)[name])])
    return [[str(make_header(decode_header(written))), address]]


def by_python(maildir: Path) -> dict[str, dict[str, Any]]:
    found = {}
    for path in (maildir / "cur").iterdir():
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert isinstance(text, EmailMessage)
        assert isinstance(html, EmailMessage)
        found[str(mail["Message-ID"]).strip("<>")] = {
            "subject": str(mail["Subject"]),
            "from": mailbox(path.read_bytes(), "From"),
            "to": mailbox(path.read_bytes(), "To"),
            "text": lines(text.get_content()),
            "html": lines(html.get_content()),
        }
    return found


def shown(text: str) -> list[list[str]]:
    """A mailbox as notmuch shows it: for people, with quotes where it likes and no blanks at the ends of a name."""
    name, _, address = text.rpartition("<")
    return [[plain(name), address.rstrip(">")]]


def plain(name: str) -> str:
    return name.replace("\\", "").replace('"', "").strip()


def by_notmuch(maildir: Path) -> dict[str, dict[str, Any]]:
    (maildir.parent / "config").write_text(f"[database]\npath={maildir}\n[user]\nprimary_email=x@example.org\n")
    environment = {**os.environ, "NOTMUCH_CONFIG": str(maildir.parent / "config"), "LC_ALL": "C.UTF-8"}
    subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True)
    command = ["notmuch", "show", "--format=json", "--entire-thread=false", "--include-html", "*"]
    said = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    found = {}
    for mail in _mails(said):
        (whole,) = mail["body"]
        parts = {part["content-type"]: part["content"] for part in whole["content"]}
        found[mail["id"]] = {
            "subject": mail["headers"]["Subject"],
            "from": shown(mail["headers"]["From"]),
            "to": shown(mail["headers"]["To"]),
            "text": lines(parts["text/plain"]),
            "html": lines(parts["text/html"]),
        }
    return found


def _mails(thread: Any) -> Iterator[dict[str, Any]]:
    for item in thread:
        if isinstance(item, dict):
            yield item
        elif item:
            yield from _mails(item)


def by_postal_mime(maildir: Path, folder: Path) -> dict[str, dict[str, Any]]:
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), POSTAL_MIME]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm does not get {POSTAL_MIME}: {done.stderr[:200]}")
    (folder / "read.mjs").write_text(SCRIPT)
    said = subprocess.run(
        ["node", folder / "read.mjs", maildir / "cur"], check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout
    found = {}
    for line in said.split("\n")[:-1]:
        mail = json.loads(line)
        found[mail.pop("id").strip("<>")] = {
            **mail,
            "from": [mail["from"]],
            "text": lines(mail["text"]),
            "html": lines(mail["html"]),
        }
    return found


def differences(ours: dict[str, dict[str, Any]], theirs: dict[str, dict[str, Any]]) -> list[tuple[str, str, Any, Any]]:
    assert set(ours) == set(theirs)
    return [
        (number, name, ours[number][name], theirs[number][name])
        for number in ours
        for name in ours[number]
        if ours[number][name] != theirs[number][name]
    ]


def test_notmuch_reads_what_python_reads(maildir: Path) -> None:
    """Subject, sender, recipient and both bodies."""
    if shutil.which("notmuch") is None:
        pytest.skip("no notmuch is installed")

    expected = by_python(maildir)
    for mail in expected.values():
        mail |= {field: [[plain(name), address] for name, address in mail[field]] for field in ("from", "to")}

    assert differences(expected, by_notmuch(maildir)) == []


def test_postal_mime_reads_what_python_reads(maildir: Path, tmp_path: Path) -> None:
    """The parser of many web mailers."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("no node and npm are installed")

    assert differences(by_python(maildir), by_postal_mime(maildir, tmp_path)) == []
