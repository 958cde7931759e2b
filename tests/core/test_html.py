"""The one canonical HTML of a text."""

from __future__ import annotations

import pytest

from policybook.core import html
from policybook.core.tree import Block, BlockKind, Inline, InlineKind


def text(words: str) -> Inline:
    return Inline(InlineKind.TEXT, words)


HOSTILE = "<script>\"&'</script>"


@pytest.mark.parametrize(
    ("inline", "expected"),
    [
        (text(HOSTILE), "&lt;script&gt;\"&amp;'&lt;/script&gt;"),
        (Inline(InlineKind.CODE, HOSTILE), "<code>&lt;script&gt;\"&amp;'&lt;/script&gt;</code>"),
        (Inline(InlineKind.BREAK), "<br>"),
        (Inline(InlineKind.IMAGE, '"a"', "b.png"), '<img src="b.png" alt="&quot;a&quot;">'),
        (Inline(InlineKind.IMAGE, "", "b.png", "t"), '<img src="b.png" title="t" alt="">'),
        (Inline(InlineKind.ANCHOR, target='a"b'), '<span id="a&quot;b"></span>'),
        (Inline(InlineKind.FOOTNOTE_REFERENCE, "1"), '<sup class="fn">[1]</sup>'),
        (
            Inline(InlineKind.LINK, target='/"', title="<t>", children=(text("a"),)),
            '<a href="/&quot;" title="&lt;t&gt;">a</a>',
        ),
        (Inline(InlineKind.LINK, children=(text("a"),)), "<a>a</a>"),
        (
            Inline(InlineKind.SUPERSCRIPT, children=(Inline(InlineKind.SUBSCRIPT, children=(text("a"),)),)),
            "<sup><sub>a</sub></sup>",
        ),
    ],
)
def test_inline_content_is_escaped_and_in_order(inline: Inline, expected: str) -> None:
    """A redline must give back these bytes when its marks are taken out."""
    assert html.inlines([inline]) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Block(BlockKind.HEADING, inlines=(text("a"),), level=3, anchor="x"), "<h3>a</h3>"),
        (Block(BlockKind.PARAGRAPH, inlines=(text("a"),), tight=True), "a"),
        (Block(BlockKind.RULE), "<hr>"),
        (Block(BlockKind.CODE, text="<a>\n", marker="py"), "<pre><code>&lt;a&gt;\n</code></pre>"),
        (Block(BlockKind.LIST, (Block(BlockKind.ITEM),), marker="bullet"), "<ul><li></li></ul>"),
        (Block(BlockKind.LIST, (Block(BlockKind.ITEM, marker="0"),), marker="number"), '<ol><li value="0"></li></ol>'),
        (
            Block(BlockKind.LIST, (Block(BlockKind.ITEM, marker="(²)"),), marker="written"),
            '<ol class="written"><li data-marker="(²)"></li></ol>',
        ),
        (
            Block(
                BlockKind.TABLE,
                (
                    Block(BlockKind.ROW, (Block(BlockKind.CELL, header=True, marker="right"),), header=True),
                    Block(BlockKind.ROW, (Block(BlockKind.CELL),)),
                ),
            ),
            '<table><tr><th class="right"></th></tr><tr><td></td></tr></table>',
        ),
        (
            Block(BlockKind.DEFINITIONS, (Block(BlockKind.TERM, inlines=(text("a"),)), Block(BlockKind.DEFINITION))),
            "<dl><dt>a</dt><dd></dd></dl>",
        ),
        (Block(BlockKind.FOOTNOTE, marker="1"), '<div class="footnote" data-marker="1"></div>'),
        (Block(BlockKind.QUOTE), "<blockquote></blockquote>"),
    ],
)
def test_block_has_one_form(block: Block, expected: str) -> None:
    """No white space between blocks, attributes in a fixed order."""
    assert html.blocks([block]) == expected
