"""When each passage of a text last changed, for the margin. Knows nothing about how texts are compared or shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policybook.app.edition import Edition
from policybook.app.redlines import compared
from policybook.core.layout import Changed
from policybook.core.timeline import DocumentText, Policy, Revision, Standing
from policybook.core.tree import leaves


@dataclass(frozen=True, slots=True)
class _Source:
    """The revision that last changed a passage, and where its redline shows it."""

    revision: Revision
    address: str


def margin(edition: Edition, policy: Policy, standing: Standing, page: str) -> dict[int, Changed]:
    """Return what the margin says beside each leaf of a document's text on a page.

    Passages never changed since the first publication have no note; nor has a document whose markup was mended
    in a way that parts it differently, for then nothing says which passage is which.
    """
    known = _last_changes(edition, policy, standing)
    version = standing.text.latest or standing.text.version
    if version is None or len(list(leaves(edition.book.text(version).blocks))) != len(known):
        return {}
    return {
        place: Changed(
            day=source.revision.effective,
            address=edition.addresses.link(page, source.address),
            latest=source.revision.id == standing.revision.id,
        )
        for place, source in enumerate(known)
        if source is not None
    }


def _last_changes(edition: Edition, policy: Policy, standing: Standing) -> Sequence[_Source | None]:
    """Follow every passage from the first publication to the text shown."""
    known: list[_Source | None] = []
    for revision in policy.revisions:
        text = next((item for item in revision.touched if item.document == standing.text.document), None)
        if text is None or text.version is None or revision.number > standing.revision.number:
            continue
        known = _after(edition, policy, revision, text, known)
    return known


def _after(
    edition: Edition, policy: Policy, revision: Revision, text: DocumentText, known: Sequence[_Source | None]
) -> list[_Source | None]:
    if text not in compared(revision) or text.previous is None:
        return [None] * len(list(leaves(edition.book.text(text.version).blocks))) if text.version else []
    base = edition.redline_address(policy, revision)
    made = next(item for item in edition.redlines.of(revision).documents if item.document == text.document)
    return [
        _Source(revision, f"{base}#{anchor}") if anchor else known[place] if 0 <= place < len(known) else None
        for place, anchor in made.origins
    ]
