"""What programs and search engines read: version lists, the sitemap, robots.txt. Knows nothing about files or texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from policybook.core.feeds import dumped, legal, reference
from policybook.core.model import Kind
from policybook.core.timeline import State

SCHEMA_VERSION = 1
"""Version of the form of `versions.json` and `policies.json`; fields may be added to it, none change their meaning."""


_SHORT_NAME = 16
"""Characters that OpenSearch allows in the name of a search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument:
    """One document of a version."""

    id: str
    """Id of the document."""
    title: str
    """Its title in that version."""
    sha256: str
    """SHA-256 of its Markdown source, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSection:
    """A section that a revision changed."""

    document: str
    """Id of the document."""
    number: str
    """Number of the clause or section as typed; empty when it has none."""
    title: str
    """The heading above it; empty before the first heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedVersion:
    """One revision with the text it brought."""

    id: str
    """Permalink id."""
    number: int
    """1 for the oldest."""
    posted: date
    """Day it was published."""
    announced: date | None
    """Day people were told of it; None when nobody was."""
    effective: date
    """First day its text binds."""
    until: date | None
    """Last day it binds (or bound); None while no later text is on record, or when it never applied."""
    applies: bool
    """Whether there is any day on which its text binds (or bound)."""
    state: State
    """What its text is on the day of the build."""
    material: bool
    """Whether the list is mailed about it."""
    requires_reacceptance: bool
    """Whether who accepted an earlier version should be asked again: it is material, has a text of its own, and was
    not taken back."""
    kind: Kind
    """What kind of change it is."""
    listed: bool
    """False: the text changed and nobody announced it."""
    summary: str
    """The one-line summary, as plain text."""
    commit: str
    """Object id of the commit whose tree is its text; empty when imported."""
    documents: tuple[ListedDocument, ...]
    """The documents of the page in this version, in order; empty when it has no text of its own."""
    sections: tuple[ListedSection, ...]
    """The sections it changed; empty when there is nothing to compare."""
    address: str
    """Site path of the full text; empty when there is none."""
    redline: str
    """Site path of the comparison; empty when there is none."""
    plain_text: str
    """Site path of the comparison as plain text; empty when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPolicy:
    """A policy with all its versions."""

    id: str
    """What editors call it."""
    title: str
    """Its title."""
    address: str
    """Site path of its page: `terms/`."""
    state: State
    """What its latest text is on the day of the build."""
    versions: tuple[ListedVersion, ...]
    """Every version, oldest first."""
    next_change: date | None = None
    """The next day on which a page of it changes by itself; None when none is on record."""

    @property
    def versions_address(self) -> str:
        """Return the site path of its list of versions."""
        return f"{self.address}versions.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapPage:
    """A page that search engines may list."""

    address: str
    """Its site path."""
    modified: date | None
    """Day of the revision that changed it last; None when unknown."""


def schema_address(name: str) -> str:
    """Return the site path of the JSON Schema of `versions.json`, `policies.json` or `manifest.json`."""
    return f"schemas/{name}.schema.json"


def head(name: str, *, site_url: str, origin: str) -> dict[str, Any]:
    """Return what every list begins with: where its schema is, and the version of its form."""
    return {
        "$schema": reference(schema_address(name), site_url=site_url, origin=origin),
        "schema_version": SCHEMA_VERSION,
    }


def versions_json(policy: ListedPolicy, *, on: date, site_url: str) -> str:
    """Return every version of a policy, newest first: for programs that ask which applies, or which a user accepted.

    `requires_reacceptance` is true for material revisions: an application that asks for consent asks again after those.
    """
    origin = policy.versions_address
    document: dict[str, Any] = {
        **head("versions", site_url=site_url, origin=origin),
        "id": policy.id,
        "title": policy.title,
        "url": reference(policy.address, site_url=site_url, origin=origin),
        "day": on.isoformat(),
        **_standing(policy),
        "versions": [_version(item, site_url, origin) for item in reversed(policy.versions)],
    }
    return dumped(document)


def _version(version: ListedVersion, site_url: str, origin: str) -> dict[str, Any]:
    addresses = {"text": version.address, "redline": version.redline, "plain_text": version.plain_text}
    return {
        "id": version.id,
        "number": version.number,
        "posted": version.posted.isoformat(),
        "announced": version.announced.isoformat() if version.announced else None,
        "effective": version.effective.isoformat(),
        "until": version.until.isoformat() if version.until else None,
        "applies": version.applies,
        "state": version.state.value,
        "material": version.material,
        "kind": version.kind.value,
        "requires_reacceptance": version.requires_reacceptance,
        "listed": version.listed,
        "summary": version.summary,
        "commit": version.commit or None,
        "documents": [{"id": item.id, "title": item.title, "sha256": item.sha256} for item in version.documents],
        "sections": [
            {"document": item.document, "number": item.number, "title": item.title} for item in version.sections
        ],
        "urls": {
            name: reference(address, site_url=site_url, origin=origin) if address else None
            for name, address in addresses.items()
        },
    }


def _standing(policy: ListedPolicy) -> dict[str, Any]:
    """Return which version is in force, which are upcoming, and when that changes next."""
    texts = [item for item in policy.versions if item.documents or item.address]
    in_force = [item.id for item in texts if item.state is State.IN_FORCE]
    coming = sorted((item for item in texts if item.state is State.UPCOMING), key=lambda item: item.effective)
    return {
        "in_force": in_force[-1] if in_force else None,
        "upcoming": [item.id for item in coming],
        "next_change": policy.next_change.isoformat() if policy.next_change else None,
    }


def policies_json(policies: Sequence[ListedPolicy], *, on: date, site_url: str) -> str:
    """Return all policies, in the order given, with their state and where their versions are listed."""
    origin = "policies.json"
    document: dict[str, Any] = {
        **head("policies", site_url=site_url, origin=origin),
        "day": on.isoformat(),
        "policies": [
            {
                "id": policy.id,
                "title": policy.title,
                "url": reference(policy.address, site_url=site_url, origin=origin),
                "state": policy.state.value,
                **_standing(policy),
                "versions_url": reference(policy.versions_address, site_url=site_url, origin=origin),
            }
            for policy in policies
        ],
    }
    return dumped(document)


def sitemap(pages: Iterable[SitemapPage], *, site_url: str) -> str | None:
    """Return the sitemap (sitemaps.org 0.9), or None when the site's address is not known: it needs absolute URLs.

    It is for the start page, the pages of policies and the histories, each of which is its own canonical page; texts
    that do not apply ask not to be listed.
    """
    if not site_url:
        return None
    root = Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for page in sorted(pages, key=lambda page: page.address):
        element = SubElement(root, "url")
        SubElement(element, "loc").text = legal(reference(page.address, site_url=site_url, origin="sitemap.xml"))
        if page.modified:
            SubElement(element, "lastmod").text = page.modified.isoformat()
    indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def opensearch(*, site_name: str, search: str, language: str, site_url: str) -> str:
    """Return the description by which browsers offer to search the site (OpenSearch 1.1); `search` is the site path of
    the page that does."""
    root = Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    SubElement(root, "ShortName").text = _short(legal(site_name))
    SubElement(root, "Description").text = legal(site_name)
    address = reference(search, site_url=site_url, origin="")
    SubElement(root, "Url", {"type": "text/html", "template": legal(address) + "?q={searchTerms}"})
    SubElement(root, "Language").text = language
    SubElement(root, "InputEncoding").text = "UTF-8"
    indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _short(name: str) -> str:
    """Return a name of at most 16 characters, cut between words where that leaves any."""
    return name if len(name) <= _SHORT_NAME else name[: _SHORT_NAME + 1].rpartition(" ")[0] or name[:_SHORT_NAME]


def robots(*, site_url: str) -> str:
    """Return robots.txt: everything may be read; it names the sitemap where there is one."""
    lines = ["User-agent: *", "Allow: /"]
    if site_url:
        lines.append("Sitemap: " + reference("sitemap.xml", site_url=site_url, origin="robots.txt"))
    return "\n".join(lines) + "\n"
