"""Markers of lists lettered by hand."""

from __future__ import annotations

import pytest

from policybook.core.markers import Marker, follows, later, marker_at


def marker(text: str) -> Marker:
    found = marker_at(f"{text} x", 0, len(text) + 2)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    "text", ["(a)", "a)", "a.", "A.", "(iv)", "iv.", "IV)", "(1)", "(120)", "(aa)", "(ж)", "α)", "XL."]
)
def test_letters_roman_numbers_and_numbers_in_brackets_are_markers(text: str) -> None:
    """These are how clauses are lettered."""
    assert marker(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "1. x",
        "1) x",
        "(a. x",
        "(ab) x",
        "iiii. x",
        "vx) x",
        "(a)x",
        "(a)",
        "(a)  ",
        "(1234) x",
        "(a x",
        "a x",
        "-. x",
        "(c) 2020",
        "(C) Copyright",
    ],
)
def test_other_words_are_no_markers(text: str) -> None:
    """Markdown's own numbers, words in brackets, a copyright sign."""
    assert marker_at(text, 0, len(text)) is None


def test_marker_is_read_at_its_place_only() -> None:
    """A line ends where it ends."""
    text = "x (a) y\nz"

    assert marker_at(text, 2, 7) == Marker("(a)", "a")
    assert marker_at(text, 0, 7) is None
    assert marker_at("(a)\nb", 0, 3) is None


@pytest.mark.parametrize(
    ("second", "first"),
    [
        ("b.", "a."),
        ("ii.", "i."),
        ("v.", "iv."),
        ("v.", "u."),
        ("i.", "h."),
        ("(2)", "(1)"),
        ("AA.", "Z."),
        ("(xl)", "(xxxix)"),
        ("X.", "IX."),
    ],
)
def test_next_marker_follows(second: str, first: str) -> None:
    """A letter that is also a roman number belongs to either series."""
    assert follows(marker(second), marker(first))
    assert later(marker(second), marker(first))


@pytest.mark.parametrize(
    ("second", "first"),
    [("c.", "a."), ("a.", "a."), ("a.", "b."), ("B.", "a."), ("b)", "a."), ("(b)", "b)"), ("ii.", "a.")],
)
def test_other_markers_do_not_follow(second: str, first: str) -> None:
    """Another letter, case or bracket is another series."""
    assert not follows(marker(second), marker(first))


def test_later_marker_leaves_some_out() -> None:
    """A clause was deleted, and its letter is not given again."""
    assert later(marker("d."), marker("a."))
    assert not later(marker("a."), marker("d."))


def test_first_markers_start_a_series() -> None:
    """Only these may interrupt a paragraph."""
    assert [text for text in ("(a)", "A.", "i)", "(1)", "b.", "(2)", "ii.") if marker(text).first] == [
        "(a)",
        "A.",
        "i)",
        "(1)",
    ]
