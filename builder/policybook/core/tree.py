"""The text of a document as values: blocks, and the inline content in them. Knows nothing about Markdown or HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum


class InlineKind(StrEnum):
    """What one piece of inline content is."""

    TEXT = "text"
    CODE = "code"
    BREAK = "break"
    IMAGE = "image"
    LINK = "link"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    ANCHOR = "anchor"
    FOOTNOTE_REFERENCE = "footnote_reference"


@dataclass(frozen=True, slots=True)
class Inline:
    """One piece of inline content; links, emphasis and the like hold further pieces."""

    kind: InlineKind
    text: str = ""
    """The words of TEXT and CODE, the alternative text of IMAGE, the label of FOOTNOTE_REFERENCE; else empty."""
    target: str = ""
    """Where a LINK leads (an allowed URL; empty when the author's was refused), an IMAGE's source, an ANCHOR's id."""
    title: str = ""
    """The title of a LINK or IMAGE."""
    children: tuple[Inline, ...] = ()


class BlockKind(StrEnum):
    """What one block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CODE = "code"
    RULE = "rule"
    LIST = "list"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    DEFINITIONS = "definitions"
    TERM = "term"
    DEFINITION = "definition"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Block:
    """One block: a leaf with inline content (or code), or a container with blocks inside.

    Leaves: HEADING, PARAGRAPH, CODE, RULE, CELL, TERM. Containers: LIST (of ITEM), ITEM, QUOTE, TABLE (of ROW),
    ROW (of CELL), DEFINITIONS (of TERM and DEFINITION), DEFINITION, FOOTNOTE.
    """

    kind: BlockKind
    children: tuple[Block, ...] = ()
    inlines: tuple[Inline, ...] = ()
    level: int = 0
    """1 to 6 for a HEADING; else 0."""
    marker: str = ""
    """LIST: "bullet", "number" (1.), or "written" (letters, roman numbers, `(a)`: kept as the author typed them).
    ITEM: the marker readers see: empty for a bullet, `3` for a number, `(a)` or `iv.` as written.
    CELL: the alignment, "left", "right", "center" or empty. FOOTNOTE: its label. CODE: its language."""
    header: bool = False
    """A ROW or CELL of the table's head."""
    tight: bool = False
    """A LIST whose items hold bare lines, rendered without `<p>`; a PARAGRAPH that is such a line."""
    text: str = ""
    """The content of CODE, ending with a line break; else empty."""
    anchor: str = ""
    """The explicit `{#id}` of a HEADING; empty when the author gave none."""
    number: str = field(default="", compare=False)
    """The clause number that was made for it, as it is shown: `2.`, `2.1`. No part of the text: blocks that say the
    same are equal whatever their numbers, so no comparison sees that one moved."""
    line: int = field(default=0, compare=False)
    """First line in the source, counted from 1; no part of what readers see."""


LEAVES = frozenset(
    {
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.CODE,
        BlockKind.RULE,
        BlockKind.CELL,
        BlockKind.TERM,
    }
)


def inline_text(inlines: Iterable[Inline]) -> str:
    """Return the words a reader sees in inline content, a hard break as a line break."""
    return "".join(_inline_pieces(inlines))


def _inline_pieces(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        if inline.kind is InlineKind.BREAK:
            yield "\n"
        elif inline.kind is InlineKind.FOOTNOTE_REFERENCE:
            yield f"[{inline.text}]"
        else:
            yield inline.text
            yield from _inline_pieces(inline.children)


def leaves(blocks: Iterable[Block]) -> Iterator[Block]:
    """Return every block that holds inline content or code, in reading order: the flat list of a text."""
    for block in blocks:
        if block.kind in LEAVES:
            yield block
        else:
            yield from leaves(block.children)


def visible_text(blocks: Iterable[Block]) -> str:
    """Return what a reader sees, one line per leaf, item markers included; two texts with equal ones read the same."""
    return "\n".join(_visible_lines(blocks))


def _visible_lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if block.kind in (BlockKind.ITEM, BlockKind.FOOTNOTE) and block.marker:
            yield block.marker
        if block.kind is BlockKind.CODE:
            yield block.text
        elif block.kind in LEAVES:
            yield inline_text(block.inlines).strip()
        else:
            yield from _visible_lines(block.children)


def link_targets(blocks: Iterable[Block]) -> Iterator[str]:
    """Return where the links and images of a text lead, in reading order."""
    for block in blocks:
        yield from _targets(block.inlines)
        yield from link_targets(block.children)


def _targets(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        if inline.kind in (InlineKind.LINK, InlineKind.IMAGE) and inline.target:
            yield inline.target
        yield from _targets(inline.children)


def relinked(inlines: Iterable[Inline], resolve: Callable[[str], str]) -> tuple[Inline, ...]:
    """Return inline content with every link's target resolved; a link that resolves to nothing leaves its words."""
    found: list[Inline] = []
    for inline in inlines:
        children = relinked(inline.children, resolve)
        if inline.kind is not InlineKind.LINK:
            found.append(replace(inline, children=children))
        elif target := resolve(inline.target):
            found.append(replace(inline, target=target, children=children))
        else:
            found += children
    return tuple(found)


def relinked_blocks(blocks: Iterable[Block], resolve: Callable[[str], str]) -> tuple[Block, ...]:
    """Return blocks with every link's target resolved, as `relinked` does."""
    return tuple(
        replace(block, inlines=relinked(block.inlines, resolve), children=relinked_blocks(block.children, resolve))
        for block in blocks
    )
