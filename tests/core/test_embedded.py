"""A body of ours among the markup of others: told apart, linked to, and said once."""

from __future__ import annotations

import pytest

from policybook.core.embedded import Heading, contents, embedded, seen, with_metadata

BODY = """<div class="page row"><h1>Terms</h1>
<h2 id="a"><span class="num"><a href="#a">1.</a></span> <span class="name">Scope &amp; aim</span></h2>
<p id="p">Write class="row" here, or &lt;b class="row"&gt;.</p>
<h3 id="b">Words</h3><h2 id="c">End</h2></div>
"""


def test_classes_get_a_name_of_their_own_and_words_stay() -> None:
    """A text may well speak of classes."""
    made = embedded(BODY, "en")

    assert made.startswith('<div class="policybook" lang="en" dir="ltr">\n<div class="pb-page pb-row">')
    assert '<span class="pb-num"><a href="#a">' in made
    assert 'Write class="row" here, or &lt;b class="row"&gt;.' in made


def test_a_body_says_its_language_and_direction() -> None:
    """The page round it may be in another."""
    assert embedded("", "ar-EG").startswith('<div class="policybook" lang="ar-EG" dir="rtl">')


def test_the_title_can_be_linked_to() -> None:
    """Material and Read the Docs leave the first line of the contents out, for it is the page's own."""
    assert '<h1 id="title">' in embedded("<h1>Terms</h1>", "en")
    assert '<h1 id="title--">' in embedded('<h1>Terms</h1><p id="title"></p><p id="title-">', "en")


def test_ids_and_headings_are_seen() -> None:
    """For links of ordinary pages, the theme's contents and its search."""
    found = seen(BODY)

    assert found.ids == {"a", "p", "b", "c"}
    assert found.headings == (
        Heading(level=2, id="a", words="1. Scope & aim"),
        Heading(level=3, id="b", words="Words"),
        Heading(level=2, id="c", words="End"),
    )


def test_contents_are_nested_and_their_names_are_html() -> None:
    """Themes print them as they are, some inside attributes."""
    first, last = contents(seen(BODY).headings)

    assert (first["name"], last["id"]) == ("1. Scope &amp; aim", "c")
    assert first["children"] == [{"level": 3, "id": "b", "name": "Words", "children": []}]
    assert contents([Heading(level=4, id="x", words='"<b>')])[0]["name"] == "&quot;&lt;b&gt;"


@pytest.mark.parametrize(
    ("head", "tag", "stays"),
    [
        ("", '<meta name="description" content="a">', True),
        ('<meta name="description" content="b">', '<meta name="description" content="a">', False),
        ('<link rel="canonical" href="b" />', '<link rel="canonical" href="a">', False),
        ('<meta property="og:title" content="b">', '<meta property="og:url" content="a">', True),
        ('<link rel="alternate" href="b">', '<link rel="alternate" href="a">', True),
    ],
)
def test_what_a_page_says_already_is_not_said_again(head: str, tag: str, *, stays: bool) -> None:
    """Two descriptions are none."""
    page = with_metadata(f"<head>{head}</head><body>{tag}</body>", f"{tag}\n")

    assert page == f"<head>{head}{f'{tag}{chr(10)}' if stays else ''}</head><body>{tag}</body>"


def test_a_page_without_head_stays_as_it_is() -> None:
    """Whatever a theme makes."""
    assert with_metadata("<p>", '<meta name="a" content="b">\n') == "<p>"
