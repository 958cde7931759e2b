"""A page's HTML made ready for paper."""

from __future__ import annotations

from policybook.core.papermarks import marked_in_text, without_relative_links


def test_what_a_redline_marks_is_also_said_in_its_text() -> None:
    """Who hears a PDF, or copies from it, gets no lines under or through words."""
    html = marked_in_text("<p>We answer <del>soon</del> <ins>in 3 days</ins>.</p>")

    assert html == (
        '<p>We answer <span class="mark">[−\u00a0</span><del>soon</del><span class="mark">\u00a0−]</span> '
        '<span class="mark">[+\u00a0</span><ins>in 3 days</ins><span class="mark">\u00a0+]</span>.</p>'
    )


def test_elements_that_only_begin_alike_get_no_marks() -> None:
    """A page has inputs and details as well."""
    assert marked_in_text('<input id="x"><details>') == '<input id="x"><details>'


def test_words_that_look_like_an_element_get_no_marks() -> None:
    """Texts are escaped, so a tag is always a tag of ours."""
    assert marked_in_text("<p>&lt;ins&gt;</p>") == "<p>&lt;ins&gt;</p>"


def test_links_inside_the_document_and_to_the_outside_stay() -> None:
    """Only those to other pages of a site without an address lead nowhere."""
    html = (
        '<a href="#s1">1</a><a class="x" href="../privacy/">p</a><a href="https://x.example/">x</a>'
        '<a href="mailto:a@x.example">m</a><link href="css/policybook.css">'
    )

    assert without_relative_links(html) == html.replace(' href="../privacy/"', "")
