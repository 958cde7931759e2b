"""What applied on a day, as values and as markup."""

from __future__ import annotations

import re
from datetime import date

from policybook.adapters.templates import Templates
from policybook.app.edition import Edition
from policybook.app.onpages import all_on_page
from policybook.app.publish import plan_site
from policybook.core.onpages import OnPage
from policybook.core.timeline import State
from scenario import scenario
from scripted import ScriptedRepository, book_of, note, settings


def on_page(address: str, on: str = "2026-07-01", repository: ScriptedRepository | None = None) -> OnPage:
    plan = plan_site(book_of(repository or scenario()), settings(), on=date.fromisoformat(on))
    found = next(item for item in plan.pages if item.address == address).make()
    assert isinstance(found, OnPage)
    return found


def test_each_document_has_a_table_with_its_own_days() -> None:
    """The latest first; a text that never applied is not among them."""
    tables = on_page("terms/on/").sections[0].tables
    terms = [(row.start.isoformat(), row.until and row.until.isoformat(), row.number) for row in tables[0].rows]

    assert [table.title for table in tables] == ["Terms of Use", "Refund Policy"]
    assert terms == [("2026-05-04", None, 5), ("2026-04-15", "2026-05-04", 4), ("2026-01-05", "2026-04-15", 1)]


def test_rows_lead_to_the_text_of_the_document() -> None:
    """On the permanent page of the revision that brought it."""
    rows = on_page("terms/on/").sections[0].tables[1].rows

    assert [row.address for row in rows] == [
        "terms/2026-05-04-2/#document-refund",
        "terms/2026-01-05/#document-refund",
    ]
    assert [row.state for row in rows] == [State.UPCOMING, State.IN_FORCE]


def test_days_without_a_text_are_in_the_table() -> None:
    """A withdrawal is an answer, too."""
    rows = on_page("terms/on/", "2027-01-10").sections[0].tables[0].rows

    assert [(row.state, bool(row.address)) for row in rows[:3]] == [
        (State.IN_FORCE, True),
        (State.SUPERSEDED, False),
        (State.SUPERSEDED, True),
    ]


def test_one_page_answers_for_all_policies() -> None:
    """In the order of the site."""
    made = on_page("on/")

    assert [section.policy.title for section in made.sections] == ["Privacy Notice", "Terms of Use"]
    assert made.first == date(2026, 1, 5)


def test_policies_of_one_title_are_told_apart_by_their_addresses() -> None:
    """Screen readers list the tables by name; case alone is not heard."""
    repository = ScriptedRepository()
    text = "# {}\n\nBe kind.\n"
    repository.commit("2026-01-05", {"us-terms.md": text.format("Terms"), "eu-terms.md": text.format("TERMS")})
    sections = on_page("on/", repository=repository).sections

    assert [section.policy.title for section in sections] == ["TERMS (eu-terms)", "Terms (us-terms)"]


def test_very_many_periods_are_on_the_pages_of_their_policies() -> None:
    """A page of megabytes answers nobody."""
    made = all_on_page(Edition(book_of(scenario()), settings(), on=date(2026, 7, 1)), limit=5)
    markup = Templates().page("on", made)

    assert [(section.tables, section.address) for section in made.sections] == [((), "privacy/on/"), ((), "terms/on/")]
    assert 'href="../terms/on/"' in markup
    assert "on.js" not in markup


def test_the_tables_answer_without_a_script() -> None:
    """In words, with an end or without one; the day picker waits for a script."""
    markup = Templates().page("on", on_page("terms/on/"))
    words = " ".join(re.sub("<[^>]+>", " ", markup).split())

    assert "15 April 2026 4 May 2026 Version 4" in words
    assert "4 May 2026 no end on record Version 5 in force" in words
    assert '<form class="pick" id="pick" action="./" method="get" hidden>' in markup


def test_a_policy_with_one_document_has_one_table() -> None:
    """It needs no name beside that of the policy."""
    repository = ScriptedRepository()
    repository.commit("2024-01-01", {"terms/index.md": "You may.\n", "terms/revisions/2024-01-01.md": note()})
    made = on_page("terms/on/", "2024-01-01", repository)

    assert [row.address for row in made.sections[0].tables[0].rows] == ["terms/2024-01-01/"]
    assert "<h2>Periods</h2>" in Templates().page("on", made)
