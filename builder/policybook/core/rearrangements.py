"""What was rearranged about the blocks of a change: levels, lists, tables, paragraphs. Knows nothing about words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from policybook.core.merged import GONE, Node, Reason, State
from policybook.core.tree import Block, BlockKind


class Shape(StrEnum):
    """What was done; the values are names of `redline_words.Words` fields."""

    LEVEL = "shape_level"
    """A heading has another level."""
    TO_HEADING = "shape_to_heading"
    """A paragraph became a heading."""
    FROM_HEADING = "shape_from_heading"
    """A heading became a paragraph."""
    MARKERS = "shape_markers"
    """A list has markers of another kind."""
    OTHER_LIST = "shape_other_list"
    """An item stands at another level, or in another list."""
    INTO_LIST = "shape_into_list"
    """Paragraphs became a list."""
    INTO_QUOTE = "shape_into_quote"
    """Text was put into a quotation."""
    OUT = "shape_out"
    """Text was taken out of a list or quotation."""
    SPLIT = "shape_split"
    """A paragraph became several."""
    JOINED = "shape_joined"
    """Several paragraphs became one."""
    ROWS_ADDED = "shape_rows_added"
    """A table has new rows."""
    ROWS_REMOVED = "shape_rows_removed"
    """A table has lost rows."""
    ROWS_MOVED = "shape_rows_moved"
    """A table has its rows in another order."""
    COLUMNS_ADDED = "shape_columns_added"
    """A table has new columns."""
    COLUMNS_REMOVED = "shape_columns_removed"
    """A table has lost columns."""


class Markers(StrEnum):
    """How the items of a list are told apart; the values are names of `redline_words.Words` fields."""

    BULLETS = "bullets"
    NUMBERS = "numbers"
    LETTERS = "letters"


def markers(item: Block) -> Markers:
    """Return how an item is told from its neighbours."""
    if not item.marker:
        return Markers.BULLETS
    return Markers.NUMBERS if item.marker.isdigit() else Markers.LETTERS


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """One thing that was rearranged."""

    shape: Shape
    """What was done."""
    old: str = ""
    """What it was: a level, a `Markers` value; empty where that says nothing."""
    new: str = ""
    """What it is now, or how many rows or columns."""


def rearrangements(nodes: Iterable[Node]) -> tuple[Rearrangement, ...]:
    """Return what was rearranged in the blocks of one change, each thing once, in reading order."""
    return tuple(dict.fromkeys(found for node in nodes for found in (*_placed(node), *_reshaped(node))))


def _placed(node: Node) -> Iterator[Rearrangement]:
    """Yield where the block of a change stands now, when that differs."""
    if node.state is State.NESTED_HERE:
        yield Rearrangement(Shape.OUT)
    elif node.state is State.INSERTED and holds_kept(node):
        match node.block.kind:
            case BlockKind.ITEM:
                yield Rearrangement(Shape.OTHER_LIST)
            case BlockKind.LIST:
                yield Rearrangement(Shape.INTO_LIST)
            case BlockKind.QUOTE:
                yield Rearrangement(Shape.INTO_QUOTE)


def holds_kept(node: Node) -> bool:
    """Return whether a block holds text that stood in the same place of the reading order."""
    return any(child.state is State.NESTED_HERE or holds_kept(child) for child in node.children)


def _reshaped(node: Node) -> Iterator[Rearrangement]:
    old, new = node.old, node.new
    if node.state is State.CONTINUED:
        yield Rearrangement(Shape.SPLIT)
    elif old and new and node.state not in GONE:
        yield from _levels(old, new)
    if any(piece.reason is Reason.PARAGRAPH for piece in node.pieces):
        yield Rearrangement(Shape.JOINED)
    if node.block.kind is BlockKind.TABLE and node.state is State.CHANGED:
        yield from _table(node)
    for child in node.children:
        yield from _reshaped(child)


def _levels(old: Block, new: Block) -> Iterator[Rearrangement]:
    if new.kind is BlockKind.ITEM and old.kind is BlockKind.ITEM and markers(old) is not markers(new):
        yield Rearrangement(Shape.MARKERS, markers(old), markers(new))
    if old.level == new.level:
        return
    if old.level and new.level:
        yield Rearrangement(Shape.LEVEL, str(old.level), str(new.level))
    else:
        shape = Shape.TO_HEADING if new.level else Shape.FROM_HEADING
        yield Rearrangement(shape, str(old.level or ""), str(new.level or ""))


def _table(table: Node) -> Iterator[Rearrangement]:
    states = [row.state for row in table.children]
    kept = [row for row in table.children if row.state is State.CHANGED]
    counts = (
        (Shape.ROWS_ADDED, states.count(State.INSERTED)),
        (Shape.ROWS_REMOVED, states.count(State.DELETED)),
        (Shape.ROWS_MOVED, states.count(State.MOVED_HERE)),
        (Shape.COLUMNS_ADDED, max((_cells(row, State.INSERTED) for row in kept), default=0)),
        (Shape.COLUMNS_REMOVED, max((_cells(row, State.DELETED) for row in kept), default=0)),
    )
    yield from (Rearrangement(shape, new=str(count)) for shape, count in counts if count)


def _cells(row: Node, state: State) -> int:
    return sum(cell.state is state for cell in row.children)
