"""Whose words a page says, the text's or ours, is told where the two are in different languages."""

from __future__ import annotations

from policybook.core.asides import told_apart

MARKUP = (
    '<p>نص</p><div class="chg-head"><h4>Change 1 of 1</h4></div><span class="note"><a href="#c">Changed May</a></span>'
)


def test_our_words_in_a_foreign_text_say_their_language() -> None:
    """A voice for Arabic cannot read `Change 1 of 1`."""
    shown = told_apart(MARKUP, text="ar", ours="en")

    assert '<div class="chg-head" lang="en"><h4>' in shown
    assert '<span class="note" lang="en"><a' in shown
    assert "<p>نص</p>" in shown


def test_nothing_is_added_where_the_languages_are_the_same() -> None:
    """As on nearly every site."""
    assert told_apart(MARKUP, text="ar", ours="ar") == MARKUP


def test_a_text_that_shows_our_markup_stays_as_it_is() -> None:
    """What people write is escaped before it comes here."""
    quoted = '<p>&lt;div class="gap"</p>'

    assert told_apart(quoted, text="ar", ours="en") == quoted
