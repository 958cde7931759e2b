"""The words of a page, read back."""

from __future__ import annotations

from policybook.core.readback import article_words, first_difference

PAGE = """<!doctype html><main><p>Round it.</p><article class="policy"><header><h2>Terms</h2></header>
<h3>1. Start</h3><p>You may<br>use <b>it</b> &amp; more.<img src="x"></p><div aria-hidden="true">version 2</div>
<p>in <del>10</del><ins>20</ins> days</p><footer><p>in force since</p></footer></article><p>After it.</p></main>"""


def test_the_words_of_articles_are_read_and_what_stands_round_them_is_not() -> None:
    """Heads and feet say how things stand on a day; the text does not change with the days."""
    assert article_words(PAGE) == (
        *("1.", "Start", "You", "may", "use", "it", "&", "more."),
        *("in", "<del>", "10", "</del>", "<ins>", "20", "</ins>", "days"),
    )


def test_a_change_of_a_single_word_or_mark_is_seen() -> None:
    """That is all that matters."""
    words = article_words(PAGE)

    assert article_words(PAGE.replace("days", "weeks")) != words
    assert article_words(PAGE.replace("<del>10</del>", "10")) != words
    assert article_words(PAGE.replace("more.", "more.<script>x()</script>")) != words
    assert article_words(PAGE.replace("You may", "You\n\n  may").replace("<b>", '<b class="x">')) == words


def test_the_articles_of_a_theme_are_no_texts() -> None:
    """Some wrap whole pages in one, with banners and lists that change from day to day."""
    assert article_words(f'<article class="md-content"><h1>Terms</h1>{PAGE}</article>') == article_words(PAGE)


def test_elements_that_nobody_closed_hide_nothing() -> None:
    """A stray end is ignored, an open one ends with what is round it."""
    assert article_words(
        '<article class="policy redline"></b><p>One<p>two</article>three<article class="policy">four'
    ) == ("One", "two", "four")


def test_the_first_difference_is_quoted_with_a_few_words_around() -> None:
    """So that people find the place."""
    one, other = ("a", "b", "c", "d", "e", "f", "g", "h"), ("a", "b", "c", "d", "e", "f", "G", "h")

    assert first_difference(one, one) is None
    assert first_difference(one, other) == ("b c d e f g h", "b c d e f G h")
    assert first_difference(one, one[:3]) == ("a b c d e f g h", "a b c")
