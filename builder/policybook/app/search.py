"""The search page, and the index that its script reads: texts in force, and the ordinary pages beside them. Knows
nothing about templates or scripts.

What does not bind anybody on the day is not found: earlier, withdrawn and upcoming texts would be taken for what
applies. A policy that is all upcoming is found by its title and description, marked with its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policybook.app.edition import SEARCH, Edition
from policybook.app.policypages import policy_page
from policybook.core.catalogue import opensearch
from policybook.core.extracts import Extract, extracts
from policybook.core.pages import ContentsEntry, Link, PolicyPage
from policybook.core.searchindex import Place, search_index
from policybook.core.searchpage import SearchGroup, SearchPage, SearchPolicy
from policybook.core.timeline import Policy, State, policy_state


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinaryPage:
    """A page beside the policies, which MkDocs made."""

    address: str
    """Its site path."""
    title: str
    """Its title."""
    html: str
    """Its text."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What was kept of a policy's page when it was made."""

    places: tuple[Place, ...]
    contents: tuple[ContentsEntry, ...]


class Search:
    """Keeps what can be found of the pages of policies as they are made, and makes the index of it."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._texts: dict[str, _Read] = {}

    def policy_page(self, policy: Policy) -> PolicyPage:
        """Return the page of a policy and keep what can be found on it: making one twice would cost too much."""
        page = policy_page(self._edition, policy)
        self._texts[policy.id] = self._kept(policy, page)
        return page

    def page(self) -> SearchPage:
        """Return the search page, with the headings of all texts in force."""
        say = self._edition.speaks(None).say
        words = say("Search the policies in force, or look through their headings.")
        frame = self._edition.frame(SEARCH, say("Search"), description=words)
        return SearchPage(
            frame=replace(frame, noindex=True),
            groups=tuple(self._groups()),
        )

    def _groups(self) -> Iterator[SearchGroup]:
        """Return the groups of the start page, with the policies that are in force or upcoming."""
        for group in self._edition.groups:
            listed = tuple(map(self._listed, filter(self._is_living, group.policies)))
            if listed:
                yield SearchGroup(title=group.title, anchor=group.anchor, policies=listed)

    def files(self, ordinary: Sequence[OrdinaryPage] = ()) -> Iterator[tuple[str, bytes]]:
        """Return path and content of each file of the index, and of what offers the search to browsers."""
        places = [place for policy in self._policies() for place in self._text(policy).places]
        for name, content in search_index([*places, *map(self._ordinary, ordinary)]):
            yield SEARCH + name, content.encode("utf-8", "replace")
        settings = self._edition.settings
        if settings.site_url:
            words = opensearch(
                site_name=settings.site_name, search=SEARCH, language=settings.language, site_url=settings.site_url
            )
            yield f"{SEARCH}opensearch.xml", words.encode()

    def _policies(self) -> Iterator[Policy]:
        return filter(self._is_living, self._edition.policies)

    def _is_living(self, policy: Policy) -> bool:
        return policy_state(policy, on=self._edition.on) is not State.WITHDRAWN

    def _text(self, policy: Policy) -> _Read:
        if policy.id not in self._texts:
            self.policy_page(policy)
        return self._texts[policy.id]

    def _listed(self, policy: Policy) -> SearchPolicy:
        return SearchPolicy(
            link=Link(title=self._edition.title(policy), address=f"{policy.address}/"),
            state=policy_state(policy, on=self._edition.on),
            since=self._edition.shown_revision(policy).effective,
            contents=self._text(policy).contents,
        )

    def _kept(self, policy: Policy, page: PolicyPage) -> _Read:
        if page.state is not State.IN_FORCE:
            return _Read((self._coming(policy, page),), ())
        name = self._edition.full_title(policy)
        several = len(page.documents) > 1
        places = (
            Place(
                address=page.frame.address,
                title=name if place == 0 else f"{name} · {document.title}",
                language=document.language,
                extracts=extracts(
                    document.html, title=document.title, anchor=document.anchor if several and place else ""
                ),
            )
            for place, document in enumerate(page.documents)
        )
        return _Read(tuple(places), page.contents)

    def _coming(self, policy: Policy, page: PolicyPage) -> Place:
        """Return what is found of a policy of which nothing is in force yet."""
        language = self._edition.speaks(policy)
        return Place(
            address=page.frame.address,
            title=self._edition.full_title(policy),
            language=language.tag,
            extracts=(Extract(anchor="", number="", title=page.title, text=page.lede, above=()),),
            note=language.say("upcoming, from {day}", day=language.day(page.since)) if page.since else "",
        )

    def _ordinary(self, page: OrdinaryPage) -> Place:
        return Place(
            address=page.address,
            title=page.title,
            language=self._edition.settings.language,
            extracts=extracts(page.html, title=page.title),
        )
