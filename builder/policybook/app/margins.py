"""When each passage of a text last changed, for the margin. Knows nothing about how texts are compared or shown."""

from __future__ import annotations

from policybook.app.edition import Edition
from policybook.app.trails import Shown, article_id
from policybook.core.layout import Changed
from policybook.core.timeline import Policy, Standing
from policybook.core.trails import Touch, Trail


def margin(edition: Edition, shown: Shown, standing: Standing, page: str) -> dict[int, Changed]:
    """Return what the margin says beside each leaf of a document's text on a page.

    It says nothing where the settings want no such notes. Passages never changed since the first publication have no
    note; nor has a document whose markup was mended in a way that parts it differently, for then nothing says which
    passage is which. On the policy's own page the notes lead to the history of the clause, elsewhere to the change
    itself.
    """
    if not edition.settings.options.margin_notes:
        return {}
    trail = edition.trails.of(shown, standing)
    revisions = {revision.id: revision for revision in shown.policy.revisions}
    history = edition.clauses_address(shown.policy) if page == f"{shown.policy.address}/" else ""
    found = {}
    for leaf, touch in enumerate(trail.touches):
        if touch is None:
            continue
        anchor = history_anchor(trail, leaf, standing.text.document)
        address = f"{history}#{anchor}" if history else change_address(edition, shown.policy, touch)
        found[leaf] = Changed(
            day=revisions[touch.revision].effective,
            address=edition.addresses.link(page, address),
            latest=touch.revision == standing.revision.id,
        )
    return found


def history_anchor(trail: Trail, leaf: int, document: str) -> str:
    """Return the id that the clause (or else the section) of a leaf has among the histories of clauses."""
    head = trail.tracks.get(trail.head(leaf))
    return (head.permanent or head.own) if head else article_id(document)


def change_address(edition: Edition, policy: Policy, touch: Touch) -> str:
    """Return the site path of a change in its redline."""
    revision = policy.revision(touch.revision)
    return f"{edition.redline_address(policy, revision)}#{touch.change}" if revision else ""
