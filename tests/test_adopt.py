"""Revisions sealed into note files, and what then survives: real repositories, from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from repositories import Repository
from rewriting import TEXTS, build, derived, files, manifest, named, rewrite, run, squash_the_second
from scripted import note


def adopted(folder: Path) -> Repository:
    """Make the same with sealed notes."""
    repository = derived(folder)
    assert run(repository, "adopt").exit_code == 0
    repository.commit({}, "Seal the revisions")
    return repository


def test_a_repository_that_adopts_notes_gives_the_same_site_byte_for_byte(tmp_path: Path) -> None:
    """Permalinks, texts, redlines, feeds and lists: only the commit it is built from is another one."""
    repository = derived(tmp_path)
    build(repository)
    before = files(repository)
    run(repository, "adopt")
    repository.commit({}, "Seal the revisions")
    build(repository)

    assert files(repository) == before


def test_adopt_writes_a_sealed_note_for_every_revision(tmp_path: Path) -> None:
    """Beside each policy, with everything that was published of the revision."""
    repository = derived(tmp_path)
    said = run(repository, "adopt")
    written = (repository.folder / "content/terms/revisions/2020-01-02.md").read_text("utf-8")

    assert said.stdout.splitlines() == [
        "privacy/revisions/2020-01-01.md",
        *(f"terms/revisions/{day}.md" for day in TEXTS),
    ]
    assert re.fullmatch(
        "---\nposted: 2020-01-02\neffective: 2020-01-02\nmaterial: false\nkind: change\nsha256: [0-9a-f]{64}\n---\n"
        "What is new on 2020-01-02\n",
        written,
    )


def test_adopting_twice_changes_nothing(tmp_path: Path) -> None:
    """Before the notes are committed and after."""
    repository = derived(tmp_path)
    rehearsal = run(repository, "adopt", "--dry-run")
    present = (repository.folder / "content/terms/revisions").exists()
    first, second = run(repository, "adopt"), run(repository, "adopt")
    repository.commit({}, "Seal the revisions")

    assert not present
    assert rehearsal.stdout == first.stdout
    assert second.stdout == run(repository, "adopt").stdout == ""
    assert run(repository, "check").exit_code == 0


def test_adopt_overwrites_nothing(tmp_path: Path) -> None:
    """Somebody's note is in the way: nothing is written at all."""
    repository = derived(tmp_path)
    repository.write("content/terms/revisions/2020-01-03.md", "Mine.\n")
    refused = run(repository, "adopt")

    assert refused.exit_code == 1
    assert "2020-01-03.md: is there already and says something else" in refused.stderr
    assert not (repository.folder / "content/privacy/revisions").exists()


def test_a_summary_that_looks_like_a_list_reads_the_same_in_its_note(tmp_path: Path) -> None:
    """Commit messages begin with anything."""
    summaries = ["- a dash", "1. a number", "# a heading", "> a quotation", "<!-- a comment --> and words"]
    repository = Repository(tmp_path)
    for number, words in enumerate(summaries):
        repository.commit({"content/terms.md": f"# Terms\n\nWords {number}.\n"}, words)
    build(repository)
    before = files(repository)
    run(repository, "adopt")
    repository.commit({}, "Seal the revisions")
    build(repository)

    assert files(repository) == before


def test_the_pages_of_several_documents_are_sealed_whole(tmp_path: Path) -> None:
    """A folder that other policies' notes made a policy, its own revisions made from commits."""
    repository = Repository(tmp_path)
    first = {"content/terms/index.md": "# Terms\n\nOne.\n", "content/terms/fees.md": "# Fees\n\nTen.\n"}
    first |= {"content/x/index.md": "# X\n\nWords.\n", "content/x/revisions/2020-01-01.md": note()}
    repository.commit(dict(first))
    repository.commit({"content/terms/fees.md": "# Fees\n\nTwenty.\n"}, "Raise the fees")
    repository.commit({"content/terms/fees.md": None}, "No more fees")
    build(repository)
    before = files(repository)
    run(repository, "adopt", "terms")
    repository.commit({}, "Seal the revisions")
    build(repository)

    assert files(repository) == before


@pytest.mark.parametrize("reached", ["1999-01-01T00:00:00+00:00", "2022-02-02T12:00:00+00:00"])
def test_sealed_permalinks_survive_reset_dates(tmp_path: Path, reached: str) -> None:
    """Every address shows the text, the days and the comparison it did before."""
    repository = adopted(tmp_path)
    build(repository)
    before, record = files(repository), manifest(repository).read_bytes()
    rewrite(repository, reached=reached)
    (repository.folder / "previous.json").write_bytes(record)
    verdict = run(repository, "verify")
    rebuilt = build(repository, "--previous", str(repository.folder / "previous.json"))
    texts = [
        path for path in before if re.search(r"/2020-[^/]+/(redline/)?(side-by-side/)?index\.html$|redline\.txt$", path)
    ]

    assert (verdict.exit_code, rebuilt.exit_code) == (0, 0)
    assert "not on the main line" in verdict.stderr
    assert len(texts) == 5 + 3 * 3 + 2  # texts, three forms of each redline, comparisons with the text in force
    after = files(repository)
    assert [path for path in texts if without_commits(after[path]) != without_commits(before[path])] == []


def without_commits(data: bytes) -> bytes:
    return re.sub(rb"<code>[0-9a-f]{10}</code>|(?<=Built from )[0-9a-f]{10}", b"", data)


def test_a_sealed_revision_whose_text_was_squashed_away_stops_the_build_by_name(tmp_path: Path) -> None:
    """All others survive; to build without it, its note has to be deleted by somebody who answers for it."""
    repository = adopted(tmp_path)
    build(repository)
    squash_the_second(repository)
    refused = build(repository)
    kept = json.loads(manifest(repository).read_text("utf-8"))
    repository.commit({"content/terms/revisions/2020-01-02.md": None}, "Give it up")
    verdict = run(repository, "verify")

    assert refused.exit_code == 1
    assert "published revision lost: terms/2020-01-02 (shallow clone? rewritten history?)" in refused.stderr
    assert "2020-01-03" not in refused.stderr
    assert len(kept["revisions"]) == 5
    assert named(verdict.stdout) == ["terms/2020-01-02"]
    assert build(repository).exit_code == 0


def test_a_sealed_text_that_only_the_work_of_others_still_holds_survives(tmp_path: Path) -> None:
    """The commit that brought it was dropped; the text came back with the notes."""
    repository = adopted(tmp_path)
    rewrite(repository, leave_out=(3,))

    assert build(repository).exit_code == 0
    assert (repository.folder / "site/terms/2020-01-04/index.html").exists()
