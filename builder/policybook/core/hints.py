"""What a lawyer looks at first in a change: numbers, money, negations, duties, defined terms. Knows English words only.

A hint is a fact about the words that differ, no verdict on what they mean. Hints are given where a text that both
versions have was amended; a clause that is wholly new or gone says so itself. The rules:

- *number*: the numbers and times the text names (`quantities`) differ, as a whole: one that only moved inside it does
  not count, nor does a clause number, an address or the number in a name.
- *money*: the sums of money differ.
- *negation*: words such as `not`, `never`, `without`, `cannot`, `n't` came or went in an edit of a few words inside a
  sentence that both versions have, or `non-refundable` took the place of `refundable`; `not limited to` is none. A
  passage that was rewritten says so itself, as a new sentence does.
- *duty*: `may`, `shall`, `must` or `should` came, went or made place for one another in such an edit.
- *term*: a defined term was named, renamed or no longer named in place of other words, or a definition came or went.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from policybook.core.changes import Hint
from policybook.core.edits import Edit, LeafEdits
from policybook.core.quantities import quantities
from policybook.core.terms import Terms
from policybook.core.tokens import folded

_NO_NEGATION = re.compile(
    r"\bnot (?:necessarily )?(?:limited to|only|just)\b|\bno (?:later|sooner|less|more|fewer|greater) than\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|nor|never|none|nothing|nobody|neither|nowhere|without|cannot|\w+n't)(?![\w-])", re.IGNORECASE
)
_WORD = re.compile(r"[\w-]+")
_DUTY = re.compile(r"(?<![\w'-])(?:[Mm]ay|MAY|[Ss]hall|SHALL|[Mm]ust|MUST|[Ss]hould|SHOULD)(?![\w'-])(?!,?\s+\d)")

_LONGEST = 12
"""Words of the longest edit that still is one of a sentence, and not a new sentence in its place."""


def hints(leaves: Sequence[LeafEdits], terms: Terms) -> tuple[Hint, ...]:
    """Return the hints on one change, given what differs in each of its leaves; in the order of the hints."""
    kept = [leaf for leaf in leaves if leaf.old and leaf.new]
    if not kept:
        return ()
    found = set()
    before, after = quantities(leaf.old for leaf in leaves), quantities(leaf.new for leaf in leaves)
    if before.numbers != after.numbers:
        found.add(Hint.NUMBER)
    if before.money != after.money:
        found.add(Hint.MONEY)
    inside = [edit for leaf in kept for edit in leaf.edits if not edit.whole and _is_short(edit)]
    if any(map(_negates, inside)) or (
        _count(_NEGATION, inside, new=False).total() != _count(_NEGATION, inside, new=True).total()
    ):
        found.add(Hint.NEGATION)
    if _count(_DUTY, inside, new=False) != _count(_DUTY, inside, new=True):
        found.add(Hint.DUTY)
    if any(map(terms.changed, kept)):
        found.add(Hint.TERM)
    return tuple(hint for hint in Hint if hint in found)


def _negates(edit: Edit) -> bool:
    """Return whether a word and its opposite with `non-` took each other's place."""
    old, new = (set(_WORD.findall(folded(text).lower())) for text in (edit.old, edit.new))
    return any(f"non-{word}" in new - old for word in old - new) or any(
        f"non-{word}" in old - new for word in new - old
    )


def _is_short(edit: Edit) -> bool:
    return max(len(edit.old.split()), len(edit.new.split())) <= _LONGEST


def _count(pattern: re.Pattern[str], edits: Iterable[Edit], *, new: bool) -> Counter[str]:
    """Return how often each word of a list stands among those that are gone, or new."""
    text = "\n".join(edit.new if new else edit.old for edit in edits)
    return Counter(match[0].lower() for match in pattern.finditer(_NO_NEGATION.sub(" ", folded(text))))
