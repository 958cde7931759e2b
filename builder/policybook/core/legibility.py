"""Word matches turned into marks that people can read: few, and of whole clauses. Knows nothing about blocks.

A shortest edit script is not the clearest one. Readers want few marks, each on a clause or sentence of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from policybook.core.tokens import FUNCTION_WORDS, Token, TokenKind

_FARTHEST_SLIDE = 40
"""How many tokens a mark may be moved to reach a better place; keeps sliding linear."""
_PASSES = 8
"""How often stray matches are looked for; each pass joins marks, and joined marks can strand further words."""

_SIGNS = 2
"""So many signs without a word between two changes, such as a quotation mark past which a comma moved, join them."""

_Run = tuple[int, int, int]
"""Start in the old sequence, start in the new one, length."""


def legible(old: Sequence[Token], new: Sequence[Token], pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the matches that a careful editor would leave unmarked, increasing on both sides."""
    if len(pairs) == len(old) == len(new):
        return list(pairs)
    kept = _without_chaff(old, new, pairs)
    in_new = _mates(kept, len(old))
    _slide(old, in_new)
    in_old = _mates([(j, i) for i, j in enumerate(in_new) if j >= 0], len(new))
    _slide(new, in_old)
    return [(i, j) for j, i in enumerate(in_old) if i >= 0]


def _without_chaff(
    old: Sequence[Token], new: Sequence[Token], pairs: Sequence[tuple[int, int]]
) -> Sequence[tuple[int, int]]:
    """Drop matches that say less than the changes on both sides of them."""
    old_words, new_words = _word_counts(old), _word_counts(new)
    contents = _content_counts(old)
    runs = list(_runs(pairs))
    for _ in range(_PASSES):
        bounds = [(0, 0, 0), *runs, (len(old), len(new), 0)]
        kept = []
        for before, run, after in zip(bounds, runs, bounds[2:], strict=False):
            left = _words_between(old_words, new_words, before, run)
            right = _words_between(old_words, new_words, run, after)
            words = old_words[run[0] + run[2]] - old_words[run[0]]
            content = contents[run[0] + run[2]] - contents[run[0]]
            signs = not words and run[2] <= _SIGNS
            if _at_an_end(run, len(old), len(new)) or not (signs or _is_chaff(words, content, min(left, right))):
                kept.append(run)
        if len(kept) == len(runs):
            break
        runs = kept
    return [(i + offset, j + offset) for i, j, length in runs for offset in range(length)]


def _is_chaff(words: int, content: int, changed: int) -> bool:
    """Return whether matched words are too few to interrupt a change; `changed` is the smaller side around them."""
    if not changed:
        return False
    return (not content and words <= changed) or (words <= 2 and changed >= 4 * max(1, content) + 2)


def _at_an_end(run: _Run, old_length: int, new_length: int) -> bool:
    start = run[0] == 0 and run[1] == 0
    return start or (run[0] + run[2] == old_length and run[1] + run[2] == new_length)


def _words_between(old_words: list[int], new_words: list[int], before: _Run, after: _Run) -> int:
    deleted = old_words[after[0]] - old_words[before[0] + before[2]]
    inserted = new_words[after[1]] - new_words[before[1] + before[2]]
    return max(deleted, inserted)


def _word_counts(tokens: Sequence[Token]) -> list[int]:
    return list(accumulate((token.kind in (TokenKind.WORD, TokenKind.OBJECT) for token in tokens), initial=0))


def _content_counts(tokens: Sequence[Token]) -> list[int]:
    return list(accumulate((bool(token.word) and token.word not in FUNCTION_WORDS for token in tokens), initial=0))


def _runs(pairs: Sequence[tuple[int, int]]) -> Iterator[_Run]:
    """Yield the maximal runs of consecutive matches."""
    start = 0
    for place in range(1, len(pairs) + 1):
        i, j = pairs[place - 1]
        if place == len(pairs) or pairs[place] != (i + 1, j + 1):
            yield *pairs[start], place - start
            start = place


def _mates(pairs: Sequence[tuple[int, int]], length: int) -> list[int]:
    """Return for every element its match on the other side, or -1."""
    mates = [-1] * length
    for i, j in pairs:
        mates[i] = j
    return mates


def _slide(tokens: Sequence[Token], mates: list[int]) -> None:
    """Move pure insertions (or deletions) to the bounds of sentences and clauses, where the words allow it.

    In "We use data. We [share data. We] sell data." the mark reads better as "[We share data.]".
    """
    end = 0
    while end < len(tokens):
        start = end
        if mates[start] >= 0:
            end += 1
            continue
        while end < len(tokens) and mates[end] < 0:
            end += 1
        if start and end < len(tokens) and mates[end] == mates[start - 1] + 1:
            end += _slid(tokens, mates, start, end)


def _slid(tokens: Sequence[Token], mates: list[int], start: int, end: int) -> int:
    """Move one unmatched run to its best place; return by how many tokens."""
    best = max(
        _offsets(tokens, mates, start, end), key=lambda offset: (_rank(tokens, start + offset, end + offset), offset)
    )
    step = 1 if best > 0 else -1
    for _ in range(abs(best)):
        free, taken = (start, end) if step > 0 else (end - 1, start - 1)
        mates[free], mates[taken] = mates[taken], -1
        start, end = start + step, end + step
    return best


def _offsets(tokens: Sequence[Token], mates: list[int], start: int, end: int) -> Iterator[int]:
    """Yield the places to which an unmatched run can move without another word being marked."""
    yield 0
    for offset in range(1, _FARTHEST_SLIDE + 1):
        first, last = start - offset, end - offset
        if first < 0 or mates[first] < 0 or tokens[first].key != tokens[last].key:
            break
        yield -offset
    for offset in range(_FARTHEST_SLIDE):
        first, last = start + offset, end + offset
        if last >= len(tokens) or mates[last] < 0 or tokens[first].key != tokens[last].key:
            break
        yield offset + 1


def _rank(tokens: Sequence[Token], start: int, end: int) -> int:
    return _bound(tokens, start) + _bound(tokens, end)


def _bound(tokens: Sequence[Token], place: int) -> int:
    """Return how well a mark may start or end before a token: 4 at the ends of a text."""
    return bound_after(tokens[place - 1]) if 0 < place < len(tokens) else 4


def bound_after(token: Token) -> int:
    """Return how well a mark may start or end after a token: 3 where a sentence ends, 0 inside a clause."""
    if token.text in ".!?。！？":
        return 3
    if token.text in ";:、；：":
        return 2
    return 1 if token.text in ",，)" else 0
