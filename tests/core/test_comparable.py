"""A version for the browser holds all that the comparison looks at, and nothing that could be told apart otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from block_trees import paragraphs
from made_pairs import Pair, hard_cases, made_pairs
from policybook.core import comparable
from policybook.core.blocks import parse
from policybook.core.comparable import ComparableDocument, comparable_json
from policybook.core.inline_tree import content_tokens, working_tree
from policybook.core.outline import outline, unit_tokens
from policybook.core.tree import Block


def document(text: str) -> ComparableDocument:
    return ComparableDocument(id="terms", title="Terms of Use", blocks=parse(text))


def read(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(comparable_json([document(text)]))
    return found


def tokens_of(version: dict[str, Any]) -> list[str]:
    return [found if isinstance(found, str) else found[0] for *_, group in version["tokens"] for found in group]


@pytest.mark.parametrize("pair", [*hard_cases(), *made_pairs(30, seed=2)], ids=lambda pair: pair.name)
def test_every_text_can_be_read_back(pair: Pair) -> None:
    """A word that is lost on the way would be a change that nobody sees."""
    version = read(pair.new)
    texts = tokens_of(version)
    units = [
        ["".join(texts[number] for number in cell) for cell in cells] for *_, cells in map(split, units_of(version))
    ]

    assert units == [
        ["".join(token.text for token in unit_tokens(cell)) for cell in (unit.block.children or (unit.block,))]
        for unit in outline(parse(pair.new)).units
    ]


def units_of(version: dict[str, Any]) -> list[list[Any]]:
    units: list[list[Any]] = version["documents"][0][2:]
    return units


def split(unit: list[Any]) -> tuple[Any, Any, Any, Any, Any, list[list[int]]]:
    kind, block, marker, box, rank, *cells = unit
    return kind, block, marker, box, rank, cells


def test_a_token_says_how_it_is_compared_only_where_that_is_not_plain() -> None:
    """Most words are ASCII and compared as they are; a file would be twice as long."""
    version = read("Café “Zwei” zwei, the end.")
    groups = {(rank, weight, bound): tokens for rank, weight, bound, tokens in version["tokens"]}

    assert groups[4, 20, 0] == [["Café", "Café", "café"], "Zwei", "zwei", "end"]
    assert groups[3, 7, 0] == ["the"]
    assert groups[1, 4, 0] == [["“", '"'], ["”", '"']]
    assert (groups[1, 4, 1], groups[1, 4, 3]) == ([","], ["."])


def test_units_know_their_marker_and_their_container() -> None:
    """An item is shown with its marker; rows of one table have one container."""
    version = read("1. One.\n\n   More.\n2. - Two.\n\nEnd.\n\n| a | b |\n|---|---|\n| c | d |\n")
    found = [split(unit)[:4] for unit in units_of(version)]

    assert [(block, marker) for _, block, marker, _ in found] == [
        ("paragraph", "1"),
        ("paragraph", ""),
        ("paragraph", "•"),
        ("paragraph", ""),
        ("row", ""),
        ("row", ""),
    ]
    assert [kind for kind, *_ in found] == [0, 0, 0, 0, "row", "row"]
    assert found[3][3] == 0
    assert found[4][3] == found[5][3] != 0


def test_documents_keep_their_order_and_titles() -> None:
    """The whole policy is compared, document by document."""
    one = ComparableDocument(id="terms", title="Terms", blocks=parse("One."))
    other = ComparableDocument(id="refund", title="Refunds", blocks=())

    version = json.loads(comparable_json([one, other]))

    assert [found[:2] for found in version["documents"]] == [["terms", "Terms"], ["refund", "Refunds"]]


def test_a_text_too_long_for_a_browser_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit our own engine cuts its search short, and a browser does not: they could differ."""
    monkeypatch.setattr(comparable, "MOST_BLOCKS", 3)
    monkeypatch.setattr(comparable, "MOST_TOKENS", 5)

    assert read("One.\n\nTwo.\n\nThree.") is not None
    assert read("One.\n\nTwo.\n\nThree.\n\nFour.") is None
    assert read("One two three four.") is None


@given(paragraphs)
def test_the_tokens_of_a_unit_are_those_that_are_merged(block: Block) -> None:
    """The list of changes is found on tokens, the redline on a tree of them."""
    _, atoms = working_tree([block.inlines])

    assert list(content_tokens(block.inlines)) == [atom.token for atom in atoms]
