"""The day picker in a browser: it answers from the tables, by address or by choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.visits import Visits, clock, computed, overflow

if TYPE_CHECKING:
    from playwright.sync_api import Page


def answers(page: Page) -> list[str]:
    return page.locator("#answer p").all_inner_texts()


@pytest.mark.parametrize("address", ["#2024-05-01", "?date=2024-05-01"])
def test_an_address_names_the_day(visit: Visits, address: str) -> None:
    """It can be sent on: every document has its own version and days."""
    page = visit(f"terms/on/{address}")

    assert answers(page) == [
        "Terms of Use: On 1 May 2024 version 4 applied, in force from 1 March 2024 to 4 May 2025.",
        "Refund Policy: On 1 May 2024 version 1 applied, in force from 1 February 2022 to 1 September 2024.",
    ]
    assert page.locator(".hit td:first-child").all_inner_texts() == ["1 March 2024", "1 February 2022"]
    assert page.get_by_label("Date").input_value() == "2024-05-01"


def test_a_day_is_chosen(visit: Visits) -> None:
    """And its address shown, so that it can be kept; Back leads to the day before."""
    page = visit("terms/on/#2022-03-01")
    page.get_by_label("Date").fill("2024-10-01")
    page.get_by_role("button", name="Show").click()

    assert page.url.endswith("terms/on/#2024-10-01")
    assert answers(page)[1] == "Refund Policy: On 1 October 2024 version 5 applied, in force since 2 September 2024."
    page.go_back()
    assert answers(page)[0].startswith("Terms of Use: On 1 March 2022 version 1 applied")


def test_the_answer_leads_to_the_text(visit: Visits) -> None:
    """To the document itself, on its permanent page."""
    page = visit("terms/on/#2024-10-01")
    page.locator("#answer").get_by_role("link", name="version 5").click()

    assert page.url.endswith("terms/2024-09-02/#document-refund")


def test_days_before_the_first_and_after_the_last_are_answered(visit: Visits) -> None:
    """Nothing was in force yet; nothing is in force any more; one text is still to come."""
    on = visit("on/#2021-01-01")
    shield = visit("shield/on/#2030-01-01")
    honour = visit("honour/on/#2999-01-01")

    assert (
        "Terms of Use: Nothing was in force on 1 January 2021. The first version applies from 1 February 2022 on."
        in (answers(on))
    )
    assert answers(shield) == ["Nothing was in force on 1 January 2030: it was withdrawn on 26 May 2025."]
    assert answers(honour) == ["On 1 January 2999 version 1 is to apply, in force from 1 September 2025 on."]


@pytest.mark.parametrize("wrong", ["?date=2024-02-30", "?date=2024-13-01", "#yesterday", "?date=<b>x", "#%E0%A4%A"])
def test_what_is_no_day_is_said_to_be_none(visit: Visits, wrong: str) -> None:
    """As text: an address can be made up by anybody."""
    page = visit(f"terms/on/{wrong}")

    assert len(answers(page)) == 1
    assert answers(page)[0].endswith("is not a day. Write it like 2025-06-01.")
    assert page.locator("#answer b").count() == 0


def test_the_tables_answer_without_a_script(visit: Visits) -> None:
    """A form that does nothing is not shown."""
    page = visit("terms/on/", java_script_enabled=False)

    assert not page.get_by_label("Date").is_visible()
    assert page.get_by_role("row").filter(has_text="Version 4").inner_text().split("\t")[:2] == [
        "1 March 2024",
        "5 May 2025",
    ]


def test_the_answer_is_spoken_and_in_the_language_of_the_page(visit: Visits) -> None:
    """A status is read out; days are written as the page writes them."""
    page = visit("arabic/on/#2025-05-23")

    assert page.get_by_role("status").count() == 1
    assert page.locator("#answer time").first.get_attribute("datetime") == "2025-05-23"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_tables_fit_narrow_screens(visit: Visits, scheme: str) -> None:
    """And the row that answers is told by more than a colour."""
    page = visit("on/#2025-05-30", width=320, color_scheme=scheme)

    assert overflow(page) == 0
    assert "inset" in computed(page.locator(".hit td").first, "boxShadow")


@pytest.mark.parametrize(
    ("now", "said"),
    [("2025-06-30T23:59:59Z", False), ("2025-07-01T00:00:00Z", True), ("2025-08-01T12:00:00Z", True)],
)
def test_a_page_that_was_not_built_again_says_so(visit: Visits, now: str, said: bool) -> None:
    """From the day its notice speaks of, in the time zone of the policies; the notice itself stays true."""
    page = visit("terms/", prepare=clock(now), timezone_id="Pacific/Kiritimati")
    notice = page.locator(".notice.upcoming")

    assert ("This page was built before 1 July 2025." in notice.inner_text()) is said
    assert "A new version takes effect on 1 July 2025." in notice.inner_text()
