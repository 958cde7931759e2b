"""The shortcut for paragraphs on one line changes nothing but the time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from policybook.core.blocks import parser as dialect

LINES = [
    "Two words",
    "word",
    "Term",
    "a) letter",
    "iv. roman",
    "A. letter",
    "Text with | a bar",
    "---|---",
    "---",
    "===",
    "- item words",
    "* item",
    "-",
    "+ other item",
    "1. one thing",
    "7) seven things",
    "1234567890. too long",
    "> quoted words",
    ": a definition",
    "~ about ten",
    "## Heading",
    "```",
    "<!-- a comment -->",
    "[a]: /b",
    "[^1]: a note",
    "   indented words",
    "    code or more",
    "\tTabbed words  ",
    "Ends with blanks   ",
    "été is a word",
    "",
    "",
    "",
]
INDENTS = ["", "", "", "  ", "   ", "    ", "      ", "> ", "- ", "1. ", "(a) "]


def without_shortcut() -> MarkdownIt:
    """Return the parser of the dialect with the rule switched off."""
    parser = dialect._parser()
    parser.block.ruler.disable("plain_paragraph")
    return parser


PLAIN, SLOW = dialect._parser(), without_shortcut()


def tokens(parser: MarkdownIt, source: str) -> list[dict[str, object]]:
    return [dict(token.as_dict()) for token in parser.parse(source, {"path": "", "first_line": 1})]


@given(st.lists(st.tuples(st.sampled_from(INDENTS), st.sampled_from(LINES)).map("".join), max_size=12).map("\n".join))
def test_the_shortcut_reads_what_the_rules_read(source: str) -> None:
    """A history must not change because reading it became faster."""
    assert tokens(PLAIN, source) == tokens(SLOW, source)


@pytest.mark.parametrize(
    "source",
    [
        "Term\n\n: its definition",
        "Term\n: its definition",
        "a | b\n---|---\nc | d",
        "Words\n===",
        "- one item\n- other item\n\n  more of it\n- last",
        "- outer\n  - inner words\n      - four further in\n- outer again",
        "> words\nlazy words\n- item",
        "Words\n* * *\nWords",
        "- words\n1. words",
        "a) letter\n\nWords here",
    ],
)
def test_neighbours_of_a_paragraph_are_read_as_before(source: str) -> None:
    """These follow or start like paragraphs on one line, and are something else."""
    assert tokens(PLAIN, source) == tokens(SLOW, source)


def test_the_shortcut_is_taken() -> None:
    """A rule that never matches would make the comparison worthless."""
    rules = PLAIN.block.ruler.getRules("")
    assert rules[0].__name__ == "_plain_paragraph"

    taken = MarkdownIt("commonmark").disable("paragraph")
    taken.block.ruler.before("code", "plain_paragraph", rules[0])
    assert "<p>Two words</p>" in taken.render("Two words\n\nand two more\n")
