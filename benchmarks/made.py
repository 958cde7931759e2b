"""Edits of real texts whose true extent is known, because they are made here. Knows nothing about engines."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.marks import solid
from benchmarks.versions import Texts
from markdown_it import MarkdownIt


class Kind(StrEnum):
    """What was done to a text."""

    WRAPPED = "re-wrapped source"
    STYLED = "other bullets, emphasis marks, CRLF"
    TYPESET = "curly quotes, no-break spaces"
    MOVED = "a moved paragraph"
    EDITED = "eight known edits"


EMPTY = (Kind.WRAPPED, Kind.STYLED, Kind.TYPESET)
"""Kinds of which a reader of words sees nothing."""


@dataclass(frozen=True, slots=True)
class Made:
    """A text and what was made of it."""

    kind: Kind
    texts: Texts
    extent: int = 0
    """How many characters, blanks not counted, were inserted and deleted; of a move, how many were moved."""


_RENDER = MarkdownIt("commonmark").enable("table").render
_FEWEST_WORDS, _FEWEST_PARAGRAPHS = 25, 10
_MARKED = re.compile(r"(?m)^\s*\(?\w{1,7}[.)]\s")
"""What may be the marker of an item at the start of a line."""
_FARTHEST = 8
"""A paragraph is moved past at least so many others."""


def documents(texts: Sequence[Texts], *, number: int, seed: int) -> list[Texts]:
    """Return texts of middle length that have paragraphs enough for all kinds of edit."""
    found = [text for text in texts if _is_fit(text.new)]
    return random.Random(seed).sample(found, min(number, len(found)))


def _is_fit(text: str) -> bool:
    plain = sum(map(str.isascii, text)) > 0.97 * len(text)
    return (
        5_000 < len(text) < 80_000
        and plain
        and "\n|" not in text
        and len(_prose(_paragraphs(text))) >= _FEWEST_PARAGRAPHS
    )


def made(document: Texts, seed: int) -> Iterator[Made]:
    """Yield what can be made of a text; the same seed makes the same."""
    choice = random.Random(f"{seed} {document.name}")
    paragraphs = _paragraphs(document.new)
    prose = _prose(paragraphs)
    wrapped = [_wrapped(text) if place in prose else text for place, text in enumerate(paragraphs)]
    makers: tuple[tuple[Kind, Callable[[], tuple[str, int]]], ...] = (
        (Kind.WRAPPED, lambda: ("\n\n".join(wrapped), 0)),
        (Kind.STYLED, lambda: (_styled(document.new), 0)),
        (Kind.TYPESET, lambda: (_typeset(document.new), 0)),
        (Kind.MOVED, lambda: _moved(paragraphs, prose, choice)),
        (Kind.EDITED, lambda: _edited(paragraphs, prose, choice)),
    )
    for kind, maker in makers:
        text, extent = maker()
        same_rendering = kind not in (Kind.WRAPPED, Kind.STYLED) or _rendered(text) == _rendered(document.new)
        if text != document.new and same_rendering:
            yield Made(kind, Texts(document.name, document.new, text), extent)


def _paragraphs(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n\n")


def _prose(paragraphs: Sequence[str]) -> list[int]:
    """Return the places of long plain paragraphs on one line that cannot be items of a list."""
    fit = re.compile(r"[A-Za-z][^\n\[\]_*`<|\\]+")
    return [
        place
        for place, text in enumerate(paragraphs)
        if fit.fullmatch(text) and not _MARKED.match(text) and len(text.split(" ")) >= _FEWEST_WORDS
    ]


def _rendered(text: str) -> str:
    return " ".join(_RENDER(text).split())


def _wrapped(text: str) -> str:
    """Return a paragraph on lines of some 80 letters, none of which starts with what may be the marker of an item."""
    for width in (80, 76, 72):
        lines = "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))
        if not _MARKED.search(lines):
            return lines
    return text


def _styled(text: str) -> str:
    text = re.sub(r"(?m)^(\s*)\*( +)", r"\1-\2", text)
    text = re.sub(r"(?<![\w*])\*\*([^*\n]+)\*\*(?![\w*])", r"__\1__", text)
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def _typeset(text: str) -> str:
    text = text.replace("n't", "n’t").replace("'s", "’s")
    return re.sub(r"(\d) (days|years|months)", "\\1\u00a0\\2", text)


def _moved(paragraphs: Sequence[str], prose: Sequence[int], choice: random.Random) -> tuple[str, int]:
    """Move a paragraph to another place between paragraphs; the text stays as it is where there is none."""
    start = choice.choice(prose)
    rest = [*paragraphs[:start], *paragraphs[start + 1 :]]
    others = [place - (place > start) for place in prose if place != start]
    far = [place for place in others if abs(place - start) >= _FARTHEST and place - 1 in others]
    if not far or paragraphs.count(paragraphs[start]) > 1:
        return "\n\n".join(paragraphs), 0
    rest.insert(choice.choice(far), paragraphs[start])
    return "\n\n".join(rest), solid(paragraphs[start])


_EDITS = 8


def _edited(paragraphs: Sequence[str], prose: Sequence[int], choice: random.Random) -> tuple[str, int]:
    texts: list[str | None] = list(paragraphs)
    extent = 0
    for number, place in enumerate(choice.sample(list(prose), _EDITS)):
        edit = _EDIT_KINDS[number % len(_EDIT_KINDS)]
        texts[place], size = edit(paragraphs[place], choice)
        extent += size
    return "\n\n".join(text for text in texts if text is not None), extent


_Edit = Callable[[str, random.Random], tuple[str | None, int]]


def _word_replaced(text: str, choice: random.Random) -> tuple[str, int]:
    words = text.split(" ")
    place = choice.choice([place for place in range(3, len(words) - 3) if words[place].isalpha()])
    gone, words[place] = words[place], choice.choice(["quarterly", "zebra", "fortnight", "sixty", "lanterns"])
    return " ".join(words), solid(gone) + solid(words[place])


def _word_inserted(text: str, choice: random.Random) -> tuple[str, int]:
    words = text.split(" ")
    words.insert(choice.randrange(3, len(words) - 3), "not")
    return " ".join(words), 3


def _sentence_removed(text: str, _choice: random.Random) -> tuple[str, int]:
    found = re.fullmatch(r"(.*[.!?]) ([A-Z][^.!?]{20,}[.!?])", text, re.DOTALL)
    return (found[1], solid(found[2])) if found else (text, 0)


def _sentence_added(text: str, choice: random.Random) -> tuple[str, int]:
    sentence = f"Lanterns hang in the hall for {choice.randrange(30, 90)} evenings after the fair."
    return f"{text} {sentence}", solid(sentence)


def _paragraph_removed(text: str, _choice: random.Random) -> tuple[None, int]:
    return None, solid(text)


def _paragraph_added(text: str, choice: random.Random) -> tuple[str, int]:
    added = (
        f"Whoever rings bell {choice.randrange(100, 999)} waits beside the painted gate until the keeper comes back."
    )
    return f"{text}\n\n{added}", solid(added)


_EDIT_KINDS: tuple[_Edit, ...] = (
    _word_replaced,
    _word_inserted,
    _sentence_removed,
    _sentence_added,
    _paragraph_removed,
    _paragraph_added,
)
