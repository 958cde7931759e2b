"""The numbers of clauses and headings in a redline, hung in the margin as on a policy page. Knows nothing about pages.

A number hangs only where it can be told from the words in both versions; else it stays in its line. One that was made
is no part of the words: that it moved is no change, and each version is shown with its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape

from policybook.core.clauses import Numbered, clause, clauses, heading, without
from policybook.core.merged import Mark, Node, Piece, Reason, State, with_continuations
from policybook.core.redline_view import Side, View
from policybook.core.tree import Block, BlockKind, inline_text


@dataclass(frozen=True, slots=True)
class Hung:
    """A paragraph or heading whose number was taken off."""

    old: str
    """The number in the old version; empty where that does not have the block."""
    new: str
    """The number in the new version."""
    rest: Node
    """The block without its numbers."""
    made: bool = False
    """Whether the numbers were made, and are no part of the text."""


def numbers_clauses(nodes: Iterable[Node]) -> bool:
    """Return whether a version numbers its paragraphs; a typed clause number alone is taken for a figure."""
    nodes = tuple(nodes)
    sides = [node.new for node in nodes], [node.old for node in nodes]
    return any(any(clauses(block for block in side if block)) for side in sides)


def hung(node: Node) -> Hung | None:
    """Return a paragraph or heading without its number; None when there is none to be told from the words."""
    made = [block.number if block else "" for block in (node.old, node.new)]
    if any(made):
        rest = replace(node, old=_bare(node.old), new=_bare(node.new))
        return Hung(made[0], made[1], rest, made=True)  # what the other version has instead was typed: it is text
    if node.state is State.CONTINUED:
        return None
    old, new = (_taken(block) if block else None for block in (node.old, node.new))
    if (node.old and not old) or (node.new and not new):
        return None
    pieces: tuple[Piece, ...] = ()
    if node.pieces:
        trimmed = _Trim(_length(node.old, old), _length(node.new, new)).pieces(node.pieces)
        if trimmed is None:
            return None
        pieces = tuple(trimmed)
    rest = replace(node, old=_rest(node.old, old), new=_rest(node.new, new), pieces=pieces)
    return Hung(old.number if old else "", new.number if new else "", rest)


def _bare(block: Block | None) -> Block | None:
    return replace(block, number="") if block else None


def _taken(block: Block) -> Numbered | None:
    return heading(block) if block.kind is BlockKind.HEADING else clause(block)


def _length(block: Block | None, numbered: Numbered | None) -> int:
    """Return how many characters of a block were its number."""
    return len(inline_text(block.inlines)) - len(inline_text(numbered.rest)) if block and numbered else 0


def _rest(block: Block | None, numbered: Numbered | None) -> Block | None:
    return replace(block, inlines=numbered.rest, number="") if block and numbered else None


@dataclass(slots=True)
class _Trim:
    """Takes the first characters of either version off merged content."""

    old: int
    new: int

    def pieces(self, pieces: Sequence[Piece]) -> list[Piece] | None:
        """Return the content without them; None when one falls into a link or into words formatted in another way."""
        kept: list[Piece] = []
        for place, piece in enumerate(pieces):
            if not self.old and not self.new:
                return [*kept, *pieces[place:]]
            rest = self.piece(piece)
            if rest is None:
                return None
            kept += rest
        return kept

    def piece(self, piece: Piece) -> list[Piece] | None:
        """Return a piece without what is to go; an empty list when all of it went."""
        if piece.element is not None and piece.mark is Mark.SAME and not piece.element.target:
            inside = self.pieces(piece.children)
            return inside and [replace(piece, children=tuple(inside))]
        if piece.children or not piece.inlines or (piece.mark is not Mark.SAME and piece.reason is not Reason.WORDS):
            return None
        length = len(inline_text(piece.inlines))
        wanted = {Mark.DELETED: self.old, Mark.INSERTED: self.new, Mark.SAME: max(self.old, self.new)}[piece.mark]
        if piece.mark is Mark.SAME and self.old != self.new and length > min(self.old, self.new):
            return None
        count = min(length, wanted)
        self.old -= count if piece.mark is not Mark.INSERTED else 0
        self.new -= count if piece.mark is not Mark.DELETED else 0
        if count == length:
            return []
        rest = without(piece.inlines, count)
        return None if rest is None else [replace(piece, inlines=rest)]


def clause_html(view: View, node: Node) -> str:
    """Return a block right under its document, its number in the margin."""
    found = hung(node) if node.block.kind is BlockKind.PARAGRAPH and view.has(node) else None
    if found is None:
        return view.node(node)
    body = f'<div class="body">{view.node(found.rest)}</div>'
    return f'<div class="clause">{number_html(view, found)} {body}</div>'


def clauses_html(view: View, nodes: Sequence[Node]) -> str:
    """Return adjacent blocks right under their document; the parts of a split paragraph stay in one."""
    if any(node.state is State.CONTINUED and not hung(node) for node in nodes):
        return view.nodes(nodes)
    if view.side is not Side.OLD:
        return "".join([clause_html(view, node) for node in nodes])
    return "".join([_old_clause(view, group) for group in with_continuations(nodes)])


def _old_clause(view: View, group: Sequence[Node]) -> str:
    """Return a clause of the old version, in one also where it was split."""
    parts = [found for node in group if (found := hung(node))]
    if len(group) == 1 or not parts[0].old:
        return view.nodes(group) if len(group) > 1 else clause_html(view, group[0])
    body = f'<div class="body">{view.nodes([part.rest for part in parts])}</div>'
    return f'<div class="clause">{number_html(view, parts[0])} {body}</div>'


def number_html(view: View, found: Hung) -> str:
    """Return the number of a clause as one view shows it."""
    old, new = (escape(number, quote=False) for number in (found.old, found.new))
    if found.made:
        shown = view.made_number(found.rest.state, found.old, found.new)
    elif old == new:
        shown = new
    else:
        gone = view.mark("del", old) if view.side is not Side.NEW else ""
        come = view.mark("ins", new) if view.side is not Side.OLD else ""
        shown = f"{gone} {come}".strip()
    return f'<span class="num">{shown}</span>'
