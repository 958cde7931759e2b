"""Block tokens to blocks. Knows nothing about the source they were read from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from markdown_it.token import Token

from policybook.core.blocks.inline import Reader
from policybook.core.blocks.parser import Parsed
from policybook.core.tree import Block, BlockKind, Inline

_CONTAINERS = {
    "blockquote_close": BlockKind.QUOTE,
    "table_close": BlockKind.TABLE,
    "dl_close": BlockKind.DEFINITIONS,
    "dd_close": BlockKind.DEFINITION,
}
_LISTS = {"bullet_list_close": "bullet", "ordered_list_close": "number", "written_list_close": "written"}
_TRANSPARENT = frozenset({"thead_close", "tbody_close"})


@dataclass(slots=True)
class _Open:
    """A block whose end is not reached yet."""

    token: Token
    line: int
    children: list[Block] = field(default_factory=list)
    inlines: tuple[Inline, ...] = ()


def build(parsed: Parsed) -> tuple[Block, ...]:
    """Return the blocks of parsed tokens, footnotes last; raises LimitError when inline content nests too deeply."""
    return _Builder(parsed).build()


class _Builder:
    """The blocks that are open, innermost last, and the footnotes met so far."""

    def __init__(self, parsed: Parsed) -> None:
        self._parsed = parsed
        self._reader = Reader(parsed.path)
        self._stack: list[_Open] = []
        self._notes: list[tuple[str, Block]] = []

    def build(self) -> tuple[Block, ...]:
        blocks: list[Block] = []
        line = 0
        for token in self._parsed.tokens:
            line = self._parsed.first_line + token.map[0] if token.map else line
            if token.nesting > 0:
                self._stack.append(_Open(token, line))
            elif token.type == "inline":
                self._stack[-1].inlines = self._parsed.inlines(token, self._reader, line)
            else:
                closed = self._closed(token) if token.nesting else [_leaf(token, line)]
                (self._stack[-1].children if self._stack else blocks).extend(closed)
        return (*_separated(blocks), *self._footnotes())

    def _closed(self, token: Token) -> list[Block]:
        """Return what a block that ends here adds to the one around it."""
        opened = self._stack.pop()
        children = tuple(_separated(opened.children))
        if token.type in _TRANSPARENT:
            return opened.children
        if token.type == "footnote_reference_close":
            note = Block(BlockKind.FOOTNOTE, children, line=opened.line)
            self._notes.append((opened.token.meta["label"], note))
            return []
        if token.type in _LISTS:
            tight = _is_tight(children)
            return [Block(BlockKind.LIST, children, marker=_LISTS[token.type], tight=tight, line=opened.line)]
        if token.type in ("list_item_close", "written_item_close"):
            return [Block(BlockKind.ITEM, children, marker=self._item_marker(opened), line=opened.line)]
        if token.type in _CONTAINERS:
            return [Block(_CONTAINERS[token.type], children, line=opened.line)]
        return _closed_leaf(token, opened, children)

    def _item_marker(self, item: _Open) -> str:
        around = self._stack[-1]
        if around.token.type == "ordered_list_open":
            return str(int(around.token.attrs.get("start", 1)) + len(around.children))
        return item.token.info if around.token.type == "written_list_open" else ""

    def _footnotes(self) -> list[Block]:
        """Return the footnotes in the order in which the text refers to them, then those that it does not refer to."""
        numbers = {label: number for number, label in enumerate(self._parsed.footnotes)}
        placed = [(numbers.pop(label, len(self._parsed.footnotes)), note) for label, note in self._notes]
        placed.sort(key=lambda pair: pair[0])  # stable: those without a reference stay in the order of the source
        return [replace(note, marker=str(number)) for number, (_, note) in enumerate(placed, start=1)]


def _leaf(token: Token, line: int) -> Block:
    if token.type == "hr":
        return Block(BlockKind.RULE, line=line)
    language = token.info.split()[0] if token.info.strip() else ""
    return Block(BlockKind.CODE, marker=language, text=token.content, line=line)


def _closed_leaf(token: Token, opened: _Open, children: tuple[Block, ...]) -> list[Block]:
    line, inlines = opened.line, opened.inlines
    match token.type:
        case "heading_close":
            anchor = opened.token.meta.get("id", "")
            heading = Block(BlockKind.HEADING, inlines=inlines, level=int(token.tag[1]), anchor=anchor, line=line)
            return [heading] if inlines or anchor else []
        case "paragraph_close":
            hidden = opened.token.hidden
            return [Block(BlockKind.PARAGRAPH, inlines=inlines, tight=hidden, line=line)] if inlines else []
        case "tr_close":
            return [Block(BlockKind.ROW, children, header=all(cell.header for cell in children), line=line)]
        case "th_close" | "td_close":
            alignment = str(opened.token.attrs.get("style", "")).removeprefix("text-align:")
            header = token.type == "th_close"
            return [Block(BlockKind.CELL, inlines=inlines, marker=alignment, header=header, line=line)]
        case _:  # dt_close, the last of them
            return [Block(BlockKind.TERM, inlines=inlines, line=line)]


def _is_tight(items: tuple[Block, ...]) -> bool:
    return not any(
        block.kind is BlockKind.PARAGRAPH and not block.tight for item in items for block in item.children[:1]
    )


def _separated(blocks: list[Block]) -> list[Block]:
    """Return blocks with no two bare lines side by side: a comment or footnote stood between, and words would touch."""
    for index in range(1, len(blocks)):
        if blocks[index].tight and blocks[index - 1].tight and blocks[index].kind is BlockKind.PARAGRAPH:
            blocks[index] = replace(blocks[index], tight=False)
    return blocks
