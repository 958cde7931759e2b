"""The pages that list a policy's revisions: all of them, or of a very long history the latest years and one page for
each year before. Knows no texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from policybook.app.comparisons import comparisons_with_current
from policybook.app.edition import Edition
from policybook.app.entries import entry
from policybook.core.pageparts import YearLink
from policybook.core.pages import Entry, Frame, HistoryPage, Link, by_year
from policybook.core.timeline import Policy, Revision, in_force, upcoming

ONE_PAGE = 500
"""More revisions than this are parted into pages: a browser lays five hundred out at once, a reader scrolls no more."""

LATEST_YEARS = 3
"""How many years the main page of a parted history shows."""


def years_apart(policy: Policy) -> tuple[int, ...]:
    """Return the years whose revisions have a page of their own, newest first; none where one page has them all."""
    if len(policy.revisions) <= ONE_PAGE:
        return ()
    return tuple(_years(policy))[LATEST_YEARS:]


def history_address(policy: Policy, year: int = 0) -> str:
    """Return the address of a policy's history, or of the page of one year."""
    return f"{policy.address}/history/" + (f"{year}/" if year else "")


def history_page(edition: Edition, policy: Policy, *, year: int = 0) -> HistoryPage:
    """Return the page with the revisions of a policy, newest first; with a year the page of that year alone."""
    apart = years_apart(policy)
    shown = [item for item in policy.revisions if _belongs(item.posted.year, year, apart)]
    current = in_force(policy, on=edition.on)
    links = _year_links(policy, year, apart)
    way = [Link(title=edition.speaks(policy).say("Revision history"), address=history_address(policy))] if year else []
    return HistoryPage(
        frame=replace(
            _frame(edition, policy, year),
            modified=max(item.posted for item in shown),
            published=min(item.posted for item in shown),
        ),
        eyebrow=edition.crumbs(policy, *way),
        policy=Link(title=edition.full_title(policy), address=f"{policy.address}/"),
        first=min(item.posted for item in policy.revisions),
        total=len(policy.revisions),
        material=sum(item.material for item in policy.revisions),
        in_force=current.number if current and current.standing else 0,
        upcoming=len(_upcoming(edition, policy)),
        unlisted=sum(not item.listed for item in policy.revisions),
        years=by_year(_entries(edition, policy, shown)),
        year=year,
        all_years=links,
        elsewhere=() if year else tuple(item for item in links if item.year in apart),
        compare=edition.compare_address(policy),
    )


def _entries(edition: Edition, policy: Policy, shown: Sequence[Revision]) -> Iterator[Entry]:
    """Yield revisions, newest first, each with its comparison with the text in force unless its redline is that."""
    comparisons = comparisons_with_current(edition, policy)
    for revision in reversed(shown):
        made = entry(edition, policy, revision)
        address = comparisons.get(revision.id, "")
        yield replace(made, compare=address if address != made.redline else "")


def _frame(edition: Edition, policy: Policy, year: int) -> Frame:
    name, language = edition.full_title(policy), edition.speaks(policy)
    title = language.say("Revision history of {title}", title=name)
    words = language.say("Every revision of {title}, with what it changed.", title=name)
    return edition.frame(
        history_address(policy, year),
        f"{title}, {year}" if year else title,
        policy=policy,
        description=f"{words} {year}" if year else words,
    )


def _years(policy: Policy) -> Counter[int]:
    """Return how many revisions were posted in each year, newest first."""
    counted = Counter(item.posted.year for item in policy.revisions)
    return Counter(dict(sorted(counted.items(), reverse=True)))


def _belongs(posted: int, year: int, apart: Sequence[int]) -> bool:
    return posted == year if year else posted not in apart


def _year_links(policy: Policy, year: int, apart: Sequence[int]) -> tuple[YearLink, ...]:
    return tuple(
        YearLink(
            year=item,
            address=history_address(policy, item) if item in apart else f"{history_address(policy)}#y{item}",
            count=count,
            current=item == year,
        )
        for item, count in _years(policy).items()
    )


def _upcoming(edition: Edition, policy: Policy) -> list[Revision]:
    """Return the upcoming revisions, and the notes that postponed one of them."""
    pending = {item.id for item in upcoming(policy, on=edition.on)}
    return [item for item in policy.revisions if item.id in pending or item.postpones in pending]
