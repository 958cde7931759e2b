"""What the pages show that compare two chosen versions, as values for their templates. Knows nothing about templates.

Addresses are site paths, as in `pages`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policybook.core.pages import ChangeItem, Frame, Link, RedlineDocument, Side, TranslationNotice
from policybook.core.timeline import State


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceOfVersion:
    """One version that can be compared with others."""

    id: str
    """Permalink id of its revision."""
    number: int
    """Number of the revision."""
    state: State
    """What it is on the day of the build."""
    start: date
    """First day it binds (binds, bound)."""
    until: date | None
    """Last day it applied; None while no later text is on record, or where it never applied."""
    applied: bool
    """Whether there is any day on which it applied."""
    address: str
    """Its full text."""
    before: str
    """Id of the version before it; empty for the first."""
    redline: str
    """What it changed in the version before it; empty for the first."""
    to_current: str
    """The page that compares it with the version in force; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """Any two versions of a policy compared, and what changed since a day."""

    frame: Frame
    """What surrounds it."""
    eyebrow: tuple[Link, ...]
    """The way to the page from the start page."""
    history: str
    """Address of the history page."""
    versions: tuple[ChoiceOfVersion, ...]
    """The versions, the last to take effect first."""
    current: str
    """Id of the version in force; empty where none is."""
    first_day: date
    """First day of the oldest version."""
    older: str
    """Id of the version that is offered as the earlier one at first."""
    newer: str
    """Id of the version that is offered as the later one at first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPage:
    """An earlier version compared with the one in force."""

    frame: Frame
    """What surrounds it."""
    eyebrow: tuple[Link, ...]
    """The way to the page from the start page."""
    compare: str
    """Address of the page for all other comparisons."""
    old: Side
    """The earlier version."""
    new: Side
    """The version in force."""
    documents: tuple[RedlineDocument, ...]
    """The documents that differ."""
    unchanged: tuple[str, ...]
    """Titles of the documents that do not, where there are several."""
    changes: tuple[ChangeItem, ...]
    """The list of changes."""
    inserted: int
    """Words inserted."""
    deleted: int
    """Words deleted."""
    sections_changed: int
    """How many sections differ."""
    sections: int
    """How many sections the documents have."""
    words_changed: bool = True
    """Whether words are new, gone or elsewhere, and not only links, numbers or formatting."""
    unworded: str = ""
    """Where no words changed: what changed all the same, in a sentence; empty where nothing did, or words did."""
    translation: TranslationNotice | None = None
    """What it says of its original; None when the policy is no translation."""
    side_by_side: bool = False
    """There is no such page: always False."""
