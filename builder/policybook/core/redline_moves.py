"""Where texts left and where they arrived, so that both ends can name each other. Knows nothing about HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policybook.core.changes import holds_change
from policybook.core.merged import Node, State
from policybook.core.redline_groups import Group, grouped
from policybook.core.tree import BlockKind


def arrivals(node: Node, change: int) -> Iterator[tuple[int, int]]:
    """Yield the moves that end in a block, each with the number of the change it is part of."""
    number = node.change or change
    if node.state is State.MOVED_HERE and number:
        yield node.move, number
    for child in node.children:
        yield from arrivals(child, number)


def noted(nodes: Sequence[Node]) -> Iterator[int]:
    """Yield the moves whose old places get a note: blocks and items that hold nothing else."""
    for group, run in grouped(nodes):
        for node in run:
            if group is Group.AWAY:
                yield from departures(node)
            elif node.block.kind is BlockKind.LIST and group is Group.OPEN:
                yield from noted(node.children)
            elif node.block.kind is BlockKind.ITEM:
                yield from noted([child for child in node.children if holds_change(child)])


def departures(node: Node) -> Iterator[int]:
    """Yield the moves that lead away from a block."""
    if node.state is State.MOVED_AWAY:
        yield node.move
    for child in node.children:
        yield from departures(child)
