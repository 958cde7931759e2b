"""Texts of any size that are hard to compare. Knows nothing about engines or time."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.versions import Texts

_SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu")
_VOCABULARY = 3_000
_COMMON = ("the", "of", "and", "to", "or", "you", "we", "in", "any", "not")


@dataclass(frozen=True, slots=True)
class Growing:
    """One kind of hard pair, made at several sizes."""

    name: str
    sizes: Sequence[int]
    """Bytes, or blocks where the name says so."""
    make: Callable[[int], tuple[str, str]]

    def pair(self, size: int) -> Texts:
        """Return the pair of one size."""
        return Texts(f"{self.name}, {size:,}", *self.make(size))


class Writer:
    """Writes the same text for the same seed: words as rare and as common as in a language."""

    def __init__(self, seed: int) -> None:
        self._choice = random.Random(seed)
        rare = ["".join(random.Random(number).choices(_SYLLABLES, k=3)) for number in range(_VOCABULARY)]
        self._words = [*_COMMON, *rare]
        self._weights = [1 / (rank + 3) for rank in range(len(self._words))]

    def words(self, number: int) -> list[str]:
        """Return so many words."""
        return self._choice.choices(self._words, self._weights, k=number)

    def document(self, size: int) -> str:
        """Return a document of so many bytes: headings, paragraphs, lists."""
        blocks: list[str] = []
        length = 0
        while length < size:
            place = len(blocks)
            if place % 9 == 0:
                block = f"## {place // 9 + 1}. {' '.join(self.words(3))}"
            elif place % 9 == 4:
                block = "\n".join(f"- {' '.join(self.words(15))}" for _ in range(5))
            else:
                block = f"{' '.join(self.words(60))}."
            blocks.append(block)
            length += len(block) + 2
        return "\n\n".join(blocks)[:size]

    def edited(self, text: str, share: float) -> str:
        """Return a text with a share of its words replaced."""
        lines = [line.split(" ") for line in text.split("\n")]
        for words in lines:
            for place in range(2, len(words)):
                if self._choice.random() < share:
                    words[place] = self.words(1)[0]
        return "\n".join(" ".join(words) for words in lines)


def _unchanged(size: int) -> tuple[str, str]:
    text = Writer(1).document(size)
    return text, text


def _edited(size: int) -> tuple[str, str]:
    text = Writer(2).document(size)
    return text, Writer(3).edited(text, 0.02)


def _rewritten(size: int) -> tuple[str, str]:
    return Writer(4).document(size), Writer(5).document(size)


def _items(number: int) -> tuple[str, str]:
    writer = Writer(6)
    items = [f"- {' '.join(writer.words(8))}" for _ in range(number)]
    return "\n".join(items), Writer(7).edited("\n".join(items), 0.02)


def _shuffled(number: int) -> tuple[str, str]:
    writer = Writer(8)
    items = [f"- {' '.join(writer.words(8))}" for _ in range(number)]
    return "\n".join(items), "\n".join(random.Random(9).sample(items, number))


def _one_paragraph(size: int) -> tuple[str, str]:
    text = "\n".join(textwrap.wrap(" ".join(Writer(10).words(size // 5))[:size], 100))
    return text, Writer(11).edited(text, 0.02)


def _one_paragraph_rewritten(size: int) -> tuple[str, str]:
    one, other = (" ".join(Writer(seed).words(size // 5))[:size] for seed in (12, 13))
    return "\n".join(textwrap.wrap(one, 100)), "\n".join(textwrap.wrap(other, 100))


def _identical(number: int) -> tuple[str, str]:
    block = "The same words stand in every block of this text."
    return "\n\n".join([block] * number), "\n\n".join([block] * (number - number // 100 - 1))


def _alike(number: int) -> tuple[str, str]:
    rows = [f"| cookie{place} | counts visits for the shop | {place % 9} years |" for place in range(number)]
    head = "| Name | Purpose | Life |\n|---|---|---|\n"
    return head + "\n".join(rows), head + "\n".join(row.replace("visits", "visitors") for row in rows)


_BYTES = (10_000, 40_000, 160_000, 640_000, 2_000_000)
_BLOCKS = (78, 312, 1_250, 5_000)

GROWING = (
    Growing("unchanged", _BYTES, _unchanged),
    Growing("2 % of the words changed", _BYTES, _edited),
    Growing("rewritten", _BYTES, _rewritten),
    Growing("list items, 2 % of the words changed", _BLOCKS, _items),
    Growing("list items in another order", _BLOCKS, _shuffled),
    Growing("one paragraph, 2 % of the words changed", (16_000, 64_000, 250_000, 1_000_000), _one_paragraph),
    Growing("one paragraph, rewritten", (16_000, 64_000, 250_000, 1_000_000), _one_paragraph_rewritten),
    Growing("identical blocks, 1 % fewer", _BLOCKS, _identical),
    Growing("table rows that differ in a number, all edited", _BLOCKS, _alike),
)
