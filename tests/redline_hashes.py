"""Prints a hash of the redline of each awkward pair; a program of its own, so that hashing can start otherwise.

`python tests/redline_hashes.py`, with `builder` on the path.
"""

from __future__ import annotations

import hashlib
import sys

from policybook.core.blocks import parse
from policybook.core.redline import compare
from policybook.core.redline_markup import markup

_CLAUSES = (
    "The carrier pays for whatever its drivers break on the way to you.",
    "Parcels that nobody collects go back after a week in the shop.",
    "A parcel counts as delivered once a neighbour has signed for it.",
    "We tell you by letter before any price in this list goes up.",
)
_ROWS = ("| glue | holds | 2 years |", "| rope | ties | 3 years |", "| nail | holds | 1 year |")
_HEAD = "| What | Why | Life |\n|---|---|---|\n"
_MANY = [f"Box {number} goes to the {number % 7}th floor with {number % 5} seals." for number in range(300)]


def _text(*blocks: str) -> str:
    return "\n\n".join(blocks)


PAIRS: tuple[tuple[str, str], ...] = (
    (_text(*_CLAUSES), _text(*_CLAUSES[::-1])),
    (_text(_CLAUSES[0], _CLAUSES[0], _CLAUSES[1]), _text(_CLAUSES[1], _CLAUSES[0], _CLAUSES[0], _CLAUSES[0])),
    (" ".join(_CLAUSES), _text(*_CLAUSES)),
    (_text(*_CLAUSES), " ".join(_CLAUSES)),
    (" ".join(_CLAUSES), " ".join((*_CLAUSES[2:], *_CLAUSES[:2]))),
    (_HEAD + "\n".join(_ROWS), "| Why | What | Where |\n|---|---|---|\n" + "\n".join(_ROWS[::-1])),
    (_text(*_MANY), _text(*_MANY[150:], *_MANY[:150:2])),
    ("- a\n- b\n- a\n- b\n- c", "1. b\n2. a\n3. c\n4. b\n5. a"),
    ("a [b c](d) *e f* `g`", "a *b c* [e](d) **f** g"),
    ("x y x y x y x z", "y x y x z x y"),
    ("“我们”在30天内删除资料。ข้อมูลของคุณ", "我们在45天内删除数据。ข้อมูลของเรา"),
    ("👩‍💻 cafe\u0301 ser\u200bvice", "👨‍💻 caf\u00e9 service 🇩🇪"),
    ("# A\n\nOne.\n\n## B\n\nTwo.[^1]\n\n[^1]: Note.", "# B\n\nTwo.\n\n## A\n\nOne.[^2]\n\n[^2]: Other note."),
    (" ".join(f"word{number % 50}" for number in range(900)), " ".join(f"word{number % 47}" for number in range(900))),
)
"""Pairs with ties: equal blocks and words that could be matched in more than one way."""


def main() -> None:
    """Print one line for each pair."""
    for old, new in PAIRS:
        found = markup(compare(parse(old), parse(new)))
        sys.stdout.write(hashlib.sha256(found.encode()).hexdigest() + "\n")


if __name__ == "__main__":
    main()
