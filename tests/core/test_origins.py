"""Where each passage of a new text comes from."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from block_trees import edited, versions
from policybook.core.blocks import parse
from policybook.core.origins import origins
from policybook.core.redline import compare
from policybook.core.redline_excerpt import part_html
from policybook.core.tree import leaves


def traced(old: str, new: str) -> list[tuple[int | None, int]]:
    before, after = parse(old), parse(new)
    return [(passage.old, passage.change) for passage in origins(compare(before, after), before).passages]


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
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_passage_of_the_new_text_has_one_origin(data: st.DataObject) -> None:
    """No passage is lost or told twice, and no two come from one."""
    before = data.draw(versions)
    after = data.draw(edited(before))
    both = origins(compare(before, after), before)
    found = both.passages
    known = [passage.old for passage in found if passage.old is not None]

    gone = [removal.old for removal in both.removals]

    assert len(found) == len(list(leaves(after)))
    assert len({*known, *gone}) == len(known) + len(gone)
    assert all(place < len(list(leaves(before))) for place in (*known, *gone))
    assert max([item.part for item in found] + [item.part for item in both.removals], default=-1) < len(both.parts)


def test_what_went_names_its_change_and_the_part_that_shows_it() -> None:
    """The clause that it stood in has changed."""
    old = "You may not:\n\n(a) copy the texts;\n\n(b) sell the pictures.\n\nNothing else."
    before, after = parse(old), parse(old.replace("(a) copy the texts;\n\n", ""))
    found = origins(compare(before, after), before)

    assert [(item.old, item.change) for item in found.removals] == [(1, 1)]
    assert [part_html(found.parts[item.part]) for item in found.removals] == [
        '<ol class="written"><li data-marker="(a)"><p><del>copy the texts;</del></p></li></ol>'
    ]


def test_a_joined_paragraph_says_how_many_it_took_in() -> None:
    """Links to the second one lead to it."""
    one = "You tell us within ten days when the goods that we sent are not what you had ordered from us."
    two = "We then send what you ordered, or pay back what you paid, within thirty days at the most."
    before, after = parse(f"{one}\n\n{two}\n\nEnd."), parse(f"{one} {two}\n\nEnd.")
    found = origins(compare(before, after), before)

    assert [(item.old, item.joined) for item in found.passages] == [(0, 1), (2, 0)]
    assert found.removals == ()


def test_each_block_of_a_change_is_shown_by_itself() -> None:
    """Two clauses put in together are one change, and each has its own history."""
    before, after = parse("First.\n\nLast."), parse("First.\n\nQuite new.\n\nNewer still.\n\nLast.")
    found = origins(compare(before, after), before)

    assert [(item.change, part_html(found.parts[item.part])) for item in found.passages if item.change] == [
        (1, "<p><ins>Quite new.</ins></p>"),
        (1, "<p><ins>Newer still.</ins></p>"),
    ]
