"""The longest common subsequence is right when small and bounded when large."""

from __future__ import annotations

import random
from itertools import pairwise

from diff_match_patch import diff_match_patch
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


passages = st.lists(st.sampled_from("abcdefghij"), max_size=120)


@given(passages, passages)
def test_no_other_engine_finds_more_in_common(old: list[str], new: list[str]) -> None:
    """A shortest edit script of diff-match-patch, one character for each word, keeps as many words as we do."""
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    script = engine.diff_main("".join(old), "".join(new), False)

    assert len(common(old, new)) == sum(len(text) for operation, text in script if operation == engine.DIFF_EQUAL)


def test_a_long_comparison_is_cut_at_words_that_occur_once() -> None:
    """Beyond the limit the answer may be shorter, but what is rare still holds it together."""
    choice = random.Random(1)
    old = [choice.choice("ab") for _ in range(1500)]
    new = [choice.choice("ab") for _ in range(1500)]
    old[700], new[800] = "once", "once"

    found = common(old, new, limit=250_000)

    assert (700, 800) in found
    assert is_common(old, new, found)


def test_a_long_comparison_without_such_words_gives_up() -> None:
    """Two long unrelated texts are a replacement; to search on would take minutes."""
    assert common(["a", "b"] * 400, ["b", "b", "c"] * 300 + ["c"], limit=250_000) == []


def test_ten_thousand_elements_are_compared_exactly() -> None:
    """No real paragraph and no real list of blocks is longer: readers get a shortest redline of all of them."""
    old = [number % 7 for number in range(10_000)]
    new = [*old[:5000], *old[5001:]]

    assert len(old) * len(new) < CELL_LIMIT
    assert len(common(old, new)) == 9_999


def test_white_space_is_never_matched() -> None:
    """A blank between two changes would hold them apart for nothing."""
    old, new = tokens("one two"), tokens("one three")

    assert matched_words(old, new) == [(0, 0)]
