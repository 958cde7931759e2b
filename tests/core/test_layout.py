"""The text of a policy page: same words, sections that nest, clauses with permanent links, margin notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from html import unescape
from xml.etree import ElementTree as ET

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.blocks import parse
from policybook.core.headings import anchors
from policybook.core.layout import Changed, document_html
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, leaves, visible_text

MARCH = Changed(day=date(2026, 3, 1), address="2026-03-01/redline/#c-1", latest=True)
EARLIER = Changed(day=date(2021, 6, 1), address="2021-06-01/redline/#c-4")


def layout(source: str, *, top: int = 2, **options: object) -> str:
    blocks = parse(source)
    given: dict[str, object] = {"resolve": lambda target: target}
    return document_html(blocks, ids=anchors(blocks), top=top, **(given | options))  # type: ignore[arg-type]


def tree(markup: str) -> ET.Element:
    found: ET.Element = html5lib.parseFragment(markup, treebuilder="etree", namespaceHTMLElements=False)
    return found


def squeezed(text: str) -> str:
    return "".join(text.split())


def shown(markup: str) -> str:
    """Return what a reader sees, without blanks: list numbers and markers in, the way back from a footnote out."""
    markup = re.sub(r'<img[^>]* alt="([^"]*)">|<li value="(\d+)">', r"\1\2", markup)
    markup = re.sub(r'<a class="back".*?</a>', "", markup)
    return squeezed(unescape(re.sub(r"<[^>]+>", "", markup)))


SOURCE = """\
Before any heading.[^a]

# 1. Scope

1.1 You may not:

(a) copy; or

(b) sell.

1.2 **“Services”** means what [clause 1.1](#s1-1) says.

### Deep

Bare words.

- one
- two

> A quote with *stress*.

| Name | Since |
|:-----|------:|
| A    | 2019  |

Term
:   Its meaning.

3. three
4. four

```
code <b>
```

---

## 2. End

2.1 ![Logo](logo.png "Ours") is ours.[^a]

[^a]: The note.
"""


def test_the_words_and_their_order_are_those_of_the_text() -> None:
    """A policy page that loses or moves a word is worthless."""
    assert shown(layout(SOURCE)) == squeezed(visible_text(parse(SOURCE)))


_INLINE = st.sampled_from(
    ["word", "4.2", "**bold** word", "*a*", "[link](x.md)", "`code`", "“Quote”", "1.5 million", "§ 4 Words"]
)
_LINES = st.lists(_INLINE, min_size=1, max_size=4).map(" ".join)
_PREFIXES = st.sampled_from(["", "# ", "## ", "### ", "- ", "1. ", "> ", "(a) ", "4.2 ", "4.3. ", "**5.1** ", "    "])
_TEXTS = st.lists(st.tuples(_PREFIXES, _LINES).map("".join), max_size=12).map("\n\n".join)


@given(_TEXTS)
def test_no_text_loses_a_word(source: str) -> None:
    """Whatever stands before, in and behind numbers."""
    assert shown(layout(source)) == squeezed(visible_text(parse(source)))


@given(_TEXTS, st.integers(2, 3))
def test_headings_never_skip_a_level(source: str, top: int) -> None:
    """Readers who move by headings would look for what is missing."""
    levels = [int(level) for level in re.findall(r"<h(\d)", layout(source, top=top))]

    assert all(after - before <= 1 for before, after in zip([top - 1, *levels], levels, strict=False))
    assert all(top <= level <= 6 for level in levels)


@given(_TEXTS)
def test_ids_are_unique_and_links_to_numbers_lead_to_them(source: str) -> None:
    """A permanent link has one target."""
    markup = layout(source)
    ids = re.findall(r' id="([^"]*)"', markup)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<span class="num"><a href="#([^"]*)"', markup)) <= set(ids)


@given(_TEXTS)
def test_the_markup_nests(source: str) -> None:
    """Sections are opened and closed by hand here."""
    parser = html5lib.HTMLParser(strict=True)

    parser.parseFragment(layout(source))


# ---- sections


def test_sections_nest_as_headings_do() -> None:
    """A level that the author left out leaves no hole."""
    found = tree(layout("# A\n\n### B\n\nWords.\n\n## C\n\n# D"))
    outer = found.findall("section")

    assert [section[0].tag for section in outer] == ["h2", "h2"]
    assert [section[0].tag for section in outer[0].findall("section")] == ["h3", "h3"]
    assert [section[0].get("class") for section in outer[0].findall("section")] == ["sec d2", "sec d2"]


def test_a_section_is_named_by_its_heading_and_the_documents_title() -> None:
    """Two documents of one page may both have a section `Scope`; landmarks must be told apart."""
    source = "# Scope\n\n## Inner\n\n# Scope"

    assert re.findall(r"<section[^>]*>", layout(source)) == [
        '<section aria-labelledby="scope">',
        "<section>",
        "<section>",
    ]
    assert '<section aria-labelledby="refund-title scope">' in layout(source, label="refund-title")


def test_the_number_of_a_heading_links_to_itself() -> None:
    """It is the permanent link of the section."""
    assert layout("# 1. Scope & more").startswith(
        '<section aria-labelledby="scope--more"><h2 class="sec" id="scope--more">'
        '<span class="num"><a href="#scope--more">1.</a></span> <span class="name">Scope &amp; more</span></h2>'
    )


def test_a_heading_inside_a_quote_stays_there() -> None:
    """It heads the quoted words, not a part of this text; the ids of later headings do not shift."""
    markup = layout("# A\n\n> # Quoted\n\n# B")

    assert '<blockquote><h3 id="quoted">Quoted</h3></blockquote>' in markup
    assert 'id="b"' in markup


def test_headings_do_not_sink_below_the_sixth_level() -> None:
    """HTML has no more."""
    markup = layout("\n\n".join("#" * level + " x" for level in range(1, 7)), top=3)

    assert re.findall(r"<h(\d)", markup) == ["3", "4", "5", "6", "6", "6"]


# ---- clauses


def test_a_clause_holds_all_that_belongs_to_it() -> None:
    """A list under clause 1.1 is part of what `1.1` cites."""
    clause = tree(layout("1.1 You may not:\n\n(a) copy;\n\n(b) sell.\n\n1.2 Else.")).findall("div")[0]

    assert (clause.get("class"), clause.get("id")) == ("clause", "s1-1")
    body = clause.find("div")
    assert body is not None
    assert [child.tag for child in body] == ["p", "ol"]


def test_a_title_in_bold_ends_the_clause_before_it() -> None:
    """Some texts set their headings so; a link to clause 1.2 must not light up the title of part 2."""
    markup = layout("1.1 One.\n\n1.2 Two.\n\nMore.\n\n**2. Title**\n\n2.1 Three.")

    assert "<p>Two.</p><p>More.</p></div></div><p><strong>2. Title</strong></p><div" in markup


def test_a_number_used_twice_still_has_an_id_of_its_own() -> None:
    """An annex starts again at 1.1."""
    ids = re.findall(r'class="clause" id="([^"]*)"', layout("1.1 One.\n\n1.1 Two.\n\n1.1.2 Three."))

    assert ids == ["s1-1", "s1-1--2", "s1-1-2"]


def test_ids_of_clauses_start_with_the_documents_prefix() -> None:
    """Both documents of a page have a clause 1.1."""
    assert 'id="refund-1-1"' in layout("1.1 One.\n\n1.2 Two.", prefix="refund-")


def test_written_markers_are_text_and_a_link() -> None:
    """They are cited, searched for and copied."""
    markup = layout("# Rules\n\n(a) copy;\n\n(b) sell.")

    assert '<ol class="sub"><li id="rules-a"><span class="marker"><a href="#rules-a">(a)</a></span> <div>' in markup


def test_items_of_two_documents_on_a_page_have_ids_of_their_own() -> None:
    """Both have a clause 1.1 with an (a)."""
    markup = layout("1.1 Not:\n\n(a) copy;\n\n(b) sell.\n\n1.2 Else.", prefix="document-refund-s")

    assert 'id="document-refund-s1-1-a"' in markup


# ---- tables, notes, links


def test_a_wide_table_scrolls_by_itself_and_says_what_it_is() -> None:
    """The page must not scroll sideways, and a box that scrolls must take the keyboard's focus."""
    markup = layout("| A | |\n|:--|--:|\n| 1 | 2 |\n\n| B |\n|---|\n| 3 |", title="Refund Policy")

    assert '<section class="scroll" tabindex="0" aria-label="Table 1, Refund Policy"><table><thead>' in markup
    assert '<tr><th scope="col" class="left">A</th><td class="right"></td></tr></thead><tbody>' in markup
    assert 'aria-label="Table 2, Refund Policy"' in markup
    assert 'aria-label="Table 1"' in layout("| A |\n|---|")


def test_footnotes_lead_there_and_back() -> None:
    """By keyboard, and with ids that differ between the documents of a page."""
    markup = layout("One.[^n] Two.[^n]\n\n[^n]: The note.", prefix="x-")

    assert '<sup class="fn"><a href="#x-note-1" id="x-note-1-ref">[1]</a></sup>' in markup
    assert '<a href="#x-note-1" id="x-note-1-ref--2">' in markup
    assert (
        '<li id="x-note-1"><span class="marker">1</span> <div><p>The note.</p> <a class="back" href="#x-note-1-ref"'
        in markup
    )


def test_a_footnote_without_reference_or_the_reverse_is_shown_plainly() -> None:
    """Blocks made by hand, or a version in which one of the two was forgotten."""
    reference = Inline(InlineKind.FOOTNOTE_REFERENCE, "x")
    words = Block(BlockKind.PARAGRAPH, inlines=(reference,))
    note = Block(BlockKind.FOOTNOTE, children=(words,), marker="y")

    markup = document_html([words, note], ids=(), top=2, resolve=str)

    assert '<sup class="fn">[x]</sup>' in markup
    assert "back" not in markup


def test_links_and_images_are_resolved_and_refused_links_lead_nowhere() -> None:
    """What `blocks` refused must not come back as a link to the page itself."""
    blocks = parse('[a](b.md "T") ![i](c.png) [bad](javascript:x)')

    markup = document_html(blocks, ids=(), top=2, resolve=lambda target: f"../{target}?a&b")

    assert '<a href="../b.md?a&amp;b" title="T">a</a>' in markup
    assert '<img src="../c.png?a&amp;b" alt="i">' in markup
    assert markup.count("href=") == 1


@pytest.mark.parametrize("address", ["", "https://elsewhere.example/c.png"])
def test_an_image_that_is_not_the_sites_own_is_words(address: str) -> None:
    """Whoever reads a privacy notice must not be seen by a third party."""
    markup = document_html(parse("See ![the seal](c.png)."), ids=(), top=2, resolve=lambda _: address)

    assert markup == '<p>See <span class="image">the seal</span>.</p>'


def test_an_anchor_of_the_author_is_kept_once() -> None:
    """A second one by the same name could not be linked to anyway."""
    anchor = Inline(InlineKind.ANCHOR, target="old")
    blocks = [Block(BlockKind.PARAGRAPH, inlines=(anchor, anchor))]

    markup = document_html(blocks, ids=(), top=2, resolve=str)

    assert markup == '<p><span id="old"></span><span id="old--2"></span></p>'


# ---- margin notes


def numbered_leaves(source: str, *wanted: str) -> Sequence[int]:
    found = [visible_text([leaf]) for leaf in leaves(parse(source))]
    return [found.index(words) for words in wanted]


CLAUSES = "# A\n\n1.1 One:\n\n- x\n- y\n\n1.2 Two."


def test_a_clause_tells_the_newest_change_in_it() -> None:
    """The bar marks what the version in force brought."""
    first, item = numbered_leaves(CLAUSES, "1.1 One:", "y")

    markup = layout(CLAUSES, changed={first: EARLIER, item: MARCH})

    assert markup.count("note") == 1
    assert '<div class="clause now" id="s1-1">' in markup
    assert '<span class="note"><a href="2026-03-01/redline/#c-1">Changed Mar 2026</a></span></div>' in markup


def test_an_older_change_has_no_bar() -> None:
    """Only a note, for those who ask since when."""
    markup = layout(CLAUSES, changed=dict.fromkeys(numbered_leaves(CLAUSES, "1.2 Two."), EARLIER))

    assert "now" not in markup
    assert "Changed Jun 2021" in markup


def test_paragraphs_changed_together_share_a_note() -> None:
    """A text without numbers would otherwise say the same thing at each paragraph."""
    source = "One.\n\nTwo.\n\nThree.\n\nFour."
    one, two, four = numbered_leaves(source, "One.", "Two.", "Four.")

    markup = layout(source, changed={one: MARCH, two: MARCH, four: EARLIER})

    assert '<div class="noted now"><p>One.</p><p>Two.</p><span class="note">' in markup
    assert "</div><p>Three.</p><div" in markup
    assert markup.count("Changed") == 2


@pytest.mark.parametrize("wordless", ["---", "[\u200b](https://example.com/x)", "***\n\n\u200b"])
def test_what_has_no_words_has_no_note_of_its_own(wordless: str) -> None:
    """A rule between two paragraphs changed on another day parts nothing: it keeps to what stands before it."""
    source = f"One.\n\n{wordless}\n\nTwo.\n\n## Heading\n\n{wordless}\n\nThree."
    worded = numbered_leaves(source, "One.", "Two.", "Three.")
    changed = {leaf: MARCH if leaf in worded else EARLIER for leaf, _ in enumerate(leaves(parse(source)))}

    markup = layout(source, changed=changed)

    assert "Changed Jun 2021" not in markup
    assert markup.count("Changed Mar 2026") == 2
    assert markup.count('<div class="noted now">') == 2


@pytest.mark.parametrize("shown", ["![](seal.png)", "[![](seal.png)](https://example.com/x)", "\u2705", "\u2026"])
def test_what_is_seen_has_a_note(shown: str) -> None:
    """Though it has no words: readers see that it is another image or sign."""
    markup = layout(shown, changed={0: MARCH})

    assert '<div class="noted now">' in markup


@pytest.mark.parametrize("top", [2, 3])
def test_an_empty_document_is_empty(top: int) -> None:
    """A file with front matter only."""
    assert layout("", top=top) == ""
