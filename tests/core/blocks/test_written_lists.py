"""Lists lettered by hand: which lines are items, and that markers stay as typed."""

from __future__ import annotations

import pytest

from policybook.core.blocks import parse
from policybook.core.tree import Block, BlockKind, visible_text


def outline(source: str) -> str:
    """Return the structure of a text in short: `p` paragraph, `[(a) ...]` list with its markers, `h` heading."""
    return " ".join(map(_short, parse(source)))


def _short(block: Block) -> str:
    inside = " ".join(map(_short, block.children))
    match block.kind:
        case BlockKind.LIST:
            return f"[{inside}]"
        case BlockKind.ITEM:
            return f"{block.marker or '-'} {inside}"
        case kind:
            return kind[0] + (f"<{inside}>" if inside else "")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(a) x\n(b) y", "[(a) p (b) p]"),
        ("(a) x\n\n(b) y", "[(a) p (b) p]"),
        ("a) x\nb) y", "[a) p b) p]"),
        ("a. x\nb. y", "[a. p b. p]"),
        ("A. x\n\nB. y", "[A. p B. p]"),
        ("i. x\nii. y\niii. z\niv. w", "[i. p ii. p iii. p iv. p]"),
        ("(1) x\n(2) y", "[(1) p (2) p]"),
        ("(aa) x\n(bb) y", "[(aa) p (bb) p]"),
        ("а) х\nб) у", "[а) p б) p]"),
        ("(a) x\n(c) y", "[(a) p (c) p]"),
        ("h. x\ni. y\nj. z", "[h. p i. p j. p]"),
        ("(a) x\n    (i) y\n    (ii) z\n(b) w", "[(a) p [(i) p (ii) p] (b) p]"),
        ("(a) x\n\n    y\n\n(b) z", "[(a) p p (b) p]"),
        ("(iii) x\n\n    y", "[(iii) p p]"),
        ("(a) x\n\n  y", "[(a) p p]"),
        ("(a) x\n\ny\n\n(b) z", "[(a) p] p [(b) p]"),
        ("(a)\tx\n(b)\ty", "[(a) p (b) p]"),
        ("(a)       x", "[(a) p]"),
        ("(a) x\ny\n(b) z", "[(a) p (b) p]"),
        ("(a) (i) x\n    (ii) y\n(b) z", "[(a) [(i) p (ii) p] (b) p]"),
        ("(a) (b) (c) x", "[(a) [(b) p]]"),
        ("(a) - x\n    - y", "[(a) [- p - p]]"),
        ("- (a) x\n  (b) y", "[- [(a) p (b) p]]"),
        ("1. x\n   (a) y\n   (b) z", "[1 p [(a) p (b) p]]"),
        ("1. x:\n   (a) y\n   (b) z", "[1 p [(a) p (b) p]]"),
        ("1. x\n\n   (a) y\n   (b) z\n2. w", "[1 p [(a) p (b) p] 2 p]"),
        ("> (a) x\n> (b) y", "q<[(a) p (b) p]>"),
        ("(a) x\n(i) y\n(b) z", "[(a) p (i) p (b) p]"),
        ("(a) x\nb) y", "[(a) p] [b) p]"),
        ("(a) x\n***\n(b) y", "[(a) p] r [(b) p]"),
        ("(a) x\n> y", "[(a) p] q<p>"),
        ("(a) x\n# y", "[(a) p] h"),
        ("a. x\nb. y\nB. z", "[a. p b. p]"),
    ],
)
def test_lettered_lines_are_items(source: str, expected: str) -> None:
    """Markdown would run them together into one paragraph; lawyers cite them."""
    assert outline(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "A. Smith wrote this.",
        "A. Smith wrote this.\n\nC. Jones did not.",
        "I. e. that is to say",
        "I am here.\nI. e. not there.",
        "(c) 2020 Example Inc.",
        "(C) Copyright Example Inc.",
        "(or) not",
        "(a)",
        "(a)b",
        "(1234) x",
        "(a. x",
        "\\(a) x",
        "**(a)** x",
        "ill. x\nimm. y",
        "xx x",
    ],
)
def test_words_that_look_like_a_marker_stay_words(source: str) -> None:
    """A list of one initial would be a strange sight."""
    assert "written" not in [block.marker for block in parse(source)]


def test_code_is_no_list() -> None:
    """Four blanks make code, behind a table too."""
    assert outline("    (a) x\n    (b) y") == "c"
    assert outline("| a |\n|---|\n    (a) x") == "t<r<c>> c"


def test_marker_alone_on_its_line_is_text() -> None:
    """There is no item without words."""
    assert outline("(a)\n\n(b)") == "p p"


def test_underlined_line_stays_a_heading() -> None:
    """`A. Definitions` over a line of hyphens is a heading by Markdown's own rule."""
    assert outline("A. Definitions\n---\n\nB. Fees\n---") == "h h"
    assert outline("(a) Definitions\n=====") == "h"
    assert outline("> (a) x\n---") == "q<[(a) p]> r"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("You may not:\n(a) x\n(b) y", "p [(a) p (b) p]"),
        ("You may not:\n(a) x", "p [(a) p]"),
        ("**You may not:**\n(a) x", "p [(a) p]"),
        ("You may,\n(a) x\n(b) y", "p [(a) p (b) p]"),
        ("You may —\n(a) x;\n(b) y", "p [(a) p (b) p]"),
        ("You may,\n(a) x", "p"),
        ("under clause 3,\n(b) x\n(c) y", "p"),
        ("You may\n(a) x\n(b) y", "p"),
        ("You may\n  (a) x\n  (b) y", "p [(a) p (b) p]"),
        ("You may:\na. x\nb. y", "p [a. p b. p]"),
        ("You may:\nA. Smith", "p"),
        ("You may:\n    (a) x", "p"),
        ("- x\n(a) y\n(b) z", "[- p] [(a) p (b) p]"),
        ("(a) x,\n    (b) y", "[(a) p]"),
    ],
)
def test_paragraph_is_interrupted_only_where_it_announces_a_list(source: str, expected: str) -> None:
    """A sentence that an editor wraps before "(b)" must not fall apart, nor change when it is wrapped anew."""
    assert outline(source) == expected


def test_markers_and_words_are_read_in_their_order() -> None:
    """What is seen is what was typed."""
    text = visible_text(parse("You may:\n(a) one\n    (i) two\n    (ii) three\n(b) four"))

    assert text.split() == ["You", "may:", "(a)", "one", "(i)", "two", "(ii)", "three", "(b)", "four"]


def test_loose_items_hold_paragraphs() -> None:
    """As in every other list, blank lines between items are shown as space."""
    (tight,), (loose,), (mixed,) = parse("(a) x\n(b) y"), parse("(a) x\n\n(b) y"), parse("(a) x\n\n    z\n(b) y")

    assert tight.tight
    assert not loose.tight
    assert not mixed.tight


def test_sibling_far_away_is_not_looked_for() -> None:
    """The search is short, so that many lone initials cost little."""
    assert outline("A. x\n" + "y\n" * 100 + "B. z") == "p"
