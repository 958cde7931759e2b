"""The heaviest set of pairs that keeps the order on both sides. Knows nothing about what the pairs are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two places that may belong together."""

    old: int
    """Place in the old sequence."""
    new: int
    """Place in the new sequence."""
    weight: float
    """How much would be gained."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """Candidates that go together, linked from the last one."""

    rank: tuple[float, int]
    """Its weight, and how early its last candidate comes."""
    last: Candidate | None = None
    before: _Chain | None = None


_NOTHING = _Chain((0.0, 1))


def heaviest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates of greatest total weight that increase strictly on both sides.

    A heaviest increasing subsequence in O(n log n) over a Fenwick tree of prefix maxima. Of equal ones the one whose
    last candidate comes first, by old place, then by new: so it can be found in any way.
    """
    ordered = sorted(candidates, key=attrgetter("old", "new"))
    if _is_chain(ordered):
        return ordered
    places = {new: place for place, new in enumerate(sorted({candidate.new for candidate in ordered}), start=1)}
    best = [_NOTHING] * (len(places) + 1)
    for _, group in groupby(enumerate(ordered), key=lambda pair: pair[1].old):
        # one old place is used once: all its chains are built before any is entered
        chains = [(places[one.new], _extended(_upto(best, places[one.new] - 1), one, place)) for place, one in group]
        for place, chain in chains:
            _enter(best, place, chain)
    return _links(_upto(best, len(places)))


def _is_chain(candidates: Sequence[Candidate]) -> bool:
    """Return whether all candidates go together, as they do where nothing has moved."""
    ascending = all(one.old < other.old and one.new < other.new for one, other in pairwise(candidates))
    return ascending and all(candidate.weight > 0 for candidate in candidates)


def _extended(chain: _Chain, candidate: Candidate, place: int) -> _Chain:
    return _Chain((chain.rank[0] + candidate.weight, -place), candidate, chain)


def _upto(best: list[_Chain], place: int) -> _Chain:
    found = _NOTHING
    while place > 0:
        if best[place].rank > found.rank:
            found = best[place]
        place -= place & -place
    return found


def _enter(best: list[_Chain], place: int, chain: _Chain) -> None:
    while place < len(best):
        if chain.rank > best[place].rank:
            best[place] = chain
        place += place & -place


def _links(chain: _Chain) -> list[Candidate]:
    links = []
    while chain.last is not None and chain.before is not None:
        links.append(chain.last)
        chain = chain.before
    return links[::-1]
