"""What happens to the revisions of a policy, and when: for feeds and calendars. Knows nothing about either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policybook.core.ids import Event
from policybook.core.timeline import Policy, Revision, intervals


@dataclass(frozen=True, slots=True)
class Happening:
    """One day of a revision."""

    day: date
    """The day."""
    event: Event
    """What happened on it."""
    revision: Revision
    """To which revision."""


def happenings(policy: Policy, *, on: date) -> Iterator[Happening]:
    """Return what happened up to a day: each revision was posted, and took effect where that was later and it ever
    did."""
    applied = {revision.id for revision in effective_days(policy, on=on)}
    for revision in policy.revisions:
        if revision.posted > on:
            continue
        yield Happening(revision.posted, Event.POSTED, revision)
        if revision.posted < revision.effective <= on and revision.id in applied:
            yield Happening(revision.effective, Event.EFFECTIVE, revision)


def effective_days(policy: Policy, *, on: date) -> tuple[Revision, ...]:
    """Return the revisions posted by a day that take effect on a day of their own, past or to come, in that order.

    A text that was replaced before its first day never takes effect.
    """
    return tuple(item.revision for item in intervals(policy) if item.applied and item.revision.posted <= on)


def postponed(policy: Policy, revision: Revision, *, on: date) -> date | None:
    """Return the day on which the effective day of a revision was last changed; None when it never was."""
    days = (item.posted for item in policy.revisions if item.postpones == revision.id and item.posted <= on)
    return max(days, default=None)
