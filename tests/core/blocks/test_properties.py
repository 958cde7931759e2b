"""What holds for every text: no crash, no lost word, one canonical form that HTML parsers agree with."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import html5lib
from hypothesis import given
from hypothesis import strategies as st

from policybook.core import html
from policybook.core.blocks import parse
from policybook.core.errors import ContentError
from policybook.core.tree import BlockKind, leaves, visible_text

FRAGMENTS = [
    "a",
    "b c",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "    ",
    "# ",
    "## ",
    "{#id}",
    "- ",
    "1. ",
    "2) ",
    "(a) ",
    "b) ",
    "i. ",
    "A. ",
    "> ",
    "*",
    "**",
    "_",
    "`",
    "```\n",
    "~~~",
    "[",
    "](",
    ")",
    "](x)",
    "](javascript:x)",
    "![",
    "[^1]",
    "[^1]: ",
    "[x]: y\n",
    "<br>",
    "<sup>",
    "</sup>",
    "<sub>",
    "</sub>",
    '<a id="x">',
    "</a>",
    "<!--",
    "-->",
    "<b>",
    "<https://a.b>",
    "&amp;",
    "&#x41;",
    "&lt;",
    "\\",
    "|",
    "| a | b |\n|---|:-:|\n",
    "|---|\n",
    ": ",
    "~ ",
    "---\n",
    "===\n",
    "  \n",
    "\u00a0",
    "\u200b",
    "é",
    "漢",
    "\x00",
    "\r",
    "\x0c",
    '"',
    "'",
    "{",
    "}",
    "$",
    "+++",
    "<div>",
    "</p>",
    "<script>",
]
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join) | st.text(max_size=60)
plain_words = st.lists(
    st.sampled_from(
        [
            "we",
            "may",
            "A.",
            "(a)",
            "(b)",
            "b)",
            "i.",
            "ii.",
            "Smith",
            "fees;",
            "terms:",
            "and,",
            "\n",
            "\n\n",
            "\n    ",
            "é",
            "漢字",
        ]
    ),
    max_size=40,
).map(" ".join)


@given(texts)
def test_every_text_is_read_or_refused_by_name(source: str) -> None:
    """A build never ends in a traceback because of what somebody typed."""
    try:
        html.blocks(parse(source, path="terms.md"))
    except ContentError as error:
        assert error.path == "terms.md"  # noqa: PT017 - either outcome is right


@given(plain_words)
def test_plain_words_survive_in_their_order(source: str) -> None:
    """Whatever is taken for a list, every word and marker is shown where it was typed."""
    shown = visible_text(parse(source))

    assert "".join(shown.split()) == "".join(source.split())


@given(st.lists(st.sampled_from(["we", "may", "fees", "not", "12", "*may*"]), min_size=1, max_size=30), st.data())
def test_paragraph_reads_the_same_however_it_is_wrapped(pieces: list[str], data: st.DataObject) -> None:
    """Re-wrapped lines are no change."""
    breaks = data.draw(st.lists(st.sampled_from([" ", "\n", "  "]), min_size=len(pieces), max_size=len(pieces)))
    wrapped = "".join(piece + gap for piece, gap in zip(pieces, breaks, strict=True))

    assert parse(wrapped) == parse(" ".join(pieces))


@given(texts)
def test_canonical_html_is_what_a_browser_reads(source: str) -> None:
    """A parser that must move or invent an element would show another text than the redline compares."""
    try:
        markup = html.blocks(parse(source))
    except ContentError:
        return
    written = re.findall(r"<([a-z0-9]+)", markup)
    root = html5lib.parseFragment(markup, container="div", namespaceHTMLElements=False)
    read = [element.tag for element in _elements(root) if element.tag != "tbody"]

    assert read == written


def _elements(root: Element) -> list[Element]:
    return [element for element in root.iter() if element is not root]


@given(texts)
def test_leaves_hold_no_white_space_at_their_ends(source: str) -> None:
    """Two versions that differ only in such white space are one text."""
    try:
        found = [leaf for leaf in leaves(parse(source)) if leaf.kind is not BlockKind.CODE]
    except ContentError:
        return
    for leaf in found:
        inner = html.leaf_content(leaf)

        assert not re.search(r"^[ \n]|[ \n]$|  (?![^<]*</code>)", inner) or "<code>" in inner
