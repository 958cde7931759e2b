"""The HTML of a text cut into passages."""

from __future__ import annotations

from policybook.core.blocks import parse
from policybook.core.extracts import LONGEST_TITLE, Extract, extracts
from policybook.core.headings import anchors
from policybook.core.layout import document_html

TEXT = """What you and we may expect.

## 1. Payment

1.1 You pay *in advance*. You may:

- pay by card;
- pay by transfer.

1.2 **Refunds.** Ask within 14 days.

## 2. The end

We say so in time.

### Notice

A month before.
"""


def page(text: str, title: str = "Terms") -> tuple[Extract, ...]:
    """Return the passages of a text, from the HTML that its page has."""
    blocks = parse(text, path="terms.md", first_line=1)
    return extracts(document_html(blocks, ids=anchors(blocks), top=2, resolve=str), title=title)


def test_a_passage_is_a_section_or_a_clause() -> None:
    """Each with the anchor of the page, so that a result leads to the place itself."""
    found = [(item.anchor, item.number, item.name, item.text) for item in page(TEXT)]

    assert found == [
        ("", "", "Terms", "What you and we may expect."),
        ("payment", "1", "Payment", ""),
        ("s1-1", "1.1", "Payment", "You pay in advance. You may: pay by card; pay by transfer."),
        ("s1-2", "1.2", "Refunds", "Refunds. Ask within 14 days."),
        ("the-end", "2", "The end", "We say so in time."),
        ("notice", "", "Notice", "A month before."),
    ]


def test_a_passage_knows_what_it_stands_under() -> None:
    """Words of the headings above say what it is about."""
    above = {item.anchor: item.above for item in page(TEXT)}

    assert above == {
        "": (),
        "payment": ("Terms",),
        "s1-1": ("Terms", "Payment"),
        "s1-2": ("Terms", "Payment"),
        "the-end": ("Terms",),
        "notice": ("Terms", "The end"),
    }


def test_a_bold_word_is_a_title_only_where_it_is_set_off() -> None:
    """A defined term at the start of a sentence is none."""
    long = "X" * LONGEST_TITLE
    text = f"1.1 **Customer** means you.\n\n1.2 **Fees:** none.\n\n1.3 Pay **now.**\n\n1.4 **{long}.** Yes.\n"

    assert [item.title for item in page(text)] == ["Terms", "", "Fees", "", ""]


def test_what_stands_beside_a_text_is_no_part_of_it() -> None:
    """Margin notes, ways back from footnotes, links that Python-Markdown sets beside headings, scripts, buttons."""
    html = (
        '<h1 id="about">About us</h1><p>We<sup class="fn"><a href="#n">[1]</a></sup> are.</p>'
        '<span class="note"><a href="x">Changed Mar 2026</a></span><script>alert(1)</script>'
        '<h2 id="who">Who<a class="headerlink" href="#who">¶</a></h2>'
        '<table><tr><td>one</td><td>t<em>w</em>o<br>three</td></tr></table><a class="back" href="#b">↩</a>'
    )
    found = [(item.anchor, item.title, item.text) for item in extracts(html, title="About us")]

    assert found == [("", "About us", "We are."), ("who", "Who", "one two three")]


def test_text_behind_a_clause_belongs_to_its_section() -> None:
    """What closes a section is not said by its last clause."""
    html = (
        '<section><h2 id="fees">Fees</h2><div class="clause" id="s1"><span class="num">1.</span> '
        '<div class="body"><p>None.</p></div></div><div class="noted"><p>All prices with tax.</p></div></section>'
    )
    found = [(item.anchor, item.text) for item in extracts(html, title="Terms")]

    assert found == [("", ""), ("fees", "All prices with tax."), ("s1", "None.")]


def test_odd_markup_of_an_ordinary_page_does_no_harm() -> None:
    """Plugins write what they like; unseen characters part no words."""
    html = "</div>soft\xadhyphen <p>a<p>b</section> &lt;b&gt; &amp; <img alt='x'> c"

    assert [item.text for item in extracts(html, title="Odd")] == ["softhyphen a b <b> & c"]
