"""What programs read: version lists, their schemas, robots.txt. Knows nothing about HTML pages or MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from policybook.adapters.schemas import SCHEMAS, schema
from policybook.app.calendar import next_change
from policybook.app.edition import Edition
from policybook.app.entries import summary_words
from policybook.app.proof import manifest
from policybook.app.redlinepages import text_address
from policybook.core.announced import RECORD, notices_json
from policybook.core.catalogue import (
    ListedDocument,
    ListedPolicy,
    ListedVersion,
    policies_json,
    robots,
    schema_address,
    versions_json,
)
from policybook.core.manifest import MANIFEST
from policybook.core.timeline import Policy, Revision, intervals, policy_state, state

Maker = Callable[[], bytes]


class Machine:
    """Makes the files for programs from an edition."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._settings = edition.settings

    def files(self) -> Iterator[tuple[str, Maker]]:
        """Return path and maker of every file."""
        policies = self._edition.policies
        for policy in policies:
            yield f"{policy.address}/versions.json", partial(self._versions, policy)
        yield "policies.json", partial(self._policies, policies)
        yield MANIFEST, partial(manifest, self._edition)
        yield "notices.json", self._notices
        for name in SCHEMAS:
            yield schema_address(name), partial(schema, name)
        yield "robots.txt", lambda: robots(site_url=self._settings.site_url).encode()

    def _notices(self) -> bytes:
        book = self._edition.book
        blob = book.files.get(RECORD)
        record = book.repository.text(blob) if blob else None
        return notices_json(record, site_url=self._settings.site_url).encode()

    def _versions(self, policy: Policy) -> bytes:
        listed = self._listed(policy)
        return versions_json(listed, on=self._edition.on, site_url=self._settings.site_url).encode()

    def _policies(self, policies: Sequence[Policy]) -> bytes:
        listed = [self._listed(policy) for policy in policies]
        return policies_json(listed, on=self._edition.on, site_url=self._settings.site_url).encode()

    def _listed(self, policy: Policy) -> ListedPolicy:
        ends = {item.revision.id: item.end for item in intervals(policy) if item.applied}
        return ListedPolicy(
            id=policy.id,
            title=self._edition.full_title(policy),
            address=f"{policy.address}/",
            state=policy_state(policy, on=self._edition.on),
            next_change=next_change(self._edition, policy),
            versions=tuple(self._version(policy, revision, ends) for revision in policy.revisions),
        )

    def _version(self, policy: Policy, revision: Revision, ends: dict[str, date | None]) -> ListedVersion:
        book = self._edition.book
        redline = self._edition.redline_address(policy, revision)
        return ListedVersion(
            id=revision.id,
            number=revision.number,
            posted=revision.posted,
            announced=revision.announced,
            effective=revision.effective,
            until=ends.get(revision.id),
            applies=revision.id in ends and bool(revision.standing),
            state=state(policy, revision, on=self._edition.on),
            material=revision.material,
            requires_reacceptance=revision.material and revision.has_text and not revision.taken_back,
            kind=revision.kind,
            listed=revision.listed,
            summary=summary_words(self._edition, policy, revision),
            commit=revision.commit,
            documents=tuple(
                ListedDocument(
                    id=text.document, title=book.title(text.version), sha256=book.digest(text.version).source
                )
                for text in revision.standing
                if text.version
            ),
            sections=self._edition.redlines.figures(revision).places,
            address=self._edition.text_address(policy, revision),
            redline=redline,
            plain_text=text_address(policy, revision) if redline else "",
        )
