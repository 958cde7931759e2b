"""What must hold on every kind of page, whoever reads it and with what."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from browser.visits import Visits, clock, focused, overflow
from showcase import DAY, PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

FEW = ("", "terms/", "terms/2024-03-01/redline/side-by-side/", "about/", "404.html")
"""Pages of different make, for what the chrome alone decides."""

ROOMY = "* { line-height:1.5 !important; letter-spacing:.12em !important; word-spacing:.16em !important; }"
"""The spacing that WCAG 2.2, 1.4.12, lets readers set."""


def enlarge(page: Page) -> None:
    """Set the letters twice as large, as readers do in the browser's settings: media queries in rem follow, too."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_the_same_without_script(visit: Visits, address: str) -> None:
    """On the day it was built for, script adds buttons and a way to search or to choose a day, never words of the text.

    The fixture also refuses errors and breaches of the policies.
    """
    added = ".copy, .step, .find, .found, .pick, noscript"
    additions = f"document.querySelectorAll('{added}').forEach(added => added.remove())"
    texts = []
    for script in (True, False):
        page = visit(address, java_script_enabled=script, prepare=clock(f"{DAY}T12:00:00Z"))
        page.evaluate(additions)
        texts.append(page.locator("body").inner_text().split())

    assert texts[0] == texts[1]


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(visit: Visits, address: str) -> None:
    """On a phone, on a tablet, at any width between, with roomy letters and with text twice as large."""
    page = visit(address)
    for width in (320, 360, 479, 481, 600, 767, 769, 959, 961, 1199, 1201):
        page.set_viewport_size({"width": width, "height": 700})
        assert overflow(page) == 0, width
    page.evaluate(
        """rules => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(rules);
            document.adoptedStyleSheets = [sheet];
        }""",
        ROOMY,
    )
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert overflow(page) == 0, ("roomy", width)
    enlarge(page)
    for width in (640, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert overflow(page) == 0, ("large", width)


@pytest.mark.parametrize("address", FEW)
def test_the_first_thing_that_tab_reaches_skips_to_the_text(visit: Visits, address: str) -> None:
    """Nobody should have to pass all policies' tabs on every page."""
    page = visit(address)
    page.keyboard.press("Tab")

    assert focused(page) == "Skip to content"
    assert page.get_by_role("link", name="Skip to content").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null || !document.querySelector('main a[href]')")


@pytest.mark.parametrize("address", ["terms/", "terms/2024-03-01/redline/"])
def test_the_focus_goes_down_the_page_and_is_always_seen(visit: Visits, address: str) -> None:
    """The order on the screen is the order of the keys; nothing that has the focus is out of sight or without ring."""
    page = visit(address)
    seen = []
    while True:
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
                const node = document.activeElement, box = node.getBoundingClientRect();
                // a note in the margin is read after the clause that it stands beside
                const clause = node.closest('.note')?.parentElement.getBoundingClientRect();
                const style = getComputedStyle(node.matches('.seg input') ? node.parentElement : node);
                return node === document.body ? null : {
                    ring: style.outlineStyle, column: Boolean(node.closest('.toc')),
                    top: (clause ? clause.bottom : box.top) + scrollY, tag: node.tagName,
                    inside: box.bottom > 0 && box.top < innerHeight, words: node.innerText || node.id,
                };
            }"""
        )
        if here is None or here in seen:
            break
        seen.append(here)
    text = [one["top"] for one in seen if not one["column"]]

    assert len(seen) > 40
    assert all(one["inside"] for one in seen), [one for one in seen if not one["inside"]]
    assert all(one["ring"] != "none" for one in seen), [one for one in seen if one["ring"] == "none"]
    assert all(above <= below + 40 for above, below in pairwise(text))
