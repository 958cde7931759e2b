"""What is read from a repository: commits, dates, paths, texts."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.adapters.gitrepo import GitRepository, open_repository
from policybook.core import gitlog
from policybook.core.errors import RepositoryError
from policybook.core.model import Commit
from policybook.core.source import LIMIT, decode
from repositories import Repository, environment


def commits_of(repository: Repository) -> tuple[Commit, ...]:
    with open_repository(repository.folder) as opened:
        return opened.commits()


def paths_of(commit: Commit) -> list[str]:
    return [change.path for change in commit.changes]


def texts_of(repository: Repository, path: str) -> list[str]:
    """The texts that the line gives a path, oldest first; empty for a deletion."""
    with open_repository(repository.folder) as opened:
        blobs = [change.blob for commit in opened.commits() for change in commit.changes if change.path == path]
        return [decode(opened.text(blob), path=path).text if int(blob, 16) else "" for blob in blobs]


# -- the line of commits ------------------------------------------------------------------------------------------


def test_commits_come_oldest_first_with_all_that_is_recorded(repository: Repository) -> None:
    first = repository.commit({"terms.md": "One\n"}, "Add terms\n\nA longer word about it.\n")
    second = repository.commit({"terms.md": "Two\n", "privacy.md": "P\n"}, "Change")

    older, newer = commits_of(repository)

    assert (older.id, older.position, newer.id, newer.position) == (first, 0, second, 1)
    assert older.message == "Add terms\n\nA longer word about it.\n"
    assert older.author == "Ed Itor"
    assert older.committed == datetime(2020, 1, 1, 12, tzinfo=UTC)
    assert not older.odd_dates
    assert [(change.status, change.path, change.mode) for change in newer.changes] == [
        ("A", "privacy.md", "100644"),
        ("M", "terms.md", "100644"),
    ]
    assert newer.changes[1].old_blob == older.changes[0].blob == repository.blob("One\n")


def test_a_repository_without_commits_has_an_empty_history(repository: Repository) -> None:
    """An editor who has just run `git init` gets an empty site, not an error."""
    with open_repository(repository.folder) as opened:
        assert opened.head() is None
        assert opened.commits() == ()


def test_a_merge_is_one_change_dated_when_it_reached_the_line(repository: Repository) -> None:
    """Drafts on a branch were never public; what was published is the merge."""
    repository.commit({"terms.md": "One\n"})
    repository.git("checkout", "--quiet", "-b", "draft")
    repository.commit({"terms.md": "Draft: clause 3 wip\n"}, "wip")
    repository.commit({"terms.md": "Two\n"}, "fix typo")
    repository.git("checkout", "--quiet", "main")
    repository.commit({"privacy.md": "P\n"})
    merge = repository.merge("draft", "Merge pull request #1 from x/draft\n\nClarify clause 3")

    line = commits_of(repository)

    assert [commit.message.split("\n")[0] for commit in line][-1] == "Merge pull request #1 from x/draft"
    assert texts_of(repository, "terms.md") == ["One\n", "Two\n"]
    assert (line[-1].id, line[-1].day(UTC)) == (merge, date(2020, 1, 5))


def test_what_a_merge_itself_changes_is_seen(repository: Repository) -> None:
    """An evil merge holds a text that stands on neither side; plain `git log` shows no difference for it."""
    repository.commit({"terms.md": "One\n"})
    repository.git("checkout", "--quiet", "-b", "draft")
    repository.commit({"privacy.md": "P\n"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"cookies.md": "C\n"})
    repository.merge("draft", "Merge", "--no-commit")
    repository.commit({"terms.md": "Neither side said this\n"}, "Merge")

    assert texts_of(repository, "terms.md") == ["One\n", "Neither side said this\n"]
    assert len(commits_of(repository)) == 3


def test_a_squash_is_one_commit(repository: Repository) -> None:
    repository.commit({"terms.md": "One\n"})
    repository.git("checkout", "--quiet", "-b", "draft")
    repository.commit({"terms.md": "wip\n"})
    repository.commit({"terms.md": "Two\n"})
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--squash", "draft")
    repository.commit_index("Clarify clause 3 (#1)")

    assert texts_of(repository, "terms.md") == ["One\n", "Two\n"]


def test_resuming_after_a_commit_gives_only_the_later_ones_in_their_places(repository: Repository) -> None:
    first = repository.commit({"terms.md": "One\n"})
    last = repository.commit({"terms.md": "Two\n"})

    with open_repository(repository.folder) as opened:
        whole = opened.commits()

        assert opened.commits(since=first) == whole[1:]
        assert opened.commits(since=last) == ()


def test_a_merge_made_the_wrong_way_round_cannot_be_resumed(repository: Repository) -> None:
    """In a foxtrot the published commit is still an ancestor but no longer on the first-parent line."""
    repository.commit({"terms.md": "One\n"})
    repository.git("checkout", "--quiet", "-b", "mine")
    repository.commit({"privacy.md": "P\n"})
    repository.git("checkout", "--quiet", "main")
    published = repository.commit({"terms.md": "Two\n"})
    repository.git("checkout", "--quiet", "mine")
    repository.merge("main", "Merge branch 'main' of example.org")

    with open_repository(repository.folder) as opened, pytest.raises(RepositoryError, match="no longer on the main"):
        opened.commits(since=published)


def test_dates_never_reorder_the_line(repository: Repository) -> None:
    """Author dates run backwards after a rebase, and clocks are wrong; the line is the order of publication."""
    repository.commit({"a.md": "1\n"}, written="2020-05-01T00:00:00Z", reached="2020-06-01T00:00:00Z")
    repository.commit({"a.md": "2\n"}, written="2020-04-01T00:00:00Z", reached="2030-06-02T00:00:00Z")
    repository.commit({"a.md": "3\n"}, written="2020-03-01T00:00:00Z", reached="2019-06-03T00:00:00Z")

    line = commits_of(repository)

    assert [commit.committed.year for commit in line] == [2020, 2030, 2019]
    assert [commit.authored.month for commit in line] == [5, 4, 3]
    assert texts_of(repository, "a.md") == ["1\n", "2\n", "3\n"]


def test_the_day_of_a_commit_is_that_of_the_moment_not_of_the_authors_zone(repository: Repository) -> None:
    repository.commit({"a.md": "1\n"}, reached="2020-01-01T23:30:00-0800")

    assert commits_of(repository)[0].day(UTC) == date(2020, 1, 2)


@pytest.mark.parametrize(
    ("ident", "moment", "odd"),
    [
        (b"A <a@x> 1577880000 +0000", datetime(2020, 1, 1, 12, tzinfo=UTC), False),
        (b"A <a@x>", datetime(1970, 1, 1, tzinfo=UTC), True),
        (b"A <a@x> junk", datetime(1970, 1, 1, tzinfo=UTC), True),
        (b"A <a@x> -5 +0000", datetime(1970, 1, 1, tzinfo=UTC), True),
        (b"A <a@x> 1.5 +0000", None, False),  # git reads 1 and what follows as a zone
        (b"A <a@x> 1099511627776 +0000", datetime(9999, 12, 31, tzinfo=UTC), True),
        (b"A <a@x> 9223372036854775808 +0000", datetime(9999, 12, 31, tzinfo=UTC), True),
        (b"A <a@x> " + b"9" * 9000 + b" +0000", datetime(9999, 12, 31, tzinfo=UTC), True),
        (b"A <a@x> 17 +9999999", datetime(1970, 1, 1, 0, 0, 17, tzinfo=UTC), False),
        (b"A a@x 5", datetime(1970, 1, 1, tzinfo=UTC), True),
        (b"", datetime(1970, 1, 1, tzinfo=UTC), True),
        (b"<script> <script>", datetime(1970, 1, 1, tzinfo=UTC), True),
    ],
)
def test_absurd_dates_and_authors_are_kept_within_the_calendar(
    repository: Repository, ident: bytes, moment: datetime | None, odd: bool
) -> None:
    """Anybody can make such commits with `git hash-object --literally`; Python's own date functions fail on them."""
    repository.commit({"a.md": "1\n"})
    repository.commit_object(ident, ident, b"message\n")

    commit = commits_of(repository)[1]

    if moment is not None:
        assert (commit.committed, commit.odd_dates) == (moment, odd)
    assert commit.committed <= datetime(9999, 12, 31, tzinfo=UTC)
    assert commit.message in ("message\n", "message")
    assert commit.committed.astimezone(UTC)


def test_a_message_in_latin_1_is_read(repository: Repository) -> None:
    """GitPython's own commit objects do not honour the encoding header."""
    repository.commit({"a.md": "1\n"})
    repository.commit_object(b"Ren\xe9 <r@x> 1 +0000", b"Ren\xe9 <r@x> 1 +0000", b"caf\xe9\n", b"encoding ISO-8859-1\n")

    commit = commits_of(repository)[1]

    assert (commit.author, commit.message) == ("René", "café\n")


def test_a_message_of_ten_million_characters_is_cut(repository: Repository) -> None:
    repository.commit({"a.md": "1\n"})
    repository.commit_object(b"A <a@x> 1 +0000", b"A <a@x> 1 +0000", b"x" * 10_000_000)

    assert len(commits_of(repository)[1].message) == gitlog.MESSAGE_LIMIT


@pytest.mark.parametrize("encoding", [b"UTF-16", b"UTF-7", b"nonsense", b"UTF-32LE"])
def test_no_encoding_of_a_message_can_break_the_log(repository: Repository, encoding: bytes) -> None:
    """A NUL byte smuggled in by another encoding would end a field early and could forge a commit."""
    repository.commit({"a.md": "1\n"})
    ident = b"A+AAA-B <a@x> 1 +0000"
    repository.commit_object(ident, ident, b"caf+AAA-:100644 \0x\n", b"encoding " + encoding + b"\n")
    last = repository.commit({"a.md": "2\n"})

    line = commits_of(repository)

    assert len(line) == 3
    assert line[-1].id == last
    assert paths_of(line[-1]) == ["a.md"]


def test_a_message_that_looks_like_a_log_is_only_a_message(repository: Repository) -> None:
    forged = f":100644 100644 {'0' * 40} {'1' * 40} M\nevil.md\n{'2' * 40}\n"
    repository.commit({"a.md": "1\n"}, forged)
    repository.commit({}, "")

    line = commits_of(repository)

    assert [(commit.message, paths_of(commit)) for commit in line] == [(forged, ["a.md"]), ("", [])]


def test_the_mailmap_in_the_tree_speaks_for_nobody(repository: Repository) -> None:
    """Whoever may edit the repository could put another name under old commits."""
    repository.commit({"a.md": "1\n", ".mailmap": "Someone Else <editor@example.org>\n"})

    assert commits_of(repository)[0].author == "Ed Itor"


def test_replacements_do_not_change_what_is_published(repository: Repository) -> None:
    """A clone has no replacement refs: two builds of one commit must not differ."""
    first = repository.commit({"a.md": "true\n"}, "true")
    other = repository.commit({"a.md": "false\n"}, "false")
    repository.git("replace", first, other)
    repository.git("replace", repository.blob("true\n"), repository.blob("false\n"))

    assert commits_of(repository)[0].message == "true"
    assert texts_of(repository, "a.md")[0] == "true\n"


# -- files --------------------------------------------------------------------------------------------------------

ODD_NAMES = [
    b'quo"te.md',
    b"li\nne.md",
    b"--output=x.md",
    b"-x.md",
    b":(top)x.md",
    b"*.md",
    b"caf\xe9.md",
    b"ta\tb.md",
    b" blank .md",
    b"\xf0\x9f\x98\x80.md",
    b":100644 100644.md",
    b"$(touch x).md",
]


def test_odd_file_names_come_through_whole(repository: Repository) -> None:
    """By default git quotes such names, and takes some of them for patterns."""
    for name in ODD_NAMES:
        repository.stage(name, "text\n")
    repository.commit_index()

    with open_repository(repository.folder) as opened:
        found = [os.fsencode(path) for path in paths_of(opened.commits()[0])]
        tracked = opened.tracked_paths(str(opened.head()))

    assert sorted(found) == sorted(ODD_NAMES)
    assert sorted(map(os.fsencode, tracked)) == sorted(ODD_NAMES)
    assert set(tracked.values()) == {("100644", repository.blob("text\n"))}


def test_modes_of_links_submodules_and_programs_are_told(repository: Repository) -> None:
    first = repository.commit({"a.md": "1\n"})
    repository.stage("link.md", "a.md", "120000")
    repository.stage("module", first, "160000")
    repository.stage("run.md", "x\n", "100755")
    repository.commit_index()

    with open_repository(repository.folder) as opened:
        modes = {path: mode for path, (mode, _) in opened.tracked_paths(str(opened.head())).items()}

    assert modes == {"a.md": "100644", "link.md": "120000", "module": "160000", "run.md": "100755"}


def test_renames_come_as_a_deletion_and_an_addition_however_many(repository: Repository) -> None:
    """Git gives up on renames above a limit, with a warning nobody sees."""
    repository.commit({f"old/{number}.md": f"Text {number} of many\n" * 9 for number in range(1100)})
    repository.git("mv", "old", "new")
    repository.commit()

    with open_repository(repository.folder) as opened:
        statuses = [change.status for change in opened.commits()[1].changes]

    assert sorted(set(statuses)) == ["A", "D"]
    assert len(statuses) == 2200


def test_texts_come_in_the_order_asked_for(repository: Repository) -> None:
    contents = [b"one\n", b"", b"two\0three", b"\xff\xfe", b"one\n"]
    blobs = [repository.blob(content) for content in contents]
    repository.commit({"a.md": "1\n"})

    with open_repository(repository.folder) as opened:
        found = list(opened.texts(iter(blobs)))
        single = [opened.text(blob) for blob in blobs]

    assert found == list(zip(blobs, contents, strict=True))
    assert single == contents


def test_no_texts_are_no_problem(repository: Repository) -> None:
    repository.commit({"a.md": "1\n"})

    with open_repository(repository.folder) as opened:
        assert list(opened.texts([])) == []


def test_a_reader_may_stop_in_the_middle(repository: Repository) -> None:
    """Nothing is left running, and the repository can be read on."""
    blobs = [repository.blob(f"{number}" * 90_000) for number in range(9)]
    repository.commit({"a.md": "1\n"})

    with open_repository(repository.folder) as opened:
        stream = opened.texts(blobs)
        next(stream)
        stream.close()  # type: ignore[attr-defined]

        assert opened.text(blobs[8]) == b"8" * 90_000


def test_of_a_huge_file_only_so_much_is_read_that_it_is_refused(repository: Repository) -> None:
    huge, small = repository.blob("x" * (LIMIT + 5_000_000)), repository.blob("small")
    repository.commit({"a.md": "1\n"})

    with open_repository(repository.folder) as opened:
        (_, data), (_, after) = opened.texts([huge, small])

        assert len(data) == len(opened.text(huge)) == LIMIT + 1
        assert after == opened.text(small) == b"small"


@pytest.mark.parametrize("many", [True, False])
def test_a_missing_object_is_named(repository: Repository, many: bool) -> None:
    repository.commit({"a.md": "1\n"})

    with open_repository(repository.folder) as opened, pytest.raises(RepositoryError, match=f"{'1' * 40} is missing"):
        list(opened.texts(["1" * 40])) if many else opened.text("1" * 40)


def test_only_files_are_texts(repository: Repository) -> None:
    commit = repository.commit({"a.md": "1\n"})

    with open_repository(repository.folder) as opened, pytest.raises(RepositoryError, match="is commit"):
        opened.text(commit)


@pytest.mark.parametrize("name", ["HEAD", "--output=x", "main", "", "1" * 39, "1" * 40 + "\n", "1" * 40 + "..HEAD"])
def test_nothing_but_object_ids_reaches_git(repository: Repository, name: str) -> None:
    """An argument that somebody else chose could be an option."""
    repository.commit({"a.md": "1\n"})

    with open_repository(repository.folder) as opened:
        for ask in (opened.text, opened.commits, opened.tracked_paths, lambda blob: list(opened.texts([blob]))):
            with pytest.raises(RepositoryError, match="is not an object id"):
                ask(name)


def test_sha256_repositories_are_read(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "long", "--object-format=sha256")
    repository.commit({"a.md": "1\n"})

    assert len(commits_of(repository)[0].id) == 64
    assert texts_of(repository, "a.md") == ["1\n"]


def test_the_working_tree_is_never_read(repository: Repository) -> None:
    """What is published is what was committed; a half-typed sentence is nobody's terms."""
    repository.commit({"a.md": "committed\n"})
    repository.write("a.md", "half-typed")
    repository.write("new.md", "new")
    repository.git("add", "new.md")

    assert texts_of(repository, "a.md") == ["committed\n"]
    assert paths_of(commits_of(repository)[0]) == ["a.md"]


def test_line_ends_and_encodings_of_the_working_tree_do_not_matter(repository: Repository) -> None:
    """With autocrlf or working-tree-encoding the file on disk is not the text in the commit."""
    repository.write(".gitattributes", "*.md text eol=crlf\nwide.md text eol=lf working-tree-encoding=UTF-16LE\n")
    repository.write("a.md", "one\r\ntwo\r\n")
    repository.write("wide.md", "wide\n".encode("utf-16-le"))
    repository.commit()

    assert texts_of(repository, "a.md") == ["one\ntwo\n"]
    assert texts_of(repository, "wide.md") == ["wide\n"]


# -- where the repository is --------------------------------------------------------------------------------------


def opened_at(folder: Path) -> GitRepository:
    with open_repository(folder) as opened:
        return opened


def test_the_repository_is_found_from_a_folder_inside_it(repository: Repository) -> None:
    head = repository.commit({"policies/terms/a.md": "1\n"})

    opened = opened_at(repository.folder / "policies" / "terms")

    assert (opened.root, opened.prefix) == (repository.folder.resolve(), "policies/terms")
    assert opened.head() == head
    assert opened_at(repository.folder).prefix == ""


def test_a_path_through_a_link_is_found(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"policies/a.md": "1\n"})
    (tmp_path / "shortcut").symlink_to(repository.folder / "policies")

    assert opened_at(tmp_path / "shortcut").prefix == "policies"


def test_folder_names_are_taken_as_they_are(tmp_path: Path) -> None:
    """GitPython expands `~` and variables in paths."""
    repository = Repository(tmp_path / "$HOME ~ [x]\n%41")
    repository.commit({"a.md": "1\n"})

    assert len(commits_of(repository)) == 1


def test_a_detached_head_is_read(repository: Repository) -> None:
    """Continuous integration checks out commits, not branches."""
    first = repository.commit({"a.md": "1\n"})
    repository.commit({"a.md": "2\n"})
    repository.git("checkout", "--quiet", "--detach", first)

    assert [commit.id for commit in commits_of(repository)] == [first]


def test_a_bare_repository_is_read(repository: Repository, tmp_path: Path) -> None:
    head = repository.commit({"a.md": "1\n"})
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))

    opened = opened_at(tmp_path / "bare.git")

    assert (opened.head(), opened.root, opened.prefix) == (head, None, "")
    assert texts_of(Repository(tmp_path / "bare.git", create=False), "a.md") == ["1\n"]


def test_a_linked_work_tree_is_read_at_its_own_commit(repository: Repository, tmp_path: Path) -> None:
    first = repository.commit({"a.md": "1\n"})
    repository.commit({"a.md": "2\n"})
    repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"), first)

    opened = opened_at(tmp_path / "linked")

    assert (opened.head(), opened.root) == (first, (tmp_path / "linked").resolve())


def test_a_submodule_is_a_repository_of_its_own(repository: Repository, tmp_path: Path) -> None:
    outer = Repository(tmp_path / "outer")
    head = repository.commit({"a.md": "1\n"})
    outer.git("submodule", "--quiet", "add", str(repository.folder), "content")
    outer.commit()

    assert opened_at(outer.folder / "content").head() == head


def test_a_bare_repository_inside_the_content_is_never_opened(repository: Repository) -> None:
    """It came with the content, configuration included, and could be there to be run."""
    repository.commit({"a.md": "1\n"})
    inner = Repository(repository.folder / "terms", "--bare")
    head = repository.commit({"b.md": "1\n"})

    assert opened_at(inner.folder).head() == head
    assert opened_at(inner.folder).prefix == "terms"


def test_an_empty_git_folder_on_the_way_is_passed_by(repository: Repository) -> None:
    head = repository.commit({"terms/a.md": "1\n"})
    (repository.folder / "terms" / ".git").mkdir()

    assert opened_at(repository.folder / "terms").head() == head


def test_the_repository_stays_as_it_was_when_opened(repository: Repository) -> None:
    """A commit made during a build must not appear in half of the pages."""
    first = repository.commit({"a.md": "1\n"})
    with open_repository(repository.folder) as opened:
        repository.commit({"a.md": "2\n"})

        assert [commit.id for commit in opened.commits()] == [opened.head()] == [first]


# -- the log as bytes ---------------------------------------------------------------------------------------------


@given(st.lists(st.binary(max_size=9).filter(lambda piece: b"\0" not in piece)), st.integers(1, 7))
def test_pieces_do_not_depend_on_how_the_output_arrives(pieces: list[bytes], size: int) -> None:
    output = b"\0".join(pieces)
    chunks = [output[start : start + size] for start in range(0, len(output), size)]

    assert list(gitlog.tokens(chunks)) == (pieces or [b""])


@given(st.lists(st.sampled_from([b"", b"\n", b":", b"a" * 40, b":100644 100644 x y M", b"1", b"x"])))
def test_a_log_that_makes_no_sense_is_refused_or_read_but_nothing_else(pieces: list[bytes]) -> None:
    try:
        found = list(gitlog.commits(pieces))
    except RepositoryError:
        return

    assert all(len(commit.id) == 40 for commit in found)


def test_the_tests_themselves_do_not_see_the_developers_git() -> None:
    assert not [name for name in environment() if name.startswith("GIT_") and "CONFIG" not in name]
