"""The changed blocks for a mail, within a limit."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from block_trees import pairs
from policybook.core.blocks import parse
from policybook.core.redline import Redline, compare
from policybook.core.redline_excerpt import excerpt_html
from policybook.core.tree import Block
from restored import tree


def redline(old: str, new: str) -> Redline:
    return compare(parse(old), parse(new))


def test_marks_are_also_written_in_words() -> None:
    """Many mail programs drop the underline and the strike."""
    found = redline("2.1 Pay in 30 days.\n\n2.2 Same.\n\n- a\n", "2.1 Pay in 45 days.\n\n2.2 Same.\n\n- a\n- b\n")

    markup, left_out = excerpt_html(found, limit=10_000)

    assert left_out == 0
    assert markup == (
        "<p><strong>§ 2.1 · Amended · number or deadline changed</strong></p>"
        "<p>2.1 Pay in <del>[removed: 30]</del> <ins>[added: 45]</ins> days.</p>"
        "<p><strong>Added</strong></p><ul><li><ins>[added: b]</ins></li></ul>"
    )


def test_changes_that_do_not_fit_are_counted() -> None:
    """A mail says how many changes it does not show."""
    found = redline("a b\n\nsame\n\nc d\n\nsame too\n\ne f", "a x\n\nsame\n\nc y\n\nsame too\n\ne z")
    whole, _ = excerpt_html(found, limit=10_000)

    markup, left_out = excerpt_html(found, limit=len(whole.encode()) - 1)

    assert left_out == 1
    assert whole.startswith(markup)
    assert markup.count("[added: ") == 2


def test_a_single_change_that_is_too_long_is_cut_after_a_word() -> None:
    """Its beginning tells more than nothing."""
    found = redline("", "word " * 500 + "<end>")

    markup, left_out = excerpt_html(found, limit=120)

    assert re.fullmatch(r"<p><strong>Added</strong></p><p>\[added: word( word)+ …</p>", markup)
    assert 110 < len(markup.encode()) <= 120
    assert left_out == 0


def test_without_room_for_a_word_everything_is_left_out() -> None:
    """Half a tag would break the mail."""
    assert excerpt_html(redline("a", "b"), limit=10) == ("", 1)


def test_an_unchanged_text_has_no_excerpt() -> None:
    """There is nothing to show."""
    assert excerpt_html(redline("a", "a"), limit=10) == ("", 0)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs, st.integers(0, 3000))
def test_an_excerpt_is_whole_markup_within_its_limit(
    versions: tuple[tuple[Block, ...], tuple[Block, ...]], limit: int
) -> None:
    """A mail that is too large is refused or clipped by its reader's provider."""
    found = compare(*versions)

    markup, left_out = excerpt_html(found, limit=limit)

    assert len(markup.encode()) <= limit
    assert 0 <= left_out <= len(found.changes)
    assert tree(markup) is not None
