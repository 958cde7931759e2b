"""What the list knows of is never forgotten, never invented."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from policybook.adapters.ledger import FileLedger, Known, Ledger, LedgerRecord, MemoryLedger
from policybook.core.errors import OutputError, PolicybookError, UsageError

DAY = date(2027, 2, 1)


@pytest.fixture(params=["file", "memory"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    return FileLedger(tmp_path / ".policybook" / "ledger.json") if request.param == "file" else MemoryLedger()


def test_a_list_never_set_up_knows_nothing_not_even_that_nothing_is_known(ledger: Ledger) -> None:
    """None is not the empty set: with the empty set the whole history would be due."""
    assert ledger.known() is None


def test_everything_that_exists_at_the_start_is_known(ledger: Ledger) -> None:
    """Nobody is mailed about the years before the list."""
    ledger.record_baseline(["terms/2020-12-18", "terms/2018-01-01"], commit="abc", on=DAY)

    assert ledger.known() == frozenset({"terms/2018-01-01", "terms/2020-12-18"})


def test_a_list_may_start_with_nothing(ledger: Ledger) -> None:
    """A new site has no history, and its first revision is news."""
    ledger.record_baseline([], commit="abc", on=DAY)

    assert ledger.known() == frozenset()


def test_setting_it_up_again_cannot_silence_a_change(ledger: Ledger) -> None:
    """A revision that is due would become known without anybody having been told."""
    ledger.record_baseline(["terms/1"], commit="abc", on=DAY)
    ledger.record_baseline(["terms/1"], commit="def", on=date(2028, 1, 1))

    with pytest.raises(UsageError, match="set up on 2027-02-01; setting it up again would silence terms/2 and 1 more"):
        ledger.record_baseline(["terms/1", "terms/2", "terms/3"], commit="def", on=DAY)
    with pytest.raises(UsageError, match=r"would silence terms/2$|would silence terms/2\n"):
        ledger.record_baseline(["terms/2"], commit="def", on=DAY)
    assert ledger.known() == frozenset({"terms/1"})


def test_the_file_is_made_to_be_committed(tmp_path: Path) -> None:
    """Sorted lines give small differences, and what stands in it explains itself."""
    path = tmp_path / "ledger.json"
    FileLedger(path).record_baseline(["b/é", "a/1", "a/1"], commit="abc", on=DAY)

    assert path.read_text(encoding="utf-8") == (
        '{\n "schema_version": 1,\n "set_up": {\n  "commit": "abc",\n  "on": "2027-02-01"\n },\n'
        ' "revisions": {\n  "a/1": "baseline",\n  "b/é": "baseline"\n }\n}\n'
    )
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_not_touched_when_nothing_changes(tmp_path: Path) -> None:
    """A second run must not make the working tree dirty."""
    path = tmp_path / "ledger.json"
    FileLedger(path).record_baseline(["a/1"], commit="abc", on=DAY)
    path.chmod(0o444)
    before = path.stat()
    FileLedger(path).record_baseline(["a/1"], commit="def", on=date(2028, 1, 1))

    assert path.stat().st_ino == before.st_ino
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_announced_revisions_are_known_too(tmp_path: Path) -> None:
    """A revision that was mailed is as little due as one from before."""
    path = tmp_path / "ledger.json"
    document = {
        "schema_version": 1,
        "set_up": {"commit": "abc", "on": "2027-02-01"},
        "revisions": {"a/1": "baseline", "a/2": "announced"},
    }
    path.write_text(json.dumps(document))
    record = FileLedger(path).record()

    assert FileLedger(path).known() == frozenset({"a/1", "a/2"})
    assert record == LedgerRecord(commit="abc", on=DAY, revisions={"a/1": Known.BASELINE, "a/2": Known.ANNOUNCED})
    assert MemoryLedger(record).known() == frozenset({"a/1", "a/2"})


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

    with pytest.raises(PolicybookError, match=complaint) as caught:
        FileLedger(path).known()
    assert caught.value.path == str(path)
    assert caught.value.hint
    with pytest.raises(PolicybookError, match=complaint):
        FileLedger(path).record_baseline([], commit="abc", on=DAY)
    assert path.read_text() == text


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """Neither a folder nor bytes that are no text are a ledger."""
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")

    for path in (tmp_path, tmp_path / "bytes.json"):
        with pytest.raises(PolicybookError, match="cannot be read"):
            FileLedger(path).known()


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old ledger or the new one, and no third thing."""

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(OutputError, match="No space left"):
        FileLedger(tmp_path / "ledger.json").record_baseline([], commit="abc", on=DAY)
    assert list(tmp_path.iterdir()) == []
