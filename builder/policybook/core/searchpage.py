"""What the search page shows, as values for its template: every heading of the texts in force. Knows nothing about
words or the index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policybook.core.pages import ContentsEntry, Frame, Link
from policybook.core.timeline import State

MAX_OPEN = 240
"""Lines of the longest list that stands open; in a longer one each policy is opened by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPolicy:
    """One policy with its headings."""

    link: Link
    """Title and address."""
    state: State
    """`in force`, or `upcoming` where nothing is in force yet."""
    since: date | None
    """In force since, takes effect on."""
    contents: tuple[ContentsEntry, ...]
    """The headings of its text in force; empty while it is upcoming."""

    @property
    def headings(self) -> int:
        """How many headings there are, on all levels."""
        return counted(self.contents)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchGroup:
    """Policies under a common heading."""

    title: str
    """Heading; empty for policies without a group."""
    anchor: str
    """Id of the heading."""
    policies: tuple[SearchPolicy, ...]
    """The policies, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The form, and an index of all headings for those who look through instead."""

    frame: Frame
    """What surrounds it."""
    groups: tuple[SearchGroup, ...]
    """The policies that are in force or upcoming."""

    @property
    def folded(self) -> bool:
        """Whether the headings of each policy are closed at first: together they are too many to look through."""
        policies = [policy for group in self.groups for policy in group.policies]
        return sum(1 + policy.headings for policy in policies) > MAX_OPEN and len(policies) > 1


def counted(entries: Iterable[ContentsEntry]) -> int:
    """Return how many entries there are, with those below them."""
    return sum(1 + counted(entry.entries) for entry in entries)
