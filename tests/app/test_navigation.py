"""How readers find a policy among one, seven or a hundred and fifty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.plans import page, plan, revise, titled
from policybook.adapters.settings import load_settings
from policybook.app.check import check
from policybook.app.navigation import led_to_pages
from policybook.core.navigation import nav_entries
from policybook.core.pages import HistoryPage, IndexPage, PolicyPage, RedlinePage
from repositories import Repository
from scripted import ScriptedRepository, note, settings


def site(count: int, folder: str = "") -> ScriptedRepository:
    """Return a repository with some policies."""
    repository = ScriptedRepository()
    files = {}
    for number in range(count):
        name = f"{folder}policy-{number}"
        files[f"{name}/index.md"] = titled(f"Policy {number}", f"Words of {number}.")
        files[f"{name}/revisions/2024-01-01.md"] = note(kind="initial")
    repository.commit("2024-01-01", files)
    return repository


def index(count: int, nav: str = "") -> IndexPage:
    return page(plan(site(count), chosen=replace(settings(), nav=nav_entries(nav))), "", IndexPage)


def test_seven_policies_are_tabs_and_eight_a_list() -> None:
    """A row of eight is read by nobody."""
    assert [len(index(count).frame.tabs) for count in (1, 7, 8, 150)] == [1, 7, 0, 0]
    assert sum(len(group.policies) for group in index(150).groups) == 150


def test_sections_part_the_list_and_leave_the_tabs_alone() -> None:
    """With few policies the tabs are the quick way, and the list says what belongs together."""
    nav = "nav:\n  - One:\n      - policy-2/index.md\n  - Two:\n      - The first: policy-0/index.md\n"
    made = index(4, nav)

    assert [(group.title, [item.link.title for item in group.policies]) for group in made.groups] == [
        ("One", ["Policy 2"]),
        ("Two", ["The first"]),
        ("Other policies", ["Policy 1", "Policy 3"]),
    ]
    assert [tab.title for tab in made.frame.tabs] == ["Policy 2", "The first", "Policy 1", "Policy 3"]


def test_a_policy_named_by_the_navigation_keeps_its_own_title_on_its_page() -> None:
    """The title of a text is part of the text."""
    nav = nav_entries("nav:\n  - Ours:\n      - Short: policy-0/index.md\n")
    made = page(plan(site(1), chosen=replace(settings(), nav=nav)), "policy-0/", PolicyPage)

    assert (made.title, made.frame.title, made.frame.tabs[0].title) == ("Policy 0", "Policy 0", "Short")


def test_policies_of_one_title_are_told_apart_by_their_group() -> None:
    """Two results of a search engine would read the same."""
    repository = ScriptedRepository()
    for name in ("a", "b"):
        revise(repository, "2024-01-01", name, titled("Terms", f"Words of {name}."), kind="initial")
    nav = nav_entries("nav:\n  - Learners:\n      - a/index.md\n  - Teachers:\n      - b/index.md\n")
    made = plan(repository, chosen=replace(settings(), nav=nav))

    assert [page(made, f"{name}/", PolicyPage).frame.title for name in ("a", "b")] == [
        "Learners: Terms",
        "Teachers: Terms",
    ]


def test_every_page_below_a_policy_shows_the_way_back() -> None:
    """Start page, group, policy, and the pages between; the group leads to its heading in the list."""
    repository = site(1)
    revise(repository, "2024-03-01", "policy-0", titled("Policy 0", "Other words."))
    revise(repository, "2024-05-01", "policy-0", titled("Policy 0", "New words."), effective="2024-07-01")
    nav = nav_entries("nav:\n  - Für uns:\n      - policy-0/index.md\n")
    made = plan(repository, chosen=replace(settings(), nav=nav))
    below = [("Policies", ""), ("Für uns", "./#group-für-uns"), ("Policy 0", "policy-0/")]
    history = ("Revision history", "policy-0/history/")
    redline = ("Changes of 1 March 2024", "policy-0/2024-03-01/redline/")
    kinds = (PolicyPage, HistoryPage, RedlinePage)
    ways = {
        item.address: [(link.title, link.address) for link in value.eyebrow]
        for item in made.pages
        if isinstance(value := item.make(), kinds)
    }

    assert ways == {
        "policy-0/": below[1:2],
        "policy-0/history/": below,
        "policy-0/upcoming/": below,
        "policy-0/2024-01-01/": below,
        "policy-0/2024-03-01/": below,
        "policy-0/2024-03-01/redline/": [*below, history],
        "policy-0/2024-03-01/redline/side-by-side/": [*below, history, redline],
        "policy-0/2024-05-01/": below,
        "policy-0/2024-05-01/redline/": [*below, history],
        "policy-0/2024-05-01/redline/side-by-side/": [
            *below,
            history,
            ("Changes of 1 July 2024", "policy-0/2024-05-01/redline/"),
        ],
    }


def test_a_policy_without_a_group_has_nothing_above_its_title() -> None:
    """The tab says where one is."""
    assert page(plan(site(2)), "policy-0/", PolicyPage).eyebrow == ()


def test_a_wrong_entry_is_told_by_the_build_and_fails_the_check(repository: Repository) -> None:
    """Another plugin may make the page it names, so the site is built all the same."""
    settings_text = "docs_dir: content\nnav:\n  - terms/index.md\n  - about.md\n  - later.md\n  - term/index.md\n"
    files = {
        "mkdocs.yml": settings_text,
        "content/about.md": "We.\n",
        "content/terms/index.md": titled("Terms", "Words."),
        "content/terms/revisions/2020-01-01.md": note(kind="initial"),
    }
    repository.commit(files)
    repository.write("content/later.md", "Not committed yet.\n")
    loaded = load_settings(repository.folder)
    found = [item for item in check(loaded, on=date(2024, 1, 1)) if item.rule == "navigation"]
    told = plan(site(1), chosen=replace(settings(), config_file=loaded.config_file, nav=loaded.nav)).notices

    assert [(item.path, item.line, item.hint) for item in found] == [
        ("mkdocs.yml", 6, "did you mean `terms/index.md`?")
    ]
    assert "mkdocs.yml:6: `nav` names 'term/index.md', and there is no such policy or page" in told[-1]


@pytest.mark.parametrize(
    ("nav", "expected"),
    [
        (["Cookie Policy.md", {"More": ["about.md"]}], ["cookie-policy/index.md", {"More": ["about.md"]}]),
        ({"Cookies": "Cookie Policy.md"}, {"Cookies": "cookie-policy/index.md"}),
        ([{"Nothing": None}], [{"Nothing": None}]),
    ],
)
def test_mkdocs_finds_the_page_of_a_policy_by_its_file(nav: object, expected: object) -> None:
    """It would warn of a file that is not there, and leave the policy out of its own navigation."""
    assert led_to_pages(nav, {"Cookie Policy": "cookie-policy/index.md"}) == expected
