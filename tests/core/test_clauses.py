"""Which numbers at the start of a paragraph or heading are clause numbers, and what is left of the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.clauses import clause, clauses, heading, identifier
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text


def text(words: str) -> Inline:
    return Inline(InlineKind.TEXT, words)


def strong(*children: Inline) -> Inline:
    return Inline(InlineKind.STRONG, children=children)


def paragraph(*content: Inline | str) -> Block:
    return Block(BlockKind.PARAGRAPH, inlines=tuple(text(one) if isinstance(one, str) else one for one in content))


def title(*content: Inline | str) -> Block:
    return Block(BlockKind.HEADING, inlines=paragraph(*content).inlines, level=2)


@pytest.mark.parametrize(
    ("typed", "number", "rest"),
    [
        ("4.2 You may", "4.2", "You may"),
        ("4.2. You may", "4.2.", "You may"),
        ("10.12.3\xa0“Affiliate” means", "10.12.3", "“Affiliate” means"),
        ("§ 4 Termination", "§ 4", "Termination"),
        ("§ 4a.1. Termination", "§ 4a.1.", "Termination"),
        ("4.2 你可以", "4.2", "你可以"),
    ],
)
def test_a_paragraph_that_starts_with_a_number_and_a_sentence_is_a_clause(typed: str, number: str, rest: str) -> None:
    """Its number goes to the margin, where readers look for it."""
    found = clause(paragraph(typed))

    assert found is not None
    assert (found.number, inline_text(found.rest)) == (number, rest)


@pytest.mark.parametrize(
    "typed",
    ["1.5 million users", "4.2", "2024 was a year", "1.1.2024 Start", "30 days", "§ 4 and § 5 apply", "4.2, 4.3 apply"],
)
def test_a_figure_is_no_clause_number(typed: str) -> None:
    """Words torn off a sentence would be worse than a number left in it."""
    assert clause(paragraph(typed)) is None


def test_a_number_in_bold_comes_off_with_the_rest_of_the_bold_words_kept() -> None:
    """Many texts set number and title of a clause in bold, and run on in plain words."""
    found = clause(paragraph(strong(text("4.2 Refunds.")), text(" You may")))

    assert found is not None
    assert found.rest == (strong(text("Refunds.")), text(" You may"))


def test_a_number_alone_in_bold_leaves_no_empty_bold_behind() -> None:
    """`**4.2** You may`."""
    found = clause(paragraph(strong(text("4.2")), text(" You may")))

    assert found is not None
    assert found.rest == (text("You may"),)


def test_a_number_inside_a_link_stays_in_it() -> None:
    """What is left would be a link without words."""
    link = Inline(InlineKind.LINK, target="#x", children=(text("4.2 Refunds"),))

    assert clause(paragraph(link)) is None
    assert clause(paragraph(strong(link))) is None
    assert clause(paragraph(text("4.2"), Inline(InlineKind.BREAK), text("You may"))) is None


def test_lines_of_a_list_and_other_blocks_are_no_clauses() -> None:
    """A list has markers of its own."""
    assert clause(Block(BlockKind.PARAGRAPH, inlines=(text("4.2 You may"),), tight=True)) is None
    assert clause(title("4.2 You may")) is None


def test_one_number_alone_in_a_text_is_a_figure() -> None:
    """Clauses come in numbers; a lone `3.1 GB` does not make a layout."""
    one, two = paragraph("3.1 GB"), paragraph("4.2 You may")

    assert clauses([one, paragraph("Words")]) == (None, None)
    assert [bool(found) for found in clauses([one, title("x"), two])] == [True, False, True]


@pytest.mark.parametrize(
    ("typed", "number", "rest"),
    [
        ("4. Courses", "4.", "Courses"),
        ("4.1 Licence", "4.1", "Licence"),
        ("§ 3 Fees", "§ 3", "Fees"),
        ("(a) Fees", "(a)", "Fees"),
    ],
)
def test_the_short_number_of_a_heading_comes_off(typed: str, number: str, rest: str) -> None:
    """It hangs in the margin, in the same line with those of the clauses."""
    found = heading(title(typed))

    assert found is not None
    assert (found.number, inline_text(found.rest)) == (number, rest)


@pytest.mark.parametrize("typed", ["Courses", "Section 3 – Fees", "30 days", "4.", ""])
def test_a_heading_keeps_what_is_no_number_or_does_not_fit_in_the_margin(typed: str) -> None:
    """`Section 3 –` is wider than the margin."""
    assert heading(title(typed)) is None


def test_a_heading_that_is_a_link_keeps_its_number() -> None:
    """As for clauses."""
    assert heading(title(Inline(InlineKind.LINK, target="#x", children=(text("4. Courses"),)))) is None


@pytest.mark.parametrize(("number", "name"), [("4.2.", "4-2"), ("§ 4a", "4a"), ("10.12.3", "10-12-3"), ("(IV)", "iv")])
def test_an_id_is_made_of_the_number_alone(number: str, name: str) -> None:
    """It stays the same when clauses before it come and go."""
    assert identifier(number) == name


@given(st.from_regex(r"(\d{1,3}(\.\d{1,3}){1,2}\.?|§ \d) [A-Z][a-z .]{0,20}", fullmatch=True), st.integers(0, 30))
def test_number_and_rest_are_the_whole_text(typed: str, cut: int) -> None:
    """Wherever emphasis starts and ends, no character is lost or doubled but the blank between the two."""
    cut = min(cut, len(typed) - 1)
    found = clause(paragraph(strong(text(typed[:cut])), text(typed[cut:])))

    assert found is not None
    assert f"{found.number} {inline_text(found.rest)}" == typed
