"""Seals: which text of the line a note stands for, whatever happened to commits and dates. Knows nothing about git.

A seal is the hash of a text. Notes know their order and so does the line, but neither ids nor dates of commits are
trusted: a history that was rebased has other ones. A text that came back (A, B, A again) is told apart by that order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the line where a text of the policy changed."""

    position: int
    """Place of the commit."""
    seals: frozenset[str]
    """The seals that its text answers to: the whole page, and each document that changed there."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A note with a seal."""

    id: str
    """Permalink id."""
    seal: str
    """SHA-256 of its text."""
    position: int
    """Place of the commit that added the note."""


def page_seal(sources: Iterable[str]) -> str:
    """Return the seal of a page from the hashes of its documents' sources: of one document its own.

    Names and order of the documents do not count, so it outlives a rename. A page without documents has one too.
    """
    found = sorted(sources)
    return found[0] if len(found) == 1 else hashlib.sha256("\n".join(found).encode()).hexdigest()


def found_places(notes: Sequence[Sealed], places: Sequence[Place]) -> Mapping[str, int]:
    """Return the position of each note's text, by id; notes whose text is nowhere are left out.

    Notes and places come in their order. Nearly always each note finds its text after the one before; what is then
    left (dates that ran backwards) takes any text of its seal that no other note has.
    """
    chosen = _in_turn(notes, places, at_home=True) or _in_turn(notes, places, at_home=False) or _longest(notes, places)
    taken = {(notes[note].seal, place) for note, place in chosen.items()}
    for number, note in enumerate(notes):
        if number in chosen:
            continue
        free = (
            place for place, item in enumerate(places) if note.seal in item.seals and (note.seal, place) not in taken
        )
        place = next(free, None)
        if place is not None:
            chosen[number] = place
            taken.add((note.seal, place))
    return {notes[note].id: places[place].position for note, place in chosen.items()}


def _in_turn(notes: Sequence[Sealed], places: Sequence[Place], *, at_home: bool) -> dict[int, int]:
    """Return a place for every note, each after the one before; nothing when one finds none.

    `at_home` prefers the commit that brought the note where it brought the text as well.
    """
    chosen: dict[int, int] = {}
    home = {item.position: place for place, item in enumerate(places)}
    used: set[tuple[str, int]] = set()
    start = 0
    for number, note in enumerate(notes):
        own = home.get(note.position, -1) if at_home else -1
        candidates = [own] if own >= start and note.seal in places[own].seals else range(start, len(places))
        place = next(
            (item for item in candidates if note.seal in places[item].seals and (note.seal, item) not in used), None
        )
        if place is None:
            return {}
        chosen[number], start = place, place
        used.add((note.seal, place))
    return chosen


def _longest(notes: Sequence[Sealed], places: Sequence[Place]) -> dict[int, int]:
    """Return places for as many notes as can have one in their order."""
    rows = [[0] * (len(places) + 1) for _ in range(len(notes) + 1)]
    for number in range(len(notes) - 1, -1, -1):
        for place in range(len(places) - 1, -1, -1):
            with_both = 1 + rows[number + 1][place + 1] if notes[number].seal in places[place].seals else 0
            rows[number][place] = max(rows[number + 1][place], rows[number][place + 1], with_both)
    chosen: dict[int, int] = {}
    number = place = 0
    while number < len(notes) and place < len(places):
        fits = notes[number].seal in places[place].seals
        if fits and rows[number][place] == 1 + rows[number + 1][place + 1]:
            chosen[number] = place
            number, place = number + 1, place + 1
        elif rows[number][place] == rows[number + 1][place]:
            number += 1
        else:
            place += 1
    return chosen
