"""Whether a browser finds the same changes as our engine in real versions, and how long that takes.

    python benchmarks/compare_page.py REPOSITORY [--policy ID] [--pairs 20] [--seed 11]

Takes random pairs of the versions of the longest policy (or the one named), opens its compare page in Chromium as the
site serves it, and prints the differences and the milliseconds from the start of the visit to the result. Exits with 1
when one of our bars is missed. Needs Playwright and Chromium.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "builder"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from playwright.sync_api import Browser, sync_playwright

from browser.conftest import LAUNCH, program
from browser.test_compare import changes_shown, marks
from browser.visits import Visits
from policybook.adapters.assets import assets
from policybook.adapters.settings import load_settings
from policybook.adapters.templates import Templates
from policybook.app.book import open_book
from policybook.app.comparepages import compare_page, compared_texts, version_data
from policybook.app.comparisons import compared_versions, data_address
from policybook.app.edition import Edition
from policybook.core.model import Version
from policybook.core.timeline import Policy, Revision
from policybook.core.tree import Block
from policybook.core.wordchanges import word_changes

LONGEST = 2.0
"""The bar for the seconds of one comparison, from the start of the visit to the result."""

CLOCK = """new MutationObserver(() => {
    if (document.querySelector("#result > :is(h2, .notice)")) window.shown ??= performance.now();
}).observe(document, { childList: true, subtree: true });"""
"""Notes how long after the start of the visit the result stands on the page."""


def words(edition: Edition, policy: Policy) -> int:
    """Return how many words the text of a policy has that its page shows."""
    texts = edition.shown_revision(policy).standing
    return sum(edition.book.digest(text.version).words for text in texts if text.version)


def longest(edition: Edition) -> Policy:
    """Return the longest policy with versions to compare."""
    return max(
        (item for item in edition.policies if edition.compare_address(item)), key=lambda item: words(edition, item)
    )


def ours(edition: Edition, policy: Policy, old: Revision, new: Revision) -> list[tuple[str, Any]]:
    """Return what our engine finds, in the form in which `changes_shown` reads a page: the whole policy."""

    def blocks(version: Version | None) -> tuple[Block, ...]:
        return tuple(edition.book.text(version).blocks) if version else ()

    texts = [(text, text.version or text.previous) for text in compared_texts(policy, old, new)]
    return [
        (edition.book.title(named), marks(word_changes(blocks(text.previous), blocks(text.version))))
        for text, named in texts
        if named
    ]


class Site:
    """So much of a site as the compare page of a policy needs."""

    def __init__(self, edition: Edition, policy: Policy, folder: Path) -> None:
        self._edition, self._policy, self._folder = edition, policy, folder
        for path, make in assets():
            self._write(path, make())
        page = Templates().page("compare", compare_page(edition, policy))
        self._write(edition.compare_address(policy) + "index.html", page.encode())

    def compared(self, browser: Browser, old: Revision, new: Revision) -> tuple[bool, float]:
        """Return whether the browser finds the same changes, and the seconds it takes."""
        for revision in (old, new):
            path = data_address(self._edition, self._policy, revision)
            self._write(path, version_data(self._edition, self._policy, revision))
        visits = Visits(browser, self._folder)
        address = f"{self._edition.compare_address(self._policy)}?from={old.id}&to={new.id}"
        page = visits(address, prepare=CLOCK)
        page.locator("#result > :is(h2, .notice)").first.wait_for()
        seconds = page.evaluate("shown") / 1000
        found = changes_shown(page) if page.locator("#result > h2").count() else []
        visits.close()
        return found == ours(self._edition, self._policy, old, new) and not visits.troubles, seconds

    def _write(self, path: str, content: bytes) -> None:
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def measured(edition: Edition, policy: Policy, number: int, seed: int) -> list[tuple[bool, float]]:
    """Compare so many random pairs of versions, print each, and return what came out."""
    line = [item.revision for item in reversed(compared_versions(edition, policy))]
    choice, results = random.Random(seed), []
    pairs = [sorted(choice.sample(range(len(line)), 2)) for _ in range(number)]
    print(f"{policy.id}: {len(line)} versions, {words(edition, policy)} words")
    with tempfile.TemporaryDirectory(prefix="policybook-compare-") as scratch, sync_playwright() as playwright:
        site = Site(edition, policy, Path(scratch))
        browser = playwright.chromium.launch(executable_path=program(playwright), args=list(LAUNCH))
        for i, j in pairs:
            same, seconds = site.compared(browser, line[i], line[j])
            results.append((same, seconds))
            said = "same" if same else "DIFFERENT"
            print(f"{line[i].id} and {line[j].id}: {said}, {1000 * seconds:.0f} ms", flush=True)
        browser.close()
    return results


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path, help="folder of the site's mkdocs.yml")
    parser.add_argument("--policy", metavar="ID", help="compare versions of this policy (default: the longest)")
    parser.add_argument("--pairs", type=int, default=20, metavar="N", help="so many pairs (default: 20)")
    parser.add_argument("--seed", type=int, default=11, metavar="S", help="choose other pairs (default: 11)")
    options = parser.parse_args()
    settings = load_settings(options.repository)
    with open_book(settings) as book:
        edition = Edition(book, settings, on=datetime.now(UTC).date())
        named = (policy for policy in edition.policies if policy.id == options.policy)
        results = measured(edition, next(named, None) or longest(edition), options.pairs, options.seed)
    different = sum(not same for same, _ in results)
    slowest = max(seconds for _, seconds in results)
    print(f"{len(results)} pairs, {different} different, slowest {1000 * slowest:.0f} ms")
    return 1 if different or slowest > LONGEST else 0


if __name__ == "__main__":
    sys.exit(main())
