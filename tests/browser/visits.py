"""Visits to a built site in a browser, answered from its folder: no port, no network. Knows no single page.

Every visit is watched: an error on the console, a breach of the page's security policy or a request to another host
is remembered as a trouble.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Route

HOST = "https://policies.example.org/"
NO_STRINGS_AS_CODE = "require-trusted-types-for 'script'; trusted-types 'none'"
"""What a careful host adds to the pages' own policy."""

NOT_LAID_OUT = "[data-size]:not(.laid)"
"""What the script has still to lay out on a long page: until then its marks are read by nobody."""

NO_TIME = "window.held = []; window.requestIdleCallback = window.setTimeout = callback => { held.push(callback); };"
"""A script, for `prepare`, that makes a browser without time for what can wait."""

NO_TARGET_CURRENT = """
    const supports = CSS.supports.bind(CSS);
    CSS.supports = (...asked) => !String(asked).includes('target-current') && supports(...asked);
"""
"""A browser without scroll markers: all but Chromium, and older ones of those."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


class Visits:
    """Opens pages: `visit("terms/", width=320, java_script_enabled=False)`."""

    def __init__(self, browser: Browser, site: Path) -> None:
        self.troubles: list[str] = []
        """What must not happen on any page."""
        self._browser, self._site = browser, site
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        path: str,
        *,
        width: int = 1280,
        height: int = 900,
        prepare: str = "",
        laid_out: bool = True,
        **options: Any,
    ) -> Page:
        """Open a page in a window of its own, laid out as its script does it after a while. `prepare` is a script run
        before the page's own, further options are Playwright's. Nothing moves smoothly unless a test asks for it: no
        test waits for an animation."""
        options.setdefault("reduced_motion", "reduce")
        context = self._browser.new_context(viewport={"width": width, "height": height}, **options)
        self._contexts.append(context)
        context.set_default_timeout(30_000)
        context.route("**/*", self._serve)
        if prepare:
            context.add_init_script(prepare)
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.goto(HOST + path)
        if laid_out and options.get("java_script_enabled", True):
            page.locator(NOT_LAID_OUT).evaluate_all("nodes => nodes.forEach((node) => node.classList.add('laid'))")
        return page

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            context.close()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.location['url']}: {message.text}")

    def _serve(self, route: Route) -> None:
        url = route.request.url
        if not url.startswith(HOST):
            self.troubles.append(f"asked for {url}")
            route.abort()
            return
        path = url.removeprefix(HOST).partition("#")[0].partition("?")[0]
        file = self._site / (path + "index.html" if not path or path.endswith("/") else path)
        if not file.is_file():
            route.fulfill(status=404, path=self._site / "404.html", content_type=TYPES[".html"])
            return
        headers = {"Content-Type": TYPES.get(file.suffix, "application/octet-stream")}
        if file.suffix == ".html":
            headers["Content-Security-Policy"] = NO_STRINGS_AS_CODE
        route.fulfill(path=file, headers=headers)


@contextmanager
def watched(browser: Browser, site: Path) -> Iterator[Visits]:
    """Visits to a site; at their end a trouble on any page fails the test."""
    visits = Visits(browser, site)
    try:
        yield visits
    finally:
        visits.close()

    assert visits.troubles == []


def clock(moment: str) -> str:
    """Return the script, for `prepare`, that gives a page another time: `2025-06-01T12:00:00Z`."""
    given = f"super(...(given.length ? given : ['{moment}']))"
    return f"const Real = Date; Date = class extends Real {{ constructor(...given) {{ {given}; }} }};"


def computed(locator: Locator, name: str, pseudo: str = "") -> str:
    """Return a style of an element, or of its `::before` or `::after`, as the browser computed it."""
    return str(locator.evaluate("(node, [name, pseudo]) => getComputedStyle(node, pseudo)[name]", [name, pseudo]))


def clause(page: Page, number: str) -> Locator:
    """Return the clause of a number; of the first document that has it."""
    return page.locator(".clause").filter(has=page.locator(f".num a:text-is('{number}')")).first


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window; more than none means sideways scrolling."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def needs_target_current(page: Page) -> None:
    """Skip a test where the browser does not know `:target-current`, which older ones of Chromium do not."""
    if not page.evaluate("CSS.supports('selector(:target-current)')"):
        pytest.skip("this Chromium does not know :target-current")


def focused(page: Page) -> str:
    """Return the words of what has the focus, or its id."""
    return str(page.evaluate("(document.activeElement.innerText || document.activeElement.id).trim()"))
