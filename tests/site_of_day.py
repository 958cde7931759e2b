"""A whole site on one day, in memory, and what it says of that day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from policybook.adapters.settings import Settings
from policybook.adapters.templates import Templates
from policybook.app.book import Book
from policybook.app.publish import Plan, plan_site
from policybook.core.pages import PolicyPage

RELATIVE = re.compile(
    r"\b(today|tonight|tomorrow|yesterday|now|currently|recently|soon|ago|(this|next|last) (week|month|year)"
    r"|(in|for) (\d+|a few|some) (days?|weeks?|months?|years?)|(\d+) (days?|weeks?|months?) (left|to go))\b",
    re.IGNORECASE,
)
"""Words that are false as soon as the page was not built on the day it is read."""


@dataclass(frozen=True)
class Site:
    """What would be published on a day."""

    plan: Plan
    files: dict[str, str]
    """Every page and file by its path; of version lists without the day they were made for."""

    def differs(self, other: Site) -> list[str]:
        """Return the paths that are not the same in two sites."""
        return sorted(
            path for path in self.files.keys() | other.files.keys() if self.files.get(path) != other.files.get(path)
        )

    def listed(self, policy: str) -> dict[str, Any]:
        """Return what the list of versions of a policy says; nothing where it has none yet."""
        return dict(json.loads(self.files.get(f"{policy}/versions.json", "{}")))

    def page(self, address: str) -> PolicyPage | None:
        """Return what the page of a text shows; None where there is none."""
        made = next((item.make() for item in self.plan.pages if item.address == address), None)
        return made if isinstance(made, PolicyPage) else None

    def relative_words(self) -> Iterator[tuple[str, str]]:
        """Return the words on pages that speak of time as if every reader read them on the day of the build."""
        for path, text in self.files.items():
            if path.endswith(".html"):
                words = re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", "", text))
                yield from ((path, match[0]) for match in RELATIVE.finditer(words))


def site_of_day(book: Book, settings: Settings, day: date, templates: Templates) -> Site:
    """Return the site as it would be built on a day."""
    plan = plan_site(book, settings, on=day)
    pages = {f"{item.address}index.html": templates.page(item.template, item.make()) for item in plan.pages}
    files = {item.path: item.make().decode() for item in (*plan.files, *plan.searched(()))}
    day_made = f'"day": "{day.isoformat()}"'
    return Site(plan, {path: text.replace(day_made, "") for path, text in {**pages, **files}.items()})
