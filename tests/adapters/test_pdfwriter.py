"""HTML to a tagged PDF."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from pdf_text import outline, read_text, squeezed, structure
from policybook.adapters import pdfwriter
from policybook.adapters.pdfwriter import engine, write_pdf
from policybook.core.errors import MissingPartError
from weasy import needs_weasyprint

BASE = "https://policies.example.org/sub/"
DOT = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx"
    b"\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)


def page(body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="en"><head><title>A title</title>{head}</head><body>{body}</body></html>'


class Shelf:
    """Files by path, and what was asked for."""

    def __init__(self, **files: bytes) -> None:
        self.files = {name.replace("__", "/").replace("_", "."): content for name, content in files.items()}
        self.asked: list[str] = []

    def __call__(self, path: str) -> bytes | None:
        self.asked.append(path)
        return self.files.get(path)


def written(html: str, shelf: Shelf | None = None) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(write_pdf(html, base=BASE, address="terms/", find=shelf or Shelf()).content))


@needs_weasyprint
def test_a_pdf_is_tagged_and_says_so() -> None:
    """What PDF/UA-1 asks of a file that a program can look up."""
    document = written(page("<h1>Terms</h1><p>Words.</p><table><tr><th>A</th></tr><tr><td>b</td></tr></table>"))
    root = document.Root

    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en"
    assert root.ViewerPreferences.DisplayDocTitle
    assert str(document.docinfo["/Title"]) == "A title"
    with document.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert {"H1", "P", "Table", "TH", "TD"} <= set(structure(document))
    assert outline(document) == [(0, "Terms")]
    assert read_text(document) == "TermsWords.Ab"


@needs_weasyprint
def test_nothing_but_our_own_files_is_asked_for(tmp_path: Path) -> None:
    """A text of a stranger must not make the machine that builds the site call another host or open its files."""
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content:'SECRET' }")
    shelf = Shelf(terms__dot_png=DOT, terms__bad_svg=f'<svg><image href="{secret.as_uri()}"/></svg>'.encode())
    foreign = [secret.as_uri(), "https://evil.example/x", "//evil.example/x", "/x", "ftp://evil.example/x", "data:,x"]
    links = "".join(f'<link rel="stylesheet" href="{url}"><link rel="attachment" href="{url}">' for url in foreign)
    images = "".join(
        f'<img src="{url}" alt="foreign">' for url in [*foreign, "dot.png", "bad.svg", "../../x", "..%2F..%2Fx"]
    )
    styled = f"<style>@import url({secret.as_uri()}); p {{ background:url({secret.as_uri()}) }}</style>"
    document = written(page(f"<p>{images}</p>", links + styled), shelf)

    assert set(shelf.asked) <= {"terms/dot.png", "terms/bad.svg", "../x", "terms/../../x"}
    assert "SECRET" not in read_text(document)
    assert "/Names" not in document.Root or "/EmbeddedFiles" not in document.Root.Names
    assert {"terms/dot.png", "terms/bad.svg"} <= set(shelf.asked)


@needs_weasyprint
def test_a_picture_that_is_none_is_not_opened() -> None:
    """The library behind it knows formats that run another program, whatever the file's name says."""
    shelf = Shelf(terms__x_png=b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    document = written(page('<p><img src="x.png" alt="words instead"></p>'), shelf)

    assert shelf.asked == ["terms/x.png"]
    assert "wordsinstead" in read_text(document)


@needs_weasyprint
def test_characters_that_no_font_has_are_told() -> None:
    """They are printed as boxes, and nobody looks at every page."""
    pdf = write_pdf(page("<p>ab\U000f0001\U000f0002</p>"), base=BASE, address="", find=Shelf())

    assert pdf.missing == "\U000f0001\U000f0002"


@needs_weasyprint
def test_the_engine_is_the_same_while_nothing_is_installed() -> None:
    """It is part of the key under which PDFs are kept."""
    before = engine()
    pdfwriter._engine.cache_clear()

    assert engine() == before


@needs_weasyprint
def test_what_weasyprint_complains_about_is_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """Style sheets for browsers hold much that it does not know."""
    written(page("<p>x</p>", "<style>p { text-wrap:pretty; nonsense:1 }</style>"))

    assert capfd.readouterr() == ("", "")


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """WeasyPrint not imported yet."""
    pdfwriter._weasyprint.cache_clear()
    yield monkeypatch
    pdfwriter._weasyprint.cache_clear()


def test_without_weasyprint_the_way_out_is_named(forgotten: pytest.MonkeyPatch) -> None:
    """The extra is optional; whoever asks for a PDF has to know how to get it."""
    forgotten.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(MissingPartError, match=r'pip install "policybook\[pdf\]"') as caught:
        write_pdf("", base=BASE, address="", find=Shelf())
    assert caught.value.exit_code == 2


def test_without_its_libraries_the_packages_are_named(
    forgotten: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """pip cannot install them, and WeasyPrint's own advice goes elsewhere."""
    (tmp_path / "weasyprint.py").write_text("print('advice')\nraise OSError('cannot load library libpango')\n")
    forgotten.delitem(sys.modules, "weasyprint", raising=False)
    forgotten.syspath_prepend(tmp_path)

    with pytest.raises(MissingPartError, match=r"cannot load library libpango\nhint: .*libpangoft2-1.0-0"):
        write_pdf("", base=BASE, address="", find=Shelf())
    assert capfd.readouterr().out == ""
    assert squeezed(pdfwriter.PACKAGES) == "libpango-1.0-0libpangoft2-1.0-0libharfbuzz-subset0"
