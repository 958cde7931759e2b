"""A redline for other programs."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings

from block_trees import pairs
from policybook.core.blocks import parse
from policybook.core.redline import compare
from policybook.core.redline_json import as_json
from policybook.core.tree import Block

OLD = "# Terms\n\n## 1. Pay\n\n1.1 Pay in 30 days.\n\n#### Law\n\nThe law of the land.\n"
NEW = "# Terms\n\n## 1. Pay\n\n1.1 Pay in 45 days.\n\n## Law\n\nThe law of the land.\n"


def test_the_object_is_the_one_that_is_documented() -> None:
    """Programs are written against it."""
    value = json.loads(as_json(compare(parse(OLD), parse(NEW))))

    assert list(value) == ["format", "version", "identical", "words_changed", "statistics", "hints", "changes"]
    assert (value["format"], value["version"], value["hints"]) == ("policybook-redline", 1, ["number"])
    assert value["statistics"]["words_inserted"] == 1
    assert value["changes"] == [
        {
            "number": 1,
            "kind": "amended",
            "also": [],
            "hints": ["number"],
            "rearranged": [],
            "section": ["Terms", "1. Pay"],
            "label": "1.1",
            "place": "§ 1.1",
            "origin": "",
            "old_text": "1.1 Pay in 30 days.",
            "new_text": "1.1 Pay in 45 days.",
            "first_words": "1.1 Pay in 45 days.",
        },
        {
            "number": 2,
            "kind": "heading",
            "also": [],
            "hints": [],
            "rearranged": ["heading, level 4 to 2"],
            "section": ["Terms", "Law"],
            "label": "",
            "place": "Law",
            "origin": "",
            "old_text": "Law",
            "new_text": "Law",
            "first_words": "Law",
        },
    ]


def test_every_key_of_a_change_is_told_of() -> None:
    """A key that the documentation does not name will be read wrong."""
    value = json.loads(as_json(compare(parse(OLD), parse(NEW))))

    documentation = as_json.__doc__ or ""
    keys = [*value, *value["statistics"], *value["changes"][0]]
    assert [key for key in keys if f"`{key}`" not in documentation] == []


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs)
def test_any_redline_is_written_the_same_each_time(versions: tuple[tuple[Block, ...], tuple[Block, ...]]) -> None:
    """A stored file that changes by itself would be taken for a change of the text."""
    assert as_json(compare(*versions)) == as_json(compare(*versions))
    assert len(json.loads(as_json(compare(*versions)))["changes"]) == len(compare(*versions).changes)
