"""One version as the flat list of units that are compared, and the tree above them. Knows nothing of the other version.

A unit is a block that is matched as a whole: a heading, paragraph, term, code block, rule, table row, or a container
with nothing in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import chain

from policybook.core.inline_tree import content_key, content_tokens
from policybook.core.tokens import Token, tokens, weight
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text


class UnitKind(Enum):
    """Units of one kind may be two versions of one another."""

    TEXT = auto()
    CODE = auto()
    RULE = auto()
    ROW = auto()
    EMPTY = auto()


Path = tuple[tuple[int, BlockKind], ...]
"""Containers, each with its number in its version and what it is."""


@dataclass(slots=True)
class Unit:
    """One unit and what it is compared by; the words are looked up once and only when needed."""

    block: Block
    kind: UnitKind
    path: Path
    """The containers it stands in, outermost first; two units with equal ones are siblings."""
    text: str
    """What a reader sees, the exact key; images without a description and the like count by what they are."""
    _words: Counter[str] | None = field(default=None, repr=False)
    _mass: int = 0

    @property
    def words(self) -> Counter[str]:
        """How often each word occurs; the signs of a unit without words."""
        if self._words is None:
            found = unit_tokens(self.block)
            self._words = Counter(token.word for token in found if token.word)
            if not self._words:
                self._words = Counter(token.key for token in found if token.solid)
        return self._words

    @property
    def mass(self) -> int:
        """The weight of all its words; never nothing, so that others can be divided by it."""
        if not self._mass:
            self._mass = sum(count * weight(word) for word, count in self.words.items()) or 1
        return self._mass

    @property
    def divides(self) -> bool:
        """Whether it is a paragraph of the text itself, which may be split or joined with others."""
        return self.block.kind is BlockKind.PARAGRAPH and not self.path


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
    branches = builder.branches(blocks, path=())
    return Outline(tuple(builder.units), branches)


@dataclass(slots=True)
class _Builder:
    units: list[Unit] = field(default_factory=list)
    containers: int = 0

    def branches(self, blocks: Iterable[Block], *, path: Path) -> tuple[Branch, ...]:
        """Return adjacent blocks as branches."""
        return tuple([self.branch(block, path) for block in blocks])

    def branch(self, block: Block, path: Path) -> Branch:
        """Return a block as a branch, its units noted."""
        first = len(self.units)
        kind = _UNIT_KINDS.get(block.kind) or (None if block.children else UnitKind.EMPTY)
        if kind:
            self.units.append(Unit(block, kind, path, _key_text(block)))
            return Branch(block, first, first + 1)
        self.containers += 1
        children = self.branches(block.children, path=(*path, (self.containers, block.kind)))
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
CELL_SEPARATOR = "\x1f"
"""Stands between the cells of a row in its text."""


def _key_text(block: Block) -> str:
    if block.kind is BlockKind.ROW:
        return CELL_SEPARATOR.join(map(_key_text, block.children))
    return block.text if block.kind is BlockKind.CODE else content_key(block.inlines)


def unit_tokens(block: Block) -> Sequence[Token]:
    """Return the tokens of a unit as its content is compared: a word that is partly bold is two."""
    if block.kind is BlockKind.CODE:
        return tokens(block.text)
    return list(chain(content_tokens(block.inlines), *map(unit_tokens, block.children)))


def unit_text(block: Block) -> str:
    """Return the words of a unit; images without a description count by their source."""
    if block.kind is BlockKind.CODE:
        return block.text
    if block.kind is BlockKind.ROW:
        return CELL_SEPARATOR.join(map(unit_text, block.children))
    inlines = block.inlines
    if len(inlines) == 1 and inlines[0].kind is InlineKind.TEXT:
        return inlines[0].text
    return inline_text(inlines) or "".join(_targets(inlines))


def _targets(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        yield inline.target
        yield from _targets(inline.children)
