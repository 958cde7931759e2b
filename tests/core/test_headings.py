"""Ids, numbers and the table of contents of headings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.blocks import parse
from policybook.core.headings import Heading, aliases, anchors, contents, headings, slug, split_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5. Paid services", "5-paid-services"),
        ("What We Do", "what-we-do"),
        ("Terms & Conditions", "terms--conditions"),
        ("Don't_panic - yet", "dont_panic---yet"),
        ("Überblick: Straße", "überblick-straße"),
        ("U\u0308ber", "über"),
        ("プライバシー", "プライバシー"),
        ("ข้อกำหนด", "ข้อกำหนด"),
        ("", "section"),
        ("!?", "section"),
        ("---", "section"),
        ("a\u00a0b", "a-b"),
        ("İ", "i\u0307"),
    ],
)
def test_slug_keeps_letters_of_every_script(text: str, expected: str) -> None:
    """The address of a clause can be read in its language."""
    assert slug(text) == expected


def test_slug_of_a_paragraph_is_cut_between_words() -> None:
    """Some policies set whole paragraphs as headings."""
    assert slug("word " * 100) == "-".join(["word"] * 24)
    assert slug("x" * 500) == "x" * 120


@given(st.text(max_size=30))
def test_slug_is_never_empty_and_fits_an_address(text: str) -> None:
    """An id with a blank would be no id."""
    assert slug(text)
    assert not re.search(r"[\s\"'<>&#%?/]", slug(text))


def ids(source: str, **options: object) -> tuple[str, ...]:
    return anchors(parse(source), **options)  # type: ignore[arg-type]


def test_equal_headings_are_numbered() -> None:
    """Every clause has an address of its own."""
    assert ids("# A\n# A\n# A 2\n# A") == ("a", "a-2", "a-2-2", "a-3")


def test_explicit_id_wins_over_words() -> None:
    """An author who fixes an address gets it, wherever it stands."""
    assert ids("# X\n# Fees {#x}\n# Other {#x}") == ("x-2", "x", "x-3")


def test_id_of_an_anchor_in_the_text_is_not_given_twice() -> None:
    """The link that leads to it keeps leading there."""
    assert ids('*<a id="a"></a>b*\n\n# A') == ("a-2",)
    assert ids("# A", taken=["a"]) == ("a-2",)


def test_documents_that_share_a_page_carry_their_title_in_ids() -> None:
    """Two documents on one page both have a clause on fees."""
    assert ids("# Fees\n# X {#x}\n# Fees", document_title="Terms of Use") == (
        "fees-terms-of-use",
        "x",
        "fees-terms-of-use-2",
    )


def test_headings_in_lists_and_quotes_count() -> None:
    """They can be linked to like any other."""
    assert [heading.line for heading in headings(parse("# a\n\n- # b\n\n> # c\n"))] == [1, 3, 5]


@given(
    st.lists(st.sampled_from(["# a", "# a-2", "# a 2", "# b {#a}", "# {#a-2}", "# !", '<a id="a"></a>x']), max_size=20)
)
def test_no_two_headings_share_an_id(lines: list[str]) -> None:
    """Whatever the author typed."""
    blocks = parse("\n\n".join(lines))
    found = anchors(blocks)

    assert len(set(found)) == len(found) == len(list(headings(blocks)))


def test_contents_are_a_tree_by_level() -> None:
    """A level left out does not lose the heading below it."""
    blocks = parse("## 1. A\n#### B <br> c\n### C\n## D\n# E")
    tree = contents(blocks, anchors(blocks))

    assert [(entry.title, [child.title for child in entry.children]) for entry in tree] == [
        ("A", ["B c", "C"]),
        ("D", []),
        ("E", []),
    ]
    assert tree[0] == Heading(2, "1. A", "1", "A", "a", tree[0].children)
    assert tree[0].children[0] == Heading(4, "B c", "", "B c", "b-c")


def test_contents_of_a_text_without_headings_are_empty() -> None:
    """A short notice has no table of contents."""
    assert contents(parse("a"), ()) == ()


@pytest.mark.parametrize(
    ("text", "number", "title"),
    [
        ("4. Courses", "4", "Courses"),
        ("4.1 Licence", "4.1", "Licence"),
        ("4.1. licence", "4.1", "licence"),
        ("4) Courses", "4", "Courses"),
        ("5.Paid services", "5", "Paid services"),
        ("3.c.iii.Personal Data", "3.c.iii", "Personal Data"),
        ("Section 3 – Fees", "Section 3", "Fees"),
        ("ARTICLE IV. FEES", "ARTICLE IV", "FEES"),
        ("Annex B: Fees", "Annex B", "Fees"),
        ("§ 3 Fees", "§ 3", "Fees"),
        ("§3a. Fees", "§3a", "Fees"),
        ("IV. Fees", "IV", "Fees"),
        ("A. Fees", "A", "Fees"),
        ("(a) Fees", "(a)", "Fees"),
        ("b) Fees", "b", "Fees"),
        ("第一条 目的", "第一条", "目的"),
        ("第3章:総則", "第3章", "総則"),
        ("Fees", "", "Fees"),
        ("30 days", "", "30 days"),
        ("1.5 million users", "", "1.5 million users"),
        ("1. Januar 2024", "", "1. Januar 2024"),
        ("2020. A year", "", "2020. A year"),
        ("24/7 support", "", "24/7 support"),
        ("Article 6 of the GDPR", "", "Article 6 of the GDPR"),
        ("§ 3", "", "§ 3"),
        ("4.", "", "4."),
        ("I am", "", "I am"),
        ("(c) 2020 Example", "", "(c) 2020 Example"),
        ("", "", ""),
    ],
)
def test_typed_number_is_split_off_where_it_is_certain(text: str, number: str, title: str) -> None:
    """Numbers hang to the left of the contents; a wrong split would tear words off a title."""
    assert split_number(text) == (number, title)


@given(st.text(max_size=40))
def test_split_number_loses_no_letter(text: str) -> None:
    """Number and title still hold every letter and digit of the heading, in order."""
    number, title = split_number(text)

    assert [c for c in number + title if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("5. Paid services", "paid-services"), ("§ 3 Fees", "fees"), ("30 days", "s-30-days"), ("1.2.3", "s-123")],
)
def test_an_id_survives_renumbering_and_starts_with_a_letter(heading: str, expected: str) -> None:
    """Links to a section must not break when another is inserted before it."""
    assert anchors(parse(f"## {heading}")) == (expected,)


@pytest.mark.parametrize(
    "name", ["paid-services", "5-paid-services", "paid-services-terms-of-use", "5-paid-services-terms-of-use"]
)
def test_a_heading_answers_to_every_name_an_author_may_use(name: str) -> None:
    """With its number or without, with the document's title or without."""
    blocks = parse("## 5. Paid services")
    ids = anchors(blocks, document_title="Terms of Use")

    assert aliases(blocks, ids, document_title="Terms of Use")[name] == "paid-services-terms-of-use"
