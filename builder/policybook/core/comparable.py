"""A version as a browser compares it: blocks of tokens, cut and weighed here. Knows nothing about comparisons.

The JSON object, which `builder/scripts/compare.js` reads; it is no interface for others and changes with the engine:

- `tokens`: groups `[rank, weight, bound, tokens]`. Rank 0 is white space, 1 a sign, 2 an image or the like, 3 a word
  too common to hold a sentence together, 4 any other word; `bound` says how well a mark may start after it. A token is
  its text, or a list of its text, the key by which it is compared and the word by which blocks are found to be alike,
  where these are not the text and the text in lower case.
- `documents`: lists of the document's id, its title and its units.
- A unit is a list of its kind (0 for all units of running text), what it is (a `tree.BlockKind` value), the marker or
  made clause number that readers see before it, the number of the container it stands in (0 for none), the rank above
  which its tokens make it like others, and its cells: lists of the numbers of tokens, one unless it is a row.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import isqrt

from policybook.core.legibility import bound_after
from policybook.core.outline import Unit, UnitKind, outline, unit_tokens
from policybook.core.tokens import FUNCTION_WORDS, Token, TokenKind, weight
from policybook.core.tree import LEAVES, Block, BlockKind
from policybook.core.worddiff import CELL_LIMIT

MOST_BLOCKS = isqrt(CELL_LIMIT)
"""So many blocks are compared exactly, however many the other version has."""
MOST_TOKENS = MOST_BLOCKS // 4
"""The same for the tokens of one block; a quarter, for blocks may be joined before they are compared."""


BULLET = "•"
"""Stands for the marker of an item that has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparableDocument:
    """One document of a version."""

    id: str
    """Its id: documents with equal ones are compared."""
    title: str
    """Its title in the version."""
    blocks: Sequence[Block]
    """Its text."""


def comparable_json(documents: Sequence[ComparableDocument]) -> str:
    """Return a version as a browser compares it: `null` when it is too long for one, which has no short cuts."""
    texts = [_units(document.blocks) for document in documents]
    cells = [cell for units in texts for unit in units for cell in unit.cells]
    if any(len(units) > MOST_BLOCKS for units in texts) or any(len(cell) > MOST_TOKENS for cell in cells):
        return "null\n"
    groups: defaultdict[tuple[int, int, int], dict[Token, None]] = defaultdict(dict)
    for token in dict.fromkeys(chain.from_iterable(cells)):
        groups[_group(token)][token] = None
    ordered = sorted(groups.items())
    numbers = {token: number for number, token in enumerate(token for _, group in ordered for token in group)}
    value = {
        "tokens": [[*group, [_written(token) for token in found]] for group, found in ordered],
        "documents": [
            [document.id, document.title, *(unit.written(numbers) for unit in units)]
            for document, units in zip(documents, texts, strict=True)
        ],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


@dataclass(frozen=True, slots=True)
class _Unit:
    unit: Unit
    marker: str
    cells: list[list[Token]]

    def written(self, numbers: Mapping[Token, int]) -> list[object]:
        """Return the unit as it is written."""
        kind = 0 if self.unit.kind is UnitKind.TEXT else self.unit.block.kind
        box = self.unit.path[-1][0] if self.unit.path else 0
        rank = 2 if any(token.word for cell in self.cells for token in cell) else 0
        written = ([numbers[token] for token in cell] for cell in self.cells)
        return [kind, self.unit.block.kind, self.marker, box, rank, *written]


def _units(blocks: Sequence[Block]) -> list[_Unit]:
    found = []
    for unit, marker in zip(outline(blocks).units, _markers(blocks), strict=True):
        cells = unit.block.children if unit.kind is UnitKind.ROW else (unit.block,)
        found.append(_Unit(unit, marker, [list(unit_tokens(cell)) for cell in cells]))
    return found


def _group(token: Token) -> tuple[int, int, int]:
    """Return the rank and the weight of a token, and how well a mark may start after it."""
    bound = bound_after(token)
    match token.kind:
        case TokenKind.WORD:
            return 3 if token.word in FUNCTION_WORDS else 4, weight(token.word), bound
        case TokenKind.OBJECT:
            return 2, weight(token.key), bound
        case TokenKind.SIGN:
            return 1, weight(token.key), bound
    return 0, 0, bound


def _written(token: Token) -> str | list[str]:
    """Return a token as its text alone where a browser can tell the rest; lower case is sure in ASCII only."""
    plain = token.text.isascii() and token.key == token.text and token.word in ("", token.text.lower())
    if plain:
        return token.text
    return [token.text, token.key, token.word] if token.word else [token.text, token.key]


def _markers(blocks: Sequence[Block], marker: str = "") -> Iterator[str]:
    """Yield what stands before each unit: the marker of the innermost item that begins with it, or a made number."""
    for block in blocks:
        own = (block.marker or BULLET) if block.kind in (BlockKind.ITEM, BlockKind.FOOTNOTE) else marker or block.number
        if block.kind in LEAVES or block.kind is BlockKind.ROW or not block.children:
            yield own
        else:
            yield from _markers(block.children, own)
        marker = ""
