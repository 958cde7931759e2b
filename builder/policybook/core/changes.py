"""The changes of a text as readers count, cite and jump to them. Knows nothing about how texts were compared.

The unit of a change is the innermost of: a block outside lists, a list item whose own lines differ. A table, quotation,
definition list or footnote is one unit with its changes inside. Adjacent units of one section that are all new, all
gone or all moved are one change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from policybook.core.merged import Node, State
from policybook.core.rearrangements import Rearrangement
from policybook.core.tree import BlockKind


class ChangeKind(StrEnum):
    """What a change is to a reader; of several in one unit, the first in this order."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    AMENDED = "amended"
    TABLE = "table"
    """Rows or columns of a table are new, gone or elsewhere, and the rest of it says the same."""
    CASE = "case"
    """The same words with other capitals."""
    PUNCTUATION = "punctuation"
    """The same words with other signs between them."""
    RENUMBERED = "renumbered"
    """Other numbers of clauses, or references that follow them."""
    LINK = "link"
    IMAGE = "image"
    HEADING = "heading"
    """Another level of a heading, or a heading that was a paragraph."""
    LIST = "list"
    """Other markers, or another level in a list."""
    STRUCTURE = "structure"
    """Paragraphs split, joined or quoted."""
    FORMATTING = "formatting"
    TYPOGRAPHY = "typography"
    """Other forms of quotes, dashes and blanks."""


WORD_KINDS = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED, ChangeKind.AMENDED, ChangeKind.TABLE})
"""The kinds in which words are new, gone or elsewhere."""
QUIET_KINDS = frozenset({ChangeKind.FORMATTING, ChangeKind.TYPOGRAPHY})
"""The kinds that say nothing about a change that is of another kind too."""
SHAPE_KINDS = frozenset({ChangeKind.HEADING, ChangeKind.LIST, ChangeKind.STRUCTURE})
"""The kinds in which only the blocks around the words differ."""


class Hint(StrEnum):
    """A fact about the words of a change; `hints` says by which rules."""

    NUMBER = "number"
    """A number or deadline differs."""
    MONEY = "money"
    """A sum of money differs."""
    NEGATION = "negation"
    """A negation came or went."""
    DUTY = "duty"
    """`may`, `shall`, `must` or `should` differs."""
    TERM = "term"
    """A defined term differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change, as it is listed and numbered."""

    number: int
    """Place in reading order, from 1."""
    kind: ChangeKind
    """What it is to a reader."""
    section: tuple[str, ...]
    """The headings above it, outermost first; of what is removed, those of the old version."""
    label: str
    """How it is cited: the number the author typed, `2.1` or `2(a)`; that of its section; empty when there is none."""
    old_text: str
    """Its text in the old version, one line per block; empty when added."""
    new_text: str
    """Its text in the new version; empty when removed."""
    first_words: str
    """About ten words for a list of changes, from just before the first mark on."""
    origin: str = ""
    """Where a moved text stood: its old number, or else the old heading above it."""
    also: tuple[ChangeKind, ...] = ()
    """What else differs in it, as a moved text that is also amended; in the order of the kinds."""
    rearranged: tuple[Rearrangement, ...] = ()
    """What was rearranged about its blocks: levels, lists, rows."""
    hints: tuple[Hint, ...] = ()
    """Facts about the words that differ: a number, a negation, a duty."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what follows it up to the next one."""

    heading: Node | None
    """The heading, whatever its level; None for what stands before the first."""
    nodes: tuple[Node, ...]
    """All blocks, the heading first."""

    @property
    def changed(self) -> bool:
        """Whether a change lies in it."""
        return any(map(holds_change, self.nodes))


AWAY = frozenset({State.MOVED_AWAY, State.NESTED_AWAY})
"""The old copies of blocks that are shown in their new place."""


def holds_change(node: Node) -> bool:
    """Return whether a block is the unit of a change or holds one."""
    return bool(node.change) or any(map(holds_change, node.children))


def is_away(node: Node) -> bool:
    """Return whether all of a block is shown elsewhere."""
    return node.state in AWAY or (
        node.state is State.DELETED and bool(node.children) and all(map(is_away, node.children))
    )


def own_lines(node: Node) -> Sequence[Node]:
    """Return the children of a node without the lists of an item: an item's own lines."""
    if node.block.kind is not BlockKind.ITEM:
        return node.children
    return [child for child in node.children if child.block.kind is not BlockKind.LIST]


@dataclass(frozen=True, slots=True)
class Unit:
    """The blocks of one change."""

    nodes: tuple[Node, ...]
    """The blocks; an item without the inner lists that hold changes of their own."""
    parent: Node | None = None
    """The list around them, where they are items."""


def units(nodes: Iterable[Node]) -> list[Unit]:
    """Return the blocks of each change of a numbered text, in the order of the changes."""
    found: dict[int, tuple[Node | None, list[Node]]] = {}
    for node in nodes:
        _collect(node, None, found)
    return [Unit(tuple(blocks), parent) for _, (parent, blocks) in sorted(found.items())]


def _collect(node: Node, parent: Node | None, found: dict[int, tuple[Node | None, list[Node]]]) -> None:
    if node.change:
        inside = any(map(holds_change, node.children))
        own = replace(node, children=tuple(own_lines(node))) if inside else node
        found.setdefault(node.change, (parent, []))[1].append(own)
    for child in node.children:
        _collect(child, node if node.block.kind is BlockKind.LIST else None, found)
