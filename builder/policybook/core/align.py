"""Which blocks of two versions are the same: kept, moved, split or joined. Knows nothing about the marks inside them.

A browser does the same in `builder/scripts/compare.js`: what changes here changes there.

Nothing here compares every block with every other: equal blocks are found by a longest common subsequence, similar ones
through an index of their rarest words, and every list of candidates has a fixed bound.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policybook.core.heaviest import Candidate, heaviest
from policybook.core.outline import Unit, UnitKind
from policybook.core.tokens import WHOLE_WEIGHT, weight
from policybook.core.tree import BlockKind
from policybook.core.worddiff import common

SIMILAR = 0.4
"""Least share of common words (weighted Dice) at which two blocks in one place are two versions of one block."""
MOVED = 0.6
"""The same for blocks in different places; a false move misleads more than a deletion and an insertion."""

_POSTINGS = 60
"""At most so many blocks are looked up for one word: all that have it, or those near the place in question."""
_RAREST = 4
"""Of the words in more blocks than that, only so many are looked up, and only where none is rarer."""
_CANDIDATES = 8
"""At most so many blocks are scored for one block."""
_HEADING_BONUS = 20
"""Text of up to so many words moves past a kept heading, not the heading past the text."""
_CONTAINED = 6 * WHOLE_WEIGHT
"""Least weight of the words of a unit that lies nearly whole inside another one."""
_CONTINUED = 1.5 * WHOLE_WEIGHT
"""Least weight of the words by which a paragraph continues its neighbour."""
_MOVED_WORDS, _MOVED_LETTERS = 5, 16
"""Shorter blocks recur by chance: they do not move on their own."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The units of the old version matched with those of the new one, by their places."""

    kept: Mapping[int, int]
    """Units in the same place of the reading order; increasing on both sides."""
    moved: Mapping[int, int]
    """Units that stand elsewhere."""
    split: Mapping[int, range]
    """Old paragraphs whose text is now in several: the new paragraphs, the kept one among them."""
    joined: Mapping[int, range]
    """New paragraphs that hold the text of several old ones: those, the kept one among them."""


@dataclass(slots=True)
class _Matching:
    """The state of a comparison under way."""

    old: Sequence[Unit]
    new: Sequence[Unit]
    in_new: dict[int, int] = field(default_factory=dict)
    in_old: dict[int, int] = field(default_factory=dict)

    def match(self, i: int, j: int) -> None:
        """Note that two units belong together."""
        self.in_new[i] = j
        self.in_old[j] = i


def aligned(old: Sequence[Unit], new: Sequence[Unit]) -> Alignment:
    """Return which units of two versions belong together."""
    matching = _Matching(old, new)
    _match_in_order(matching)
    kept = dict(sorted(matching.in_new.items()))
    split = dict(_divisions(old, new, kept))
    reverse = dict(sorted(matching.in_old.items()))
    taken = {j for places in split.values() for j in places}
    joined = {j: places for j, places in _divisions(new, old, reverse) if j not in taken}
    for places in split.values():
        matching.in_old.update(dict.fromkeys(places, -1))
    for places in joined.values():
        matching.in_new.update(dict.fromkeys(places, -1))
    return Alignment(kept, _moves(matching), split, joined)


def _match_in_order(matching: _Matching) -> None:
    """Match units that keep their place in the reading order.

    Equal and similar pairs compete by weight. Were equal pairs taken first, one short line that recurs would make two
    long edited paragraphs around it look moved.
    """
    old, new = matching.old, matching.new
    equal = common(list(map(_key, old)), list(map(_key, new)))
    equal_old, equal_new = {i for i, _ in equal}, {j for _, j in equal}
    free_old = [i for i in range(len(old)) if i not in equal_old]
    free_new = [j for j in range(len(new)) if j not in equal_new]
    alike = _similar(matching, free_old, free_new, SIMILAR)
    chosen: Iterable[tuple[int, int]] = equal
    if alike:
        weighed = [Candidate(i, j, _equal_weight(old[i])) for i, j in equal]
        chosen = [(candidate.old, candidate.new) for candidate in heaviest([*weighed, *alike])]
    chosen = list(chosen)
    for i, j in chosen:
        matching.match(i, j)
    for i, j in _lone_pairs(chosen, len(old), len(new)):
        if _may_replace(old[i], new[j]):
            matching.match(i, j)


def _equal_weight(unit: Unit) -> float:
    """Return the weight of two equal units: their length in words, and more for a heading, which holds a section."""
    bonus = _HEADING_BONUS if unit.block.kind is BlockKind.HEADING else 0.6
    return len(unit.text) / 5 + bonus


def _lone_pairs(pairs: Iterable[tuple[int, int]], old_length: int, new_length: int) -> Iterator[tuple[int, int]]:
    """Yield what lies between two matches where both sides have one unit there: it may be the same, by its place."""
    next_i = next_j = 0
    for i, j in (*pairs, (old_length, new_length)):
        if i - next_i == j - next_j == 1:
            yield next_i, next_j
        next_i, next_j = i + 1, j + 1


def _may_replace(old: Unit, new: Unit) -> bool:
    """Return whether a unit in the place of another is its new version: some word is shared, or both are very short."""
    if old.kind is not new.kind or old.block.kind is not new.block.kind:
        return False
    short = max(old.words.total(), new.words.total()) < 4
    return short or not old.words.keys().isdisjoint(new.words)


def _similar(matching: _Matching, old: Sequence[int], new: Sequence[int], least: float) -> list[Candidate]:
    """Return pairs of similar units, found through an index over the rarest words that both versions have."""
    units, others = matching.old, matching.new
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for rank, j in enumerate(new):
        for word in others[j].words:
            postings[word].append(rank)
    spread: Counter[str] = Counter()
    for i in old:
        spread.update(units[i].words.keys())
    found: list[Candidate] = []
    for rank, i in enumerate(old):
        position = rank * len(new) // len(old)
        for other in _nearest_by_words(units[i], postings, spread, position):
            score = _likeness(units[i], others[new[other]], least)
            if score:
                found.append(Candidate(i, new[other], score))
    return found


def _nearest_by_words(
    unit: Unit, postings: Mapping[str, list[int]], spread: Mapping[str, int], position: int
) -> list[int]:
    """Return the few units that share most of the rarest words with one unit; of equal ones those near its position."""
    shared = sorted(
        (word for word in unit.words if word in postings), key=lambda word: len(postings[word]) * spread[word]
    )
    hits: Counter[int] = Counter()
    for place, word in enumerate(shared):
        where = postings[word]
        if len(where) <= _POSTINGS:
            hits.update(where)
        elif place < _RAREST:
            near = bisect_left(where, position - _POSTINGS // 2), bisect_left(where, position + _POSTINGS // 2)
            hits.update(where[slice(*near)])
    ranked = sorted((-count, abs(other - position), other) for other, count in hits.items())
    return [other for _, _, other in ranked[:_CANDIDATES]]


def _likeness(old: Unit, new: Unit, least: float) -> float:
    """Return how strongly two units look like two versions of one; 0 when they do not.

    Weighted Dice, or a unit that lies nearly whole inside the other one.
    """
    if old.kind is not new.kind:
        return 0
    few, many = (old.words, new.words) if len(old.words) <= len(new.words) else (new.words, old.words)
    shared = sum(min(count, many[word]) * weight(word) for word, count in few.items() if word in many)
    dice = 2 * shared / (old.mass + new.mass)
    contained = shared >= _CONTAINED and dice >= 0.25 and shared > 0.85 * min(old.mass, new.mass)
    if not shared or (dice < least and not contained):
        return 0
    return dice * shared / WHOLE_WEIGHT + (0.01 if old.block.kind is new.block.kind else 0)


def _divisions(ones: Sequence[Unit], others: Sequence[Unit], kept: Mapping[int, int]) -> Iterator[tuple[int, range]]:
    """Yield the paragraphs of one version whose text the other one holds in several adjacent paragraphs."""
    matched = set(kept.values())
    for i, j in kept.items():
        one, other = ones[i], others[j]
        if not (one.divides and other.divides) or one.text == other.text:
            continue
        rest = one.words - other.words
        end = _reach(others, j, matched, rest, step=1)
        start = _reach(others, j, matched, rest, step=-1)
        if end - start > 2:
            places = range(start + 1, end)
            matched.update(places)
            yield i, places


def _reach(others: Sequence[Unit], start: int, matched: set[int], rest: Counter[str], *, step: int) -> int:
    """Return the first place beyond the siblings that hold what `rest` still lacks; takes their words out of it."""
    place = start + step
    while 0 <= place < len(others) and place not in matched and _continues(others[place], rest):
        rest.subtract(others[place].words)
        place += step
    return place


def _continues(sibling: Unit, rest: Mapping[str, int]) -> bool:
    """Return whether most of a paragraph's words are ones that its neighbour lost."""
    if not sibling.divides:
        return False
    held = sum(min(count, max(0, rest.get(word, 0))) * weight(word) for word, count in sibling.words.items())
    return held >= _CONTINUED and held >= 0.7 * sibling.mass


def _moves(matching: _Matching) -> dict[int, int]:
    """Match what is left on both sides, wherever it stands; short neighbours such as headings travel along."""
    moved = dict(_moved_as_they_are(matching))
    for i, j in moved.items():
        matching.match(i, j)
    old = [i for i, unit in enumerate(matching.old) if i not in matching.in_new and _may_move(unit)]
    new = [j for j, unit in enumerate(matching.new) if j not in matching.in_old and _may_move(unit)]
    found = _similar(matching, old, new, MOVED) if old and new else []
    for candidate in sorted(found, key=lambda pair: (-pair.weight, pair.old, pair.new)):
        if candidate.old not in matching.in_new and candidate.new not in matching.in_old:
            matching.match(candidate.old, candidate.new)
            moved[candidate.old] = candidate.new
    for i, j in list(moved.items()):
        moved.update(_companions(matching, i, j, -1))
        moved.update(_companions(matching, i, j, 1))
    return moved


def _may_move(unit: Unit) -> bool:
    return len(unit.text) >= _MOVED_LETTERS and unit.words.total() >= _MOVED_WORDS


def _moved_as_they_are(matching: _Matching) -> Iterator[tuple[int, int]]:
    """Yield equal rows and headings, however short: they mean something on their own. Of several the last goes first.

    A heading and a paragraph may read alike, but neither is the other one moved.
    """
    places: defaultdict[tuple[UnitKind | BlockKind, str], list[int]] = defaultdict(list)
    for j, unit in enumerate(matching.new):
        if j not in matching.in_old and _stands_alone(unit):
            places[_key(unit)].append(j)
    for i, unit in enumerate(matching.old):
        if i not in matching.in_new and _stands_alone(unit) and places.get(_key(unit)):
            yield i, places[_key(unit)].pop()


def _stands_alone(unit: Unit) -> bool:
    return unit.kind is UnitKind.ROW or unit.block.kind is BlockKind.HEADING


def _key(unit: Unit) -> tuple[UnitKind | BlockKind, str]:
    """Return what is equal for two units that read the same; what has no words is known by what it is."""
    return unit.block.kind if unit.kind is UnitKind.EMPTY else unit.kind, unit.text


def _companions(matching: _Matching, i: int, j: int, step: int) -> Iterator[tuple[int, int]]:
    """Yield the equal neighbours of a moved unit."""
    i, j = i + step, j + step
    while (
        0 <= i < len(matching.old)
        and 0 <= j < len(matching.new)
        and i not in matching.in_new
        and j not in matching.in_old
    ):
        if _key(matching.old[i]) != _key(matching.new[j]):
            return
        matching.match(i, j)
        yield i, j
        i, j = i + step, j + step
