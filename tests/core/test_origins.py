"""Where each passage of a new text comes from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from block_trees import edited, versions
from policybook.core.blocks import parse
from policybook.core.origins import origins
from policybook.core.redline import compare
from policybook.core.tree import leaves


def traced(old: str, new: str) -> list[tuple[int | None, int]]:
    before, after = parse(old), parse(new)
    return [(passage.old, passage.change) for passage in origins(compare(before, after), before)]


def test_untouched_passages_keep_their_place_in_the_old_text() -> None:
    """A clause inserted before them is not theirs."""
    assert traced("First words here.\n\nLast words there.", "First words here.\n\nNew.\n\nLast words there.") == [
        (0, 0),
        (None, 1),
        (1, 0),
    ]


def test_an_amended_passage_names_its_change() -> None:
    """The margin links to it."""
    assert traced("You may leave within 14 days.", "You may leave within 30 days.") == [(0, 1)]


def test_a_moved_passage_is_found_where_it_was() -> None:
    """Moving a clause does not make it new."""
    one, two = "The first clause speaks of refunds and nothing else.", "The second clause is about your own content."
    three = "The third clause names the courts that decide disputes."
    found = traced("\n\n".join((one, two, three)), "\n\n".join((two, three, one)))

    assert sorted(place for place, _ in found if place is not None) == [0, 1, 2]
    assert [change for _, change in found] == [0, 0, 0]


def test_another_number_is_no_change_of_the_words() -> None:
    """Nothing is said in the margin of a clause that was only renumbered."""
    old = "1.1 We keep your data for as long as you have an account.\n\n1.2 You may ask us to delete it at any time."
    new = old.replace("1.2", "1.3").replace("\n\n", "\n\n1.2 We never sell it to anybody, whatever they pay.\n\n")

    assert traced(old, new) == [(0, 0), (None, 1), (1, 0)]


@given(st.data())
def test_every_passage_of_the_new_text_has_one_origin(data: st.DataObject) -> None:
    """No passage is lost or told twice, and no two come from one."""
    before = data.draw(versions)
    after = data.draw(edited(before))
    found = origins(compare(before, after), before)
    known = [passage.old for passage in found if passage.old is not None]

    assert len(found) == len(list(leaves(after)))
    assert len(set(known)) == len(known)
    assert all(place < len(list(leaves(before))) for place in known)
