"""Which words inside one block only stand elsewhere in it now. Knows nothing about marks or other blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policybook.core.inline_tree import PARAGRAPH_END, Atom
from policybook.core.tokens import FUNCTION_WORDS, TokenKind

_LEAST_WORDS, _LEAST_CONTENT = 5, 3
"""Fewer words, or fewer that are not among the most common, recur by chance."""
_PLACES = 4
"""At most so many places are tried for the same five tokens; keeps the search linear."""


@dataclass(frozen=True, slots=True)
class _Move:
    """An equal stretch of unmatched atoms in both versions."""

    old: int
    new: int
    length: int


def mark_moves(old: Sequence[Atom], new: Sequence[Atom]) -> None:
    """Number the stretches of at least five words that are gone in one place and come back, the same, in another."""
    taken_old, taken_new = [False] * len(old), [False] * len(new)
    number = 0
    for move in sorted(set(_candidates(old, new)), key=lambda found: (-found.length, found.old, found.new)):
        old_range = slice(move.old, move.old + move.length)
        new_range = slice(move.new, move.new + move.length)
        if any(taken_old[old_range]) or any(taken_new[new_range]):
            continue
        number += 1
        taken_old[old_range] = taken_new[new_range] = [True] * move.length
        for atom in (*old[old_range], *new[new_range]):
            atom.move = number


def _candidates(old: Sequence[Atom], new: Sequence[Atom]) -> Iterator[_Move]:
    """Yield the longest equal stretches around every five equal tokens that may move."""
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for j in _starts(new):
        places[_key(new, j)].append(j)
    if not places:
        return
    covered: set[tuple[int, int]] = set()
    for i in _starts(old):
        for j in places.get(_key(old, i), [])[:_PLACES]:
            if (i, j) in covered:
                continue
            length = _length(old, i, new, j)
            covered.update((i + step, j + step) for step in range(length))
            move = _trimmed(old, _Move(i, j, length))
            if _is_worth_telling(old[move.old : move.old + move.length]):
                yield move


_SHINGLE = 9
"""Five words and the blanks between them."""


def _starts(atoms: Sequence[Atom]) -> Iterator[int]:
    """Yield where a shingle of atoms that only this version has begins with a word."""
    free = 0
    for place, atom in enumerate(atoms):
        free = free + 1 if _may_move(atom) else 0
        start = place + 1 - _SHINGLE
        if free >= _SHINGLE and atoms[start].token.kind is TokenKind.WORD:
            yield start


def _may_move(atom: Atom) -> bool:
    """Return whether an atom is gone or new, and stands in no link or emphasis, which would be cut."""
    return atom.mate is None and atom.inline is None and atom.parent.parent is None and atom.token is not PARAGRAPH_END


def _key(atoms: Sequence[Atom], start: int) -> tuple[str, ...]:
    return tuple(atom.token.text for atom in atoms[start : start + _SHINGLE])


def _length(old: Sequence[Atom], i: int, new: Sequence[Atom], j: int) -> int:
    length = 0
    while i + length < len(old) and j + length < len(new):
        one, other = old[i + length], new[j + length]
        if one.token.text != other.token.text or not (_may_move(one) and _may_move(other)):
            break
        length += 1
    return length


def _trimmed(old: Sequence[Atom], move: _Move) -> _Move:
    """Return a move without white space at its end; it starts with a word."""
    length = move.length
    while not old[move.old + length - 1].token.solid:
        length -= 1
    return _Move(move.old, move.new, length)


def _is_worth_telling(atoms: Sequence[Atom]) -> bool:
    words = [atom.token.word for atom in atoms if atom.token.kind is TokenKind.WORD]
    return len(words) >= _LEAST_WORDS and sum(word not in FUNCTION_WORDS for word in words) >= _LEAST_CONTENT
