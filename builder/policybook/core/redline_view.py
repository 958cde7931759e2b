"""Merged blocks as HTML for readers: both versions in one, or one with its own marks. Knows nothing about pages.

Unlike `redline_markup` this is not exact: what only the machine needs is left out, marks never start or end with a
blank, and no element has an id, so that a text can stand on a page more than once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from html import escape
from itertools import groupby

from policybook.core import html
from policybook.core.changes import is_away
from policybook.core.edits import words_gone
from policybook.core.merged import COME, GONE, Mark, Node, Piece, Reason, State, with_continuations
from policybook.core.redline_tables import still
from policybook.core.redline_words import Words
from policybook.core.tree import LEAVES, Block, BlockKind


class Side(Enum):
    """What is shown."""

    BOTH = auto()
    """The merged text."""
    OLD = auto()
    """The old version with what was removed marked."""
    NEW = auto()
    """The new version with what was added marked."""


_ANCHOR = re.compile(r'<span id="[^"]*"></span>')
_HEADING_START, _HEADING_END = re.compile(r"<h[1-6]>"), re.compile(r"</h[1-6]>")
_LINK = re.compile(r'<a href="[^"]*"')
_QUIET_CLASSES = {Reason.FORMATTING: "formatting", Reason.TYPOGRAPHY: "typography"}


@dataclass(frozen=True, slots=True)
class View:
    """One way of showing merged blocks."""

    side: Side
    """What is shown."""
    words: Words
    """The interface words."""
    links: bool = True
    """Whether links lead anywhere; a copy hidden from assistive technology must not take the focus."""
    spoken: bool = False
    """Whether marks are also written in words, for mails that lose their styles."""

    # ---- blocks

    def nodes(self, nodes: Sequence[Node]) -> str:
        """Return adjacent blocks."""
        if self.side is not Side.OLD:
            return "".join(map(self.node, nodes))
        return "".join(map(self.old_paragraphs, with_continuations(nodes)))

    def old_paragraphs(self, group: Sequence[Node]) -> str:
        """Return a block of the old version; the parts of a paragraph that was split make one again."""
        if len(group) == 1:
            return self.node(group[0])
        return f"<p>{self.leading(group[0])}{''.join(self.pieces(node.pieces) for node in group)}</p>"

    def node(self, node: Node) -> str:
        """Return one block; empty when this side does not have it here."""
        if not self.has(node):
            return ""
        if node.state is State.SAME:
            return self.unchanged(self.block(node))
        if node.state in (State.INSERTED, State.DELETED) and not node.children:
            return self.one_sided(node.block, Mark.INSERTED if node.state is State.INSERTED else Mark.DELETED)
        block = self.block(node)
        if block.kind is BlockKind.RULE:
            return "<hr>"
        return self.element(block, self.inside(node))

    def has(self, node: Node) -> bool:
        """Return whether this side shows a block."""
        if self.side is Side.OLD:
            return node.state not in COME
        return node.state not in GONE or (self.side is Side.BOTH and not is_away(node))

    def block(self, node: Node) -> Block:
        """Return the block whose element is shown."""
        old, new = node.old, node.new
        return old if old and (self.side is Side.OLD or not new) else node.block

    def inside(self, node: Node) -> str:
        """Return what stands inside the element of a block that is not the same."""
        block = self.block(node)
        number = self.old_number(node)
        if node.children:
            return led(number, self.nodes(node.children))
        if block.kind not in LEAVES:
            return led(number, "".join(map(self.unchanged, block.children)))
        inside = self.pieces(node.pieces) if node.pieces else self.cleaned(html.inlines(block.inlines))
        if block.kind is BlockKind.CODE:
            inside = f"<code>{inside or escape(block.text, quote=False)}</code>"
        if node.state in (State.MOVED_HERE, State.MOVED_AWAY):
            inside = f'<span class="moved">{inside}</span>'
        if node.state is State.CONTINUED and self.side is Side.BOTH:
            inside = f"<ins>¶</ins> {inside}"
        return self.leading(node) + inside

    def made_number(self, state: State, old: str, new: str) -> str:
        """Return the number made for a block in the version that this side shows, marked where the block is."""
        number = escape(old if self.side is Side.OLD or state in GONE else new, quote=False)
        tag = {State.INSERTED: "ins", State.DELETED: "del"}.get(state)
        return self.mark(tag, number) if tag else number

    def leading(self, node: Node) -> str:
        """Return the made number of a block, to stand before its words; empty when it has none."""
        old, new = (block.number if block else "" for block in (node.old, node.new))
        number = self.made_number(node.state, old, new)
        return f"{number} " if number else ""

    def old_number(self, node: Node) -> str:
        """Return the marker an item had, where it has another one now and both versions are shown together."""
        old, new = node.old, node.new
        if self.side is not Side.BOTH or not old or not new or new.kind is not BlockKind.ITEM:
            return ""
        if not old.marker or not new.marker or old.marker == new.marker:
            return ""
        if new.marker.isdigit():
            return f'<span class="was">{escape(self.words.number_was.format(number=old.marker), quote=False)}</span> '
        return self.mark("del", escape(old.marker, quote=False)) + " "

    def unchanged(self, block: Block) -> str:
        """Return a block that is the same in both versions."""
        number = f"{escape(block.number, quote=False)} " if block.number else ""
        shown = self.cleaned(html.block(block, lead=number))
        return _HEADING_END.sub("</p>", _HEADING_START.sub('<p class="sec">', shown))

    def one_sided(self, block: Block, mark: Mark) -> str:
        """Return a block that one version has, with every line in it marked."""
        if block.kind is BlockKind.RULE:
            return f'<hr class="{mark}">'
        if block.kind not in LEAVES:
            return self.element(block, "".join(self.one_sided(child, mark) for child in block.children))
        tag = "ins" if mark is Mark.INSERTED else "del"
        if block.kind is BlockKind.CODE:
            return self.element(block, f"<code>{self.mark(tag, escape(block.text, quote=False))}</code>")
        number = f"{self.mark(tag, escape(block.number, quote=False))} " if block.number else ""
        return self.element(block, number + self.mark(tag, self.cleaned(html.inlines(block.inlines))))

    def element(self, block: Block, inside: str) -> str:
        """Return the element of a block; a heading inside other blocks is a bold line: the page has its own."""
        if block.kind is BlockKind.HEADING:
            return f'<p class="sec">{inside}</p>'
        tag = html.block_tag(block)
        whole = f"<{tag}{html.attributes(html.block_attributes(block))}>{inside}</{tag}>" if tag else inside
        return whole if self.links else still(whole)

    # ---- inline content

    def pieces(self, pieces: Iterable[Piece]) -> str:
        """Return merged inline content as this side shows it."""
        shown: list[str] = []
        last = ""
        for (mark, reason, moved), group in groupby(pieces, key=lambda piece: (piece.mark, piece.reason, piece.move)):
            text = self.run(mark, reason, list(group), moved=bool(moved))
            if last == "del" and text.startswith("<ins>"):
                shown.append(" ")
            shown.append(text)
            last = "del" if text.endswith("</del>") else ""
        return "".join(shown)

    def run(self, mark: Mark, reason: Reason, pieces: Sequence[Piece], *, moved: bool) -> str:
        """Return adjacent pieces with one mark."""
        if reason is Reason.PARAGRAPH:
            return {Side.BOTH: "<del>¶</del>", Side.OLD: "</p><p>", Side.NEW: ""}[self.side]
        if mark is Mark.SAME:
            return "".join(map(self.piece, pieces))
        hidden = {Side.BOTH: None, Side.OLD: Mark.INSERTED, Side.NEW: Mark.DELETED}[self.side]
        if mark is hidden:
            return ""
        if moved and mark is Mark.INSERTED:
            return self.moved("".join(map(self.piece, pieces)))
        if reason is Reason.WORDS:
            return self.mark("del" if mark is Mark.DELETED else "ins", "".join(map(self.piece, pieces)))
        if self.side is Side.BOTH and mark is Mark.DELETED:
            return self.pieces(words_gone(pieces))
        inside = "".join(map(self.piece, pieces))
        name = _QUIET_CLASSES.get(reason)
        return f'<span class="{name}">{inside}</span>' if name and inside.strip() else inside

    def piece(self, piece: Piece) -> str:
        """Return the content of a piece without its mark."""
        if piece.element is None:
            return self.cleaned(html.inlines(piece.inlines)) + self.pieces(piece.children)
        old, new = piece.old_element, piece.element
        element = old if old and self.side is Side.OLD else new
        tag = html.inline_tag(element)
        start = self.cleaned(f"<{tag}{html.attributes(html.inline_attributes(element))}>")
        shown = f"{start}{self.pieces(piece.children)}</{tag}>"
        if self.side is Side.BOTH and old and old.target != new.target:
            was = escape(self.words.former_link(old.target), quote=False)
            shown += f' <span class="was">{was}</span>'
        return shown

    def moved(self, inside: str) -> str:
        """Return words that stood elsewhere in their paragraph, where they are struck."""
        text = inside.strip()
        start = inside.index(text)
        said = self.words.mark_moved.format(text=text) if self.spoken else text
        return f'{inside[:start]}<span class="moved">{said}</span>{inside[start + len(text) :]}'

    def mark(self, tag: str, inside: str) -> str:
        """Return content inside `<ins>` or `<del>`, with the blanks at its edges outside."""
        text = inside.strip()
        if not text:
            return inside if tag == "ins" else ""
        before, after = inside[: inside.index(text)], inside[inside.index(text) + len(text) :]
        if self.spoken:
            words = self.words.mark_added if tag == "ins" else self.words.mark_removed
            text = words.format(text=text)
        return f"{before}<{tag}>{text}</{tag}>{after}"

    def cleaned(self, markup: str) -> str:
        """Return canonical HTML without ids, and without targets where links must not work."""
        if " id=" in markup:
            markup = _ANCHOR.sub("", markup)
        return markup if self.links else still(_LINK.sub("<a", markup))


def led(number: str, inside: str) -> str:
    """Return the content of an item with its old number at the start of its first line."""
    return f"<p>{number}{inside[3:]}" if number and inside.startswith("<p>") else number + inside
