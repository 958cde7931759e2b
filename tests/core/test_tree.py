"""A text as values: what a reader sees of it."""

from __future__ import annotations

from policybook.core.tree import (
    Block,
    BlockKind,
    Inline,
    InlineKind,
    inline_text,
    leaves,
    link_targets,
    relinked_blocks,
    visible_text,
)


def text(words: str) -> Inline:
    return Inline(InlineKind.TEXT, words)


def paragraph(words: str, line: int = 0) -> Block:
    return Block(BlockKind.PARAGRAPH, inlines=(text(words),), line=line)


def test_inline_text_is_what_is_read_aloud() -> None:
    """Words inside links and emphasis, alternative texts, numbers of footnotes, breaks."""
    content = (
        text("a "),
        Inline(InlineKind.LINK, target="/x", children=(Inline(InlineKind.EMPHASIS, children=(text("b"),)),)),
        Inline(InlineKind.BREAK),
        Inline(InlineKind.CODE, "c"),
        Inline(InlineKind.IMAGE, "d", "e.png"),
        Inline(InlineKind.FOOTNOTE_REFERENCE, "1"),
        Inline(InlineKind.ANCHOR, target="f"),
    )

    assert inline_text(content) == "a b\ncd[1]"


def test_leaves_are_found_in_reading_order() -> None:
    """The comparison works on this flat list."""
    code = Block(BlockKind.CODE, text="x\n")
    item = Block(BlockKind.ITEM, (paragraph("b"), code))
    found = leaves([paragraph("a"), Block(BlockKind.LIST, (item,)), Block(BlockKind.RULE)])

    assert [leaf.kind for leaf in found] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.RULE]


def test_visible_text_holds_markers_and_code() -> None:
    """A clause that changes its number reads differently."""
    items = (Block(BlockKind.ITEM, (paragraph(" b "),), marker="(a)"), Block(BlockKind.ITEM, (paragraph("c"),)))
    blocks = [
        Block(BlockKind.LIST, items),
        Block(BlockKind.CODE, text="x\n"),
        Block(BlockKind.FOOTNOTE, (paragraph("d"),), marker="1"),
    ]

    assert visible_text(blocks) == "(a)\nb\nc\nx\n\n1\nd"


def test_place_in_the_source_is_no_part_of_a_block() -> None:
    """A paragraph that only moves down the file is the same paragraph."""
    assert paragraph("a", line=1) == paragraph("a", line=9)


def linked(target: str) -> Block:
    link = Inline(InlineKind.LINK, target=target, children=(text("a"),))
    return Block(BlockKind.PARAGRAPH, inlines=(Inline(InlineKind.STRONG, children=(link,)),))


def test_targets_of_links_and_images_are_found_in_reading_order() -> None:
    """A link that leads nowhere is reported with the text it stands in; a refused one has no target left."""
    image = Block(BlockKind.PARAGRAPH, inlines=(Inline(InlineKind.IMAGE, "b", "c.png"),))
    quote = Block(BlockKind.QUOTE, (linked("x.md"), linked(""), image))

    assert list(link_targets([linked("/y"), quote])) == ["/y", "x.md", "c.png"]


def test_link_that_resolves_to_nothing_leaves_its_words() -> None:
    """The text binds, also where the page that shows it cannot lead there."""
    (quote,) = relinked_blocks(
        [Block(BlockKind.QUOTE, (linked("x.md"), linked("y.md")))], lambda target: {"x.md": "/x/"}.get(target, "")
    )

    assert list(link_targets([quote])) == ["/x/"]
    assert visible_text([quote]) == "a\na"
