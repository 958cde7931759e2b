"""Where two versions are compared. Knows nothing about how."""

from __future__ import annotations

from policybook.app.edition import Edition
from policybook.core.timeline import Policy, Revision


def before(policy: Policy, revision: Revision) -> Revision | None:
    """Return the revision that a redline compares with: the one before that has a text; None for the first."""
    return next((item for item in reversed(policy.revisions[: revision.number - 1]) if item.texts), None)


def comparison(edition: Edition, policy: Policy, old: Revision, new: Revision) -> str:
    """Return the address of the page that compares two versions; empty where there is none."""
    return edition.redline_address(policy, new) if before(policy, new) is old else ""
