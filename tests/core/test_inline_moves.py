"""A sentence that moves inside its paragraph is told from words that are new."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.blocks import parse
from policybook.core.merge_inlines import Merged, merged_inlines
from policybook.core.merged import Mark, Piece, flat
from policybook.core.tree import inline_text

BREAKS = "The carrier pays for whatever its drivers break on the way to you."
BACK = "Parcels that nobody collects go back after a week in the shop."
SIGN = "A neighbour may sign for it."
GATE = "Our gate stays open all night long!"


def merged(old: str, new: str) -> Merged:
    return merged_inlines([parse(old)[0].inlines], [parse(new)[0].inlines])


def moves(old: str, new: str) -> list[tuple[Mark, int, str]]:
    """Return the pieces that are part of a move."""
    pieces = flat(merged(old, new).pieces)
    return [(piece.mark, piece.move, inline_text(piece.inlines).strip()) for piece in pieces if piece.move]


def test_a_moved_sentence_has_the_same_number_at_both_ends() -> None:
    """Shown as deleted and inserted, it would look as if the terms had changed."""
    assert moves(f"{BREAKS} {BACK} {SIGN}", f"{BACK} {SIGN} {BREAKS}") == [
        (Mark.DELETED, 1, BREAKS),
        (Mark.INSERTED, 1, BREAKS),
    ]


def test_a_moved_sentence_is_counted_as_moved() -> None:
    """The head of a page must not speak of new words where there are none."""
    found = merged(f"{BREAKS} {BACK} {SIGN}", f"{BACK} {SIGN} {BREAKS}")

    assert (found.inserted, found.deleted, found.moved, found.words) == (0, 0, 13, 18)


def test_words_beside_a_moved_sentence_keep_their_own_mark() -> None:
    """What is new must not hide behind what only moved."""
    found = merged(f"{BREAKS} {BACK} {SIGN}", f"{BACK} {SIGN} Since May {BREAKS}")

    marked = [(piece.move, inline_text(piece.inlines).strip()) for piece in found.pieces if piece.mark is Mark.INSERTED]
    assert marked == [(0, "Since May"), (1, BREAKS)]
    assert (found.inserted, found.moved) == (2, 13)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"We pay at once. {BACK}", f"{BACK} We pay at once."),
        (f"It is to be as it was for us. {BACK} {SIGN}", f"{BACK} {SIGN} It is to be as it was for us."),
        (f"{BREAKS} {BACK} {SIGN}", f"{BACK} {SIGN} {BREAKS.replace('break', 'lose').replace('whatever', 'what')}"),
        (f"**{BREAKS}** {BACK} {SIGN}", f"{BACK} {SIGN} **{BREAKS}**"),
    ],
    ids=["four words", "common words", "edited", "bold"],
)
def test_what_recurs_by_chance_or_differs_has_not_moved(old: str, new: str) -> None:
    """A false move misleads more than a deletion and an insertion."""
    assert moves(old, new) == []


def test_two_moved_sentences_have_two_numbers() -> None:
    """Each is to be found at its own new place."""
    middle = " ".join(f"{BACK[:-1]} of number {number}." for number in range(4))

    found = moves(f"{BREAKS} {middle} {GATE}", f"{GATE} {middle} {BREAKS}")
    assert sorted((number, text) for _, number, text in found) == [(1, BREAKS), (1, BREAKS), (2, GATE), (2, GATE)]


def sides(pieces: tuple[Piece, ...], dropped: Mark) -> str:
    return "".join(inline_text(piece.inlines) for piece in pieces if piece.mark is not dropped)


@given(
    st.lists(st.sampled_from([BREAKS, BACK, SIGN, "We pay at once.", GATE]), max_size=7).flatmap(
        lambda sentences: st.tuples(st.just(sentences), st.permutations(sentences))
    )
)
def test_both_versions_can_be_read_from_the_pieces(both: tuple[list[str], list[str]]) -> None:
    """However sentences are shuffled, no word is lost, and moved words are the same at both ends."""
    old, new = map(" ".join, both)
    found = merged(f"x {old}", f"x {new}")

    assert sides(found.pieces, Mark.INSERTED).split() == f"x {old}".split()
    assert sides(found.pieces, Mark.DELETED).split() == f"x {new}".split()
    for mark in (Mark.DELETED, Mark.INSERTED):
        words = [inline_text(piece.inlines).split() for piece in found.pieces if piece.move and piece.mark is mark]
        assert sum(map(len, words)) == found.moved
