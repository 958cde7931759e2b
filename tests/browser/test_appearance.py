"""Schemes, contrast, motion and paper: what the reader's settings change."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest

from browser.visits import Visits, computed
from pdf_text import page_texts, squeezed
from showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

REDLINE = "terms/2024-03-01/redline/"


def brightness(colour: str) -> float:
    """Return how bright a computed colour is, from 0 to 255."""
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3


def token(page: Page, name: str) -> str:
    return str(page.evaluate("name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()", name))


@pytest.mark.parametrize("address", PAGES)
def test_dark_is_dark_text_and_ground(visit: Visits, address: str) -> None:
    """The theme follows the system, without script and without a flash of the other."""
    page = visit(address, color_scheme="dark", java_script_enabled=False)
    body = page.locator("body")

    assert brightness(computed(body, "backgroundColor")) < 40
    assert brightness(computed(body, "color")) > 200
    page.emulate_media(color_scheme="light")
    assert brightness(computed(body, "backgroundColor")) == 255
    assert brightness(computed(body, "color")) < 40


def test_every_colour_has_a_dark_twin(visit: Visits) -> None:
    """One forgotten token is a word nobody can read at night."""
    page = visit("", color_scheme="light")
    names = page.evaluate(
        """[...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).filter(rule => rule.selectorText === ':root')
            .flatMap(rule => [...rule.style]).filter(name => name.startsWith('--'))"""
    )
    light = {name: token(page, name) for name in names}
    page.emulate_media(color_scheme="dark")
    colours = {name for name in names if light[name].startswith("#")}

    assert len(colours) >= 20
    assert {name for name in colours if token(page, name) == light[name]} == set()


def test_more_contrast_makes_quiet_words_as_dark_as_the_text(visit: Visits) -> None:
    """Who asks the system for contrast gets it."""
    page = visit("terms/", contrast="more")
    ink = computed(page.locator("body"), "color")

    assert computed(page.locator(".meta dt").first, "color") == ink


def lines(locator: Locator) -> str:
    return computed(locator, "textDecorationLine")


def test_forced_colours_leave_the_shapes(visit: Visits) -> None:
    """Where the system decides all colours, lines, strikes, bars and borders still tell what is what."""
    page = visit(REDLINE, forced_colors="active")
    added, removed = page.locator("article ins").first, page.locator("article del").first

    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert lines(added) == "underline"
    assert lines(removed) == "line-through"
    assert computed(added, "backgroundImage") == "none"
    assert computed(page.locator(".chg.mod").first, "borderInlineStartWidth", "::after") == "4px"
    assert computed(page.locator(".badge").first, "borderTopStyle") == "solid"
    chosen, other = page.locator(".seg [aria-current]"), page.locator(".seg a:not([aria-current])")
    assert computed(chosen, "backgroundColor") != computed(other, "backgroundColor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_pressed_and_has_the_focus_shows_both(visit: Visits, scheme: str) -> None:
    """The ring lies on the filled ground of the button: blue on black is seen by few."""
    page = visit(REDLINE, color_scheme=scheme)
    for pressed, focus in (
        (".seg a[aria-current]", ".seg a[aria-current]"),
        (".seg label:has(:checked)", ".seg input"),
    ):
        page.keyboard.press("Tab")
        page.locator(focus).first.focus()
        ring, ground = (computed(page.locator(pressed).first, name) for name in ("outlineColor", "backgroundColor"))
        assert abs(brightness(ring) - brightness(ground)) > 150, pressed


def test_forced_colours_keep_the_marks_of_the_history(visit: Visits) -> None:
    """A material change has a filled mark, the others an open one."""
    page = visit("terms/history/", forced_colors="active")
    material = computed(page.locator(".rev.material").first, "backgroundColor", "::before")
    editorial = computed(page.locator(".rev:not(.material)").first, "backgroundColor", "::before")

    assert material != editorial
    assert computed(page.locator(".badge").first, "borderTopStyle") == "solid"


def test_the_tab_of_the_page_is_told_without_colour(visit: Visits) -> None:
    """By a line under it, which the other tabs do not have in forced colours either."""
    page = visit("terms/", forced_colors="active")
    current = computed(page.locator(".tabs [aria-current]"), "borderBottomColor")
    other = computed(page.locator(".tabs a:not([aria-current])").first, "borderBottomColor")

    assert current != computed(page.locator("body"), "backgroundColor")
    assert other == computed(page.locator("body"), "backgroundColor")


@pytest.mark.parametrize("address", ["", "terms/", "terms/history/", "terms/2022-05-03/", REDLINE, "shield/"])
def test_forced_colours_leave_the_glyphs_of_badges(visit: Visits, address: str) -> None:
    """A filled mark stays filled and an open one open, in the one colour that the system gives words."""
    page = visit(address, forced_colors="active")
    ink = computed(page.locator("body"), "color")
    for badge in page.locator(".badge").all():
        filled = badge.evaluate("node => node.matches('.in-force, .material')")
        assert computed(badge, "color") == ink
        assert (computed(badge, "backgroundColor", "::before") == ink) == filled


@pytest.mark.parametrize("wish", ["reduce", "no-preference"])
def test_nothing_glides(visit: Visits, wish: str) -> None:
    """It makes some readers sick, and a slow way through a long text ends beside its goal."""
    page = visit("terms/", reduced_motion=wish)

    assert computed(page.locator("html"), "scrollBehavior") == "auto"
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter(node => {
            const style = getComputedStyle(node);
            return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
        }).length"""
    )
    assert moving == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_whatever_the_screen_is(visit: Visits, scheme: str) -> None:
    """Nobody prints a black page; what cannot be pressed on paper is left out."""
    page = visit("terms/", color_scheme=scheme)
    page.emulate_media(media="print")
    body = page.locator("body")

    assert brightness(computed(body, "backgroundColor")) == 255
    assert brightness(computed(body, "color")) == 0
    for hidden in (".site", ".toc", ".actions", ".copy", ".foot", ".notice .links", ".revs .row a", ".end .screen"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in (".notice", ".meta", ".end", ".note"):
        assert page.locator(shown).first.is_visible(), shown
    assert computed(page.locator(".note").first, "position") == "static"
    assert computed(page.locator(".policy + .policy").first, "breakBefore") == "page"


def test_a_printed_table_is_not_cut_off(visit: Visits) -> None:
    """Paper does not scroll."""
    page = visit("terms/", width=700)
    page.emulate_media(media="print")
    frame = page.locator(".scroll").first

    assert computed(frame, "overflowX") == "visible"
    assert frame.evaluate("node => node.scrollWidth - node.clientWidth") == 0


def sheets(page: Page) -> list[str]:
    """Return the letters of each sheet that the browser prints."""
    with pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True, tagged=True, outline=True))) as document:
        return page_texts(document)


def test_each_sheet_says_what_it_is_of(visit: Visits) -> None:
    """Sheets fall on the floor: each has the publisher, the text, its version and its place at the foot."""
    printed = sheets(visit("terms/"))

    assert len(printed) > 2
    for number, sheet in enumerate(printed, start=1):
        assert squeezed("Made-up Policies · Terms of Use · Version 6 · 2025-05-05") in sheet
        assert f"{number}/{len(printed)}" in sheet


def test_each_document_begins_on_a_sheet_of_its_own(visit: Visits) -> None:
    """It can be handed out alone; what follows the last one needs no sheet of its own."""
    sheet = next(sheet for sheet in sheets(visit("terms/")) if squeezed("When you get your money back.") in sheet)

    assert squeezed("10. Plans") not in sheet
    assert squeezed("Terms of Use: in force") not in sheet
    assert "Revisions" in sheet


@pytest.mark.parametrize("layout", ["", "side-by-side/"])
def test_a_printed_redline_has_its_marks_and_bars(visit: Visits, layout: str) -> None:
    """A copier knows no colour, and both layouts print as they look."""
    page = visit(REDLINE + layout)
    printed = "".join(sheets(page))
    page.emulate_media(media="print")

    for words in ("[+within3days+]", "[−promptly−]"):
        assert squeezed(words) in printed
    change = page.locator(".chg.mod").first
    assert computed(change, "borderInlineStartWidth") == "3px"
    assert computed(page.locator("article ins").first, "backgroundImage") == "none"
    for hidden in (".toolbar", ".pn", ".turn"):
        assert not page.locator(hidden).first.is_visible(), hidden
