"""Where things are on the site: anchors of headings, and what a link of a text leads to. Knows nothing about
templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape, unescape
from posixpath import basename, dirname, join, normpath
from types import MappingProxyType
from urllib.parse import quote, unquote, urlsplit

from policybook.app.book import Book, Text
from policybook.app.linkmarks import LINK_MARK
from policybook.app.trails import Shown, Trails, article_id, clause_prefix
from policybook.core.headings import Heading, aliases, anchors, contents, inline_anchors
from policybook.core.landmarks import landmark_ids, outline
from policybook.core.model import Version
from policybook.core.pages import ContentsEntry
from policybook.core.passages import image
from policybook.core.timeline import Policy, Standing, documents_in_force, in_force
from policybook.core.tree import Inline, InlineKind

_OWN_PAGES = (
    "compare",
    "history",
    "clauses",
    "on",
    "upcoming",
    "feed.atom",
    "feed.json",
    "effective.ics",
    "versions.json",
)
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
    """The id that each name means by which an author may link to a heading, a clause, or an anchor set by hand."""


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
    shown: Shown | None = None
    """What the page shows; None of a page of the past."""
    standing: Standing | None = None
    """The document on it."""


class Addresses:
    """Answers where a document, heading or file is, on the site of one day."""

    def __init__(self, book: Book, *, on: date, site_url: str = "", trails: Trails) -> None:
        self._book = book
        self._trails = trails
        self._on = on
        self._root = urlsplit(site_url).path
        self._places = self._all_places()
        self._names = lru_cache(maxsize=256)(self._names_of)

    @staticmethod
    def article(document: str) -> str:
        """Return the id of a document's article on its page."""
        return article_id(document)

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

    def resolver(
        self,
        version: Version,
        page: str,
        *,
        several: bool,
        beside: Sequence[Version] | None = None,
        former: Mapping[str, str] = MappingProxyType({}),
    ) -> Callable[[str], str]:
        """Return what turns a link of a text into a link of the page that shows it; empty for one that leads
        nowhere.

        `beside` are all texts that the page shows, where they are not those of today; `former` are names that the
        headings and clauses of the page had in the past.
        """

        def resolve(target: str) -> str:
            path, _, fragment = target.partition("#")
            if not path:
                found = self._fragment(version, fragment, several=several, beside=beside)
                found = found or former.get(unquote(fragment), "")
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

    def dead_links(
        self, version: Version, targets: list[str], *, several: bool, former: Callable[[], Mapping[str, str]]
    ) -> list[str]:
        """Return the links of a text that lead nowhere on the site; `former` is asked only when some seem to."""
        resolve = self.resolver(version, "", several=several)
        if any(target.startswith("#") and not resolve(target) for target in targets):
            resolve = self.resolver(version, "", several=several, former=former())
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

    def _fragment(
        self, version: Version, fragment: str, *, several: bool, beside: Sequence[Version] | None = None
    ) -> str:
        """Return the anchor on the same page that a `#fragment` of a text means; empty when there is none."""
        wanted = unquote(fragment)
        names = self._names(version.blob, version.path, several)
        clause = f"{article_id(self._book.content.document_id(version.path))}-{wanted}" if several else wanted
        return names.get(wanted) or names.get(clause) or self._shared(version, beside).get(wanted, "")

    def _fragment_of(self, place: _Place, fragment: str) -> str:
        """Return the anchor of a page of today that a `#fragment` means, also by a name of the past."""
        if not place.version:
            return ""
        found = self._fragment(place.version, fragment, several=place.several)
        if not found and place.shown and place.standing:
            found = self._trails.of(place.shown, place.standing).names.get(unquote(fragment), "")
        return found

    def _shared(self, version: Version, beside: Sequence[Version] | None) -> dict[str, str]:
        """Return the names of the headings of all texts of a page: of those given, or where one is read now."""
        here = self._places.get(self._inner(version))
        found: dict[str, str] = {}
        if beside is not None:
            for other in beside:
                found |= self._names(other.blob, other.path, len(beside) > 1)
            return found
        for place in self._places.values():
            if here and place.address == here.address and place.version:
                found |= self._names(place.version.blob, place.version.path, place.several)
        return found

    def _names_of(self, blob: str, path: str, several: bool) -> Mapping[str, str]:
        text = self._book.text(Version(position=-1, commit="", path=path, blob=blob))
        found = self.anchored(text, several=several)
        prefix = clause_prefix(self._book.content.document_id(path), several=several)
        numbered = landmark_ids(outline(text.blocks), found.ids, prefix=prefix)
        return {name: name for name in numbered} | dict(found.names)

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
        current = in_force(policy, on=self._on)
        standings = documents_in_force(policy, on=self._on)
        shown = Shown(policy, current, standings) if current else None
        several = len(standings) > 1
        for place, standing in enumerate(standings):
            version = standing.text.latest or standing.text.version
            article = self.article(standing.text.document) if place else ""
            if version is not None:
                yield (
                    self._inner(version),
                    _Place(f"{policy.address}/", article, version, several=several, shown=shown, standing=standing),
                )

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
