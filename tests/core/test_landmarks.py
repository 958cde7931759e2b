"""The places of a text that readers link to have ids: headings, clauses, lettered items."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from block_trees import versions
from policybook.core.blocks import parse
from policybook.core.headings import anchors
from policybook.core.landmarks import LandmarkKind, landmark_ids, outline, title_ids
from policybook.core.tree import Block, leaves


def ids(source: str, prefix: str = "s") -> list[str]:
    found = outline(parse(source))
    return list(landmark_ids(found, title_ids(found), prefix=prefix))


def test_an_item_has_the_id_of_its_clause_with_its_letter() -> None:
    """It is cited so: 1.1(a)."""
    assert ids("1.1 You may not:\n\n(a) copy;\n\n(b) sell.\n\n1.2 Else.") == ["s1-1", "s1-1-a", "s1-1-b", "s1-2"]


def test_an_item_inside_an_item_has_both_letters() -> None:
    """Every list of the text has an (i)."""
    assert ids("1.1 Not:\n\n(a) copy\n\n    (i) whole;\n\n    (ii) in part;\n\n(b) sell.\n\n1.2 Else.")[:5] == [
        "s1-1",
        "s1-1-a",
        "s1-1-a-i",
        "s1-1-a-ii",
        "s1-1-b",
    ]


def test_an_item_outside_of_clauses_has_the_id_of_its_heading() -> None:
    """Before the first heading there is only the document."""
    assert ids("(a) one;\n\n(b) two.\n\n# Fees\n\n(a) three;\n\n(b) four.") == [
        "s-a",
        "s-b",
        "fees",
        "fees-a",
        "fees-b",
    ]


def test_a_title_in_bold_ends_the_clause_before_it() -> None:
    """The letters under it are none of that clause."""
    source = "# Terms\n\n1.1 One.\n\n1.2 Two:\n\n(a) x\n\n(b) y\n\n**2. Title**\n\n(a) z\n\n(b) w"

    assert ids(source)[3:] == ["s1-2-a", "s1-2-b", "terms-a", "terms-b"]


def test_numbers_and_bullets_have_no_id_but_numbers_are_part_of_that_of_a_letter() -> None:
    """The browser draws them: there is nothing to press."""
    assert ids("# A\n\n1. one\n\n    (a) x\n\n    (b) y\n\n2. two\n\n- three") == ["a", "a-1-a", "a-1-b"]


def test_two_lists_of_one_clause_do_not_share_ids() -> None:
    """The second (a) is another place."""
    assert ids("# A\n\n(a) one;\n\n(b) two.\n\nMore:\n\n(a) three;\n\n(b) four.")[1:] == [
        "a-a",
        "a-b",
        "a-a--2",
        "a-b--2",
    ]


def test_letters_in_footnotes_have_no_id() -> None:
    """The note has one."""
    found = outline(parse("Words.[^1]\n\n[^1]: Not:\n\n    (a) one;\n\n    (b) two."))

    assert found.landmarks == ()


def test_the_words_of_a_landmark_do_not_depend_on_its_number() -> None:
    """A section that comes back is the same, whatever its number is then."""
    one, two = (outline(parse(source)).landmarks for source in ("# 4. Fees\n\n4.1 X.\n\n4.2 Y.", "# 5. Fees\n\n5.1 X."))

    assert [item.words for item in one[:1]] == [item.words for item in two[:1]]
    assert one[1].words != one[2].words


@given(versions)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_landmark_has_an_id_of_its_own_and_a_leaf_of_the_text(blocks: tuple[Block, ...]) -> None:
    """The headings have those of `anchors`."""
    found = outline(blocks)
    headings = title_ids(found)
    given_ids = landmark_ids(found, headings, prefix="s")
    places = [item.leaf for item in found.landmarks if item.leaf >= 0]

    assert headings == anchors(blocks)
    assert len(set(given_ids)) == len(given_ids) == len(found.landmarks)
    assert [item for item in given_ids if item in headings] == list(headings)
    assert places == sorted(set(places))
    assert found.leaves == len(list(leaves(blocks)))
    assert all(
        list(leaves(blocks))[item.leaf].kind == "heading"
        for item in found.landmarks
        if item.kind is LandmarkKind.HEADING
    )
