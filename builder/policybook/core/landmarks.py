"""The places of a text that readers link to (headings, clauses, lettered items) and their ids. Knows no pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policybook.core.clauses import clauses, identifier
from policybook.core.headings import heading_ids, inline_anchors, one_line, split_number
from policybook.core.tree import Block, BlockKind, InlineKind, inline_text, leaves


class LandmarkKind(StrEnum):
    """What a landmark is."""

    HEADING = "heading"
    CLAUSE = "clause"
    ITEM = "item"
    """An item of a list whose markers were written out: `(a)`, `iv.`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A place of a text that has an id on its page."""

    kind: LandmarkKind
    """What it is."""
    leaf: int
    """Number of its first leaf (see `tree.leaves`); -1 of an item that begins with the leaf of another landmark."""
    number: str = ""
    """The number as typed or made: `4.`, `4.2`, `(a)`; empty when there is none."""
    line: str = ""
    """Of a heading: its words on one line, a typed number included."""
    words: str = ""
    """Equal for two landmarks that say the same, whatever their numbers: the title of a heading, else a hash."""
    level: int = 0
    """Of a heading: 1 to 6."""
    anchor: str = ""
    """Of a heading: the `{#id}` that its author set."""
    path: tuple[str, ...] = ()
    """Of an item: the markers from the outermost list to its own."""
    inside: bool = False
    """Of an item: whether it belongs to the clause before it."""

    @property
    def title(self) -> str:
        """The words of a heading behind its number."""
        return split_number(self.line)[1]


@dataclass(frozen=True, slots=True)
class Outline:
    """The landmarks of one version of a text, in reading order, and what else its ids depend on."""

    landmarks: tuple[Landmark, ...]
    """All of them; every heading is one, also in quotations and footnotes."""
    anchors: tuple[str, ...]
    """The ids that the author set inside the text with `<a id>`."""
    leaves: int
    """How many leaves the text has."""


def outline(blocks: Sequence[Block]) -> Outline:
    """Return the landmarks of a text."""
    found = tuple(_landmarks(blocks))
    return Outline(found, tuple(inline_anchors(blocks)), sum(1 for _ in leaves(blocks)))


def _landmarks(blocks: Sequence[Block]) -> Iterator[Landmark]:
    first, inside = 0, False
    for block, numbered in zip(blocks, clauses(blocks), strict=True):
        if block.kind is BlockKind.HEADING:
            inside = False
        elif numbered is not None:
            inside = True
            text = _hash(inline_text(numbered.rest))
            yield Landmark(kind=LandmarkKind.CLAUSE, leaf=first, number=numbered.number, words=text)
        elif is_title(block):
            inside = False
        yield from _within(block, first, (), inside=inside, counted=block.kind is not BlockKind.FOOTNOTE)
        first += _length(block)


def _within(block: Block, first: int, path: tuple[str, ...], *, inside: bool, counted: bool) -> Iterator[Landmark]:
    """Return the headings and items in a block; footnotes have headings, but no items that are counted."""
    if block.kind is BlockKind.HEADING:
        yield _heading(block, first)
        return
    for child in block.children:
        below = (*path, child.marker) if child.kind is BlockKind.ITEM else path
        if block.kind is BlockKind.LIST and block.marker == "written" and counted and identifier(child.marker):
            yield _item(child, first, below, inside=inside)
        yield from _within(child, first, below, inside=inside, counted=counted)
        first += _length(child)


def _heading(block: Block, leaf: int) -> Landmark:
    line = one_line(block)
    number, title = (block.number, line) if block.number else split_number(line)
    return Landmark(
        kind=LandmarkKind.HEADING,
        leaf=leaf,
        number=number,
        line=line,
        words=title.casefold(),
        level=block.level,
        anchor=block.anchor,
    )


def _item(item: Block, leaf: int, path: tuple[str, ...], *, inside: bool) -> Landmark:
    own = bool(item.children) and item.children[0].kind is BlockKind.PARAGRAPH
    words = _hash(inline_text(item.children[0].inlines)) if own else ""
    return Landmark(
        kind=LandmarkKind.ITEM, leaf=leaf if own else -1, number=item.marker, words=words, path=path, inside=inside
    )


def is_title(block: Block) -> bool:
    """Return whether a paragraph is all in bold: it ends the clause before it."""
    return block.kind is BlockKind.PARAGRAPH and {inline.kind for inline in block.inlines} == {InlineKind.STRONG}


def _length(block: Block) -> int:
    return sum(1 for _ in leaves([block]))


def _hash(text: str) -> str:
    """Return what is equal for two passages that say the same; short, for every version has hundreds."""
    return hashlib.blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def title_ids(found: Outline, document_title: str | None = None) -> tuple[str, ...]:
    """Return the id of each heading, as `headings.anchors` does."""
    titled = [(item.line, item.anchor) for item in found.landmarks if item.kind is LandmarkKind.HEADING]
    return heading_ids(titled, found.anchors, document_title=document_title)


def landmark_ids(found: Outline, headings: Sequence[str], *, prefix: str) -> tuple[str, ...]:
    """Return the id of each landmark, no two alike; `headings` are those of the headings.

    A clause has `prefix` and its number, an item the id of its clause or heading with its markers behind: `s4-3-a-ii`.
    An id that the text has already gets `--2`, `--3`, and so on.
    """
    used, named = {*headings, *found.anchors}, iter(headings)
    clause = above = prefix.removesuffix("-")
    ids: list[str] = []
    for item in found.landmarks:
        if item.kind is LandmarkKind.HEADING:
            ids.append(above := next(named))
        elif item.kind is LandmarkKind.CLAUSE:
            ids.append(clause := _unused(prefix + identifier(item.number), used))
        else:
            markers = filter(None, map(identifier, item.path))
            ids.append(_unused("-".join([clause if item.inside else above, *markers]), used))
    return tuple(ids)


def _unused(wanted: str, used: set[str]) -> str:
    count, found = 1, wanted
    while found in used:
        count += 1
        found = f"{wanted}--{count}"
    used.add(found)
    return found
