"""Finished work on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from policybook.adapters.cache import Cache
from policybook.core.errors import OutputError

KEY = Cache.key("redline", "1", "old", "new")


def test_what_was_put_is_found_again(tmp_path: Path) -> None:
    """Also by another program."""
    Cache(tmp_path / "cache").put(KEY, "Überschrift")

    assert Cache(tmp_path / "cache").get(KEY) == "Überschrift"


def test_what_was_never_put_is_not_there(tmp_path: Path) -> None:
    """A missing folder is an empty one."""
    assert Cache(tmp_path / "cache").get(KEY) is None


def test_keys_do_not_run_together() -> None:
    """Two inputs must not pass for one longer one."""
    assert Cache.key("ab", "c") != Cache.key("a", "bc")


def test_a_damaged_entry_is_not_there(tmp_path: Path) -> None:
    """Every byte counts: what cannot be trusted is made again."""
    folder = tmp_path / "cache"
    Cache(folder).put(KEY, "some text that is long enough to be compressed, some text that is long enough")
    path = folder / KEY[:2] / KEY[2:]
    data = path.read_bytes()
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        found = Cache(folder).get(KEY)

        assert found is None or found.startswith("some text"), place

    path.write_bytes(b"")

    assert Cache(folder).get(KEY) is None


def test_the_folder_keeps_itself_out_of_git(tmp_path: Path) -> None:
    """Nobody should have to edit a .gitignore to try a program."""
    Cache(tmp_path / "cache").put(KEY, "text")

    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The way out is another folder."""
    (tmp_path / "cache").write_text("a file")

    with pytest.raises(OutputError, match="cache"):
        Cache(tmp_path / "cache").put(KEY, "text")


def test_without_a_folder_nothing_is_kept() -> None:
    """The twin for tests."""
    cache = Cache(None)
    cache.put(KEY, "text")

    assert cache.get(KEY) is None
