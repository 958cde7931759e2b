"""Capitals and punctuation are told from words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from block_trees import texts
from policybook.core.blocks import parse
from policybook.core.lettering import only_both_differ, only_case_differs, only_punctuation_differs
from policybook.core.redline import compare


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("the fee is due", "The Fee is due", {"case"}),
        ("a, b and c", "a, b, and c", {"punctuation"}),
        ("We sell. If you", "We sell, if you", {"case", "punctuation"}),
        ("the “fee” is due", "the fee is due", {"punctuation"}),
        ("the fee (if any) is due", "the fee, if any, is due", {"punctuation"}),
        ("a fee of 2.5", "a fee of 25", {"amended"}),
        ("a fee of -5", "a fee of 5", {"amended"}),
        ("we're there", "were there", {"amended"}),
        ("this and/or that", "this and or that", {"amended", "typography"}),
        ("re-sign it", "resign it", {"amended"}),
        ("$5 due", "5 due", {"amended"}),
        ("a fee is due.", "the fee is due", {"amended"}),
    ],
)
def test_a_change_of_capitals_or_signs_is_no_change_of_words(old: str, new: str, kinds: set[str]) -> None:
    """A lawyer skips neither, but looks for other things in them."""
    (change,) = compare(parse(old), parse(new)).changes

    assert {change.kind, *change.also} == kinds


@given(texts, st.data())
def test_at_most_one_of_the_three_holds_for_two_texts_and_none_for_equal_ones(text: str, data: st.DataObject) -> None:
    """Each change is of one kind."""
    other = data.draw(st.sampled_from([text, text.upper(), text.replace(",", ""), text.replace(".", ","), f"{text}!"]))

    case, both = only_case_differs(text, other), only_both_differ(text, other)
    assert not (case and (both or only_punctuation_differs(text, other)))
    assert not (text == other and (case or both or only_punctuation_differs(text, other)))
