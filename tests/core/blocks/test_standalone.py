"""Content that stands alone is read as it would be in its text."""

from __future__ import annotations

import pytest

from policybook.core import html
from policybook.core.blocks import parse
from policybook.core.blocks.standalone import is_standalone


@pytest.mark.parametrize(
    ("content", "references", "expected"),
    [
        ("Only words.", True, True),
        ("*a* `b` <https://e.org> &amp; \\*", True, True),
        ("a [b](c)", False, True),
        ("a [b](c)", True, False),
        ("a[^1]", False, False),
        ('<a id="b">c</a>', False, False),
        ("<A NAME=b>", False, False),
        ("</a>", False, True),
        ("long " * 1_000, False, False),
    ],
)
def test_what_others_have_a_say_in_does_not_stand_alone(content: str, references: bool, expected: bool) -> None:
    """A label is a link only where the text defines it, and an id counts only once on a page."""
    assert is_standalone(content, references=references) is expected


def test_equal_content_means_what_its_own_text_makes_of_it() -> None:
    """What was read in one text must not leak into another."""
    label, note, anchor = "See [terms] here.", "Word[^a].", '<a id="x"></a>Word.'

    assert "<a" not in html.blocks(parse(label))
    assert 'href="t"' in html.blocks(parse(f"{label}\n\n[terms]: t"))
    assert "<a" not in html.blocks(parse(label))
    assert html.blocks(parse(note)) != html.blocks(parse(f"{note}\n\n[^a]: Note."))
    assert html.blocks(parse(f"{anchor}\n\n{anchor}")).count('id="x"') == 1


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("one\ntwo", "<p>one two</p>"),
        ("one  \ntwo", "<p>one<br>two</p>"),
        ("one \t\n  two", "<p>one two</p>"),
        ("wow! yes] no", "<p>wow! yes] no</p>"),
        ("a &lt; b", "<p>a &lt; b</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("<!-- a -->", ""),
        (f"{'long ' * 1_000}*end*", f"<p>{'long ' * 1_000}<em>end</em></p>"),
    ],
)
def test_words_without_markup_are_read_without_the_parser(source: str, expected: str) -> None:
    """White space is collapsed as the parser would; whatever may be markup is left to it."""
    assert html.blocks(parse(source)) == expected
