"""The little raw HTML that is markup; all other is text."""

from __future__ import annotations

import pytest

from policybook.core import html
from policybook.core.blocks import parse
from policybook.core.tree import visible_text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<br>b<BR/>c<br />d", "<p>a<br>b<br>c<br>d</p>"),
        ("| a<br>b |\n|---|", "<table><tr><th>a<br>b</th></tr></table>"),
        ("H<sub>2</sub>O m<SUP>2</SUP>", "<p>H<sub>2</sub>O m<sup>2</sup></p>"),
        ("<sup>a<sub>b</sub></sup>", "<p><sup>a<sub>b</sub></sup></p>"),
        ("<sup>*a*</sup>", "<p><sup><em>a</em></sup></p>"),
        ("*a <sup>b* c</sup>", "<p><em>a &lt;sup&gt;b</em> c&lt;/sup&gt;</p>"),
        ("<sup>a</sub>", "<p>&lt;sup&gt;a&lt;/sub&gt;</p>"),
        ("<sup>a <sub>b</sup>", "<p>&lt;sup&gt;a &lt;sub&gt;b&lt;/sup&gt;</p>"),
        ("</sup>a", "<p>&lt;/sup&gt;a</p>"),
        ("<sup></sup>a", "<p>a</p>"),
        ('<a id="x"></a>b', '<p><span id="x"></span>b</p>'),
        ("<a name='x'>b</a> </a>", '<p><span id="x"></span>b &lt;/a&gt;</p>'),
        ("<a name=x/>b", '<p><span id="x"></span>b</p>'),
        ('[a <a id="x"></a>](/b)', '<p><a href="/b">a<span id="x"></span></a></p>'),
        ('<a id="x"></a>a\n\n<a id="x"></a>b', '<p><span id="x"></span>a</p><p>b</p>'),
        ('<a id="x y">b</a>', '<p>&lt;a id="x y"&gt;b&lt;/a&gt;</p>'),
        ('<a id="x" onclick="y">b</a>', '<p>&lt;a id="x" onclick="y"&gt;b&lt;/a&gt;</p>'),
        ('<a href="/x">b</a>', '<p>&lt;a href="/x"&gt;b&lt;/a&gt;</p>'),
        ("<sup onclick=x>a</sup>", "<p>&lt;sup onclick=x&gt;a&lt;/sup&gt;</p>"),
        ("<Data Protection Officer>", "<p>&lt;Data Protection Officer&gt;</p>"),
        ("<b>a</b> &lt;br&gt; \\<br>", "<p>&lt;b&gt;a&lt;/b&gt; &lt;br&gt; &lt;br&gt;</p>"),
        ("`<br>` `<!-- a -->`", "<p><code>&lt;br&gt;</code> <code>&lt;!-- a --&gt;</code></p>"),
        ("```\n<br><!-- a -->\n```", "<pre><code>&lt;br&gt;&lt;!-- a --&gt;\n</code></pre>"),
        ("    <!-- a -->", "<pre><code>&lt;!-- a --&gt;\n</code></pre>"),
    ],
)
def test_only_these_tags_are_markup(source: str, expected: str) -> None:
    """Placeholders such as `<Data Protection Officer>` are words, and must not vanish."""
    assert html.blocks(parse(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a <!-- b --> c", "a c"),
        ("a <!-- b\nc --> d", "a d"),
        ("<!-- a -->\nb", "b"),
        ("<!-- a\n\nb\n-->\n\nc", "c"),
        ("a\n<!-- b -->\nc", "a\nc"),
        ("<!-- a --> b", "b"),
        ("<!-- a -->", ""),
        ("<!--> a", "a"),
        ("> <!-- a -->\n> b", "b"),
        ("- <!-- a\n\n  b -->\n  c", "c"),
        ("# a <!-- b -->", "a"),
    ],
)
def test_comments_are_dropped(source: str, expected: str) -> None:
    """Editors leave notes to each other and to linters."""
    assert visible_text(parse(source)) == expected


@pytest.mark.parametrize(
    "source",
    ["a <!-- b", "<!-- a\n\nb", "> <!-- a\n\nb -->", "- <!-- a\n\nb -->", "<!-- a\n\nb --> c"],
)
def test_comment_without_an_end_of_its_own_is_shown(source: str) -> None:
    """Better a comment too many than the rest of the text gone without a word."""
    text = visible_text(parse(source))

    assert all(letter in text for letter in source if letter.isalpha())


def test_many_open_comments_cost_one_search() -> None:
    """Each is known not to end once the first search has failed, in a quote too."""
    assert visible_text(parse("> <!-- a\n" * 300 + "\n-->")).count("<!--") == 300
    assert visible_text(parse("<!-- a " * 300)).count("<!--") == 300
