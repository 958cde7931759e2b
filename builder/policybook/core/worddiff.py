"""Which words of two texts are the same words. Knows nothing about blocks, links or how a change is shown.

The only module that imports diff-match-patch. It is asked for a shortest edit script of two short strings in which one
character stands for one word; it never sees a whole document, and no result depends on the clock.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise

from diff_match_patch import diff_match_patch

from policybook.core.legibility import legible
from policybook.core.tokens import Token

Match = tuple[int, int]
"""Index of an element in the old and of the same element in the new sequence."""

CELL_LIMIT = 250_000
"""Largest product of two lengths that is compared exactly; 250 thousand cells cost no quality on real policies."""

_engine = diff_match_patch()
_engine.Diff_Timeout = 0  # a time limit would make the redline depend on the machine; the cell limit keeps it quick

_EQUAL, _DELETE = 0, -1
_FIRST_CODE, _SURROGATES, _SURROGATE_COUNT = 0x21, 0xD800, 0x800


def matched_words(old: Sequence[Token], new: Sequence[Token]) -> list[Match]:
    """Return which tokens of two texts are the same, increasing on both sides, as a reader would mark them.

    White space is never matched here: it goes with the words around it.
    """
    old_solid = [index for index, token in enumerate(old) if token.solid]
    new_solid = [index for index, token in enumerate(new) if token.solid]
    found = common([old[index].key for index in old_solid], [new[index].key for index in new_solid])
    words = legible([old[index] for index in old_solid], [new[index] for index in new_solid], found)
    return [(old_solid[i], new_solid[j]) for i, j in words]


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Match]:
    """Return a longest common subsequence as index pairs.

    Exact while the differing middles multiply to at most CELL_LIMIT cells. Beyond that the sequences are cut at
    elements that occur once on both sides (patience diff) until the pieces are small; a large piece without such an
    element counts as replaced. Time is near-linear whatever the input.
    """
    found: list[Match] = []
    pieces = [(0, len(old), 0, len(new))]
    while pieces:
        piece = _trimmed(old, new, pieces.pop(), found)
        old_start, old_end, new_start, new_end = piece
        if old_start == old_end or new_start == new_end:
            continue
        if (old_end - old_start) * (new_end - new_start) <= CELL_LIMIT:
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
    """Return the longest common subsequence that diff-match-patch finds, one character standing for one element."""
    codes: dict[Hashable, str] = {}
    old_codes = "".join(codes.setdefault(element, _character(len(codes))) for element in old)
    new_codes = "".join(codes.setdefault(element, _character(len(codes))) for element in new)
    found: list[Match] = []
    i = j = 0
    for operation, characters in _engine.diff_main(old_codes, new_codes, False):
        length = len(characters)
        if operation == _EQUAL:
            found += zip(range(i, i + length), range(j, j + length), strict=True)
        i += length if operation in (_EQUAL, _DELETE) else 0
        j += length if operation != _DELETE else 0
    return found


def _character(number: int) -> str:
    """Return the character that stands for the n-th distinct element; surrogates are no characters."""
    code = number + _FIRST_CODE
    return chr(code if code < _SURROGATES else code + _SURROGATE_COUNT)
