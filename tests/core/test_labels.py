"""Clause numbers are found where an author typed one, and cited as readers would."""

from __future__ import annotations

import pytest

from policybook.core.labels import cited, label, marker_label, without_label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.1 You pay.", "2.1"),
        ("2.1.3. You pay.", "2.1.3"),
        ("4. Payment", "4"),
        ("(a) the fee", "(a)"),
        ("(iv) the fee", "(iv)"),
        ("(12) the fee", "(12)"),
        ("b) the fee", "b"),
        ("IV. Payment", "IV"),
        ("§ 7 Liability", "7"),
        ("Section 4.2(a) Fees", "4.2(a)"),
        ("Article XII: Law", "XII"),
        ("Annex B", "B"),
        ("Payment", ""),
        ("2.5% interest", ""),
        ("30 days", ""),
        ("1,000 users", ""),
        ("I agree", ""),
        ("e.g. this", ""),
        ("", ""),
    ],
)
def test_the_number_a_clause_begins_with_is_found(text: str, expected: str) -> None:
    """A sum or a day at the start of a sentence is not a clause number."""
    assert label(text) == expected


def test_a_text_without_its_label_is_the_rest() -> None:
    """Two clauses that differ in their labels alone are renumbered."""
    assert without_label("2.1 You pay.") == without_label("2.2. You pay.") == "You pay."
    assert without_label("You pay.") == "You pay."


@pytest.mark.parametrize(
    ("section", "own", "expected"),
    [
        ("2", "(a)", "2(a)"),
        ("2", "2.1", "2.1"),
        ("2", "b", "2(b)"),
        ("2", "3", "2"),
        ("", "3", "3"),
        ("2", "", "2"),
        ("", "(a)", "(a)"),
        ("", "", ""),
    ],
)
def test_a_clause_is_cited_with_its_section(section: str, own: str, expected: str) -> None:
    """(a) alone stands in every section of a text."""
    assert cited(section, own) == expected


def test_markers_are_cited_without_their_stop() -> None:
    """3. at the head of an item is 3 in a sentence."""
    assert [marker_label(marker) for marker in ("3", "iv.", "b)", "(c)", "")] == ["3", "iv", "b", "(c)", ""]
