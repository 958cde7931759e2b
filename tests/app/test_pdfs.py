"""The pages of the site as PDFs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from pdf_text import link_targets, outline, page_texts, read_text, squeezed
from policybook.adapters.cache import Cache
from policybook.adapters.settings import Options
from policybook.app.edition import Edition
from policybook.app.pdfs import Pdfs, PlannedPdf
from policybook.app.publish import plan_site
from policybook.core.errors import ContentError
from scripted import ScriptedRepository, book_of, note, settings
from weasy import needs_weasyprint

ON = date(2024, 6, 1)

TERMS = """---
title: Terms of Use
description: What you and we may expect.
documents: [refund]
---
## 1. Scope

1.1 These terms apply to you.[^1] Read the [notice](../privacy/index.md) and [our shop](https://shop.example/).

1.2 You may not:

(a) sell answers; or

(b) disturb others.

## 2. Prices

| Plan | Price |
|---|---:|
| Personal | 12 euros |

![Our seal](seal.svg)

![A beacon](https://evil.example/beacon.png) ![A file](file:///etc/passwd) ![Above](../../secret.png)

[^1]: Whoever you are.
"""

REFUND = "---\ntitle: Refund Policy\n---\n## 1. Time\n\n1.1 Ask within 14 days.\n"

SEAL = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def history() -> ScriptedRepository:
    repository = ScriptedRepository()
    first = {"terms/index.md": TERMS, "terms/refund.md": REFUND, "terms/seal.svg": SEAL}
    privacy = "---\ntitle: Privacy Notice\n---\nWe know little.\n"
    initial = note("First version.", kind="initial")
    repository.commit("2024-01-01", {**first, "terms/revisions/2024-01-01.md": initial})
    repository.commit("2024-01-02", {"privacy/index.md": privacy, "privacy/revisions/2024-01-02.md": initial})
    later = TERMS.replace("12 euros", "14 euros").replace("sell answers", "sell or publish answers")
    repository.commit("2024-03-01", {"terms/index.md": later, "terms/revisions/2024-03-01.md": note("Dearer.")})
    return repository


def pdfs_of(repository: ScriptedRepository, *, on: date = ON, site_url: str = "https://policies.example.org/") -> Pdfs:
    chosen = settings(options=Options(pdf=True, organisation="Example Ltd"), site_url=site_url)
    return Pdfs(Edition(book_of(repository, chosen), chosen, on=on))


def planned(pdfs: Pdfs, path: str) -> PlannedPdf:
    return next(item for item in pdfs.planned() if item.path == path)


def document(pdfs: Pdfs, path: str) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdfs.made(planned(pdfs, path)).content))


REVISION = "terms/2024-03-01/terms-2024-03-01.pdf"
REDLINE = "terms/2024-03-01/redline/terms-2024-03-01-redline.pdf"


def test_each_policy_revision_and_redline_has_a_pdf_whose_name_says_what_it_is() -> None:
    """A saved file keeps nothing but its name."""
    paths = [item.path for item in pdfs_of(history()).planned()]

    assert paths == [
        "privacy/privacy.pdf",
        "privacy/2024-01-02/privacy-2024-01-02.pdf",
        "terms/terms.pdf",
        "terms/2024-01-01/terms-2024-01-01.pdf",
        REVISION,
        REDLINE,
    ]


@needs_weasyprint
def test_the_text_in_force_is_there_whole_and_in_order() -> None:
    """What is read aloud is what the page says, without what can only be pressed."""
    pdf = document(pdfs_of(history()), "terms/terms.pdf")
    text = read_text(pdf)
    order = (
        "Terms of Use",
        "What you and we may expect.",
        "Status in force since 1 March 2024",
        "1. Scope",
        "1.1 These terms apply to you.[1] Read the notice and our shop.",
        "1.2 You may not: (a) sell or publish answers; or (b) disturb others.",
        "2. Prices",
        "Plan Price Personal 14 euros",
        "1 Whoever you are.",
        "Terms of Use: in force since 1 March 2024.",
        "https://policies.example.org/terms/2024-03-01/",
        "Refund Policy",
        "1.1 Ask within 14 days.",
        "Revisions",
    )
    places = [text.find(squeezed(words)) for words in order]

    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)
    for words in ("Contents", "All policies", "Atom", "What changed on", "PDF", "Redline", "Get notified"):
        assert squeezed(words) not in text, words


@needs_weasyprint
def test_a_pdf_says_of_itself_what_it_is() -> None:
    """Its days are those of the revision: no clock has a part in it."""
    pdf = document(pdfs_of(history()), REVISION)

    assert str(pdf.docinfo["/Title"]) == "Terms of Use, version of 2024-03-01"
    assert str(pdf.docinfo["/Author"]) == "Example Ltd"
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20240301")
    assert str(pdf.docinfo["/ModDate"]).startswith("D:20240301")
    assert str(pdf.Root.Lang) == "en"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


@needs_weasyprint
def test_the_outline_has_the_headings() -> None:
    """The way through a long text."""
    assert outline(document(pdfs_of(history()), "terms/terms.pdf")) == [
        (0, "Terms of Use"),
        (1, "Terms of Use"),
        (2, "1. Scope"),
        (2, "2. Prices"),
        (1, "Refund Policy"),
        (2, "1. Time"),
        (1, "Revisions"),
    ]


@needs_weasyprint
def test_each_sheet_has_a_foot_and_each_document_its_own_sheets() -> None:
    """The same as on paper."""
    sheets = page_texts(document(pdfs_of(history()), "terms/terms.pdf"))

    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, start=1):
        assert squeezed("Example Ltd · Terms of Use · Version 2 · 2024-03-01") in sheet
        assert f"{number}/{len(sheets)}" in sheet
    assert not any("Whoeveryouare" in sheet and "Askwithin14days" in sheet for sheet in sheets)


@needs_weasyprint
def test_a_redline_says_its_marks_in_words_and_tells_what_they_mean() -> None:
    """No tag of a PDF says inserted or deleted, so a screen reader would hear both texts as one."""
    pdf = document(pdfs_of(history()), REDLINE)
    text = read_text(pdf)

    assert squeezed("Legend [+ added +] [− removed −] moved, not changed") in text
    assert squeezed("sell [+ or publish +] answers") in text
    assert squeezed("[− 12 −] [+ 14 +] euros") in text
    assert "endofaddition" not in text
    assert [title for _, title in outline(pdf) if title.startswith("Change")] == ["Change 1 of 2", "Change 2 of 2"]


@needs_weasyprint
def test_links_lead_to_the_site_and_nowhere_without_its_address() -> None:
    """A file on somebody's disk has no neighbours."""
    with_address = link_targets(document(pdfs_of(history()), "terms/terms.pdf"))
    without = link_targets(document(pdfs_of(history(), site_url=""), "terms/terms.pdf"))

    assert "https://policies.example.org/privacy/" in with_address
    assert "https://shop.example/" in with_address
    assert set(without) == {"https://shop.example/"}


@needs_weasyprint
def test_only_pictures_of_the_commit_are_shown() -> None:
    """Those of other hosts and of the machine are words at most."""
    repository, asked = history(), []
    read = repository.text

    def noted(blob: str) -> bytes:
        asked.append(blob)
        return read(blob)

    pdfs = pdfs_of(repository)
    item = planned(pdfs, "terms/terms.pdf")
    repository.text = noted  # type: ignore[method-assign]
    text = read_text(pikepdf.open(BytesIO(pdfs.made(item).content)))
    shown = [read(blob) for blob in asked if read(blob).startswith(b"<svg")]

    assert shown == [SEAL.encode()]
    assert "root:" not in text


@needs_weasyprint
def test_what_was_published_stays_the_same_to_the_byte() -> None:
    """A later revision changes the text in force, and neither the texts nor the redlines of before."""
    repository = history()
    before = pdfs_of(repository)
    old = {item.path: before.made(item).content for item in before.planned()}
    later = TERMS.replace("12 euros", "99 euros")
    repository.commit("2024-07-01", {"terms/index.md": later, "terms/revisions/2024-07-01.md": note("Dearest.")})
    after = pdfs_of(repository, on=date(2024, 8, 1))
    new = {item.path: after.made(item).content for item in after.planned()}

    assert {path for path in old if new[path] != old[path]} == {"terms/terms.pdf"}


@needs_weasyprint
def test_a_pdf_is_kept_under_all_that_decides_how_it_looks(tmp_path: Path) -> None:
    """Making one takes seconds; a picture that changed makes a new one."""
    chosen = settings(options=Options(pdf=True))
    repository = history()

    def made() -> tuple[bytes, int]:
        book = book_of(repository, chosen)
        book.cache = Cache(tmp_path)
        pdfs = Pdfs(Edition(book, chosen, on=ON))
        content = pdfs.made(planned(pdfs, "terms/terms.pdf")).content
        return content, sum(1 for path in tmp_path.rglob("*") if path.is_file())

    first, again = made(), made()
    repository.commit("2024-05-01", {"terms/seal.svg": SEAL.replace('width="9"', 'width="5"')})
    changed = made()

    assert again == first
    assert changed[0] != first[0]
    assert changed[1] > first[1]


@needs_weasyprint
def test_a_site_publishes_pdfs_only_when_it_is_asked_to() -> None:
    """They take time and a further package."""
    chosen = settings(options=Options(pdf=True))
    repository = history()
    with_pdfs = plan_site(book_of(repository, chosen), chosen, on=ON)
    plain = plan_site(book_of(repository), settings(), on=ON)
    files = {item.path: item for item in with_pdfs.files}
    pages = {page.address: page.make() for page in with_pdfs.pages}

    assert files["terms/terms.pdf"].make().startswith(b"%PDF-1.7")
    assert pages["terms/"].pdf == "terms/terms.pdf"  # type: ignore[union-attr]
    assert pages["terms/2024-03-01/"].pdf == REVISION  # type: ignore[union-attr]
    assert pages["terms/2024-03-01/redline/"].pdf == REDLINE  # type: ignore[union-attr]
    assert not [item.path for item in plain.files if item.path.endswith(".pdf")]
    assert [page.make().pdf for page in plain.pages if page.template == "policy"] == ["", ""]  # type: ignore[union-attr]


def test_a_file_of_the_content_is_not_overwritten() -> None:
    """Two files cannot be at one address, and the editor decides which moves."""
    repository = history()
    repository.commit("2024-05-01", {"terms/terms.pdf": "%PDF-1.4 by hand"})

    with pytest.raises(ContentError, match=r"terms/terms.pdf: the PDF of terms would be at /terms/terms.pdf"):
        list(pdfs_of(repository).planned())


@needs_weasyprint
def test_the_users_own_templates_and_style_sheets_make_the_pdf(tmp_path: Path) -> None:
    """What was changed for the pages is changed in their PDFs."""
    (tmp_path / "policybook").mkdir()
    (tmp_path / "css").mkdir()
    own = '{% extends "!policybook/pdf.html" %}{% block title %}Ours{% endblock %}'
    (tmp_path / "policybook" / "pdf.html").write_text(own)
    (tmp_path / "css" / "policybook.css").write_text("h1::after { content:'Styled' }")
    chosen = replace(settings(options=Options(pdf=True)), overrides=tmp_path)
    pdf = document(Pdfs(Edition(book_of(history(), chosen), chosen, on=ON)), "privacy/privacy.pdf")

    assert str(pdf.docinfo["/Title"]) == "Ours"
    assert "PrivacyNoticeStyled" in read_text(pdf)
