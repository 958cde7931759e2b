"""The notices above a text: upcoming, freshly changed, superseded, withdrawn. Knows nothing about the text itself."""

from __future__ import annotations

from datetime import timedelta

from policybook.app.comparisons import comparison
from policybook.app.edition import Edition
from policybook.app.entries import summary
from policybook.core.language import marked
from policybook.core.pages import Banner, Link
from policybook.core.timeline import (
    Interval,
    Policy,
    Revision,
    State,
    in_force,
    intervals,
    policy_state,
    state,
    upcoming,
)


def on_policy_page(edition: Edition, policy: Policy, revision: Revision) -> tuple[Banner, ...]:
    """Return the notices of a policy's own page."""
    match policy_state(policy, on=edition.on):
        case State.WITHDRAWN:
            return (_withdrawn(edition, policy, revision),)
        case State.UPCOMING:
            return (_upcoming(edition, policy, revision, (), only=True),)
    read = Link(title=edition.speaks(policy).say("Read the new version"), address=f"{policy.address}/upcoming/")
    coming = [_upcoming(edition, policy, item, (read,)) for item in upcoming(policy, on=edition.on)[:1]]
    return (*coming, *_changed(edition, policy, revision))


def on_upcoming_page(edition: Edition, policy: Policy, revision: Revision) -> tuple[Banner, ...]:
    """Return the notice of a page with a text that is not in force yet."""
    now = Link(title=edition.speaks(policy).say("Read the version in force"), address=f"{policy.address}/")
    return (_upcoming(edition, policy, revision, (now,)),)


def on_revision_page(edition: Edition, policy: Policy, revision: Revision) -> tuple[Banner, ...]:
    """Return the notices of the permanent page of a revision."""
    match state(policy, revision, on=edition.on):
        case State.UPCOMING:
            return on_upcoming_page(edition, policy, revision)
        case State.SUPERSEDED:
            return (_superseded(edition, policy, revision),)
        case State.WITHDRAWN:
            return (_withdrawn(edition, policy, revision),)
    return ()


def interval_of(policy: Policy, revision: Revision) -> Interval | None:
    """Return the days on which a revision's text was the policy's; None when it has no text."""
    return next((item for item in intervals(policy) if item.revision is revision), None)


def _upcoming(
    edition: Edition, policy: Policy, revision: Revision, links: tuple[Link, ...], *, only: bool = False
) -> Banner:
    return Banner(
        kind="upcoming",
        day=revision.effective,
        summary=summary(edition, policy, revision),
        links=(*links, *_see(edition, policy, revision, marked("See what changes"))),
        only=only,
    )


def _changed(edition: Edition, policy: Policy, revision: Revision) -> tuple[Banner, ...]:
    fresh = revision.effective + timedelta(days=edition.settings.options.banner_days) > edition.on
    links = _see(edition, policy, revision, marked("See what changed"))
    if not (fresh and revision.material and links):
        return ()
    words = summary(edition, policy, revision)
    return (Banner(kind="changed", day=revision.effective, summary=words, links=links),)


def _superseded(edition: Edition, policy: Policy, revision: Revision) -> Banner:
    interval = interval_of(policy, revision)
    applied = interval is not None and interval.applied
    return Banner(
        kind="superseded",
        day=revision.effective if applied else None,
        until=interval.end if interval and applied else None,
        links=_instead(edition, policy, revision),
    )


def _instead(edition: Edition, policy: Policy, revision: Revision) -> tuple[Link, ...]:
    """Return what to read in place of an earlier version; where nothing is in force, the policy's page says so."""
    say = edition.speaks(policy).say
    current = in_force(policy, on=edition.on)
    if current is None or not current.standing:
        return (Link(title=say("Go to the page of this policy"), address=f"{policy.address}/"),)
    compare = comparison(edition, policy, revision, current)
    return (
        Link(title=say("Read the version in force"), address=f"{policy.address}/"),
        *([Link(title=say("Compare with it"), address=compare)] if compare else []),
    )


def _withdrawn(edition: Edition, policy: Policy, revision: Revision) -> Banner:
    return Banner(
        kind="withdrawn",
        day=revision.effective,
        summary=summary(edition, policy, revision),
        links=(Link(title=edition.speaks(policy).say("Revision history"), address=f"{policy.address}/history/"),),
    )


def _see(edition: Edition, policy: Policy, revision: Revision, words: str) -> tuple[Link, ...]:
    address = edition.redline_address(policy, revision)
    return (Link(title=edition.speaks(policy).say(words), address=address),) if address else ()
