"""A browser and a site with every kind of page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.visits import Visits, watched
from policybook.adapters.settings import load_settings
from policybook.mkdocs_plugin import build_site
from repositories import Repository
from showcase import DAY, fill

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Names of the system's browser; the one without windows shows the same pages in less than half the time."""

LAUNCH = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
"""Containers have no sandbox, no graphics card and little shared memory."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a worker; without one they are skipped."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; run `make setup`")
    with api.sync_playwright() as playwright:
        found = program(playwright)
        if found is None:
            pytest.skip("no Chromium found; on Debian: apt-get install chromium-headless-shell")
        browser = playwright.chromium.launch(executable_path=found, args=list(LAUNCH))
        yield browser
        browser.close()


def program(playwright: Playwright) -> str | None:
    """Return the system's browser, or the one that Playwright downloaded."""
    found = (shutil.which(name) for name in PROGRAMS)
    own = playwright.chromium.executable_path
    return next(filter(None, found), own if Path(own).exists() else None)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of `showcase.py`, built as anybody builds one."""
    repository = Repository(tmp_path_factory.mktemp("browser") / "repository")
    fill(repository)
    settings = load_settings(repository.folder)
    build_site(settings, on=date.fromisoformat(DAY), quiet=True)
    return settings.site_dir


@pytest.fixture
def visit(chromium: Browser, site: Path) -> Iterator[Visits]:
    """Opens pages, and fails the test if anything went wrong on one."""
    with watched(chromium, site) as visits:
        yield visits
