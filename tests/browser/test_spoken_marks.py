"""What assistive technology is told of a redline, from the browser's own accessibility tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from browser.visits import Visits

if TYPE_CHECKING:
    from playwright.sync_api import Page

REDLINE = "terms/2024-03-01/redline/"


def nodes(page: Page) -> dict[str, Any]:
    """Return the accessibility tree, by the ids of its nodes."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    return {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}


def spoken(tree: dict[str, Any], role: str) -> list[str]:
    """Return what is read out of every node of a role, in the order of reading."""
    root = next(node for node in tree.values() if "parentId" not in node)
    return [_words(tree, node).strip() for node in _read(tree, root) if node.get("role", {}).get("value") == role]


def _read(tree: dict[str, Any], node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a node and all below it, each before its children: the browser lists them by depth."""
    yield node
    for child in node.get("childIds", ()):
        if child in tree:
            yield from _read(tree, tree[child])


def _words(tree: dict[str, Any], node: dict[str, Any]) -> str:
    if node.get("role", {}).get("value") == "StaticText":
        return str(node["name"]["value"])
    return "".join(_words(tree, tree[child]) for child in node.get("childIds", ()) if child in tree)


@pytest.mark.parametrize("layout", ["", "side-by-side/"])
def test_marks_are_words_for_those_who_listen(visit: Visits, layout: str) -> None:
    """Many screen readers say nothing of insertions and deletions; the words stand in the text."""
    tree = nodes(visit(REDLINE + layout))

    assert "[added: within 3 days end of addition]" in spoken(tree, "insertion")
    assert "[removed: promptly end of removal]" in spoken(tree, "deletion")


def test_the_words_stay_when_brackets_are_shown(visit: Visits) -> None:
    """`[+` alone would be read as `left bracket plus`."""
    page = visit(REDLINE)
    page.get_by_label("Also mark with").check()
    tree = nodes(page)

    assert "[added: within 3 days end of addition]" in spoken(tree, "insertion")
    assert "[removed: promptly end of removal]" in spoken(tree, "deletion")


def test_every_change_has_a_heading_and_a_place_in_a_named_list(visit: Visits) -> None:
    """Headings are how many listeners move about a page."""
    page = visit(REDLINE)
    tree = nodes(page)
    headings = spoken(tree, "heading")

    assert [words for words in headings if words.startswith("Change ")] == [f"Change {n} of 15" for n in range(1, 16)]
    assert page.get_by_role("navigation", name="Changes", exact=True).get_by_role("listitem").count() == 15


def test_the_copy_of_an_unchanged_clause_is_not_read_twice(visit: Visits) -> None:
    """Side by side shows it on both sides; the right one is for the eyes."""
    page = visit(REDLINE + "side-by-side/")
    words = "We look after every course with reasonable care, and say on our status page when it cannot be reached."
    tree = nodes(page)
    read = [node for node in tree.values() if not node.get("ignored") and node.get("name", {}).get("value") == words]

    assert page.get_by_text(words).count() == 2
    assert sum(node["role"]["value"] == "StaticText" for node in read) == 1


def test_glyphs_of_badges_are_not_read(visit: Visits) -> None:
    """The word is there; `black diamond` is no news."""
    tree = nodes(visit("terms/history/"))
    texts = [node["name"]["value"] for node in tree.values() if node.get("role", {}).get("value") == "StaticText"]

    assert "material" in texts
    assert not [text for text in texts if set(text) & set("◆●○◇")]
