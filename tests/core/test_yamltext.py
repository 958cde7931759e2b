"""The YAML reader in which everything is text."""

from __future__ import annotations

import pytest

from policybook.core.errors import ContentError
from policybook.core.yamltext import Value, read_mapping


def test_values_know_their_lines_in_the_file() -> None:
    """A front matter starts on the second line of its file."""
    values = read_mapping("a: b\n\nc:\n  - d\n  - e\n", path="x.md", first_line=2)

    assert values == {"a": Value("b", ("b",), 2), "c": Value("", ("d", "e"), 4, is_list=True)}


def test_order_is_that_of_the_text() -> None:
    """Messages about several keys come in the order in which an editor reads them."""
    assert list(read_mapping("b: 1\na: 2\n", path="")) == ["b", "a"]


def test_second_document_is_refused() -> None:
    """Keys behind it would go unread."""
    with pytest.raises(ContentError, match="has a second part"):
        read_mapping("a: b\n--- \nc: d\n", path="x.md")


def test_nested_values_are_passed_over_on_request() -> None:
    """Other tools keep settings of their own in front matter."""
    values = read_mapping("a: {b: {c: d}}\ne: [f, [g], h]\ni: j", path="", nested=True)

    assert values["a"].is_mapping
    assert values["e"].texts == ("f", "h")
    assert values["i"].text == "j"


def test_depth_is_limited_in_passed_over_values_too() -> None:
    """Foreign does not mean unbounded."""
    with pytest.raises(ContentError, match="levels"):
        read_mapping("a: {b: {c: {d: {e: f}}}}", path="", nested=True)
