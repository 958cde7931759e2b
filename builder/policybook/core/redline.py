"""What changed between two versions of a text, as one value. Knows nothing about HTML, files or revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policybook.core.changes import WORD_KINDS, Change, ChangeKind, Hint, Section
from policybook.core.merge_blocks import merged_blocks
from policybook.core.merged import Node
from policybook.core.numbering import numbered
from policybook.core.tree import Block

__all__ = ["Change", "ChangeKind", "Hint", "Redline", "Section", "Statistics", "compare"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """How much changed."""

    words_inserted: int
    """Words that only the new version has."""
    words_deleted: int
    """Words that only the old version has."""
    words_moved: int
    """Words that stand elsewhere and are otherwise the same."""
    changes: int
    """How many changes there are."""
    sections_changed: int
    """How many sections hold a change."""
    sections: int
    """How many sections the merged text has: its headings, and what stands before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redline:
    """Two versions of a text compared as readers see them."""

    sections: tuple[Section, ...]
    """The merged text, all of it, in reading order."""
    changes: tuple[Change, ...]
    """Its changes in reading order."""
    statistics: Statistics
    """How much changed."""

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The merged text without its sections."""
        return tuple([node for section in self.sections for node in section.nodes])

    @property
    def identical(self) -> bool:
        """Whether nothing that a reader sees differs."""
        return not self.changes

    @property
    def hints(self) -> tuple[Hint, ...]:
        """The hints on its changes, each once."""
        found = {hint for change in self.changes for hint in change.hints}
        return tuple(hint for hint in Hint if hint in found)

    @property
    def words_changed(self) -> bool:
        """Whether words are new, gone or elsewhere, and not only links, numbers or formatting."""
        return any(change.kind in WORD_KINDS for change in self.changes)


def compare(old: Sequence[Block], new: Sequence[Block]) -> Redline:
    """Return what changed from one version to another.

    The result depends on the two texts alone: no clock, no random order. Both versions can be restored from it exactly.
    """
    merged = merged_blocks(old, new)
    text = numbered(merged.nodes)
    statistics = Statistics(
        words_inserted=merged.count.inserted,
        words_deleted=merged.count.deleted,
        words_moved=merged.count.moved,
        changes=len(text.changes),
        sections_changed=sum(section.changed for section in text.sections),
        sections=len(text.sections),
    )
    return Redline(sections=text.sections, changes=text.changes, statistics=statistics)
