"""What readers subscribe to: the feeds of the changes. Knows nothing about HTML pages or MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from policybook.app.edition import Edition
from policybook.app.entries import excerpt, summary_words
from policybook.core.feeds import Feed, FeedEntry, atom, json_feed
from policybook.core.ids import Event, id_prefix
from policybook.core.timeline import Policy, Revision, intervals

FEED_ENTRIES = 30
"""How many of the newest entries a feed carries."""

Maker = Callable[[], bytes]
Happening = tuple[date, Policy, Revision, Event]


class Subscriptions:
    """Makes the feeds of an edition."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._settings = edition.settings
        self._ids = self._settings.options.feed_ids or id_prefix(self._settings.site_url)

    def files(self) -> Iterator[tuple[str, Maker]]:
        """Return path and maker of every file: those of each policy, then those of all."""
        policies = self._edition.policies
        for policy in policies:
            yield from self._files(f"{policy.address}/", [policy], policy)
        if policies:
            yield from self._files("", policies, None)

    def _files(self, folder: str, policies: Sequence[Policy], policy: Policy | None) -> Iterator[tuple[str, Maker]]:
        for kind, write in (("atom", atom), ("json", json_feed)):
            path = f"{folder}feed.{kind}"
            yield path, partial(self._feed, write, path, policies, policy)

    def _feed(
        self, write: Callable[[Feed], str], path: str, policies: Sequence[Policy], policy: Policy | None
    ) -> bytes:
        on, language = self._edition.on, self._edition.speaks(policy)
        begun = (item for one in policies for item in happenings(one, on=on))
        newest = sorted(begun, key=lambda item: (item[0], item[2].position), reverse=True)[:FEED_ENTRIES]
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
            ids=self._ids,
            since=min(on, *(revision.posted for one in policies for revision in one.revisions)),
            entries=tuple(self._entry(*item) for item in newest),
        )
        return write(feed).encode()

    def _entry(self, _: date, policy: Policy, revision: Revision, event: Event) -> FeedEntry:
        redline = self._edition.redlines.of(revision)
        return FeedEntry(
            event=event,
            policy_id=policy.id,
            policy_title=self._edition.full_title(policy),
            revision_id=revision.id,
            address=self._edition.text_address(policy, revision),
            redline=self._edition.redline_address(policy, revision),
            posted=revision.posted,
            effective=revision.effective,
            postponed=postponed(policy, revision, on=self._edition.on),
            material=revision.material,
            kind=revision.kind,
            listed=revision.listed,
            summary=summary_words(self._edition, policy, revision),
            excerpt_html=excerpt(self._edition, policy, revision),
            left_out=redline.left_out,
            inserted=redline.figures.inserted,
            deleted=redline.figures.deleted,
        )


def happenings(policy: Policy, *, on: date) -> Iterator[Happening]:
    """Return what happened to the revisions of a policy up to a day: each was posted, and took effect where that was
    later and it ever did."""
    applied = {item.revision.id for item in intervals(policy) if item.applied}
    for revision in policy.revisions:
        if revision.posted > on:
            continue
        yield revision.posted, policy, revision, Event.POSTED
        if revision.posted < revision.effective <= on and revision.id in applied:
            yield revision.effective, policy, revision, Event.EFFECTIVE


def postponed(policy: Policy, revision: Revision, *, on: date) -> date | None:
    """Return the day on which the effective day of a revision was last changed; None when it never was."""
    days = (item.posted for item in policy.revisions if item.postpones == revision.id and item.posted <= on)
    return max(days, default=None)
