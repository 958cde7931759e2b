"""Redlines in a browser: views, marks, steps from change to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.visits import Visits, computed, focused

if TYPE_CHECKING:
    from playwright.sync_api import Page

LONG = "terms/2024-03-01/redline/"
CHANGES = 15
FIRST = "#c-1"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('switched off'); } });"


def counts(page: Page, words: str) -> bool:
    """Whether the counter says so, at once or when the browser has got round to it."""
    page.locator(".step output").get_by_text(words, exact=True).wait_for()
    return True


def hash_of(page: Page) -> str:
    """Return where the address points: it tells at once whether a key has moved anything."""
    return str(page.evaluate("location.hash"))


def test_each_layout_links_to_the_other(visit: Visits) -> None:
    """Two addresses, so that a layout can be sent to somebody."""
    page = visit(LONG, java_script_enabled=False)
    layouts = page.get_by_role("group", name="Layout")
    layouts.get_by_role("link", name="Side by side").click()

    assert page.url.endswith(LONG + "side-by-side/")
    assert layouts.locator("[aria-current=page]").inner_text() == "Side by side"
    layouts.get_by_role("link", name="Inline").click()
    assert page.url.endswith(LONG)


@pytest.mark.parametrize("layout", ["", "side-by-side/"])
def test_only_changes_hides_what_is_the_same_and_says_so(visit: Visits, layout: str) -> None:
    """Without script: two radio buttons and a style sheet."""
    page = visit("terms/2025-05-20/redline/" + layout, java_script_enabled=False)
    unchanged = page.get_by_text("We look after every account")
    gaps = page.locator(".gap:visible")

    assert unchanged.first.is_visible()
    assert gaps.count() == 0
    page.get_by_text("Only changes").click()
    assert not unchanged.first.is_visible()
    assert gaps.first.inner_text() == "§ 2.1–2.3 unchanged"
    assert page.locator(".chg:visible").count() == 1
    assert page.locator(".redline section:visible").count() == 1
    page.get_by_text("Full text").click()
    assert unchanged.first.is_visible()


def test_the_views_are_changed_by_arrow_keys(visit: Visits) -> None:
    """They are radio buttons, and behave like them."""
    page = visit(LONG)
    page.get_by_label("Full text").focus()
    page.keyboard.press("ArrowRight")

    assert page.get_by_label("Only changes").is_checked()
    assert page.locator(".gap").first.is_visible()


def test_each_side_holds_its_own_marks(visit: Visits) -> None:
    """What was removed on the left, what was added on the right, clause beside clause."""
    page = visit(LONG + "side-by-side/")
    pair = page.locator(".pair.chg").first
    old, new = pair.locator("del").first.bounding_box(), pair.locator("ins").first.bounding_box()

    assert old
    assert new
    assert old["x"] < 640 < new["x"]
    assert page.locator(".pair .side:first-of-type ins").count() == 0


def test_next_and_previous_walk_through_the_changes(visit: Visits) -> None:
    """The counter says where one is, the focus goes along, and the ends hold."""
    page = visit(LONG)
    following, before = page.get_by_role("button", name="Next"), page.get_by_role("button", name="Previous")

    assert counts(page, "15 changes")
    for button, words in ((following, "1 of 15"), (following, "2 of 15"), (before, "1 of 15"), (before, "1 of 15")):
        button.click()
        assert counts(page, words)
    assert focused(page).startswith("Change 1 of 15")
    assert computed(page.locator(".chg").first, "outlineStyle") == "solid"
    for _ in range(CHANGES + 2):
        following.click()
    assert counts(page, "15 of 15")
    assert page.locator(".chg:target h4").inner_text() == "Change 15 of 15"


def test_the_change_walked_to_is_not_hidden_under_the_toolbar(visit: Visits) -> None:
    """The toolbar stays at the top; what it covers nobody sees."""
    page = visit(LONG)
    for _ in range(8):
        page.get_by_role("button", name="Next").click()
    change, bar = page.locator(".chg:target").bounding_box(), page.locator(".toolbar").bounding_box()

    assert change
    assert bar
    assert bar["y"] == 0
    assert bar["height"] <= change["y"] < 400


def test_a_link_to_a_change_starts_the_walk_there(visit: Visits) -> None:
    """Mails and margin notes link to single changes."""
    page = visit(LONG)
    fourth = page.locator(".changes a").nth(3).get_attribute("href")
    page = visit(LONG + str(fourth))

    assert counts(page, "4 of 15")
    page.get_by_role("button", name="Next").click()
    assert counts(page, "5 of 15")
    assert (
        page.locator(".chg").evaluate_all(
            "all => all.filter(one => getComputedStyle(one).outlineStyle !== 'none').length"
        )
        == 1
    )


def test_a_link_of_the_list_moves_the_walk(visit: Visits) -> None:
    """Whoever jumps and then steps goes on from where the jump led."""
    page = visit(LONG)
    page.locator(".changes a").nth(5).click()
    page.get_by_role("button", name="Next").click()

    assert counts(page, "7 of 15")


def test_keys_are_off_until_they_are_asked_for(visit: Visits) -> None:
    """Single keys get in the way of speech input: WCAG 2.2, 2.1.4."""
    page = visit(LONG)
    page.keyboard.press("n")

    assert hash_of(page) == ""
    page.get_by_label("Keys n, p").check()
    for key in "nnnp":
        page.keyboard.press(key)
    assert counts(page, "2 of 15")


def test_the_choice_of_keys_is_remembered(visit: Visits) -> None:
    """On the next redline they work at once, and can be switched off again."""
    page = visit(LONG)
    page.get_by_label("Keys n, p").check()
    page.get_by_role("link", name="Side by side").click()
    page.wait_for_url("**/side-by-side/")
    page.keyboard.press("n")

    assert counts(page, "1 of 15")
    page.get_by_label("Keys n, p").uncheck()
    page.reload()
    page.keyboard.press("n")
    assert hash_of(page) == FIRST


def test_keys_work_where_storage_is_switched_off(visit: Visits) -> None:
    """The choice then lasts for the page."""
    page = visit(LONG, prepare=NO_STORAGE)
    page.get_by_label("Keys n, p").check()
    page.keyboard.press("n")

    assert counts(page, "1 of 15")


@pytest.mark.parametrize("field", ["input", "textarea", "select", "div"])
def test_keys_are_left_to_fields_and_to_the_browser(visit: Visits, field: str) -> None:
    """A site's own search box, or an editable part, needs its letters; Control with n opens a window."""
    page = visit(LONG)
    page.get_by_label("Keys n, p").check()
    page.evaluate(
        """name => {
            const field = document.createElement(name);
            if (name === 'div') field.contentEditable = 'true';
            document.querySelector('main').prepend(field);
            field.focus();
        }""",
        field,
    )
    page.keyboard.press("n")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+n")

    assert hash_of(page) == ""


def test_the_list_of_changes_leads_to_each(visit: Visits) -> None:
    """Without script; the change arrived at has a frame."""
    page = visit(LONG, java_script_enabled=False)
    links = page.get_by_role("navigation", name="Changes", exact=True).get_by_role("link")
    links.nth(7).click()
    change = page.locator(".chg").nth(7)
    box = change.bounding_box()

    assert links.count() == CHANGES
    assert box
    assert 40 <= box["y"] < 200
    assert computed(change, "outlineStyle") == "solid"


def test_arrows_lead_from_change_to_change_without_script(visit: Visits) -> None:
    """And are large enough for a thumb (WCAG 2.2, 2.5.8)."""
    page = visit(LONG, java_script_enabled=False, width=320)
    arrow = page.locator(".chg").nth(1).get_by_role("link", name="Next change")
    box = arrow.bounding_box()
    arrow.click()

    assert box
    assert box["width"] >= 24
    assert box["height"] >= 24
    assert page.locator(".chg:target h4").inner_text() == "Change 3 of 15"


def test_without_script_there_are_no_buttons_that_do_nothing(visit: Visits) -> None:
    """They appear with the script that makes them work."""
    page = visit(LONG, java_script_enabled=False)

    assert not page.locator(".step").is_visible()


def shown(page: Page, tag: str, pseudo: str) -> bool:
    """Whether the words before or after a mark can be seen."""
    return computed(page.locator(f"article {tag}").first, "position", f"::{pseudo}") == "static"


def test_marks_in_brackets_are_shown_on_demand(visit: Visits) -> None:
    """For readers who see neither colour nor underline; without script."""
    page = visit(LONG, java_script_enabled=False)

    assert not shown(page, "ins", "before")
    page.get_by_label("Also mark with").check()
    assert shown(page, "ins", "before")
    assert shown(page, "del", "after")
    assert "[+" in computed(page.locator("article ins").first, "content", "::before")
    assert "−]" in computed(page.locator("article del").first, "content", "::after")


def test_paper_always_has_the_marks_in_brackets(visit: Visits) -> None:
    """A copier knows no colours."""
    page = visit(LONG)
    page.emulate_media(media="print")

    assert shown(page, "ins", "before")
    assert shown(page, "del", "before")
    assert "[+" in computed(page.locator("article ins").first, "content", "::before")
    assert "[−" in computed(page.locator("article del").first, "content", "::before")
    for hidden in (".site", ".toolbar", ".toc", ".pn", ".legend .check"):
        assert not page.locator(hidden).first.is_visible(), hidden
