"""What the ledger of an earlier release knew of is never forgotten, never invented."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from policybook.adapters.ledger import open_ledger
from policybook.adapters.ledger.oldfile import read_old_ledger
from policybook.core.errors import LedgerError

DOCUMENT = {
    "schema_version": 1,
    "set_up": {"commit": "abc", "on": "2027-02-01"},
    "revisions": {"a/1": "baseline", "a/2": "announced"},
}


def test_a_new_ledger_knows_what_the_old_one_knew(tmp_path: Path) -> None:
    """Nobody is mailed again about what was announced, nor about the time before."""
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps(DOCUMENT))
    with open_ledger(str(tmp_path / "ledger.db"), old=path) as ledger:
        assert ledger.taken_over == str(path)
        assert ledger.notices.known() == frozenset({"a/1", "a/2"})
        ledger.notices.record_baseline(["a/1"], commit="def", on=date(2028, 1, 1))


def test_the_old_file_is_taken_over_once(tmp_path: Path) -> None:
    """Afterwards the new ledger knows better."""
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps(DOCUMENT))
    open_ledger(str(tmp_path / "ledger.db"), old=path).close()
    path.write_text(json.dumps({**DOCUMENT, "revisions": {"a/3": "baseline"}}))

    with open_ledger(str(tmp_path / "ledger.db"), old=path) as ledger:
        assert ledger.taken_over == ""
        assert ledger.notices.known() == frozenset({"a/1", "a/2"})


def test_without_an_old_file_the_list_is_not_set_up(tmp_path: Path) -> None:
    """None is not the empty set: with the empty set the whole history would be due."""
    with open_ledger(str(tmp_path / "ledger.db"), old=tmp_path / "ledger.json") as ledger:
        assert ledger.notices.known() is None


SET_UP = '"set_up": {"commit": "a", "on": "2027-02-01"}'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is not a ledger"),
        ("{", "is not a ledger"),
        ("[]", "is not a ledger"),
        ("{}", "is not a ledger"),
        ("[" * 100_000, "is not a ledger"),
        ('{"schema_version": 2}', "format version 2, this policybook knows 1"),
        ('{"schema_version": "1"}', "format version '1'"),
        ('{"schema_version": 1}', "is damaged"),
        ('{"schema_version": 1, "set_up": {"commit": "a", "on": "x"}, "revisions": {}}', "is damaged"),
        ('{"schema_version": 1, "set_up": [], "revisions": {}}', "is damaged"),
        ('{"schema_version": 1, ' + SET_UP + ', "revisions": ["a/1"]}', "is damaged"),
        ('{"schema_version": 1, ' + SET_UP + ', "revisions": {"a/1": "mailed"}}', "is damaged"),
    ],
)
def test_a_damaged_record_is_never_taken_for_an_empty_one(tmp_path: Path, text: str, complaint: str) -> None:
    """An empty record would mail the whole history; the message names the file and the way out."""
    path = tmp_path / "ledger.json"
    path.write_text(text)

    with pytest.raises(LedgerError, match=complaint) as caught:
        read_old_ledger(path)
    assert caught.value.path == str(path)
    assert caught.value.hint
    assert path.read_text() == text


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """Neither a folder nor bytes that are no text are a ledger."""
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")

    for path in (tmp_path, tmp_path / "bytes.json"):
        with pytest.raises(LedgerError, match="cannot be read"):
            read_old_ledger(path)
