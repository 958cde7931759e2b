"""Redline markup that reads well where our stylesheet is not."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policybook.core.portable import absolute_links, portable, quoted, weight

LINKS = absolute_links("https://example.org/terms/2020-12-18/")


def shown(markup: str) -> str:
    return portable(markup, link=LINKS).html


def test_changes_say_in_words_what_they_are() -> None:
    """Many mail readers strip styles, and some screen readers say nothing for ins and del."""
    assert shown("<p>in <del>10</del><ins>20</ins> days</p>") == (
        "<p>in <del>[removed: 10]</del> <ins>[added: 20]</ins> days</p>"
    )
    assert shown('<p><ins><a href="/x">new</a></ins></p>') == (
        '<p><ins>[added: <a href="https://example.org/x">new</a>]</ins></p>'
    )


def test_changes_that_say_so_already_are_left_alone() -> None:
    """The redline engine can write the words itself; saying them twice helps nobody."""
    already = "<p><del>[removed: 10 <em>days</em>]</del> <ins>[added: 20]</ins></p>"

    assert shown(already) == already
    assert shown("<p><ins></ins></p>") == "<p><ins></ins></p>"


def test_blocks_of_one_version_are_marked_inside() -> None:
    """HTML forbids ins around the items of a list; the words must be marked all the same."""
    assert shown('<ul data-diff="del"><li>a <em>b</em><ul><li>c</li></ul></li></ul>') == (
        "<ul><li><del>[removed: a <em>b</em>]</del><ul><li><del>[removed: c]</del></li></ul></li></ul>"
    )
    assert shown('<p data-diff="ins"><em>b</em> c</p>') == "<p><ins>[added: <em>b</em> c]</ins></p>"
    assert shown('<p data-diff="ins"><ins>b</ins></p>') == "<p><ins>[added: b]</ins></p>"


def test_words_that_only_look_otherwise_are_shown_once() -> None:
    """A sentence that became bold was neither removed nor added."""
    assert (
        shown('<p><del data-why="formatting"><strong>a</strong></del><ins data-why="formatting">a</ins></p>')
        == "<p>a</p>"
    )
    assert shown('<p><del data-why="formatting">a <del>b</del></del></p>') == "<p><del>[removed: b]</del></p>"


def test_moved_text_is_shown_where_it_is_now() -> None:
    """Twice the same clause, once struck, would look like a removal."""
    assert shown('<p data-diff="del" data-why="moved">a</p><p data-diff="ins" data-why="moved">a</p>') == (
        "<p>[moved here] a</p>"
    )
    assert shown('<p><span class="moved">a</span></p>') == "<p>[moved here] a</p>"


def test_written_markers_become_text_inside_the_paragraph() -> None:
    """Styles show them on our pages; a clause without its number cannot be cited."""
    assert shown('<ol class="written"><li data-marker="(a)"><p>x</p></li></ol>') == (
        '<ol><li style="list-style:none"><p>(a) x</p></li></ol>'
    )
    assert shown('<ol><li value="3">x</li></ol>') == '<ol><li value="3">x</li></ol>'
    assert shown('<section class="footnote" data-marker="1"><p>x</p></section>') == "<div><p>1 x</p></div>"
    assert shown('<ol><li data-marker="b."></li></ol>') == '<ol><li style="list-style:none">b. </li></ol>'


def test_headings_have_one_level() -> None:
    """They stand below the heading of the excerpt."""
    assert shown('<h1 id="x">A</h1><h5>B</h5><p class="sec">C</p>') == "<h3>A</h3><h3>B</h3><h3>C</h3>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<script>alert(1)</script>a", "a"),
        ("<style>p{}</style>a", "a"),
        ("<p hidden>no<br>no</p>a", "a"),
        ('<p onclick="x" style="y" class="z" id="i">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "a"),
        ('<a href="//evil.example/">a</a>', "a"),
        ('<a name="x">a</a>', "a"),
        ('<a href="mailto:a@example.org">a</a>', '<a href="mailto:a@example.org">a</a>'),
        ('<a href="../x?a=1&amp;b=2">a</a>', '<a href="https://example.org/terms/x?a=1&amp;b=2">a</a>'),
        ('<img src="https://tracker.example/" alt="A &lt; B">', "[image: A &lt; B]"),
        ("<iframe>a</iframe><b>b</b><i>c</i><u>d</u>", "a<strong>b</strong><em>c</em>d"),
        (
            '<table><tr><td colspan="2" rowspan="x">a</td></tr></table>',
            '<table><tr><td colspan="2">a</td></tr></table>',
        ),
        ("&lt;b&gt; &amp;amp; <", "&lt;b&gt; &amp;amp; &lt;"),
        ("<p>a<br>b<hr>c", "<p>a<br>b<hr>c</p>"),
        ("</p></li>a", "a"),
    ],
)
def test_only_what_is_needed_for_reading_is_kept(markup: str, expected: str) -> None:
    """Mail and feed readers are where markup from a text could do harm."""
    assert shown(markup) == expected


def test_links_lose_their_link_where_the_site_is_not_known() -> None:
    """A relative link in a mail leads nowhere."""
    assert portable('<a href="../x">a</a>', link=absolute_links("")).html == "a"
    assert portable('<a href="https://x.org/">a</a>', link=absolute_links("")).html == '<a href="https://x.org/">a</a>'


MARKUP = "".join(f'<ol><li data-marker="({n})"><p>Clause <ins>number {n}</ins></p></li></ol>' for n in range(100))


@settings(deadline=None)
@given(budget=st.integers(min_value=0, max_value=30_000))
@example(budget=23_270)  # the last item fits, but not the end of its list
def test_what_is_cut_is_whole_blocks_within_the_budget(budget: int) -> None:
    """Half a sentence of a policy can say the opposite of the whole."""
    cut = portable(MARKUP, link=LINKS, budget=budget)
    whole = portable(MARKUP, link=LINKS).html
    tree = html5lib.parseFragment(cut.html, namespaceHTMLElements=False)

    assert cut.complete == (cut.html == whole)
    assert whole.startswith(cut.html)
    assert weight(cut.html) <= budget
    assert cut.html.count("<p>") == cut.html.count("</ol>") == len(list(tree.iter("p")))


def test_no_heading_is_left_without_its_text() -> None:
    """A name with nothing below it looks as if nothing had changed there."""
    change = "<p><strong>Amended</strong></p><p>" + "word " * 20 + "</p>"
    cuts = {portable(change * 3, link=LINKS, budget=budget).html for budget in range(0, 1500, 10)}

    assert cuts == {"", change, change * 2, change * 3}


def test_a_cut_inside_a_list_closes_it() -> None:
    """Whatever follows in the mail must not become part of the list."""
    cut = portable("<ul>" + "<li>word</li>" * 50 + "</ul>", link=LINKS, budget=200)

    assert not cut.complete
    assert cut.html.endswith("</li></ul>")


@settings(deadline=None)
@given(
    markup=st.lists(
        st.sampled_from([*"<>/=\"'&; ab", "<p>", "<ins>", "</ins>", "<li data-marker=x>", "<a href=y>"])
    ).map("".join)
)
def test_any_markup_becomes_well_formed(markup: str) -> None:
    """Feeds are XML around it, mails have more text after it."""
    once = portable(markup, link=LINKS).html

    assert portable(once, link=LINKS).html.count("<") == once.count("<")


def test_addresses_are_percent_encoded_once() -> None:
    """Non-ASCII file names are allowed in the content."""
    assert quoted("términos/a b/%C3%A9/#s") == "t%C3%A9rminos/a%20b/%C3%A9/#s"
    assert weight("é=a") >= 10
