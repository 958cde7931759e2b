"""Whether two texts differ in capitals or punctuation alone. Knows nothing about changes.

Signs inside numbers, symbols such as `$` and `%`, and whatever joins letters into another word are no punctuation here:
`2.5` is not `25`, `we're` is not `were`, `and/or` is not `and or`.
"""

from __future__ import annotations

import re

from policybook.core.tokens import folded

_PUNCTUATION = re.compile(r"[\"'()\[\]«»“”‘’、。，；：？！（）「」]|[.,;:!?…-](?!\d)")


def only_case_differs(old: str, new: str) -> bool:
    """Return whether two texts are the same but for capital letters."""
    before, after = _blanks(folded(old)), _blanks(folded(new))
    return before != after and before.casefold() == after.casefold()


def only_punctuation_differs(old: str, new: str) -> bool:
    """Return whether two texts have the same words and other signs between them, capitals aside."""
    before, after = _blanks(folded(old)).casefold(), _blanks(folded(new)).casefold()
    return before != after and _words(before) == _words(after)


def only_both_differ(old: str, new: str) -> bool:
    """Return whether two texts have the same words, with other capitals and other signs between them."""
    before, after = _words(_blanks(folded(old))), _words(_blanks(folded(new)))
    return only_punctuation_differs(old, new) and before != after


def _blanks(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> str:
    return _blanks(_PUNCTUATION.sub(" ", text))
