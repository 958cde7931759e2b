"""Marks are few, and stand on clauses and sentences."""

from __future__ import annotations

import pytest

from policybook.core.tokens import tokens
from policybook.core.worddiff import matched_words


def marked(old: str, new: str) -> str:
    """Return a comparison in one line, white space left out of the marks."""
    olds = [token for token in tokens(old) if token.solid]
    news = [token for token in tokens(new) if token.solid]
    pairs = matched_words(olds, news)
    pieces: list[str] = []
    next_i = next_j = 0
    for i, j in (*pairs, (len(olds), len(news))):
        gone, come = [token.text for token in olds[next_i:i]], [token.text for token in news[next_j:j]]
        pieces += [f"[{' '.join(gone)}]"] if gone else []
        pieces += [f"{{{' '.join(come)}}}"] if come else []
        pieces += [news[j].text] if j < len(news) else []
        next_i, next_j = i + 1, j + 1
    return " ".join(pieces)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("A b. We use x.", "A b. We sell x. We use x.", "A b . {We sell x .} We use x ."),
        ("A b. We sell x. We use x.", "A b. We use x.", "A b . [We sell x .] We use x ."),
        ("x; a b; a c", "x; a d; a b; a c", "x ; {a d ;} a b ; a c"),
        ("pay us, now", "pay us, soon, now", "pay us , {soon ,} now"),
        ("tell us so", "tell us so or so", "tell us so {or so}"),
    ],
)
def test_marks_are_moved_to_the_bounds_of_sentences_and_clauses(old: str, new: str, expected: str) -> None:
    """A mark from the middle of one sentence to the middle of the next hides what was said."""
    assert marked(old, new) == expected


def test_a_common_word_alone_does_not_part_a_change() -> None:
    """A kept "of" between two replaced passages only makes them hard to read."""
    old = "Head records copies of older paper files end"
    new = "Head notes drafts of newer digital lists end"

    assert marked(old, new) == "Head [records copies of older paper files] {notes drafts of newer digital lists} end"


def test_a_sign_alone_does_not_part_a_change() -> None:
    """A comma that moved past a quotation mark is one change, not two."""
    assert marked("as “us,” and them", "as “us”, and them") == "as “ us [, ”] {” ,} and them"


def test_more_signs_stay_between_two_changes() -> None:
    """Marking what did not change would overstate the change."""
    assert marked("one ( ) : two", "six ( ) : ten") == "[one ( ) : two] {six ( ) : ten}"
    assert marked("a , ( ) : ; b", "a . ( ) : ! b") == "a [,] {.} ( ) : [;] {!} b"


def test_a_word_of_content_stays_between_two_small_changes() -> None:
    """Marking what did not change would overstate the change."""
    assert marked("a cats like b dogs", "a cows like c dogs") == "a [cats] {cows} like [b] {c} dogs"


def test_a_kept_beginning_and_end_stay_unmarked() -> None:
    """However small, what stands at the ends of a text tells where the change lies."""
    assert marked("The one two three four.", "The five six seven eight.").startswith("The [")


def test_equal_texts_have_no_marks() -> None:
    """Nothing is to be made legible."""
    assert marked("We keep data.", "We keep data.") == "We keep data ."
