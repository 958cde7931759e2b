"""The changes of a merged text, found and numbered in reading order. Knows nothing about HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from policybook.core.change_kinds import JOINED, RUN_KINDS, WHOLE, Kinds, Standing
from policybook.core.change_texts import first_words, lines
from policybook.core.changes import AWAY, Change, ChangeKind, Hint, Section, is_away
from policybook.core.edits import leaf_edits
from policybook.core.hints import hints
from policybook.core.labels import cited, label, marker_label
from policybook.core.merged import COME, GONE, Node, State, with_continuations
from policybook.core.rearrangements import rearrangements
from policybook.core.renumbering import renumbering
from policybook.core.terms import Terms, terms
from policybook.core.tree import Block, BlockKind, inline_text


@dataclass(frozen=True, slots=True)
class Numbered:
    """A merged text with its changes numbered."""

    sections: tuple[Section, ...]
    """The text."""
    changes: tuple[Change, ...]
    """Its changes in reading order."""


def numbered(nodes: Iterable[Node]) -> Numbered:
    """Return a merged text by sections, its changes numbered in reading order."""
    nodes = tuple(nodes)
    numbering = _Numbering(Kinds(renumbering(nodes)))
    sections = tuple([numbering.section(part) for part in _parted(nodes)])
    return Numbered(sections, numbering.finished(nodes))


def _parted(nodes: Iterable[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for node in nodes:
        if _is_heading(node) and part:
            yield part
            part = []
        part.append(node)
    if part:
        yield part


def _is_heading(node: Node) -> bool:
    return node.block.kind is BlockKind.HEADING and node.state not in AWAY


_UNHINTED = frozenset({ChangeKind.ADDED, ChangeKind.REMOVED})
"""The kinds of changes that say all by being there."""
_order = list(ChangeKind).index


@dataclass(slots=True)
class _Run:
    """Adjacent units that are one change."""

    standing: Standing
    nodes: list[Node]
    section: tuple[str, ...]
    label: str
    found: set[ChangeKind] = field(default_factory=set)
    """All that differs in them."""

    @property
    def kind(self) -> ChangeKind:
        """What the change is to a reader."""
        if self.standing in RUN_KINDS:
            return RUN_KINDS[self.standing]
        return ChangeKind.AMENDED if ChangeKind.AMENDED in self.found else min(self.found, key=_order)

    @property
    def also(self) -> tuple[ChangeKind, ...]:
        """What else it is; of a rearrangement that has a name, not that blocks stand elsewhere too."""
        named = bool(self.found & {ChangeKind.HEADING, ChangeKind.LIST})
        rest = self.found - {self.kind} - ({ChangeKind.STRUCTURE} if named else set())
        return tuple(sorted(rest, key=_order))


@dataclass(slots=True)
class _Place:
    """Where in one version the walk has come."""

    headings: list[Block] = field(default_factory=list)

    def enter(self, block: Block) -> None:
        """Step under a heading."""
        while self.headings and self.headings[-1].level >= block.level:
            self.headings.pop()
        self.headings.append(block)

    @property
    def path(self) -> tuple[str, ...]:
        """Return the headings above, outermost first."""
        return tuple([inline_text(heading.inlines).strip() for heading in self.headings])

    @property
    def number(self) -> str:
        """The number of the innermost heading that has one."""
        return next((found for heading in reversed(self.headings) if (found := _own_number(heading))), "")


@dataclass(slots=True)
class _Numbering:
    """The walk through the merged text."""

    kinds: Kinds
    """What kind of change a block is."""
    runs: list[_Run] = field(default_factory=list)
    old: _Place = field(default_factory=_Place)
    new: _Place = field(default_factory=_Place)
    origins: dict[int, tuple[str, str]] = field(default_factory=dict)
    """By the number of the move: how the text was cited where it stood, and the heading above it."""
    open_run: Standing = Standing.QUIET
    """The standing of the unit just before; QUIET where nothing may join it."""

    def section(self, nodes: list[Node]) -> Section:
        """Number what stands under one heading."""
        self.open_run = Standing.QUIET
        done: list[Node] = []
        for group in with_continuations(nodes):
            if group[0].block.kind is BlockKind.HEADING:
                self.enter(group[0])
            done += [self.unit(group[0], markers=())] if len(group) == 1 else self.split(group)
        heading = done[0] if _is_heading(done[0]) else None
        return Section(heading, tuple(done))

    def enter(self, node: Node) -> None:
        """Step under a heading in the versions that have it here."""
        if node.old and node.state not in COME and node.old.kind is BlockKind.HEADING:
            self.old.enter(node.old)
        if node.new and node.state not in GONE and node.new.kind is BlockKind.HEADING:
            self.new.enter(node.new)

    def unit(self, node: Node, markers: tuple[str, ...]) -> Node:
        """Number a block; a list that holds both changes and unchanged items is looked into."""
        found = self.kinds.standing(node)
        self.note_origins(node)
        if found is Standing.OPEN:
            return self.list_(node, markers)
        if found in (Standing.QUIET, Standing.AWAY):
            self.open_run = Standing.QUIET
            return node
        kinds = set() if found in (Standing.ADDED, Standing.REMOVED) else self.kinds.own(node)
        if found is not self.open_run:
            self.begin(found, node, markers)
        self.runs[-1].nodes.append(node)
        self.runs[-1].found |= kinds
        self.open_run = found if found in JOINED else Standing.QUIET
        return replace(node, change=len(self.runs))

    def split(self, group: Sequence[Node]) -> list[Node]:
        """Number the parts of a paragraph that was split."""
        found: set[ChangeKind] = set().union(*map(self.kinds.of, group))
        self.begin(Standing.MODIFIED, group[0], ())
        self.runs[-1].nodes += group
        self.runs[-1].found |= found
        self.open_run = Standing.QUIET
        return [replace(node, change=len(self.runs)) for node in group]

    def list_(self, node: Node, markers: tuple[str, ...]) -> Node:
        """Number the items of a list; they are no part of a change outside it."""
        self.open_run = Standing.QUIET
        items = tuple([self.item(item, markers) for item in node.children])
        self.open_run = Standing.QUIET
        return replace(node, children=items)

    def item(self, node: Node, markers: tuple[str, ...]) -> Node:
        """Number an item by its own lines, then the items of the lists inside it."""
        node = self.unit(node, (*markers, node.block.marker))
        whole = node.change and self.runs[-1].standing in WHOLE
        if whole or not node.children:
            return node
        before, joinable = len(self.runs), self.open_run
        children = tuple([self.inner(child, (*markers, node.block.marker)) for child in node.children])
        if len(self.runs) == before:
            self.open_run = joinable
        return replace(node, children=children)

    def inner(self, node: Node, markers: tuple[str, ...]) -> Node:
        """Number the items of a list inside an item; its other lines have been looked at with the item."""
        return self.list_(node, markers) if node.block.kind is BlockKind.LIST and not is_away(node) else node

    def begin(self, first: Standing, node: Node, markers: tuple[str, ...]) -> None:
        """Begin a change."""
        place = self.old if first is Standing.REMOVED else self.new
        self.runs.append(_Run(first, [], place.path, self.citation(node, place, markers)))

    def citation(self, node: Node, place: _Place, markers: tuple[str, ...]) -> str:
        """Return how a unit is cited: by the number before it, or its marker behind those around it."""
        typed = lines([node], new=True) or lines([node], new=False)
        own = marker_label(markers[-1]) if markers and markers[-1] else label(node.block.number or typed)
        for marker in reversed(markers[:-1]):
            own = cited(marker_label(marker), own)
        if node.block.kind is BlockKind.HEADING:
            return own or place.number
        return cited(place.number, own)

    def note_origins(self, node: Node) -> None:
        """Remember where the texts stood that are elsewhere now."""
        if node.state is State.MOVED_AWAY and node.old:
            own = cited(self.old.number, _own_number(node.old))
            self.origins[node.move] = (own, self.old.path[-1] if self.old.path else "")
        for child in node.children:
            self.note_origins(child)

    def finished(self, nodes: Sequence[Node]) -> tuple[Change, ...]:
        """Return the changes of the whole text."""
        edits = [leaf_edits(run.nodes) if run.kind not in _UNHINTED else () for run in self.runs]
        known = Terms()
        if any(leaf.old and leaf.new for found in edits for leaf in found):
            old = [node.old for node in nodes if node.old and node.state is not State.SAME]
            new = [node.new for node in nodes if node.new]
            known = terms(old, new, chain.from_iterable(edits))
        return tuple(
            [
                self.change(run, number, hints(found, known))
                for number, (run, found) in enumerate(zip(self.runs, edits, strict=True), start=1)
            ]
        )

    def change(self, run: _Run, number: int, found: tuple[Hint, ...]) -> Change:
        """Return one change."""
        moves = [found for node in run.nodes for found in _moves(node)] if run.kind is ChangeKind.MOVED else []
        return Change(
            number=number,
            kind=run.kind,
            section=run.section,
            label=run.label,
            old_text=lines(run.nodes, new=False),
            new_text=lines(run.nodes, new=True),
            first_words=first_words(run.nodes),
            origin=self.origin(moves, run.label),
            also=run.also,
            rearranged=rearrangements(run.nodes),
            hints=found,
        )

    def origin(self, moves: Iterable[int], label_now: str) -> str:
        """Return where a moved text stood: its old number, or the heading where the number says nothing."""
        label_then, heading = next((self.origins[move] for move in moves if move in self.origins), ("", ""))
        return label_then if label_then != label_now else heading


def _own_number(block: Block) -> str:
    """Return the number of a heading or paragraph, as it is cited."""
    return label(block.number or inline_text(block.inlines))


def _moves(node: Node) -> Iterator[int]:
    if node.state is State.MOVED_HERE:
        yield node.move
    for child in node.children:
        yield from _moves(child)
