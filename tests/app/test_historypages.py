"""Histories of one revision, of some, and of thousands."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from app.plans import markup, page, plan, revise, titled
from policybook.app import historypages
from policybook.app.publish import Plan
from policybook.core.pages import HistoryPage, PolicyPage
from scripted import ScriptedRepository, note


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page hold a dozen revisions instead of five hundred: the rule is the same and the test is quick."""
    monkeypatch.setattr(historypages, "ONE_PAGE", 12)


def long_history(years: int = 5, each: int = 3) -> Plan:
    """Return a site with a policy changed several times a year, until 2024."""
    repository = ScriptedRepository()
    for year in range(2025 - years, 2025):
        for month in range(1, each + 1):
            day = f"{year}-{month:02}-05"
            material = "yes" if year == 2020 and month == 1 else "no"
            revise(repository, day, "terms", titled("Terms", f"Words of {day}."), material=material)
    return plan(repository)


def entries(made: Plan, address: str) -> list[str]:
    return [entry.id for year in page(made, address, HistoryPage).years for entry in year.entries]


@pytest.mark.usefixtures("short")
def test_a_very_long_history_has_its_latest_years_and_a_page_for_each_before() -> None:
    """Each revision is on one page, newest first."""
    made = long_history()
    main, older = page(made, "terms/history/", HistoryPage), page(made, "terms/history/2021/", HistoryPage)
    pages = [item.address for item in made.pages if item.template == "history"]

    assert pages == ["terms/history/", "terms/history/2021/", "terms/history/2020/"]
    assert [year.year for year in main.years] == [2024, 2023, 2022]
    assert [(year.year, year.count) for year in main.elsewhere] == [(2021, 3), (2020, 3)]
    assert [year.year for year in older.years] == [2021]
    assert [name for address in pages for name in entries(made, address)] == [
        f"{year}-{month:02}-05" for year in range(2024, 2019, -1) for month in (3, 2, 1)
    ]
    assert (main.total, older.total) == (15, 15)


@pytest.mark.usefixtures("short")
def test_every_year_is_one_link_away_without_script() -> None:
    """From the main page and from that of any year; the anchors of years stay."""
    made = long_history()
    main, older = markup(made, "terms/history/"), markup(made, "terms/history/2021/")
    links = re.compile(r'<li><a href="([^"]+)"[^>]*>(\d{4})</a></li>')

    assert links.findall(main) == [
        ("#y2024", "2024"),
        ("#y2023", "2023"),
        ("#y2022", "2022"),
        ("2021/", "2021"),
        ("2020/", "2020"),
    ]
    assert links.findall(older) == [
        ("../#y2024", "2024"),
        ("../#y2023", "2023"),
        ("../#y2022", "2022"),
        ("./", "2021"),
        ("../2020/", "2020"),
    ]
    assert 'id="y2020"' in main
    assert '<a href="../2020/" rel="prev">' in older
    assert '<a class="next" href="../#y2022" rel="next">' in older


@pytest.mark.usefixtures("short")
def test_the_filter_is_offered_where_it_has_something_to_leave_out() -> None:
    """The only material change of this policy is on the page of 2020."""
    made = long_history()

    assert [
        'id="material"' in markup(made, address)
        for address in ("terms/history/", "terms/history/2021/", "terms/history/2020/")
    ] == [False, False, True]


@pytest.mark.usefixtures("short")
def test_the_page_of_a_year_has_a_title_of_its_own() -> None:
    """Search engines list it beside the main page."""
    made = long_history()
    older = page(made, "terms/history/2021/", HistoryPage)

    assert older.frame.title == "Revision history of Terms, 2021"
    assert older.frame.canonical.endswith("/terms/history/2021/")
    assert str(older.frame.modified) == "2021-03-05"
    assert "3 versions of the Terms, newest first" in markup(made, "terms/history/2021/")


def test_five_hundred_revisions_are_one_page_and_one_more_are_parted() -> None:
    """The real limit, with revisions that have no text: from before the archive."""

    def history(count: int) -> Plan:
        repository = ScriptedRepository()
        first = date(2015, 1, 1)
        days = [(first + timedelta(days=5 * number)).isoformat() for number in range(count - 1)]
        imported = {
            f"terms/revisions/{day}.md": note("Long ago.", kind="imported", posted=day, link="https://x.example/")
            for day in days
        }
        repository.commit(
            "2024-01-01", {**imported, "terms/index.md": titled("Terms", "Words."), **noted("2024-01-01")}
        )
        return plan(repository)

    def noted(day: str) -> dict[str, str]:
        return {f"terms/revisions/{day}.md": note("First text of the archive.")}

    one, parted = history(500), history(501)

    assert len(entries(one, "terms/history/")) == 500
    assert [item.address for item in one.pages if item.template == "history"] == ["terms/history/"]
    assert len([item for item in parted.pages if item.template == "history"]) == 6
    assert page(parted, "terms/history/", HistoryPage).total == 501


def test_several_versions_of_one_day_are_listed_one_by_one() -> None:
    """Each with an address of its own."""
    repository = ScriptedRepository()
    repository.commit("2024-01-01", {"terms.md": "Words.\n"})
    repository.commit("2024-01-01", {"terms.md": "Other words.\n"})
    made = plan(repository)
    text = markup(made, "terms/history/")

    assert entries(made, "terms/history/") == ["2024-01-01-2", "2024-01-01"]
    assert 'id="v2024-01-01-2"' in text
    assert 'href="../2024-01-01-2/redline/"' in text


def test_a_link_to_the_page_of_a_year_leads_there() -> None:
    """From a text, which may point to the past."""
    repository = ScriptedRepository()
    revise(repository, "2024-01-01", "terms", titled("Terms", "See [2019](/terms/history/2019/)."))

    assert 'href="history/2019/"' in page(plan(repository), "terms/", PolicyPage).documents[0].html


def test_a_policy_without_a_material_change_offers_no_filter() -> None:
    """It would leave nothing."""
    repository = ScriptedRepository()
    for day in ("2024-01-01", "2024-02-01"):
        revise(repository, day, "terms", titled("Terms", f"Words of {day}."))

    assert 'id="material"' not in markup(plan(repository), "terms/history/")
