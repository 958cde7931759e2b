"""What the links of former days lead to on a policy's page. Knows nothing about how documents are followed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from policybook.app.edition import Edition
from policybook.app.trails import Shown, article_id
from policybook.core.aliases import Aliases, Places, aliases
from policybook.core.trails import Departure

_ID = re.compile(r' id="([^"]+)"')
_CHROME = ("main", "revisions")
"""Ids of our templates."""


def page_aliases(
    edition: Edition, shown: Shown, markup: Sequence[str], page: str, *, stubs: bool
) -> tuple[Aliases, ...]:
    """Return what to say about each document of a page, given its markup without that; `stubs`: also of what went."""
    trails = [edition.trails.of(shown, standing) for standing in shown.standings]
    articles = [article_id(standing.text.document) for standing in shown.standings]
    taken = {*_CHROME, *articles, *(f"{article}-title" for article in articles)}
    taken.update(unescape(match[1]) for text in markup for match in _ID.finditer(text))
    revisions = {revision.id: revision for revision in shown.policy.revisions}

    def change(departure: Departure) -> str:
        address = edition.redline_address(shown.policy, revisions[departure.revision])
        mark = f"#{departure.change}" if departure.change else ""
        return edition.addresses.link(page, address + mark) if address else ""

    places = Places(
        day=lambda revision: revisions[revision].effective, change=change, language=edition.speaks(shown.policy)
    )
    found = aliases(trails, taken, places)
    return found if stubs else tuple(replace(item, stubs=()) for item in found)
