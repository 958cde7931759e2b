"""What the page with the history of each clause shows, as values for its template. Knows nothing about templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policybook.core.aliases import Remark
from policybook.core.pages import Entry, Frame, Html, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """What one revision changed in a clause."""

    entry: Entry
    """The revision."""
    address: str
    """Site path of the change in its redline."""
    added: bool
    """Whether the clause came with that revision."""
    html: Html
    """The passages of the clause that changed, both versions in one; empty where the page would grow too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseHistory:
    """One clause of the text, or one section outside of clauses."""

    anchor: str
    """Its id on this page: the lasting id that it has on the policy's page."""
    number: str
    """Its number today; empty when it has none."""
    title: str
    """The words of its heading, or its first words."""
    address: str
    """Site path of the clause in the text, by its lasting id."""
    since: date
    """The effective date of the revision that brought it."""
    changes: tuple[ClauseChange, ...]
    """The revisions that changed it, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseDocument:
    """One document of the policy."""

    anchor: str
    """Id of its part of the page."""
    title: str
    """Its title."""
    language: str
    """BCP 47 tag of its text."""
    since: date
    """The effective date of its first text."""
    changed: tuple[ClauseHistory, ...]
    """The clauses that have changed, in the order of the text."""
    unchanged: tuple[Link, ...]
    """Those that never have."""
    removed: tuple[Remark, ...]
    """The sections that went, with links as this page writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClausesPage:
    """When each clause of the text in force appeared, and what changed it."""

    frame: Frame
    """What surrounds it."""
    policy: Link
    """The policy page."""
    eyebrow: tuple[Link, ...]
    """The way to the page."""
    documents: tuple[ClauseDocument, ...]
    """The documents in order."""
    left_out: int
    """How many changes are only linked to, because the page would grow too long with them."""
