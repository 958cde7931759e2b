"""Plain text in lines that every mail reader shows unbroken."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.core.wrapping import WIDTH, wrapped

URL = "https://policies.example.org/terms/2020-12-18/redline/?very=long&address=" + "x" * 60


def test_lines_end_at_words_before_the_width() -> None:
    """Readers that do not wrap by themselves cut long lines off."""
    lines = wrapped("word " * 50).split("\n")

    assert all(len(line) <= WIDTH for line in lines)
    assert " ".join(lines) == ("word " * 50).strip()


def test_a_url_stands_unbroken_on_a_line_of_its_own() -> None:
    """A link that is broken over two lines cannot be followed."""
    assert wrapped(f"See {URL} for more.") == f"See\n{URL}\nfor more."


def test_lines_and_indents_of_the_source_stay() -> None:
    """A list must not become a paragraph."""
    assert wrapped("(a) one\n  (b) " + "two " * 20) == (
        "(a) one\n  (b) two two two two two two two two two two two two two two two two\n  two two two two"
    )
    assert wrapped("one\n\n\ntwo") == "one\n\n\ntwo"


def test_scripts_without_blanks_are_broken_by_columns() -> None:
    """A Chinese paragraph has no blanks, and its characters take two columns each."""
    assert [len(line) for line in wrapped("中" * 80).split("\n")] == [36, 36, 8]


def test_characters_that_move_the_cursor_are_taken_out() -> None:
    """What a terminal shows must be what was written."""
    assert wrapped("a\x1b[2Jb\u202ec\ud800") == "a [2Jb c"


@settings(deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"])))
def test_no_words_are_lost(text: str) -> None:
    """Wrapping moves blanks and line ends, nothing else."""
    assert "".join(wrapped(text).split()) == "".join(text.split())
