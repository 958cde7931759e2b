"""A font that the site serves itself: one file and one style sheet, under the pages' own policy."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

from browser.visits import Visits, computed
from policybook.adapters.settings import load_settings
from policybook.mkdocs_plugin import build_site
from repositories import Repository
from scripted import note
from theme_examples import examples

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def font() -> bytes:
    """Return a font whose one letter is a square as wide as two."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 700), (2000, 700), (2000, 0)):
        pen.lineTo(corner)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "m"])
    builder.setupCharacterMap({ord("m"): "m"})
    builder.setupGlyf({".notdef": pen.glyph(), "m": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (2000, 0), "m": (2000, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Own", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.font.flavor = "woff2"
    written = io.BytesIO()
    builder.save(written)
    return written.getvalue()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of docs/theme.md with a font file, and nothing else."""
    repository = Repository(tmp_path_factory.mktemp("font") / "repository")
    (files,) = examples("A font of your own")
    texts = {
        "content/terms/index.md": "---\ntitle: Terms\n---\nmmmm\n",
        "content/terms/revisions/2024-01-01.md": note("First.", posted="2024-01-01"),
    }
    repository.commit({**files, **texts, "content/fonts/own-serif.woff2": font()})
    settings = load_settings(repository.folder)
    build_site(settings, on=date(2024, 6, 1), quiet=True)
    return settings.site_dir


@pytest.fixture
def visits(chromium: Browser, site: Path) -> Visits:
    return Visits(chromium, site)


def test_a_font_of_ones_own_needs_a_file_and_a_style_sheet(visits: Visits) -> None:
    """The text is set in it, and no policy of the page is in its way."""
    page = visits("terms/")
    width = page.evaluate(
        """async () => {
            await document.fonts.ready;
            const range = document.createRange();
            range.selectNodeContents([...document.querySelectorAll('article p')].find(p => p.textContent === 'mmmm'));
            return range.getBoundingClientRect().width;
        }"""
    )
    size = float(computed(page.locator("article p").first, "fontSize").removesuffix("px"))
    visits.close()

    assert abs(width - 4 * 2 * size) < 1
    assert visits.troubles == []
