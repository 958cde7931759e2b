"""Where each passage of a new text comes from in the old one. Knows nothing about days, revisions or pages."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policybook.core.changes import WORD_KINDS
from policybook.core.merged import GONE, Node, State
from policybook.core.redline import Redline
from policybook.core.tree import Block, leaves


@dataclass(frozen=True, slots=True)
class Passage:
    """One leaf of the new text: see `tree.leaves`."""

    old: int | None
    """Number of the leaf it was in the old text; None when it is new."""
    change: int
    """Number of the change that touched its words; 0 when none did: another number, layout or quote is none."""


def origins(redline: Redline, old: Sequence[Block]) -> tuple[Passage, ...]:
    """Return where each leaf of the new text comes from, in reading order; `old` is the old text that was compared."""
    places: dict[int, deque[int]] = defaultdict(deque)  # equal blocks may be one object that stands in several places
    for place, leaf in enumerate(leaves(old)):
        places[id(leaf)].append(place)
    telling = {change.number for change in redline.changes if change.kind in WORD_KINDS}
    return tuple(_passages(redline.nodes, places, telling, 0))


def _passages(
    nodes: Iterable[Node], places: dict[int, deque[int]], telling: set[int], inside: int
) -> Iterator[Passage]:
    for node in nodes:
        if node.state in GONE:
            continue
        change = node.change or inside
        if node.children:
            yield from _passages(node.children, places, telling, change)
            continue
        before = list(leaves([node.old])) if node.old else []
        after = list(leaves([node.new])) if node.new else []
        known = len(before) == len(after) and node.state is not State.CONTINUED
        for number, _ in enumerate(after):
            waiting = places[id(before[number])] if known else None
            place = waiting.popleft() if waiting else None
            touched = change if change in telling and _differs(node) else 0
            yield Passage(place, touched)


def _differs(node: Node) -> bool:
    """Whether the words of a node differ, apart from where it stands."""
    return node.state in (State.INSERTED, State.CONTINUED) or bool(node.pieces)
