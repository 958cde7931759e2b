"""What a page with a text is to search engines and other programs: which text, of which days, published by whom. Knows
nothing about markup."""

from __future__ import annotations

from datetime import date

from policybook.app.edition import Edition
from policybook.core.pageparts import Facts, interval
from policybook.core.pages import Frame
from policybook.core.timeline import Interval, Policy, Revision, State, intervals, state


def changed_on(edition: Edition, policy: Policy) -> date:
    """Return the day on which the page of a policy came to read as it does."""
    revision = edition.shown_revision(policy)
    upcoming = state(policy, revision, on=edition.on) is State.UPCOMING
    return revision.posted if upcoming else max(revision.posted, revision.effective)


def published_on(policy: Policy) -> date:
    """Return the day on which the first text of a policy was published."""
    return min(revision.posted for revision in policy.revisions)


def facts(edition: Edition, policy: Policy, revision: Revision, frame: Frame) -> Facts:
    """Return what the page of a revision's text is; its frame says where and since when."""
    original = edition.translations.original(policy)
    return Facts(
        name=frame.title,
        address=frame.canonical,
        language=edition.translations.language(policy),
        version=revision.id,
        published=frame.published or revision.posted,
        modified=frame.modified or revision.posted,
        coverage=_coverage(policy, revision),
        publisher=edition.settings.organisation,
        site_name=edition.settings.site_name,
        site=edition.absolute(""),
        original=edition.absolute(f"{original.address}/") if original else "",
    )


def _coverage(policy: Policy, revision: Revision) -> str:
    """Return the days on which the text of a revision applies; of a withdrawal those of the text it took away."""
    line = intervals(policy)
    own = next((item for item in line if item.revision is revision), None)
    if own and not revision.standing:
        own = _last_before(line, own)
    return interval(own.start, own.end) if own and own.applied else ""


def _last_before(line: tuple[Interval, ...], withdrawal: Interval) -> Interval | None:
    earlier = line[: line.index(withdrawal)]
    return next((item for item in reversed(earlier) if item.revision.standing and item.applied), None)
