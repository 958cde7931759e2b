"""A redline as Markdown with CriticMarkup: `{++new++}`, `{--gone--}`, `{~~old~>new~~}`. Knows nothing about HTML.

CriticMarkup marks runs of words and nothing else, so some choices had to be made:

- A mark stands inside one heading, paragraph or cell, never around it or across several.
- Words that took the place of others are one substitution.
- A moved text stands in its new place, with its own marks inside and a comment `{>>moved here from § 2<<}` before it;
  its old place holds a comment that says where it went. Words moved inside a paragraph have a comment before them.
- What cannot be marked is told in a comment: another heading level, list, link, formatting.

Accepting all marks gives the words of the new version; rejecting all of them gives those of the old one, with moved
texts in their new places and the items of lists counted as in the new version. No text can forge a mark: braces in it
are written as entities, or in hexadecimal in addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from policybook.core.changes import ChangeKind
from policybook.core.edits import words_gone
from policybook.core.markdown_inline import element_markdown, entities, escaped, inlines_markdown, started
from policybook.core.merged import Mark, Node, Piece, Reason, State
from policybook.core.redline import Change, Redline
from policybook.core.redline_text import inner
from policybook.core.redline_words import ENGLISH, Words
from policybook.core.tree import LEAVES, BlockKind, inline_text

_UNMARKED = frozenset(ChangeKind) - {
    ChangeKind.ADDED,
    ChangeKind.REMOVED,
    ChangeKind.AMENDED,
    ChangeKind.TABLE,
    ChangeKind.CASE,
    ChangeKind.PUNCTUATION,
    ChangeKind.RENUMBERED,
}
"""The kinds that the marks alone do not tell."""
_ALIGNED = {"left": ":--", "right": "--:", "center": ":-:"}


def as_markdown(redline: Redline, *, words: Words = ENGLISH) -> str:
    """Return the whole merged text as Markdown with its changes in CriticMarkup; empty when there is no text."""
    writer = _Writer(redline, words)
    text = "\n\n".join(writer.blocks(redline.nodes))
    return f"{text}\n" if text else ""


@dataclass(frozen=True, slots=True)
class _Writer:
    redline: Redline
    words: Words

    # ---- blocks

    def blocks(self, nodes: Iterable[Node]) -> Iterator[str]:
        """Yield the blocks that have something to show."""
        for node in nodes:
            comment = self.comment(self.redline.changes[node.change - 1]) if node.change else ""
            if text := self.block(node, comment):
                yield text

    def comment(self, change: Change) -> str:
        """Return what the marks of a change do not tell; empty where they tell all."""
        if change.kind not in _UNMARKED and not change.rearranged:
            return ""
        came = self.words.moved_from.format(place=self.words.cited(change.origin)) if change.origin else ""
        return _comment(", ".join(filter(None, (came or self.words.kinds(change), *self.words.rearranged(change)))))

    def block(self, node: Node, comment: str) -> str:
        """Return a block with a comment before its first words."""
        block = node.block
        if node.state is State.NESTED_AWAY:
            return ""
        if block.kind in LEAVES:
            return self.leaf(node, comment)
        match block.kind:
            case BlockKind.LIST:
                loose = not block.tight or block.marker == "written"
                items = list(self.blocks(inner(node)))
                return "\n".join(filter(None, (comment, ("\n\n" if loose else "\n").join(items))))
            case BlockKind.ITEM | BlockKind.FOOTNOTE:
                return self.item(node, comment)
            case BlockKind.TABLE:
                return "\n\n".join(filter(None, (comment, self.table(node))))
            case BlockKind.QUOTE:
                return _indented("\n\n".join(self.led(node, comment)), "> ", "> ")
            case BlockKind.DEFINITION:
                return _indented("\n\n".join(self.led(node, comment)), ":   ", "    ")
            case BlockKind.DEFINITIONS:
                return "\n".join(filter(None, (comment, *self.blocks(inner(node)))))
            case _:  # a row by itself
                return ""

    def led(self, node: Node, comment: str) -> Iterator[str]:
        """Yield the blocks inside a container, a comment before the words of the first."""
        for child in inner(node):
            own = self.comment(self.redline.changes[child.change - 1]) if child.change else ""
            if text := self.block(child, comment or own):
                yield text
                comment = ""

    def leaf(self, node: Node, comment: str) -> str:
        """Return a heading, paragraph, term or the like."""
        block = node.block
        if node.state is State.MOVED_AWAY:
            return self.departure(node)
        if block.kind is BlockKind.RULE:
            text = {State.INSERTED: "{++\\* \\* \\*++}", State.DELETED: "{--\\* \\* \\*--}"}.get(node.state, "---")
            return "\n\n".join(filter(None, (comment, text)))
        if block.kind is BlockKind.CODE:
            return "\n\n".join(filter(None, (comment, self.code(node))))
        text = comment + self.line(node)
        return f"{'#' * block.level} {_one_line(text)}" if block.kind is BlockKind.HEADING else text

    def departure(self, node: Node) -> str:
        """Return the comment in the old place of a moved text."""
        change = next((change for change in self.redline.changes if change.number == self.arrival(node.move)), None)
        place = self.words.place(change) if change else ""
        return _comment(self.words.moved_to.format(place=place) if place else self.words.moved_elsewhere)

    def arrival(self, move: int) -> int:
        """Return the number of the change in which a moved text arrived; 0 when it is part of none."""
        return next((number for node in self.redline.nodes for number in _arrivals(node, move, 0)), 0)

    def line(self, node: Node) -> str:
        """Return the inline content of a leaf with its marks."""
        if node.pieces:
            return started(self.pieces(node.pieces))
        text = started(inlines_markdown(node.block.inlines))
        if node.state is State.INSERTED:
            return _marked("++", text)
        return _marked("--", text) if node.state is State.DELETED else text

    def item(self, node: Node, comment: str) -> str:
        """Return an item: its marker, its lines, deeper ones further in."""
        block, old, new = node.block, node.old, node.new
        if block.kind is BlockKind.FOOTNOTE:
            marker = f"[^{escaped(block.marker)}]:"
        else:
            marker = f"{block.marker}." if block.marker.isdigit() else escaped(block.marker) or "-"
        if old and new and old.marker != new.marker and old.marker and new.marker:
            if new.marker.isdigit():
                comment += _comment(self.words.number_was.format(number=old.marker).strip("()"))
            else:
                marker = f"{{~~{escaped(old.marker)}~>{escaped(new.marker)}~~}}"
        tight = all(child.block.kind is BlockKind.LIST or child.block.tight for child in inner(node))
        text = ("\n" if tight else "\n\n").join(self.led(node, comment)) or comment
        if text[:3] in ("{++", "{--") and not block.marker.isdigit() and block.marker:
            return _indented(text[3:], f"{text[:3]}{marker} ", "    ")
        return _indented(text, f"{marker} ", " " * min(4, len(marker) + 1))

    def table(self, node: Node) -> str:
        """Return a table; its first row is the head."""
        rows = [list(map(self.cell, self.cells(row))) for row in inner(node) if row.state is not State.MOVED_AWAY]
        if not rows:
            return ""
        width = max(map(len, rows))
        aligned = [_ALIGNED.get(cell.marker, "---") for cell in node.block.children[0].children]
        rule = (aligned + ["---"] * width)[:width]
        lines = [row + [""] * (width - len(row)) for row in rows]
        return "\n".join([f"| {' | '.join(cells)} |" for cells in (lines[0], rule, *lines[1:])])

    def cells(self, row: Node) -> Sequence[Node]:
        """Return the cells of a row."""
        return () if row.state is State.NESTED_AWAY else inner(row)

    def cell(self, node: Node) -> str:
        """Return the content of a cell, on one line."""
        return _one_line(self.line(node))

    def code(self, node: Node) -> str:
        """Return a block of code: fenced, or as HTML where it holds marks or what looks like one."""
        block = node.block
        if node.state in (State.INSERTED, State.DELETED) or node.pieces or "{" in block.text or "~>" in block.text:
            text = self.pieces(node.pieces, code=True) if node.pieces else entities(block.text)
            sign = {State.INSERTED: "++", State.DELETED: "--"}.get(node.state, "")
            return f"<pre><code>{_marked(sign, text) if sign else text}</code></pre>"
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", block.text)), default=0))
        return f"{fence}{escaped(block.marker)}\n{block.text}{fence}"

    # ---- inline content

    def pieces(self, pieces: Iterable[Piece], *, code: bool = False) -> str:
        """Return merged content with its marks; words gone and those that took their place are a substitution."""
        runs = [(key, list(group)) for key, group in groupby(pieces, key=lambda one: (one.mark, one.reason, one.move))]
        shown: list[str] = []
        gone = ""
        for (mark, reason, moved), group in runs:
            text = "".join([self.piece(piece, code=code) for piece in group])
            if reason is Reason.PARAGRAPH:
                text = ""
            if moved:
                shown += [_marked("--", gone), *((_moved(self.words), text) if mark is Mark.INSERTED else ())]
                gone = ""
                continue
            if mark is Mark.INSERTED and reason is Reason.WORDS and gone and text:
                shown.append(f"{{~~{gone}~>{text}~~}}")
                gone = ""
                continue
            shown.append(_marked("--", gone))
            gone = ""
            if mark is Mark.SAME:
                shown.append(text)
            elif reason is Reason.WORDS and mark is Mark.DELETED:
                gone = text
            elif reason is Reason.WORDS:
                shown.append(_marked("++", text))
            elif mark is Mark.INSERTED:
                shown.append(text)
            else:
                shown.append("".join([_marked("--", self.piece(piece, code=code)) for piece in words_gone(group)]))
        return "".join([*shown, _marked("--", gone)])

    def piece(self, piece: Piece, *, code: bool = False) -> str:
        """Return the content of a piece without its mark."""
        text = entities(inline_text(piece.inlines)) if code else inlines_markdown(piece.inlines)
        inside = text + self.pieces(piece.children, code=code)
        return element_markdown(piece.element, inside) if piece.element else inside


def _arrivals(node: Node, move: int, change: int) -> Iterator[int]:
    number = node.change or change
    if node.state is State.MOVED_HERE and node.move == move and number:
        yield number
    for child in node.children:
        yield from _arrivals(child, move, number)


def _marked(sign: str, text: str) -> str:
    return f"{{{sign}{text}{sign}}}" if text else ""


def _moved(words: Words) -> str:
    return _comment(words.mark_moved.format(text="").strip("[]: "))


def _comment(text: str) -> str:
    return f"{{>>{escaped(text)}<<}}"


def _one_line(text: str) -> str:
    return text.replace("\\\n", "<br>").replace("\n", " ")


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    others = [(rest + line).rstrip() if line or rest.strip() else "" for line in lines[1:]]
    return "\n".join([(first + lines[0]).rstrip(), *others])
