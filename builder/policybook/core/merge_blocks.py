"""The blocks of two versions merged into one tree. Knows nothing about sections, numbers of changes or HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from policybook.core.align import Alignment, aligned
from policybook.core.columns import Columns, SharedColumns, matched_columns
from policybook.core.heaviest import Candidate, heaviest
from policybook.core.merge_inlines import merged_inlines
from policybook.core.merged import Node, Piece, Reason, State
from policybook.core.outline import Branch, Outline, outline, unit_tokens
from policybook.core.tokens import TokenKind
from policybook.core.tree import Block, BlockKind, Inline, InlineKind


@dataclass(slots=True)
class WordCount:
    """How many words differ."""

    inserted: int = 0
    """Words only the new version has."""
    deleted: int = 0
    """Words only the old version has."""
    moved: int = 0
    """Words that stand elsewhere now."""


@dataclass(frozen=True, slots=True)
class MergedText:
    """Two versions as one tree."""

    nodes: tuple[Node, ...]
    """The merged text."""
    count: WordCount
    """How many words differ."""


def merged_blocks(old: Sequence[Block], new: Sequence[Block]) -> MergedText:
    """Return two versions merged into one."""
    old_outline, new_outline = outline(old), outline(new)
    merger = _Merger(old_outline, new_outline, aligned(old_outline.units, new_outline.units))
    nodes = merger.siblings(old_outline.branches, new_outline.branches)
    return MergedText(tuple(nodes), merger.count)


@dataclass(slots=True)
class _Merger:
    """One comparison under way: the alignment, looked up from both sides."""

    old: Outline
    new: Outline
    alignment: Alignment
    count: WordCount = field(default_factory=WordCount)
    in_old: dict[int, int] = field(init=False)
    """For units of the new version: where in the old version they are kept."""
    moved_from: dict[int, int] = field(init=False)
    """For moved units of the new version: where in the old version they stood."""
    moves: dict[int, int] = field(init=False)
    """For moved units of the old version: the number of the move."""
    columns: SharedColumns = field(init=False)
    """The columns of the tables."""

    def __post_init__(self) -> None:
        self.in_old = {j: i for i, j in self.alignment.kept.items()}
        self.moved_from = {j: i for i, j in self.alignment.moved.items()}
        self.columns = SharedColumns(self.old.units, self.new.units, self.alignment.kept)
        arrivals = sorted(self.moved_from)
        self.moves = {self.moved_from[j]: number for number, j in enumerate(arrivals, start=1)}

    # ---- containers

    def siblings(self, old: Sequence[Branch], new: Sequence[Branch]) -> list[Node]:
        """Merge the children of two paired containers."""
        nodes: list[Node] = []
        next_i = next_j = 0
        for candidate in heaviest(self.couples(old, new)):
            i, j = candidate.old, candidate.new
            start_i, end_i = _around(i, old[i], self.alignment.joined.get(new[j].first) if new[j].is_unit else None)
            start_j, end_j = _around(j, new[j], self.alignment.split.get(old[i].first) if old[i].is_unit else None)
            nodes += map(self.departed, old[next_i:start_i])
            nodes += map(self.arrived, new[next_j:start_j])
            nodes += self.paired(old[start_i:end_i], new[start_j:end_j])
            next_i, next_j = end_i, end_j
        nodes += map(self.departed, old[next_i:])
        nodes += map(self.arrived, new[next_j:])
        return nodes

    def couples(self, old: Sequence[Branch], new: Sequence[Branch]) -> Iterator[Candidate]:
        """Yield which children may be paired, by the weight of the units kept inside both."""
        places = {unit: j for j, branch in enumerate(new) for unit in range(branch.first, branch.end)}
        for i, branch in enumerate(old):
            weights: Counter[int] = Counter()
            for unit in range(branch.first, branch.end):
                place = places.get(self.alignment.kept.get(unit, -1))
                if place is not None:
                    weights[place] += 1 + min(50, len(self.old.units[unit].text) // 20)
            for j, weight in weights.items():
                if _role(branch) == _role(new[j]):
                    yield Candidate(i, j, weight)

    def paired(self, old: Sequence[Branch], new: Sequence[Branch]) -> list[Node]:
        """Merge two blocks that belong together, or a paragraph with those it was split into or joined from."""
        one, other = old[0].block, new[0].block
        if len(old) > 1 or len(new) > 1:
            return self.divided([branch.block for branch in old], [branch.block for branch in new])
        if one == other and self.agree(old[0], new[0]):
            return [Node(State.SAME, one, other)]
        if one.kind is BlockKind.ROW:
            return [Node(State.CHANGED, one, other, self.cells(one, other, self.columns.of(old[0].first)))]
        if old[0].is_unit:
            return [Node(State.CHANGED, one, other, pieces=self.content(one, other))]
        return [Node(State.CHANGED, one, other, tuple(self.siblings(old[0].children, new[0].children)))]

    def agree(self, old: Branch, new: Branch) -> bool:
        """Return whether two equal blocks are matched unit by unit; else something of them has moved."""
        units = zip(range(old.first, old.end), range(new.first, new.end), strict=True)
        return all(self.alignment.kept.get(i) == j for i, j in units)

    # ---- content

    def content(self, old: Block, new: Block, *, moved: bool = False) -> tuple[Piece, ...]:
        """Merge the content of a leaf that both versions have; empty when it is the same."""
        if old.inlines == new.inlines and old.text == new.text:
            self.count.moved += _word_count(new) if moved else 0
            return ()
        return self.counted([old], [new], moved=moved)

    def counted(self, old: Sequence[Block], new: Sequence[Block], *, moved: bool = False) -> tuple[Piece, ...]:
        """Merge the content of leaves and count the words that differ."""
        merged = merged_inlines([_content(block) for block in old], [_content(block) for block in new])
        self.count.inserted += merged.inserted
        self.count.deleted += merged.deleted
        self.count.moved += merged.moved + (merged.words if moved else 0)
        return merged.pieces

    def divided(self, old: Sequence[Block], new: Sequence[Block]) -> list[Node]:
        """Merge a paragraph that was split, or paragraphs that were joined."""
        pieces = self.counted(old, new)
        if len(new) == 1:
            return [Node(State.CHANGED, old[0], new[0], pieces=pieces)]
        parts: list[list[Piece]] = [[]]
        for piece in pieces:
            if piece.reason is Reason.PARAGRAPH:
                parts.append([])
            else:
                parts[-1].append(piece)
        first, *rest = zip(new, parts, strict=True)
        head = Node(State.CHANGED, old[0], first[0], pieces=tuple(first[1]))
        return [head, *[Node(State.CONTINUED, old[0], block, pieces=tuple(part)) for block, part in rest]]

    def cells(self, old: Block, new: Block, columns: Columns, *, moved: bool = False) -> tuple[Node, ...]:
        """Merge two rows by the columns that their tables share."""
        nodes: list[Node] = []
        next_i = next_j = 0
        for i, j in [pair for pair in columns if pair[0] < len(old.children) and pair[1] < len(new.children)]:
            nodes += [self.lone_cell(State.DELETED, cell) for cell in old.children[next_i:i]]
            nodes += [self.lone_cell(State.INSERTED, cell) for cell in new.children[next_j:j]]
            one, other = old.children[i], new.children[j]
            pieces = self.content(one, other, moved=moved)
            nodes.append(Node(State.SAME if one == other else State.CHANGED, one, other, pieces=pieces))
            next_i, next_j = i + 1, j + 1
        nodes += [self.lone_cell(State.DELETED, cell) for cell in old.children[next_i:]]
        nodes += [self.lone_cell(State.INSERTED, cell) for cell in new.children[next_j:]]
        return tuple(nodes)

    def lone_cell(self, state: State, cell: Block) -> Node:
        """Return a cell of a column that one version has."""
        if state is State.DELETED:
            self.count.deleted += _word_count(cell)
            return Node(state, cell)
        self.count.inserted += _word_count(cell)
        return Node(state, None, cell)

    # ---- what only one version has in this place

    def departed(self, branch: Branch) -> Node:
        """Return a block that is not in this place of the new version."""
        unit, block = branch.first, branch.block
        if not branch.is_unit:
            return Node(State.DELETED, block, children=tuple(map(self.departed, branch.children)))
        if unit in self.moves:
            return Node(
                State.MOVED_AWAY, block, self.new.units[self.alignment.moved[unit]].block, move=self.moves[unit]
            )
        if unit in self.alignment.kept:
            return Node(State.NESTED_AWAY, block, self.new.units[self.alignment.kept[unit]].block)
        self.count.deleted += _word_count(block)
        return Node(State.DELETED, block)

    def arrived(self, branch: Branch) -> Node:
        """Return a block that is not in this place of the old version, with what changed inside it."""
        unit, block = branch.first, branch.block
        if not branch.is_unit:
            return Node(State.INSERTED, None, block, tuple(map(self.arrived, branch.children)))
        if unit in self.moved_from:
            origin = self.moved_from[unit]
            return self.elsewhere(origin, block, State.MOVED_HERE, self.moves[origin])
        if unit in self.in_old:
            return self.elsewhere(self.in_old[unit], block, State.NESTED_HERE, 0)
        self.count.inserted += _word_count(block)
        return Node(State.INSERTED, None, block)

    def elsewhere(self, origin: int, new: Block, state: State, move: int) -> Node:
        """Return a block that came from another place."""
        old = self.old.units[origin].block
        if new.kind is BlockKind.ROW:
            columns = matched_columns([(old, new)]) if move else self.columns.of(origin)
            return Node(state, old, new, self.cells(old, new, columns, moved=bool(move)), move=move)
        return Node(state, old, new, pieces=self.content(old, new, moved=bool(move)), move=move)


def _around(place: int, branch: Branch, units: range | None) -> tuple[int, int]:
    """Return which siblings a block is merged with: itself, or the adjacent paragraphs of a division."""
    if units is None:
        return place, place + 1
    start = place - (branch.first - units.start)
    return start, start + len(units)


_TEXT = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH})


def _role(branch: Branch) -> tuple[object, bool]:
    """Return what must be equal for two siblings to be two versions of one block."""
    kind = branch.block.kind
    return "text" if kind in _TEXT else kind, branch.is_unit


def _content(block: Block) -> Sequence[Inline]:
    return (Inline(InlineKind.TEXT, block.text),) if block.kind is BlockKind.CODE else block.inlines


def _word_count(block: Block) -> int:
    return sum(found.kind is TokenKind.WORD for found in unit_tokens(block))
