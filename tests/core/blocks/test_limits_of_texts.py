"""Texts made to be costly or to break: a named error or a result, never a hang, a crash or a lost word."""

from __future__ import annotations

import pytest

from policybook.core import limits
from policybook.core.blocks import parse
from policybook.core.errors import ContentError, LimitError
from policybook.core.html import blocks as markup

SIZE = 8 * 1024
PIECES = [
    "[a",
    "[ a_",
    "![",
    "[`x`]`x",
    "<![CDATA[",
    "://",
    "# a\n",
    "- [ ] a\n",
    "^[",
    "$",
    "{",
    ">",
    "> ",
    "- ",
    "* ",
    "*",
    "_",
    "*a ",
    "**a ",
    "*a_ ",
    "`",
    "``a`",
    "&amp;",
    "&",
    "<",
    "<!--",
    "<!--\n",
    "> <!--\n",
    "<sup>",
    "</sup>",
    '<a id="x">',
    "</a>",
    "(a) ",
    "(a) x\n",
    "(a) (i) ",
    "A. x\n",
    "A. x\ny\n",
    "A. x\n\n  y\n\n",
    "|",
    "| a | b |\n|-|-|\n",
    "|a",
    "[^a]: x\n",
    "[^a]",
    "t\n: d\n\n",
    "  \n",
    "[x]: y\n",
    "<a@b.c>",
    "\\",
    "a\n",
    "1. a\n",
    "[](",
    "![a](",
    '[a](b "',
    "<http://",
    "~~~\n",
    "{#a}",
    "a\n===\n",
    "\u202e",
    "\u00a0",
]


@pytest.mark.parametrize("piece", PIECES)
def test_repeated_pieces_give_a_result_or_a_named_limit(piece: str) -> None:
    """Each of these was slow or fatal in one Markdown program or another."""
    outcome = result_or_limit(piece * (SIZE // len(piece)))

    assert isinstance(outcome, str) or (outcome.path == "terms.md" and "the limit is" in outcome.message)


def result_or_limit(source: str) -> str | LimitError:
    """Return the HTML of a text, or the limit that it exceeds."""
    try:
        return markup(parse(source, path="terms.md"))
    except LimitError as error:
        return error


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("a\n" * 1_100_000, "the document has 2,200,000 bytes, the limit is 2,097,152", 0),
        ("\n" * 100_001, "the document has 100,002 lines, the limit is 100,000", 0),
        ("a\n\n" + "é" * 40_000, "the line has 80,000 bytes, the limit is 65,536", 3),
        ("a\n\n# b\n" + "# b\n" * 5_000, "the document has 5,001 headings, the limit is 5,000", 5_003),
        ("a\n\n" + "[" * 2_001, "the paragraph has 2,001 square brackets, the limit is 2,000", 3),
        ("a\n\n" + ("[]" * 2_000 + "\n\n") * 26, "the document has 52,000 square brackets, the limit is 50,000", 53),
        ("a\n\n" + ">" * 60 + "b", "the text has 30 levels, the limit is 29", 3),
        ("a\n\n" + "*a **b " * 31 + "c" + "** d*" * 31, "the paragraph has 61 levels of emphasis, the limit is 60", 3),
    ],
    ids=["document", "lines", "line", "headings", "brackets", "all brackets", "nesting", "emphasis"],
)
def test_limit_names_its_place_and_numbers(source: str, message: str, line: int) -> None:
    """The editor is told what to split."""
    with pytest.raises(LimitError) as caught:
        parse(source, path="terms.md")

    assert (caught.value.path, caught.value.message, caught.value.line) == ("terms.md", message, line)
    assert caught.value.hint
    assert isinstance(caught.value, ContentError)


def test_line_of_a_limit_counts_front_matter() -> None:
    """The body does not start on the file's first line."""
    with pytest.raises(LimitError) as caught:
        parse("a\n\n" + "[" * 2_001, path="terms.md", first_line=10)

    assert caught.value.line == 12


def test_nesting_up_to_the_limit_loses_nothing() -> None:
    """Beyond its own limit the parser drops the rest of a text without a word; ours comes first."""
    depth = limits.NESTING - 1

    assert "the end" in markup(parse("> " * depth + "a\n\nthe end"))
    assert "inside" in markup(parse("> " * depth + "inside"))
