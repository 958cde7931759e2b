"""The search page in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from browser.visits import HOST, Visits, focused, overflow

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

HINT = "Results name the clause and lead to it."


def asked(visit: Visits, words: str, **options: Any) -> Page:
    """Open the page of a question and wait for its answer."""
    page = visit(f"search/?q={quote(words)}", **options)
    page.locator("#found", has_not_text=HINT).wait_for()
    return page


def answer(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def results(page: Page) -> list[str]:
    """Return where the results lead."""
    links: list[str] = page.locator(".results h2 a").evaluate_all("links => links.map(link => link.href)")
    return [link.removeprefix(HOST) for link in links]


def test_a_result_names_the_clause_and_leads_to_it(visit: Visits) -> None:
    """Policy, number and title, and the words as they stand there."""
    page = asked(visit, "reasonable care")
    first = page.locator(".results li").first

    assert answer(page) == "Results for “reasonable care”: 9"
    assert first.inner_text().split("\n")[0] == "Terms of Use"
    assert first.get_by_role("heading").inner_text().split() == ["2.2", "Your", "course"]
    assert first.locator("mark").all_inner_texts() == ["reasonable", "care"]
    assert page.title() == "reasonable care – Search – Made-up Policies"
    assert page.locator("#words").input_value() == "reasonable care"
    assert not page.locator("#headings").is_visible()
    first.get_by_role("link").click()
    assert page.url.startswith(f"{HOST}terms/#")
    assert page.locator(".clause:target").inner_text().startswith("2.2")


def test_a_reader_types_and_presses_enter(visit: Visits) -> None:
    """From the masthead, by keyboard alone; more results come below, and the focus goes to the first of them."""
    page = visit("terms/")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Search").press("Enter")
    page.get_by_role("searchbox", name="Words in any policy in force").press_sequentially("yours")
    page.keyboard.press("Enter")
    page.locator("#found", has_not_text=HINT).wait_for()
    assert page.url == f"{HOST}search/?q=yours"
    page.get_by_role("searchbox").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    assert focused(page) == " ".join(page.locator(".results h2").first.inner_text().split())


def test_more_results_come_when_asked_for(visit: Visits) -> None:
    """Ten at first; the focus goes on to the next."""
    page = asked(visit, "we")
    before = len(results(page))
    page.get_by_role("button", name="Show more results").press("Enter")
    page.locator(".results li").nth(before).wait_for()

    assert before == 10
    assert focused(page) == page.locator(".results h2").nth(10).inner_text()
    assert len(set(results(page))) == len(results(page)) > 10


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("COMPLAINT", "terms/#your-complaint-terms-of-use"),
        ("complaints", "terms/#your-complaint-terms-of-use"),
        ("compl", "terms/#your-complaint-terms-of-use"),
        ("4.5", "terms/#document-terms-s4-5"),
        ("confirmed by mail", "terms/#document-terms-s4-5"),
        ("“confirmed by mail”", "terms/#document-terms-s4-5"),
        ("refund", "terms/#document-refund"),
        ("how long", "privacy/#how-long-we-keep-it"),
        ("cóllèct", "privacy/#what-we-collect"),
        ("الغاء", "arabic/#s1-2"),
        ("about us", "about/"),
    ],
)
def test_the_best_result_comes_first(visit: Visits, words: str, first: str) -> None:
    """Whatever the case, accent and number of a word; a beginning will do; headings count more than text."""
    page = asked(visit, words)

    assert results(page)[0] == first


def test_all_words_come_before_some(visit: Visits) -> None:
    """A clause that has the rarer word alone is better than nothing."""
    page = asked(visit, "great care")

    assert results(page)[0] == "terms/#document-terms-s1-2"
    assert answer(page) == "Results for “great care”: 9"


def test_words_in_quotation_marks_are_found_as_they_stand(visit: Visits) -> None:
    """In their order, and whole."""
    assert results(asked(visit, '"pass off the work of other people"')) == ["terms/#document-terms-s9-5"]
    assert results(asked(visit, '"off pass"')) == []


@pytest.mark.parametrize("words", ["shield", '"do your own work"', "zebra"])
def test_what_is_not_in_force_is_not_found(visit: Visits, words: str) -> None:
    """Withdrawn, not yet in force, nowhere at all: the page says so and keeps its list of headings."""
    page = asked(visit, words)

    assert answer(page).startswith(f"Nothing in force says “{words}”.")
    assert results(page) == []
    assert page.get_by_role("link", name="9 Your complaint").is_visible()


def test_a_superseded_or_upcoming_word_is_not_found(visit: Visits) -> None:
    """`We call you first` is to come, `within 14 days` was before: only what binds is found."""
    assert results(asked(visit, '"we call you first"')) == []
    assert results(asked(visit, '"within 14 days"')) == []
    assert results(asked(visit, '"within 30 days"')) == ["terms/#document-refund-s1-1"]


def test_an_upcoming_policy_is_found_by_name(visit: Visits) -> None:
    """With the day from which it applies."""
    page = asked(visit, "honour")

    assert results(page) == ["honour/"]
    assert "upcoming, from 1 September 2025" in page.locator(".where").inner_text()


@pytest.mark.parametrize("words", ["<b>bold</b>", "$& ${x} {count}", "__proto__", "((", "\\", "' \" `", "%00", "„“"])
def test_signs_are_words_too(visit: Visits, words: str) -> None:
    """What a reader types is shown as typed and never becomes markup, a pattern or a name of the script's own."""
    page = asked(visit, words)

    assert f"“{words}”" in answer(page)
    assert page.locator("#found b").count() == 0
    assert page.locator("#headings").is_visible() == (not results(page))


def test_an_empty_question_shows_the_headings(visit: Visits) -> None:
    """And a hint, as without a question."""
    for address in ("search/", "search/?q=", "search/?q=%20"):
        page = visit(address)
        assert HINT in answer(page)
        assert page.get_by_role("heading", name="All headings").is_visible()


def test_without_script_the_page_is_an_index(visit: Visits) -> None:
    """No form that does nothing, a word of why, and every heading with its link."""
    page = visit("search/?q=care", java_script_enabled=False)

    assert not page.get_by_role("searchbox").is_visible()
    assert page.locator("noscript p").is_visible()
    page.get_by_role("link", name="9 Your complaint").click()
    assert page.url == f"{HOST}terms/#your-complaint-terms-of-use"


def test_an_index_that_cannot_be_read_is_said(visit: Visits, chromium: Browser, site: Path) -> None:
    """Online something went wrong; from a file browsers allow no more, and the headings are still there."""
    page = visit("terms/")
    page.route("**/search/index.json", lambda route: route.fulfill(status=200, body="<html>", content_type="text/html"))
    page.goto(f"{HOST}search/?q=care")
    page.locator("#found", has_not_text=HINT).wait_for()
    context = chromium.new_context()
    file = context.new_page()
    file.goto(f"{(site / 'search/index.html').as_uri()}?q=care")
    file.locator("#found", has_not_text=HINT).wait_for()

    assert answer(page).startswith("The search could not read its index.")
    assert answer(file).startswith("Browsers do not let a page that was opened from a file")
    assert file.get_by_role("link", name="9 Your complaint").is_visible()
    context.close()


def test_results_fit_a_phone(visit: Visits) -> None:
    """No sideways scrolling, in light and dark, whatever is asked."""
    for words in ("we", "w" * 200, "<b>"):
        page = asked(visit, words, width=320)
        assert overflow(page) == 0, words
