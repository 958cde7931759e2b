"""The text of a policy in a browser: contents, links to clauses, notes, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.visits import HOST, NO_TARGET_CURRENT, Visits, clause, computed, focused, needs_target_current

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLIPBOARD = """
    window.copied = [];
    Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: async text => { window.copied.push(text); } },
    });
"""
FORBIDDEN_CLIPBOARD = """
    const refuse = async () => { throw new DOMException('not allowed', 'NotAllowedError'); };
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: refuse } });
"""


def current_by_style(page: Page) -> list[str]:
    """Return the entries of the contents that look like the one being read."""
    return page.locator(".toc ol ol a").evaluate_all(  # type: ignore[no-any-return]
        """links => links.filter(a => getComputedStyle(a).fontWeight === '600')
            .map(a => a.innerText.replace(/\\s+/g, ' '))"""
    )


@pytest.mark.parametrize("script", [True, False])
def test_contents_stand_in_a_column_on_wide_screens(visit: Visits, script: bool) -> None:
    """Open without script, beside the text, and they stay while the text scrolls."""
    page = visit("terms/", java_script_enabled=script)
    entry = page.get_by_role("navigation", name="Contents").get_by_role("link", name="9 Your complaint")
    column, text = page.locator(".toc").bounding_box(), page.locator(".text").bounding_box()

    assert entry.is_visible()
    assert column
    assert text
    assert column["x"] + column["width"] <= text["x"]
    page.evaluate("scrollTo(0, 1500)")
    moved = page.locator(".toc").bounding_box()
    assert moved
    assert moved["y"] == 0


@pytest.mark.parametrize("script", [True, False])
def test_contents_are_a_closed_box_on_phones(visit: Visits, script: bool) -> None:
    """Readers came for the text; a press opens them, and a link in them leads on."""
    page = visit("terms/", width=320, java_script_enabled=script)
    entry = page.get_by_role("navigation", name="Contents").get_by_role("link", name="9 Your complaint")

    assert not entry.is_visible()
    page.locator(".toc summary").click()
    entry.click()
    heading = page.get_by_role("heading", name="Your complaint").bounding_box()
    assert heading
    assert 0 <= heading["y"] < 100


def test_contents_follow_the_reader_without_script(visit: Visits) -> None:
    """By style alone, where the browser knows `:target-current`."""
    page = visit("terms/", java_script_enabled=False)
    needs_target_current(page)
    page.get_by_role("heading", name="Your device").evaluate("node => node.scrollIntoView()")
    page.wait_for_timeout(0)

    assert current_by_style(page) == ["7 Your device"]


@pytest.mark.parametrize("address", ["terms/", "arabic/"])
def test_contents_follow_the_reader_by_script_elsewhere(visit: Visits, address: str) -> None:
    """Down and up again, also where headings are not written in Latin letters."""
    page = visit(address, prepare=NO_TARGET_CURRENT, height=250)
    sections = page.locator(".policy > section:has(> .sec)")
    marked = page.locator(".toc [aria-current=location]")
    for number in (1, 0):
        heading = sections.nth(number).locator(".sec")
        heading.evaluate("node => node.scrollIntoView()")
        marked.get_by_text(heading.locator(".name").inner_text(), exact=True).wait_for()

        assert marked.count() == 1


def test_going_back_up_marks_the_section_above(visit: Visits) -> None:
    """Its heading is out of sight, its text is what one reads."""
    page = visit("terms/", prepare=NO_TARGET_CURRENT, height=300)
    clause(page, "5.1").evaluate("node => node.scrollIntoView()")
    marked = page.locator(".toc [aria-current=location]")
    marked.get_by_text("Your forum").wait_for()
    clause(page, "4.4").evaluate("node => node.scrollIntoView()")
    marked.get_by_text("Your payment").wait_for()


@pytest.mark.parametrize("keys", [True, False])
def test_the_link_to_a_clause_can_be_copied(visit: Visits, keys: bool) -> None:
    """With the mouse or without, and the button says what it did."""
    page = visit("terms/?from=mail#elsewhere", prepare=CLIPBOARD)
    button = page.get_by_role("button", name="Copy link to 3.2")
    if keys:
        clause(page, "3.2").locator(".num a").focus()
        page.keyboard.press("Tab")
        assert computed(button, "opacity") == "1"
        page.keyboard.press("Enter")
    else:
        clause(page, "3.2").hover()
        button.click()
    clause(page, "3.2").get_by_text("Copied").wait_for()

    assert page.evaluate("copied") == [f"{HOST}terms/?from=mail#s3-2-2022-02-01"]


def test_where_copying_is_forbidden_the_address_bar_has_the_link(visit: Visits) -> None:
    """A button that does nothing at all leaves readers guessing."""
    page = visit("terms/", prepare=FORBIDDEN_CLIPBOARD)
    page.get_by_role("button", name="Copy link to 3.2").press("Enter")
    page.wait_for_url("**/terms/#s3-2-2022-02-01")


def test_a_clause_that_was_linked_to_stands_out(visit: Visits) -> None:
    """Its number is the link; the mark at its side needs no colour, and none of it script."""
    page = visit("terms/", java_script_enabled=False)
    linked = clause(page, "3.2")
    linked.get_by_role("link", name="3.2").click()
    box = linked.bounding_box()

    assert page.url.endswith("/terms/#s3-2-2022-02-01")
    assert box
    assert 0 <= box["y"] < 100
    assert computed(linked, "borderInlineStartWidth", "::before") == "3px"
    assert computed(clause(page, "3.1"), "content", "::before") == "none"


def test_footnotes_lead_there_and_back(visit: Visits) -> None:
    """By keyboard."""
    page = visit("terms/")
    page.locator(".fn a").press("Enter")
    note = page.get_by_text("The day of the payment counts.")
    there = note.bounding_box()
    page.locator(".notes a").press("Enter")
    back = page.locator(".fn a").bounding_box()

    assert there
    assert back
    assert 0 <= there["y"] < 900
    assert 0 <= back["y"] < 900


@pytest.mark.parametrize("address", ["terms/", "terms/2024-03-01/redline/", "arabic/", "about/"])
def test_a_wide_table_scrolls_inside_itself(visit: Visits, address: str) -> None:
    """And takes the focus, so that arrow keys can scroll it."""
    page = visit(address, width=320)
    table = page.locator(".scroll").first
    wide = table.evaluate("node => node.scrollWidth - node.clientWidth")
    table.evaluate("node => node.addEventListener('scroll', () => { node.dataset.scrolled = 'yes'; })")
    table.focus()
    page.keyboard.press("ArrowLeft" if computed(table, "direction") == "rtl" else "ArrowRight")
    page.locator("[data-scrolled]").wait_for()

    assert wide > 100
    assert focused(page).startswith(("Plan", "الخطة"))


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("anchor", "words"),
    [
        ("document-terms-s3-2", "We look after every certificate"),
        ("s3-2-2022-02-01", "We look after every certificate"),
        ("document-terms-s9-5-d", "disturb others"),
        ("s9-5-c-2022-02-01", "disturb others"),
        ("s3-4-2022-02-01", "Clause 3.4 was removed on 1 March 2024."),
    ],
)
def test_links_of_any_day_lead_to_what_they_were_copied_for(
    visit: Visits, script: bool, anchor: str, words: str
) -> None:
    """By number or by what lasts, whether it was renumbered, or is gone."""
    page = visit(f"terms/#{anchor}", java_script_enabled=script)
    found = page.get_by_text(words).locator("visible=true").first
    box = found.bounding_box()

    assert box
    assert 0 <= box["y"] < 100


def test_a_removed_clause_is_told_only_to_those_who_look_for_it(visit: Visits) -> None:
    """A page full of them would hide the text."""
    page = visit("terms/")

    assert not page.get_by_text("Clause 3.4 was removed").is_visible()


def test_a_letter_is_a_link_to_its_item(visit: Visits) -> None:
    """It stands out then, as a clause does."""
    page = visit("terms/")
    item = page.locator("li").filter(has=page.get_by_role("link", name="(b)")).first
    item.get_by_role("link", name="(b)").click()

    assert page.url.endswith("/terms/#s9-5-b-2022-02-01")
    assert computed(item, "borderInlineStartWidth", "::before") == "3px"


@pytest.mark.parametrize("script", [True, False])
def test_margin_notes_lead_to_the_history_of_the_clause(visit: Visits, script: bool) -> None:
    """In the margin where there is one, else under the clause; the history is open then and leads to the redline."""
    page = visit("terms/", java_script_enabled=script)
    note = clause(page, "3.1").locator(".note")
    margin, text = note.bounding_box(), clause(page, "3.1").locator(".body").bounding_box()
    page.set_viewport_size({"width": 768, "height": 900})
    below = note.bounding_box()
    note.get_by_role("link").click()
    page.wait_for_url("**/terms/clauses/#s3-1-2022-02-01")
    change = page.locator(".life:target .rev").first

    assert margin
    assert text
    assert below
    assert margin["x"] >= text["x"] + text["width"]
    assert below["x"] < text["x"] + text["width"]
    assert change.get_by_text("within 5 days").is_visible()
    change.get_by_role("link", name="Redline").click()
    assert "/terms/2024-03-01/redline/#" in page.url
    assert "§ 3.1" in page.locator(".chg:target .chg-head").inner_text()


def test_notes_keep_room_between_them(visit: Visits) -> None:
    """A rule between two parts is a pixel high, and fingers need 24 (WCAG 2.2, 2.5.8)."""
    noted = visit("terms/").locator(".noted").first
    height = noted.evaluate(
        "node => node.firstElementChild.replaceWith(document.createElement('hr')) || node.offsetHeight"
    )

    assert height >= 24
