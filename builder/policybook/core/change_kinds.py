"""What kind of change each block of a merged text is. Knows nothing about numbers, sections or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum, auto

from policybook.core.changes import AWAY, ChangeKind, is_away, own_lines
from policybook.core.labels import label, without_label
from policybook.core.merged import Mark, Node, Piece, Reason, State, flat
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text


class Standing(Enum):
    """What a unit is to the run of changes around it."""

    QUIET = auto()
    """Nothing a reader sees differs."""
    AWAY = auto()
    """It is shown elsewhere."""
    ADDED = auto()
    """All of it is new."""
    REMOVED = auto()
    """All of it is gone."""
    MOVED = auto()
    """All of it stood elsewhere."""
    RENUMBERED = auto()
    """Its number differs and nothing else."""
    REARRANGED = auto()
    """Its level or the blocks around it differ and nothing else."""
    MODIFIED = auto()
    """Something inside it differs."""
    OPEN = auto()
    """A list in which some items are units."""


RUN_KINDS = {
    Standing.ADDED: ChangeKind.ADDED,
    Standing.REMOVED: ChangeKind.REMOVED,
    Standing.MOVED: ChangeKind.MOVED,
    Standing.RENUMBERED: ChangeKind.RENUMBERED,
    Standing.REARRANGED: ChangeKind.STRUCTURE,
}
"""The kinds of the units that make one change with their neighbours of the same standing."""
WHOLE = frozenset({Standing.ADDED, Standing.REMOVED, Standing.MOVED})
"""The standings of units that are marked with all they hold."""
_MODIFIED_RUNS = {
    frozenset({ChangeKind.RENUMBERED}): Standing.RENUMBERED,
    frozenset({ChangeKind.STRUCTURE}): Standing.REARRANGED,
}
_LEAF_STANDINGS = {
    State.SAME: Standing.QUIET,
    State.INSERTED: Standing.ADDED,
    State.DELETED: Standing.REMOVED,
    State.MOVED_HERE: Standing.MOVED,
    State.MOVED_AWAY: Standing.AWAY,
    State.NESTED_AWAY: Standing.AWAY,
}


def standing(node: Node) -> Standing:
    """Return what a block is to the run of changes around it."""
    if node.children and node.state in (State.INSERTED, State.DELETED):
        inside = {standing(child) for child in node.children}
        if len(inside) == 1 and not inside & {Standing.OPEN, Standing.MODIFIED, Standing.QUIET}:
            return inside.pop()
    elif node.state in _LEAF_STANDINGS:
        return _LEAF_STANDINGS[node.state]
    if node.block.kind is BlockKind.LIST:
        return Standing.OPEN
    found = own_kinds(node)
    if not found:
        return Standing.QUIET
    return _MODIFIED_RUNS.get(frozenset(found), Standing.MODIFIED)


_SHELLS = frozenset({BlockKind.ITEM, BlockKind.QUOTE, BlockKind.DEFINITION, BlockKind.FOOTNOTE})
"""Blocks that may be empty, or whose lines are lists alone."""


def own_kinds(node: Node) -> set[ChangeKind]:
    """Return all that differs about a unit: of an item, only its own lines."""
    return kinds(replace(node, children=tuple(own_lines(node))) if node.children else node)


def kinds(node: Node) -> set[ChangeKind]:
    """Return all that differs about a node and in it."""
    if node.state is State.SAME or node.state in AWAY:
        return set()
    if node.state is State.MOVED_HERE:
        return {ChangeKind.MOVED}
    if node.state in (State.INSERTED, State.DELETED):
        if not node.children and node.block.kind not in _SHELLS:
            return {ChangeKind.AMENDED}
        shell = set() if is_away(node) else {ChangeKind.STRUCTURE}
        return shell.union(*map(kinds, node.children))
    found = {ChangeKind.STRUCTURE} if node.state in (State.NESTED_HERE, State.CONTINUED) else set()
    if node.old and node.new and node.state is not State.CONTINUED:
        found |= _shell_kinds(node.old, node.new)
    return found.union(_content_kinds(node), *map(kinds, node.children))


def _shell_kinds(old: Block, new: Block) -> set[ChangeKind]:
    """Return what differs about a block apart from its content."""
    if (old.kind, old.level, old.header) != (new.kind, new.level, new.header):
        return {ChangeKind.STRUCTURE}
    if old.marker == new.marker or new.kind is BlockKind.CODE:
        return set()
    if new.kind is BlockKind.CELL:
        return {ChangeKind.FORMATTING} if {old.marker, new.marker} - {"", "left"} else set()
    return {ChangeKind.STRUCTURE} if new.kind is BlockKind.LIST else {ChangeKind.RENUMBERED}


def _content_kinds(node: Node) -> set[ChangeKind]:
    found = {kind for piece in flat(node.pieces) for kind in _piece_kinds(piece)}
    if ChangeKind.AMENDED in found and node.state is State.CHANGED and _relabelled(node):
        found = found - {ChangeKind.AMENDED} | {ChangeKind.RENUMBERED}
    return found


def _relabelled(node: Node) -> bool:
    """Return whether nothing but the clause number at the start of a text differs."""
    if node.old is None or node.new is None or any(piece.reason is Reason.PARAGRAPH for piece in node.pieces):
        return False
    old, new = inline_text(node.old.inlines), inline_text(node.new.inlines)
    return bool(label(old) and label(new)) and without_label(old) == without_label(new)


def _piece_kinds(piece: Piece) -> Iterator[ChangeKind]:
    if piece.reason is Reason.PARAGRAPH:
        yield ChangeKind.STRUCTURE
    elif piece.mark is not Mark.SAME:
        if piece.reason is Reason.WORDS:
            yield from _content_kind(piece.inlines)
        elif piece.reason is Reason.FORMATTING:
            yield ChangeKind.LINK if any(map(_has_link, piece.inlines)) else ChangeKind.FORMATTING
        elif piece.reason is Reason.TYPOGRAPHY:
            yield ChangeKind.TYPOGRAPHY
    elif piece.element and piece.old_element and piece.element.target != piece.old_element.target:
        yield ChangeKind.LINK


def _content_kind(inlines: Iterable[Inline]) -> Iterator[ChangeKind]:
    """Yield what new or missing content is: an anchor shows nothing, and an image is not read."""
    shown = [inline.kind for inline in inlines if inline.kind is not InlineKind.ANCHOR]
    if shown:
        yield ChangeKind.IMAGE if all(kind is InlineKind.IMAGE for kind in shown) else ChangeKind.AMENDED


def _has_link(inline: Inline) -> bool:
    return inline.kind is InlineKind.LINK or any(map(_has_link, inline.children))
