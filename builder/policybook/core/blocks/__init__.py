"""Markdown to blocks: what a text says, whatever way its source is written. Knows nothing about files, dates or HTML.

The only package that imports markdown-it. Raw HTML is text, apart from `<br>`, `<sup>`, `<sub>`, `<a id>` and comments.
"""

from __future__ import annotations

from policybook.core.blocks.build import build
from policybook.core.blocks.parser import parse_tokens
from policybook.core.tree import Block, BlockKind, Inline, leaves

__all__ = ["parse", "words"]


def parse(source: str, *, path: str = "", first_line: int = 1) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text (front matter already cut off), footnotes at the end.

    `path` and `first_line`, the number of the source's first line in that file, are for messages and `Block.line`.
    Raises LimitError when the text is larger or more deeply nested than the limits allow.
    """
    return build(parse_tokens(source, path=path, first_line=first_line))


def words(source: str, *, path: str = "") -> tuple[Inline, ...]:
    """Return the inline content of a one-line Markdown text, such as the summary of a note: that of its first leaf."""
    for leaf in leaves(parse(source, path=path)):
        if leaf.inlines and leaf.kind is not BlockKind.CODE:
            return leaf.inlines
    return ()
