"""What programs read: feeds, version lists, robots.txt. Knows nothing about HTML pages or MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from policybook.app.calendar import next_change
from policybook.app.edition import Edition
from policybook.app.entries import excerpt, summary_words
from policybook.core.catalogue import ListedDocument, ListedPolicy, ListedVersion, policies_json, robots, versions_json
from policybook.core.feeds import Feed, FeedEntry, atom, json_feed
from policybook.core.timeline import Policy, Revision, intervals, policy_state, state

FEED_ENTRIES = 30
"""How many of the newest revisions a feed carries."""

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
            yield from self._feeds(policy.address + "/", [policy], policy)
        if policies:
            yield from self._feeds("", policies, None)
        yield "policies.json", partial(self._policies, policies)
        yield "robots.txt", lambda: robots(site_url=self._settings.site_url).encode()

    # -- feeds -----------------------------------------------------------------------------------------------------

    def _feeds(self, folder: str, policies: Sequence[Policy], policy: Policy | None) -> Iterator[tuple[str, Maker]]:
        for kind, write in (("atom", atom), ("json", json_feed)):
            path = f"{folder}feed.{kind}"
            yield path, partial(self._written, write, path, policies, policy)

    def _written(
        self, write: Callable[[Feed], str], path: str, policies: Sequence[Policy], policy: Policy | None
    ) -> bytes:
        pairs = [(item, revision) for item in policies for revision in item.revisions]
        newest = sorted(pairs, key=lambda pair: (pair[1].posted, pair[1].position), reverse=True)[:FEED_ENTRIES]
        language = self._edition.speaks(policy)
        title = self._edition.full_title(policy) if policy else self._settings.site_name
        feed = Feed(
            policy_id=policy.id if policy else "",
            title=language.say("{title}: changes", title=title),
            author=self._settings.organisation,
            language=language.tag,
            speaks=language,
            site_url=self._settings.site_url,
            address=path,
            page=f"{policy.address}/history/" if policy else "",
            first_day=min(_first_day(item) for item in policies),
            entries=tuple(self._entry(item, revision) for item, revision in newest),
        )
        return write(feed).encode()

    def _entry(self, policy: Policy, revision: Revision) -> FeedEntry:
        redline = self._edition.redlines.of(revision)
        return FeedEntry(
            policy_id=policy.id,
            policy_title=self._edition.full_title(policy),
            revision_id=revision.id,
            first_day=_first_day(policy),
            address=self._edition.text_address(policy, revision),
            redline=self._edition.redline_address(policy, revision),
            posted=revision.posted,
            effective=revision.effective,
            material=revision.material,
            kind=revision.kind,
            listed=revision.listed,
            summary=summary_words(self._edition, policy, revision),
            excerpt_html=excerpt(self._edition, policy, revision),
            left_out=redline.left_out,
            inserted=redline.figures.inserted,
            deleted=redline.figures.deleted,
        )

    # -- lists -----------------------------------------------------------------------------------------------------

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
        return ListedVersion(
            id=revision.id,
            number=revision.number,
            posted=revision.posted,
            effective=revision.effective,
            until=ends.get(revision.id),
            state=state(policy, revision, on=self._edition.on),
            material=revision.material,
            kind=revision.kind,
            listed=revision.listed,
            summary=summary_words(self._edition, policy, revision),
            documents=tuple(
                ListedDocument(
                    id=text.document, title=book.title(text.version), sha256=book.digest(text.version).source
                )
                for text in revision.standing
                if text.version
            ),
            address=self._edition.text_address(policy, revision),
            redline=self._edition.redline_address(policy, revision),
        )


def _first_day(policy: Policy) -> date:
    return min(revision.posted for revision in policy.revisions)
