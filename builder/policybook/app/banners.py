"""The notices above a text: upcoming, freshly changed, superseded, withdrawn. Knows nothing about the text itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from policybook.app.coming import Coming, coming, has_page
from policybook.app.comparisons import comparison
from policybook.app.edition import Edition
from policybook.app.entries import summary
from policybook.core.language import marked
from policybook.core.pages import Banner, Later, Link
from policybook.core.timeline import (
    Ending,
    Interval,
    Policy,
    Revision,
    State,
    ending,
    in_force,
    intervals,
    policy_state,
    state,
)


def on_policy_page(edition: Edition, policy: Policy, revision: Revision) -> tuple[Banner, ...]:
    """Return the notices of a policy's own page."""
    found = coming(edition, policy)
    now = policy_state(policy, on=edition.on)
    ahead = (_next(edition, policy, found, only=now is not State.IN_FORCE),) if found else ()
    if now is State.IN_FORCE:
        return (*ahead, *_changed(edition, policy, revision))
    return (*ahead, _withdrawn(edition, policy, revision)) if now is State.WITHDRAWN else ahead


def on_upcoming_page(edition: Edition, policy: Policy, found: Coming) -> tuple[Banner, ...]:
    """Return the notice of the page with the text that takes effect next."""
    notice = _next(edition, policy, found, only=policy_state(policy, on=edition.on) is not State.IN_FORCE)
    return (replace(notice, links=(_now(edition, policy), *notice.links[1:])),)


def on_revision_page(edition: Edition, policy: Policy, revision: Revision) -> tuple[Banner, ...]:
    """Return the notices of the permanent page of a revision."""
    match state(policy, revision, on=edition.on):
        case State.UPCOMING:
            return (_upcoming(edition, policy, revision, (_now(edition, policy),)),)
        case State.SUPERSEDED:
            return (_superseded(edition, policy, revision),)
        case State.WITHDRAWN:
            return (_withdrawn(edition, policy, revision),)
    return ()


def announced_until(edition: Edition, policy: Policy) -> date | None:
    """Return the day on which the notice of the latest change goes; None when there is no such notice."""
    revision = in_force(policy, on=edition.on)
    if revision is None or policy_state(policy, on=edition.on) is not State.IN_FORCE:
        return None
    if not (revision.material and edition.redline_address(policy, revision)):
        return None
    day = revision.effective + timedelta(days=edition.settings.options.banner_days)
    return day if day > edition.on else None


def interval_of(policy: Policy, revision: Revision) -> Interval | None:
    """Return the days on which a revision's text was the policy's; None when it has no text."""
    return next((item for item in intervals(policy) if item.revision.number == revision.number), None)


def _next(edition: Edition, policy: Policy, found: Coming, *, only: bool) -> Banner:
    """Return the notice of what takes effect next, and of what is pending behind it."""
    say = edition.speaks(policy).say
    links = (Link(title=say("Read the new version"), address=f"{policy.address}/upcoming/"),)
    notice = _upcoming(edition, policy, found.comparison, links if has_page(edition, policy, found) else (), only=only)
    return replace(notice, ends=not found.standings, later=tuple(_later(edition, policy, item) for item in found.later))


def _later(edition: Edition, policy: Policy, revision: Revision) -> Later:
    return Later(
        day=revision.effective,
        summary=summary(edition, policy, revision),
        address=edition.text_address(policy, revision) if revision.standing else "",
        redline=edition.redline_address(policy, revision),
    )


def _upcoming(
    edition: Edition, policy: Policy, revision: Revision, links: tuple[Link, ...], *, only: bool = False
) -> Banner:
    return Banner(
        kind="upcoming",
        day=revision.effective,
        summary=summary(edition, policy, revision),
        links=(*links, *_see(edition, policy, revision, marked("See what changes"))),
        only=only,
        zone=edition.settings.options.timezone,
    )


def _changed(edition: Edition, policy: Policy, revision: Revision) -> tuple[Banner, ...]:
    if announced_until(edition, policy) is None:
        return ()
    links = _see(edition, policy, revision, marked("See what changed"))
    words = summary(edition, policy, revision)
    return (Banner(kind="changed", day=revision.effective, summary=words, links=links),)


def _superseded(edition: Edition, policy: Policy, revision: Revision) -> Banner:
    interval = interval_of(policy, revision)
    applied = interval is not None and interval.applied
    why = ending(policy, revision)
    return Banner(
        kind="superseded",
        day=revision.effective if applied or why in (Ending.SAME_DAY, Ending.TOGETHER) else None,
        until=interval.end if interval and applied else None,
        links=_instead(edition, policy, revision),
        ending=why or "",
    )


def _instead(edition: Edition, policy: Policy, revision: Revision) -> tuple[Link, ...]:
    """Return what to read in place of an earlier version; where nothing is in force, the policy's page says so."""
    say = edition.speaks(policy).say
    current = in_force(policy, on=edition.on)
    if current is None or policy_state(policy, on=edition.on) is not State.IN_FORCE:
        return (Link(title=say("Go to the page of this policy"), address=f"{policy.address}/"),)
    compare = comparison(edition, policy, revision, current)
    return (
        _now(edition, policy),
        *([Link(title=say("Compare with it"), address=compare)] if compare else []),
    )


def _withdrawn(edition: Edition, policy: Policy, revision: Revision) -> Banner:
    back = revision.taken_back
    return Banner(
        kind="withdrawn",
        day=back or revision.effective,
        summary=summary(edition, policy, revision),
        links=(
            *((_now(edition, policy),) if back else ()),
            Link(title=edition.speaks(policy).say("Revision history"), address=f"{policy.address}/history/"),
        ),
        ending=Ending.WITHDRAWN if back else "",
    )


def _now(edition: Edition, policy: Policy) -> Link:
    return Link(title=edition.speaks(policy).say("Read the version in force"), address=f"{policy.address}/")


def _see(edition: Edition, policy: Policy, revision: Revision, words: str) -> tuple[Link, ...]:
    address = edition.redline_address(policy, revision)
    return (Link(title=edition.speaks(policy).say(words), address=address),) if address else ()
