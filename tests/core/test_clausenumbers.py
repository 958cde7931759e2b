"""Numbers are made where the author of a text typed none, and are no part of it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from block_trees import pairs, versions
from policybook.core.blocks import parse
from policybook.core.changes import ChangeKind
from policybook.core.clausenumbers import with_numbers
from policybook.core.clauses import clauses
from policybook.core.comparable import ComparableDocument, comparable_json
from policybook.core.headings import anchors, contents, one_line, split_number
from policybook.core.landmarks import landmark_ids, outline, title_ids
from policybook.core.redline import Redline, compare
from policybook.core.redline_html import inline_html
from policybook.core.redline_json import as_json
from policybook.core.redline_markdown import as_markdown
from policybook.core.redline_pairs import side_by_side_html
from policybook.core.redline_text import plain_text
from policybook.core.tree import Block, BlockKind, inline_text, visible_text

PLAIN = """We are glad that you are here.

## Your account

Each account is yours alone.

You may close it at any time:

- on its page;
- by mail.

### Security

Keep the password secret.

## Fees

Courses cost what their page says."""


def shown(source: str) -> list[str]:
    """Return the headings and paragraphs of a text with the numbers made for them."""
    return [
        f"{block.number} {inline_text(block.inlines)}".strip()
        for block in with_numbers(parse(source))
        if block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
    ]


def compared(old: str, new: str) -> Redline:
    return compare(with_numbers(parse(old)), with_numbers(parse(new)))


def test_sections_and_what_stands_in_them_are_counted() -> None:
    """A clause is cited by its section and its place in it; an introduction has no section."""
    assert shown(PLAIN) == [
        "We are glad that you are here.",
        "1. Your account",
        "1.1 Each account is yours alone.",
        "1.2 You may close it at any time:",
        "1.3 Security",
        "1.3.1 Keep the password secret.",
        "2. Fees",
        "2.1 Courses cost what their page says.",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Do your own work.\n\nHelp others.", ["1. Do your own work.", "2. Help others."]),
        ("## A title\n\n**All in bold**\n\nWords.", ["1. A title", "**All in bold**", "1.1 Words."]),
        ("### Low\n\nWords.\n\n## High\n\nWords.", ["1. Low", "1.1 Words.", "2. High", "2.1 Words."]),
        ("## Words\n\n1.5 Million people agree.", ["1. Words", "1.1 1.5 Million people agree."]),
        ("", []),
        ('## <a id="old"></a>\n\nWords.\n\n## Fees\n\nPay.', ["", "Words.", "1. Fees", "1.1 Pay."]),
    ],
)
def test_other_shapes_of_texts_are_counted_as_readers_would(source: str, expected: list[str]) -> None:
    """Without headings, with titles in bold, headings out of order or without words, a figure at the start."""
    assert shown(source) == [line.replace("**", "") for line in expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## 4. Fees\n\nPay.\n\n## Law\n\nNorway's.", ["4. Fees", "4.1 Pay.", "Law", "Norway's."]),
        ("## Section 3 – Fees\n\nPay.", ["Section 3 – Fees", "3.1 Pay."]),
        ("## § 3 Fees\n\nPay.", ["§ 3 Fees", "3.1 Pay."]),
        ("## IV. Fees\n\nPay.", ["IV. Fees", "Pay."]),
        ("# Part\n\n## 4.1 Fees\n\nPay.", ["1. Part", "4.1 Fees", "4.1.1 Pay."]),
        ("## Fees\n\n7.1 Pay.\n\n7.2 Or not.\n\nElse.\n\n## Law\n\nNorway's.",
         ["1. Fees", "7.1 Pay.", "7.2 Or not.", "Else.", "2. Law", "2.1 Norway's."]),
    ],
)  # fmt: skip
def test_an_authors_own_numbers_win(source: str, expected: list[str]) -> None:
    """A second count beside theirs would give two clauses one number."""
    assert shown(source) == expected


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(versions)
def test_numbers_are_no_part_of_the_text(blocks: tuple[Block, ...]) -> None:
    """Hashes, word counts and ids are those of the words; and no number is given twice."""
    found = with_numbers(blocks)
    made = [block.number.rstrip(".") for block in found if block.number]
    typed = any(clauses(blocks)) or any(split_number(one_line(block))[0] for block in blocks)

    assert found == blocks
    assert visible_text(found) == visible_text(blocks)
    assert anchors(found) == anchors(blocks)
    assert typed or len(set(made)) == len(made)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs)
def test_a_redline_never_shows_that_a_number_moved(pair: tuple[tuple[Block, ...], tuple[Block, ...]]) -> None:
    """What follows from a new clause is no change of the others, unless they refer to it; every view can be written."""
    old, new = pair
    plain, found = compare(old, new), compare(with_numbers(old), with_numbers(new))

    assert [(one.new_text, one.old_text) for one in found.changes] == [
        (one.new_text, one.old_text) for one in plain.changes
    ]
    assert found.statistics == plain.statistics
    assert [one.kind for one in found.changes if one.kind is not ChangeKind.RENUMBERED] == [
        one.kind
        for one, other in zip(plain.changes, found.changes, strict=True)
        if other.kind is not ChangeKind.RENUMBERED
    ]
    for write in (inline_html, side_by_side_html, plain_text, as_markdown):
        assert bool(write(found)) is bool(write(plain))


def test_turning_the_numbers_on_changes_nothing() -> None:
    """Readers are told of new words, not of new numbers."""
    assert compare(parse(PLAIN), with_numbers(parse(PLAIN))).identical


NEW = "Each account is yours alone.\n\nYou have one account."
LATER = PLAIN.replace("Each account is yours alone.", NEW).replace("may close it", "can close it")


def test_a_redline_cites_clauses_by_their_numbers() -> None:
    """The new clause as added; of the one behind it the words that changed, by the number it has now."""
    found = compared(PLAIN, LATER)

    assert [(one.kind.value, one.label) for one in found.changes] == [("added", "1.2"), ("amended", "1.3")]
    assert found.changes[1].new_text == "You can close it at any time:"
    assert '"label": "1.3"' in as_json(found)


def test_numbers_hang_in_the_margin_of_a_redline() -> None:
    """Of what both versions have, the new number without a mark; of a new clause, marked as the clause is."""
    inline, sides = inline_html(compared(PLAIN, LATER)), side_by_side_html(compared(PLAIN, LATER))

    assert '<span class="num">1.</span> <span class="name">Your account' in inline
    assert '<span class="num"><ins>1.2</ins></span> <div class="body"><p><ins>You have one' in inline
    assert '<span class="num">1.3</span> <div class="body"><p>You <del>may</del> <ins>can</ins> close' in inline
    assert "§ 2.1 unchanged" in inline
    assert '<span class="num">1.2</span> <div class="body"><p>You <del>may</del> close' in sides
    assert '<span class="num">1.3</span> <div class="body"><p>You <ins>can</ins> close' in sides


def test_an_unchanged_clause_tells_both_its_numbers_side_by_side() -> None:
    """Each side is that version; where phones show the clause once, its label has the old number and the new one."""
    sides = side_by_side_html(compared(PLAIN, PLAIN.replace("Each account", "One.\n\nEach account")))

    assert 'Before and after · § 1.1 → § 1.2</span><div class="clause"><span class="num">1.1</span>' in sides
    assert 'aria-hidden="true"><div class="clause"><span class="num">1.2</span>' in sides


def test_a_removed_and_a_moved_clause_keep_the_numbers_they_had() -> None:
    """They are cited as readers of the old version knew them."""
    gone = compared(PLAIN, PLAIN.replace("Each account is yours alone.\n\n", ""))
    lines = "Each account is yours alone, and nobody else may use it without a written permission of ours."
    old = PLAIN.replace("Each account is yours alone.", lines)
    moved = compared(old, old.replace(f"{lines}\n\n", "") + f"\n\n{lines}")

    assert (gone.changes[0].kind.value, gone.changes[0].label) == ("removed", "1.1")
    assert '<span class="num"><del>1.1</del></span>' in inline_html(gone)
    assert [(one.label, one.origin) for one in moved.changes if one.kind.value == "moved"] == [("2.2", "1.1")]


def test_the_parts_of_a_split_clause_have_their_own_numbers() -> None:
    """Left it is one clause under its old number."""
    first = "The carrier pays for whatever its drivers break on the way to you."
    second = "You tell the carrier of it within a week after the goods have come."
    found = compared(f"## Pay\n\nAll.\n\n{first} {second}", f"## Pay\n\nAll.\n\n{first}\n\n{second}")
    sides = side_by_side_html(found)

    assert '<span class="num">1.3</span> <div class="body"><p><ins>¶</ins> You tell' in inline_html(found)
    assert sides.count('<span class="num">1.2</span>') == 2
    assert sides.count('<span class="num">1.3</span>') == 1


def test_a_typed_number_that_made_way_for_a_made_one_is_struck() -> None:
    """It was part of the text, and is not any more."""
    found = inline_html(compared("## 1. Pay\n\n1.1 All.\n\n1.2 More.", "## Pay\n\nAll.\n\nMore."))

    assert '<span class="num">1.1</span> <div class="body"><p><del>1.1</del> All.' in found


def test_a_reference_that_follows_a_made_number_is_renumbered() -> None:
    """The clause that it names is the same before and after."""
    old = f"{PLAIN}\n\nSee section 1.2 for closing it."
    new = old.replace("Each account", "One more.\n\nEach account").replace("section 1.2", "section 1.3")

    assert [one.kind.value for one in compared(old, new).changes] == ["added", "renumbered"]


def test_plain_text_has_the_numbers_and_markdown_has_not() -> None:
    """Text is to be read; Markdown is to be accepted into the source, where no number stands."""
    found = compared(PLAIN, LATER)

    assert "\n\n{+1.2 You have one account.+}\n\n1.3 You [-may-]{+can+} close" in plain_text(found)
    assert "1.3" not in as_markdown(found)


def test_contents_and_links_have_the_numbers() -> None:
    """Headings keep the ids that their words give; clauses have those of typed numbers."""
    blocks = with_numbers(parse(PLAIN))
    found = outline(blocks)

    assert [(one.number, one.title) for one in contents(blocks, anchors(blocks))] == [
        ("1", "Your account"),
        ("2", "Fees"),
    ]
    assert landmark_ids(found, title_ids(found), prefix="s") == (
        "your-account", "s1-1", "s1-2", "security", "s1-3-1", "fees", "s2-1",
    )  # fmt: skip


def test_a_browser_shows_the_numbers_and_does_not_compare_them() -> None:
    """They stand where the markers of items stand."""
    texts = [
        comparable_json([ComparableDocument(id="terms", title="Terms", blocks=with_numbers(parse(source)))])
        for source in ("## Fees\n\nPay.", "## Fees\n\nOne.\n\nPay.")
    ]

    assert '[0,"heading","1.",' in texts[0]
    assert '[0,"paragraph","1.1",' in texts[0]
    assert '[0,"paragraph","1.2",' in texts[1]
