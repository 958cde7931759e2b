"""Lists of versions for programs, and what search engines are told."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from xml.etree.ElementTree import fromstring

from policybook.core.catalogue import (
    ListedDocument,
    ListedPolicy,
    ListedSection,
    ListedVersion,
    SitemapPage,
    opensearch,
    policies_json,
    robots,
    sitemap,
    versions_json,
)
from policybook.core.model import Kind
from policybook.core.timeline import State

SITE = "https://policies.example.com/"
TODAY = date(2021, 6, 1)


def version(number: int, day: str, state: State, **values: Any) -> ListedVersion:
    defaults: dict[str, Any] = {
        "id": day,
        "number": number,
        "posted": date.fromisoformat(day),
        "announced": date.fromisoformat(day),
        "effective": date.fromisoformat(day),
        "until": None,
        "applies": True,
        "state": state,
        "material": False,
        "requires_reacceptance": False,
        "kind": Kind.CHANGE,
        "listed": True,
        "summary": "Updates definitions.",
        "commit": "c" * 40,
        "documents": (ListedDocument(id="terms", title="Terms of Use", sha256="ab" * 32),),
        "address": f"terms/{day}/",
        "sections": (ListedSection(document="terms", number="1.2", title="Definitions"),),
        "redline": f"terms/{day}/redline/",
        "plain_text": f"terms/{day}/redline.txt",
    }
    return ListedVersion(**{**defaults, **values})


IMPORTED = version(
    1,
    "2010-01-01",
    State.SUPERSEDED,
    kind=Kind.IMPORTED,
    applies=False,
    commit="",
    documents=(),
    sections=(),
    address="",
    redline="",
    plain_text="",
    summary="é\x00",
)
OLD = version(2, "2018-01-01", State.SUPERSEDED, until=date(2020, 12, 31), redline="", kind=Kind.INITIAL)
NOW = version(3, "2021-01-01", State.IN_FORCE, until=date(2021, 6, 30), material=True, requires_reacceptance=True)
SOON = version(4, "2021-07-01", State.UPCOMING)
LATER = version(5, "2021-07-09", State.UPCOMING)


def policy(*versions: ListedVersion, state: State = State.IN_FORCE) -> ListedPolicy:
    return ListedPolicy(
        id="terms",
        title="Terms of Use",
        address="terms/",
        state=state,
        versions=versions,
        next_change=min((item.effective for item in versions if item.effective > TODAY), default=None),
    )


def listed(value: ListedPolicy, site_url: str = SITE) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(versions_json(value, on=TODAY, site_url=site_url))
    return document


def test_versions_are_listed_newest_first_with_all_a_program_needs() -> None:
    """An application keeps the id a user accepted and compares it with the one in force."""
    document = listed(policy(IMPORTED, OLD, NOW, SOON, LATER))

    assert [item["id"] for item in document["versions"]] == [
        "2021-07-09",
        "2021-07-01",
        "2021-01-01",
        "2018-01-01",
        "2010-01-01",
    ]
    assert document["versions"][2] == {
        "id": "2021-01-01",
        "number": 3,
        "posted": "2021-01-01",
        "announced": "2021-01-01",
        "effective": "2021-01-01",
        "until": "2021-06-30",
        "applies": True,
        "state": "in force",
        "material": True,
        "kind": "change",
        "requires_reacceptance": True,
        "listed": True,
        "summary": "Updates definitions.",
        "commit": "c" * 40,
        "documents": [{"id": "terms", "title": "Terms of Use", "sha256": "ab" * 32}],
        "sections": [{"document": "terms", "number": "1.2", "title": "Definitions"}],
        "urls": {
            "text": f"{SITE}terms/2021-01-01/",
            "redline": f"{SITE}terms/2021-01-01/redline/",
            "plain_text": f"{SITE}terms/2021-01-01/redline.txt",
        },
    }


def test_what_applies_and_what_comes_is_said_once() -> None:
    """A program must not have to work it out from the days."""
    document = listed(policy(IMPORTED, OLD, NOW, LATER, SOON))

    assert document["schema_version"] == 1
    assert (document["id"], document["title"], document["url"]) == ("terms", "Terms of Use", f"{SITE}terms/")
    assert document["day"] == "2021-06-01"
    assert document["in_force"] == "2021-01-01"
    assert document["upcoming"] == ["2021-07-01", "2021-07-09"]
    assert document["next_change"] == "2021-07-01"


def test_nothing_in_force_is_null() -> None:
    """A withdrawn policy binds nobody, and an imported note is no text."""
    gone = listed(policy(IMPORTED, version(2, "2020-01-01", State.WITHDRAWN), state=State.WITHDRAWN))

    assert (gone["in_force"], gone["upcoming"], gone["next_change"]) == (None, [], None)
    assert gone["versions"][1]["urls"] == {"text": None, "redline": None, "plain_text": None}
    assert gone["versions"][1]["commit"] is None
    assert gone["versions"][1]["summary"] == "é"


def test_without_a_site_address_urls_are_relative_to_the_list() -> None:
    """The list works from wherever the site is put."""
    document = listed(policy(NOW), site_url="")

    assert document["url"] == "./"
    assert document["$schema"] == "../schemas/versions.schema.json"
    assert document["versions"][0]["urls"]["redline"] == "2021-01-01/redline/"


def test_policies_are_listed_in_order_with_their_lists() -> None:
    """The one address a program has to know."""
    text = policies_json([policy(NOW, SOON)], on=TODAY, site_url=SITE)

    assert json.loads(text) == {
        "$schema": f"{SITE}schemas/policies.schema.json",
        "schema_version": 1,
        "day": "2021-06-01",
        "policies": [
            {
                "id": "terms",
                "title": "Terms of Use",
                "url": f"{SITE}terms/",
                "state": "in force",
                "in_force": "2021-01-01",
                "upcoming": ["2021-07-01"],
                "next_change": "2021-07-01",
                "versions_url": f"{SITE}terms/versions.json",
            }
        ],
    }
    assert text.startswith('{\n "$schema": ')
    assert text.endswith("}\n")


def test_the_sitemap_names_absolute_pages_with_their_day() -> None:
    """Search engines fetch again what has a new day."""
    pages = [SitemapPage(address="términos/", modified=date(2021, 1, 1)), SitemapPage(address="", modified=None)]
    text = sitemap(pages, site_url=SITE)
    assert text is not None
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = [(item.findtext(f"{space}loc"), item.findtext(f"{space}lastmod")) for item in fromstring(text.encode())]

    assert found == [(SITE, None), (f"{SITE}t%C3%A9rminos/", "2021-01-01")]


def test_there_is_no_sitemap_without_a_site_address() -> None:
    """It needs absolute addresses; robots.txt must not name one that is not there."""
    assert sitemap([SitemapPage(address="", modified=None)], site_url="") is None
    assert robots(site_url="") == "User-agent: *\nAllow: /\n"
    assert robots(site_url=SITE) == f"User-agent: *\nAllow: /\nSitemap: {SITE}sitemap.xml\n"


def test_browsers_are_told_how_to_search_the_site() -> None:
    """The words a reader types take the place of `{searchTerms}`; a name may have 16 characters."""
    made = opensearch(site_name="Larkfield & Daughters", search="search/", language="de", site_url=SITE + "legal/")
    root = fromstring(made)
    found = {element.tag.rpartition("}")[2]: element for element in root}

    assert found["Url"].get("template") == f"{SITE}legal/search/?q={{searchTerms}}"
    assert (found["ShortName"].text, found["Language"].text) == ("Larkfield &", "de")
