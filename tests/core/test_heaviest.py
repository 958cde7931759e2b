"""The chosen pairs keep their order on both sides and weigh as much as possible."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from policybook.core.heaviest import Candidate, heaviest

candidates = st.builds(Candidate, st.integers(0, 5), st.integers(0, 5), st.integers(1, 9).map(float))


def increasing(chosen: tuple[Candidate, ...] | list[Candidate]) -> bool:
    return all(one.old < other.old and one.new < other.new for one, other in pairwise(chosen))


@given(st.lists(candidates, max_size=8))
def test_no_other_choice_weighs_more(given_candidates: list[Candidate]) -> None:
    """A lighter choice would call unchanged blocks moved."""
    ordered = sorted(given_candidates, key=lambda candidate: (candidate.old, candidate.new))
    choices = [
        chosen for size in range(len(ordered) + 1) for chosen in combinations(ordered, size) if increasing(chosen)
    ]

    found = heaviest(given_candidates)

    assert increasing(found)
    assert sum(one.weight for one in found) == max(sum(one.weight for one in chosen) for chosen in choices)
