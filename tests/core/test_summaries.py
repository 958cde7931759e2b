"""A factual line for a revision that nobody described."""

from __future__ import annotations

from datetime import date

import pytest

from policies import policy, revision, text, version
from policybook.core.model import Kind
from policybook.core.summaries import generated_summary
from policybook.core.timeline import Change, DocumentText, Revision


def amended(change: Change, *, document: str = "terms", gone: bool = False) -> DocumentText:
    return DocumentText(
        document=document, change=change, version=None if gone else version(2, document), previous=version(1, document)
    )


@pytest.mark.parametrize(
    ("texts", "documents", "sections", "expected"),
    [
        ([text(1, change=Change.ADDED)], (), (), "First publication."),
        ([amended(Change.AMENDED)], (), (), "Changes the text."),
        ([amended(Change.AMENDED)], (), ("§ 2.1", "§ 3"), "Changes § 2.1, § 3."),
        ([amended(Change.AMENDED)], (), ("1", "2", "3", "4"), "Changes 1, 2, 3 and other sections."),
        ([amended(Change.AMENDED)], ("Refund Policy",), ("§ 2",), "Changes § 2 (Refund Policy)."),
        ([amended(Change.AMENDED)], ("A", "B", "C"), (), "Changes A, B and C."),
        ([amended(Change.SAME), amended(Change.ADDED, document="refund")], ("Refunds",), (), "Adds Refunds."),
        (
            [amended(Change.SAME), amended(Change.REMOVED, document="refund", gone=True)],
            ("Refunds",),
            (),
            "Removes Refunds.",
        ),
        ([amended(Change.REMOVED, gone=True)], (), (), "Withdrawn."),
        ([], (), (), "Recorded from the time before this archive; the text is not part of it."),
    ],
)
def test_the_line_says_what_happened(
    texts: list[DocumentText], documents: tuple[str, ...], sections: tuple[str, ...], expected: str
) -> None:
    """It names what can be known, and praises nothing."""
    made = revision(2, "2024-01-01", texts=texts)

    assert generated_summary(policy(made), made, documents=documents, sections=sections) == expected


def test_a_postponement_names_both_days() -> None:
    """The day that was announced and the day that holds."""
    target = revision(1, "2024-09-16", replaced=(date(2024, 8, 15),))
    note: Revision = revision(2, "2024-09-16", texts=(), kind=Kind.POSTPONED, postpones="1")

    assert (
        generated_summary(policy(target, note), note, documents=(), sections=())
        == "The revision 1 takes effect on 16 September 2024, not on 15 August 2024."
    )


def test_what_was_done_is_said_where_it_is_known() -> None:
    """Which clauses were added says more than where."""
    made = revision(2, "2024-01-01", texts=[amended(Change.AMENDED)])

    line = generated_summary(
        policy(made), made, documents=("Refunds",), sections=("§ 2",), phrases=("changes § 2", "adds a clause")
    )

    assert line == "Changes § 2 in Refunds; adds a clause."
