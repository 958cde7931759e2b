"""The page with the history of each clause, as values."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.test_publish import TERMS, page, plan, policy, sample
from policybook.app import clausepages
from policybook.core.clausepage import ClauseHistory, ClausesPage
from policybook.core.pages import Link
from scripted import ScriptedRepository, note

AFTER = "2024-08-01"


def histories(repository: ScriptedRepository, address: str = "terms/clauses/") -> ClausesPage:
    made = page(plan(repository, AFTER), address)
    assert isinstance(made, ClausesPage)
    return made


def of(made: ClausesPage, number: str) -> ClauseHistory:
    return next(item for document in made.documents for item in document.changed if item.number == number)


def amended(*edits: tuple[str, str, str]) -> ScriptedRepository:
    """Return the sample with further changes of the terms: day, old words, new words."""
    repository = sample()
    text = TERMS.replace("may use", "may freely use")
    for day, old, new in edits:
        text = text.replace(old, new)
        repository.commit(day, {"terms/index.md": text, f"terms/revisions/{day}.md": note(f"What {day} did.")})
    return repository


def test_each_clause_tells_what_changed_it() -> None:
    """With the day it took effect, what the editor said, the words before and after, and the way to the redline."""
    clause = of(histories(sample()), "1.1")
    change = clause.changes[0]

    assert (clause.anchor, clause.address) == ("s1-1-2024-01-01", "terms/#s1-1-2024-01-01")
    assert clause.title.startswith("You may freely use the service.")
    assert (clause.since, len(clause.changes)) == (date(2024, 1, 1), 1)
    assert (change.entry.effective, change.entry.summary) == (date(2024, 7, 1), "Freely.")
    assert change.address == "terms/2024-05-01/redline/#c-1"
    assert "You may <ins>freely</ins> use the service." in change.html
    assert not change.added


def test_changes_stand_newest_first() -> None:
    """Readers look for what is new."""
    made = histories(amended(("2024-07-10", "freely use", "use at will"), ("2024-07-20", "at will", "as you like")))

    assert [change.entry.id for change in of(made, "1.1").changes] == ["2024-07-20", "2024-07-10", "2024-05-01"]
    assert "<del>at will</del> <ins>as you like</ins>" in of(made, "1.1").changes[0].html


def test_a_clause_that_was_added_says_so() -> None:
    """And since when it is there."""
    clause = of(histories(amended(("2024-07-10", "1.2 Or", "1.2 Something new.\n\n1.3 Or"))), "1.2")

    assert (clause.since, [change.added for change in clause.changes]) == (date(2024, 7, 10), [True])
    assert "<ins>1.2 Something new.</ins>" in clause.changes[0].html


def test_each_clause_shows_its_own_part_of_a_change() -> None:
    """Two clauses put in together are one change of the redline."""
    made = histories(amended(("2024-07-10", "1.2 Or", "1.2 Something new.\n\n1.3 Something else.\n\n1.4 Or")))

    assert of(made, "1.2").changes[0].address == of(made, "1.3").changes[0].address
    assert "else" not in of(made, "1.2").changes[0].html
    assert "new" not in of(made, "1.3").changes[0].html


def test_what_never_changed_is_named_in_one_line() -> None:
    """By its number, else its heading."""
    terms, refund = histories(sample()).documents

    assert terms.unchanged == (
        Link(title="1", address="terms/#start-terms-of-use"),
        Link(title="1.2", address="terms/#s1-2-2024-01-01"),
    )
    assert refund.unchanged == ()


def test_sections_outside_of_clauses_have_a_history_too() -> None:
    """Not every text numbers its paragraphs."""
    found = histories(sample()).documents[1].changed[0]

    assert (found.anchor, found.number, found.title) == ("how-we-pay-refund-policy", "", "How we pay")
    assert "<del>14</del> <ins>30</ins>" in found.changes[0].html


def test_removed_sections_are_named() -> None:
    """They are part of the history of a text, and of no clause that is left."""
    text = TERMS.replace("may use", "may freely use") + "\n## 2. Law\n\n2.1 That of Norway and of no other country.\n"
    repository = amended(("2024-07-10", TERMS[-20:].strip(), TERMS[-20:].strip() + text[text.index("\n## 2.") :]))
    repository.commit(
        "2024-07-20",
        {"terms/index.md": text[: text.index("\n## 2.")], "terms/revisions/2024-07-20.md": note("No law.")},
    )
    removed = histories(repository).documents[0].removed

    assert [(item.text, item.address) for item in removed] == [
        ("The section “2. Law” was removed on 20 July 2024.", "../2024-07-20/redline/#c-1")
    ]


def test_a_policy_that_never_changed_has_no_such_page() -> None:
    """Nor a link to it."""
    made = plan(sample())

    assert "privacy/clauses/" not in [item.address for item in made.pages]
    assert policy(made, "privacy/").clauses == ""
    assert policy(made, "terms/").clauses == "terms/clauses/"
    assert policy(made, "terms/2024-01-01/").clauses == ""


def test_every_note_in_the_margin_leads_to_a_clause_of_the_page() -> None:
    """Also where other documents share it."""
    made = plan(amended(("2024-07-10", "1.2 Or", "1.2 Something new.\n\n1.3 Or")), AFTER)
    markup = "".join(document.html for document in policy(made, "terms/").documents)
    found = page(made, "terms/clauses/")
    assert isinstance(found, ClausesPage)
    anchors = [item.anchor for document in found.documents for item in document.changed]

    assert set(re.findall(r'href="clauses/#([^"]*)"', markup)) == set(anchors)
    assert len(set(anchors)) == len(anchors)


def test_a_page_that_would_grow_too_long_links_to_its_oldest_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of 100 kB that changed sixty times."""
    repository = amended(("2024-07-10", "freely use", "use at will"), ("2024-07-20", "at will", "as you like"))
    monkeypatch.setattr(clausepages, "ROOM", 200)
    made = histories(repository)
    changes = of(made, "1.1").changes

    assert changes[0].html
    assert not all(change.html for change in changes)
    assert made.left_out == sum(
        not change.html for item in made.documents for clause in item.changed for change in clause.changes
    )
