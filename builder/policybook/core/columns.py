"""Which columns of two versions of a table are the same column. Knows nothing about how rows are matched."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from policybook.core.heaviest import Candidate, heaviest
from policybook.core.outline import unit_text
from policybook.core.tokens import token_texts
from policybook.core.tree import Block

Columns = Sequence[tuple[int, int]]
"""Places of the same column in the old and in the new version, increasing on both sides."""

_ROWS = 60
"""At most so many rows are looked at; a longer table says nothing more about its columns."""


def matched_columns(rows: Sequence[tuple[Block, Block]]) -> Columns:
    """Return the columns that two versions of a table share, judged by the words in the rows they share."""
    weights: defaultdict[tuple[int, int], float] = defaultdict(float)
    step = len(rows) // _ROWS + 1
    for old, new in rows[::step]:
        old_words, new_words = _cell_words(old), _cell_words(new)
        for i, one in enumerate(old_words):
            for j, other in enumerate(new_words):
                weights[i, j] += _likeness(one, other) + (0.06 if i == j else 0.01)
    found = heaviest([Candidate(i, j, weight) for (i, j), weight in weights.items()])
    return [(candidate.old, candidate.new) for candidate in found]


def _cell_words(row: Block) -> list[Counter[str]]:
    return [Counter(token_texts(unit_text(cell))) for cell in row.children]


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of common words (Dice); two empty cells are somewhat alike."""
    size = one.total() + other.total()
    return 2 * (one & other).total() / size if size else 0.2
