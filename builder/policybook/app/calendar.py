"""The days on which pages change by themselves: the build of that day differs from the one before. Knows no page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from policybook.app.banners import announced_until
from policybook.app.edition import Edition
from policybook.core import timeline
from policybook.core.timeline import Policy


def next_change(edition: Edition, policy: Policy) -> date | None:
    """Return the next day on which a page of a policy changes; None when none is on record.

    A text takes effect, a revision that is on record already is posted, or the notice of a change has stood long
    enough.
    """
    return _first(
        (
            timeline.next_change(policy, on=edition.on),
            edition.scheduled.get(policy.id),
            announced_until(edition, policy),
        )
    )


def next_change_of_all(edition: Edition) -> date | None:
    """Return the next day on which any page changes, also that of a policy not posted yet."""
    return _first((*(next_change(edition, policy) for policy in edition.policies), *edition.scheduled.values()))


def _first(days: Iterable[date | None]) -> date | None:
    return min(filter(None, days), default=None)
