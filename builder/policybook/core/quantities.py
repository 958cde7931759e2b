"""The numbers, times and sums of money that a text names, so that two texts can be compared. Knows English words.

`30 days`, `thirty days` and `thirty (30) days` are the same quantity, and so are `a week` and `one week`. No quantities
are: the number of a clause or of a footnote, what belongs to a name (`GPT-4`, `Suite 200`), and whatever stands in an
address.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from policybook.core.renumbering import unnumbered

_SMALL = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen
"""
_VALUES = {word: value for value, word in enumerate(_SMALL.split(), start=1)}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES |= {word: value for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)}
_WORD = "|".join(sorted(_VALUES, key=len, reverse=True))
_SPELLED = rf"(?:(?:one|a)\s+hundred(?:\s+and)?(?:[\s-]+(?:{_WORD})(?:-(?:{_WORD}))?)?|(?:{_WORD})(?:-(?:{_WORD}))?)"
_UNIT = (
    r"(?P<days>(?:(?:business|working|calendar|consecutive|full)[\s-]{1,3}){0,3})"
    r"(?:(?P<percent>%|per\s?cent\b)|(?P<unit>second|minute|hour|day|night|week|fortnight|month|quarter|year)s?\b)"
)
_ANY_UNIT = re.sub("P<[a-z]+>", ":", _UNIT)
_CURRENCY = r"(?:US|CA|AU|NZ|HK|C|A)?[$€£¥₹₩₽₺₫₴₪฿]|(?:USD|EUR|GBP|CAD|AUD|CHF|JPY)\b"
# every repetition is bounded: a text of a hundred thousand digits must not take a minute
_FIGURE = r"\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,9})?|\d{1,20}(?:[.,:/]\d{1,20}){0,8}"
_SCALE = r"(?:\s*(?:million|billion|thousand|[kKmM]\b))?"
_MONEY = re.compile(
    rf"(?:(?:{_CURRENCY})\s?(?:{_FIGURE}){_SCALE}"
    rf"|(?<![\w.])(?:{_FIGURE}){_SCALE}\s?(?:€|(?:USD|EUR|GBP|CAD|AUD|CHF|JPY|dollars?|euros?|pounds?|cents?)\b))"
    r"(?:\s+(?:U\.?S\.?\s+)?(?:dollars|euros|pounds)\b)?"
)
_NUMBER = (
    rf"(?P<spelled>{_SPELLED})\s*\((?P<repeated>{_FIGURE})\)"
    rf"|(?P<word>(?!one\b(?!\s+hundred)){_SPELLED}|(?:one|an?)(?=[\s-]+{_ANY_UNIT}))(?!\w)"
    rf"|(?P<figure>{_FIGURE})(?:st|nd|rd|th)?(?!\w|[\s-]part(?:y|ies)\b)"
)
_QUANTITY = re.compile(rf"(?<![\w-])(?:{_NUMBER})(?:\)?[\s-]*{_UNIT})?", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]{1,255}|\[\w{1,4}\]|(?:\b\w{1,30}[-_]){1,4}\d+\w*|\b[A-Za-z]+\d\w*"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NAME = re.compile(r"\b(?P<word>[A-Z][\w.'-]*) #?$")
_OPENING = """
Within After Before For At The Up Over Under Until Every About Between From To Of In On By
"""
_OPENERS = frozenset(_OPENING.split())
"""Capitalised words that begin a sentence and name nothing."""


@dataclass(frozen=True, slots=True)
class Quantities:
    """What a text names."""

    numbers: Counter[tuple[str, str]]
    """Numbers and their units, `("30", "day")`; the unit is empty where none follows."""
    money: Counter[str]
    """Sums of money as written, without blanks."""


def quantities(texts: Iterable[str]) -> Quantities:
    """Return the quantities of several texts together."""
    numbers: Counter[tuple[str, str]] = Counter()
    money: Counter[str] = Counter()
    for text in texts:
        plain = _ADDRESS.sub(" ", unnumbered(text).words) if _DIGIT.search(text) else text
        money.update("".join(match[0].lower().split()) for match in _MONEY.finditer(plain))
        plain = _MONEY.sub(" ", plain)
        found = [match for match in _QUANTITY.finditer(plain) if not _is_named(match, plain)]
        numbers.update((_value(match), _unit(match)) for match in found)
    return Quantities(numbers, money)


def _is_named(match: re.Match[str], text: str) -> bool:
    """Return whether a number names something: `Tier 1`, `Suite 200`, `(1)` before a point; a month is no such name."""
    if match["figure"] and text[match.start() - 1 : match.start()] == "(" and match.end() < len(text):
        return text[match.end()] == ")" and len(match[0]) < 3
    before = _NAME.search(text, max(0, match.start() - 40), match.start())
    if before is None or match["unit"] or match["percent"]:
        return False
    word = before["word"].rstrip(".")
    return not word.startswith(_MONTHS) and word not in _OPENERS


def _value(match: re.Match[str]) -> str:
    figure: str = match["repeated"] or match["figure"] or str(_spelled(match["word"]))
    return figure.replace(",", "")


def _spelled(words: str) -> int:
    """Return the value of a number in words, up to 199."""
    if words.lower() in ("a", "an"):
        return 1
    hundred, _, rest = words.lower().rpartition("hundred")
    return (100 if hundred else 0) + sum(_VALUES.get(part, 0) for part in re.findall("[a-z]+", rest))


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return "percent"
    kind = next((word for word in ("business", "working", "calendar") if word in (match["days"] or "").lower()), "")
    return f"{kind} {(match['unit'] or '').lower()}".strip()
