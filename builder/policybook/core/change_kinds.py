"""What kind of change each block of a merged text is. Knows nothing about numbers, sections or HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from policybook.core.changes import AWAY, SHAPE_KINDS, ChangeKind, is_away, own_lines
from policybook.core.labels import label, without_label
from policybook.core.lettering import only_both_differ, only_case_differs, only_punctuation_differs
from policybook.core.merged import Mark, Node, Piece, Reason, State, flat
from policybook.core.outline import unit_text
from policybook.core.rearrangements import markers
from policybook.core.renumbering import NOTHING, Renumbering
from policybook.core.tree import Block, BlockKind, Inline, InlineKind


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
}
"""The kinds of the units that make one change with their neighbours of the same standing."""
JOINED = frozenset({*RUN_KINDS, Standing.REARRANGED})
"""The standings of units that make one change with neighbours of the same standing and kind."""
WHOLE = frozenset({Standing.ADDED, Standing.REMOVED, Standing.MOVED})
"""The standings of units that are marked with all they hold."""
_LEAF_STANDINGS = {
    State.SAME: Standing.QUIET,
    State.INSERTED: Standing.ADDED,
    State.DELETED: Standing.REMOVED,
    State.MOVED_HERE: Standing.MOVED,
    State.MOVED_AWAY: Standing.AWAY,
    State.NESTED_AWAY: Standing.AWAY,
}


_SHELLS = frozenset({BlockKind.ITEM, BlockKind.QUOTE, BlockKind.DEFINITION, BlockKind.FOOTNOTE})
"""Blocks that may be empty, or whose lines are lists alone."""
_LISTS = frozenset({BlockKind.LIST, BlockKind.ITEM})


@dataclass(frozen=True, slots=True)
class Kinds:
    """What kind of change each block of one merged text is."""

    renumbering: Renumbering = NOTHING
    """What became of its clause numbers."""

    def standing(self, node: Node) -> Standing:
        """Return what a block is to the run of changes around it."""
        if node.children and node.state in (State.INSERTED, State.DELETED):
            inside = {self.standing(child) for child in node.children}
            if len(inside) == 1 and not inside & {Standing.OPEN, Standing.MODIFIED, Standing.QUIET}:
                return inside.pop()
        elif node.state in _LEAF_STANDINGS:
            return _LEAF_STANDINGS[node.state]
        if node.block.kind is BlockKind.LIST:
            return Standing.OPEN
        found = self.own(node)
        if not found:
            return Standing.QUIET
        if found == {ChangeKind.RENUMBERED}:
            return Standing.RENUMBERED
        return Standing.REARRANGED if found <= SHAPE_KINDS else Standing.MODIFIED

    def own(self, node: Node) -> set[ChangeKind]:
        """Return all that differs about a unit: of an item, only its own lines."""
        return self.of(replace(node, children=tuple(own_lines(node))) if node.children else node)

    def of(self, node: Node) -> set[ChangeKind]:
        """Return all that differs about a node and in it."""
        if node.state is State.SAME or node.state in AWAY:
            return set()
        inside = self.inside(node)
        if node.state is State.MOVED_HERE:
            return inside | {ChangeKind.MOVED}
        if node.state in (State.INSERTED, State.DELETED):
            if not node.children and node.block.kind not in _SHELLS:
                return {ChangeKind.AMENDED}
            if is_away(node):
                return inside
            return inside | {ChangeKind.LIST if node.block.kind in _LISTS else ChangeKind.STRUCTURE}
        if node.state in (State.NESTED_HERE, State.CONTINUED):
            inside = inside | {ChangeKind.STRUCTURE}
        return inside

    def inside(self, node: Node) -> set[ChangeKind]:
        """Return what differs about a block wherever it stands: its shell, its content, its children."""
        found: set[ChangeKind] = set()
        if node.old and node.new and node.state is not State.CONTINUED:
            found |= _shell_kinds(node.old, node.new)
        found |= self.content(node)
        if node.block.kind is BlockKind.TABLE and node.state is State.CHANGED:
            return found.union(*map(self.row, node.children))
        return found.union(*map(self.of, node.children))

    def row(self, node: Node) -> set[ChangeKind]:
        """Return what differs about a row of a table that both versions have: rows that come and go are its shape."""
        if node.state is not State.CHANGED:
            inside = self.inside(node) if node.state is State.MOVED_HERE else set()
            return inside | (set() if node.state in (State.SAME, State.NESTED_AWAY) else {ChangeKind.TABLE})
        found = _shell_kinds(node.old, node.new) if node.old and node.new else set()
        cells = [self.of(cell) if cell.state is State.CHANGED else {ChangeKind.TABLE} for cell in _unlike(node)]
        return found.union(*cells)

    def content(self, node: Node) -> set[ChangeKind]:
        """Return what differs about the inline content of a leaf."""
        found = {kind for piece in flat(node.pieces) for kind in _piece_kinds(piece)}
        if ChangeKind.AMENDED not in found or node.old is None or node.new is None or _is_divided(node):
            return found
        old, new = unit_text(node.old), unit_text(node.new)
        relabelled = label(old) != label(new) and bool(label(old) and label(new))
        if self.renumbering.explains(old, new) or (relabelled and without_label(old) == without_label(new)):
            return found - {ChangeKind.AMENDED} | {ChangeKind.RENUMBERED}
        if relabelled:
            found = found | {ChangeKind.RENUMBERED}
        if light := _light_kinds(without_label(old), without_label(new)):
            return found - {ChangeKind.AMENDED} | light
        return found


def _unlike(row: Node) -> Iterator[Node]:
    return (cell for cell in row.children if cell.state is not State.SAME)


def _is_divided(node: Node) -> bool:
    return node.state is State.CONTINUED or any(piece.reason is Reason.PARAGRAPH for piece in node.pieces)


def _light_kinds(old: str, new: str) -> set[ChangeKind]:
    """Return in what two texts with the same words differ; nothing when their words differ."""
    if only_case_differs(old, new):
        return {ChangeKind.CASE}
    if only_both_differ(old, new):
        return {ChangeKind.CASE, ChangeKind.PUNCTUATION}
    return {ChangeKind.PUNCTUATION} if only_punctuation_differs(old, new) else set()


def _shell_kinds(old: Block, new: Block) -> set[ChangeKind]:
    """Return what differs about a block apart from its content."""
    if old.level != new.level:
        return {ChangeKind.HEADING}
    if old.header != new.header:
        return {ChangeKind.TABLE}
    if old.kind != new.kind:
        return {ChangeKind.STRUCTURE}
    if old.marker == new.marker or new.kind is BlockKind.CODE:
        return set()
    if new.kind is BlockKind.CELL:
        return {ChangeKind.FORMATTING} if {old.marker, new.marker} - {"", "left"} else set()
    if new.kind is BlockKind.LIST or (new.kind is BlockKind.ITEM and markers(old) is not markers(new)):
        return {ChangeKind.LIST}
    return {ChangeKind.RENUMBERED}


def _piece_kinds(piece: Piece) -> Iterator[ChangeKind]:
    if piece.reason is Reason.PARAGRAPH:
        yield ChangeKind.STRUCTURE
    elif piece.mark is not Mark.SAME:
        if piece.move:
            yield ChangeKind.MOVED
        elif piece.reason is Reason.WORDS:
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
