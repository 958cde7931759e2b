"""The list as its keeper sees it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policybook import invocation
from policybook.cli import main


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("POLICYBOOK_LEDGER", "POLICYBOOK_MAIL_KEYS"):
        monkeypatch.delenv(name, raising=False)


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), "subscribers", *arguments], catch_exceptions=False)


def stats(folder: Path) -> dict[str, int]:
    found: dict[str, int] = json.loads(run(folder, "stats", "--format", "json").stdout)
    return found


def test_a_list_is_imported_with_its_consents(tmp_path: Path) -> None:
    """Byte order mark, quotes and capital letters are what spreadsheets write."""
    (tmp_path / "people.csv").write_text(
        "\ufeffaddress,consent_at,consent_source,locale,policies,every_change\n"
        '"Ada@Example.com",2026-05-03,"form, page 2",de,terms privacy,Yes\n'
        "bob@example.com,2026-05-04T10:00:00+02:00,phone,,,\n"
        "ada@example.com,2026-05-03,again,,,\n"
    )
    rehearsal = run(tmp_path, "import", str(tmp_path / "people.csv"), "--dry-run")
    assert not (tmp_path / ".policybook" / "ledger.db").exists()
    result = run(tmp_path, "import", str(tmp_path / "people.csv"))
    people = [json.loads(line) for line in run(tmp_path, "export", "--format", "json").stdout.splitlines()]

    assert rehearsal.stdout == result.stdout == "2 added, 1 known already, 0 never to be mailed\n"
    assert [(item["address"], item["locale"], item["policies"], item["every_change"]) for item in people] == [
        ("Ada@example.com", "de", "terms privacy", "yes"),
        ("bob@example.com", "", "", "no"),
    ]
    assert people[0]["consent_source"] == "form, page 2"
    assert people[1]["consent_at"] == "2026-05-04T08:00:00+00:00"


def test_one_consent_may_stand_for_a_whole_file(tmp_path: Path) -> None:
    """All of them signed the same contract."""
    (tmp_path / "people.csv").write_text("address\na@example.com\n")
    half = run(tmp_path, "import", str(tmp_path / "people.csv"), "--consent", "contract")
    result = run(
        tmp_path, "import", str(tmp_path / "people.csv"), "--consent", "contract", "--consented-on", "2026-01-02"
    )

    assert half.exit_code == 2
    assert "belong together" in half.stderr
    assert result.exit_code == 0
    assert "2026-01-02" in run(tmp_path, "export").stdout


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("email\na@example.com\n", "no column `address`"),
        ("address\na@example.com\n", "no column `consent_at`"),
        ("address,consent_at,consent_source,birthday\n", "a column `birthday`, which is not known"),
        ("address,consent_at,consent_source\na@b@c,2026-01-01,x\n", "people.csv:2: 'a@b@c' is not an address"),
        ("address,consent_at,consent_source\na@example.com,May,x\n", "`consent_at` is 'May'"),
        ("address,consent_at,consent_source\na@example.com,2026-01-01,\n", "`consent_source` is empty"),
        ("address,consent_at,consent_source\na@example.com,2026-01-01,x,y\n", "more cells"),
        ("address,consent_at,consent_source,every_change\na@example.com,2026-01-01,x,maybe\n", "'maybe'"),
        ('address,consent_at,consent_source\n"a\n', "this is not CSV"),
    ],
)
def test_a_bad_file_changes_nothing(tmp_path: Path, text: str, complaint: str) -> None:
    """Its keeper sees which row it is."""
    (tmp_path / "people.csv").write_text(text)
    result = run(tmp_path, "import", str(tmp_path / "people.csv"))

    assert result.exit_code == 1
    assert complaint in result.stderr
    assert stats(tmp_path)["confirmed"] == 0


def test_bad_rows_can_be_left_out(tmp_path: Path) -> None:
    """They are listed all the same."""
    (tmp_path / "people.csv").write_text(
        "address,consent_at,consent_source\nnobody,2026-01-01,x\na@example.com,2026-01-01,x\n"
    )
    result = run(tmp_path, "import", str(tmp_path / "people.csv"), "--skip-bad", "--format", "json")

    assert json.loads(result.stdout)["added"] == 1
    assert "people.csv:2" in json.loads(result.stdout)["bad"][0]


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    """Exit code 2."""
    (tmp_path / "latin.csv").write_bytes(b"address,consent_at,consent_source\n\xe9@example.com,2026-01-01,x\n")

    assert run(tmp_path, "import", str(tmp_path / "none.csv")).exit_code == 2
    assert "UTF-8" in run(tmp_path, "import", str(tmp_path / "latin.csv")).stderr


def test_one_person_is_added_removed_put_back_and_erased(tmp_path: Path) -> None:
    """Each step leaves what the next one needs."""
    assert run(tmp_path, "add", "ada@example.com", "--consent", "letter", "--locale", "de").exit_code == 0
    assert stats(tmp_path)["confirmed"] == 1
    assert "was on the list" in run(tmp_path, "remove", "Ada@example.com").stderr
    refused = run(tmp_path, "add", "ada@example.com", "--consent", "letter")
    assert refused.exit_code == 1
    assert "--again" in refused.stderr
    assert run(tmp_path, "add", "ada@example.com", "--consent", "letter", "--again").exit_code == 0
    assert stats(tmp_path) == {**stats(tmp_path), "confirmed": 1, "unsubscribed": 0, "suppressed": 0}
    assert "Forgotten" in run(tmp_path, "erase", "ada@example.com").stderr
    assert stats(tmp_path) == {**stats(tmp_path), "confirmed": 0, "suppressed": 1}
    assert "nobody" in run(tmp_path, "erase", "ada@example.com").stderr
    run(tmp_path, "add", "ada@example.com", "--consent", "letter", "--again")
    assert "        1  confirmed" in run(tmp_path, "stats").stdout


def test_a_rehearsal_changes_nothing(tmp_path: Path) -> None:
    """Of any command that would."""
    run(tmp_path, "add", "ada@example.com", "--consent", "letter")
    for arguments in (
        ("add", "bob@example.com", "--consent", "x"),
        ("remove", "ada@example.com"),
        ("erase", "ada@example.com"),
    ):
        assert run(tmp_path, *arguments, "--dry-run").exit_code == 0

    assert stats(tmp_path) == {**stats(tmp_path), "confirmed": 1, "suppressed": 0}


def test_an_export_is_safe_to_open_in_a_spreadsheet(tmp_path: Path) -> None:
    """A cell that begins like a formula would be run."""
    run(tmp_path, "add", "--consent", "=cmd()", "=ada@example.com")
    run(tmp_path, "export", "--out", str(tmp_path / "out.csv"))
    lines = (tmp_path / "out.csv").read_text().splitlines()

    assert lines[0] == "address,status,consent_at,consent_source,locale,policies,every_change,created"
    assert lines[1].startswith("'=ada@example.com,confirmed,")
    assert ",'=cmd()," in lines[1]


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    monkeypatch.setattr(invocation, "find_spec", lambda name: None if name == "alembic" else object())
    result = run(tmp_path, "stats")

    assert result.exit_code == 2
    assert "notices need alembic" in result.stderr
    assert 'pip install "policybook[mail]"' in result.stderr
