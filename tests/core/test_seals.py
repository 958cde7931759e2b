"""Sealed notes find their texts by content, and each its own."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.core.seals import Place, Sealed, found_places, page_seal

HOME = 10_000
"""Where notes are added that were written long after their texts."""


def notes(texts: str, position: int = HOME) -> list[Sealed]:
    return [Sealed(f"{number}{text}", text, position) for number, text in enumerate(texts)]


def places(texts: str) -> list[Place]:
    return [Place(position, frozenset({text})) for position, text in enumerate(texts)]


def test_a_text_that_came_back_is_told_apart_by_the_order_of_the_notes() -> None:
    """More than a third of all versions of public policies return to an earlier text."""
    assert found_places(notes("ABAB"), places("ABAB")) == {"0A": 0, "1B": 1, "2A": 2, "3B": 3}


def test_texts_that_no_note_stands_for_are_passed_over() -> None:
    """Versions that only differ in what no reader sees have no note."""
    assert found_places(notes("ABA"), places("AxByyA")) == {"0A": 0, "1B": 2, "2A": 5}


def test_a_lost_text_takes_no_other_note_with_it() -> None:
    """The build names what is lost; to name its neighbours as well would hide it."""
    assert found_places(notes("ABCA"), places("ACA")) == {"0A": 0, "2C": 1, "3A": 2}
    assert found_places(notes("ABA"), places("BA")) == {"1B": 0, "2A": 1}


def test_notes_in_another_order_than_the_line_find_their_texts() -> None:
    """Dates of commits run backwards now and then, and the days of notes with them."""
    assert found_places(notes("BA"), places("AB")) == {"0B": 1, "1A": 0}


def test_a_note_that_came_with_its_text_stays_with_it() -> None:
    """Somebody sealed the second A by hand, and the first never had a note."""
    assert found_places([Sealed("second", "A", 2)], places("ABA")) == {"second": 2}


def test_two_notes_of_one_commit_share_its_place() -> None:
    """One tells of the terms, the other of the refunds."""
    line = [Place(0, frozenset({"terms", "refund", "page"}))]

    assert found_places([Sealed("a", "terms", 0), Sealed("b", "refund", 0)], line) == {"a": 0, "b": 0}


@settings(deadline=None)
@given(line=st.lists(st.sampled_from("ABC"), max_size=8), dropped=st.sets(st.integers(0, 7)))
def test_whatever_commits_are_dropped_every_remaining_text_keeps_a_note(line: list[str], dropped: set[int]) -> None:
    """No permalink is lost whose text is still there, and none shows another text."""
    wanted = notes("".join(line))
    left = places("".join(text for number, text in enumerate(line) if number not in dropped))
    found = found_places(wanted, left)

    assert len(found) == len(left)
    assert len(set(found.values())) == len(left)
    assert all(note.seal in left[found[note.id]].seals for note in wanted if note.id in found)


def test_the_seal_of_a_page_is_that_of_its_only_document() -> None:
    """Editors find that hash in versions.json and on the page itself."""
    one = "ab" * 32

    assert page_seal([one]) == one
    assert page_seal([one, "cd" * 32]) == page_seal(["cd" * 32, one]) != one
    assert len(page_seal([])) == 64
