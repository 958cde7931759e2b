"""Typed readers of front matter fields."""

from __future__ import annotations

from enum import StrEnum

import pytest

from policybook.core.errors import ContentError
from policybook.core.fields import Fields
from policybook.core.yamltext import read_mapping


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def fields(text: str, *, strict: bool = True) -> Fields:
    return Fields(read_mapping(text, path="x.md"), path="x.md", strict=strict)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("yes", True),
        ("Yes", True),
        ("TRUE", True),
        ("on", True),
        ("no", False),
        ("False", False),
        ("off", False),
        ("", False),
        ("'true'", True),
    ],
)
def test_yes_and_no_in_any_case(word: str, expected: bool) -> None:
    """Editors write either; YAML's own guess depends on its version."""
    assert fields(f"material: {word}").flag("material") is expected


@pytest.mark.parametrize("word", ["1", "maybe", "y", "[yes]"])
def test_any_other_answer_is_refused(word: str) -> None:
    """Whether a list is mailed is never guessed."""
    with pytest.raises(ContentError, match="`material` is"):
        fields(f"material: {word}").flag("material")


def test_lenient_reading_takes_the_default() -> None:
    """Of each kind."""
    old = fields("a: [x]\nb: 2021-99-99\nc: maybe\nd: blue\ne: /\nf: x", strict=False)

    assert (old.text("a"), old.day("b"), old.flag("c"), old.ids("e")) == ("", None, False, ())
    assert old.choice("d", Colour, Colour.RED) is Colour.RED
    assert old.matching("f", "[0-9]+", "a number") == ""


def test_choice_names_the_nearest_word_or_all() -> None:
    """One letter off is a typing error, anything else a question."""
    assert fields("a: GREEN").choice("a", Colour, Colour.RED) is Colour.GREEN
    with pytest.raises(ContentError) as near:
        fields("a: gren").choice("a", Colour, Colour.RED)
    with pytest.raises(ContentError) as far:
        fields("a: xyz").choice("a", Colour, Colour.RED)

    assert near.value.hint == "did you mean `green`?"
    assert far.value.hint == "write one of `red`, `green`"


def test_long_value_is_shortened_in_its_message() -> None:
    """A paragraph in the wrong place must not fill the screen."""
    with pytest.raises(ContentError) as caught:
        fields("a: " + "x" * 200).day("a")

    assert len(caught.value.message) < 130


def test_matching_says_the_form_in_words() -> None:
    """A regular expression helps no editor."""
    with pytest.raises(ContentError, match="`a` is x, which is not a number"):
        fields("a: x").matching("a", "[0-9]+", "a number")

    assert fields("a: 1").matching("a", "[0-9]+", "a number") == "1"
    assert fields("b: 1").matching("a", "[0-9]+", "a number") == ""
