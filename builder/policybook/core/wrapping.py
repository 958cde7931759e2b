"""Plain text in lines that every mail reader shows unbroken. Knows nothing about mails or changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

WIDTH = 72
"""Columns of a line: short enough to stay under 80 when somebody quotes it."""

_URL = re.compile(r"<?https?://\S+")
_UNPRINTED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


def wrapped(text: str, width: int = WIDTH) -> str:
    """Return text with its lines wrapped at blanks; every URL stands unbroken on a line of its own.

    Lines of the source stay apart and keep their indent. Scripts without blanks are broken at the width, in columns.
    """
    return "\n".join(line for source in _UNPRINTED.sub(" ", text).split("\n") for line in _lines(source, width))


def _lines(source: str, width: int) -> Iterator[str]:
    indent = source[: len(source) - len(source.lstrip(" "))][: width // 2]
    line, columns = "", 0
    for word in _pieces(source, width - len(indent)):
        size = _columns(word)
        alone = _URL.match(word) is not None
        if line and (alone or _URL.match(line) or columns + 1 + size > width - len(indent)):
            yield indent + line
            line, columns = "", 0
        line, columns = (f"{line} {word}", columns + 1 + size) if line else (word, size)
    yield indent + line if line else ""


def _pieces(source: str, width: int) -> Iterator[str]:
    """Return the words of a line; those too long are cut where East Asian text may be cut, between two characters."""
    for word in source.split():
        piece, columns = "", 0
        for character in word:
            size = _columns(character)
            if size == 2 and columns + size > width:
                yield piece
                piece, columns = "", 0
            piece += character
            columns += size
        yield piece


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
