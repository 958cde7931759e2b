"""The pages of the site as PDFs, made from the same templates and print style, and kept. Knows nothing about how a
PDF is written.

The PDF of a revision and that of its redline say nothing that changes later: not whether the text is in force, nor
how many revisions there are. Later revisions leave them as they are, to the byte, on a machine with the same fonts.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from policybook.adapters.assets import assets
from policybook.adapters.cache import Cache
from policybook.adapters.pdfwriter import Pdf, engine, write_pdf
from policybook.adapters.templates import Templates
from policybook.app.edition import Edition
from policybook.app.pdfnames import in_force_path, redline_path, revision_path
from policybook.app.policypages import policy_page, revision_page
from policybook.app.redlinepages import redline_page
from policybook.core.errors import ContentError
from policybook.core.pages import PolicyPage, RedlinePage
from policybook.core.papermarks import marked_in_text, without_relative_links
from policybook.core.timeline import Policy, Revision, State

LAYOUT = "policybook/pdf.html"
"""The sheet round a page that becomes a PDF."""

NOWHERE = "https://policybook.invalid/"
"""Stands for the address of a site that has none; nothing leads there (RFC 2606)."""

SHEETS = ("css/policybook.css", "css/redline.css", "css/print.css")
"""The style sheets of the pages, for screen and paper."""

_PICTURE = re.compile(r'<img\b[^>]*? src="([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a PDF says of itself."""

    author: str
    """Who publishes the policy."""
    created: date | None
    """Day the text was published; None where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPdf:
    """One PDF."""

    path: str
    """Site path with its name."""
    owner: str
    """Path of the policy it belongs to, for messages."""
    template: str
    """Name of its template."""
    page: Callable[[], PolicyPage | RedlinePage]
    """Makes what it shows."""


class Pdfs:
    """Makes the PDFs of an edition, each once."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._settings = edition.settings
        folders = [self._settings.overrides] if self._settings.overrides else []
        self._templates = Templates(folders, languages=edition.book.catalogues.language)
        self._keys: dict[str, str] = {}

    # -- which there are -------------------------------------------------------------------------------------------

    def planned(self) -> Iterator[PlannedPdf]:
        """Return every PDF of the site."""
        for policy in self._edition.policies:
            yield self.in_force(policy)
            for revision in policy.revisions:
                if revision.texts:
                    yield self.revision(policy, revision)
                if self._edition.redline_address(policy, revision):
                    yield self.redline(policy, revision)

    def in_force(self, policy: Policy) -> PlannedPdf:
        """Return the PDF of a policy's page: the text in force, with its status on the day."""
        make = partial(policy_page, self._edition, policy)
        return self._planned(policy, in_force_path(policy), "policy", make)

    def revision(self, policy: Policy, revision: Revision) -> PlannedPdf:
        """Return the PDF of a revision's full text."""
        make = partial(_lasting_text, self._edition, policy, revision)
        return self._planned(policy, revision_path(policy, revision), "pdf_revision", make)

    def redline(self, policy: Policy, revision: Revision) -> PlannedPdf:
        """Return the PDF of what a revision changed."""
        make = partial(_lasting_redline, self._edition, policy, revision)
        return self._planned(policy, redline_path(policy, revision), "pdf_redline", make)

    def _planned(
        self, policy: Policy, path: str, template: str, page: Callable[[], PolicyPage | RedlinePage]
    ) -> PlannedPdf:
        if path in self._edition.book.attachments:
            raise ContentError(
                f"the PDF of {policy.id} would be at /{path}, where this file is",
                path=path,
                hint="rename the file, or switch off `pdf` in mkdocs.yml",
            )
        return PlannedPdf(path=path, owner=policy.path, template=template, page=page)

    # -- making them -----------------------------------------------------------------------------------------------

    def made(self, planned: PlannedPdf) -> Pdf:
        """Return a PDF, from the cache where it is known.

        Raises MissingPartError when WeasyPrint is not installed.
        """
        cache = self._edition.book.cache
        if (key := self._keys.get(planned.path)) and (kept := cache.get(key)):
            return _read(kept)
        html, address = self._html(planned)
        key = Cache.key("pdf", engine(), self._root, address, html, *self._shown(html, address))
        self._keys[planned.path] = key
        if kept := cache.get(key):
            return _read(kept)
        pdf = write_pdf(html, base=self._root, address=address, find=self._file)
        cache.put(key, _written(pdf))
        return pdf

    @cached_property
    def _root(self) -> str:
        return self._settings.site_url or NOWHERE

    def _html(self, planned: PlannedPdf) -> tuple[str, str]:
        """Return the page of a PDF and its address on the site, from which its links start."""
        page = planned.page()
        paper = Paper(author=self._settings.organisation, created=page.frame.modified)
        html = self._templates.page(planned.template, page, layout=LAYOUT, paper=paper)
        return marked_in_text(html if self._settings.site_url else without_relative_links(html)), page.frame.address

    @cached_property
    def _sheets(self) -> dict[str, bytes]:
        """The style sheets of the pages; a file of the same name in the user's theme folder wins."""
        found = {path: make() for path, make in assets() if path in SHEETS}
        if folder := self._settings.overrides:
            found |= {path: (folder / path).read_bytes() for path in SHEETS if (folder / path).is_file()}
        return found

    def _file(self, path: str) -> bytes | None:
        """Return a file that a page may show: a style sheet of ours, or what the commit has beside the texts."""
        if path in self._sheets:
            return self._sheets[path]
        blob = self._edition.book.attachments.get(path)
        return self._edition.book.repository.text(blob) if blob else None

    def _shown(self, html: str, address: str) -> Iterator[str]:
        """Return what decides how a page looks beside its HTML: style sheets and pictures."""
        yield from (sheet.decode() for sheet in self._sheets.values())
        for source in _PICTURE.findall(html):
            path = urlsplit(urljoin(f"/{address}", unescape(source))).path.lstrip("/")
            yield self._edition.book.attachments.get(unquote(path), "")


def boxes_notice(planned: PlannedPdf, pdf: Pdf) -> str:
    """Return what to say of a PDF in which some characters are boxes; empty for one without."""
    if not pdf.missing:
        return ""
    named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in pdf.missing[:6])
    more = f" and {len(pdf.missing) - 6} more" if len(pdf.missing) > 6 else ""
    return f"{planned.path}: no font of this machine has {named}{more}: boxes are printed instead; install such a font"


def _lasting_text(edition: Edition, policy: Policy, revision: Revision) -> PolicyPage:
    """Return the page of a revision's text without what later revisions or days change."""
    page = revision_page(edition, policy, revision)
    documents = tuple(replace(document, state=State.SUPERSEDED, upcoming=None) for document in page.documents)
    return replace(
        page,
        frame=replace(page.frame, canonical=edition.absolute(page.frame.address)),
        eyebrow=(),
        since=revision.effective,
        documents=documents,
        versions=(),
        facts=None,
        languages=(),
        translation=None,
    )


def _lasting_redline(edition: Edition, policy: Policy, revision: Revision) -> RedlinePage:
    """Return the page of a redline without what later revisions or days change."""
    page = redline_page(edition, policy, revision, side_by_side=False)
    entry = replace(page.entry, state=State.SUPERSEDED)
    return replace(page, entry=entry, eyebrow=(), previous=None, next=None, translation=None)


def _written(pdf: Pdf) -> str:
    return json.dumps({"content": b64encode(pdf.content).decode(), "missing": pdf.missing})


def _read(kept: str) -> Pdf:
    values = json.loads(kept)
    return Pdf(content=b64decode(values["content"]), missing=values["missing"])
