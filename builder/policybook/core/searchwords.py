"""The words by which readers find a passage: without case and accents, also where a script has no blanks between words.
Knows nothing about pages.

The script of the search page (`theme/js/search.js`) cuts and folds what a reader types in the same way: what changes in
one must change in the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Han, kana; and Hangul, whose particles cling to the word."""
_WORD = re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|[0-9]+(?:\\.[0-9]+)+|[^\\s.{_UNSPACED}-]+(?:-[^\\s.{_UNSPACED}-]+)*")
_BETWEEN = re.compile(f"[{_UNSPACED}]")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0670]")
"""Accents of European scripts, points of Hebrew and Arabic: what readers leave out when they type."""
_SAME = str.maketrans({"ß": "ss", "ς": "σ"})
_HYPHENS = "-\u2010\u2011"

LONGEST = 40
"""Characters of the longest word that is looked up; what is longer is an address or a hash."""


class _Letters(dict[int, str]):
    """What each character becomes before a text is cut: letters, digits and marks stay, the rest parts words."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _HYPHENS:
            kept = "-"
        elif character == "." or _BETWEEN.match(character) or unicodedata.category(character)[0] in "LMN":
            kept = character
        else:
            kept = " "
        self[code] = kept
        return kept


_LETTERS = _Letters()


@lru_cache(maxsize=1 << 14)
def folded(word: str) -> str:
    """Return a word as it is looked up: `Café` and `CAFE` are one."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", word.lower())).translate(_SAME)
    return unicodedata.normalize("NFC", plain)


def search_words(text: str) -> Iterator[str]:
    """Return the words of a text, in order.

    A word with hyphens is found by its parts and as one (`e-mail`: `e`, `mail`, `email`), a number by its dots. Where
    a script has no blanks, every two neighbouring characters are a word, and the last one alone: then any string of
    characters is found. Single letters are left out: they are list markers and remains of elisions.
    """
    for found in _WORD.finditer(text.translate(_LETTERS)):
        whole = found[0]
        if found["unspaced"]:
            yield from (folded(whole[place : place + 2]) for place in range(len(whole)))
            continue
        parts = [folded(part) for part in whole.split("-")]
        for word in parts if len(parts) == 1 else (*parts, "".join(parts)):
            if len(word) > 1 or word < ":":  # a digit
                yield word[:LONGEST]
