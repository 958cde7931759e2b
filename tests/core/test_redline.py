"""What a redline says of its changes: their kind, place, words and number."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from block_trees import pairs, versions
from policybook.core.blocks import parse
from policybook.core.merged import COME, GONE, Node
from policybook.core.redline import Change, ChangeKind, Redline, compare
from policybook.core.redline_words import ENGLISH
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, visible_text


def redline(old: str, new: str) -> Redline:
    return compare(parse(old), parse(new))


def kinds(old: str, new: str) -> list[str]:
    return [change.kind.value for change in redline(old, new).changes]


def only(old: str, new: str) -> Change:
    """Return the only change between two texts."""
    (change,) = redline(old, new).changes
    return change


LONG = "The carrier pays for whatever its drivers break on the way to you."
TABLE = "| a | b |\n|---|---|\n| c | d |\n"
OTHER = "Parcels that nobody collects go back after a week in the shop."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We answer in 30 days.", "We answer in 45 days.", ["amended"]),
        ("One.", "One.\n\nTwo words.", ["added"]),
        ("One.\n\nTwo words.", "One.", ["removed"]),
        (f"{LONG}\n\n{OTHER}\n\nA third line of text.", f"{OTHER}\n\nA third line of text.\n\n{LONG}", ["moved"]),
        ("2.1 You pay us.", "2.2 You pay us.", ["renumbered"]),
        ("2.1 You pay us.", "2.2 You pay them.", ["amended"]),
        ("3. One rule\n4. Two rules", "5. One rule\n6. Two rules", ["renumbered"]),
        ("(a) One rule\n\n(b) Two rules", "(c) One rule\n\n(d) Two rules", ["renumbered"]),
        ("[a word](https://e.org/1)", "[a word](https://e.org/2)", ["link"]),
        ("a word here", "a [word](https://e.org) here", ["link"]),
        ("## Scope", "### Scope", ["heading"]),
        ("- One rule\n- Two rules", "1. One rule\n2. Two rules", ["list"]),
        ("Quite a long line.", "> Quite a long line.", ["structure"]),
        ("We may *not* pay.", "We may **not** pay.", ["formatting"]),
        ('The "Service".', "The “Service”.", ["typography"]),
        ("One.\n\nTwo.", "One.\n\n---\n\nTwo.", ["added"]),
        ("![Seal](a.png)", "![Seal](b.png)", ["image"]),
        ("- a rule\n  - b rule\n  - c rule", "- a rule\n- b rule\n- c rule", ["list"]),
        ("| a | b |\n|:-:|---|\n| c | d |", "| a | b |\n|---|---|\n| c | d |", ["formatting"]),
        ("One.", "Two words.\n\nThree.", ["removed", "added"]),
    ],
)
def test_a_change_is_of_the_kind_a_reader_would_call_it(old: str, new: str, expected: list[str]) -> None:
    """Readers look first at words that changed; a new link or number is told apart from them."""
    assert kinds(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[a](https://e.org 'one')", "[a](https://e.org 'two')"),
        ("- one\n- two", "- one\n\n- two"),
        ("the ser\u200bvice", "the service"),
        ("cafe\u0301", "caf\u00e9"),
        ("## Scope {#scope}", "## Scope {#extent}"),
        ("one\ntwo", "one two"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("the ser\u00advice", "the service"),
        ("* one\n* two", "- one\n- two"),
        ("*one* and __two__", "_one_ and **two**"),
        ("Scope\n=====", "# Scope #"),
        ("[a](https://e.org)", "[a][1]\n\n[1]: https://e.org"),
        ("| a |\n|---|", "| a |\n|:--|"),
    ],
)
def test_what_nobody_sees_is_no_change(old: str, new: str) -> None:
    """A history that lists invisible changes teaches its readers to skip it."""
    found = redline(old, new)

    assert found.identical
    assert not found.words_changed
    assert found.statistics.changes == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b", "a c", True),
        ("a", "a\n\nb c", True),
        ("2.1 You pay us.", "2.2 You pay us.", False),
        ("[a](https://e.org/1)", "[a](https://e.org/2)", False),
        ("*a*", "**a**", False),
    ],
)
def test_a_redline_knows_whether_words_changed(old: str, new: str, expected: bool) -> None:
    """A revision that only mends links is told to readers as such."""
    assert redline(old, new).words_changed is expected


OLD = f"""Welcome to all.

# Terms

## 1. Use

1.1 You may use the shop.

- first point of the list
- second point of the list

## 2. Pay

{LONG}

(a) You pay at once.

(b) You pay in euro.
"""
NEW = f"""Welcome to you.

# Terms

## 1. Use

1.1 You may visit the shop.

- first point of the list
- other point of the list
- third point of the list

{LONG}

## 2. Pay

(a) You pay at once.

(b) You pay in dollars.
"""


def test_changes_are_listed_in_reading_order_with_their_places() -> None:
    """Readers find a change by the number the author typed, or by the heading above it."""
    found = redline(OLD, NEW)

    assert [(change.number, change.kind, change.label, change.section) for change in found.changes] == [
        (1, ChangeKind.AMENDED, "", ()),
        (2, ChangeKind.AMENDED, "1.1", ("Terms", "1. Use")),
        (3, ChangeKind.AMENDED, "1", ("Terms", "1. Use")),
        (4, ChangeKind.ADDED, "1", ("Terms", "1. Use")),
        (5, ChangeKind.MOVED, "1", ("Terms", "1. Use")),
        (6, ChangeKind.AMENDED, "2(b)", ("Terms", "2. Pay")),
    ]


def test_a_moved_text_says_where_it_stood() -> None:
    """A clause that is moved can be found again in the old version."""
    moved = redline(OLD, NEW).changes[4]

    assert moved.origin == "2"
    assert moved.old_text == moved.new_text == LONG


def test_a_moved_text_whose_number_stays_names_the_old_heading() -> None:
    """Moved from 1.3 to 1.3 would say nothing."""
    moved = only(f"## Use\n\n1.3 {LONG}\n\n## Pay\n\n{OTHER}", f"## Use\n\n## Pay\n\n{OTHER}\n\n1.3 {LONG}")

    assert (moved.label, moved.origin) == ("1.3", "Use")


def test_a_change_holds_its_text_in_both_versions() -> None:
    """A list of changes and a data feed show both texts without any markup."""
    item = redline(OLD, NEW).changes[2]

    assert item.old_text == "second point of the list"
    assert item.new_text == "other point of the list"


def test_an_item_is_shown_without_the_lists_inside_it() -> None:
    """What changed in an inner list is a change of its own."""
    first, second = redline(
        "- outer words here\n  - inner words here\n", "- outer words now here\n  - inner words now here\n"
    ).changes

    assert (first.new_text, second.new_text) == ("outer words now here", "inner words now here")


def test_statistics_count_words_and_sections() -> None:
    """The head of a page says how much changed."""
    found = redline(OLD, NEW).statistics

    assert (found.words_inserted, found.words_deleted, found.words_moved) == (9, 4, 13)
    assert (found.changes, found.sections_changed, found.sections) == (6, 3, 4)


def test_adjacent_new_blocks_are_one_change() -> None:
    """A new clause of three paragraphs is read as one addition."""
    added = only("## Scope\n\nAll users.", "## Scope\n\nAll users.\n\nAlso guests.\n\n- of any age\n- from any place")

    assert added.new_text == "Also guests.\nof any age\nfrom any place"


def test_an_unchanged_block_parts_two_additions() -> None:
    """Each place in the text is jumped to on its own."""
    assert kinds("One line here.", "Zero line.\n\nOne line here.\n\nTwo line.") == ["added", "added"]


def test_a_new_section_is_one_change_with_its_heading() -> None:
    """The heading and its text came together."""
    added = only("## One\n\nText one.", "## One\n\nText one.\n\n## Two\n\nText two.")

    assert (added.section, added.new_text) == (("Two",), "Two\nText two.")


def test_a_removed_section_is_cited_by_its_old_headings() -> None:
    """Readers look it up in the version that had it."""
    removed = only("# T\n\n## 1. One\n\nText one.\n\n## 2. Two\n\nText two.", "# T\n\n## 1. One\n\nText one.")

    assert (removed.kind, removed.section, removed.label) == (ChangeKind.REMOVED, ("T", "2. Two"), "2")


def test_a_table_is_one_change() -> None:
    """Its cells are marked inside; they are too small to be jumped to."""
    change = only(
        "| a | b |\n|---|---|\n| one | 1 |\n| two | 2 |\n| three | 3 |",
        "| a | b |\n|---|---|\n| one | 9 |\n| three | 8 |\n| four | 4 |",
    )

    assert change.kind is ChangeKind.AMENDED


def test_a_split_paragraph_is_one_change_of_structure() -> None:
    """No word of it is new."""
    split = only(f"{LONG} {OTHER}", f"{LONG}\n\n{OTHER}")

    assert split.kind is ChangeKind.STRUCTURE
    assert (split.old_text, split.new_text) == (f"{LONG} {OTHER}", f"{LONG}\n{OTHER}")


@pytest.mark.parametrize(
    ("old", "new", "kind", "expected"),
    [
        ("#### Fees", "## Fees", "heading", "heading, level 4 to 2"),
        ("A line of text", "## A line of text", "heading", "paragraph to heading, level 2"),
        ("### A line of text", "A line of text", "heading", "heading, level 3, to paragraph"),
        ("- one rule\n- two rules", "1. one rule\n2. two rules", "list", "bullets to numbers"),
        ("1. one rule\n2. two rules", "(a) one rule\n\n(b) two rules", "list", "numbers to letters"),
        ("- a rule\n  - b rule\n  - c rule", "- a rule\n- b rule\n- c rule", "list", "item at another level"),
        ("A line of text", "- A line of text", "list", "paragraphs to list"),
        ("A line of text", "> A line of text", "structure", "into a quotation"),
        ("> A line of text", "A line of text", "structure", "out of a list or quotation"),
        (f"{LONG} {OTHER}", f"{LONG}\n\n{OTHER}", "structure", "paragraph split"),
        (f"{LONG}\n\n{OTHER}", f"{LONG} {OTHER}", "structure", "paragraphs joined"),
        (f"{TABLE}| e | f |\n", TABLE, "table", "rows removed: 1"),
        (TABLE, f"{TABLE}| e | f |\n| g | h |\n", "table", "rows added: 2"),
        (TABLE, "| a | b | x |\n|---|---|---|\n| c | d | y |\n", "table", "columns added: 1"),
    ],
)
def test_what_was_rearranged_is_said(old: str, new: str, kind: str, expected: str) -> None:
    """`Rearranged` alone sends the reader looking for it."""
    change = only(old, new)

    assert (change.kind, ENGLISH.rearranged(change)) == (kind, (expected,))


def test_a_table_with_other_words_and_rows_is_amended_and_says_so() -> None:
    """The words weigh more."""
    change = only(TABLE, TABLE.replace("d", "e") + "| e | f |\n")

    assert (change.kind, change.also) == (ChangeKind.AMENDED, (ChangeKind.TABLE,))
    assert ENGLISH.kinds(change) == "Amended, table shape"


def test_a_moved_row_is_a_matter_of_the_table() -> None:
    """The table as a whole stands where it stood."""
    rows = [f"| the rule of number {name} is here | {name} |\n" for name in ("one", "two", "three", "four")]
    head = "| a | b |\n|---|---|\n"
    change = only(head + "".join(rows), head + "".join([*rows[1:], rows[0]]))

    assert (change.kind, ENGLISH.rearranged(change)) == (ChangeKind.TABLE, ("rows moved: 1",))


def test_a_moved_text_that_is_edited_is_also_amended() -> None:
    """Moving a clause must not hide what else was done to it."""
    new = LONG.replace("drivers", "people")
    moved = only(f"## A\n\n{LONG}\n\n## B\n\n{OTHER}", f"## A\n\n## B\n\n{OTHER}\n\n{new}")

    assert (moved.kind, moved.also) == (ChangeKind.MOVED, (ChangeKind.AMENDED,))


def test_quiet_kinds_are_not_named_beside_others() -> None:
    """Bold type says nothing about a text whose words are new."""
    change = only("One *two* three.", "One **two** four.")

    assert change.also == (ChangeKind.FORMATTING,)
    assert ENGLISH.kinds(change) == "Amended"


def test_counted_items_that_move_on_are_one_change() -> None:
    """A new first item renumbers the whole list; that is told once."""
    old = "".join(f"{number}. Rule of the {name}\n" for number, name in enumerate(("sun", "moon", "sea"), start=1))
    new = "".join(
        f"{number}. Rule of the {name}\n" for number, name in enumerate(("air", "sun", "moon", "sea"), start=1)
    )

    assert kinds(old, new) == ["added", "renumbered"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "You may visit the shop on each day of the week but Sunday.",
            "You may visit the shop on each day of the week but Monday.",
            "… the week but Monday.",
        ),
        (
            "We keep the data.",
            "We keep the data for as long as the law of the land asks us to.",
            "… keep the data for as long as the law of …",
        ),
        ("We do not sell data.", "We sell data.", "We do not sell data."),
        (
            "",
            "One two three four five six seven eight nine ten eleven",
            "One two three four five six seven eight nine ten …",
        ),
    ],
)
def test_the_first_words_of_a_change_show_its_first_mark(old: str, new: str, expected: str) -> None:
    """A list of changes must let readers tell them apart."""
    assert only(old, new).first_words == expected


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs)
def test_no_visible_difference_is_without_a_change(both: tuple[tuple[Block, ...], tuple[Block, ...]]) -> None:
    """A change that is not counted is one that nobody is told of."""
    old, new = both
    found = compare(old, new)

    if visible_text(old).replace("\u200b", "") != visible_text(new).replace("\u200b", ""):
        assert not found.identical
    assert [change.number for change in found.changes] == list(range(1, len(found.changes) + 1))
    assert {node.change for node in walk(found.nodes)} - {0} == {change.number for change in found.changes}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(versions)
def test_a_text_does_not_differ_from_itself(blocks: tuple[Block, ...]) -> None:
    """A build of an unchanged text must stay silent."""
    assert compare(blocks, blocks).identical


def walk(nodes: tuple[Node, ...]) -> list[Node]:
    return [found for node in nodes for found in (node, *walk(node.children))]


def test_the_merged_tree_holds_each_block_of_both_versions_in_order() -> None:
    """Whoever reads the value and not the markup must find the same texts."""
    old, new = parse(OLD), parse(NEW)
    nodes = compare(old, new).nodes

    assert tuple(node.old for node in nodes if node.state not in COME) == old
    assert tuple(node.new for node in nodes if node.state not in GONE) == new


def test_an_image_and_an_anchor_are_told_apart() -> None:
    """An anchor shows nothing; an image without a description does."""
    plain = Inline(InlineKind.TEXT, "word")
    image, anchor = Inline(InlineKind.IMAGE, "", "a.png"), Inline(InlineKind.ANCHOR, target="a")

    def line(*inlines: Inline) -> tuple[Block, ...]:
        return (Block(BlockKind.PARAGRAPH, inlines=inlines),)

    assert compare(line(plain), line(plain, anchor)).identical
    assert not compare(line(plain), line(plain, image)).identical
