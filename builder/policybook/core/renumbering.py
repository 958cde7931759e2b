"""Which clause numbers became which, and what follows from it. Knows nothing about changes or HTML.

A reference to a clause follows a renumbering when the clause it named has moved on to the number it names now: then
"see section 5" and "see section 6" say the same. Where one number became several, nothing follows from it. The words
that announce a reference are English.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from policybook.core.labels import label, marker_label, without_label
from policybook.core.merged import COME, GONE, Node, State
from policybook.core.tokens import folded
from policybook.core.tree import LEAVES, Block, BlockKind, inline_text

_NAMES = (
    "sections?|sub-?sections?|clauses?|sub-?clauses?|articles?|paragraphs?|parts?|chapters?|schedules?|annex(?:es)?"
    "|appendix|appendices|exhibits?|items?|points?"
)
_UNITS = r"%|percent|per\s+cent|(?:business\s+|calendar\s+|working\s+)?(?:hour|day|week|month|quarter|year)s?\b"
_NUMBER = (
    r"(?:\d{1,3}[a-z]?(?:\.\d{1,3})*(?:\([a-z]{1,4}\))*(?![\w%.]*\d)"
    r"|\([a-zA-Z]{1,4}\)|(?:[IVXLC]{1,7}|[A-Z])(?![\w'’-]))"
    rf"(?!\s*(?:{_UNITS}))"
)
_REFERENCE = re.compile(
    rf"(?:\b(?i:{_NAMES})\s+|§§?\s*){_NUMBER}(?:\s*(?:,|\band\b|\bor\b|\bto\b|\bthrough\b|&|[-–—])\s*{_NUMBER})*"
)
_LABEL = re.compile(_NUMBER)
_HEAD = re.compile(r"\d+[a-z]?|\.\d+|\([a-z]+\)")


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its clause numbers taken out: its own, and those it refers to."""

    words: str
    """The rest, with a sign where a reference stood, in its plain typography."""
    own: str
    """The number it begins with; empty when there is none."""
    references: tuple[str, ...]
    """The numbers it refers to, in order."""


def unnumbered(text: str) -> Text:
    """Return a text with its clause numbers taken out."""
    references: list[str] = []

    def reference(match: re.Match[str]) -> str:
        return _LABEL.sub(taken, match[0])

    def taken(match: re.Match[str]) -> str:
        references.append(match[0])
        return "\x00"

    words = _REFERENCE.sub(reference, without_label(text))
    return Text(" ".join(folded(words).split()), label(text), tuple(references))


@dataclass(frozen=True, slots=True)
class Renumbering:
    """The clause numbers of an old text, and what those clauses have in the new one."""

    typed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of headings and paragraphs."""
    items: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of list items; they count where no heading or paragraph has such a number."""

    def follows(self, old: str, new: str) -> bool:
        """Return whether a reference names the same clause before and after."""
        if old == new:
            return True
        old, new = (text if text[0].isdigit() else text.strip("()") for text in (old, new))
        ends = [match.end() for match in _HEAD.finditer(old)] or [len(old)]
        for end in reversed(ends):
            head, tail = old[:end], old[end:]
            found = self.typed.get(head) or self.items.get(head)
            if found:
                return len(found) == 1 and new == next(iter(found)) + tail
        return False

    def explains(self, old: str, new: str) -> bool:
        """Return whether two texts differ in nothing but clause numbers that were renumbered."""
        before, after = unnumbered(old), unnumbered(new)
        return (
            before.words == after.words
            and bool(before.own) == bool(after.own)
            and len(before.references) == len(after.references)
            and all(map(self.follows, before.references, after.references))
        )


NOTHING = Renumbering()
"""A text in which no clause has another number."""


def renumbering(nodes: Iterable[Node]) -> Renumbering:
    """Return what became of the clause numbers of a merged text."""
    nodes = tuple(nodes)
    if not any(old != new for old, new, _ in _pairs(nodes, unchanged=False)):
        return NOTHING
    typed: defaultdict[str, set[str]] = defaultdict(set)
    items: defaultdict[str, set[str]] = defaultdict(set)
    for old, new, is_item in _pairs(nodes, unchanged=True):
        (items if is_item else typed)[old].add(new)
    return Renumbering(*({old: frozenset(new) for old, new in found.items()} for found in (typed, items)))


def _pairs(nodes: Iterable[Node], *, unchanged: bool) -> Iterator[tuple[str, str, bool]]:
    """Yield the old and new number of each block that both versions have, and whether it is an item."""
    for node in nodes:
        old, new = node.old, node.new
        if node.state is State.SAME:
            if old and new and (unchanged or old.number != new.number):
                yield from _own(old, new)
            continue
        if old and new and node.state not in GONE | {State.CONTINUED}:
            was, now = _label(old), _label(new)
            if was and now:
                yield was, now, new.kind is BlockKind.ITEM
        yield from _pairs(node.children, unchanged=unchanged)
        if not node.children and node.state not in GONE | COME and old and unchanged:
            for child in old.children:
                yield from _own(child, child)


def _own(old: Block, new: Block) -> Iterator[tuple[str, str, bool]]:
    """Yield the numbers in two equal blocks: only such as were made may differ."""
    was, now = _label(old), _label(new)
    if was and now:
        yield was, now, new.kind is BlockKind.ITEM
    for before, after in zip(old.children, new.children, strict=True):
        yield from _own(before, after)


def _label(block: Block) -> str:
    """Return the number of a block without the signs around it, as references are looked up."""
    if block.kind is BlockKind.ITEM:
        return marker_label(block.marker).strip("()")
    if block.number:
        return label(block.number)
    found = label(inline_text(block.inlines)) if block.kind in LEAVES and block.kind is not BlockKind.CELL else ""
    return found.strip("()") if found.startswith("(") else found
