"""Which words of two texts are the same words. Knows nothing about blocks, links or how a change is shown.

A browser compares with the same steps (`builder/scripts/compare.js`), so the longest common subsequence is one that
a few lines of any language find alike: all of a row at once, as bits of one integer. No result depends on the clock.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from itertools import pairwise

from policybook.core.legibility import legible
from policybook.core.tokens import Token

Match = tuple[int, int]
"""Index of an element in the old and of the same element in the new sequence."""

CELL_LIMIT = 200_000_000
"""Largest product of two lengths that is compared exactly: a bit each, so at most 25 MB."""


def matched_words(old: Sequence[Token], new: Sequence[Token]) -> list[Match]:
    """Return which tokens of two texts are the same, increasing on both sides, as a reader would mark them.

    White space is never matched here: it goes with the words around it.
    """
    old_solid = [index for index, token in enumerate(old) if token.solid]
    new_solid = [index for index, token in enumerate(new) if token.solid]
    found = common([old[index].key for index in old_solid], [new[index].key for index in new_solid])
    words = legible([old[index] for index in old_solid], [new[index] for index in new_solid], found)
    return [(old_solid[i], new_solid[j]) for i, j in words]


def common(old: Sequence[Hashable], new: Sequence[Hashable], *, limit: int = CELL_LIMIT) -> list[Match]:
    """Return a longest common subsequence as index pairs.

    Exact while the lengths multiply to at most `limit` cells. Beyond that what is equal at the ends is matched, and the
    middle cut at elements that occur once on both sides (patience diff) until the pieces are small; a large piece
    without such an element counts as replaced. Time and memory are bounded whatever the input.
    """
    if len(old) * len(new) <= limit:
        return _exact(old, new)
    found: list[Match] = []
    pieces = [(0, len(old), 0, len(new))]
    while pieces:
        piece = _trimmed(old, new, pieces.pop(), found)
        old_start, old_end, new_start, new_end = piece
        if old_start == old_end or new_start == new_end:
            continue
        if (old_end - old_start) * (new_end - new_start) <= limit:
            pairs = _exact(old[old_start:old_end], new[new_start:new_end])
            found += [(i + old_start, j + new_start) for i, j in pairs]
        else:
            pieces += _split(old, new, piece, found)
    return sorted(found)


_Piece = tuple[int, int, int, int]


def _trimmed(old: Sequence[Hashable], new: Sequence[Hashable], piece: _Piece, found: list[Match]) -> _Piece:
    """Match the equal elements at both ends of a piece; return what is left."""
    i, old_end, j, new_end = piece
    while i < old_end and j < new_end and old[i] == new[j]:
        found.append((i, j))
        i, j = i + 1, j + 1
    while i < old_end and j < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
        found.append((old_end, new_end))
    return i, old_end, j, new_end


def _split(old: Sequence[Hashable], new: Sequence[Hashable], piece: _Piece, found: list[Match]) -> list[_Piece]:
    """Match the elements that occur once on both sides of a piece; return the pieces between them."""
    old_start, old_end, new_start, new_end = piece
    old_counts, new_counts = Counter(old[old_start:old_end]), Counter(new[new_start:new_end])
    place = {new[j]: j for j in range(new_start, new_end) if new_counts[new[j]] == 1}
    once = [(i, place[old[i]]) for i in range(old_start, old_end) if old_counts[old[i]] == 1 and old[i] in place]
    anchors = _increasing(once)
    if not anchors:
        return []
    found += anchors
    bounds = [(old_start - 1, new_start - 1), *anchors, (old_end, new_end)]
    return [(i + 1, next_i, j + 1, next_j) for (i, j), (next_i, next_j) in pairwise(bounds)]


def _increasing(pairs: Sequence[Match]) -> list[Match]:
    """Return a longest run of pairs that increases on both sides (patience sorting); they come sorted by the first."""
    tops: list[int] = []
    top_places: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(top_places[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [j]
        top_places[pile : pile + 1] = [place]
    chain: list[Match] = []
    at = top_places[-1] if top_places else -1
    while at >= 0:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]


def _exact(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Return a longest common subsequence: of several, the one that holds together from the end.

    Equal elements at the ends always match, so a run of words stays one run where another choice would scatter it.

    Row `j` has a bit for each element of `old`: 0 where comparing with `new[:j]` finds one match more up to that
    element than up to the one before it, 1 where it does not (Hyyrö's bit-parallel algorithm).
    """
    where: defaultdict[Hashable, int] = defaultdict(int)
    for i, element in enumerate(old):
        where[element] |= 1 << i
    every = (1 << len(old)) - 1
    rows = [every]
    for element in new:
        row = rows[-1]
        hits = row & where.get(element, 0)
        rows.append((row + hits | row - hits) & every)
    found: list[Match] = []
    i, j = len(old), len(new)
    while i and j:
        if old[i - 1] == new[j - 1]:
            i, j = i - 1, j - 1
            found.append((i, j))
        elif rows[j] >> i - 1 & 1:
            i -= 1
        else:
            j -= 1
    return found[::-1]
