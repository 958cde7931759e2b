"""The book on one day: titles, addresses and order of its policies, and what surrounds each page. Knows no
page's content."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

from policybook.adapters.settings import Settings
from policybook.app.book import Book
from policybook.app.redlines import Redlines, compared
from policybook.app.sitelinks import Addresses
from policybook.core.happenings import effective_days
from policybook.core.language import Language
from policybook.core.model import Version
from policybook.core.pages import Frame, Link
from policybook.core.timeline import Policy, Revision, State, in_force, policy_state, upcoming

MAX_TABS = 7
"""More policies than this get a list on the start page instead of a tab each."""


class Edition:
    """A book as it is published on one day."""

    def __init__(self, book: Book, settings: Settings, *, on: date) -> None:
        self.book = book
        self.settings = settings
        self.on = on
        self.redlines = Redlines(book)
        self.addresses = Addresses(book, on=on, site_url=settings.site_url)
        self._spoken: dict[str, Language] = {}
        self._dated: dict[str, bool] = {}

    # -- policies --------------------------------------------------------------------------------------------------

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """The policies in the order of the site's navigation, then by address."""
        order = {name: place for place, name in enumerate(self.settings.nav)}
        return tuple(sorted(self.book.policies, key=lambda item: (order.get(item.id, len(order)), item.address)))

    def shown_revision(self, policy: Policy) -> Revision:
        """Return the revision that the policy's page shows: in force, else the next to come, else the newest."""
        found = in_force(policy, on=self.on)
        return found or next(iter(upcoming(policy, on=self.on)), policy.revisions[-1])

    def upcoming_revision(self, policy: Policy) -> Revision | None:
        """Return the revision that takes effect next; None when nothing is pending, or nothing is in force
        before it."""
        pending = upcoming(policy, on=self.on)
        return pending[0] if pending and in_force(policy, on=self.on) else None

    def naming_version(self, policy: Policy, revision: Revision) -> Version | None:
        """Return the version that names a revision's page; the last text stands in for a withdrawn one."""
        for item in (revision, *(older for older in reversed(policy.revisions) if older.number < revision.number)):
            for text in item.standing or item.texts:
                if found := text.latest or text.version or text.previous:
                    return found
        return None

    def title(self, policy: Policy) -> str:
        """Return the title of a policy: that of its first document."""
        version = self.naming_version(policy, self.shown_revision(policy))
        return self.book.title(version) if version else policy.id

    def speaks(self, policy: Policy | None) -> Language:
        """Return the language of the words round a policy: its text's own where they are known, else the site's."""
        if policy is None:
            return self.book.catalogues.site
        if policy.id not in self._spoken:
            version = self.naming_version(policy, self.shown_revision(policy))
            self._spoken[policy.id] = self.book.speaks(version)
        return self._spoken[policy.id]

    def full_title(self, policy: Policy) -> str:
        """Return the title of a policy with the name of its group, where policies stand in groups."""
        group = self.group(policy)
        return f"{group}: {self.title(policy)}" if group else self.title(policy)

    @staticmethod
    def group(policy: Policy) -> str:
        """Return the folder that groups a policy with others; empty for those at the top."""
        name = policy.id.split("/", 1)[0].replace("-", " ") if "/" in policy.id else ""
        return name[:1].upper() + name[1:]

    # -- addresses -------------------------------------------------------------------------------------------------

    def absolute(self, address: str) -> str:
        """Return a site path as an absolute URL; empty when the site's own address is not known."""
        return self.settings.site_url + address if self.settings.site_url else ""

    @staticmethod
    def redline_address(policy: Policy, revision: Revision) -> str:
        """Return the address of what a revision changed; empty when there is nothing to compare."""
        return f"{policy.address}/{revision.id}/redline/" if compared(revision) else ""

    @staticmethod
    def text_address(policy: Policy, revision: Revision) -> str:
        """Return the permanent address of a revision's full text; empty when it has none."""
        return f"{policy.address}/{revision.id}/" if revision.texts else ""

    def has_calendar(self, policy: Policy | None) -> bool:
        """Whether a policy, or any, has an effective date to put into a calendar."""
        if policy is None:
            return any(map(self.has_calendar, self.policies))
        if policy.id not in self._dated:
            self._dated[policy.id] = bool(effective_days(policy, on=self.on))
        return self._dated[policy.id]

    def feeds(self, policy: Policy | None) -> tuple[Link, ...]:
        """Return the feeds and the calendar to announce: a policy's own, or those of all policies."""
        base, title = (f"{policy.address}/", self.full_title(policy)) if policy else ("", self.settings.site_name)
        if not self.policies:
            return ()
        say = self.speaks(policy).say
        feeds = tuple(
            Link(title=say("{title}: changes", title=title), address=f"{base}feed.{kind}") for kind in ("atom", "json")
        )
        if not self.has_calendar(policy):
            return feeds
        return (*feeds, Link(title=say("{title}: effective dates", title=title), address=f"{base}effective.ics"))

    # -- what surrounds a page ---------------------------------------------------------------------------------------

    def frame(self, address: str, title: str, *, policy: Policy | None = None, description: str = "") -> Frame:
        """Return what surrounds a page."""
        head = self.book.head_commit
        return Frame(
            address=address,
            title=title,
            description=description,
            site_name=self.settings.site_name,
            language=self.speaks(policy).tag,
            canonical=self.absolute(address),
            tabs=self._tabs(policy),
            feeds=self.feeds(policy),
            commit=head.id[:10] if head else "",
            notify=self.settings.options.notify_url,
            logo=self.settings.options.logo,
            base_path=urlsplit(self.settings.site_url).path or "/",
        )

    def _tabs(self, current: Policy | None) -> tuple[Link, ...]:
        if len(self._living) > MAX_TABS:
            return ()
        return tuple(
            Link(title=title, address=f"{policy.address}/", current=current is not None and policy.id == current.id)
            for policy, title in self._living
        )

    @cached_property
    def _living(self) -> tuple[tuple[Policy, str], ...]:
        """The policies that are not withdrawn, with their titles."""
        return tuple(
            (policy, self.title(policy))
            for policy in self.policies
            if policy_state(policy, on=self.on) is not State.WITHDRAWN
        )
