"""The addresses of a version and its neighbours, spelt out. Knows nothing about texts."""

from __future__ import annotations

from policybook.app.edition import Edition
from policybook.core.pageparts import Role, VersionLink
from policybook.core.timeline import Policy, Revision


def version_links(edition: Edition, policy: Policy, revision: Revision) -> tuple[VersionLink, ...]:
    """Return this version, the latest, the one before and the one after, as far as there are such."""
    line = [item for item in policy.revisions if item.texts]
    place = line.index(revision)
    found = {
        Role.THIS: edition.text_address(policy, revision),
        Role.LATEST: f"{policy.address}/",
        Role.PREVIOUS: edition.text_address(policy, line[place - 1]) if place else "",
        Role.NEXT: edition.text_address(policy, line[place + 1]) if place + 1 < len(line) else "",
    }
    return tuple(
        VersionLink(role=role, words=edition.absolute(address) or f"/{address}", address=address)
        for role, address in found.items()
        if address
    )
