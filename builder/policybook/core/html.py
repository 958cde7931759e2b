"""Blocks to plain, canonical HTML. Knows nothing about pages, changes or Markdown.

This is the rendering that a redline must give back when its marks are taken out, so it has one form for everything:
attributes in a fixed order, no white space between blocks, every text escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from policybook.core.tree import LEAVES, Block, BlockKind, Inline, InlineKind

_INLINE_TAGS = {
    InlineKind.EMPHASIS: "em",
    InlineKind.STRONG: "strong",
    InlineKind.SUPERSCRIPT: "sup",
    InlineKind.SUBSCRIPT: "sub",
    InlineKind.LINK: "a",
    InlineKind.CODE: "code",
}
_BLOCK_TAGS = {
    BlockKind.PARAGRAPH: "p",
    BlockKind.QUOTE: "blockquote",
    BlockKind.ITEM: "li",
    BlockKind.TABLE: "table",
    BlockKind.ROW: "tr",
    BlockKind.DEFINITIONS: "dl",
    BlockKind.TERM: "dt",
    BlockKind.DEFINITION: "dd",
    BlockKind.FOOTNOTE: "div",
}


def attributes(pairs: Iterable[tuple[str, str]]) -> str:
    """Return HTML attributes with a leading space each; pairs with an empty value are left out."""
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs if value)


def inline_tag(inline: Inline) -> str:
    """Return the element name of inline content that holds other content; empty for text, breaks and images."""
    return _INLINE_TAGS.get(inline.kind, "")


def inline_attributes(inline: Inline) -> tuple[tuple[str, str], ...]:
    """Return the attributes of the element that renders inline content."""
    if inline.kind is InlineKind.LINK:
        return (("href", inline.target), ("title", inline.title))
    return ()


def atom(inline: Inline) -> str:
    """Return the HTML of inline content that holds no other content."""
    match inline.kind:
        case InlineKind.BREAK:
            return "<br>"
        case InlineKind.IMAGE:
            pairs = attributes((("src", inline.target), ("title", inline.title)))
            return f'<img{pairs} alt="{escape(inline.text)}">'
        case InlineKind.ANCHOR:
            return f'<span id="{escape(inline.target)}"></span>'  # an `a` may not stand in a link
        case InlineKind.FOOTNOTE_REFERENCE:
            return f'<sup class="fn">[{escape(inline.text, quote=False)}]</sup>'
        case _:
            return escape(inline.text, quote=False)


def inlines(content: Iterable[Inline]) -> str:
    """Return inline content as HTML."""
    return "".join(map(_inline, content))


def _inline(inline: Inline) -> str:
    tag = inline_tag(inline)
    if not tag:
        return atom(inline)
    inner = escape(inline.text, quote=False) if inline.kind is InlineKind.CODE else inlines(inline.children)
    return f"<{tag}{attributes(inline_attributes(inline))}>{inner}</{tag}>"


def block_tag(block: Block) -> str:
    """Return the element name that renders a block; empty for the bare line of a tight list."""
    match block.kind:
        case BlockKind.HEADING:
            return f"h{block.level}"
        case BlockKind.LIST:
            return "ol" if block.marker != "bullet" else "ul"
        case BlockKind.CELL:
            return "th" if block.header else "td"
        case BlockKind.PARAGRAPH if block.tight:
            return ""
        case BlockKind.CODE:
            return "pre"
        case BlockKind.RULE:
            return "hr"
        case kind:
            return _BLOCK_TAGS[kind]


def block_attributes(block: Block) -> tuple[tuple[str, str], ...]:
    """Return the attributes of the element that renders a block.

    An item carries the marker its readers see: `value` for a number, `data-marker` for one kept as written.
    """
    match block.kind:
        case BlockKind.LIST:
            return (("class", "written"),) if block.marker == "written" else ()
        case BlockKind.ITEM if block.marker.isascii() and block.marker.isdigit():
            return (("value", block.marker),)
        case BlockKind.ITEM:
            return (("data-marker", block.marker),)
        case BlockKind.CELL:
            return (("class", block.marker),)
        case BlockKind.FOOTNOTE:
            return (("class", "footnote"), ("data-marker", block.marker))
        case _:
            return ()


def leaf_content(block: Block) -> str:
    """Return what stands inside the element of a leaf."""
    if block.kind is BlockKind.CODE:
        return f"<code>{escape(block.text, quote=False)}</code>"
    return inlines(block.inlines)


def blocks(content: Iterable[Block]) -> str:
    """Return blocks as canonical HTML."""
    return "".join(map(block, content))


def block(value: Block, *, lead: str = "") -> str:
    """Return one block, with all it holds, as canonical HTML; `lead` is HTML to stand before its content."""
    tag, pairs = block_tag(value), attributes(block_attributes(value))
    if value.kind is BlockKind.RULE:
        return f"<{tag}>"
    inner = lead + (leaf_content(value) if value.kind in LEAVES else blocks(value.children))
    return f"<{tag}{pairs}>{inner}</{tag}>" if tag else inner
