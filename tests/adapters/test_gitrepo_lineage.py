"""From real repositories to documents: git's traps that only show when reading and following work together."""

from __future__ import annotations

from posixpath import basename, dirname, splitext

import pytest

from policybook.adapters.gitrepo import open_repository
from policybook.core.errors import ContentError, RepositoryError
from policybook.core.lineage import traced
from policybook.core.source import decode
from repositories import Repository

PROSE = " ".join(f"word{number}" for number in range(300))


def identity(path: str) -> str:
    stem = splitext(path)[0]
    return dirname(stem) if basename(stem) == "index" else stem


def documents(repository: Repository, folder: str = "content/") -> dict[str, list[str]]:
    """The texts of every document by its last path, oldest first, a deletion as an empty one."""
    with open_repository(repository.folder) as opened:

        def text(blob: str) -> str:
            return decode(opened.text(blob), path=blob, strict=True).text if blob else ""

        found = traced(
            opened.commits(),
            belongs=lambda path: path.startswith(folder) and path.endswith(".md"),
            identity=identity,
            text=text,
        )
        return {item.path: [text(version.blob) for version in item.versions] for item in found.lineages}


def test_a_rename_that_git_cannot_see(repository: Repository) -> None:
    """One long line, edited: git finds nothing in common, and even with renames it shows a new file."""
    edited = PROSE.replace("word7 ", "WORD ")
    repository.commit({"content/a.md": PROSE})
    repository.commit({"content/a.md": None, "content/b.md": edited})

    assert "R" not in repository.git("show", "--name-status", "--format=", "-M")
    assert documents(repository) == {"content/b.md": [PROSE, edited]}


def test_many_files_renamed_and_edited_at_once(repository: Repository) -> None:
    """More than diff.renameLimit, from where git says nothing but `added` and `deleted`."""
    texts = {f"{number}.md": f"{number} " * 60 + PROSE for number in range(1050)}
    repository.commit({f"content/old/{name}": text for name, text in texts.items()})
    repository.git("mv", "content/old", "content/new")
    repository.commit({f"content/new/{name}": text + " edited" for name, text in texts.items()})

    assert documents(repository) == {f"content/new/{name}": [text, text + " edited"] for name, text in texts.items()}


def test_a_document_deleted_and_made_again(repository: Repository) -> None:
    repository.commit({"content/a.md": "1\n"})
    repository.commit({"content/a.md": None})
    repository.commit({"content/a.md": "2\n"})

    assert documents(repository) == {"content/a.md": ["1\n", "", "2\n"]}


def test_a_revert_is_a_version_like_any_other(repository: Repository) -> None:
    repository.commit({"content/a.md": "1\n"})
    repository.commit({"content/a.md": "2\n"})
    repository.git("revert", "--no-edit", "HEAD")

    assert documents(repository) == {"content/a.md": ["1\n", "2\n", "1\n"]}


def test_documents_of_a_branch_arrive_with_their_merge(repository: Repository) -> None:
    repository.commit({"content/a.md": PROSE})
    repository.git("checkout", "--quiet", "-b", "draft")
    repository.commit({"content/a.md": None, "content/b.md": PROSE + " wip"})
    repository.commit({"content/b.md": PROSE + " done"})
    repository.git("checkout", "--quiet", "main")
    repository.commit({"content/c.md": "c\n"})
    repository.merge("draft")

    assert documents(repository) == {"content/b.md": [PROSE, PROSE + " done"], "content/c.md": ["c\n"]}


def test_names_that_differ_in_case_only(repository: Repository) -> None:
    repository.stage("content/Terms.md", "1\n")
    repository.commit_index()
    repository.git("rm", "--quiet", "--cached", "content/Terms.md")
    repository.stage("content/terms.md", "2\n")
    repository.commit_index()

    assert documents(repository) == {"content/terms.md": ["1\n", "2\n"]}


@pytest.mark.parametrize(
    ("one", "other"), [("content/TP.md", "content/tp.md"), ("content/é.md", "content/e\N{COMBINING ACUTE ACCENT}.md")]
)
def test_twins_at_the_head(repository: Repository, one: str, other: str) -> None:
    """Linux holds both; a clone on another system has one of them, and nobody knows which."""
    repository.stage(one, "1\n")
    repository.stage(other, "2\n")
    repository.commit_index()

    with pytest.raises(ContentError, match="is the same document as"):
        documents(repository)


def test_a_policy_that_moves_into_the_content(repository: Repository) -> None:
    repository.commit({"TERMS.md": PROSE})
    repository.commit({"TERMS.md": PROSE + " 2"})
    repository.commit({"TERMS.md": None, "content/terms.md": PROSE + " 3"})

    assert documents(repository) == {"content/terms.md": [PROSE, PROSE + " 2", PROSE + " 3"]}


def test_permissions_and_submodules_and_links(repository: Repository) -> None:
    head = repository.commit({"content/a.md": "1\n"})
    repository.stage("content/a.md", "1\n", "100755")
    repository.stage("content/module.md", head, "160000")
    repository.stage("content/link.md", "../legal/b.txt", "120000")
    repository.stage("legal/b.txt", "b\n")
    repository.commit_index()
    repository.stage("legal/b.txt", "b2\n")
    repository.commit_index()

    assert documents(repository) == {"content/a.md": ["1\n"], "content/link.md": ["b\n", "b2\n"]}


def test_a_link_out_of_the_repository(repository: Repository) -> None:
    repository.stage("content/passwords.md", "../../../etc/passwd", "120000")
    repository.commit_index()

    with pytest.raises(ContentError, match="leads out of the repository"):
        documents(repository)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n", RepositoryError),
        (b"a\0b", ContentError),
        (b"caf\xe9", ContentError),
    ],
)
def test_content_that_is_no_text(repository: Repository, content: bytes, error: type[Exception]) -> None:
    repository.commit({"content/a.md": content})

    with pytest.raises(error):
        documents(repository)


def test_marks_and_line_ends_in_the_blobs_themselves(repository: Repository) -> None:
    repository.commit({"content/a.md": b"\xef\xbb\xbfone\r\ntwo\r\n"})

    assert documents(repository) == {"content/a.md": ["one\ntwo\n"]}
