"""Made clause numbers on the pages of a site: where a typed one would be, and not in the record."""

from __future__ import annotations

import json
from datetime import date

from app.plans import markup, page, plan, revise, titled
from policybook.app.check import _links
from policybook.app.publish import Plan
from policybook.core.clausepage import ClausesPage
from policybook.core.pages import HistoryPage, PolicyPage, RedlinePage
from scripted import ScriptedRepository, book_of

TEXT = """## Your account

Each account is yours alone.

You may close it at any time.

## Fees

Courses cost what their page says."""
LATER = TEXT.replace("You may close", "You have one account.\n\nYou may close").replace(
    "Courses cost", "Courses now cost"
)


def site(**keys: object) -> ScriptedRepository:
    """Return a code of conduct with two revisions."""
    repository = ScriptedRepository()
    revise(repository, "2024-01-01", "conduct", titled("Conduct", TEXT, **keys), kind="initial")
    revise(repository, "2024-03-01", "conduct", titled("Conduct", LATER, **keys))
    return repository


NUMBERED = {"numbering": "clauses"}


def file(made: Plan, path: str) -> str:
    content = next(item for item in made.files if item.path == path).make()
    return content.decode() if isinstance(content, bytes) else content


def test_the_page_and_its_contents_show_the_numbers() -> None:
    """As real text in the link to the clause, so that they are copied, printed and found."""
    made = page(plan(site(**NUMBERED)), "conduct/", PolicyPage)
    html = made.documents[0].html

    assert '<span class="num"><a href="#your-account">1.</a></span> <span class="name">Your account' in html
    assert '<div class="clause" id="s1-3">' in html
    assert '<span class="num"><a href="#s2-1-2024-01-01">2.1</a></span>' in html
    assert [(item.number, item.title) for item in made.contents] == [("1", "Your account"), ("2", "Fees")]


def test_a_clause_is_followed_though_its_number_moved() -> None:
    """Its lasting link leads to it, and the bare number says that another clause had it."""
    html = page(plan(site(**NUMBERED)), "conduct/", PolicyPage).documents[0].html
    closing = html[html.index('id="s1-3"') : html.index("You may close")]

    assert 'id="s1-2-2024-01-01"' in closing
    assert "1.2 was another clause, which is now 1.3." in html


def test_history_margin_redline_and_search_cite_by_the_numbers() -> None:
    """One clause has one name on all pages."""
    made = plan(site(**NUMBERED))
    clauses = page(made, "conduct/clauses/", ClausesPage)
    redline = page(made, "conduct/2024-03-01/redline/", RedlinePage)
    listed = json.loads(file(made, "conduct/versions.json"))["versions"][0]["sections"]

    assert [item.number for item in clauses.documents[0].changed] == ["1.2", "2.1"]
    assert [(item.label, item.kind) for item in redline.changes] == [("§ 1.2", "added"), ("§ 2.1", "amended")]
    assert [(item["number"], item["title"]) for item in listed] == [("1.2", "Your account"), ("2.1", "Fees")]
    assert '<span class="num">1.3</span>' in markup(made, "conduct/2024-03-01/redline/")


def test_numbers_are_no_part_of_the_record() -> None:
    """Words are counted in the text as it was written."""
    with_, without = plan(site(**NUMBERED)), plan(site(numbering="text"))
    one, other = (page(made, "conduct/", PolicyPage) for made in (with_, without))

    assert one.words == other.words
    assert (one.revision_id, one.number) == (other.revision_id, other.number)
    assert (
        page(with_, "conduct/2024-03-01/redline/", RedlinePage).entry.inserted
        == page(without, "conduct/2024-03-01/redline/", RedlinePage).entry.inserted
    )


def test_numbers_that_come_or_go_are_no_revision() -> None:
    """No reader is told of a change when none was made; the page shows what its text's front matter says now."""
    repository = site()
    repository.commit("2024-04-01", {"conduct/index.md": titled("Conduct", LATER, **NUMBERED)})
    made = plan(repository)
    history = page(made, "conduct/history/", HistoryPage)

    assert [entry.id for year in history.years for entry in year.entries] == ["2024-03-01", "2024-01-01"]
    assert '<span class="num"><a href="#s1-3-2024-03-01">1.3</a></span>' in markup(made, "conduct/")
    assert 'class="num"' not in page(made, "conduct/2024-03-01/", PolicyPage).documents[0].html


def test_a_link_may_name_a_made_number() -> None:
    """`check` takes it for what it is: the id of a clause."""
    repository = site(**NUMBERED)
    revise(repository, "2024-04-01", "conduct", titled("Conduct", f"{LATER}\n\nSee [there](#s1-3).", **NUMBERED))

    assert [problem.message for problem in _links(book_of(repository), date(2024, 6, 1), "")] == []
