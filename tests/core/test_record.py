"""What of a published site a repository no longer gives."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from policybook.core.errors import ContentError
from policybook.core.record import LossKind, Record, RecordedRevision, losses, present, record_from

FIRST, SECOND, OTHER = "a" * 64, "b" * 64, "c" * 64


def revision(name: str = "2020-01-01", **values: Any) -> RecordedRevision:
    defaults: dict[str, Any] = {
        "policy": "terms",
        "id": name,
        "posted": date(2020, 1, 1),
        "effective": date(2020, 2, 1),
        "commit": "1" * 40,
        "texts": (("terms", FIRST), ("refund", SECOND)),
    }
    return RecordedRevision(**{**defaults, **values})


def lost(*now: RecordedRevision, line: tuple[str, ...] = ("1" * 40,)) -> list[tuple[LossKind, str]]:
    """Return what is lost of one published revision."""
    found = losses(Record(commit="1" * 40, revisions=(revision(),)), present(now, line))
    assert all(loss.revision == "terms/2020-01-01" for loss in found)
    return [(loss.kind, loss.message) for loss in found]


def test_what_is_still_there_is_not_lost() -> None:
    """Nor is it when further revisions follow."""
    assert lost(revision(), revision("2020-05-01")) == []


def test_a_revision_that_vanished_is_named_with_its_day() -> None:
    """Its permanent address would be dead."""
    assert lost() == [
        (LossKind.VANISHED, "the repository has no such revision; it was published on 2020-01-01"),
    ]
    assert lost(line=()) == [
        (
            LossKind.VANISHED,
            "commit 1111111111 is no longer on the main line; it was published on 2020-01-01",
        ),
    ]


def test_a_changed_text_is_named_with_both_hashes() -> None:
    """The address would show other words than were published there."""
    assert lost(revision(texts=(("terms", FIRST), ("refund", OTHER)))) == [
        (LossKind.TEXT, f"refund was published with SHA-256 {SECOND[:16]}…, the repository gives {OTHER[:16]}…"),
    ]


def test_documents_that_came_or_went_are_named() -> None:
    """A page with one document more or less is another text."""
    assert lost(revision(texts=(("terms", FIRST),))) == [
        (LossKind.TEXT, f"refund was published with SHA-256 {SECOND[:16]}…; it is missing")
    ]
    assert lost(revision(texts=(("terms", FIRST), ("refund", SECOND), ("fees", OTHER)))) == [
        (LossKind.TEXT, "fees was not part of it when it was published")
    ]


def test_a_document_that_was_renamed_since_is_the_same_text() -> None:
    """Ids follow the file's last name, also in old revisions."""
    assert lost(revision(texts=(("terms", FIRST), ("returns", SECOND)))) == []


def test_days_do_not_change_behind_readers_backs() -> None:
    """They are what people rely on; a postponement leaves the old day on record."""
    kinds = [kind for kind, _ in lost(revision(posted=date(2020, 1, 2), effective=date(2020, 3, 1)))]
    postponed = revision(effective=date(2020, 3, 1), replaced=(date(2020, 2, 1),))

    assert kinds == [LossKind.DATES, LossKind.DATES]
    assert lost(postponed) == []


def test_rewritten_history_is_named_though_all_else_is_the_same() -> None:
    """Without a seal nothing says that the text is the one that was published then."""
    assert lost(revision(commit="2" * 40), line=("2" * 40,)) == [
        (LossKind.REWRITTEN, "commit 1111111111 is no longer on the main line")
    ]


def test_a_seal_outlives_rewritten_history() -> None:
    """Text, days and address are what they were: nothing is lost."""
    assert lost(revision(commit="2" * 40, sealed=True), line=("2" * 40,)) == []
    assert len(lost(revision(commit="2" * 40, sealed=True, posted=date(2020, 1, 2)), line=())) == 2


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"id": "terms", "versions": [{}]},
        {"commit": None, "revisions": [{"policy": 1}]},
        {"id": "terms", "versions": [{"id": "1", "posted": "x", "effective": "y", "commit": None, "documents": []}]},
    ],
)
def test_anything_else_is_no_record(document: object) -> None:
    """To take it for an empty one would let everything vanish."""
    with pytest.raises(ContentError, match=r"is no manifest\.json and no versions\.json"):
        record_from(document, path="manifest.json")
