"""A text cut into the words a reader compares, and what makes two words the same. Knows nothing about changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache


class TokenKind(Enum):
    """What one token is to a reader."""

    WORD = auto()
    """Something with letters or digits, counted as a word."""
    SIGN = auto()
    """A punctuation mark, symbol or emoji."""
    BLANK = auto()
    """White space, or characters that show nothing at all."""
    BREAK = auto()
    """A hard line break."""
    OBJECT = auto()
    """An image, anchor or footnote reference: never cut, compared as a whole."""


@dataclass(frozen=True, slots=True)
class Token:
    """The smallest piece of text that is marked as changed."""

    text: str
    """As written."""
    key: str
    """What it is compared by: typographic variants of one word share their key."""
    kind: TokenKind
    """What it is to a reader."""
    word: str
    """The key in lower case, for similarity; empty unless it is a word."""

    @property
    def solid(self) -> bool:
        """Whether it may anchor a comparison; white space and breaks never do."""
        return self.kind is not TokenKind.BLANK and self.kind is not TokenKind.BREAK


_FUNCTION_WORDS = """
a an and any all are as at be by for from if in into is it its of on or other our such that the their these this to us
was we were which will with you your
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""English words too common to hold a sentence together when everything around them changed."""

WHOLE_WEIGHT = 20
"""The weight of an ordinary word."""

# Only what a reader cannot see apart, or sees as one sign set in another way. Digits, letters of other alphabets that
# look alike, and the controls that turn the direction of text are never folded: they can hide a change.
_UNSEEN = re.compile("[\xad\u200b-\u200f\u2060\ufeff]")
_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f", " "),
}
_TYPOGRAPHY = re.compile(f"[{''.join(_PLAIN)}]")


def unseen_removed(text: str) -> str:
    """Return text without characters that show nothing, in one composition: two texts with equal ones look alike."""
    return text if text.isascii() else unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def folded(text: str) -> str:
    """Return text with quotes, dashes and fixed blanks in their plain form and nothing invisible."""
    return text if text.isascii() else _TYPOGRAPHY.sub(lambda found: _PLAIN[found[0]], unseen_removed(text))


def _combining_marks() -> str:
    """Return the characters that belong to the one before them, as the inside of a character class."""
    codes = [code for code in range(0x300, 0x1E950) if unicodedata.category(chr(code)).startswith("M")]
    codes += [0x0E33, 0x0EB3]  # vowels of Thai and Lao that join the letter before them
    codes += range(0xE0100, 0xE01F0)  # variation selectors
    return "".join(map(_class_range, _ranges(sorted(codes))))


def _ranges(codes: list[int]) -> Iterator[tuple[int, int]]:
    first = last = codes[0]
    for code in codes[1:]:
        if code != last + 1:
            yield first, last
            first = code
        last = code
    yield first, last


def _class_range(bounds: tuple[int, int]) -> str:
    return f"\\U{bounds[0]:08x}-\\U{bounds[1]:08x}"


_MARKS = _combining_marks()
# Scripts written without blanks: Han and kana stand alone, South-East Asian letters take their marks along.
_IDEOGRAPHS = (
    "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3031-\u303b\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff"
)
_CLUSTERED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_JOINERS = "\u00ad\u200b-\u200d\u2060"
_CURRENCY = "$€£¥₹₩₽₺₫₴₪฿"


class _Script(Enum):
    """How much a pattern must know of writing; each level costs time at every letter."""

    PLAIN = auto()
    """Letters, and blanks between words."""
    MARKED = auto()
    """Letters with combining marks or unseen joiners behind them, too."""
    UNSPACED = auto()
    """Scripts without blanks, too."""


def _pattern(script: _Script, *, addresses: bool) -> re.Pattern[str]:
    """Return the token pattern; a text is spared the alternatives it cannot match."""
    marks = "" if script is _Script.PLAIN else _MARKS
    others = f"(?![{_IDEOGRAPHS}{_CLUSTERED}])" if script is _Script.UNSPACED else ""
    letter = {
        _Script.PLAIN: r"\w",
        _Script.MARKED: f"[\\w{_MARKS}{_JOINERS}]",
        _Script.UNSPACED: f"(?:[{_MARKS}{_JOINERS}]|{others}\\w)",
    }[script]
    address = (
        r"""(?:https?://|www\.)[^\s<>"']*[^\s<>"'.,;:!?)\]]""",
        r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+",  # 64: the longest local part (RFC 5321), and a bound on the scan
    )
    unspaced = (
        f"[{_IDEOGRAPHS}]",
        f"[{_CLUSTERED}](?:[\u1039\u17d2][{_CLUSTERED}]|[{_MARKS}])*",
    )
    everything = (
        r"\(\d{1,4}\)",
        f"[{_CURRENCY}]?\\d+(?:[.,:/'\u2019\u2013-]\\d+)*(?:[%‰°]|[\u2010\u2011-]?{letter}+)?",
        f"{others}[^\\W\\d]{letter}*(?:['\u2019\u2018\u02bc\u2010\u2011-]{letter}+)*",
        r"\s+",
        "[\U0001f1e6-\U0001f1ff]{2}",
        f".(?:\u200d.|[{marks}\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f])*",
    )
    alternatives = (*(address if addresses else ()), *(unspaced if script is _Script.UNSPACED else ()), *everything)
    return re.compile(f"(?:{'|'.join(alternatives)})" + (f"[{marks}]*" if marks else ""), re.DOTALL)


_UNSPACED = re.compile(f"[{_IDEOGRAPHS}{_CLUSTERED}]")
_MARKED = re.compile(f"[{_MARKS}{_JOINERS}]")
_PATTERNS = {
    (script, addresses): _pattern(script, addresses=addresses) for script in _Script for addresses in (False, True)
}


def _script(text: str) -> _Script:
    if text.isascii():
        return _Script.PLAIN
    if _UNSPACED.search(text):
        return _Script.UNSPACED
    return _Script.MARKED if _MARKED.search(text) else _Script.PLAIN


def token_texts(text: str) -> list[str]:
    """Return the pieces of a text, none of which cuts a number, a word, an address or a character with its marks."""
    addresses = "@" in text or "://" in text or "www." in text
    return _PATTERNS[_script(text), addresses].findall(text)


@lru_cache(maxsize=1 << 16)
def token(text: str) -> Token:
    """Return the token of one piece of text."""
    key = folded(text)
    if not key or key.isspace():
        return Token(text, " " if text.isspace() else "", TokenKind.BLANK, "")
    if any(map(str.isalnum, key)):
        return Token(text, key, TokenKind.WORD, key.lower())
    return Token(text, key, TokenKind.SIGN, "")


def tokens(text: str) -> list[Token]:
    """Return a text as tokens, in order and without loss."""
    return [token(piece) for piece in token_texts(text)]


def weight(word: str) -> int:
    """Return how much a shared word says about two blocks being the same, in twentieths of an ordinary word.

    Labels and common words say little. Whole numbers add up alike in every order and language.
    """
    if len(word) == 1 and word.isascii():
        return 4
    if word in FUNCTION_WORDS:
        return 7
    return WHOLE_WEIGHT if word[0].isalpha() else 10
