"""The site written beside, then swapped in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policybook.adapters import sitefolder
from policybook.adapters.sitefolder import recover, staging_folder, swap_in
from policybook.core.errors import OutputError


def site(folder: Path, words: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(words)
    return folder


def test_a_finished_site_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """Nothing of the old one, and nothing beside it, remains."""
    old = site(tmp_path / "site", "old")
    (old / "gone.html").write_text("gone")
    staged = staging_folder(old)
    site(staged, "new")

    swap_in(staged, old)

    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert [path.name for path in old.iterdir()] == ["index.html"]
    assert (old / "index.html").read_text() == "new"


def test_the_first_site_needs_no_old_one(tmp_path: Path) -> None:
    """Its parent folders are made, too."""
    place = tmp_path / "public" / "site"
    staged = staging_folder(place)
    site(staged, "new")

    swap_in(staged, place)

    assert (place / "index.html").read_text() == "new"


def test_where_folders_cannot_change_places_they_are_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Systems without an atomic exchange get the same result."""
    monkeypatch.setattr(sitefolder, "_exchange", lambda one, other: False)
    old = site(tmp_path / "site", "old")
    staged = staging_folder(old)
    site(staged, "new")

    swap_in(staged, old)

    assert (old / "index.html").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_swap_that_was_cut_off_is_undone(tmp_path: Path) -> None:
    """Between the two renames the old site waits under another name."""
    site(tmp_path / ".site.previous", "old")

    recover(tmp_path / "site")

    assert (tmp_path / "site" / "index.html").read_text() == "old"


def test_files_that_are_no_site_are_not_overwritten(tmp_path: Path) -> None:
    """`site_dir: ~` must not cost anybody their home."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.txt").write_text("years of work")

    with pytest.raises(OutputError, match="no site"):
        staging_folder(tmp_path / "site")


@pytest.mark.parametrize("kind", ["file", "link"])
def test_the_place_must_be_a_folder(kind: str, tmp_path: Path) -> None:
    """A link would be replaced by a folder, and what it leads to go stale."""
    if kind == "file":
        (tmp_path / "site").write_text("a file")
    else:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "site").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OutputError, match="no folder of its own"):
        staging_folder(tmp_path / "site")


def test_what_killed_builds_left_is_removed_and_running_ones_are_left_alone(tmp_path: Path) -> None:
    """Two builds at once do not remove each other's work."""
    dead = tmp_path / ".site.building-999999999-x"
    running = tmp_path / f".site.building-{os.getppid()}-x"
    dead.mkdir()
    running.mkdir()

    staging_folder(tmp_path / "site")

    assert not dead.exists()
    assert running.exists()
