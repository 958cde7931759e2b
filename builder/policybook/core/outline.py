"""One version as the flat list of units that are compared, and the tree above them. Knows nothing of the other version.

A unit is a block that is matched as a whole: a heading, paragraph, term, code block, rule, table row, or a container
with nothing in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from policybook.core.tokens import tokens, weight
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text


class UnitKind(Enum):
    """Units of one kind may be two versions of one another."""

    TEXT = auto()
    CODE = auto()
    RULE = auto()
    ROW = auto()
    EMPTY = auto()


@dataclass(slots=True)
class Unit:
    """One unit and what it is compared by; the words are looked up once and only when needed."""

    block: Block
    kind: UnitKind
    parent: int
    """Number of the container it stands in; two units with equal ones are siblings."""
    text: str
    """What a reader sees, the exact key."""
    _words: Counter[str] | None = field(default=None, repr=False)
    _mass: float = 0.0

    @property
    def words(self) -> Counter[str]:
        """How often each word occurs; the signs of a unit without words."""
        if self._words is None:
            found = tokens(self.text)
            self._words = Counter(token.word for token in found if token.word)
            if not self._words:
                self._words = Counter(token.key for token in found if token.solid)
        return self._words

    @property
    def mass(self) -> float:
        """The weight of all its words."""
        if not self._mass:
            self._mass = sum(count * weight(word) for word, count in self.words.items()) or 0.01
        return self._mass

    @property
    def is_paragraph(self) -> bool:
        """Whether it is a paragraph with an element of its own, which may be split or joined with others."""
        return self.block.kind is BlockKind.PARAGRAPH and not self.block.tight


@dataclass(frozen=True, slots=True)
class Branch:
    """A block with the range of units inside it."""

    block: Block
    first: int
    """Its first unit."""
    end: int
    """One past its last unit."""
    children: tuple[Branch, ...] = ()
    """What a container holds; empty for a unit."""

    @property
    def is_unit(self) -> bool:
        """Whether it is matched as a whole."""
        return not self.children


@dataclass(frozen=True, slots=True)
class Outline:
    """The units of a version in reading order, and the tree above them."""

    units: tuple[Unit, ...]
    branches: tuple[Branch, ...]


def outline(blocks: Iterable[Block]) -> Outline:
    """Return the outline of a version."""
    builder = _Builder()
    branches = builder.branches(blocks, parent=0)
    return Outline(tuple(builder.units), branches)


@dataclass(slots=True)
class _Builder:
    units: list[Unit] = field(default_factory=list)
    containers: int = 0

    def branches(self, blocks: Iterable[Block], *, parent: int) -> tuple[Branch, ...]:
        """Return adjacent blocks as branches."""
        return tuple([self.branch(block, parent) for block in blocks])

    def branch(self, block: Block, parent: int) -> Branch:
        """Return a block as a branch, its units noted."""
        first = len(self.units)
        kind = _UNIT_KINDS.get(block.kind) or (None if block.children else UnitKind.EMPTY)
        if kind:
            self.units.append(Unit(block, kind, parent, unit_text(block)))
            return Branch(block, first, first + 1)
        self.containers += 1
        children = self.branches(block.children, parent=self.containers)
        return Branch(block, first, len(self.units), children)


_UNIT_KINDS = {
    BlockKind.HEADING: UnitKind.TEXT,
    BlockKind.PARAGRAPH: UnitKind.TEXT,
    BlockKind.TERM: UnitKind.TEXT,
    BlockKind.CELL: UnitKind.TEXT,
    BlockKind.CODE: UnitKind.CODE,
    BlockKind.RULE: UnitKind.RULE,
    BlockKind.ROW: UnitKind.ROW,
}
_CELL_SEPARATOR = "\x1f"


def unit_text(block: Block) -> str:
    """Return the words of a unit; images without a description count by their source."""
    if block.kind is BlockKind.CODE:
        return block.text
    if block.kind is BlockKind.ROW:
        return _CELL_SEPARATOR.join([unit_text(cell) for cell in block.children])
    inlines = block.inlines
    if len(inlines) == 1 and inlines[0].kind is InlineKind.TEXT:
        return inlines[0].text
    return inline_text(inlines) or "".join(_targets(inlines))


def _targets(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        yield inline.target
        yield from _targets(inline.children)
