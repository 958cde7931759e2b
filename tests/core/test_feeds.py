"""Feeds that readers accept and recognise again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.core.feeds import Feed, FeedEntry, atom, json_feed, legal, reference
from policybook.core.ids import Event, id_prefix
from policybook.core.model import Kind
from policybook.core.pages import Html

SITE = "https://policies.example.com/"
ATOM = "{http://www.w3.org/2005/Atom}"


def entry(revision_id: str = "2020-12-18", **values: Any) -> FeedEntry:
    defaults: dict[str, Any] = {
        "policy_id": "terms",
        "policy_title": "Terms of Use",
        "revision_id": revision_id,
        "address": f"terms/{revision_id}/",
        "redline": f"terms/{revision_id}/redline/",
        "posted": date.fromisoformat(revision_id),
        "effective": date(2021, 1, 1),
        "summary": "Updates definitions.",
        "excerpt_html": Html('<p>in <del>10</del><ins>20</ins> <a href="../x/">days</a></p>'),
        "inserted": 1,
        "deleted": 1,
    }
    return FeedEntry(**{**defaults, **values})


def feed(*entries: FeedEntry, site_url: str = SITE, **values: Any) -> Feed:
    defaults: dict[str, Any] = {
        "policy_id": "terms",
        "title": "Terms of Use: changes",
        "author": "Larkfield",
        "language": "en",
        "address": "terms/feed.atom",
        "page": "terms/history/",
        "since": date(2018, 1, 1),
        "ids": id_prefix(site_url),
    }
    return Feed(**{**defaults, "site_url": site_url, "entries": entries, **values})


def parsed(value: Feed) -> Element:
    return fromstring(atom(value).encode())


def links(element: Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def test_ids_are_tags_of_the_site() -> None:
    """RFC 4151; a reader shows an entry again when its id changes."""
    root = parsed(feed(entry()))

    assert root.findtext(f"{ATOM}id") == "tag:policies.example.com,2026:terms"
    assert root.findtext(f"{ATOM}entry/{ATOM}id") == "tag:policies.example.com,2026:terms/2020-12-18"


def test_a_date_that_is_corrected_leaves_the_id_alone() -> None:
    """And so does an older revision that is imported: neither is part of it."""
    entries = entry(), entry(posted=date(2020, 12, 1)), entry(effective=date(2022, 1, 1))
    ids = [parsed(feed(item, since=date(2001, 1, 1))).findtext(f"{ATOM}entry/{ATOM}id") for item in entries]

    assert len(set(ids)) == 1


def test_what_takes_effect_later_has_an_entry_of_its_own_for_that_day() -> None:
    """Who follows the feed hears of it when it is announced and when it binds."""
    value = feed(entry(), entry(event=Event.EFFECTIVE, material=True))
    found = [
        {name: item.findtext(f"{ATOM}{name}") for name in ("id", "title", "published", "updated")}
        for item in parsed(value).findall(f"{ATOM}entry")
    ]
    later = json.loads(json_feed(value))["items"][0]

    assert found == [
        {
            "id": "tag:policies.example.com,2026:terms/2020-12-18/effective",
            "title": "Terms of Use change on 1 January 2021",
            "published": "2021-01-01T00:00:00Z",
            "updated": "2021-01-01T00:00:00Z",
        },
        {
            "id": "tag:policies.example.com,2026:terms/2020-12-18",
            "title": "Terms of Use, 2020-12-18",
            "published": "2020-12-18T00:00:00Z",
            "updated": "2020-12-18T00:00:00Z",
        },
    ]
    assert (later["tags"], later["_policybook"]["event"]) == (["material", "change", "effective"], "effective")


def test_a_postponement_updates_the_entry_it_concerns() -> None:
    """The entry says another day than before; readers that follow updates show it again."""
    item = parsed(feed(entry(postponed=date(2020, 12, 28)))).find(f"{ATOM}entry")
    assert item is not None

    assert item.findtext(f"{ATOM}published") == "2020-12-18T00:00:00Z"
    assert item.findtext(f"{ATOM}updated") == "2020-12-28T00:00:00Z"


def test_the_feed_is_as_new_as_its_newest_entry() -> None:
    """Readers fetch the entries only when this moves."""
    root = parsed(feed(entry("2020-01-01"), entry("2022-05-06"), entry("2021-01-01")))

    assert root.findtext(f"{ATOM}updated") == "2022-05-06T00:00:00Z"
    assert [item.findtext(f"{ATOM}updated") for item in root.findall(f"{ATOM}entry")] == [
        "2022-05-06T00:00:00Z",
        "2021-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z",
    ]


def test_a_feed_without_entries_is_a_feed() -> None:
    """A site with no policies yet announces its feed all the same."""
    assert parsed(feed()).findtext(f"{ATOM}updated") == "2018-01-01T00:00:00Z"
    assert json.loads(json_feed(feed()))["items"] == []


def test_a_feed_says_who_where_and_in_what_language() -> None:
    """RFC 4287 asks for an author and for a link to the feed itself."""
    root = parsed(feed(entry()))

    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Larkfield"
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"
    assert links(root) == {"alternate": f"{SITE}terms/history/", "self": f"{SITE}terms/feed.atom"}


def test_an_entry_leads_to_what_changed() -> None:
    """The comparison first, the full text beside it; a first version has only that, an imported one the history."""
    only_text, nothing = entry("2020-01-02", redline=""), entry("2020-01-01", redline="", address="")
    found = [links(item) for item in parsed(feed(entry(), only_text, nothing)).findall(f"{ATOM}entry")]

    assert found == [
        {"alternate": f"{SITE}terms/2020-12-18/redline/", "related": f"{SITE}terms/2020-12-18/"},
        {"alternate": f"{SITE}terms/2020-01-02/"},
        {"alternate": f"{SITE}terms/history/"},
    ]


def test_an_entry_holds_the_change_itself() -> None:
    """Who follows the feed reads what changed without leaving the reader."""
    item = parsed(feed(entry(left_out=2))).find(f"{ATOM}entry")
    assert item is not None
    content = item.find(f"{ATOM}content")
    assert content is not None

    assert item.findtext(f"{ATOM}summary") == "Updates definitions."
    assert content.attrib == {"type": "html"}
    assert content.text == (
        "<p>Updates definitions.</p><p>Effective 1 January 2021.</p><p>1 word added, 1 removed.</p>"
        "<p>in <del>[removed: 10]</del> <ins>[added: 20]</ins> "
        f'<a href="{SITE}terms/x/">days</a></p><p>And 2 more changes: see the comparison.</p>'
    )


def test_a_long_change_is_cut_and_says_so() -> None:
    """A feed is fetched whole many times a day."""
    document = json.loads(json_feed(feed(entry(excerpt_html=Html("<p>word <ins>new</ins></p>" * 3000)))))
    content = document["items"][0]["content_html"]

    assert len(content) < 20_000
    assert content.endswith("</p><p>More changes follow; there is no room for them here. See the comparison.</p>")


def test_material_and_unlisted_changes_have_categories() -> None:
    """Readers can filter by them."""
    items = parsed(feed(entry(material=True, kind=Kind.ADDED), entry("2020-01-01", listed=False))).findall(
        f"{ATOM}entry"
    )
    terms = [[category.attrib["term"] for category in item.findall(f"{ATOM}category")] for item in items]

    assert terms == [["material", "added"], ["change", "unlisted"]]


@settings(deadline=None)
@given(text=st.text(st.characters()))
def test_any_text_makes_a_feed_that_parses(text: str) -> None:
    """One form feed character in a summary would break the feed for everybody."""
    value = feed(entry(summary=text, policy_title=text, excerpt_html=Html(text.replace("<", "&lt;"))), title=text)
    root = parsed(value)
    document = json.loads(json_feed(value).encode())

    assert root.findtext(f"{ATOM}entry/{ATOM}summary") == legal(text)
    assert document["title"] == legal(text)


def test_markup_in_a_summary_is_shown_not_obeyed() -> None:
    """Feed readers obey markup in the content."""
    document = json.loads(json_feed(feed(entry(summary="<script>alert(1)</script>"))))

    assert document["items"][0]["content_html"].startswith("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")


def test_json_feed_says_the_same_and_what_policies_add() -> None:
    """JSON Feed 1.1; the extension is for programs that watch policies."""
    document = json.loads(json_feed(feed(entry(material=True), address="terms/feed.json")))
    item = document["items"][0]

    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == f"{SITE}terms/feed.json"
    assert document["home_page_url"] == f"{SITE}terms/history/"
    assert document["authors"] == [{"name": "Larkfield"}]
    assert item["id"] == "tag:policies.example.com,2026:terms/2020-12-18"
    assert item["url"] == f"{SITE}terms/2020-12-18/redline/"
    assert item["date_published"] == "2020-12-18T00:00:00Z"
    assert item["_policybook"] == {
        "policy": "terms",
        "revision": "2020-12-18",
        "event": "posted",
        "posted": "2020-12-18",
        "effective": "2021-01-01",
        "material": True,
        "kind": "change",
        "listed": True,
        "words": {"inserted": 1, "deleted": 1},
        "text": f"{SITE}terms/2020-12-18/",
        "redline": f"{SITE}terms/2020-12-18/redline/",
    }


def test_without_a_site_address_links_are_relative_to_the_feed() -> None:
    """The feed works from wherever the site is put; JSON Feed wants absolute addresses or none."""
    root = parsed(feed(entry(), site_url=""))
    document = json.loads(json_feed(feed(entry(), site_url="", address="terms/feed.json")))

    assert links(root) == {"alternate": "history/", "self": "feed.atom"}
    assert links(root.findall(f"{ATOM}entry")[0])["alternate"] == "2020-12-18/redline/"
    assert not {"home_page_url", "feed_url"} & document.keys()
    assert "url" not in document["items"][0]
    assert document["items"][0]["_policybook"]["text"] == "2020-12-18/"
    assert "<a " not in document["items"][0]["content_html"]


@pytest.mark.parametrize(
    ("address", "origin", "expected"),
    [
        ("terms/", "policies.json", "terms/"),
        ("terms/", "terms/versions.json", "./"),
        ("terms/feed.atom", "terms/feed.atom", "feed.atom"),
        ("", "terms/feed.atom", "../"),
        ("privacy/a b/#x", "terms/feed.atom", "../privacy/a%20b/#x"),
        ("https://elsewhere.example/x", "terms/feed.atom", "https://elsewhere.example/x"),
    ],
)
def test_relative_references_resolve_to_their_address(address: str, origin: str, expected: str) -> None:
    """A site opened from a folder has no host to start from."""
    assert reference(address, site_url="", origin=origin) == expected


def test_the_same_feed_gives_the_same_bytes() -> None:
    """Two builds of one commit must not differ, in whatever order entries come."""
    one, two = entry("2020-01-01"), entry("2020-01-01", policy_id="privacy")

    assert atom(feed(one, two)) == atom(feed(two, one))
    assert json_feed(feed(one, two)) == json_feed(feed(two, one))
    assert json_feed(feed(one)).endswith("}\n")
