"""References that follow a renumbering are no change of words."""

from __future__ import annotations

import pytest

from policybook.core.blocks import parse
from policybook.core.redline import Change, compare
from policybook.core.renumbering import unnumbered


def changes(old: str, new: str) -> tuple[Change, ...]:
    return compare(parse(old), parse(new)).changes


@pytest.mark.parametrize(
    ("text", "words", "own", "references"),
    [
        ("2.1 See section 5.", "See section \0.", "2.1", ("5",)),
        ("See sections 5.2(a) and 7.", "See sections \0 and \0.", "", ("5.2(a)", "7")),
        ("See clause (b) or Schedule C.", "See clause \0 or Schedule \0.", "", ("(b)", "C")),
        ("See § 4 – it holds.", "See § \0 - it holds.", "", ("4",)),
        ("Part of 30 days.", "Part of 30 days.", "", ()),
        ("Under section 5 or 30 days later", "Under section \0 or 30 days later", "", ("5",)),
        ("Section I says so", "says so", "I", ()),
        ("points out", "points out", "", ()),
    ],
)
def test_clause_numbers_are_told_from_other_numbers(
    text: str, words: str, own: str, references: tuple[str, ...]
) -> None:
    """A deadline must never pass for the number of a clause."""
    found = unnumbered(text)

    assert (found.words, found.own, found.references) == (words, own, references)


SECTIONS = "## 1. Use\n\nText of use.\n\n## 2. Pay\n\nText of pay.\n\n## 3. Law\n\nText of law, see section {}.\n"
LATER = SECTIONS.replace("## 2.", "## 2. New\n\nAll new.\n\n## 3.").replace("## 3. Law", "## 4. Law")


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ("2", "3", "renumbered"),
        ("2.4(a)", "3.4(a)", "renumbered"),
        ("1 and 2", "1 and 3", "renumbered"),
        ("2", "4", "amended"),
        ("1", "2", "amended"),
        ("9", "10", "amended"),
        ("2", "3 or 4", "amended"),
    ],
)
def test_a_reference_that_follows_its_section_is_renumbered(was: str, now: str, kind: str) -> None:
    """It names the same clause as before; a reference to another clause is new law."""
    *_, last = changes(SECTIONS.format(was), LATER.format(now))

    assert last.kind == kind
    assert not last.hints


def test_a_number_that_several_clauses_had_explains_nothing() -> None:
    """In every section there is an (a): which one a text means cannot be told from its letter."""
    lists = "(a) first duty of one\n\n(b) second duty of one\n\n"
    other = "## Two\n\n(a) first right of two\n\n(b) second right of two\n\nSee point {}.\n"
    new = "(a) first duty of one\n\n(b) a new duty here\n\n(c) second duty of one\n\n"

    *_, last = changes(f"## One\n\n{lists}{other.format('(b)')}", f"## One\n\n{new}{other.format('(c)')}")

    assert last.kind == "amended"


def test_items_are_referred_to_where_nothing_else_has_their_number() -> None:
    """A text of one numbered list counts its clauses by it."""
    old = "1. Keep the key.\n2. Report a loss as item 1 says.\n3. Pay for what item 2 says.\n"
    new = "1. Wait.\n2. Keep the key.\n3. Report a loss as item 2 says.\n4. Pay for what item 3 says.\n"

    assert [change.kind for change in changes(old, new)] == ["added", "renumbered"]


def test_an_amended_clause_with_a_new_number_is_both() -> None:
    """Readers look it up by its old number."""
    (change,) = changes("2.1 You pay us.", "2.2 You pay them.")

    assert (change.kind, change.also) == ("amended", ("renumbered",))


def test_numbers_inside_unchanged_blocks_count() -> None:
    """The letters of a quotation or list that stayed as it was still stand for themselves."""
    old = "## 1. A\n\n> 2.1 quoted words\n\n1. x\n\n## 2. B\n\nSee clause 2.1.\n\n2.1 text of it\n"
    new = old.replace("\n2.1 text", "\n2.2 text").replace("clause 2.1", "clause 2.2")

    assert [change.kind for change in changes(old, new)] == ["amended", "renumbered"]
