"""Hypothesis strategies for the values of a text, and for edits of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text

_WORDS = """
we you data share sell 30 60 days (30) $5 2.5% not may the a of refund , . ; “x” "x" – - 我们 内 删除 ข้อมูล a@b.co
https://e.org/a?b&c <b> 2.1 (a) clause policy account
"""
WORDS = [*_WORDS.split(), "caf\u00e9", "cafe\u0301", "\u200b", "ser\u200bvice"]

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


def _content(*, in_link: bool = False, depth: int = 0) -> st.SearchStrategy[tuple[Inline, ...]]:
    plain = texts.map(lambda text: Inline(InlineKind.TEXT, f"{text} "))
    atoms = st.one_of(
        plain,
        plain,
        plain,
        st.just(Inline(InlineKind.BREAK)),
        texts.map(lambda text: Inline(InlineKind.CODE, text)),
        texts.map(lambda text: Inline(InlineKind.IMAGE, text, "seal.png")),
        st.sampled_from("123").map(lambda label: Inline(InlineKind.FOOTNOTE_REFERENCE, label)),
        st.sampled_from("abc").map(lambda name: Inline(InlineKind.ANCHOR, target=name)),
    )
    if depth > 1:
        return st.lists(atoms, min_size=1, max_size=3).map(tuple)
    inner = _content(in_link=True, depth=depth + 1)
    links = st.builds(
        lambda target, title, children: Inline(InlineKind.LINK, target=target, title=title, children=children),
        st.sampled_from(["https://e.org/a", "https://e.org/b?c&d", ""]),
        st.sampled_from(["", 'a "b" <c>']),
        inner,
    )
    emphasis = st.builds(
        lambda kind, children: Inline(kind, children=children),
        st.sampled_from([InlineKind.EMPHASIS, InlineKind.STRONG, InlineKind.SUPERSCRIPT]),
        _content(in_link=in_link, depth=depth + 1),
    )
    return st.lists(st.one_of(atoms, atoms, emphasis, *([] if in_link else [links])), min_size=1, max_size=4).map(tuple)


contents = _content()


def _paragraph(inlines: tuple[Inline, ...], *, tight: bool = False) -> Block:
    return Block(BlockKind.PARAGRAPH, inlines=inlines, tight=tight)


paragraphs = contents.map(_paragraph)
_headings = st.builds(
    lambda inlines, level: Block(BlockKind.HEADING, inlines=inlines, level=level), contents, st.integers(1, 6)
)
_leaves = st.one_of(
    paragraphs,
    paragraphs,
    _headings,
    st.just(Block(BlockKind.RULE)),
    texts.map(lambda text: Block(BlockKind.CODE, text=f"{text}\n  {text}\n", marker="text")),
)


@st.composite
def _lists(draw: st.DrawFn, inner: st.SearchStrategy[Block]) -> Block:
    marker = draw(st.sampled_from(["bullet", "number", "written"]))
    tight = draw(st.booleans())
    start = draw(st.integers(1, 3))
    items = []
    for place in range(start, start + draw(st.integers(1, 4))):
        lines = [_paragraph(draw(contents), tight=tight)] if draw(st.booleans()) else []
        lines += draw(st.lists(inner, max_size=1))
        shown = {"bullet": "", "number": str(place), "written": f"({'abcdefgh'[place]})"}[marker]
        items.append(Block(BlockKind.ITEM, tuple(lines), marker=shown))
    return Block(BlockKind.LIST, tuple(items), marker=marker, tight=tight)


@st.composite
def _tables(draw: st.DrawFn) -> Block:
    width = draw(st.integers(1, 4))
    rows = []
    for place in range(draw(st.integers(1, 4))):
        cells = [
            Block(
                BlockKind.CELL,
                inlines=draw(st.one_of(st.just(()), contents)),
                marker=draw(st.sampled_from(["", "left", "center"])),
                header=place == 0,
            )
            for _ in range(width)
        ]
        rows.append(Block(BlockKind.ROW, tuple(cells), header=place == 0))
    return Block(BlockKind.TABLE, tuple(rows))


def _containers(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, max_size=2).map(tuple)
    return st.one_of(
        _lists(inner),
        _lists(inner),
        several.map(lambda children: Block(BlockKind.QUOTE, children)),
        _tables(),
        st.builds(
            lambda term, children: Block(
                BlockKind.DEFINITIONS,
                (Block(BlockKind.TERM, inlines=term), Block(BlockKind.DEFINITION, children)),
            ),
            contents,
            several,
        ),
        st.builds(
            lambda line, label: Block(BlockKind.FOOTNOTE, (line,), marker=label), paragraphs, st.sampled_from("123")
        ),
    )


blocks = st.recursive(_leaves, _containers, max_leaves=6)
versions = st.lists(blocks, max_size=6).map(tuple)


@st.composite
def edited(draw: st.DrawFn, old: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return another version of a text: blocks inserted, removed, moved, split, wrapped, edited inside."""
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, max(0, len(new) - 1)))
        action = draw(st.sampled_from(["insert", "remove", "move", "split", "wrap", "edit", "edit", "edit"]))
        if action == "insert" or not new:
            new.insert(place, draw(blocks))
        elif action == "remove":
            del new[place]
        elif action == "move":
            new.insert(draw(st.integers(0, len(new) - 1)), new.pop(place))
        elif action == "wrap":
            new[place] = Block(BlockKind.QUOTE, (new[place],))
        elif action == "split" and new[place].kind is BlockKind.PARAGRAPH:
            middle = len(new[place].inlines) // 2
            parts = [part for part in (new[place].inlines[:middle], new[place].inlines[middle:]) if part]
            new[place : place + 1] = [_paragraph(part) for part in parts]
        else:
            new[place] = draw(_edited_block(new[place]))
    return tuple(new)


@st.composite
def _edited_block(draw: st.DrawFn, block: Block) -> Block:
    if block.children:
        place = draw(st.integers(0, len(block.children) - 1))
        before, after = block.children[:place], block.children[place + 1 :]
        if draw(st.booleans()) and (before or after) and block.kind is not BlockKind.DEFINITIONS:
            return replace(block, children=before + after)
        return replace(block, children=(*before, draw(_edited_block(block.children[place])), *after))
    if not block.inlines:
        return block
    place = draw(st.integers(0, len(block.inlines) - 1))
    inlines = (*block.inlines[:place], *draw(_edited_inline(block.inlines[place])), *block.inlines[place + 1 :])
    if block.kind is BlockKind.PARAGRAPH and not block.tight and draw(st.booleans()):
        return Block(BlockKind.HEADING, inlines=inlines, level=2)
    return replace(block, inlines=inlines)


@st.composite
def _edited_inline(draw: st.DrawFn, inline: Inline) -> tuple[Inline, ...]:
    if inline.children:
        if draw(st.booleans()):
            return (Inline(InlineKind.TEXT, inline_text((inline,))),)
        return (replace(inline, target="https://e.org/c" if inline.target else ""),)
    if inline.kind not in (InlineKind.TEXT, InlineKind.CODE):
        return ()
    words = inline.text.split(" ")
    words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
    return (replace(inline, text=" ".join(words)),)


pairs = versions.flatmap(lambda old: st.tuples(st.just(old), st.one_of(edited(old), edited(old), versions)))
"""Two versions of a text."""
