"""What the pages show that answer what applied on a day, as values for their template. Knows nothing about templates or
files.

Addresses are written as in `pages`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policybook.core.pages import Frame, Link
from policybook.core.timeline import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The days of one text of a document, or those after it was withdrawn."""

    start: date
    """First day."""
    until: date | None
    """First day of what follows; None while nothing later is on record."""
    number: int
    """Number of the revision that began it."""
    address: str
    """The text; empty when there was none."""
    state: State
    """What it is on the day of the build."""
    moved: bool = False
    """Whether there was none because the document had gone to another page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The days of one document."""

    title: str
    """Its title."""
    rows: tuple[Row, ...]
    """Its texts, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The days of one policy."""

    policy: Link
    """Title and address of the policy's page."""
    address: str
    """The page that answers for this policy alone."""
    tables: tuple[Table, ...]
    """One per document; none where all policies together would make the page too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPage:
    """What applied on a given day, in one policy or in all."""

    frame: Frame
    """What surrounds it."""
    eyebrow: tuple[Link, ...]
    """The way to the page: links above the title; none on the page of all."""
    policy: Link | None
    """The policy; None on the page of all."""
    sections: tuple[Section, ...]
    """One per policy that had a text."""

    @property
    def first(self) -> date | None:
        """Return the first day on which anything applied; None when the page has no table."""
        starts = (row.start for section in self.sections for table in section.tables for row in table.rows)
        return min(starts, default=None)
