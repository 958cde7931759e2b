"""Which deleted file became which added one, told by their texts. Knows nothing about git, commits or documents.

Git's own rename detection compares lines. A policy has long lines, one per paragraph, so after an ordinary edit it
finds a fifth of the text alike where nine tenths of the words are; here words are compared.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from posixpath import basename, splitext
from zlib import crc32

from policybook.core.errors import PolicybookError

ALIKE = 0.5
"""The share of words that two texts must have in common for one to be taken as the other, renamed."""
SHORT_ALIKE = 0.75
"""The same for texts of few words, such as revision notes, where the front matter alone is half of them."""

_SHORT = 50
_EVERY_PAIR = 4096  # comparisons; above this only pairs that a sketch or the name brings together are compared
_SKETCH = 64
_PROMISING = 8
_RARE = 40  # texts; a word that more of them have tells them apart no better than none
_SAME_NAME, _SAME_FOLDERS = 0.05, 0.04  # less than a real difference of text, more than that of two near-identical ones


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """A file on one side of a possible rename."""

    path: str
    """Its path."""
    blob: str
    """Object id of its content."""


@dataclass(frozen=True, slots=True)
class Match:
    """A deleted file that became an added one."""

    old: Side
    """The deleted file."""
    new: Side
    """The added file."""
    similarity: float
    """The share of their words they have in common; 1 for equal content."""


def matches(gone: Sequence[Side], fresh: Sequence[Side], text: Callable[[str], str]) -> list[Match]:
    """Return the renames among files that disappeared and appeared together, the surest first.

    Files with equal content come first, then those that share most of their words; a file that kept its name, or became
    the index of a folder of its name, is preferred among near-equals. The order of the arguments does not matter.
    Text is asked for only where both sides have candidates; a text that cannot be read is like no other.
    """
    found = _assigned(_equal_pairs(gone, fresh))
    taken = {match.old for match in found} | {match.new for match in found}
    old, new = sorted(set(gone) - taken), sorted(set(fresh) - taken)
    if old and new:
        found += _assigned(_similar_pairs(old, new, text))
    return found


def _assigned(candidates: Iterator[Match]) -> list[Match]:
    """Return the best matches in which no file stands twice; ties are broken by path."""
    taken: set[tuple[str, Side]] = set()
    found = []
    for match in sorted(candidates, key=_preference):
        ends = {("old", match.old), ("new", match.new)}
        if not ends & taken:
            taken |= ends
            found.append(match)
    return found


def _preference(match: Match) -> tuple[float, Side, Side]:
    return -match.similarity - _likeness_of_names(match.old.path, match.new.path), match.old, match.new


def _likeness_of_names(old: str, new: str) -> float:
    folders, others = set(old.split("/")[:-1]), set(new.split("/")[:-1])
    shared = len(folders & others) / len(folders | others) if folders | others else 1.0
    return _SAME_NAME * (_name(old) == _name(new)) + _SAME_FOLDERS * shared


def _name(path: str) -> str:
    """Return what a file is called: its name without suffix, the folder's for an `index.md`."""
    stem = splitext(basename(path))[0]
    folder, _, _ = path.rpartition("/")
    return basename(folder) if stem.lower() == "index" and folder else stem


def _equal_pairs(gone: Sequence[Side], fresh: Sequence[Side]) -> Iterator[Match]:
    by_blob: defaultdict[str, list[Side]] = defaultdict(list)
    for side in gone:
        by_blob[side.blob].append(side)
    for new in fresh:
        for old in by_blob[new.blob]:
            yield Match(old, new, 1.0)


def _similar_pairs(gone: Sequence[Side], fresh: Sequence[Side], text: Callable[[str], str]) -> Iterator[Match]:
    # enough for every file of a small commit; of a large one the texts must not all stay in memory
    bag = lru_cache(maxsize=256)(lambda blob: words(_readable(blob, text)))
    every = len(gone) * len(fresh) <= _EVERY_PAIR
    pairs = ((old, new) for new in fresh for old in gone) if every else _promising(gone, fresh, bag)
    for old, new in pairs:
        similarity = likeness(bag(old.blob), bag(new.blob))
        short = min(bag(old.blob).total(), bag(new.blob).total()) < _SHORT and _name(old.path) != _name(new.path)
        if similarity >= (SHORT_ALIKE if short else ALIKE):
            yield Match(old, new, similarity)


def _readable(blob: str, text: Callable[[str], str]) -> str:
    try:
        return text(blob)
    except PolicybookError:
        return ""


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text; pairs of characters where a script writes no blanks."""
    parts = text.split()
    if sum(map(len, parts)) <= 12 * len(parts):
        return Counter(parts)
    characters = "".join(re.findall(r"\w", text))
    return Counter(map("".join, pairwise(characters)))


def likeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Return the share of words two texts have in common, counted with repetition (Sørensen-Dice), from 0 to 1."""
    few, many = sorted((one, other), key=len)
    shared = sum(min(count, many.get(word, 0)) for word, count in few.items())
    return 2 * shared / ((sum(one.values()) + sum(other.values())) or 1)


def _promising(
    gone: Sequence[Side], fresh: Sequence[Side], bag: Callable[[str], Counter[str]]
) -> Iterator[tuple[Side, Side]]:
    """Return the pairs worth comparing among very many: those with the same name, and those that share rare words.

    A sketch of the words with the smallest checksums stands for a text (Broder 1997, min-wise hashing).
    """
    holders: defaultdict[int, list[int]] = defaultdict(list)
    names: defaultdict[str, list[int]] = defaultdict(list)
    for number, old in enumerate(gone):
        names[_name(old.path)].append(number)
        for checksum in _sketch(bag(old.blob)):
            holders[checksum].append(number)
    for new in fresh:
        votes: Counter[int] = Counter()
        for numbers in map(holders.__getitem__, _sketch(bag(new.blob))):
            if len(numbers) <= _RARE:
                votes.update(numbers)
        best = heapq.nsmallest(_PROMISING, votes, key=lambda number: (-votes[number], number))
        namesakes = sorted(names[_name(new.path)], key=lambda number: -votes[number])[:_PROMISING]
        for number in sorted({*best, *namesakes}):
            yield gone[number], new


def _sketch(bag: Mapping[str, int]) -> list[int]:
    return heapq.nsmallest(_SKETCH, (crc32(word.encode("utf-8", "surrogatepass")) for word in bag))
