"""Numbers hang where they can be told from the words, and marks stay right."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from block_trees import pairs
from policybook.core.blocks import parse
from policybook.core.merged import COME, GONE
from policybook.core.redline import compare
from policybook.core.redline_clauses import hung, numbers_clauses
from policybook.core.redline_html import inline_html
from policybook.core.redline_pairs import side_by_side_html
from policybook.core.tree import Block, inline_text

SAME = "\n\n9.9 Same line.\n\n9.10 Same line too."


def page(old: str, new: str) -> str:
    return inline_html(compare(parse(old + SAME), parse(new + SAME)))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2.1 We pay.", "2.2 We pay.", '<span class="num"><del>2.1</del> <ins>2.2</ins></span> <div class="body"><p>'),
        ("2.1 We pay.", "2.1. We pay.", '<span class="num"><del>2.1</del> <ins>2.1.</ins></span>'),
        ("**2.1 Pay.** Now.", "**2.1 Pay.** Then.", '<span class="num">2.1</span> <div class="body"><p><strong>Pay.'),
        ("**2.1** Pay now.", "**2.1** Pay then.", '<span class="num">2.1</span> <div class="body"><p>Pay <del>'),
        ("2.1 We pay.", "2.1 **We pay.**", '<span class="num">2.1</span> <div class="body"><p><span class="form'),
        ("We pay all.", "2.1 We pay all.", "<p><ins>2.1</ins> We pay all.</p>"),
        ("2.1 We pay.", "**2.1** We pay.", '<p><span class="formatting"><strong>2.1'),
        ("", "2.1 All new.", '<span class="num"><ins>2.1</ins></span> <div class="body"><p><ins>All new.</ins></p>'),
        ("## 4. Pay", "## 5. Pay", '<span class="num"><del>4.</del> <ins>5.</ins></span> <span class="name">Pay'),
        ("## 4. Pay", "## Pay", '<span class="name"><del>4.</del> Pay</span>'),
    ],
)  # fmt: skip
def test_a_number_hangs_where_it_can_be_told_from_the_words(old: str, new: str, expected: str) -> None:
    """Words torn off a sentence, or a mark on the wrong ones, would be worse than a number in its line."""
    assert expected in page(old, new)


def test_one_number_alone_is_a_figure() -> None:
    """`1.5 Million users` begins a sentence, not a clause."""
    assert not numbers_clauses(compare(parse("1.5 Million."), parse("1.5 Million.\n\nx")).nodes)
    assert numbers_clauses(compare(parse("1.5 One.\n\n1.6 Two."), parse("x")).nodes)


def test_each_side_has_its_own_number() -> None:
    """Left the old one, right the new one."""
    found = compare(parse(f"2.1 We pay.{SAME}"), parse(f"2.2 We pay.{SAME}"))

    assert '<span class="num"><del>2.1</del></span>' in side_by_side_html(found)
    assert '<span class="num"><ins>2.2</ins></span>' in side_by_side_html(found)


def test_the_parts_of_a_split_clause_stay_together() -> None:
    """The old side shows them as one paragraph."""
    first = "2.1 The carrier pays for whatever its drivers break on the way."
    found = compare(
        parse(f"{first} You pay the rest of it in full.{SAME}"),
        parse(f"{first}\n\nYou pay the rest of it in full.{SAME}"),
    )

    assert "on the way. You pay the rest" in side_by_side_html(found).replace("</p><p>", " ").replace("  ", " ")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs)
def test_number_and_rest_are_the_whole_text(versions: tuple[tuple[Block, ...], tuple[Block, ...]]) -> None:
    """No word may be lost between the margin and the line."""
    for node in compare(*versions).nodes:
        found = hung(node)
        if found is None:
            continue
        for block, number, rest, gone in (
            (node.old, found.old, found.rest.old, COME),
            (node.new, found.new, found.rest.new, GONE),
        ):
            if block and rest and node.state not in gone:
                assert inline_text(block.inlines).replace(number, "", 1).strip() == inline_text(rest.inlines).strip()
