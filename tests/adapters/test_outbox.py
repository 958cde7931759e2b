"""Finished mails arrive whole, and never in place of another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from policybook.adapters.outbox import FolderOutbox
from policybook.core.errors import OutputError


@pytest.fixture
def outbox(tmp_path: Path) -> FolderOutbox:
    return FolderOutbox(tmp_path / "outbox")


def test_a_mail_becomes_a_file_that_mail_readers_open(tmp_path: Path) -> None:
    """The preview is looked at in a mail reader, which knows the extension."""
    FolderOutbox(tmp_path / "new" / "outbox").send(b"From: a\r\n\r\n", name="terms.2020-12-18")
    file = tmp_path / "new" / "outbox" / "terms.2020-12-18.eml"

    assert file.read_bytes() == b"From: a\r\n\r\n"
    assert file.stat().st_mode & 0o777 == 0o644
    assert list(file.parent.iterdir()) == [file]


def test_the_same_mail_twice_changes_nothing(outbox: FolderOutbox) -> None:
    """A preview is made again and again."""
    outbox.send(b"one", name="a")
    outbox.send(b"one", name="a")


def test_another_mail_of_the_same_name_is_refused(outbox: FolderOutbox) -> None:
    """What somebody has approved must not change under their hands."""
    outbox.send(b"one", name="a")

    with pytest.raises(OutputError, match="another mail of that name"):
        outbox.send(b"two", name="a")


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/b", "a\\b", ".hidden", "a\0", "a\n", "-x", "x" * 201, "é"])
def test_a_name_that_is_no_plain_file_name_is_refused(outbox: FolderOutbox, name: str) -> None:
    """Names are made from ids of policies; none may reach outside the folder."""
    with pytest.raises(OutputError, match="cannot be the name"):
        outbox.send(b"one", name=name)


def test_a_folder_that_cannot_be_made_is_an_error_with_its_path(tmp_path: Path) -> None:
    """The person at the terminal has to know which one."""
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError, match=r"file.*a\.eml: the mail cannot be written"):
        FolderOutbox(tmp_path / "file").send(b"one", name="a")


def test_a_mail_that_cannot_be_put_in_place_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a mail, or a temporary file, could be taken for one."""

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(OutputError, match="No space left"):
        FolderOutbox(tmp_path).send(b"one", name="a")
    assert list(tmp_path.iterdir()) == []
