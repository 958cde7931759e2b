"""The redline pages: valid, numbered through, navigable without a script, in either layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings

from block_trees import pairs
from policybook.core.blocks import parse
from policybook.core.redline import Redline, compare
from policybook.core.redline_excerpt import excerpt_html
from policybook.core.redline_html import inline_html
from policybook.core.redline_markdown import as_markdown
from policybook.core.redline_pairs import side_by_side_html
from policybook.core.redline_text import plain_text
from policybook.core.redline_words import Words
from policybook.core.tree import Block
from restored import tree

LAYOUTS: list[Callable[..., str]] = [inline_html, side_by_side_html]


def redline(old: str, new: str) -> Redline:
    return compare(parse(old), parse(new))


def body(old: str, new: str) -> str:
    """Return the inline page of two texts without its sections."""
    return re.sub(r"</?(?:section|div class=\"lead\")[^>]*>|</div>\n$", "", inline_html(redline(old, new))).strip()


def problems(markup: str, changes: int) -> list[str]:
    """Return what a checker of pages would find wrong."""
    found = []
    ids = re.findall(r' id="([^"]*)"', markup)
    found += [f"id {name} twice" for name in set(ids) if ids.count(name) > 1]
    targets = set(re.findall(r'href="#([^"]*)"', markup))
    found += [f"no id {name}" for name in targets - set(ids)]
    levels = [2, *map(int, re.findall(r"<h([1-6])", markup))]
    found += [f"h{one} before h{other}" for one, other in pairwise(levels) if other > one + 1]
    if [int(number) for number in re.findall(r"Change (\d+) of", markup)] != list(range(1, changes + 1)):
        found.append("changes are not numbered through")
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parseFragment(markup)
    found += [str(error) for error in parser.errors]
    return found + [f"focus in a hidden copy: {link}" for link in hidden_links(markup)]


def hidden_links(markup: str) -> list[str]:
    copies = [copy for copy in tree(markup).iter() if copy.get("aria-hidden")]
    return [link.get("href", "") for copy in copies for link in copy.iter("a") if "href" in link.attrib]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs)
def test_pages_are_valid_whatever_changed(versions: tuple[tuple[Block, ...], tuple[Block, ...]]) -> None:
    """A browser that repairs a page may move a mark to other words."""
    found = compare(*versions)

    for layout in LAYOUTS:
        assert problems(layout(found), len(found.changes)) == []


def test_a_change_stands_in_a_block_with_its_number_kind_and_place() -> None:
    """This is the form that the style sheet and the script of the pages know."""
    page = inline_html(redline("2.1 You are 13 or older.\n\nSame.", "2.1 You are 16 or older.\n\nSame."))

    assert page == (
        '<div class="lead"><div class="chg mod" id="c-1"><div class="chg-head"><h3>Change 1 of 1</h3>'
        '<span class="kind">Amended</span><span>§ 2.1</span><strong>number or deadline changed</strong>'
        '<span class="pn"></span></div>'
        "<p>2.1 You are <del>13</del> <ins>16</ins> or older.</p></div>\n"
        '<p class="gap">1 paragraph unchanged</p><div class="same"><p>Same.</p></div>\n</div>\n'
    )


def test_clause_numbers_hang_in_the_margin_as_on_the_page_of_the_policy() -> None:
    """A reader who compares the two finds the same text in the same place."""
    page = inline_html(redline("2.1 We pay.\n\n2.2 Same.", "2.1 We paid.\n\n2.3 Same."))

    assert '<div class="clause"><span class="num">2.1</span> <div class="body"><p>We <del>pay</del>' in page
    assert (
        '<div class="clause"><span class="num"><del>2.2</del> <ins>2.3</ins></span> <div class="body"><p>Same.</p>'
    ) in page


def test_what_was_rearranged_stands_in_words() -> None:
    """The merged text shows one of the two levels only."""
    page = inline_html(redline("## A\n\n#### B\n\nx", "## A\n\n## B\n\nx"))

    assert '<span class="kind">Heading level</span><span>B</span><span>heading, level 4 to 2</span>' in page


def test_both_versions_of_a_change_stand_side_by_side() -> None:
    """Left only what was removed is marked, right only what was added."""
    page = side_by_side_html(redline("2.1 You are 13 or older.", "2.1 You are 16 or older."))

    assert '<div class="side"><span class="tag">Before</span><p>2.1 You are <del>13</del> or older.</p></div>' in page
    assert '<div class="side"><span class="tag">After</span><p>2.1 You are <ins>16</ins> or older.</p></div>' in page


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We may sell it.", "We may not sell it.", "<p>We may <ins>not</ins> sell it.</p>"),
        ("We do not sell it.", "We sell it.", "<p>We <del>do not</del> sell it.</p>"),
        ("Use it.", "Use it or not.", "<p>Use it <ins>or not</ins>.</p>"),
        ("a b.", "a  c.", "<p>a <del>b</del> <ins>c</ins>.</p>"),
    ],
)
def test_no_mark_starts_or_ends_with_a_blank(old: str, new: str, expected: str) -> None:
    """An underlined blank looks like a word that is missing."""
    assert expected in inline_html(redline(old, new))


def test_a_link_that_leads_elsewhere_says_where_it_led() -> None:
    """The words did not change, and a reader could not see it otherwise."""
    found = redline("Read [this](https://e.org/a?b&c).", "Read [this](https://e.org/d).")

    assert '<a href="https://e.org/d">this</a> <span class="was">(link was: https://e.org/a?b&amp;c)</span>.' in (
        inline_html(found)
    )
    assert 'Before</span><p>Read <a href="https://e.org/a?b&amp;c">this</a>.</p>' in side_by_side_html(found)


def test_a_long_address_is_cut() -> None:
    """A tracking address of a thousand letters would drown the text; the exact one is in the markup."""
    page = inline_html(redline(f"[a](https://e.org/{'x' * 999})", "[a](https://e.org)"))

    assert f"(link was: https://e.org/{'x' * 86}…)" in page


def test_formatting_is_shown_once_and_without_marks_of_words() -> None:
    """Bold words are not new words."""
    page = inline_html(redline("No refunds here.", "**No refunds** here."))

    assert '<p><span class="formatting"><strong>No refunds</strong></span> here.</p>' in page


def test_words_new_in_a_bold_passage_are_marked_inside_it() -> None:
    """Of what is formatted in another way, only what is new is new."""
    page = inline_html(redline("Note: all old fees are final.", "Note: **all fees are really final.**"))

    assert "<del>old</del>" in page
    assert "<ins>really</ins>" in page
    assert page.count("fees") == 1


MOVED = "The carrier pays for whatever its drivers break on the way to you."


def test_a_moved_text_leaves_a_link_in_its_old_place() -> None:
    """Nobody should think that it is gone."""
    found = redline(f"## 1. One\n\n{MOVED}\n\n## 2. Two\n\nText.", f"## 1. One\n\n## 2. Two\n\nText.\n\n{MOVED}")
    page = inline_html(found)

    assert '<p class="moved-away"><a href="#c-1" id="m-1-1">Moved to § 2</a></p>' in page
    assert '<span>§ 2 · <a href="#m-1-1">moved here from § 1</a></span>' in page
    assert f'<p><span class="moved">{MOVED}</span></p>' in page
    assert '<p class="none">moved here from § 1</p>' in side_by_side_html(found)


FIRST = "The carrier pays for whatever its drivers break on the way to you."
SECOND = "You may not send live animals by our mail service at any time."
THIRD = "We answer each letter in a week or so, if we can."


def test_a_sentence_that_moved_inside_its_paragraph_is_struck_where_it_stood() -> None:
    """It stands in the text twice, and must not be read as new."""
    found = redline(f"{FIRST} {SECOND} {THIRD}", f"{SECOND} {THIRD} {FIRST}")
    page = inline_html(found)

    assert [change.kind for change in found.changes] == ["moved"]
    assert f"<p><del>{FIRST}</del> {SECOND} {THIRD}" in page
    assert f'<span class="moved">{FIRST}</span></p>' in page
    assert f"[moved here: {FIRST}]" in excerpt_html(found, limit=9999)[0]
    assert f"[moved-{FIRST}" in plain_text(found, width=0)
    assert "{moved+ The carrier" in plain_text(found, width=0)
    assert as_markdown(found) == f"{{>>Moved<<}}{SECOND} {THIRD}{{>>moved here<<}} {FIRST}\n"
    assert not found.hints


def test_a_moved_sentence_beside_other_words_is_an_amendment() -> None:
    """What is new in the paragraph weighs more."""
    (change,) = redline(f"{FIRST} {SECOND} {THIRD}", f"{SECOND} {THIRD.replace('a week', 'a month')} {FIRST}").changes

    assert (change.kind, change.also, change.hints) == ("amended", ("moved",), ("number",))


def test_changes_of_items_stand_inside_their_list() -> None:
    """A list that is torn apart no longer reads as one."""
    page = body("- one rule\n- two rules here\n- three", "- one rule\n- two laws here\n- new\n- newer\n- three")

    assert page.startswith('<ul><li class="gap">1 paragraph unchanged</li><li class="same">one rule</li>')
    assert '<li class="chg mod" id="c-1"><div class="chg-head">' in page
    assert '</div>two <del>rules</del> <ins>laws</ins> here</li><li class="chg add" id="c-2">' in page
    assert '<ins>new</ins></li><li class="more add"><ins>newer</ins></li><li class="gap">' in page


def test_an_item_with_another_number_shows_both() -> None:
    """Other texts refer to items by their number."""
    counted = inline_html(redline("1. one rule\n2. two rules\n", "1. one rule\n2. new rule here\n3. two rules\n"))
    typed = inline_html(redline("(a) one rule\n\n(b) two rules\n", "(a) one rule\n\n(b) all new\n\n(c) two rules\n"))

    assert '<span class="was">(was 2)</span> two rules' in counted
    assert "<p><del>(b)</del> two rules</p>" in typed


def test_renumbered_items_of_which_one_holds_changes_stand_in_one_pair() -> None:
    """A change has one place on a page, whatever stands inside it."""
    found = redline(
        "3. one rule\n4. two rules\n   - inner rule of 30 days\n",
        "5. one rule\n6. two rules\n   - inner rule of 45 days\n",
    )

    for layout in LAYOUTS:
        assert problems(layout(found), 2) == []


def test_inner_lists_are_looked_into() -> None:
    """A change three levels down is found without reading the whole list."""
    old = "- a rule\n  - b rule\n    - c rule of 30 days\n- d rule\n"
    page = inline_html(redline(old, old.replace("30", "45")))
    pairs_ = side_by_side_html(redline(old, old.replace("30", "45")))

    assert "<li>a rule<ul><li>b rule<ul><li class=" in page
    assert pairs_.count('class="pair same"') == 3
    assert pairs_.count('class="pair chg mod"') == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.4 a\n\n4.5 b\n\n5.1 c", "§ 4.4–5.1 unchanged"),
        ("4.4 a", "§ 4.4 unchanged"),
        ("a\n\nb\n\n- c\n- d", "4 paragraphs unchanged"),
        ("a", "1 paragraph unchanged"),
    ],
)
def test_unchanged_runs_are_named_by_their_clauses_or_counted(text: str, expected: str) -> None:
    """This line stands for them when only changes are shown."""
    page = inline_html(redline(f"{text}\n\nx y z", f"{text}\n\nx y q"))

    assert f'<p class="gap">{expected}</p>' in page


def test_several_documents_share_one_page() -> None:
    """Their changes are counted through, and every id stays its own."""
    first = redline("## A\n\nwords one", "## A\n\nwords two")
    second = redline("## A\n\nwords three", "## A\n\nwords four")

    page = inline_html(first, total=2) + inline_html(second, first=2, total=2)

    assert problems(page, 2) == []
    assert 'href="#c-2" aria-label="Next change"' in page
    assert 'href="#c-1" aria-label="Previous change"' in page


def test_with_a_prefix_no_link_leads_out_of_the_document() -> None:
    """The ids of other documents are unknown."""
    found = redline("## A\n\nwords one", "## A\n\nwords two")
    page = inline_html(found, first=2, total=3, prefix="refund-")

    assert 'id="c-refund-2"' in page
    assert "Change 2 of 3" in page
    assert 'href="#' not in page


def test_headings_take_the_ids_that_are_given() -> None:
    """Links into the text in force lead to the same place on the redline."""
    found = redline("# T\n\n## Gone\n\n## B\n\nx", "# T\n\n## B\n\ny")
    page = inline_html(found, heading_ids={0: "terms", 1: "b"})

    assert re.findall(r'<h3 class="[^"]*" id="([^"]*)"', page) == ["terms", "s-1-2", "b"]


def test_a_heading_cannot_take_the_id_of_a_change() -> None:
    """A heading "C 1" has the anchor c-1."""
    found = redline("## C 1\n\nx", "## C 1\n\ny")

    assert problems(inline_html(found, heading_ids={0: "c-1"}), 1) == []


def test_a_text_may_hold_anchors_more_than_once() -> None:
    """An id stands once on a page, however often a text is shown."""
    old = '[](#x){#x} one\n\n<a id="there"></a>\n\ntext'
    found = redline(old, old.replace("one", "two"))

    for layout in LAYOUTS:
        assert problems(layout(found), len(found.changes)) == []


def test_all_interface_words_can_be_translated() -> None:
    """A German page says nothing in English."""
    words = Words(change="Änderung {number} von {total}", amended="Geändert", previous="zurück", next="weiter")
    page = inline_html(redline("a b\n\nc\n\nd e", "a x\n\nc\n\nd y"), words=words)

    assert "<h3>Änderung 1 von 2</h3>" in page
    assert ">Geändert<" in page
    assert 'aria-label="weiter"' in page
    assert "Change" not in page


def test_text_from_authors_is_escaped_everywhere() -> None:
    """A heading may hold what looks like markup."""
    found = redline(
        "## `<script>` & co\n\nx `<b>` y\n\n- `<i>` z",
        "## `<script>` & co\n\nx `<b>` w\n\n- `<i>` [q](https://e.org/?a&b '\"<')",
    )

    for layout in LAYOUTS:
        page = layout(found)
        assert not re.search(r"<(?:script|b|i)>", page)
        assert problems(page, len(found.changes)) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_two_landmarks_have_one_name(layout: Callable[..., str]) -> None:
    """Texts have sections of the same title; the sections of a redline are none that a screen reader lists."""
    twice = "## Scope\n\nOne.\n\n## Scope\n\nTwo.\n"
    markup = layout(redline(twice, twice.replace("Two", "2")))

    assert markup.count("<section>") == 2
    assert "aria-labelledby" not in markup
