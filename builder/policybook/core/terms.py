"""Which terms a text defines, and which were renamed throughout. Knows the English words of definitions.

A definition is `(the "Term")`, `"Term" means ...`, or `**Term** means ...`. A term renamed throughout is a capitalised
name with an article, `the Owner`, that another one replaced wherever it stood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policybook.core.edits import LeafEdits
from policybook.core.tokens import folded
from policybook.core.tree import Block, InlineKind, inline_text, leaves, visible_text

_NAME = r"[A-Z][\w&'’/-]*(?: [A-Za-z][\w&'’/-]*){0,5}"
_QUOTED = rf"\"(?P<quoted>{_NAME})\""
_MEANS = r",?\s+(?:shall\s+mean|means?|refers?\s+to|ha(?:s|ve)\s+the\s+meaning|is\s+defined|includes?)\b"
_BRACKET = re.compile(rf"\([^()]{{0,60}}?{_QUOTED}(?:\s*(?:,|or|and)\s*[^()]{{0,60}})?\)")
_MEANT = re.compile(rf"{_QUOTED}(?:\s*\([^()]*\))?{_MEANS}")
_BOLD_MEANT = re.compile(_MEANS)
_CAPITALISED = re.compile(r"[A-Z][\w&'’-]*(?: (?:[A-Z][\w&'’-]*|of|and|for|the)){0,3}")
_LONGEST = 6
"""Words of an edit that may be another name for the same thing."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that both versions of a text know."""

    defined: frozenset[str] = frozenset()
    """The terms that either version defines."""
    renamed: frozenset[tuple[str, str]] = frozenset()
    """The names that others replaced wherever they stood: old and new."""

    def changed(self, leaf: LeafEdits) -> bool:
        """Return whether a leaf defines a term it did not, or names one where it named another or none."""
        if _defined(leaf.old) != _defined(leaf.new) and leaf.old and leaf.new:
            return True
        return any(self._exchanged(edit.old, edit.new) for edit in leaf.edits)

    def _exchanged(self, old: str, new: str) -> bool:
        old, new = _plain(old), _plain(new)
        if not old or not new or max(len(old.split()), len(new.split())) > _LONGEST:
            return False
        if (old, new) in self.renamed:
            return True
        return self._named(old) != self._named(new)

    def _named(self, text: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for term in sorted(self.defined, key=len, reverse=True):
            pattern = _spelled(term)
            found[term] = len(pattern.findall(text))
            text = pattern.sub(" ", text)
        return +found


def terms(old: Sequence[Block], new: Sequence[Block], edits: Iterable[LeafEdits]) -> Terms:
    """Return the terms of two versions of a text, given all that differs between them.

    `old` need not hold the blocks that are the same in `new`.
    """
    defined = frozenset(term for leaf in leaves((*old, *new)) for term in _defined_in(leaf))
    exchanged = Counter(
        (_plain(edit.old), _plain(edit.new))
        for leaf in edits
        for edit in leaf.edits
        if _CAPITALISED.fullmatch(_plain(edit.old)) and _CAPITALISED.fullmatch(_plain(edit.new))
    )
    often = [pair for pair, count in exchanged.items() if count > 1]
    before, after = (folded(visible_text(blocks)) if often else "" for blocks in (old, new))
    renamed = (pair for pair in often if _is_term(pair[0], before) and not _spelled(pair[0]).search(after))
    return Terms(defined, frozenset(renamed))


def _is_term(name: str, text: str) -> bool:
    """Return whether a capitalised name is used as a term: `the Owner`; places and people have no article."""
    return re.search(rf"\b(?i:the|an?|your|our|this|these|each|every|any|such)\s+{re.escape(name)}\b", text) is not None


def _defined(text: str) -> set[str]:
    text = folded(text)
    return {match["quoted"] for pattern in (_BRACKET, _MEANT) for match in pattern.finditer(text)}


def _defined_in(leaf: Block) -> Iterator[str]:
    text = inline_text(leaf.inlines)
    if '"' in text or "“" in text:
        yield from _defined(text)
    for place, inline in enumerate(leaf.inlines[:-1]):
        following = leaf.inlines[place + 1].text
        if inline.kind is InlineKind.STRONG and _BOLD_MEANT.match(following):
            name = _plain(inline_text([inline])).strip('"')
            if re.fullmatch(_NAME, name):
                yield name


def _spelled(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(term)}(?![\w-])")


def _plain(text: str) -> str:
    return folded(text).strip(" \n\"'.,;:()")
