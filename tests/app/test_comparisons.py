"""The pages and files by which readers compare two versions."""

from __future__ import annotations

import json
from datetime import date

import pytest

from policybook.app import comparepages, comparisons
from policybook.app.edition import Edition
from policybook.app.publish import Plan, plan_site
from policybook.core.comparison_pages import ComparePage, ComparisonPage
from policybook.core.pages import HistoryPage, PolicyPage
from policybook.core.timeline import Policy, Revision, State
from scripted import ScriptedRepository, book_of, note, settings

TERMS = "---\ntitle: Terms of Use\ndocuments: [refund]\n---\nWe keep your data for {} days.\n"
REFUND = "---\ntitle: Refund Policy\n---\nWe refund within {} days.\n"
DAYS = ("2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01")


def sample() -> ScriptedRepository:
    """Four versions in force one after the other, the third with a second document, and one to come."""
    repository = ScriptedRepository()
    for number, day in enumerate(DAYS, start=1):
        files = {"terms/index.md": TERMS.format(number * 10), f"terms/revisions/{day}.md": note(f"Version {number}.")}
        if number == 3:
            files["terms/refund.md"] = REFUND.format(14)
        repository.commit(day, files)
    fifth = note("Fifth.", effective="2024-08-01")
    repository.commit("2024-05-01", {"terms/index.md": TERMS.format(50), "terms/revisions/2024-05-01.md": fifth})
    return repository


def edition(repository: ScriptedRepository, on: str = "2024-06-01") -> Edition:
    return Edition(book_of(repository), settings(), on=date.fromisoformat(on))


def policy(made: Edition) -> Policy:
    return made.policies[0]


def plan(repository: ScriptedRepository, on: str = "2024-06-01") -> Plan:
    return plan_site(book_of(repository), settings(), on=date.fromisoformat(on))


def page(made: Plan, address: str) -> object:
    return next(item for item in made.pages if item.address == address).make()


def compare_page(made: Plan) -> ComparePage:
    found = page(made, "terms/compare/")
    assert isinstance(found, ComparePage)
    return found


def comparison(made: Plan, revision: str) -> ComparisonPage:
    found = page(made, f"terms/compare/{revision}/")
    assert isinstance(found, ComparisonPage)
    return found


# ---- the choice


def test_the_versions_stand_newest_first_with_their_state() -> None:
    """The one in force and those to come are what most readers look for."""
    found = compare_page(plan(sample())).versions

    assert [version.id for version in found] == ["2024-05-01", *DAYS[::-1]]
    assert [version.state for version in found[:3]] == [State.UPCOMING, State.IN_FORCE, State.SUPERSEDED]
    assert (found[2].start, found[2].until) == (date(2024, 3, 1), date(2024, 3, 31))


def test_the_version_in_force_is_offered_with_the_one_before_it() -> None:
    """The likeliest question needs no choice."""
    found = compare_page(plan(sample()))

    assert (found.older, found.newer, found.current) == ("2024-03-01", "2024-04-01", "2024-04-01")
    assert found.first_day == date(2024, 1, 1)


def test_the_first_version_alone_in_force_is_offered_as_the_earlier_one() -> None:
    """There must be two different ones in the two lists."""
    repository = ScriptedRepository()
    for number, day in enumerate(DAYS[:2], start=1):
        words = note(effective="2024-03-01") if number == 2 else note()
        files = {"terms/index.md": TERMS.format(number), f"terms/revisions/{day}.md": words}
        repository.commit(day, files)
    found = compare_page(plan(repository, on="2024-02-15"))

    assert (found.older, found.current) == ("2024-01-01", "2024-01-01")
    assert found.newer != found.older


def test_each_version_names_the_pages_that_compare_it() -> None:
    """Neighbours have their redline; one that follows the version in force, or goes before it, needs no other page."""
    first, second, third, fourth, fifth = reversed(compare_page(plan(sample())).versions)

    assert (first.redline, first.to_current) == ("", "terms/compare/2024-01-01/")
    assert (second.before, second.redline) == ("2024-01-01", "terms/2024-02-01/redline/")
    assert second.to_current == "terms/compare/2024-02-01/"
    assert third.to_current == "terms/2024-04-01/redline/"
    assert fourth.to_current == ""
    assert fifth.to_current == fifth.redline == "terms/2024-05-01/redline/"


def test_one_version_is_not_compared() -> None:
    """There is nothing to choose."""
    repository = ScriptedRepository()
    repository.commit("2024-01-01", {"terms/index.md": TERMS.format(1), "terms/revisions/2024-01-01.md": note()})
    made = plan(repository)
    terms, history = page(made, "terms/"), page(made, "terms/history/")

    assert not [item for item in made.pages if "compare" in item.address]
    assert not [item for item in made.files if "compare" in item.path]
    assert isinstance(terms, PolicyPage)
    assert isinstance(history, HistoryPage)
    assert terms.compare == history.compare == ""


def test_the_policy_and_its_history_lead_to_the_choice() -> None:
    """And the permanent pages of versions do not: their notice leads to the comparison itself."""
    made = plan(sample())
    terms, history, old = page(made, "terms/"), page(made, "terms/history/"), page(made, "terms/2024-01-01/")

    assert isinstance(terms, PolicyPage)
    assert isinstance(history, HistoryPage)
    assert isinstance(old, PolicyPage)
    assert terms.compare == history.compare == "terms/compare/"
    assert old.compare == ""
    assert [link.address for link in old.banners[0].links] == ["terms/", "terms/compare/2024-01-01/"]


# ---- the comparisons with the version in force


def test_the_history_leads_from_each_version_to_its_comparison_with_the_one_in_force() -> None:
    """Unless the version's own redline is that; old ones are compared in the browser."""
    made = page(plan(sample()), "terms/history/")
    assert isinstance(made, HistoryPage)
    links = {entry.id: entry.compare for year in made.years for entry in year.entries}

    assert links == {
        "2024-05-01": "",
        "2024-04-01": "",
        "2024-03-01": "terms/2024-04-01/redline/",
        "2024-02-01": "terms/compare/2024-02-01/",
        "2024-01-01": "terms/compare/2024-01-01/",
    }


def test_what_the_history_says_of_all_comparisons_is_what_each_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of 500 versions asks once."""
    monkeypatch.setattr(comparisons, "READY", 1)
    made = edition(sample())
    found = comparisons.comparisons_with_current(made, policy(made))
    now = comparisons.current(made, policy(made))
    assert now is not None
    others = [item for item in policy(made).revisions if item is not now]

    assert found == {
        item.id: comparisons.comparison(made, policy(made), *sorted((item, now), key=lambda one: one.effective))
        for item in others
    }
    assert "?from=2024-01-01&to=2024-04-01" in found["2024-01-01"]


def test_a_version_is_compared_with_the_one_in_force_in_all_documents() -> None:
    """A reader agreed to the whole policy."""
    found = comparison(plan(sample()), "2024-02-01")

    assert [(item.title, item.status) for item in found.documents] == [
        ("Terms of Use", "amended"),
        ("Refund Policy", "added"),
    ]
    assert "<del>20</del> <ins>40</ins>" in found.documents[0].html
    assert (found.old.number, found.new.number, found.new.state) == (2, 4, State.IN_FORCE)
    assert not found.frame.noindex  # as any redline: what changed since a day is what people search for


def test_documents_that_did_not_change_are_named() -> None:
    """Else a reader could not tell whether they were compared."""
    repository = sample()
    repository.commit("2024-05-02", {"terms/refund.md": REFUND.format(30), "terms/revisions/2024-05-02.md": note()})
    repository.commit("2024-05-03", {"terms/refund.md": REFUND.format(14), "terms/revisions/2024-05-03.md": note()})
    made = edition(repository, on="2024-05-10")
    first = policy(made).revision("2024-03-01")
    assert first is not None

    found = comparepages.comparison_page(made, policy(made), first)

    assert found.unchanged == ("Refund Policy",)


def test_a_version_to_come_is_compared_from_the_one_in_force() -> None:
    """It is the later one of the two."""
    repository = sample()
    sixth = note(effective="2024-09-01")
    repository.commit("2024-05-02", {"terms/index.md": TERMS.format(60), "terms/revisions/2024-05-02.md": sixth})
    found = comparison(plan(repository), "2024-05-02")

    assert (found.old.number, found.new.number, found.new.state) == (4, 6, State.UPCOMING)


def test_only_the_newest_versions_have_a_page_with_the_one_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of old ones would double the cost of a build; browsers compare them, and the notice leads there."""
    monkeypatch.setattr(comparisons, "READY", 1)
    made = edition(sample())
    line = policy(made).revisions
    first, second, fourth = line[0], line[1], line[3]

    assert comparisons.ready(made, policy(made)) == (second,)
    assert comparisons.comparison(made, policy(made), second, fourth) == "terms/compare/2024-02-01/"
    assert comparisons.comparison(made, policy(made), first, fourth) == "terms/compare/?from=2024-01-01&to=2024-04-01"


def test_any_two_versions_have_an_address_where_they_are_compared() -> None:
    """Notices name it: their reader need not choose the two again."""
    made = edition(sample())
    first, second, third, fourth, fifth = policy(made).revisions

    def address(old: Revision, new: Revision) -> str:
        return comparisons.comparison(made, policy(made), old, new)

    assert address(first, second) == "terms/2024-02-01/redline/"
    assert address(first, third) == "terms/compare/?from=2024-01-01&to=2024-03-01"
    assert address(second, fourth) == "terms/compare/2024-02-01/"
    assert address(fourth, fifth) == "terms/2024-05-01/redline/"
    assert address(third, third) == ""


def test_a_withdrawn_policy_has_nothing_to_compare_with() -> None:
    """Its versions can still be compared with one another."""
    repository = sample()
    gone = {"terms/index.md": None, "terms/refund.md": None, "terms/revisions/2024-05-20.md": note(kind="withdrawn")}
    repository.commit("2024-05-20", gone)
    made = plan(repository)
    found = compare_page(made)

    assert found.current == ""
    assert not [item for item in made.pages if item.address.startswith("terms/compare/2")]
    assert "2024-05-20" not in [version.id for version in found.versions]


# ---- the files for browsers


def test_each_version_has_a_file_with_its_documents() -> None:
    """From which a browser compares any two."""
    made = plan(sample())
    files = {item.path: item.make for item in made.files if "/compare/" in item.path}
    version = json.loads(files["terms/compare/2024-03-01.json"]())

    assert sorted(files) == sorted(f"terms/compare/{day}.json" for day in (*DAYS, "2024-05-01"))
    assert [document[:2] for document in version["documents"]] == [
        ["terms", "Terms of Use"],
        ["refund", "Refund Policy"],
    ]


def test_a_version_too_long_for_browsers_has_an_empty_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page then says that the two could not be compared there."""
    monkeypatch.setattr("policybook.core.comparable.MOST_TOKENS", 3)
    made = edition(sample())

    assert comparepages.version_data(made, policy(made), policy(made).revisions[0]) == b"null\n"


def test_a_link_of_a_text_may_lead_to_the_choice() -> None:
    """Authors point to it as to any page of ours."""
    repository = sample()
    text = "---\ntitle: About\n---\nSee [the versions](/terms/compare/).\n"
    repository.commit("2024-05-05", {"about/index.md": text, "about/revisions/2024-05-05.md": note()})
    about = page(plan(repository), "about/")
    assert isinstance(about, PolicyPage)

    assert 'href="../terms/compare/"' in about.documents[0].html
