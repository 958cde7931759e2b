"""Blocks find their other version by their words, in their place or elsewhere."""

from __future__ import annotations

from policybook.core.align import Alignment, aligned
from policybook.core.columns import matched_columns
from policybook.core.outline import outline
from policybook.core.tree import Block, BlockKind, Inline, InlineKind

A = "The carrier pays for whatever its drivers break on the way."
B = "Parcels that nobody collects go back after a week in the shop."
C = "Write to us before you send anything back, with a photo of it."


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    return Block(kind, inlines=(Inline(InlineKind.TEXT, text),), level=2 if kind is BlockKind.HEADING else 0)


def heading(text: str) -> Block:
    return block(text, BlockKind.HEADING)


def row(*cells: str) -> Block:
    return Block(BlockKind.ROW, tuple(block(cell, BlockKind.CELL) for cell in cells))


def alignment(old: list[Block], new: list[Block]) -> Alignment:
    return aligned(outline(old).units, outline(new).units)


def texts(*lines: str) -> list[Block]:
    return [block(line) for line in lines]


def test_equal_blocks_keep_their_partners_around_an_insertion() -> None:
    """What did not change is not marked."""
    assert alignment(texts(A, B), texts(A, C, B)).kept == {0: 0, 1: 2}


def test_an_edited_block_finds_its_other_version() -> None:
    """It is shown as an edit of a few words, not as gone and new."""
    edited = B.replace("a week", "ten days")

    assert alignment(texts(A, B, C), texts(A, "Something new came in here first.", edited, C)).kept == {
        0: 0,
        1: 2,
        2: 3,
    }


def test_a_block_in_the_place_of_another_is_its_new_version() -> None:
    """Where one block stands between two kept ones in both versions, a reader compares the two."""
    assert alignment(texts(A, "We close at nine.", C), texts(A, "It ends at ten sharp.", C)).kept[1] == 1
    assert 1 not in alignment(texts(A, "We close at nine.", C), texts(A, "Nobody may ever enter it.", C)).kept


def test_a_short_line_that_recurs_does_not_tear_long_ones_apart() -> None:
    """Two edited paragraphs stay in place even if an equal "Yes." between them would be lost."""
    new = texts(A.replace("drivers", "riders"), B.replace("shop", "store"), "Yes.")
    old = texts("Yes.", A, B)

    assert alignment(old, new).kept == {1: 0, 2: 1}


def test_a_paragraph_moves_past_a_heading_and_not_the_heading_past_it() -> None:
    """A heading holds its section together."""
    found = alignment([block(A), heading("Two"), block(B)], [heading("Two"), block(B), block(A)])

    assert found.kept == {1: 0, 2: 1}
    assert found.moved == {0: 2}


def test_headings_travel_with_their_text() -> None:
    """A section that moves is one move."""
    found = alignment(
        [heading("X"), block(A), heading("Y"), block(B)], [heading("Y"), block(B), heading("X"), block(A)]
    )

    assert len(found.moved) == 2
    assert {*found.moved, *found.kept} == {0, 1, 2, 3}


def test_short_lines_do_not_move_on_their_own() -> None:
    """ "See below." stands in many places by chance."""
    assert alignment(texts("See below.", A, B), texts(A, B, "See below.")).moved == {}


def test_equal_rows_move_however_short() -> None:
    """A row means something on its own."""
    found = alignment([row("x", "1"), row(A, "2"), row(B, "3")], [row(A, "2"), row(B, "3"), row("x", "1")])

    assert found.moved == {0: 2}


def test_a_paragraph_and_its_parts_are_one_division() -> None:
    """The words of all parts stood in one paragraph."""
    found = alignment(texts(f"{A} {B} {C}"), texts(A, B, C))

    assert found.split == {0: range(3)}
    assert found.joined == {}


def test_paragraphs_that_were_joined_are_one_division() -> None:
    """The words of all of them stand in one paragraph now."""
    found = alignment(texts("First of all.", A, B), texts("First of all.", f"{A} {B}"))

    assert found.joined == {1: range(1, 3)}
    assert found.split == {}


def test_a_new_sentence_beside_an_edited_paragraph_is_no_division() -> None:
    """Only words that the neighbour lost make a split."""
    assert alignment(texts(f"{A} {B}"), texts(f"{A} {B} More.", C)).split == {}


def test_units_of_other_kinds_are_never_partners() -> None:
    """Code is not a version of a paragraph."""
    code = Block(BlockKind.CODE, text=f"{A}\n")

    assert alignment([block(A)], [code]) == Alignment({}, {}, {}, {})


def test_a_word_in_very_many_blocks_still_finds_near_ones() -> None:
    """Where every block shares its words with hundreds of others, those near its place are looked at."""
    old = texts(*[f"Item of the list of things {number}" for number in range(300)])
    new = texts(*[f"Item of the list of things {number}" for number in range(0, 300, 2)])

    found = alignment(old, new)

    assert [found.kept.get(i) for i in range(0, 300, 2)] == list(range(150))


def test_columns_are_found_by_the_words_below_them() -> None:
    """A new column must not make every cell look edited."""
    rows = [(row("Name", "Life"), row("Name", "Owner", "Life")), (row("sid", "1 day"), row("sid", "us", "1 day"))]

    assert matched_columns(rows) == [(0, 0), (1, 2)]


def test_empty_columns_keep_their_place() -> None:
    """Without words the position is all there is."""
    assert matched_columns([(row("", ""), row("", ""))]) == [(0, 0), (1, 1)]


def test_a_long_table_is_judged_by_some_of_its_rows() -> None:
    """Thousands of rows say no more about the columns than some dozens."""
    rows = [(row("a", str(number)), row(str(number), "a")) for number in range(500)]

    assert len(matched_columns(rows)) == 1


def test_an_empty_container_is_a_unit_of_its_own() -> None:
    """An item without a line is still an item."""
    found = outline([Block(BlockKind.QUOTE), Block(BlockKind.QUOTE, (block("a"),)), Block(BlockKind.RULE)])

    assert [branch.is_unit for branch in found.branches] == [True, False, True]
    assert [unit.text for unit in found.units] == ["", "a", ""]
