"""Two versions of a text merged into one tree, as values. Knows no HTML, and not how they were compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from policybook.core.tree import Block, Inline


class Mark(StrEnum):
    """Which versions hold a piece of inline content."""

    SAME = "same"
    """Both."""
    DELETED = "deleted"
    """The old one only."""
    INSERTED = "inserted"
    """The new one only."""


class Reason(StrEnum):
    """Why inline content is marked."""

    WORDS = "words"
    """Its words are gone or new."""
    FORMATTING = "formatting"
    """The same words stand in both versions, with other emphasis, or inside or outside a link."""
    TYPOGRAPHY = "typography"
    """The same words, with other quotes, dashes or blanks."""
    UNSEEN = "unseen"
    """Nothing a reader could see."""
    PARAGRAPH = "paragraph"
    """In the old version a paragraph ended here and a new one began; no content."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a block's merged inline content; the pieces in order are the whole of it.

    Either plain content (`inlines`), or pieces inside an element or a mark (`children`).
    """

    mark: Mark = Mark.SAME
    """Which version holds it; SAME inside a marked piece means as marked as that."""
    reason: Reason = Reason.WORDS
    """Why it is marked; of no meaning when it is the same."""
    inlines: tuple[Inline, ...] = ()
    """Content with no marks inside, as the version that holds it has it."""
    element: Inline | None = None
    """The link, emphasis or the like around the children; its own children and text do not count."""
    old_element: Inline | None = None
    """The element as the old version has it, where both share it; equal to `element` unless its target changed."""
    children: tuple[Piece, ...] = ()
    """What stands inside the element or the mark."""
    move: int = 0
    """The same number, from 1, on a deleted piece and on the inserted one of the same block that repeats it; else 0."""


class State(StrEnum):
    """What became of a block."""

    SAME = "same"
    """Nothing about it differs."""
    CHANGED = "changed"
    """It stands in both versions, and something about it or inside it differs."""
    INSERTED = "inserted"
    """Only the new version has it."""
    DELETED = "deleted"
    """Only the old version has it."""
    MOVED_HERE = "moved here"
    """It stood elsewhere in the old version."""
    MOVED_AWAY = "moved away"
    """It stands elsewhere in the new version."""
    NESTED_HERE = "nested here"
    """It stood in the same place of the reading order, but inside another block."""
    NESTED_AWAY = "nested away"
    """The old place of a block nested elsewhere."""
    CONTINUED = "continued"
    """A paragraph that was part of the one before it."""


GONE = frozenset({State.DELETED, State.MOVED_AWAY, State.NESTED_AWAY})
"""The states of blocks that the new version does not have in this place."""
COME = frozenset({State.INSERTED, State.MOVED_HERE, State.NESTED_HERE})
"""The states of blocks that the old version does not have in this place."""


@dataclass(frozen=True, slots=True)
class Node:
    """A block of either version in its place in the merged text.

    Dropping the nodes that are GONE and the pieces that are DELETED leaves the new version; dropping those that have
    COME and the pieces INSERTED leaves the old one.
    """

    state: State
    """What became of it."""
    old: Block | None = None
    """The block as the old version has it; of a CONTINUED one, the whole old paragraph."""
    new: Block | None = None
    """The block as the new version has it."""
    children: tuple[Node, ...] = ()
    """What a container holds; empty where nothing inside differs."""
    pieces: tuple[Piece, ...] = ()
    """The merged content of a leaf that both versions have; empty where nothing differs or only one version has it."""
    move: int = 0
    """The same number, from 1, on both ends of a move; else 0."""
    change: int = 0
    """The number of the change whose unit this is; 0 for what is unchanged, or inside a unit, or holds units."""

    @property
    def block(self) -> Block:
        """The block as the version that has it in this place has it; where both do, the new one."""
        block = self.old if self.state in GONE else self.new
        assert block is not None  # noqa: S101  # every node has the block of the version that holds it
        return block


def flat(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield every piece, those inside others after them."""
    for piece in pieces:
        yield piece
        yield from flat(piece.children)


def with_continuations(nodes: Iterable[Node]) -> Iterator[list[Node]]:
    """Yield the blocks, each with the parts of the same old paragraph that follow it."""
    group: list[Node] = []
    for node in nodes:
        if node.state is not State.CONTINUED and group:
            yield group
            group = []
        group.append(node)
    if group:
        yield group
