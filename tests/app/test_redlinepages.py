"""What a redline says where there is little or nothing to mark."""

from __future__ import annotations

import re

from app.plans import markup, page, plan, revise, titled
from policybook.app.publish import Plan
from policybook.core.pages import HistoryPage, RedlinePage
from scripted import ScriptedRepository, note

TEXT = """## 1. Start

1.1 You may use the [service](https://a.example/).

1.2 We *like* it.

## 2. End

2.1 Goodbye."""


def site(*steps: tuple[str, str], **fields: object) -> Plan:
    """Return a site whose second version replaces some words of the source, under a title if one is given."""
    text = TEXT
    for old, new in steps:
        text = text.replace(old, new)
    repository = ScriptedRepository()
    revise(repository, "2024-01-01", "terms", titled("Terms", TEXT), kind="initial")
    revise(repository, "2024-03-01", "terms", titled(str(fields.pop("title", "Terms")), text), "index", **fields)
    return plan(repository)


def said(made: Plan, address: str = "terms/2024-03-01/redline/") -> str:
    """Return the words of the box above the text; empty where there is none."""
    found = re.search(r'<p class="empty">(.*?)</p>', markup(made, address), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split()) if found else ""


def extent(made: Plan) -> str:
    found = re.search(r"<dt>Extent</dt><dd>(.*?)</dd>", markup(made, "terms/2024-03-01/redline/"))
    assert found
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def test_a_change_of_formatting_says_that_no_words_changed() -> None:
    """And which places look different."""
    made = site(("*like*", "**like**"))

    assert said(made) == "No words changed. Changes the formatting of § 1.2."
    assert said(made, "terms/2024-03-01/redline/side-by-side/") == said(made)
    assert extent(made) == "1 change in 1 of 2 sections"


def test_a_link_that_leads_elsewhere_has_a_redline() -> None:
    """Its words are the same, what they mean may not be."""
    made = site(("a.example", "b.example"))

    assert said(made) == "No words changed. Changes a link."
    assert page(made, "terms/2024-03-01/redline/", RedlinePage).documents[0].status == "amended"


def test_other_numbers_are_no_other_words() -> None:
    """The counts of words would say otherwise."""
    made = site(("2. End", "3. End"), ("2.1", "3.1"))

    assert said(made) == "No words changed. Renumbers § 3."
    assert "words" not in extent(made)


def test_words_that_changed_or_moved_need_no_such_box() -> None:
    """The marks show them."""
    assert said(site(("Goodbye", "Farewell"))) == ""
    assert said(site(("## 2. End\n\n2.1 Goodbye.", ""), ("## 1.", "## 2. End\n\n2.1 Goodbye.\n\n## 1."))) == ""


def test_a_text_published_again_says_that_it_is_the_same() -> None:
    """With a redline where its note names the document, and without one in the list."""
    named, unnamed = site(documents="[terms]"), site()
    text = markup(unnamed, "terms/history/")

    assert said(named) == "No words changed. The text reads word for word like the version before."
    assert "terms/2024-03-01/redline/" not in [item.address for item in unnamed.pages]
    assert "terms/2024-03-01/" in [item.address for item in unnamed.pages]
    assert "<span>no words changed</span>" in text
    assert "words</span>" in text.partition("2024-01-01")[2]


def test_a_title_alone_that_changed_is_named() -> None:
    """The text below it is the same."""
    made = site(title="The Terms")

    assert said(made).startswith("No words changed.")
    assert "Title before: Terms" in markup(made, "terms/2024-03-01/redline/")


def test_what_only_the_source_shows_is_the_same_text() -> None:
    """Wrapped lines and other bullets are nothing to compare word by word."""
    made = site(("You may use", "You may\nuse"))

    assert said(made).endswith("The text reads word for word like the version before.")


def test_a_first_version_has_no_redline() -> None:
    """The list leads to its full text."""
    made = site()
    history = page(made, "terms/history/", HistoryPage)
    first = history.years[0].entries[-1]

    assert (first.redline, first.address, first.same_words) == ("", "terms/2024-01-01/", False)
    assert first.words > 0


def test_a_new_title_in_the_front_matter_does_not_make_a_policy_without_notes_change_twice() -> None:
    """What nobody sees is no revision there, and what was only reshaped has no redline."""
    repository = ScriptedRepository()
    repository.commit("2024-01-01", {"terms.md": titled("Terms", TEXT)})
    repository.commit("2024-03-01", {"terms.md": titled("Terms", TEXT.replace("*like*", "**like**"))})
    repository.commit("2024-04-01", {"terms.md": titled("Terms", TEXT, description="More.")}, note())

    assert len(page(plan(repository), "terms/history/", HistoryPage).years[0].entries) == 1
