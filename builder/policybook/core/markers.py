"""The markers of lists that authors letter by hand: `(a)`, `b)`, `iv.`, `(2)`. Knows nothing about Markdown.

`1.` and `1)` are no such markers: Markdown itself numbers those.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKER = re.compile(
    r"(?P<opening>\(?)(?P<label>[^\W\d_]|[ivxl]{2,7}|[IVXL]{2,7}|([a-zA-Z])\3|\d{1,3})(?P<closing>[.)])(?=[ \t])"
)
_ROMAN = re.compile(r"(x[lc]|l?x{0,3})(i[vx]|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_FIRST_LABELS = frozenset("1aAiIаАαΑ")  # the Cyrillic and the Greek alphabet start alike
_COPYRIGHT = re.compile(r"\([cC]\)[ \t]+(?:copyright\b|\d{4}\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker as typed."""

    text: str
    """All of it: `(a)`."""
    label: str
    """The letter, roman number or number in it: `a`."""

    @property
    def shape(self) -> str:
        """What surrounds the label; the items of one list share it."""
        return self.text.replace(self.label, "", 1)

    @property
    def first(self) -> bool:
        """Whether a list starts with it."""
        return self.label in _FIRST_LABELS


def marker_at(text: str, position: int, end: int) -> Marker | None:
    """Return the marker that stands at a position, with a blank and a word behind it, or None."""
    match = _MARKER.match(text, position, end)
    if match is None or not text[match.end() : end].strip():
        return None
    opening, label, closing = match["opening"], match["label"], match["closing"]
    if opening and closing == ".":
        return None
    if label.isdecimal() and not opening:
        return None
    if _COPYRIGHT.match(text, position, end) or not _ordinals(label):
        return None
    return Marker(match.group(), label)


def follows(marker: Marker, earlier: Marker) -> bool:
    """Return whether a marker is the next one after another: `b` after `a`, `v` after `iv` and after `u`."""
    return _distance(marker, earlier, 1, 1)


def later(marker: Marker, earlier: Marker) -> bool:
    """Return whether a marker may come after another in one list, with others left out between."""
    return _distance(marker, earlier, 1, 50)


def _distance(marker: Marker, earlier: Marker, least: int, most: int) -> bool:
    if marker.shape != earlier.shape or marker.label.islower() != earlier.label.islower():
        return False
    before = _ordinals(earlier.label)
    return any(
        system in before and least <= value - before[system] <= most
        for system, value in _ordinals(marker.label).items()
    )


def _ordinals(label: str) -> dict[str, int]:
    """Return the place of a label in every system that has it: `i` is the ninth letter and the first roman number."""
    if label.isdecimal():
        return {"number": int(label)}
    small = label.lower()
    places: dict[str, int] = {}
    if len(small) == 1:
        places["letter"] = ord(small)
    elif small == small[0] * 2:
        places["letter"] = ord(small[0]) + 26
    if _ROMAN.fullmatch(small):
        places["roman"] = _roman_value(small)
    return places


def _roman_value(number: str) -> int:
    values = [_ROMAN_VALUES[digit] for digit in number]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
