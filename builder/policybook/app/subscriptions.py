"""What readers subscribe to: feeds of the changes, calendars of the effective dates. Knows nothing about HTML pages
or MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from policybook.app.edition import Edition
from policybook.app.entries import excerpt, summary_words
from policybook.core.calendars import CalendarEvent, EffectiveDates, ical
from policybook.core.feeds import Feed, FeedEntry, atom, json_feed
from policybook.core.happenings import Happening, effective_days, happenings, postponed
from policybook.core.ids import Event, entry_id, id_prefix, permanent_id
from policybook.core.language import capitalised
from policybook.core.timeline import Policy, Revision
from policybook.core.wording import event

FEED_ENTRIES = 30
"""How many of the newest entries a feed carries."""

CALENDAR_DAYS = 500
"""How many of the latest effective dates a calendar has: programs fetch it whole every day."""

Maker = Callable[[], bytes]


class Subscriptions:
    """Makes the feeds and calendars of an edition."""

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
        if self._edition.has_calendar(policy):
            path = f"{folder}effective.ics"
            yield path, partial(self._calendar, path, policies, policy)

    def _feed(
        self, write: Callable[[Feed], str], path: str, policies: Sequence[Policy], policy: Policy | None
    ) -> bytes:
        on, language = self._edition.on, self._edition.speaks(policy)
        begun = ((one, item) for one in policies for item in happenings(one, on=on))
        newest = sorted(begun, key=lambda pair: (pair[1].day, pair[1].revision.position), reverse=True)[:FEED_ENTRIES]
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

    def _entry(self, policy: Policy, happening: Happening) -> FeedEntry:
        revision = happening.revision
        redline = self._edition.redlines.of(revision)
        return FeedEntry(
            event=happening.event,
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

    def _calendar(self, path: str, policies: Sequence[Policy], policy: Policy | None) -> bytes:
        language = self._edition.speaks(policy)
        pairs = [(one, revision) for one in policies for revision in effective_days(one, on=self._edition.on)]
        latest = sorted(pairs, key=lambda pair: (pair[1].effective, pair[1].position), reverse=True)[:CALENDAR_DAYS]
        title = self._edition.full_title(policy) if policy else self._settings.site_name
        dates = EffectiveDates(
            id=permanent_id(self._ids, f"{policy.id}/effective.ics" if policy else "effective.ics"),
            title=language.say("{title}: effective dates", title=title),
            language=language.tag,
            site_url=self._settings.site_url,
            address=path,
            page=f"{policy.address}/history/" if policy else "",
            events=tuple(self._day(one, revision, policy) for one, revision in latest),
        )
        return ical(dates)

    def _day(self, policy: Policy, revision: Revision, shown: Policy | None) -> CalendarEvent:
        edition, language = self._edition, self._edition.speaks(shown)
        words = event(revision.kind, edition.full_title(policy), revision.effective, language=language)
        return CalendarEvent(
            id=entry_id(self._ids, policy_id=policy.id, revision_id=revision.id, event=Event.EFFECTIVE),
            day=revision.effective,
            posted=revision.posted,
            postponed=postponed(policy, revision, on=edition.on),
            changes=len(revision.replaced),
            title=capitalised(words),
            summary=summary_words(edition, policy, revision),
            address=edition.redline_address(policy, revision) or edition.text_address(policy, revision),
            material=revision.material,
            kind=revision.kind,
        )
