"""Where each passage of a new text comes from in the old one, and what went. Knows nothing about days or pages."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from policybook.core.changes import WORD_KINDS, holds_change, own_lines
from policybook.core.merged import GONE, Node, Reason, State, flat
from policybook.core.redline import Redline
from policybook.core.tree import Block, BlockKind, leaves


@dataclass(frozen=True, slots=True)
class Passage:
    """One leaf of the new text: see `tree.leaves`."""

    old: int | None
    """Number of the leaf it was in the old text; None when it is new."""
    change: int
    """Number of the change that touched its words; 0 when none did: another number, layout or quote is none."""
    part: int = -1
    """Number of the part that shows that change here (see `Origins.parts`); -1 when there is none."""
    joined: int = 0
    """How many leaves right behind that one in the old text were joined to it."""


@dataclass(frozen=True, slots=True)
class Removal:
    """One leaf of the old text that the new one does not have."""

    old: int
    """Number of the leaf."""
    change: int
    """Number of the change that took it away; 0 when none did."""
    part: int
    """Number of the part that shows it; -1 when there is none."""


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a change: what a reader sees of it in one place."""

    node: Node
    """The block; an item without the inner lists that hold changes of their own."""
    parent: Node | None
    """The list around it, where it is an item."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Two versions of a text, leaf by leaf."""

    passages: tuple[Passage, ...]
    """The leaves of the new text, in reading order."""
    removals: tuple[Removal, ...]
    """The leaves that only the old text has."""
    parts: tuple[Part, ...]
    """The blocks of the changes."""


def origins(redline: Redline, old: Sequence[Block]) -> Origins:
    """Return where each leaf of the new text comes from, and what went; `old` is the old text that was compared."""
    places: dict[int, deque[int]] = defaultdict(deque)  # equal blocks may be one object that stands in several places
    for place, leaf in enumerate(leaves(old)):
        places[id(leaf)].append(place)
    telling = {change.number for change in redline.changes if change.kind in WORD_KINDS}
    walk = _Walk(places, telling)
    passages = tuple(walk.passages(redline.nodes, None, 0, -1))
    return Origins(passages, tuple(walk.removals), tuple(walk.parts))


@dataclass(slots=True)
class _Walk:
    places: dict[int, deque[int]]
    telling: set[int]
    removals: list[Removal] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def passages(self, nodes: Iterable[Node], parent: Node | None, change: int, part: int) -> Iterator[Passage]:
        """Yield the leaves of the new text; note what went, and the blocks of changes, on the way."""
        for node in nodes:
            inside, shown = change, part
            if node.change:
                inside, shown = node.change, len(self.parts)
                self.parts.append(Part(_own(node), parent))
            if node.state in GONE:
                self.gone(node, inside, shown)
            elif node.children:
                yield from self.passages(node.children, _list(node), inside, shown)
            else:
                yield from self.leaves(node, inside, shown)

    def leaves(self, node: Node, change: int, part: int) -> Iterator[Passage]:
        """Yield the leaves of a block that the new text has."""
        before = list(leaves([node.old])) if node.old else []
        after = list(leaves([node.new])) if node.new else []
        known = len(before) == len(after) and node.state is not State.CONTINUED
        if change not in self.telling or not _differs(node):
            change, part = 0, -1
        joined = sum(piece.reason is Reason.PARAGRAPH for piece in flat(node.pieces)) if known else 0
        for number, _ in enumerate(after):
            yield Passage(self.taken(before[number]) if known else None, change, part, joined)

    def gone(self, node: Node, change: int, part: int) -> None:
        """Note the leaves of a block that the new text does not have anywhere."""
        for child in node.children:
            self.gone(child, child.change or change, part)
        if node.state is State.DELETED and node.old and not node.children:
            for leaf in leaves([node.old]):
                place = self.taken(leaf)
                if place is not None:
                    self.removals.append(Removal(place, change, part))

    def taken(self, leaf: Block) -> int | None:
        """Return the place of an old leaf, which no other leaf has then."""
        waiting = self.places[id(leaf)]
        return waiting.popleft() if waiting else None


def _own(node: Node) -> Node:
    """Return a block as the unit of its change."""
    inside = any(map(holds_change, node.children))
    return replace(node, children=tuple(own_lines(node))) if inside else node


def _list(node: Node) -> Node | None:
    return node if node.block.kind is BlockKind.LIST else None


def _differs(node: Node) -> bool:
    """Whether the words of a node differ, apart from where it stands."""
    return node.state in (State.INSERTED, State.CONTINUED) or bool(node.pieces)
