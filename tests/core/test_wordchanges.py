"""The words that differ are told passage by passage, and are those that the redline marks."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from made_pairs import FOLDER, Pair, golden_pairs, hard_cases, made_pairs
from policybook.core.blocks import parse
from policybook.core.merged import GONE, Mark, Node, Piece, Reason, State
from policybook.core.outline import unit_tokens
from policybook.core.redline import compare
from policybook.core.tree import inline_text, leaves
from policybook.core.wordchanges import PassageChange, PassageKind, WordEdit, word_changes

PAIRS = [*golden_pairs(), *hard_cases(), *made_pairs(120, seed=1)]


def changes(old: str, new: str) -> tuple[PassageChange, ...]:
    return word_changes(parse(old), parse(new))


def written(pair: Pair) -> list[dict[str, object]]:
    """Return the changes of a pair as the golden files have them."""
    return [
        {"kind": change.kind, "edits": [[edit.deleted, edit.inserted] for edit in change.edits]}
        for change in changes(pair.old, pair.new)
    ]


# ---- golden files, which the script of the compare page is held to as well


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: str(path.stem))
def test_the_changes_are_those_of_the_golden_files(path: Path, request: pytest.FixtureRequest) -> None:
    """A change of the engine that alters them must be looked at, and made in the browser, too."""
    cases = json.loads(path.read_text("utf-8"))
    found = [{**case, "changes": written(Pair(case["name"], case["old"], case["new"]))} for case in cases]
    if request.config.getoption("--update-golden"):
        path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")

    assert found == json.loads(path.read_text("utf-8"))


def test_no_golden_case_is_missing() -> None:
    """A file that the glob does not find would be a test that never runs."""
    assert len(golden_pairs()) >= 30
    assert len(hard_cases()) == 63


# ---- what the list says


def test_an_amended_passage_has_its_words_in_order() -> None:
    """What is gone and what took its place are one edit."""
    found = changes("We keep data for 30 days and sell it.", "We keep data for 60 days and never sell it.")

    assert found == (PassageChange(PassageKind.AMENDED, (WordEdit("30", "60"), WordEdit("", "never"))),)


def test_removed_passages_stand_before_those_that_are_new_in_their_place() -> None:
    """One order for both engines, whatever the blocks round them."""
    found = changes("Alpha stays here.\n\nOne goes away.", "Alpha stays here.\n\n- Zebras arrive.\n- Lions, too.")

    assert [change.kind for change in found] == [PassageKind.REMOVED, PassageKind.ADDED, PassageKind.ADDED]


def test_a_moved_passage_has_only_the_words_that_differ() -> None:
    """To repeat all of it would hide what changed."""
    first = "The carrier pays for whatever its drivers break on the way to you."
    others = "Parcels that nobody collects go back.\n\nWe tell you by letter before any price goes up."
    found = changes(f"{first}\n\n{others}", f"{others}\n\n{first.replace('drivers', 'riders')}")

    assert found == (PassageChange(PassageKind.MOVED, (WordEdit("drivers", "riders"),)),)


def test_a_split_paragraph_with_the_same_words_is_no_change_of_words() -> None:
    """Only where it ends differs."""
    one, other = "We tell you by letter before a price goes up.", "A parcel counts as delivered once you signed for it."

    assert changes(f"{one} {other}", f"{one}\n\n{other}") == ()


def test_the_cells_of_a_row_are_compared_by_their_columns() -> None:
    """A new column must not make the others look edited."""
    old = "| Name | Life |\n|---|---|\n| sid | 1 day |\n"
    new = "| Name | Owner | Life |\n|---|---|---|\n| sid | us | 2 days |\n"

    assert changes(old, new) == (
        PassageChange(PassageKind.AMENDED, (WordEdit("", "Owner"),)),
        PassageChange(PassageKind.AMENDED, (WordEdit("", "us"), WordEdit("1 day", "2 days"))),
    )


def test_formatting_links_and_typography_are_no_changes_of_words() -> None:
    """They are told by the redline, not by this list."""
    old = "See [the terms](https://e.org/a) for “all” of it."

    assert changes(old, 'See **the terms** for "all" of it.') == ()


# ---- the list and the redline are made of the same words


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_the_redline_marks_the_words_of_the_list(pair: Pair) -> None:
    """Else a reader of the compare page and one of the redline page would be told different things."""
    old, new = parse(pair.old), parse(pair.new)
    nodes = compare(old, new).nodes
    found = word_changes(old, new)

    for mark, side in ((Mark.DELETED, "deleted"), (Mark.INSERTED, "inserted")):
        listed = "".join(getattr(edit, side) for change in found for edit in change.edits)
        assert letters(marked(nodes, mark)) == letters([listed]), mark


def letters(texts: Iterable[str]) -> Counter[str]:
    return Counter("".join("".join(texts).split()))


def marked(nodes: Iterable[Node], mark: Mark) -> Iterator[str]:
    """Yield the words that a redline marks as gone or new, wherever they stand."""
    whole = State.DELETED if mark is Mark.DELETED else State.INSERTED
    for node in nodes:
        if node.children:
            yield from marked(node.children, mark)
        elif node.state is whole:
            yield from ("".join(one.text for one in unit_tokens(leaf) if one.solid) for leaf in leaves([node.block]))
        elif node.pieces and (node.state not in GONE):
            yield from (text for piece in node.pieces for text in words_of(piece, mark))


def words_of(piece: Piece, mark: Mark) -> Iterator[str]:
    if piece.mark is mark and piece.reason is Reason.WORDS:
        yield inline_text(piece.inlines) + "".join(_all(piece.children))
    elif piece.mark is Mark.SAME or piece.reason is Reason.FORMATTING:
        for child in piece.children:
            yield from words_of(child, mark)


def _all(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        yield inline_text(piece.inlines)
        yield from _all(piece.children)
