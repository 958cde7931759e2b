"""What search engines are asked to list, under which address, and what programs read of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import html5lib
import pytest

from app.plans import markup, page, plan, revise, titled
from policybook.adapters.settings import Options
from policybook.app.publish import Plan
from policybook.core.pageparts import Role
from policybook.core.pages import PolicyPage
from scripted import ScriptedRepository, settings

HOST = "https://policies.example.org/"


def every_state() -> ScriptedRepository:
    """Return a site with a text in every state, for June 2024."""
    repository = ScriptedRepository()
    for day, words in (("2024-01-01", "Old words."), ("2024-03-01", "Words in force.")):
        revise(repository, day, "terms", titled("Terms", words, description="The rules."))
    revise(repository, "2024-05-01", "terms", titled("Terms", "Words to come."), effective="2024-07-01")
    revise(repository, "2024-05-02", "soon", titled("Soon", "Words to come."), effective="2024-09-01")
    revise(repository, "2024-05-03", "gone", titled("Gone", "Words of the past."), kind="initial")
    revise(repository, "2024-05-20", "gone", None, kind="withdrawn")
    return repository


def head(made: Plan, address: str) -> dict[str, str]:
    """Return what the head of a page says: metadata by name, links by relation."""
    found: dict[str, str] = {}
    for element in tree(markup(made, address)).iter():
        name = element.get("name") or element.get("property") or element.get("rel") or ""
        if element.tag in ("meta", "link") and name:
            found[name] = element.get("content") or element.get("href") or ""
    return found


def tree(text: str) -> Element:
    parsed = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    assert isinstance(parsed, Element)
    return parsed


def item(element: Element) -> dict[str, object]:
    """Return one item of microdata, as the HTML standard reads it."""
    found: dict[str, object] = {"@type": element.get("itemtype", "").removeprefix("https://schema.org/")}
    for name, value in _properties(element):
        known = found.get(name)
        found[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
    return found


def _properties(element: Element) -> Iterator[tuple[str, object]]:
    for child in element:
        inner = child.get("itemscope") is not None
        if name := child.get("itemprop"):
            text = child.get("content") or child.get("href") or "".join(child.itertext()).strip()
            yield name, item(child) if inner else text
        if not inner:
            yield from _properties(child)


def items(text: str) -> list[dict[str, object]]:
    """Return the items of microdata of a page that are part of no other."""
    scopes = [element for element in tree(text).iter() if element.get("itemscope") is not None]
    return [item(element) for element in scopes if element.get("itemprop") is None]


DECIDED = [
    ("", "", ""),
    ("terms/", "", "terms/"),
    ("terms/2024-03-01/", "", "terms/"),
    ("terms/2024-01-01/", "noindex, follow", "terms/2024-01-01/"),
    ("terms/2024-05-01/", "noindex, follow", "terms/2024-05-01/"),
    ("terms/upcoming/", "", "terms/upcoming/"),
    ("terms/history/", "", "terms/history/"),
    ("terms/clauses/", "", "terms/clauses/"),
    ("terms/compare/", "noindex, follow", "terms/compare/"),
    ("on/", "noindex, follow", "on/"),
    ("terms/on/", "noindex, follow", "terms/on/"),
    ("search/", "noindex, follow", "search/"),
    ("terms/2024-03-01/redline/", "", "terms/2024-03-01/redline/"),
    ("terms/2024-03-01/redline/side-by-side/", "", "terms/2024-03-01/redline/"),
    ("soon/", "", "soon/"),
    ("soon/2024-05-02/", "", "soon/"),
    ("gone/", "", "gone/"),
    ("gone/2024-05-03/", "noindex, follow", "gone/2024-05-03/"),
    ("gone/2024-05-20/", "", "gone/"),
]
"""Pages of every kind and state: what robots are asked, and the address to list them under."""


@pytest.mark.parametrize(("address", "robots", "canonical"), DECIDED)
def test_each_text_is_listed_once(address: str, robots: str, canonical: str) -> None:
    """The text that a policy's page shows under the address of that page; earlier texts nowhere."""
    found = head(plan(every_state()), address)

    assert (found.get("robots", ""), found["canonical"]) == (robots, HOST + canonical)
    assert found["og:url"] == found["canonical"]


def test_every_kind_of_page_is_decided() -> None:
    """A page that is not in the list above would be listed by accident."""
    pages = plan(every_state()).pages
    decided = {address for address, _, _ in DECIDED}

    assert {item.template for item in pages} == {item.template for item in pages if item.address in decided}


def test_a_permanent_page_with_a_text_to_come_in_it_is_not_listed() -> None:
    """The newest revision may be in force while another document of its page waits for its own day."""
    repository = ScriptedRepository()
    revise(repository, "2024-01-01", "terms", titled("Terms", "Words."), kind="initial")
    revise(repository, "2024-02-01", "terms", titled("Refunds", "Within 14 days."), "refund")
    revise(repository, "2024-03-01", "terms", titled("Terms", "Other words."), effective="2024-09-01")
    revise(repository, "2024-04-01", "terms", titled("Refunds", "Within 30 days."), "refund")
    made = plan(repository)

    assert "Other words" in markup(made, "terms/2024-04-01/")
    assert "Other words" not in markup(made, "terms/")
    assert head(made, "terms/2024-04-01/")["robots"] == "noindex, follow"


def test_pages_for_search_engines_have_all_of_open_graph() -> None:
    """A link in a message shows title, sentence, picture and day."""
    chosen = replace(settings(), options=Options(logo="img/logo.png"))
    found = head(plan(every_state(), chosen=chosen), "terms/")

    assert {name: value for name, value in found.items() if name.startswith(("og:", "article:", "twitter:"))} == {
        "og:type": "article",
        "og:url": f"{HOST}terms/",
        "og:title": "Terms",
        "og:site_name": "Example",
        "og:description": "The rules.",
        "og:locale": "en_US",
        "og:image": f"{HOST}img/logo.png",
        "og:image:alt": "Example",
        "article:published_time": "2024-01-01",
        "article:modified_time": "2024-03-01",
        "twitter:card": "summary",
    }
    assert head(plan(every_state(), chosen=chosen), "")["og:type"] == "website"


def test_a_policy_without_a_description_says_since_when_it_applies() -> None:
    """Search engines show a line below the title; an editor's own words come first."""
    made = plan(every_state())

    assert head(made, "terms/")["description"] == "The rules."
    assert head(made, "soon/")["description"] == "Soon. It applies from 1 September 2024."
    assert head(made, "gone/")["description"] == "Gone. It has not applied since 20 May 2024."


def test_a_permanent_page_says_when_its_text_applied() -> None:
    """It is no longer listed, but people put links to it into messages, which show that line."""
    repository = ScriptedRepository()
    for day, words in (("2024-01-01", "Old words."), ("2024-03-01", "Words in force.")):
        revise(repository, day, "terms", titled("Terms", words))
    revise(repository, "2024-04-01", "terms", titled("Terms", "Words to come."), effective="2024-07-01")
    revise(repository, "2024-04-02", "terms", titled("Terms", "Other words to come."), effective="2024-07-01")
    made = plan(repository)

    said = {day: head(made, f"terms/{day}/")["description"] for day in ("2024-01-01", "2024-03-01", "2024-04-01")}
    assert said == {
        "2024-01-01": "Terms, version of 2024-01-01. It applied from 1 January 2024 to 29 February 2024.",
        "2024-03-01": "Terms. It has applied since 1 March 2024.",
        "2024-04-01": "Terms, version of 2024-04-01.",
    }


def test_a_drawing_is_no_picture_for_previews() -> None:
    """None of those who show them takes SVG."""
    chosen = replace(settings(), options=Options(logo="img/logo.svg"))

    assert "og:image" not in head(plan(every_state(), chosen=chosen), "terms/")


def test_a_policy_says_what_it_is_in_the_words_of_schema_org() -> None:
    """As any program reads microdata; an interval without end is open."""
    found = items(markup(plan(every_state()), "terms/"))[0]

    assert found == {
        "@type": "WebPage",
        "name": "Terms",
        "url": f"{HOST}terms/",
        "inLanguage": "en",
        "version": "2024-03-01",
        "datePublished": "2024-01-01",
        "dateModified": "2024-03-01",
        "temporalCoverage": "2024-03-01/2024-06-30",
        "publisher": {"@type": "Organization", "name": "Example"},
        "isPartOf": {"@type": "WebSite", "name": "Example", "url": HOST},
    }


def test_an_archived_version_says_where_it_stands() -> None:
    """The way to it is a list of steps, the last one without an address of its own."""
    found = items(markup(plan(every_state()), "terms/2024-01-01/"))[0]

    assert (found["version"], found["temporalCoverage"]) == ("2024-01-01", "2024-01-01/2024-02-29")
    assert (found["datePublished"], found["dateModified"]) == ("2024-01-01", "2024-01-01")
    assert found["breadcrumb"] == {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "item": "../../", "name": "Policies", "position": "1"},
            {"@type": "ListItem", "item": "../", "name": "Terms", "position": "2"},
            {"@type": "ListItem", "name": "Version 1", "position": "3"},
        ],
    }


@pytest.mark.parametrize(
    ("address", "on", "coverage"),
    [
        ("terms/", "2024-07-01", "2024-07-01/.."),
        ("terms/upcoming/", "2024-06-01", "2024-07-01/.."),
        ("soon/", "2024-06-01", "2024-09-01/.."),
        ("gone/", "2024-06-01", "2024-05-03/2024-05-19"),
    ],
)
def test_the_days_of_a_text_are_an_iso_interval(address: str, on: str, coverage: str) -> None:
    """Of a withdrawn policy those of its last text."""
    assert items(markup(plan(every_state(), on), address))[0]["temporalCoverage"] == coverage


def test_a_text_that_never_applied_covers_no_days() -> None:
    """It was replaced before it took effect."""
    repository = ScriptedRepository()
    for day in ("2024-01-01", "2024-01-05"):
        revise(repository, day, "terms", titled("Terms", f"Words of {day}."), effective="2024-02-01")

    assert "temporalCoverage" not in items(markup(plan(repository), "terms/2024-01-01/"))[0]


def test_the_day_of_a_change_is_the_day_on_which_readers_saw_it() -> None:
    """For the sitemap, too: neither a day to come, nor one before the text was published."""
    repository = every_state()
    revise(repository, "2024-05-25", "terms", titled("Terms", "Late words."), effective="2024-04-01")
    made = {item.address: item.modified for item in plan(repository).pages}

    assert str(made["soon/"]) == "2024-05-02"
    assert str(made["terms/"]) == "2024-05-25"


def test_every_version_spells_out_its_address_and_its_neighbours() -> None:
    """On paper a link is its address."""
    made = plan(every_state())
    links = {item.role: item.words for item in page(made, "terms/2024-03-01/", PolicyPage).versions}
    first = {item.role for item in page(made, "terms/2024-01-01/", PolicyPage).versions}

    assert links == {
        Role.THIS: f"{HOST}terms/2024-03-01/",
        Role.LATEST: f"{HOST}terms/",
        Role.PREVIOUS: f"{HOST}terms/2024-01-01/",
        Role.NEXT: f"{HOST}terms/2024-05-01/",
    }
    assert first == {Role.THIS, Role.LATEST, Role.NEXT}
    assert page(made, "terms/", PolicyPage).versions == ()


def test_a_site_without_an_address_spells_out_paths() -> None:
    """It may be read from a folder."""
    made = plan(every_state(), chosen=replace(settings(), site_url=""))

    assert page(made, "terms/2024-01-01/", PolicyPage).versions[0].words == "/terms/2024-01-01/"


def test_an_earlier_version_leads_to_what_is_in_force() -> None:
    """And to the comparison with it: the redline where that is one step, a page of its own where it is more."""
    made, later = plan(every_state()), plan(every_state(), "2024-08-01")

    def links(made: Plan) -> list[tuple[str, str]]:
        return [(link.title, link.address) for link in page(made, "terms/2024-01-01/", PolicyPage).banners[0].links]

    assert links(made) == [
        ("Read the version in force", "terms/"),
        ("Compare with it", "terms/2024-03-01/redline/"),
    ]
    assert links(later)[1] == ("Compare with it", "terms/compare/2024-01-01/")


def test_where_nothing_is_in_force_no_link_says_so() -> None:
    """The last text of a withdrawn policy binds nobody."""
    links = page(plan(every_state()), "gone/2024-05-03/", PolicyPage).banners[0].links

    assert [(link.title, link.address) for link in links] == [("Go to the page of this policy", "gone/")]
