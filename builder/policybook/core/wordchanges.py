"""The words that differ between two texts, passage by passage: what our engine and a browser must agree on.

A passage is a unit of `outline`, or paragraphs that were split or joined; what belongs together is decided by `align`,
which words are the same by `inline_pairs`. A redline is built on the same two, and says more: what kind of change each
is, where it is cited, what was only formatted, renumbered or rearranged, and which words only moved inside a passage.

The list of changes, in reading order: between two passages that both texts hold in this place stand first those that
only the old text has, then those that the new text has here, added or moved. Passages with the same words are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from policybook.core.align import Alignment, aligned
from policybook.core.columns import Columns, SharedColumns, matched_columns
from policybook.core.inline_pairs import matched_tokens
from policybook.core.outline import Unit, UnitKind, outline, unit_tokens
from policybook.core.tokens import Token, token
from policybook.core.tree import Block

_BLANKS = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
"""What `\\s` means in a browser."""


class PassageKind(StrEnum):
    """What became of a passage."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    AMENDED = "amended"


@dataclass(frozen=True, slots=True)
class WordEdit:
    """Words that made place for others, without the blanks round them; what shows nothing is no edit."""

    deleted: str
    """The words that are gone; empty where none are."""
    inserted: str
    """The words that are new."""


@dataclass(frozen=True, slots=True)
class PassageChange:
    """One passage whose words differ, or that stands elsewhere."""

    kind: PassageKind
    """What became of it; a moved passage may be amended, too."""
    edits: tuple[WordEdit, ...]
    """What differs, in order; of an added or removed passage all of it, cell by cell."""


def word_changes(old: Sequence[Block], new: Sequence[Block]) -> tuple[PassageChange, ...]:
    """Return the passages of two texts whose words differ, in reading order."""
    one, other = outline(old), outline(new)
    alignment = aligned(one.units, other.units)
    columns = SharedColumns(one.units, other.units, alignment.kept)
    return tuple(_Comparison(one.units, other.units, alignment, columns).changes())


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Two texts with what belongs together in them."""

    old: Sequence[Unit]
    new: Sequence[Unit]
    alignment: Alignment
    columns: SharedColumns

    def changes(self) -> Iterator[PassageChange]:
        """Yield the changes in reading order."""
        alignment = self.alignment
        arrived = {j: i for i, j in alignment.moved.items()}
        shared_old = {*alignment.kept, *alignment.moved, *chain.from_iterable(alignment.joined.values())}
        shared_new = {*alignment.kept.values(), *chain.from_iterable(alignment.split.values())}
        next_i = next_j = 0
        for i, j in (*alignment.kept.items(), (len(self.old), len(self.new))):
            for gone in range(next_i, i):
                if gone not in shared_old:
                    yield PassageChange(PassageKind.REMOVED, _whole(self.old[gone], deleted=True))
            for come in range(next_j, j):
                if come in arrived:
                    yield PassageChange(PassageKind.MOVED, self.moved(arrived[come], come))
                elif come not in shared_new:
                    yield PassageChange(PassageKind.ADDED, _whole(self.new[come], deleted=False))
            if i < len(self.old) and (edits := self.kept(i, j)):
                yield PassageChange(PassageKind.AMENDED, edits)
            next_i, next_j = i + 1, j + 1

    def kept(self, i: int, j: int) -> tuple[WordEdit, ...]:
        """Return what differs in a passage that keeps its place."""
        old, new = self.old[i], self.new[j]
        if old.kind is UnitKind.ROW:
            return () if old.text == new.text else _in_cells(old.block, new.block, self.columns.of(i))
        ones = [self.old[place] for place in self.alignment.joined.get(j, (i,))]
        others = [self.new[place] for place in self.alignment.split.get(i, (j,))]
        return _edits(_passage(ones), _passage(others))

    def moved(self, i: int, j: int) -> tuple[WordEdit, ...]:
        """Return what differs in a passage that stands elsewhere now."""
        old, new = self.old[i].block, self.new[j].block
        if self.old[i].kind is UnitKind.ROW:
            return _in_cells(old, new, matched_columns([(old, new)]))
        return _edits(unit_tokens(old), unit_tokens(new))


def _passage(units: Sequence[Unit]) -> list[Token]:
    """Return the tokens of a paragraph, or of adjacent ones with a blank after each."""
    if len(units) == 1:
        return list(unit_tokens(units[0].block))
    return [found for unit in units for found in (*unit_tokens(unit.block), token(" "))]


def _in_cells(old: Block, new: Block, columns: Columns) -> tuple[WordEdit, ...]:
    found: list[WordEdit] = []
    next_i = next_j = 0
    shared = [pair for pair in columns if pair[0] < len(old.children) and pair[1] < len(new.children)]
    for i, j in (*shared, (len(old.children), len(new.children))):
        found += [edit for cell in old.children[next_i:i] for edit in _edits(unit_tokens(cell), ())]
        found += [edit for cell in new.children[next_j:j] for edit in _edits((), unit_tokens(cell))]
        if i < len(old.children):
            found += _edits(unit_tokens(old.children[i]), unit_tokens(new.children[j]))
        next_i, next_j = i + 1, j + 1
    return tuple(found)


def _whole(unit: Unit, *, deleted: bool) -> tuple[WordEdit, ...]:
    cells = unit.block.children if unit.kind is UnitKind.ROW else (unit.block,)
    sides = ((unit_tokens(cell), ()) if deleted else ((), unit_tokens(cell)) for cell in cells)
    return tuple(edit for old, new in sides for edit in _edits(old, new))


def _edits(old: Sequence[Token], new: Sequence[Token]) -> tuple[WordEdit, ...]:
    if [one.key for one in old] == [other.key for other in new]:
        return ()
    found: list[WordEdit] = []
    next_i = next_j = 0
    for i, j in (*matched_tokens(old, new), (len(old), len(new))):
        edit = WordEdit(_text(old[next_i:i]), _text(new[next_j:j]))
        if edit.deleted or edit.inserted:
            found.append(edit)
        next_i, next_j = i + 1, j + 1
    return tuple(found)


def _text(found: Sequence[Token]) -> str:
    if not any(one.solid for one in found):
        return ""
    return "".join([one.text for one in found]).strip(_BLANKS)
