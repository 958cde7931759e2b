"""The interface words of a redline, in one value so that they can be translated. Knows nothing about HTML."""

from __future__ import annotations

from dataclasses import dataclass, fields

from policybook.core.changes import QUIET_KINDS, Change, ChangeKind, Hint
from policybook.core.language import Language, capitalised, marked
from policybook.core.rearrangements import Rearrangement

_LONGEST_TARGET = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a redline says besides the text itself; names in braces are filled in."""

    change: str = marked("Change {number} of {total}")
    """Heading of a change."""
    added: str = marked("added")
    """Name of a kind of change, as it stands inside a sentence; as are the following."""
    removed: str = marked("removed")
    moved: str = marked("moved")
    amended: str = marked("amended")
    table: str = marked("table shape")
    case: str = marked("capitals")
    punctuation: str = marked("punctuation")
    renumbered: str = marked("renumbered")
    link: str = marked("link changed")
    image: str = marked("image changed")
    heading: str = marked("heading level")
    list: str = marked("list")
    structure: str = marked("rearranged")
    formatting: str = marked("formatting")
    typography: str = marked("typography")
    table_name: str = marked("Table {number}")
    """Name of a table, for those who jump from one to the next."""
    previous: str = marked("Previous change")
    """Name of the arrow up."""
    next: str = marked("Next change")
    """Name of the arrow down."""
    clause: str = marked("§ {label}")
    """How a clause number is cited."""
    clauses: str = marked("§ {first}–{last}")
    """How a run of clauses is cited."""
    unchanged: str = marked("{clauses} unchanged")
    """Stands for unchanged clauses when only changes are shown."""
    one_unchanged: str = marked("1 paragraph unchanged")
    """The same for one clause without a number."""
    many_unchanged: str = marked("{count} paragraphs unchanged")
    """The same for several."""
    moved_from: str = marked("moved here from {place}")
    """Where a moved text stood."""
    moved_to: str = marked("Moved to {place}")
    """Where it stands now, at its old place."""
    moved_elsewhere: str = marked("Moved elsewhere")
    """The same when the new place has no name."""
    absent: str = marked("Not in this version")
    """The empty side of a side-by-side comparison."""
    before: str = marked("Before")
    """The old side."""
    after: str = marked("After")
    """The new side."""
    both: str = marked("Before and after")
    """Both sides, where they are the same."""
    link_was: str = marked("(link was: {target})")
    """After a link that leads elsewhere now."""
    number_was: str = marked("(was {number})")
    """Beside the number that a list item has now."""
    number: str = marked("number or deadline changed")
    """A hint on a change, as are the following."""
    money: str = marked("money changed")
    negation: str = marked("negation added or removed")
    duty: str = marked("may/shall/must changed")
    term: str = marked("defined term changed")
    shape_level: str = marked("heading, level {old} to {new}")
    """What was rearranged, as are the following."""
    shape_to_heading: str = marked("paragraph to heading, level {new}")
    shape_from_heading: str = marked("heading, level {old}, to paragraph")
    shape_markers: str = marked("{old} to {new}")
    shape_other_list: str = marked("item at another level")
    shape_into_list: str = marked("paragraphs to list")
    shape_into_quote: str = marked("into a quotation")
    shape_out: str = marked("out of a list or quotation")
    shape_split: str = marked("paragraph split")
    shape_joined: str = marked("paragraphs joined")
    shape_rows_added: str = marked("rows added: {new}")
    shape_rows_removed: str = marked("rows removed: {new}")
    shape_rows_moved: str = marked("rows moved: {new}")
    shape_columns_added: str = marked("columns added: {new}")
    shape_columns_removed: str = marked("columns removed: {new}")
    bullets: str = marked("bullets")
    """Name of a kind of list, as are the following."""
    numbers: str = marked("numbers")
    letters: str = marked("letters")
    mark_removed: str = marked("[removed: {text}]")
    """Removed words in a mail, where styles may be lost."""
    mark_added: str = marked("[added: {text}]")
    """Added words in a mail."""
    mark_moved: str = marked("[moved here: {text}]")
    """Words in a mail that stood elsewhere in their paragraph."""

    def former_link(self, target: str) -> str:
        """Return where a link led; a long address is cut, for the exact one stands in the markup of the redline."""
        return self.link_was.format(target=target if len(target) <= _LONGEST_TARGET else f"{target[:_LONGEST_TARGET]}…")

    def kind(self, kind: ChangeKind) -> str:
        """Return the name of a kind of change: `Moved`."""
        return capitalised(self._kind(kind))

    def kinds(self, change: Change) -> str:
        """Return the names of all that a change is: `Moved, amended`."""
        return capitalised(self.kinds_inside(change))

    def kinds_inside(self, change: Change) -> str:
        """Return the same as it stands inside a sentence: `moved, amended`."""
        also = [kind for kind in change.also if kind not in QUIET_KINDS]
        return ", ".join(map(self._kind, [change.kind, *also]))

    def _kind(self, kind: ChangeKind) -> str:
        return str(getattr(self, kind.value))

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


def words_in(language: Language) -> Words:
    """Return the words of a redline in a language."""
    return Words(**{item.name: language.say(str(item.default)) for item in fields(Words)})
