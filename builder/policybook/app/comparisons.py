"""Where two versions are compared, and which comparisons stand ready. Knows nothing about how texts are compared.

What each version changed in the one before is on its redline page. The newest versions have a page each that compares
them with the one in force. Every other pair is compared by the reader's browser, from one file for each version.
"""

from __future__ import annotations

from itertools import islice

from policybook.app.edition import Edition
from policybook.core.timeline import Interval, Policy, Revision, in_force, intervals

READY = 40
"""So many of the newest versions of a policy have a page that compares them with the one in force."""


def before(policy: Policy, revision: Revision) -> Revision | None:
    """Return the revision that a redline compares with: the one before that has a text; None for the first."""
    return next((item for item in reversed(policy.revisions[: revision.number - 1]) if item.texts), None)


def comparison(edition: Edition, policy: Policy, old: Revision, new: Revision) -> str:
    """Return the address of the page that compares two versions; empty where there is nothing to compare.

    That is a page made beforehand, where there is one, and otherwise the page on which a browser makes it.
    """
    if old is new or not (old.standing and new.standing):
        return ""
    if made := redline_between(edition, policy, old, new):
        return made
    for revision in (old, new):
        if (old, new) == with_current(edition, policy, revision) and revision in ready(edition, policy):
            return ready_address(edition, policy, revision)
    offered = [item.revision.id for item in compared_versions(edition, policy)]
    if old.id not in offered or new.id not in offered:
        return ""
    return f"{edition.compare_address(policy)}?from={old.id}&to={new.id}"


def redline_between(edition: Edition, policy: Policy, old: Revision, new: Revision) -> str:
    """Return the address of a version's redline, if that compares it with the other one; else nothing."""
    return edition.redline_address(policy, new) if before(policy, new) is old else ""


def current(edition: Edition, policy: Policy) -> Revision | None:
    """Return the revision that others are compared with: the one in force, unless that withdrew the policy."""
    revision = in_force(policy, on=edition.on)
    return revision if revision and revision.standing else None


def with_current(edition: Edition, policy: Policy, revision: Revision) -> tuple[Revision, Revision] | None:
    """Return a version and the one in force, the first to take effect first; None where these are not two."""
    now = current(edition, policy)
    if now is None or revision is now or not revision.standing:
        return None
    return (now, revision) if revision.effective > edition.on else (revision, now)


def compared_versions(edition: Edition, policy: Policy) -> tuple[Interval, ...]:
    """Return the versions among which readers choose two, the last to take effect first; none where one is all."""
    if not edition.compare_address(policy):
        return ()
    return tuple(item for item in reversed(intervals(policy)) if item.revision.standing)


def ready(edition: Edition, policy: Policy) -> tuple[Revision, ...]:
    """Return the revisions with a page of their own for the comparison with the one in force, newest first.

    The one that follows it and the one that it follows need none: a redline page has that comparison.
    """
    line = [item.revision for item in compared_versions(edition, policy)]
    pairs = ((revision, with_current(edition, policy, revision)) for revision in line)
    return tuple(islice((item for item, pair in pairs if pair and not redline_between(edition, policy, *pair)), READY))


def comparisons_with_current(edition: Edition, policy: Policy) -> dict[str, str]:
    """Return the address of each version's comparison with the one in force, by the id of its revision.

    It is what `comparison` says of each, found for all at once.
    """
    made = {item.id for item in ready(edition, policy)}
    found: dict[str, str] = {}
    for item in compared_versions(edition, policy):
        if pair := with_current(edition, policy, item.revision):
            old, new = pair
            own = ready_address(edition, policy, item.revision) if item.revision.id in made else ""
            asked = f"{edition.compare_address(policy)}?from={old.id}&to={new.id}"
            found[item.revision.id] = redline_between(edition, policy, old, new) or own or asked
    return found


def ready_address(edition: Edition, policy: Policy, revision: Revision) -> str:
    """Return the address of a version's page for the comparison with the one in force."""
    return f"{edition.compare_address(policy)}{revision.id}/"


def data_address(edition: Edition, policy: Policy, revision: Revision) -> str:
    """Return the address of the file from which a browser compares a version."""
    return f"{edition.compare_address(policy)}{revision.id}.json"
