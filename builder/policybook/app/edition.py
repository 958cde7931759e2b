"""The book on one day: titles, addresses and order of its policies, and what surrounds each page. Knows no
page's content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

from policybook.adapters.settings import Settings
from policybook.app.book import Book
from policybook.app.redlines import Redlines, compared
from policybook.app.sitelinks import Addresses
from policybook.app.trails import Trails
from policybook.app.translations import Translations
from policybook.core.happenings import effective_days
from policybook.core.language import Language
from policybook.core.model import Version
from policybook.core.navigation import Place, group_anchors, grouped, places, repeated
from policybook.core.pages import Frame, Link
from policybook.core.timeline import Policy, Revision, State, in_force, intervals, policy_state, upcoming

MAX_TABS = 7
"""More policies than this get a list on the start page instead of a tab each."""

_PREVIEWED = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""Endings of pictures that previews of links can show."""


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Policies that readers find together."""

    title: str
    """Heading; empty for policies without a group."""
    anchor: str
    """Id of the heading in the list of all policies."""
    policies: tuple[Policy, ...]
    """The policies, in order."""


SEARCH = "search/"
"""Site path of the search page; its files stand beside it."""


class Edition:
    """A book as it is published on one day."""

    def __init__(self, book: Book, settings: Settings, *, on: date) -> None:
        self.book = book.known(on=on)
        self.record = book
        """All that is on record, also what is posted later than on the day."""
        self.scheduled = _scheduled(book, on)
        """The next day on which a revision of each policy is posted that is on record already, by the policy's id."""
        self.settings = settings
        self.on = on
        self.redlines = Redlines(self.book)
        self.translations = Translations(self.book, language=settings.language)
        self.trails = Trails(self.book, self.redlines)
        self.addresses = Addresses(self.book, on=on, site_url=settings.site_url, trails=self.trails)
        self._spoken: dict[str, Language] = {}
        self._dated: dict[str, bool] = {}

    # -- policies --------------------------------------------------------------------------------------------------

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        """The policies in the order of the site's navigation, then by address."""
        return tuple(sorted(self.book.policies, key=lambda item: (self._places[item.id].order, item.address)))

    @cached_property
    def _places(self) -> dict[str, Place]:
        return places([policy.id for policy in self.book.policies], self.settings.nav)

    @cached_property
    def groups(self) -> tuple[PolicySet, ...]:
        """The policies by group: the sections of the navigation, then folders."""
        known = {policy.id: policy for policy in self.policies if not self._is_elsewhere(policy)}
        made = grouped(list(known), self._places, others=self.speaks(None).say("Other policies"))
        anchors = group_anchors([title for title, _ in made])
        return tuple(
            PolicySet(title, anchor, tuple(known[name] for name in names))
            for anchor, (title, names) in zip(anchors, made, strict=True)
        )

    def shown_revision(self, policy: Policy) -> Revision:
        """Return the revision that the policy's page shows: in force, else the next to come, else the newest."""
        found = in_force(policy, on=self.on)
        return found or next(iter(upcoming(policy, on=self.on)), policy.revisions[-1])

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

    def name(self, policy: Policy) -> str:
        """Return what the navigation calls a policy: the title it is given there, else its own."""
        return self._places[policy.id].title or self.title(policy)

    def language(self, version: Version) -> str:
        """Return the language of a text, as a BCP 47 tag."""
        return self.book.digest(version).language or self.settings.language

    def full_title(self, policy: Policy) -> str:
        """Return the title of a policy, with the name of its group where the title alone would not tell it apart.

        Folders are such groups; the sections of a navigation only where another policy has the same title.
        """
        return self.told_apart(policy, self.title(policy))

    def told_apart(self, policy: Policy, words: str) -> str:
        """Return the title of one of a policy's pages with the name of the policy's group where it needs that."""
        place = self._places[policy.id]
        alone = place.named and self.title(policy).casefold() not in self._repeated
        if alone or not place.group or self.translations.original(policy):
            return words
        return f"{place.group}: {words}"

    @cached_property
    def _repeated(self) -> frozenset[str]:
        return repeated([self.title(policy) for policy in self.policies])

    def _is_elsewhere(self, policy: Policy) -> bool:
        """Whether lists name a policy beside another: a translation, for as long as it is not withdrawn."""
        living = policy_state(policy, on=self.on) is not State.WITHDRAWN
        return living and self.translations.original(policy) is not None

    def languages(self, policy: Policy) -> tuple[Policy, ...]:
        """Return a policy in all its languages, the original first; those withdrawn are left out."""
        original = self.translations.original(policy) or policy
        family = (original, *self.translations.of(original))
        return tuple(item for item in family if policy_state(item, on=self.on) is not State.WITHDRAWN)

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The languages in which the site exists: its own, and those that a living policy is translated into."""
        living = (item for item in self.policies if self._is_elsewhere(item))
        found = sorted({self.translations.language(item) for item in living}, key=str.casefold)
        return tuple(dict.fromkeys((self.settings.language, *found))) if found else ()

    def group(self, policy: Policy) -> str:
        """Return the title of the group that a policy stands in; empty for those without one."""
        return self._places[policy.id].group

    # -- addresses -------------------------------------------------------------------------------------------------

    def absolute(self, address: str) -> str:
        """Return a site path as an absolute URL; empty when the site's own address is not known."""
        return self.settings.site_url + address if self.settings.site_url else ""

    @staticmethod
    def redline_address(policy: Policy, revision: Revision) -> str:
        """Return the address of what a revision changed; empty when there is nothing to compare."""
        return f"{policy.address}/{revision.id}/redline/" if compared(revision) else ""

    def clauses_address(self, policy: Policy) -> str:
        """Return the address of the history of each clause; empty where nothing has changed yet."""
        shown = policy.revisions[: self.shown_revision(policy).number]
        return f"{policy.address}/clauses/" if any(map(compared, shown)) else ""

    @staticmethod
    def text_address(policy: Policy, revision: Revision) -> str:
        """Return the permanent address of a revision's full text; empty when it has none."""
        return f"{policy.address}/{revision.id}/" if revision.texts else ""

    @staticmethod
    def compare_address(policy: Policy) -> str:
        """Return the address where any two versions are compared; empty while there are not two."""
        versions = [item for item in intervals(policy) if item.revision.standing]
        return f"{policy.address}/compare/" if len(versions) > 1 else ""

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

    def crumbs(self, policy: Policy, *pages: Link) -> tuple[Link, ...]:
        """Return the way from the start page to a page below a policy: group, policy, and pages between."""
        start = Link(title=self.speaks(policy).say("Policies"), address="")
        own = Link(title=self.name(policy), address=f"{policy.address}/")
        return (start, *self.group_crumb(policy), own, *pages)

    def group_crumb(self, policy: Policy) -> tuple[Link, ...]:
        """Return the link to the group of a policy in the list of all; none for a policy without one."""
        listed = self.translations.original(policy) or policy
        found = (item for item in self.groups if listed in item.policies and self._places[listed.id].group)
        return tuple(Link(title=item.title, address=f"./#{item.anchor}") for item in found)

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
            notify=self._notify(policy),
            search=self.search,
            logo=self.settings.options.logo,
            image=self._image,
            foot=f"{self.settings.organisation} · {title}",
            base_path=urlsplit(self.settings.site_url).path or "/",
        )

    @cached_property
    def _image(self) -> str:
        logo = self.settings.options.logo
        return self.absolute(logo) if logo.lower().endswith(_PREVIEWED) else ""

    def _notify(self, policy: Policy | None) -> str:
        original = (self.translations.original(policy) or policy) if policy else None
        return self.settings.notify_url(original.id if original else "", self.speaks(policy).tag)

    @property
    def search(self) -> str:
        """Site path of the search page; empty where there is none, or nothing to find."""
        return SEARCH if self.settings.options.search and self.policies else ""

    def _tabs(self, current: Policy | None) -> tuple[Link, ...]:
        """Return the tabs of a page: in the language of its policy where they are translated into it."""
        if len(self.living) > MAX_TABS:
            return ()
        wanted = self.translations.language(current) if current and self.translations.original(current) else ""
        shown = [self._in_language(policy, wanted) for policy in self.living]
        return tuple(
            Link(
                title=self.name(item), address=f"{item.address}/", current=current is not None and item.id == current.id
            )
            for item in shown
        )

    def _in_language(self, policy: Policy, wanted: str) -> Policy:
        """Return a policy's translation into a language; the original where there is none."""
        family = self.languages(policy) if wanted else ()
        return next((item for item in family if self.translations.language(item) == wanted), policy)

    @cached_property
    def living(self) -> tuple[Policy, ...]:
        """The policies that are not withdrawn, each in its original language."""
        return tuple(
            policy
            for policy in self.policies
            if policy_state(policy, on=self.on) is not State.WITHDRAWN and not self._is_elsewhere(policy)
        )


def _scheduled(book: Book, on: date) -> dict[str, date]:
    days = {policy.id: [item.posted for item in policy.revisions if item.posted > on] for policy in book.policies}
    return {policy: min(found) for policy, found in days.items() if found}
