"""Which columns of two versions of a table are the same column. Knows nothing about how rows are matched."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from policybook.core.heaviest import Candidate, heaviest
from policybook.core.outline import Path, Unit, UnitKind, unit_tokens
from policybook.core.tree import Block

Columns = Sequence[tuple[int, int]]
"""Places of the same column in the old and in the new version, increasing on both sides."""

_ROWS = 60
"""At most so many rows are looked at; a longer table says nothing more about its columns."""


class SharedColumns:
    """The columns of all tables of two versions, found for a pair of tables when they are first asked for."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit], kept: Mapping[int, int]) -> None:
        self._old, self._new = old, new
        self._kept = kept
        self._known: dict[tuple[Path, Path], Columns] = {}

    def of(self, row: int) -> Columns:
        """Return which columns the tables of a kept row share, by the words in all the rows that both hold."""
        here = self._tables(row)
        if here not in self._known:
            rows = [i for i in self._kept if self._old[i].kind is UnitKind.ROW and self._tables(i) == here]
            self._known[here] = matched_columns([(self._old[i].block, self._new[self._kept[i]].block) for i in rows])
        return self._known[here]

    def _tables(self, row: int) -> tuple[Path, Path]:
        return self._old[row].path, self._new[self._kept[row]].path


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
    return [Counter(token.key for token in unit_tokens(cell)) for cell in row.children]


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of common words (Dice); two empty cells are somewhat alike."""
    size = one.total() + other.total()
    return 2 * (one & other).total() / size if size else 0.2
