"""When each passage of a text last changed, for the margin. Knows nothing about how texts are compared or shown."""

from __future__ import annotations

from policybook.app.edition import Edition
from policybook.app.trails import Shown
from policybook.core.layout import Changed
from policybook.core.timeline import Policy, Standing
from policybook.core.trails import Touch


def margin(edition: Edition, shown: Shown, standing: Standing, page: str) -> dict[int, Changed]:
    """Return what the margin says beside each leaf of a document's text on a page.

    Passages never changed since the first publication have no note; nor has a document whose markup was mended
    in a way that parts it differently, for then nothing says which passage is which.
    """
    trail = edition.trails.of(shown, standing)
    revisions = {revision.id: revision for revision in shown.policy.revisions}
    found = {}
    for leaf, touch in enumerate(trail.touches):
        if touch is None:
            continue
        address = change_address(edition, shown.policy, touch)
        found[leaf] = Changed(
            day=revisions[touch.revision].effective,
            address=edition.addresses.link(page, address),
            latest=touch.revision == standing.revision.id,
        )
    return found


def change_address(edition: Edition, policy: Policy, touch: Touch) -> str:
    """Return the site path of a change in its redline."""
    revision = policy.revision(touch.revision)
    return f"{edition.redline_address(policy, revision)}#{touch.change}" if revision else ""
