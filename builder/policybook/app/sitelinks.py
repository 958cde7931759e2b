"""Where things are on the site: anchors of headings, and what a link of a text leads to. Knows nothing about
templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape, unescape
from posixpath import basename, dirname, join, normpath
from urllib.parse import quote, unquote, urlsplit

from policybook.app.book import Book, Text
from policybook.core.content import slug
from policybook.core.headings import Heading, aliases, anchors, contents, inline_anchors
from policybook.core.model import Version
from policybook.core.pages import ContentsEntry
from policybook.core.passages import image
from policybook.core.timeline import Policy, documents_in_force
from policybook.core.tree import Inline, InlineKind

LINK_MARK = "x-policybook:"
"""Stands before the link targets of texts inside a finished redline, which many pages show: each resolves them
its own way."""

_OWN_PAGES = ("history", "upcoming", "feed.atom", "feed.json", "effective.ics", "versions.json")
"""What stands below the address of a policy beside its revisions."""

_MARKED_LINK = re.compile(f' href="{LINK_MARK}([^"]*)"')
_IMAGE = re.compile('<img(?: src="([^"]*)")?(?: title="[^"]*")? alt="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Anchored:
    """A text with the ids of its headings."""

    ids: tuple[str, ...]
    """One per heading, in reading order."""
    contents: tuple[ContentsEntry, ...]
    """Its table of contents."""
    names: Mapping[str, str]
    """The id that each name means by which an author may link to a heading, or to an anchor set by hand."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a document of the content folder is read."""

    address: str
    """Site path of the page."""
    article: str
    """Id of the document on the page; empty for the first."""
    version: Version | None
    """The text shown there."""
    several: bool
    """Whether other documents share the page."""


class Addresses:
    """Answers where a document, heading or file is, on the site of one day."""

    def __init__(self, book: Book, *, on: date, site_url: str = "") -> None:
        self._book = book
        self._on = on
        self._root = urlsplit(site_url).path
        self._places = self._all_places()
        self._names = lru_cache(maxsize=256)(self._names_of)

    @staticmethod
    def article(document: str) -> str:
        """Return the id of a document's article on its page."""
        return f"document-{slug(document)}"

    @staticmethod
    def link(page: str, target: str) -> str:
        """Return the link from a page to another place of the site, both as site paths."""
        path, mark, fragment = target.partition("#")
        return _relative(page, path) + mark + fragment

    def anchored(self, text: Text, *, several: bool) -> Anchored:
        """Return the ids of a text's headings, with the document's title where several share a page."""
        title = text.title if several else None
        ids = anchors(text.blocks, document_title=title)
        names = aliases(text.blocks, ids, document_title=title)
        own = {anchor: anchor for anchor in inline_anchors(text.blocks)}
        return Anchored(ids, tuple(map(_entry, contents(text.blocks, ids))), names | own)

    def resolver(self, version: Version, page: str, *, several: bool) -> Callable[[str], str]:
        """Return what turns a link of a text into a link of the page that shows it; empty for one that leads
        nowhere."""

        def resolve(target: str) -> str:
            path, _, fragment = target.partition("#")
            if not path:
                found = self._fragment(version, fragment, several=several)
                return f"#{found}" if found else ""
            return self._led(version, page, target)

        return resolve

    def linked(self, markup: str, version: Version | None, page: str) -> str:
        """Return the markup of a redline with the links of its texts resolved for the page that shows it.

        Anchors of a text are not on that page, so they lead to the page where the document is read now.
        """

        def resolved(match: re.Match[str]) -> str:
            target = unescape(match[1])
            if target.startswith("#") and version is not None:
                target = quote(basename(version.path)) + target
            found = self._led(version, page, target) if version else target
            return f' href="{escape(found)}"' if found else ""

        def shown(match: re.Match[str]) -> str:
            target = unescape(match[1] or "")
            address = self._led(version, page, target) if version else target
            return image(Inline(InlineKind.IMAGE, text=unescape(match[2]), target=target), address)

        return _IMAGE.sub(shown, _MARKED_LINK.sub(resolved, markup)).replace(LINK_MARK, "")

    def dead_links(self, version: Version, targets: list[str], *, several: bool) -> list[str]:
        """Return the links of a text that lead nowhere on the site."""
        resolve = self.resolver(version, "", several=several)
        return [target for target in targets if target and not resolve(target)]

    def _led(self, version: Version, page: str, target: str) -> str:
        """Return where a link that is more than a fragment leads; empty where that is nowhere."""
        if not target or _has_scheme(target):
            return target
        path, _, fragment = target.partition("#")
        if path.startswith("/"):
            return self._from_root(page, target, fragment)
        inner = self._book.content.inside(version.path) or version.path
        return self._inside(page, normpath(join(dirname(inner), unquote(path))).removeprefix("./"), fragment)

    def _from_root(self, page: str, target: str, fragment: str) -> str:
        """Return where a path from the root of the host leads: one outside of the site stays as it is written.

        So does one whose end nobody knows here: where the site has no address yet, or ordinary pages beside policies.
        """
        path = unquote(urlsplit(target).path)
        root = self._root or "/"
        if not f"{path}/".startswith(root):
            return target
        inner = normpath(path[len(root) :]).strip("/.")
        found = self._inside(page, inner, fragment) or self._published(page, inner)
        return found or (target if not self._root or self._is_ordinary(inner) else "")

    def _published(self, page: str, inner: str) -> str:
        """Return the link to one of our pages or files by its address; empty when the site has none there."""
        for policy in self._book.policies if inner else ():
            if not f"{inner}/".startswith(f"{policy.address}/"):
                continue
            below = inner[len(policy.address) :].strip("/").split("/")[0]
            if below in ("", *_OWN_PAGES, *(revision.id for revision in policy.revisions if revision.texts)):
                return _relative(page, inner if inner.endswith((".atom", ".json", ".txt")) else f"{inner}/")
        return "" if inner else _relative(page, "")

    def _is_ordinary(self, inner: str) -> bool:
        """Return whether MkDocs may make a page for an address out of a file that is no policy."""
        return any(f"{inner}{end}" in self._book.files for end in (".md", "/index.md", "/README.md"))

    def _inside(self, page: str, target: str, fragment: str) -> str:
        place = self._place(target)
        if place is not None:
            found = self._fragment_of(place, fragment) if fragment else place.article
            if fragment and not found:
                found = place.article
            mark = f"#{found}" if found else ""
            return (_relative(page, place.address) if place.address != page or not mark else "") + mark
        if target in self._book.attachments:
            return _relative(page, quote(target))
        return ""

    def _place(self, target: str) -> _Place | None:
        stem = target.removesuffix(".md").removesuffix(".markdown").rstrip("/")
        for candidate in (stem, f"{stem}/index", stem.removesuffix("/index")):
            if candidate in self._places:
                return self._places[candidate]
        return None

    def _fragment(self, version: Version, fragment: str, *, several: bool) -> str:
        """Return the anchor on the same page that a `#fragment` of a text means; empty when there is none."""
        wanted = unquote(fragment)
        return self._names(version.blob, version.path, several).get(wanted) or self._shared(version).get(wanted, "")

    def _fragment_of(self, place: _Place, fragment: str) -> str:
        version = place.version
        return self._fragment(version, fragment, several=place.several) if version else ""

    def _shared(self, version: Version) -> dict[str, str]:
        """Return the names of the headings of all documents on the page where a document is read now."""
        here = self._places.get(self._inner(version))
        found: dict[str, str] = {}
        for place in self._places.values():
            if here and place.address == here.address and place.version:
                found |= self._names(place.version.blob, place.version.path, place.several)
        return found

    def _names_of(self, blob: str, path: str, several: bool) -> Mapping[str, str]:
        text = self._book.text(Version(position=-1, commit="", path=path, blob=blob))
        return self.anchored(text, several=several).names

    def _all_places(self) -> dict[str, _Place]:
        """Return every name under which a document was ever known and where it is read now.

        A name of today wins over the same name of the past. The addresses of the pages are names as well.
        """
        places: dict[str, _Place] = {}
        for policy in self._book.policies:
            places.update(self._former(policy))
        present = [item for policy in self._book.policies for item in self._present(policy)]
        places.update((place.address.strip("/"), place) for _, place in present if not place.article)
        places.update(present)
        return places

    def _former(self, policy: Policy) -> Iterator[tuple[str, _Place]]:
        for revision in policy.revisions:
            for text in revision.texts:
                for version in (text.previous, text.version):
                    if version is not None:
                        yield self._inner(version), _Place(f"{policy.address}/", "", None, several=False)

    def _present(self, policy: Policy) -> Iterator[tuple[str, _Place]]:
        shown = documents_in_force(policy, on=self._on)
        for place, standing in enumerate(shown):
            version = standing.text.latest or standing.text.version
            article = self.article(standing.text.document) if place else ""
            if version is not None:
                yield self._inner(version), _Place(f"{policy.address}/", article, version, several=len(shown) > 1)

    def _inner(self, version: Version) -> str:
        return (self._book.content.inside(version.path) or version.path).rsplit(".", 1)[0]


def _entry(heading: Heading) -> ContentsEntry:
    return ContentsEntry(
        title=heading.title,
        anchor=heading.anchor,
        number=heading.number,
        entries=tuple(map(_entry, heading.children)),
    )


def _has_scheme(target: str) -> bool:
    return ":" in target.partition("/")[0].partition("#")[0].partition("?")[0]


def _relative(page: str, target: str) -> str:
    """Return the link from one site path to another."""
    here = [part for part in dirname(page).split("/") if part]
    there = target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:]) or "./"
