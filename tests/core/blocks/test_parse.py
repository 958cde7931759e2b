"""Markdown to blocks: what each construct becomes, and that no word is lost on the way."""

from __future__ import annotations

import pytest

from policybook.core import html
from policybook.core.blocks import parse, words
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text, visible_text


def only(source: str) -> Block:
    """Return the one block of a text."""
    (block,) = parse(source)
    return block


def markup(source: str) -> str:
    return html.blocks(parse(source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Terms", "<h1>Terms</h1>"),
        ("Terms\n---", "<h2>Terms</h2>"),
        ("one\ntwo", "<p>one two</p>"),
        ("one  \ntwo", "<p>one<br>two</p>"),
        ("one\\\ntwo", "<p>one<br>two</p>"),
        ("*a* **b** `c  d`", "<p><em>a</em> <strong>b</strong> <code>c  d</code></p>"),
        ('~~a~~ https://x.y "q" -- (c)', '<p>~~a~~ https://x.y "q" -- (c)</p>'),
        ("---", "<hr>"),
        ("> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("```py x\na\n```", "<pre><code>a\n</code></pre>"),
        ("    a\n    b", "<pre><code>a\nb\n</code></pre>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("- a\n  - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("3. a\n3. b", '<ol><li value="3">a</li><li value="4">b</li></ol>'),
        ("0) a", '<ol><li value="0">a</li></ol>'),
        ("a\n: b\n: c", "<dl><dt>a</dt><dd>b</dd><dd>c</dd></dl>"),
        ("a\n\n: b\n\n  c", "<dl><dt>a</dt><dd><p>b</p><p>c</p></dd></dl>"),
        ('![a *b*](c.png "t")', '<p><img src="c.png" title="t" alt="a b"></p>'),
        ('[a](b "t\nu")', '<p><a href="b" title="t u">a</a></p>'),
        ("<https://a.b/c>", '<p><a href="https://a.b/c">https://a.b/c</a></p>'),
        ("<a@b.c>", '<p><a href="mailto:a@b.c">a@b.c</a></p>'),
        ("[a]\n\n[a]: /b", '<p><a href="/b">a</a></p>'),
        ("&amp; &lt;b&gt; &copy;", "<p>&amp; &lt;b&gt; ©</p>"),
        ("", ""),
        ("#", ""),
    ],
)
def test_markdown_becomes_its_canonical_html(source: str, expected: str) -> None:
    """The dialect is CommonMark with tables, footnotes and definition lists, and nothing that guesses."""
    assert markup(source) == expected


def test_numbered_items_carry_the_number_readers_see() -> None:
    """A clause is cited by that number, whatever digits the source repeats."""
    items = only("7. a\n1. b\n1. c").children

    assert [item.marker for item in items] == ["7", "8", "9"]


def test_tight_paragraphs_know_that_they_are_bare_lines() -> None:
    """Rendering one without `<p>` needs no look at its list."""
    tight, loose = only("- a"), only("- a\n\n- b")

    assert tight.tight
    assert tight.children[0].children[0].tight
    assert not loose.tight
    assert not loose.children[0].children[0].tight


def test_fence_keeps_its_language_and_text() -> None:
    """Code is shown as typed."""
    code = only("~~~ yaml extra\n  a:  b\n~~~")

    assert (code.kind, code.marker, code.text) == (BlockKind.CODE, "yaml", "  a:  b\n")


def test_table_knows_head_and_alignment() -> None:
    """Numbers stand right, and screen readers name the column."""
    head, row = only("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |").children

    assert head.header
    assert all(cell.header for cell in head.children)
    assert [cell.marker for cell in row.children] == ["left", "center", "right"]
    assert not row.header


@pytest.mark.parametrize("prefix", ["", "> ", "- "])
def test_cells_beyond_the_head_of_a_table_are_kept(prefix: str) -> None:
    """GitHub's dialect drops them, and a clause with them."""
    inner = " " * len(prefix) if prefix == "- " else prefix
    source = f"{prefix}| a | b |\n{inner}|---|---|\n{inner}| 1 | 2 \\| x | never | lose |\n{inner}| 3 |"

    assert visible_text(parse(source)).split("\n") == ["a", "b", "1", "2 | x", "never", "lose", "3", ""]


def test_surplus_cells_need_no_rules_at_the_ends_of_a_row() -> None:
    """Both ways to write a row are common."""
    assert visible_text(parse("a | b\n--|--\n1 | 2 | 3 | 4")).split("\n") == ["a", "b", "1", "2", "3", "4"]


def test_definition_with_a_tilde_is_text() -> None:
    """`~ 100 EUR` says "about 100 EUR"; the sign must not become markup."""
    assert visible_text(parse("Price\n~ 100 EUR")) == "Price ~ 100 EUR"


def test_definition_list_needs_a_definition() -> None:
    """A last line, or one before a blank end, starts none."""
    assert visible_text(parse("Term")) == "Term"
    assert visible_text(parse("Term\n\n")) == "Term"
    assert visible_text(parse("Term\n: one\n\ntwo\n: three")) == "Term\none\ntwo\nthree"


def test_footnotes_are_numbered_by_their_first_reference() -> None:
    """Readers count along the text, authors label as they like."""
    *_, first, second = parse("a[^z] b[^y] c[^z]\n\n[^y]: Y\n\n[^z]: Z\n\n    more")

    assert (first.marker, second.marker) == ("1", "2")
    assert [visible_text([first]), visible_text([second])] == ["1\nZ\nmore", "2\nY"]
    assert visible_text(parse("a[^z] b[^y] c[^z]\n\n[^y]: Y\n\n[^z]: Z")[:1]) == "a[1] b[2] c[1]"


def test_footnote_without_a_reference_is_still_shown() -> None:
    """A note whose reference was deleted by mistake is text that binds."""
    notes = [block for block in parse("a[^b]\n\n[^a]: A\n\n[^b]: B\n\n[^b]: again") if block.kind is BlockKind.FOOTNOTE]

    assert [visible_text([note]) for note in notes] == ["1\nB", "2\nA", "3\nagain"]


def test_reference_without_footnote_is_text() -> None:
    """Nothing is guessed."""
    assert visible_text(parse("a[^b]")) == "a[^b]"


def test_comment_between_bare_lines_keeps_their_words_apart() -> None:
    """Two lines rendered without `<p>` would otherwise run together."""
    assert markup("- a\n  <!-- x -->\n  b") == "<ul><li>a<p>b</p></li></ul>"


def test_lines_count_from_the_first_line_of_the_file() -> None:
    """Messages point into the file, front matter included."""
    heading, paragraph, items = parse("# a\n\nb\n\n- c\n- d", first_line=5)

    assert (heading.line, paragraph.line, items.line) == (5, 7, 9)
    assert [item.line for item in items.children] == [9, 10]


@pytest.mark.parametrize(
    ("source", "anchor", "text"),
    [
        ("# Fees {#fees}", "fees", "Fees"),
        ("# Fees {#fees.2:a_b-c} #", "fees.2:a_b-c", "Fees"),
        ("Fees {#fees}\n===", "fees", "Fees"),
        ("# {#fees}", "fees", ""),
        ("# Fees {#gebühren}", "gebühren", "Fees"),
        ("# Fees {#a b}", "", "Fees {#a b}"),
        ('# Fees {#a"b}', "", 'Fees {#a"b}'),
        ("# Fees\\{#a}", "", "Fees{#a}"),
        ("# Fees{#a}", "", "Fees{#a}"),
        ("# Fees {.wide}", "", "Fees {.wide}"),
    ],
)
def test_heading_takes_its_explicit_id_out_of_its_words(source: str, anchor: str, text: str) -> None:
    """The author fixes an address for good; readers do not see it."""
    heading = only(source)

    assert (heading.anchor, inline_text(heading.inlines)) == (anchor, text)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a \t b\n  c", "a b c"),
        ("a\u00a0 b", "a\u00a0 b"),
        ("  a\n", "a"),
        ("# a   b", "a b"),
        ("| a   b |\n|---|", "a b"),
        ("a <!-- x --> b", "a b"),
        ("a <br> b", "a\nb"),
        ("a [ b ](c) d", "a b d"),
        ("a[ b ](c)d", "a b d"),
        ("*a* [](b) c", "a c"),
        ("a [](b)", "a"),
        ("a [](b)<br>c", "a\nc"),
        ("![![&amp;a](b)](c)", "&a"),
        ("a <sup> b </sup> c", "a b c"),
        ("a\u200bb\u202ec", "a\u200bb\u202ec"),
        ("a\x00b\x1bc\ufffed", "a\ufffdb\ufffdc\ufffdd"),
    ],
)
def test_white_space_has_one_form(source: str, expected: str) -> None:
    """Re-wrapping a paragraph changes nothing a reader sees; invisible characters typed on purpose are kept."""
    assert visible_text(parse(source)) == expected


def test_emphasis_and_links_hold_their_content() -> None:
    """The redline compares words inside of them."""
    paragraph = only("[a **b**](/c)")
    link = Inline(
        InlineKind.LINK,
        target="/c",
        children=(
            Inline(InlineKind.TEXT, "a "),
            Inline(InlineKind.STRONG, children=(Inline(InlineKind.TEXT, "b"),)),
        ),
    )

    assert paragraph.inlines == (link,)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a](javascript:alert(1))", "<p><a>a</a></p>"),
        ("[a]()", "<p><a>a</a></p>"),
        ("![a](data:image/png;base64,AA)", "<p>a</p>"),
        ("![](javascript:x)", ""),
        ("<data:text/html,x>", "<p><a>data:text/html,x</a></p>"),
        ("[a <https://b.c> d](/e)", '<p><a href="/e">a https://b.c d</a></p>'),
        ("[![a](b.png)](/c)", '<p><a href="/c"><img src="b.png" alt="a"></a></p>'),
    ],
)
def test_refused_address_keeps_its_words(source: str, expected: str) -> None:
    """The text binds, wherever its link was to lead."""
    assert markup(source) == expected


def test_words_of_one_line_are_its_inline_content() -> None:
    """The summary of a note is shown on one line, with its emphasis and links."""
    assert html.inlines(words("Fees *rose*, see [2.1](#fees)")) == 'Fees <em>rose</em>, see <a href="#fees">2.1</a>'
    assert words("") == ()
    assert words("---") == ()
    assert html.inlines(words("- one\n- two")) == "one"
