"""What links of former days lead to, on the pages of a site."""

from __future__ import annotations

from datetime import date

from app.test_publish import PRIVACY, REFUND, TERMS, page, plan, policy
from policybook.app.check import _links
from policybook.core.pages import PolicyPage, RedlinePage
from scripted import ScriptedRepository, book_of, note

LATER = "2024-06-01"


def alone() -> ScriptedRepository:
    """Terms that have their page for themselves, and another policy that links to them."""
    repository = ScriptedRepository()
    text = TERMS.replace("documents: [refund]\n", "") + "\n## 2. Law\n\n2.1 That of Norway.\n"
    link = PRIVACY + "\nSee [the start](../terms/index.md#start).\n"
    repository.commit(
        "2024-01-01",
        {
            "terms/index.md": text,
            "terms/revisions/2024-01-01.md": note(kind="initial"),
            "privacy/index.md": link,
            "privacy/revisions/2024-01-01.md": note(kind="initial"),
        },
    )
    return repository


def revised(repository: ScriptedRepository, day: str, old: str, new: str, **fields: str) -> None:
    """Change some words of the terms."""
    text = repository.text(repository.tracked_paths("")["content/terms/index.md"][1]).decode()
    assert old in text
    repository.commit(day, {"terms/index.md": text.replace(old, new), f"terms/revisions/{day}.md": note(**fields)})


def html(made: object) -> str:
    assert isinstance(made, PolicyPage)
    return made.documents[0].html


def test_links_of_other_policies_follow_a_renamed_heading() -> None:
    """Also in texts that nobody touched since."""
    repository = alone()
    revised(repository, "2024-02-01", "1. Start", "1. Where to start")
    made = plan(repository, LATER)

    assert 'href="../terms/#where-to-start"' in policy(made, "privacy/").documents[0].html
    assert 'id="start"' in html(page(made, "terms/"))


def test_a_text_may_link_to_its_own_headings_by_their_old_names() -> None:
    """Its own `#start` was right when it was written."""
    repository = alone()
    revised(repository, "2024-02-01", "1. Start", "1. Where to start")

    assert '<a href="#where-to-start">the first section</a>' in html(page(plan(repository, LATER), "terms/"))


def test_links_to_old_names_are_no_problem_and_links_to_nothing_are() -> None:
    """`check` would make editors mend what works."""
    repository = alone()
    revised(repository, "2024-02-01", "1. Start", "1. Where to start")
    revised(repository, "2024-03-01", "2.1 That", "2.1 ([one](#s1-1), [two](#s2-7)) That")
    found = [problem.message for problem in _links(book_of(repository), date(2024, 6, 1), "")]

    assert "the link to '#s2-7' leads nowhere on the site" in found
    assert not [message for message in found if "#start" in message or "#s1-1" in message]


def test_permanent_pages_never_change() -> None:
    """What was cited with its date reads as on that day, ids and links included."""
    repository = alone()
    before = html(page(plan(repository, LATER), "terms/2024-01-01/"))
    revised(repository, "2024-02-01", "1. Start", "1. Where to start")
    revised(repository, "2024-03-01", "\n## 2. Law\n\n2.1 That of Norway.\n", "")
    after = html(page(plan(repository, LATER), "terms/2024-01-01/"))

    assert after == before
    assert '<div class="clause" id="s1-2"><span class="num"><a href="#s1-2">1.2</a>' in after


def test_a_page_that_gets_a_second_document_keeps_its_links() -> None:
    """All its ids get longer then; what was copied before stays right."""
    repository = alone()
    files = {"terms/refund.md": REFUND, "terms/revisions/2024-02-01.md": note("Refunds.", kind="added")}
    repository.commit("2024-02-01", files)
    terms, refund = (item.html for item in policy(plan(repository, LATER), "terms/").documents)

    assert 'id="start-terms-of-use"' in terms
    assert '<span class="at" id="start"></span>' in terms
    assert '<div class="clause" id="document-terms-s1-2">' in terms
    assert '<span class="at" id="s1-2"></span>' in terms
    assert '<a href="#s1-2-2024-01-01">1.2</a>' in terms
    assert 'class="at"' not in refund


def test_a_removed_section_is_told_on_the_page_in_force_alone() -> None:
    """The page to come, and pages of the past, are no places that people linked to."""
    repository = alone()
    revised(repository, "2024-02-01", "\n## 2. Law\n\n2.1 That of Norway.\n", "")
    revised(repository, "2024-05-01", "may use", "may freely use", effective="2024-07-01")
    made = plan(repository, LATER)
    told = "The section “2. Law” was removed on 1 February 2024."

    assert f'<a href="2024-02-01/redline/#c-1">{told}</a>' in html(page(made, "terms/"))
    assert told not in html(page(made, "terms/upcoming/"))
    assert told not in html(page(made, "terms/2024-02-01/"))


def test_a_change_to_come_does_not_touch_the_links_of_the_text_in_force() -> None:
    """Until the day, clause 1.2 is clause 1.2."""
    repository = alone()
    revised(repository, "2024-05-01", "1.2 Or", "1.2 Newly put in, and long enough.\n\n1.3 Or", effective="2024-07-01")
    now, then = (html(page(plan(repository, on), "terms/")) for on in (LATER, "2024-07-01"))

    assert '<a href="#s1-2-2024-01-01">1.2</a>' in now
    assert '<a href="#s1-3-2024-05-01">1.3</a>' in then
    assert '<span class="at" id="s1-2-2024-01-01"></span>' in then
    assert "Before 1 July 2024, 1.2 was another clause, which is now 1.3." in then


def test_a_section_that_moved_to_another_document_of_the_page_is_found_there() -> None:
    """Nothing was removed from the page."""
    repository = alone()
    revised(repository, "2024-02-01", "\n## 2. Law\n\n2.1 That of Norway.\n", "")
    law = "---\ntitle: Law and Courts\n---\n## Law\n\nThat of Norway.\n"
    repository.commit("2024-02-02", {"terms/law.md": law, "terms/revisions/2024-02-02.md": note(kind="added")})
    terms, courts = (item.html for item in policy(plan(repository, LATER), "terms/").documents)

    assert "was removed on" not in terms
    assert '<span class="at" id="law"></span>' in courts


def test_a_redline_of_old_leads_to_where_a_heading_is_read_now() -> None:
    """By its name of then."""
    repository = alone()
    revised(repository, "2024-02-01", "2.1 That of Norway", "2.1 See [start](#start): that of Norway")
    revised(repository, "2024-03-01", "1. Start", "1. Where to start")
    made = page(plan(repository, LATER), "terms/2024-02-01/redline/")
    assert isinstance(made, RedlinePage)

    assert 'href="../../#where-to-start"' in made.documents[0].html
