"""The interface words of a redline, in one value so that they can be translated. Knows nothing about HTML."""

from __future__ import annotations

from dataclasses import dataclass

from policybook.core.changes import QUIET_KINDS, Change, ChangeKind, Hint
from policybook.core.rearrangements import Rearrangement

_LONGEST_TARGET = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a redline says besides the text itself; names in braces are filled in."""

    change: str = "Change {number} of {total}"
    """Heading of a change."""
    added: str = "Added"
    """Name of a kind of change, as are the following."""
    removed: str = "Removed"
    moved: str = "Moved"
    amended: str = "Amended"
    table: str = "Table shape"
    case: str = "Capitals"
    punctuation: str = "Punctuation"
    renumbered: str = "Renumbered"
    link: str = "Link changed"
    image: str = "Image changed"
    heading: str = "Heading level"
    list: str = "List"
    structure: str = "Rearranged"
    formatting: str = "Formatting"
    typography: str = "Typography"
    table_name: str = "Table {number}"
    """Name of a table, for those who jump from one to the next."""
    previous: str = "Previous change"
    """Name of the arrow up."""
    next: str = "Next change"
    """Name of the arrow down."""
    clause: str = "§ {label}"
    """How a clause number is cited."""
    clauses: str = "§ {first}–{last}"
    """How a run of clauses is cited."""
    unchanged: str = "{clauses} unchanged"
    """Stands for unchanged clauses when only changes are shown."""
    one_unchanged: str = "1 paragraph unchanged"
    """The same for one clause without a number."""
    many_unchanged: str = "{count} paragraphs unchanged"
    """The same for several."""
    moved_from: str = "moved here from {place}"
    """Where a moved text stood."""
    moved_to: str = "Moved to {place}"
    """Where it stands now, at its old place."""
    moved_elsewhere: str = "Moved elsewhere"
    """The same when the new place has no name."""
    absent: str = "Not in this version"
    """The empty side of a side-by-side comparison."""
    before: str = "Before"
    """The old side."""
    after: str = "After"
    """The new side."""
    both: str = "Before and after"
    """Both sides, where they are the same."""
    link_was: str = "(link was: {target})"
    """After a link that leads elsewhere now."""
    number_was: str = "(was {number})"
    """Beside the number that a list item has now."""
    number: str = "number or deadline changed"
    """A hint on a change, as are the following."""
    money: str = "money changed"
    negation: str = "negation added or removed"
    duty: str = "may/shall/must changed"
    term: str = "defined term changed"
    shape_level: str = "heading, level {old} to {new}"
    """What was rearranged, as are the following."""
    shape_to_heading: str = "paragraph to heading, level {new}"
    shape_from_heading: str = "heading, level {old}, to paragraph"
    shape_markers: str = "{old} to {new}"
    shape_other_list: str = "item at another level"
    shape_into_list: str = "paragraphs to list"
    shape_into_quote: str = "into a quotation"
    shape_out: str = "out of a list or quotation"
    shape_split: str = "paragraph split"
    shape_joined: str = "paragraphs joined"
    shape_rows_added: str = "rows added: {new}"
    shape_rows_removed: str = "rows removed: {new}"
    shape_rows_moved: str = "rows moved: {new}"
    shape_columns_added: str = "columns added: {new}"
    shape_columns_removed: str = "columns removed: {new}"
    bullets: str = "bullets"
    """Name of a kind of list, as are the following."""
    numbers: str = "numbers"
    letters: str = "letters"
    mark_removed: str = "[removed: {text}]"
    """Removed words in a mail, where styles may be lost."""
    mark_added: str = "[added: {text}]"
    """Added words in a mail."""
    mark_moved: str = "[moved here: {text}]"
    """Words in a mail that stood elsewhere in their paragraph."""

    def former_link(self, target: str) -> str:
        """Return where a link led; a long address is cut, for the exact one stands in the markup of the redline."""
        return self.link_was.format(target=target if len(target) <= _LONGEST_TARGET else f"{target[:_LONGEST_TARGET]}…")

    def kind(self, kind: ChangeKind) -> str:
        """Return the name of a kind of change."""
        return str(getattr(self, kind.value))

    def kinds(self, change: Change) -> str:
        """Return the names of all that a change is: `Moved, amended`."""
        also = [self.kind(kind) for kind in change.also if kind not in QUIET_KINDS]
        return ", ".join([self.kind(change.kind), *(name[:1].lower() + name[1:] for name in also)])

    def rearranged(self, change: Change) -> tuple[str, ...]:
        """Return what was rearranged, in words: `heading, level 4 to 2`."""
        return tuple(map(self._rearrangement, change.rearranged))

    def hint(self, hint: Hint) -> str:
        """Return a hint in words."""
        return str(getattr(self, hint.value))

    def _rearrangement(self, found: Rearrangement) -> str:
        old, new = (str(getattr(self, side, side)) for side in (found.old, found.new))
        return str(getattr(self, found.shape.value)).format(old=old, new=new)

    def remarks(self, change: Change) -> tuple[str, ...]:
        """Return what else the head of a change says: what was rearranged, then the hints."""
        return (*self.rearranged(change), *map(self.hint, change.hints))

    def cited(self, label: str) -> str:
        """Return how a clause number is cited in a sentence; names such as a heading's stay as they are."""
        return self.clause.format(label=label) if label[:1].isdigit() else label

    def place(self, change: Change) -> str:
        """Return where a change is: its clause number, or else the heading above it."""
        if change.label:
            return self.cited(change.label)
        return change.section[-1] if change.section else ""


ENGLISH = Words()
"""The words as they are written above."""
