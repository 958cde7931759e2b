"""The changes as feeds: Atom (RFC 4287) and JSON Feed 1.1. Knows nothing about files, pages or mails.

A revision has an entry on the day it is posted, and another on the day it takes effect where that is later.

With a known site address, entries have `tag:` ids (RFC 4151) and absolute links. Without one, ids are `urn:uuid:` (RFC
9562, version 5: made from a name), stable and valid too; links are relative to the feed, as Atom allows, and JSON Feed
leaves out the addresses that have to be absolute. No date of a revision is part of an id: dates can be corrected, and
older revisions imported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from posixpath import relpath
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from policybook.core.ids import Event, entry_id, permanent_id
from policybook.core.language import ENGLISH, Language, capitalised
from policybook.core.model import Kind
from policybook.core.pages import Html
from policybook.core.portable import absolute_links, portable, quoted
from policybook.core.wording import event, extent, rest

_ILLEGAL = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 forbids or discourages; a feed with one of them is no XML at all."""

ENTRY_BYTES = 16_000
"""What the changes may weigh in one entry: feeds are fetched whole, again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One revision in a feed, on one of its days."""

    event: Event = Event.POSTED
    """Whether it tells that the revision was posted or that it takes effect."""

    policy_id: str
    """What editors call the policy."""
    policy_title: str
    """Title of the policy."""
    revision_id: str
    """Permalink id, unique in the policy."""
    address: str
    """Site path of the full text; empty when there is none."""
    redline: str = ""
    """Site path of the comparison; empty when there is none."""
    posted: date
    """Day it was published."""
    effective: date
    """First day its text binds, as it stands on record now."""
    postponed: date | None = None
    """Day on which its effective day was last changed; None when it never was."""
    material: bool = False
    """Whether the list is mailed about it."""
    kind: Kind = Kind.CHANGE
    """What kind of change it is."""
    listed: bool = True
    """False: the text changed and nobody announced it."""
    summary: str
    """The one-line summary, as plain text."""
    excerpt_html: Html
    """The changes with a little context, as redline markup; may be empty."""
    left_out: int = 0
    """How many changes the excerpt left out."""
    inserted: int = 0
    """Words inserted."""
    deleted: int = 0
    """Words deleted."""

    @property
    def day(self) -> date:
        """Return the day it tells of: when the entry appeared."""
        return self.posted if self.event is Event.POSTED else self.effective

    @property
    def updated(self) -> date:
        """Return the day on which it last said something else."""
        return max(self.day, self.postponed or self.day) if self.event is Event.POSTED else self.day


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: of one policy, or of all."""

    policy_id: str
    """The policy; empty for the feed of all policies."""
    title: str
    """Title of the feed."""
    author: str
    """Who publishes the policies."""
    language: str
    """BCP 47 tag of the texts."""
    speaks: Language = ENGLISH
    """The language of the words around them."""
    site_url: str
    """Absolute address of the site, ending with `/`; empty when it is not known."""
    address: str
    """Site path of the feed itself: `terms/feed.atom`."""
    page: str
    """Site path of the page it is the feed of."""
    ids: str = ""
    """What all its ids begin with: see `ids.id_prefix`."""
    since: date
    """When it was updated where it has no entry yet."""
    entries: tuple[FeedEntry, ...]
    """Its entries, in any order: feeds are written newest first."""


def legal(text: str) -> str:
    """Return text without the characters that XML 1.0 does not allow; every line break is a line feed."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def reference(address: str, *, site_url: str, origin: str) -> str:
    """Return a site path as the file at `origin` refers to it: absolute if the site's is known, else relative."""
    if re.match("https?://", address):
        return address
    if site_url:
        return urljoin(site_url, quoted(address))
    path, mark, fragment = address.partition("#")
    folder = origin.rpartition("/")[0]
    steps = relpath(f"/{path}", f"/{folder}") + ("/" if path.endswith("/") or not path else "")
    return quoted(steps) + mark + quoted(fragment)


def atom(feed: Feed) -> str:
    """Return a feed as Atom 1.0, newest entry first."""
    entries = _newest_first(feed)
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    _child(root, "id", _feed_id(feed))
    _child(root, "title", feed.title)
    _child(root, "updated", _instant(max((entry.updated for entry in entries), default=feed.since)))
    _child(SubElement(root, "author"), "name", feed.author)
    _link(root, "alternate", "text/html", _reference(feed, feed.page))
    _link(root, "self", "application/atom+xml", _reference(feed, feed.address))
    for entry in entries:
        _add_entry(root, feed, entry)
    indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _add_entry(root: Element, feed: Feed, entry: FeedEntry) -> None:
    element = SubElement(root, "entry")
    _child(element, "id", _entry_id(feed, entry))
    _child(element, "title", _entry_title(feed, entry))
    _child(element, "published", _instant(entry.day))
    _child(element, "updated", _instant(entry.updated))
    for term in _terms(entry):
        SubElement(element, "category", {"term": term})
    _link(element, "alternate", "text/html", _reference(feed, entry.redline or entry.address or feed.page))
    if entry.redline and entry.address:
        _link(element, "related", "text/html", _reference(feed, entry.address))
    _child(element, "summary", entry.summary)
    _child(element, "content", _content(feed, entry)).set("type", "html")


def _child(parent: Element, tag: str, text: str) -> Element:
    element = SubElement(parent, tag)
    element.text = legal(text)
    return element


def _link(parent: Element, relation: str, media_type: str, address: str) -> None:
    SubElement(parent, "link", {"rel": relation, "type": media_type, "href": legal(address)})


def json_feed(feed: Feed) -> str:
    """Return a feed as JSON Feed 1.1, newest entry first; what it has no word for stands under `_policybook`."""
    document: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title}
    if feed.site_url:
        document["home_page_url"] = _reference(feed, feed.page)
        document["feed_url"] = _reference(feed, feed.address)
    document["authors"] = [{"name": feed.author}]
    document["language"] = feed.language
    document["items"] = [_item(feed, entry) for entry in _newest_first(feed)]
    return dumped(document)


def _item(feed: Feed, entry: FeedEntry) -> dict[str, Any]:
    item: dict[str, Any] = {"id": _entry_id(feed, entry)}
    where = entry.redline or entry.address or feed.page
    if feed.site_url:
        item["url"] = _reference(feed, where)
    return item | {
        "title": _entry_title(feed, entry),
        "summary": entry.summary,
        "content_html": _content(feed, entry),
        "date_published": _instant(entry.day),
        "date_modified": _instant(entry.updated),
        "tags": _terms(entry),
        "_policybook": {
            "policy": entry.policy_id,
            "revision": entry.revision_id,
            "event": entry.event.value,
            "posted": entry.posted.isoformat(),
            "effective": entry.effective.isoformat(),
            "material": entry.material,
            "kind": entry.kind.value,
            "listed": entry.listed,
            "words": {"inserted": entry.inserted, "deleted": entry.deleted},
            "text": _reference(feed, entry.address) if entry.address else None,
            "redline": _reference(feed, entry.redline) if entry.redline else None,
        },
    }


def dumped(document: Mapping[str, Any]) -> str:
    """Return JSON as all our files have it: one blank of indent, every script as it is, a line end at the end."""
    return json.dumps(_legal_values(document), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _legal_values(value: object) -> object:
    match value:
        case str():
            return legal(value)
        case Mapping():
            return {key: _legal_values(item) for key, item in value.items()}
        case list() | tuple():
            return [_legal_values(item) for item in value]
    return value


def _newest_first(feed: Feed) -> Sequence[FeedEntry]:
    return sorted(
        feed.entries, key=lambda entry: (entry.day, entry.policy_id, entry.revision_id, entry.event), reverse=True
    )


def _feed_id(feed: Feed) -> str:
    return permanent_id(feed.ids, feed.policy_id or "/")  # no policy is called that


def _entry_id(feed: Feed, entry: FeedEntry) -> str:
    return entry_id(feed.ids, policy_id=entry.policy_id, revision_id=entry.revision_id, event=entry.event)


def _entry_title(feed: Feed, entry: FeedEntry) -> str:
    if entry.event is Event.POSTED:
        return f"{entry.policy_title}, {entry.posted.isoformat()}"
    return capitalised(event(entry.kind, entry.policy_title, entry.effective, language=feed.speaks))


def _terms(entry: FeedEntry) -> list[str]:
    marks = {
        "material": entry.material,
        entry.kind.value: True,
        "unlisted": not entry.listed,
        "effective": entry.event is Event.EFFECTIVE,
    }
    return [term for term, applies in marks.items() if applies]


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _reference(feed: Feed, address: str) -> str:
    return reference(address, site_url=feed.site_url, origin=feed.address)


def _content(feed: Feed, entry: FeedEntry) -> str:
    """Return what an entry shows: its summary, the day it takes effect, the changes, and what they leave out."""
    shown = portable(legal(entry.excerpt_html), link=_links(feed, entry), budget=ENTRY_BYTES)
    language = feed.speaks
    left_out = rest(entry.left_out, complete=shown.complete, language=language)
    effective = language.say("Effective {day}.", day=language.day(entry.effective))
    paragraphs = [entry.summary, effective, extent(entry.inserted, entry.deleted, language=language)]
    head = "".join(f"<p>{escape(legal(text), quote=False)}</p>" for text in paragraphs if text)
    return head + shown.html + (f"<p>{left_out}</p>" if left_out else "")


def _links(feed: Feed, entry: FeedEntry) -> Callable[[str], str]:
    """Return how links in texts are written: absolute, and only their words where the site's address is not known."""
    return absolute_links(urljoin(feed.site_url, quoted(entry.address or feed.page)) if feed.site_url else "")
