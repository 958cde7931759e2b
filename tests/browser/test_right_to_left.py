"""A text written from right to left, in a site that is written from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.visits import Visits, clause, computed

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Locator

REDLINE = "arabic/2025-05-23/redline/"


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found
    return found


def end(rectangle: FloatRect) -> float:
    return rectangle["x"] + rectangle["width"]


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_numbers_stand_on_the_right_of_the_text(visit: Visits, width: int) -> None:
    """Where such lines begin."""
    page = visit("arabic/", width=width)
    unit = clause(page, "1.2")
    number, text = box(unit.locator(".num")), box(unit.locator("p"))

    assert computed(unit, "direction") == "rtl"
    assert end(number) >= end(text) - 1
    assert text["x"] >= 0
    assert end(number) <= width


def test_margin_notes_stand_on_the_left(visit: Visits) -> None:
    """In the margin at the end of the lines, inside the window and clear of the contents."""
    page = visit("arabic/", width=1280)
    unit = clause(page, "1.2")
    note, text, contents = box(unit.locator(".note a")), box(unit.locator("p")), box(page.locator(".toc a").first)

    assert end(note) <= text["x"]
    assert note["x"] >= end(contents)


@pytest.mark.parametrize("address", ["arabic/", "arabic/2025-05-22/", REDLINE])
def test_the_text_says_its_language_and_direction(visit: Visits, address: str) -> None:
    """For voices, fonts and spelling; the words of the site stay in the site's language."""
    page = visit(address)
    text = page.locator("article.policy")

    assert text.get_attribute("lang") == "ar"
    assert text.get_attribute("dir") == "rtl"


@pytest.mark.parametrize("layout", ["", "side-by-side/"])
def test_redlines_run_from_right_to_left(visit: Visits, layout: str) -> None:
    """The bar of a change stands where its lines begin, and old stands before new."""
    page = visit(REDLINE + layout)
    change = page.locator(".chg").first

    assert computed(change, "direction") == "rtl"
    assert computed(change, "right", "::after") == "0px"
    old, new = box(change.locator("del").first), box(change.locator("ins").first)
    assert old["x"] > new["x"]


def test_a_wide_table_begins_on_the_right(visit: Visits) -> None:
    """And scrolls to the left."""
    page = visit("arabic/", width=320)
    frame = page.locator(".scroll").first

    assert end(box(frame.locator("th").first)) <= 320
    assert box(frame.locator("th").last)["x"] < 0


def test_the_sites_own_words_below_the_text_read_from_left_to_right(visit: Visits) -> None:
    """`in force since 23 May 2025` with its full stop in front is no sentence."""
    page = visit("arabic/")
    line = page.locator(".end .eff")

    assert computed(page.locator(".end"), "direction") == "ltr"
    first, last = line.evaluate(
        """node => {
            const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
            const edges = [];
            while (walker.nextNode()) {
                const range = document.createRange();
                range.selectNodeContents(walker.currentNode);
                edges.push(range.getBoundingClientRect().x);
            }
            return [edges[0], edges.at(-1)];
        }"""
    )
    assert first < last
