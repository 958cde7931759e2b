"""The navigation against what the repository has. Knows nothing about pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policybook.adapters.settings import Settings
from policybook.app.book import Book
from policybook.core.model import Problem
from policybook.core.navigation import NavEntry, nav_problems


def navigation_problems(book: Book, settings: Settings) -> Iterator[Problem]:
    """Return what is wrong with `nav:` of mkdocs.yml."""
    folders = [settings.content_dir, *([settings.docs_dir] if settings.docs_dir else [])]
    named = {entry.path for entry in settings.nav if not entry.leads_elsewhere}
    written = {name for name in named if any((folder / name).is_file() for folder in folders)}
    yield from nav_problems(
        settings.nav,
        policies={policy.id: _first_file(book, policy.id) for policy in book.policies},
        files={*book.files, *written},
        path=settings.config_file.name if settings.config_file else "",
    )


def _first_file(book: Book, policy: str) -> str:
    """Return how a navigation names a policy: the file of its first document."""
    names = (f"{policy}/index.md", f"{policy}.md", f"{policy}.markdown")
    return next((name for name in names if name in book.files), names[0])


def led_to_pages(nav: object, pages: Mapping[str, str]) -> object:
    """Return a navigation of MkDocs with the files of policies replaced by those of their pages.

    `pages` are the pages' files by the ids of the policies. A file and its page differ where a policy is a file of its
    own, or its name is no address: `Cookie Policy.md` is read at `cookie-policy/`.
    """
    if isinstance(nav, str):
        return pages.get(NavEntry(path=nav).policy, nav)
    if isinstance(nav, list):
        return [led_to_pages(item, pages) for item in nav]
    if isinstance(nav, dict):
        return {title: led_to_pages(item, pages) for title, item in nav.items()}
    return nav
