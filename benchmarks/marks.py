"""What any comparison marks, as a list of parts, and how good the marks are. Knows nothing about who made them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from importlib import import_module

import lxml.html


class Side(Enum):
    """Which version a part of the text belongs to."""

    SAME = auto()
    OLD = auto()
    NEW = auto()
    OLD_COPY = auto()
    """The old copy of what is shown twice: moved, nested, or set in another way. No word of it is gone."""
    NEW_COPY = auto()
    """The new copy of such text; no word of it is new."""


_OLD_SIDES = frozenset({Side.SAME, Side.OLD, Side.OLD_COPY})
_NEW_SIDES = frozenset({Side.SAME, Side.NEW, Side.NEW_COPY})


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text with one mark."""

    side: Side
    text: str


@dataclass(slots=True)
class Region:
    """Adjacent insertions and deletions."""

    old: str = ""
    new: str = ""
    right: str = ""
    """The kept text behind it, up to the next one."""
    cut: bool = False
    """Whether it begins or ends inside a word of either version."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What readers of one comparison have to go through."""

    marked: int = 0
    """Characters that are marked, blanks not counted."""
    regions: int = 0
    """Places that are marked."""
    cut: int = 0
    """Those that begin or end inside a word."""
    stubs: int = 0
    """Kept stretches of nothing but common words between two marks on one line."""

    def __add__(self, other: Quality) -> Quality:
        return Quality(
            self.marked + other.marked,
            self.regions + other.regions,
            self.cut + other.cut,
            self.stubs + other.stubs,
        )


WORD = re.compile(r"\w+|[^\w\s]")
_WITHOUT_BLANKS = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_COMMON_WORDS = """
a an the of to and or in on for by with as at is are be we you your our us it its this that any all may will from not
such other if
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_BLOCK_TAGS = "p li ul ol dl dt dd h1 h2 h3 h4 h5 h6 td th tr table tbody blockquote pre hr br div"
_BLOCKS = frozenset(_BLOCK_TAGS.split())


def quality(parts: Iterable[Part]) -> Quality:
    """Return how much is marked, and how legibly."""
    regions = [region for region in _regions(parts) if region.old.strip() or region.new.strip()]
    return Quality(
        marked=sum(solid(region.old) + solid(region.new) for region in regions),
        regions=len(regions),
        cut=sum(region.cut for region in regions),
        stubs=sum(map(_is_stub, (region.right for region in regions[:-1]))),
    )


def solid(text: str) -> int:
    """Return how many characters a text has that are no white space."""
    return len("".join(text.split()))


def _regions(parts: Iterable[Part]) -> Iterator[Region]:
    """Yield the regions; white space alone does not part two marks."""
    region: Region | None = None
    before = [Part(Side.SAME, ""), Part(Side.SAME, "")]
    for part in parts:
        if not part.text:
            continue
        cuts = [_cuts_word(earlier, part, sides) for earlier, sides in zip(before, _SIDES, strict=True)]
        before = [part if part.side in sides else earlier for earlier, sides in zip(before, _SIDES, strict=True)]
        if region is not None and any(cuts):
            region.cut = True
        if part.side in (Side.SAME, Side.NEW_COPY) and region is not None:
            region.right += part.text
        elif part.side in (Side.OLD, Side.NEW):
            if region is not None and region.right.strip():
                yield region
                region = None
            region = region or Region(cut=any(cuts))
            _extend(region, part)
    if region is not None:
        yield region


_SIDES = (_OLD_SIDES, _NEW_SIDES)


def _cuts_word(earlier: Part, part: Part, sides: frozenset[Side]) -> bool:
    """Return whether a mark begins or ends between two adjacent parts of one version, inside a word."""
    changed = {Side.OLD, Side.NEW}
    return (
        part.side in sides
        and (earlier.side in changed) is not (part.side in changed)
        and _joined(earlier.text, part.text)
    )


def _extend(region: Region, part: Part) -> None:
    blank, region.right = region.right, ""
    region.old, region.new = region.old + blank, region.new + blank
    if part.side is Side.OLD:
        region.old += part.text
    else:
        region.new += part.text


def _joined(before: str, after: str) -> bool:
    """Return whether a word runs from the end of one text into the other; scripts without blanks have no such ends."""
    return bool(before and after) and all(
        character.isalnum() and not _WITHOUT_BLANKS.match(character) for character in (before[-1], after[0])
    )


def _is_stub(text: str) -> bool:
    words = WORD.findall(text)
    return "\n" not in text and bool(words) and all(word.lower() in _COMMON or not word[0].isalnum() for word in words)


# ---- the yardstick


def minimal(old: str, new: str) -> Quality:
    """Return what a shortest word-level script marks: the least possible, whether or not anyone can read it."""
    indel = import_module("rapidfuzz.distance").Indel
    olds, news = WORD.findall(old), WORD.findall(new)
    marked = regions = 0
    after_match = True
    for step in indel.opcodes(olds, news):
        if step.tag == "equal":
            after_match = True
            continue
        marked += sum(map(len, olds[step.src_start : step.src_end]))
        marked += sum(map(len, news[step.dest_start : step.dest_end]))
        regions += after_match
        after_match = False
    return Quality(marked, regions)


# ---- marks in HTML


def html_parts(markup: str, *, moves_count: bool = False) -> list[Part]:
    """Return the parts of HTML with `<ins>` and `<del>`, and with the attributes that our redlines have.

    What is only moved, nested or set in another way counts as the same, its old copy not at all; with `moves_count`
    both copies of moved text count as marked.
    """
    return list(_Walk(moves_count).inside(lxml.html.fragment_fromstring(markup, create_parent="div"), Side.SAME))


@dataclass(frozen=True, slots=True)
class _Walk:
    moves_count: bool

    def inside(self, element: lxml.html.HtmlElement, side: Side) -> Iterator[Part]:
        yield Part(side, element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                edge = [Part(Side.SAME, "\n")] if child.tag in _BLOCKS else []
                yield from edge
                yield from self.inside(child, self.side(child, side))
                yield from edge
            yield Part(side, child.tail or "")

    def side(self, element: lxml.html.HtmlElement, around: Side) -> Side:
        """Return the side of an element that stands in one of another side."""
        mark = element.get("data-diff") or element.tag
        if mark not in ("ins", "del"):
            return around
        why = element.get("data-why", "")
        counts = not why or (why == "moved" and self.moves_count)
        if mark == "ins":
            return Side.NEW if counts else Side.NEW_COPY
        return Side.OLD if counts else Side.OLD_COPY


def visible(markup: str) -> str:
    """Return the text of HTML without marks, block by block."""
    return "".join(part.text for part in html_parts(markup))


def gathered(parts: Sequence[Part], side: Side) -> str:
    """Return the old or new text that parts hold, without white space."""
    sides = _OLD_SIDES if side is Side.OLD else _NEW_SIDES
    return "".join("".join(part.text.split()) for part in parts if part.side in sides)


@dataclass(slots=True)
class Tally:
    """The sums over many comparisons of one engine."""

    quality: Quality = field(default_factory=Quality)
    least: Quality = field(default_factory=Quality)
    ratios: list[float] = field(default_factory=list)

    def add(self, found: Quality, least: Quality) -> None:
        """Count one comparison in."""
        self.quality += found
        self.least += least
        if least.marked:
            self.ratios.append(found.marked / least.marked)

    @property
    def excess(self) -> float:
        """Characters marked for each that must be."""
        return self.quality.marked / max(1, self.least.marked)

    @property
    def median(self) -> float:
        """The same for the pair in the middle."""
        return sorted(self.ratios)[len(self.ratios) // 2] if self.ratios else 0.0

    @property
    def regions(self) -> float:
        """Places marked for each of the minimal script."""
        return self.quality.regions / max(1, self.least.regions)

    @property
    def cut(self) -> float:
        """Of a hundred places, those that cut a word."""
        return 100 * self.quality.cut / max(1, self.quality.regions)

    @property
    def stubs(self) -> float:
        """Stubs for each hundred places."""
        return 100 * self.quality.stubs / max(1, self.quality.regions)
