"""What the arguments of `policybook diff` mean, and which files of two moments are compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from policybook.app.compare import Question, question
from policybook.app.snapshots import Snapshot, called, documents, pairs
from policybook.app.versions import commit_named, document_named, version_at
from policybook.core.errors import UsageError
from repositories import Line
from scripted import ScriptedRepository, book_of, note

LONG = "These words are long enough to tell one text from another, wherever its file may lie. {}\n"


def snapshot(files: Mapping[str, str]) -> Snapshot:
    """Return a snapshot whose object ids are the texts themselves."""
    return Snapshot(name="then", files=files, read=lambda path: files[path].encode())


# ---- arguments


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ("", Question()),
        ("terms", Question(document="terms")),
        ("content/terms/index.md", Question(document="content/terms/index.md")),
        ("a..b", Question(old="a", new="b")),
        ("..b", Question(old="HEAD", new="b")),
        ("a..", Question(old="a", new="HEAD")),
        ("terms a..b", Question(document="terms", old="a", new="b")),
        ("terms a b", Question(document="terms", old="a", new="b")),
        ("a.md b.MARKDOWN", Question(files=("a.md", "b.MARKDOWN"))),
        ("../a.md b.md", Question(files=("../a.md", "b.md"))),
    ],
)
def test_arguments_make_a_question(arguments: str, asked: Question, tmp_path: Path) -> None:
    """Each form has one meaning."""
    assert question(arguments.split(), tmp_path) == asked


def test_a_file_that_has_dots_in_its_name_is_no_range(tmp_path: Path) -> None:
    """What lies there is what is meant."""
    (tmp_path / "a..b").mkdir()

    assert question(["a..b"], tmp_path) == Question(document="a..b")
    assert question(["a..b.md"], tmp_path) == Question(document="a..b.md")


def test_files_of_other_names_are_files_when_they_lie_there(tmp_path: Path) -> None:
    """A shell hands over `/dev/fd/63` for `<(command)`."""
    (tmp_path / "draft.txt").write_text("Text.\n")
    draft = str(tmp_path / "draft.txt")

    assert question([draft, "b.md"], tmp_path).files == (draft, "b.md")
    assert question([draft, draft], tmp_path).files == (draft, draft)


@pytest.mark.parametrize("arguments", ["terms old", "a...b", "a..b..c", "terms a...b", "terms a b c", "a.md old"])
def test_other_arguments_are_refused(arguments: str, tmp_path: Path) -> None:
    """A guess could show the wrong comparison."""
    with pytest.raises(UsageError) as refused:
        question(arguments.split(), tmp_path)

    assert refused.value.hint


@pytest.mark.parametrize(
    ("asked", "several"),
    [
        (Question(), True),
        (Question(old="a", new="b"), True),
        (Question(document="a"), False),
        (Question(files=("a", "b")), False),
    ],
)
def test_a_question_says_whether_it_is_about_several_documents(asked: Question, several: bool) -> None:
    """Then each is printed under a heading."""
    assert asked.several is several


# ---- commits


@pytest.mark.parametrize(
    ("name", "position"),
    [
        ("HEAD", 4),
        ("@", 4),
        ("HEAD^", 3),
        ("HEAD~", 3),
        ("HEAD~0", 4),
        ("HEAD~2^", 1),
        ("HEAD~4", 0),
        ("0" * 39 + "2", 2),
    ],
)
def test_commits_are_named_as_in_git(name: str, position: int) -> None:
    """Along the line of first parents."""
    line = Line()
    for number in range(5):
        line.commit({"a.md": str(number)})

    assert commit_named(line.commits, name).position == position


@pytest.mark.parametrize(
    "name", ["", "HEAD~5", "HEAD~9999999", "main", "0000", "000", "f" * 40, "HEAD@{1}", "--all", "HEAD:a.md", "-1"]
)
def test_other_names_are_no_commits(name: str) -> None:
    """Neither are beginnings that several ids share, nor what git alone would understand."""
    line = Line()
    for number in range(5):
        line.commit({"a.md": str(number)})

    with pytest.raises(UsageError) as refused:
        commit_named(line.commits, name)

    assert refused.value.hint


def test_ids_may_be_typed_in_capitals() -> None:
    """As some programs copy them."""
    repository = ScriptedRepository()
    commit = repository.commit("2024-01-01", {"a.md": "A"})

    assert commit_named([commit], commit.id[:9].upper()) is commit


# ---- documents and versions


def history() -> ScriptedRepository:
    repository = ScriptedRepository()
    repository.commit(
        "2024-01-01",
        {
            "terms/index.md": LONG.format(1),
            "terms/refund.md": "Refunds.\n",
            "terms/revisions/2024-01-01.md": note("First.", kind="initial"),
        },
    )
    repository.commit(
        "2024-02-01",
        {"terms/index.md": LONG.format(2), "terms/revisions/2024-02-01.md": note("Then.", effective="2024-03-01")},
    )
    repository.commit("2024-02-02", {"terms/refund.md": None, "terms/revisions/2024-02-02.md": note("No refunds.")})
    return repository


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("terms", "terms"),
        ("terms/refund", "refund"),
        ("refund", "refund"),
        ("content/terms/index.md", "terms"),
        ("content/terms/refund.md", "refund"),
    ],
)
def test_a_document_is_named_by_id_or_path(name: str, document: str) -> None:
    """Also one that is gone."""
    policy, found = document_named(book_of(history()), name)

    assert (policy.id, found) == ("terms", document)


@pytest.mark.parametrize("name", ["nowhere", "content/nowhere.md", "content/terms/revisions/2024-01-01.md"])
def test_an_unknown_document_is_refused(name: str) -> None:
    """With what there is."""
    with pytest.raises(UsageError):
        document_named(book_of(history()), name)


@pytest.mark.parametrize(
    ("name", "position"),
    [("2024-01-01", 0), ("2024-02-01", 1), ("2024-02-28", 0), ("2024-03-05", 1), ("HEAD", 1), ("HEAD~2", 0)],
)
def test_a_version_is_that_of_a_revision_a_day_or_a_commit(name: str, position: int) -> None:
    """A revision's text is its own; a day's text is the one in force."""
    book = book_of(history())
    policy, document = document_named(book, "terms")

    assert version_at(book, policy, document, name).position == position


@pytest.mark.parametrize("name", ["2023-01-01", "2024-02-02", "HEAD", "yesterday", "HEAD~7", "ffff"])
def test_a_version_without_a_text_of_the_document_is_refused(name: str) -> None:
    """With the revisions there are."""
    book = book_of(history())
    policy, document = document_named(book, "terms/refund")

    with pytest.raises(UsageError):
        version_at(book, policy, document, name)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("terms", "c/terms/index.md"),
        ("terms/terms", "c/terms/index.md"),
        ("terms/refund", "c/terms/refund.md"),
        ("refund", "c/terms/refund.md"),
        ("data-use", "c/Data Use/index.md"),
        ("Data Use/faq", "c/Data Use/faq.md"),
    ],
)
def test_a_living_document_is_found_without_its_history(name: str, path: str) -> None:
    """The ids are those of `policybook show`."""
    files = ["c/terms/index.md", "c/terms/refund.md", "c/terms/faq.md", "c/Data Use/index.md", "c/Data Use/faq.md"]
    content, found = documents([*files, "c/terms/revisions/1.md", "c/page/other.md"], "c")

    assert found == files
    assert called(content, found, name) == path


@pytest.mark.parametrize(("name", "words"), [("faq", "names 2 documents"), ("nowhere", "there is no document")])
def test_an_id_of_none_or_several_is_refused(name: str, words: str) -> None:
    """With those that may be meant."""
    content, found = documents(["terms/faq.md", "terms/revisions/1.md", "privacy/index.md", "privacy/faq.md"], "")

    with pytest.raises(UsageError, match=words) as refused:
        called(content, found, name)

    assert "terms" in refused.value.hint


def test_an_empty_folder_has_no_documents_to_name() -> None:
    """The hint says so instead of an empty list."""
    with pytest.raises(UsageError) as refused:
        called(documents([], "")[0], [], "terms")

    assert refused.value.hint == "the content folder has no policies"


# ---- pairs


def test_files_of_one_path_are_compared_when_they_differ() -> None:
    """The first document of a policy before the others, whatever its name in the alphabet."""
    old = snapshot({"terms/a.md": "A", "terms/index.md": "I", "terms/same.md": "S", "b/index.md": "B"})
    new = snapshot({"terms/a.md": "A2", "terms/index.md": "I2", "terms/same.md": "S", "b/index.md": "B2"})

    assert list(pairs(old, new, [*old.files, *new.files])) == [
        ("b/index.md", "b/index.md"),
        ("terms/index.md", "terms/index.md"),
        ("terms/a.md", "terms/a.md"),
    ]


def test_a_renamed_file_is_compared_with_what_it_was() -> None:
    """Else the whole text would be struck and written anew."""
    old = snapshot({"terms.md": LONG.format("one"), "gone.md": "Nothing like it stays at all."})
    new = snapshot({"terms/index.md": LONG.format("two"), "fresh.md": "Some quite different words come in here."})

    assert list(pairs(old, new, [*old.files, *new.files])) == [
        ("", "fresh.md"),
        ("gone.md", ""),
        ("terms.md", "terms/index.md"),
    ]


def test_a_file_that_only_changed_its_name_is_compared() -> None:
    """Its title may come from the name."""
    old, new = snapshot({"terms.md": LONG}), snapshot({"rules.md": LONG})

    assert list(pairs(old, new, ["terms.md", "rules.md"])) == [("terms.md", "rules.md")]


def test_paths_that_are_in_neither_are_passed_over() -> None:
    """The list of documents may be of another time."""
    assert list(pairs(snapshot({}), snapshot({}), ["terms.md"])) == []
