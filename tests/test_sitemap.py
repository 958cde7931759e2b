"""The sitemap beside what the pages of a built site say of themselves."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from policybook.adapters.settings import load_settings
from policybook.app import historypages
from policybook.mkdocs_plugin import build_site
from repositories import Repository
from scripted import note

HOST = "https://policies.example.org/"
SETTINGS = """site_name: Example
site_url: https://policies.example.org/
docs_dir: content
theme: policybook
plugins:
  - policybook
nav:
  - Terms of Use: Terms of Use/index.md
  - about.md
"""


@pytest.fixture
def site(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with a long history, a withdrawn policy, one to come and an ordinary page."""
    monkeypatch.setattr(historypages, "ONE_PAGE", 4)
    others: dict[str, str | bytes | None] = {"mkdocs.yml": SETTINGS, "content/about.md": "# About\n"}
    others |= {"content/README.md": "For editors.\n", "content/Terms of Use/README.md": "For editors.\n"}
    for year in range(2020, 2025):
        revise(repository, f"{year}-02-01", "Terms of Use", f"---\ntitle: Terms\n---\nWords of {year}.\n", **others)
        others = {}
    revise(repository, "2024-03-01", "gone", "Words.\n")
    revise(repository, "2024-04-01", "gone", None, kind="withdrawn")
    revise(repository, "2024-05-01", "soon", "Words.\n", effective="2024-09-01")
    settings = load_settings(repository.folder)
    build_site(settings, on=date(2024, 6, 1), quiet=True)
    return settings.site_dir


def revise(repository: Repository, day: str, policy: str, text: str | None, **more: str | bytes | None) -> None:
    """Commit a revision; fields of the note have no dot in their name, files have one."""
    fields = {name: value for name, value in more.items() if "." not in name}
    files = {name: value for name, value in more.items() if "." in name}
    noted = {f"content/{policy}/revisions/{day}.md": note(f"What was done on {day}.", posted=day, **fields)}
    moment = f"{day}T12:00:00+00:00"
    repository.commit({f"content/{policy}/index.md": text, **noted, **files}, written=moment, reached=moment)


def test_the_sitemap_names_pages_that_ask_to_be_listed_under_their_own_address(site: Path) -> None:
    """A search engine that is told two things believes neither; the day is never one to come."""
    text = (site / "sitemap.xml").read_text("utf-8")
    found = re.findall(r"<loc>([^<]+)</loc>(?:\s*<lastmod>([^<]+)</lastmod>)?", text)
    listed = dict(found)

    assert len(found) == len(listed)
    assert {address.removeprefix(HOST): day for address, day in listed.items()} == {
        "": "",
        "about/": "",
        "gone/": "2024-04-01",
        "gone/history/": "2024-04-01",
        "soon/": "2024-05-01",
        "soon/history/": "2024-05-01",
        "terms-of-use/": "2024-02-01",
        "terms-of-use/history/": "2024-02-01",
        "terms-of-use/history/2021/": "2021-02-01",
        "terms-of-use/history/2020/": "2020-02-01",
    }
    for address in listed:
        page = (site / address.removeprefix(HOST) / "index.html").read_text("utf-8")
        assert 'name="robots"' not in page
        assert f'<link rel="canonical" href="{address}">' in page


def test_a_page_that_the_sitemap_leaves_out_is_found_from_one_that_it_names(site: Path) -> None:
    """Redlines may be listed, and are reached through the history."""
    redline = (site / "terms-of-use" / "2021-02-01" / "redline" / "index.html").read_text("utf-8")
    year = (site / "terms-of-use" / "history" / "2021" / "index.html").read_text("utf-8")

    assert 'name="robots"' not in redline
    assert 'href="../../2021-02-01/redline/"' in year
    assert '<a href="2021/">' in (site / "terms-of-use" / "history" / "index.html").read_text("utf-8")


def test_mkdocs_knows_a_policy_by_the_file_that_the_navigation_names(
    site: Path, repository: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder with capital letters and blanks has another address, and no warning says that it is missing."""
    with caplog.at_level("INFO", logger="mkdocs"):
        build_site(load_settings(repository.folder), on=date(2024, 6, 1), quiet=True)

    assert [record.getMessage() for record in caplog.records if "nav" in record.getMessage()] == []
    assert (site / "terms-of-use" / "index.html").is_file()
