"""The longest common subsequence is right when small and bounded when large."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policybook.core.tokens import tokens
from policybook.core.worddiff import CELL_LIMIT, common, matched_words

sequences = st.lists(st.sampled_from("abcdef"), max_size=14)


def length_of_longest(old: list[str], new: list[str]) -> int:
    """Return the length of a longest common subsequence by the textbook table."""
    row = [0] * (len(new) + 1)
    for one in old:
        before = row
        row = [0]
        for j, other in enumerate(new):
            row.append(before[j] + 1 if one == other else max(row[-1], before[j + 1]))
    return row[-1]


def is_common(old: list[str], new: list[str], pairs: list[tuple[int, int]]) -> bool:
    increasing = all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    return increasing and all(old[i] == new[j] for i, j in pairs)


@given(sequences, sequences)
def test_a_short_comparison_finds_a_longest_common_subsequence(old: list[str], new: list[str]) -> None:
    """Fewer matches than possible would mark words that did not change."""
    found = common(old, new)

    assert is_common(old, new, found)
    assert len(found) == length_of_longest(old, new)


def test_a_long_comparison_is_cut_at_words_that_occur_once() -> None:
    """Beyond the limit the answer may be shorter, but what is rare still holds it together."""
    choice = random.Random(1)
    old = [choice.choice("ab") for _ in range(1500)]
    new = [choice.choice("ab") for _ in range(1500)]
    old[700], new[800] = "once", "once"

    found = common(old, new)

    assert len(old) * len(new) > CELL_LIMIT
    assert (700, 800) in found
    assert is_common(old, new, found)


def test_a_long_comparison_without_such_words_gives_up() -> None:
    """Two long unrelated texts are a replacement; to search on would take minutes."""
    assert common(["a", "b"] * 400, ["b", "b", "c"] * 300 + ["c"]) == []


def test_more_distinct_words_than_characters_below_the_surrogates_are_told_apart() -> None:
    """One character stands for one word, and a surrogate is no character."""
    old = [f"a{number}" for number in range(0xE000)]
    new = [f"b{number}" for number in range(4)]

    assert common([*old, "x", "y"], ["x", *new, "y"]) == [(len(old), 0), (len(old) + 1, 5)]


def test_white_space_is_never_matched() -> None:
    """A blank between two changes would hold them apart for nothing."""
    old, new = tokens("one two"), tokens("one three")

    assert matched_words(old, new) == [(0, 0)]
