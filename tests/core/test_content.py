"""What part each path of the content folder plays."""

from __future__ import annotations

import pytest

from policybook.core.content import content_map

NOTED = content_map(
    ["content/refund.md", "content/refund/revisions/1.md", "content/terms/index.md", "content/about.md"], "content"
)


@pytest.mark.parametrize(
    ("path", "folder", "document"),
    [
        ("content/refund.md", "refund", "refund"),
        ("content/refund/revisions/1.md", "refund", "1"),
        ("content/terms/index.md", "terms", "terms"),
        ("content/terms/fees.md", "terms", "fees"),
    ],
)
def test_a_policy_is_a_folder_or_a_file_beside_its_notes(path: str, folder: str, document: str) -> None:
    """Repositories whose policies are single files can keep notes without moving them."""
    assert (NOTED.policy_folder(path), NOTED.document_id(path)) == (folder, document)
    assert NOTED.is_source(path)


def test_other_pages_at_the_top_are_no_policies() -> None:
    """They are published as any MkDocs site would."""
    assert not NOTED.is_source("content/about.md")
    assert not NOTED.is_document("content/index.md")
    assert not NOTED.is_document("content/README.md")


def test_a_file_beside_a_policys_own_first_document_is_another_page() -> None:
    """`terms.md` does not replace `terms/index.md`."""
    content = content_map(["terms.md", "terms/index.md", "terms/revisions/1.md"], "")

    assert not content.is_source("terms.md")
    assert content.policy_folder("terms/index.md") == "terms"


@pytest.mark.parametrize("with_notes", [False, True])
def test_a_file_and_the_index_of_its_folder_are_one_document(with_notes: bool) -> None:
    """`cancellation.md` became `cancellation/index.md`, before there were notes or after."""
    content = content_map(["a/index.md", *(["a/revisions/1.md"] if with_notes else [])], "")

    assert content.identity("cancellation.md") == content.identity("cancellation/index.md") == "cancellation"
    assert content.identity("terms/refund.md") == "terms/refund"
