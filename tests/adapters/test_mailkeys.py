"""The keys of mails are made once, and never lost in silence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from policybook.adapters.mailkeys import VARIABLE, mail_keys
from policybook.core.errors import SettingsError


@pytest.fixture(autouse=True)
def no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_a_key_is_made_when_there_is_none(tmp_path: Path) -> None:
    """For its owner alone, and the same from then on."""
    path = tmp_path / "new" / "mail.keys"
    keys = mail_keys(path)

    assert [len(key) for key in keys] == [32]
    assert mail_keys(path) == keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_newest_key_is_the_first(tmp_path: Path) -> None:
    """Remarks and empty lines do not count."""
    path = tmp_path / "mail.keys"
    path.write_text(f"# new\n{'ab' * 32}\n\n{'cd' * 32}\n")

    assert mail_keys(path) == (b"\xab" * 32, b"\xcd" * 32)


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where secrets come from elsewhere, no file is made."""
    monkeypatch.setenv(VARIABLE, f"{'ab' * 32} {'cd' * 32}")

    assert mail_keys(tmp_path / "mail.keys") == (b"\xab" * 32, b"\xcd" * 32)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv(VARIABLE, "secret")
    with pytest.raises(SettingsError, match="no key of 64") as caught:
        mail_keys(tmp_path / "mail.keys")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("text", "complaint"), [("", "has no key"), ("# x\n", "has no key"), ("ab\n", "no key of 64")])
def test_a_damaged_file_is_never_taken_for_a_missing_one(tmp_path: Path, text: str, complaint: str) -> None:
    """A new key would make all links in mails that went out lead nowhere."""
    path = tmp_path / "mail.keys"
    path.write_text(text)

    with pytest.raises(SettingsError, match=complaint):
        mail_keys(path)
    assert path.read_text() == text
