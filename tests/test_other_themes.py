"""Policies in the themes of others: complete, linked, searchable, and in nobody's way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import themed
from policybook.core.errors import SettingsError

POLICY, HISTORY, INDEX = "terms/", "terms/history/", ""
REDLINE = "terms/2025-03-01/redline/"
OURS = (INDEX, POLICY, HISTORY, "privacy/")

Read = Callable[[str], str]


@pytest.fixture(scope="module", params=list(themed.THEMES))
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site in each theme."""
    return themed.build(tmp_path_factory.mktemp(request.param) / "repository", request.param)


@pytest.fixture
def read(site: Path) -> Read:
    """Returns the HTML of a page, or the text of a file."""
    return lambda path: (site / (path + "index.html" * (not path or path.endswith("/")))).read_text("utf-8")


def content(page: str) -> str:
    """Return what is ours on a page."""
    rest = page[page.index('<div class="policybook"') :]
    depth = 0
    for tag in re.finditer(r"<(/?)div\b", rest):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return rest[: tag.end()]
    raise AssertionError("it does not end")


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_a_policy_is_complete(read: Read) -> None:
    """Banner, status, both texts, the days of each, what changed, and the latest revisions."""
    said = words(content(read(POLICY)))

    for words_of_it in (
        "A new version takes effect on 1 July 2025 . More time. Until then the text on this page applies.",
        "What you and we &#34;may&#34; expect.",
        "in force since 1 March 2025",
        "1.2 Tell us within 3 days when someone else has used them. Plan Price per month Personal 12 euros Changed",
        "Refund Policy : in force since 1 February 2024",
        "Ask for your money within 14 days.",
        "a new version takes effect on 1 July 2025",
        "Revisions 20 May 2025 More time. upcoming material takes effect 1 July 2025",
    ):
        assert words_of_it in said


def test_a_history_is_complete(read: Read) -> None:
    """Every revision with its day, mark, size and links."""
    page = content(read(HISTORY))
    said = words(page)

    assert "2025 20 May 2025 upcoming material takes effect 1 July 2025 More time." in said
    assert "1 March 2025 in force material Sets a time." in said
    assert "2024 1 February 2024 first version First version." in said
    for address in ("../2025-03-01/redline/", "../2025-03-01/", "../2024-02-01/"):
        assert f'href="{address}"' in page
    assert '<input type="checkbox" id="material">' in page


def test_a_redline_shows_its_marks_and_the_way_back(read: Read) -> None:
    """It has our own chrome: the name of the site, which leads to its start page, and all policies."""
    page = read(REDLINE)

    assert "<del>promptly</del>" in page
    assert "<ins>within 3 days</ins>" in page
    assert '<a class="brand" href="../../../">Made-up Policies' in page
    assert '<a href="../../../privacy/">Privacy Notice</a>' in page


@pytest.mark.parametrize("address", OURS)
def test_ids_are_unique_and_links_lead_to_them(read: Read, site: Path, address: str) -> None:
    """Those of the theme included."""
    page = read(address)
    ids = re.findall(r'\sid="([^"]+)"', page)
    ours = set(re.findall(r'\sid="([^"]+)"', content(page)))

    assert [name for name in ours if ids.count(name) > 1] == []
    assert set(re.findall(r'href="#([^"]+)"', content(page))) <= ours
    for link in re.findall(r'href="([^"#:]+)[#"]', content(page)):
        target = (site / address / link).resolve()
        assert target.is_file() or (target / "index.html").is_file(), link


@pytest.mark.parametrize("address", OURS)
def test_nothing_of_ours_is_inline(read: Read, address: str) -> None:
    """Hosts may forbid it; what a theme does is the theme's."""
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", content(read(address)))


@pytest.mark.parametrize("address", OURS)
def test_no_class_of_ours_can_mean_something_to_the_theme(read: Read, address: str) -> None:
    """Bootstrap has a `row`, a `badge` and a `page`."""
    classes = " ".join(re.findall(r'\sclass="([^"]*)"', content(read(address)))).split()

    assert {name for name in classes if not name.startswith("pb-")} == {"policybook"}


def test_the_theme_shows_the_contents(read: Read) -> None:
    """In its own place; which depth is the theme's affair."""
    page = read(POLICY)
    chrome = page.replace(content(page), "")

    for anchor in ("your-account-terms--bconditionsb-of-use", "your-courses-terms--bconditionsb-of-use"):
        assert f'id="{anchor}"' in content(page)
    assert 'href="#revisions"' in chrome or 'href="#your-account' in chrome
    assert 'href="#what-we-collect"' in read("privacy/").replace(content(read("privacy/")), "")


def test_search_finds_sections(read: Read) -> None:
    """Not only pages: a policy is long."""
    found = {item["location"]: item for item in json.loads(read("search/search_index.json"))["docs"]}
    section = found["terms/#your-courses-terms--bconditionsb-of-use"]

    assert section["title"] == "2. Your courses"
    assert "You can take a course again" in section["text"]
    assert "within 14 days" in found["terms/#time-refund-policy"]["text"]
    assert "privacy/#what-we-collect" in found


@pytest.mark.parametrize("address", OURS)
def test_a_title_is_no_markup(read: Read, address: str) -> None:
    """MkDocs' themes escape nothing; a title is what an editor typed."""
    page = read(address)

    assert "<b>Conditions" not in page
    if address == POLICY:
        assert "<title>Terms &amp; &lt;b&gt;Conditions&lt;/b&gt; &quot;of use&quot; - Made-up Policies</title>" in page


def test_programs_are_told_what_a_page_is(read: Read) -> None:
    """Once each, whether the theme does or we do."""
    head = read(POLICY).partition("</head>")[0]

    assert len(re.findall(r'<meta name="description" content="What you and we &(?:#34|quot);may', head)) == 1
    assert len(re.findall('<link rel="canonical" href="https://policies.example.org/terms/"', head)) == 1
    assert '<meta property="article:modified_time" content="2025-03-01">' in head
    assert re.search(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="(?:\.\./)?feed.atom">', head)


def test_an_edit_link_leads_to_the_file_or_is_not_there(read: Read) -> None:
    """A page made of two files, or of none, has no file to edit."""
    edit = "https://git.example.org/policies/edit/main/content/"

    assert f"{edit}privacy/index.md" in read("privacy/") or "Edit" not in read("privacy/")
    assert f"{edit}about.md" in read("about/") or "edit/main" not in read("about/")
    for address in (INDEX, POLICY, HISTORY):
        assert "/edit/main/" not in read(address)


def test_ordinary_pages_stay_as_the_theme_makes_them(read: Read) -> None:
    """And link into the policies."""
    page = read("about/")

    assert '<a href="../privacy/#what-we-collect">' in page
    assert "policybook-content.css" in page  # as all of `extra_css`: it reaches nothing there
    assert "og:title" not in page


def test_the_list_for_search_engines_knows_when_a_text_changed(read: Read) -> None:
    """MkDocs' own would name the day of the build."""
    assert re.search(r"/terms/</loc>\s*<lastmod>2025-03-01</lastmod>", read("sitemap.xml"))


def test_nobody_else_is_asked_for_anything(read: Read) -> None:
    """With the settings that docs/theme.md names."""
    for address in (*OURS, "about/", REDLINE):
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="([^"]+)"', read(address))
        loaded += re.findall(
            r'<link[^>]* rel="(?:stylesheet|icon|preload|preconnect)"[^>]*href="([^"]+)"', read(address)
        )
        assert [url for url in loaded if "//" in url] == []


def test_a_link_to_a_heading_that_is_gone_stops_a_strict_build(tmp_path: Path) -> None:
    """MkDocs checks anchors of ordinary pages, and ours are known to it."""
    about = themed.ABOUT.replace("#what-we-collect", "#gone")

    with pytest.raises(SettingsError, match="strict"):
        themed.build(tmp_path / "repository", "mkdocs", about=about)


def test_a_theme_keeps_its_own_words(tmp_path: Path) -> None:
    """Its `Search` is translated by its own catalogue."""
    site = themed.build(tmp_path / "repository", "{name: mkdocs, locale: de, highlightjs: false}")

    assert "Suche" in (site / "about/index.html").read_text("utf-8")
    assert "<summary>Inhalt</summary>" in (site / "terms/index.html").read_text("utf-8")


def test_scripts_for_the_theme_are_not_loaded_by_our_own_pages(tmp_path: Path) -> None:
    """They would look for parts of the theme that are not there, and sheets of other hosts are not let in."""
    extra = "extra_css: [own.css, 'https://fonts.example/x.css']\nextra_javascript: [own.js]\n"
    site = themed.build(tmp_path / "repository", "mkdocs", settings=themed.SETTINGS + extra)
    page, redline = ((site / path / "index.html").read_text("utf-8") for path in (POLICY, REDLINE))

    assert "own.js" in page
    assert "own.js" not in redline
    assert 'href="../../../own.css"' in redline
    assert "fonts.example" not in redline
    assert page.index("policybook-content.css") < page.index("own.css")


def test_two_builds_are_the_same(tmp_path: Path) -> None:
    """Whatever the clock says."""
    sites = [themed.build(tmp_path / name / "repository", "readthedocs") for name in ("one", "two")]
    files = [sorted(path.relative_to(site) for path in site.rglob("*") if path.is_file()) for site in sites]

    assert files[0] == files[1]
    different = [path for path in files[0] if (sites[0] / path).read_bytes() != (sites[1] / path).read_bytes()]
    assert different == []
