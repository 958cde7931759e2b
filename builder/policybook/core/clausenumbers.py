"""The clause numbers made for a text whose author typed none: sections 1, 2, 3, clauses 1.1, 1.2. Knows no pages.

Among the sections of a text, and among the paragraphs and sections right under a heading, either all are counted or
none: where one of them has a number of its own, the author counts there, and a second count beside that one would give
two clauses one number. Below a heading with a number of its own the count goes on from that number, where it is
decimal. A text without headings has clauses 1, 2, 3. Lists, tables and the like belong to the clause before them; lines
all in bold, which are titles, what has no words, and what stands before the first heading are not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from policybook.core.clauses import clauses
from policybook.core.headings import one_line, split_number
from policybook.core.labels import label
from policybook.core.landmarks import is_title
from policybook.core.tree import Block, BlockKind, inline_text

_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)*")


def with_numbers(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return a text with a number at each heading and clause that has none, where its author does not count."""
    typed = tuple(_typed(blocks))
    root = _sections(blocks)
    made = dict(_numbers(root.sections or root.clauses, typed, ""))
    return tuple(replace(block, number=made.get(place, "")) for place, block in enumerate(blocks))


@dataclass(slots=True)
class _Part:
    """A heading or a clause, and what stands under it."""

    place: int
    """Its place among the blocks; -1 of the whole text."""
    level: int = 0
    """Of a heading: 1 to 6."""
    clauses: list[_Part] = field(default_factory=list)
    """The paragraphs right under it."""
    sections: list[_Part] = field(default_factory=list)
    """The headings right under it; they stand behind its paragraphs."""
    counts: bool = True
    """Whether it takes a number."""


def _typed(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the number that the author typed before each block; empty where there is none."""
    for block, numbered in zip(blocks, clauses(blocks), strict=True):
        if block.kind is BlockKind.HEADING:
            line = one_line(block)
            yield (label(line) or line) if split_number(line)[0] else ""
        else:
            yield numbered.number if numbered else ""


def _sections(blocks: Sequence[Block]) -> _Part:
    """Return a text as its headings, each under the last one before it that has a higher rank."""
    root = _Part(-1)
    above = [root]
    for place, block in enumerate(blocks):
        if not inline_text(block.inlines).strip():
            continue
        if block.kind is BlockKind.HEADING:
            while above[-1].level >= block.level:
                above.pop()
            above[-1].sections.append(part := _Part(place, block.level))
            above.append(part)
        elif block.kind is BlockKind.PARAGRAPH:
            above[-1].clauses.append(_Part(place, counts=not is_title(block)))
    return root


def _numbers(parts: Sequence[_Part], typed: Sequence[str], above: str | None) -> Iterator[tuple[int, str]]:
    """Yield the numbers of adjacent parts and of all under them.

    `above` is the number that theirs continue: empty at the top, None where there is none to continue.
    """
    counting = above is not None and not any(typed[part.place] for part in parts)
    count = 0
    for part in parts:
        own = typed[part.place] if _DECIMAL.fullmatch(typed[part.place]) else None
        if counting and part.counts:
            count += 1
            own = f"{above}.{count}" if above else str(count)
            yield part.place, own if above else f"{own}."
        yield from _numbers([*part.clauses, *part.sections], typed, own)
