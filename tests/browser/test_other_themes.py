"""Policies in the themes of others, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

import themed
from browser.visits import Visits, computed, overflow

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REDLINE = "terms/2025-03-01/redline/"


@pytest.fixture(scope="module", params=list(themed.THEMES))
def visits(request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Visits:
    """Opens pages of the site in one theme; what a theme's own script complains of is the theme's affair."""
    site = themed.build(tmp_path_factory.mktemp(request.param) / "repository", request.param)
    return Visits(chromium, site)


@pytest.fixture
def themed_visit(visits: Visits) -> Iterator[Visits]:
    visits.troubles.clear()
    yield visits
    visits.close()

    assert [trouble for trouble in visits.troubles if trouble.startswith("asked for")] == []


def brightness(colour: str) -> float:
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3


def test_no_page_scrolls_sideways(themed_visit: Visits) -> None:
    """Whatever the theme puts beside the text."""
    for address in ("", "terms/", "terms/history/", REDLINE):
        page = themed_visit(address, width=320)
        assert overflow(page) == 0, address


def test_the_marks_of_a_redline_are_seen_without_colour(themed_visit: Visits) -> None:
    """Lines under and through the words, also where the system decides the colours."""
    page = themed_visit(REDLINE, forced_colors="active")

    assert computed(page.locator("article ins").first, "textDecorationLine") == "underline"
    assert computed(page.locator("article del").first, "textDecorationLine") == "line-through"
    page.locator(".brand").click()
    page.locator(".policybook h1").wait_for()


def test_the_look_of_a_policy_holds_in_the_theme(themed_visit: Visits) -> None:
    """Numbers beside their clauses, badges with a border, lists without dots, in letters of the theme."""
    page = themed_visit("terms/", width=1280)
    clause = page.locator(".pb-clause").first
    number, text = clause.locator(".pb-num").bounding_box(), clause.locator("p").bounding_box()
    assert number
    assert text

    assert number["x"] + number["width"] <= text["x"]
    assert abs(number["y"] - text["y"]) < 6
    assert computed(page.locator(".pb-badge").first, "borderTopStyle") == "solid"
    assert computed(page.locator(".pb-actions li").first, "listStyleType") == "none"
    assert computed(page.locator(".pb-actions"), "display") == "flex"
    outside = page.evaluate("getComputedStyle(document.querySelector('.policybook').parentElement).fontFamily")
    assert computed(clause.locator("p"), "fontFamily") == outside
    assert not page.locator(".pb-toc").is_visible()  # the theme has its own


def test_words_stand_out_from_the_ground_of_the_theme(themed_visit: Visits) -> None:
    """Also where it is dark though the system is light."""
    page = themed_visit("terms/", color_scheme="light")
    ground = page.evaluate(
        """() => {
            for (let node = document.querySelector('.policybook'); node; node = node.parentElement) {
                const colour = getComputedStyle(node).backgroundColor;
                if (!colour.endsWith(', 0)')) return colour;
            }
            return 'rgb(255, 255, 255)';
        }"""
    )

    for words in (".pb-clause p", ".pb-meta dt", ".pb-badge", ".pb-end .pb-eff"):
        assert abs(brightness(computed(page.locator(words).first, "color")) - brightness(ground)) > 80, words
    notice = page.locator(".pb-notice").first
    assert abs(brightness(computed(notice, "color")) - brightness(computed(notice, "backgroundColor"))) > 80


def test_the_material_changes_can_be_picked_out(themed_visit: Visits) -> None:
    """Without a script, as in our own theme."""
    page = themed_visit("terms/history/")
    first = page.locator(".pb-rev:not(.pb-material)")
    assert first.is_visible()
    page.get_by_label("Material changes only").check()

    assert not first.is_visible()
    assert page.locator(".pb-rev.pb-material").first.is_visible()
