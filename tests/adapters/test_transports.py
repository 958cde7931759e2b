"""Mails handed to a folder or a program arrive whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from policybook.adapters.transports import Folder, Sendmail
from policybook.core.errors import OutputError
from policybook.core.handover import Lost, Withheld
from policybook.core.replies import Stage, Verdict, verdict

MAIL = b"From: a@example.org\r\n\r\n.\r\nend\r\n"


def program(folder: Path, script: str) -> Sendmail:
    path = folder / "sendmail"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return Sendmail(str(path))


def send(where: Sendmail | Folder, *, may_end: bool = True) -> Verdict:
    connection = where.connect()
    reply = connection.send("bounce@example.org", "b@example.org", MAIL, name="x1", may_end=lambda: may_end)
    connection.close()
    return verdict(reply)


def test_the_same_mail_goes_to_the_same_file(tmp_path: Path) -> None:
    """After a crash it is written again, and is still one mail."""
    for _ in range(2):
        assert send(Folder(tmp_path / "outbox")) is Verdict.ACCEPTED

    assert [(path.name, path.read_bytes()) for path in (tmp_path / "outbox").iterdir()] == [("x1.eml", MAIL)]


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """The person at the terminal can put it right."""
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError, match="cannot be written"):
        send(Folder(tmp_path / "file"))
    with pytest.raises(OutputError, match="cannot be the name"):
        Folder(tmp_path).send("a", "b", MAIL, name="../x", may_end=lambda: True)


def test_the_program_gets_the_mail_and_its_envelope(tmp_path: Path) -> None:
    """With the line ends of the machine, and no dot that ends it early."""
    where = program(tmp_path, f'echo "$@" > {tmp_path}/words; cat > {tmp_path}/mail')

    assert send(where) is Verdict.ACCEPTED
    assert (tmp_path / "words").read_text() == "-i -f bounce@example.org -- b@example.org\n"
    assert (tmp_path / "mail").read_bytes() == MAIL.replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    ("code", "expected"),
    [(75, Verdict.LATER), (67, Verdict.DEAD), (78, Verdict.STOP), (64, Verdict.STOP)],
)
def test_what_the_program_says_is_understood(tmp_path: Path, code: int, expected: Verdict) -> None:
    """Its exit codes are those of sysexits.h."""
    assert send(program(tmp_path, f"cat > /dev/null; exit {code}")) is expected


@pytest.mark.parametrize("where", ["folder", "program"])
def test_a_mail_taken_back_is_not_handed_over(tmp_path: Path, where: str) -> None:
    """The program is killed before it sees the end."""
    target = Folder(tmp_path / "outbox") if where == "folder" else program(tmp_path, f"cat && touch {tmp_path}/sent")

    with pytest.raises(Withheld):
        send(target, may_end=False)
    assert not (tmp_path / "outbox").exists()
    assert not (tmp_path / "sent").exists()


def test_no_program_is_lost(tmp_path: Path) -> None:
    """Nothing was handed over."""
    with pytest.raises(Lost, match="there is no program") as caught:
        send(Sendmail(str(tmp_path / "none")))
    assert not caught.value.ended
    assert Stage.CONTENT
