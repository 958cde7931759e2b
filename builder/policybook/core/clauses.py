"""The numbers of headings and paragraphs, typed or made: `4.`, `4.2`, `§ 4`. Knows nothing about HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from policybook.core.headings import one_line, split_number
from policybook.core.labels import typed_clause
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text

_LONGEST = 8
"""Characters of the longest number that stands beside a heading; `Section 3 –` stays in it."""
_OPENING = "\"'“”„‘’«»‹›([{¿¡"
_HOLDERS = frozenset({InlineKind.STRONG, InlineKind.EMPHASIS})


@dataclass(frozen=True, slots=True)
class Numbered:
    """Inline content whose leading number was taken off."""

    number: str
    """The number as typed or made: `4.2.`."""
    rest: tuple[Inline, ...]
    """What follows it, without the blank between the two."""


def clause(block: Block) -> Numbered | None:
    """Return the number and the words of a paragraph that has a clause number, or None.

    `4.2 You may` starts with one, `1.5 million users` does not: a sentence starts with a capital or a quotation mark.
    """
    if block.kind is not BlockKind.PARAGRAPH or block.tight:
        return None
    if block.number:
        return Numbered(block.number, block.inlines)
    text = inline_text(block.inlines)
    end = typed_clause(text)
    number = text[:end].rstrip()
    if len(number) in (0, end) or end == len(text) or not _starts_sentence(text[end]):
        return None
    rest = without(block.inlines, end)
    return None if rest is None else Numbered(number, rest)


def heading(block: Block) -> Numbered | None:
    """Return the number and the words of a heading that starts with a short number of its own, or None."""
    if block.number:
        return Numbered(block.number, block.inlines)
    text = one_line(block).rstrip()
    number, title = split_number(text)
    end = len(text) - len(title)
    typed = text[:end].strip()
    if not number or not title or len(typed) > _LONGEST:
        return None
    rest = without(block.inlines, end)
    return None if rest is None else Numbered(typed, rest)


def clauses(blocks: Iterable[Block]) -> tuple[Numbered | None, ...]:
    """Return `clause` of each block; one typed clause number alone is taken for a figure, not a number."""
    blocks = tuple(blocks)
    found = tuple(clause(block) if block.kind is BlockKind.PARAGRAPH else None for block in blocks)
    if sum(one is not None and not block.number for block, one in zip(blocks, found, strict=True)) > 1:
        return found
    return tuple(one if block.number else None for block, one in zip(blocks, found, strict=True))


def identifier(number: str) -> str:
    """Return the part of an id that stands for a number: `4-2` for `4.2.`, `4a` for `§ 4a`."""
    return "-".join(re.findall(r"\w+", number)).lower()


def _starts_sentence(character: str) -> bool:
    return (character.isalpha() and not character.islower()) or character in _OPENING


def without(inlines: Sequence[Inline], count: int) -> tuple[Inline, ...] | None:
    """Return inline content without its first characters; None when they are not plain or emphasised words."""
    if not count:
        return tuple(inlines)
    first, *others = inlines
    length = len(inline_text([first]))
    if first.kind in _HOLDERS:
        inside = without(first.children, min(count, length))
        kept = (replace(first, children=inside),) if inside else ()
        if inside is None:
            return None
    elif first.kind is InlineKind.TEXT:
        kept = (replace(first, text=first.text[count:]),) if count < length else ()
    else:
        return None
    after = without(others, max(0, count - length))
    return None if after is None else (*kept, *after)
