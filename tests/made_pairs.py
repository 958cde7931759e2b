"""Pairs of texts for two engines that must agree: golden ones, the hard cases, and made ones. Knows no engine."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
FOLDER = GOLDEN / "compare"

_SECTION = re.compile(r"## (\S+)\n\n.+?\n\nBefore:\n\n````\n(.*?)````\n\nAfter:\n\n````\n(.*?)````\n\nSeen:", re.DOTALL)
_ESCAPED = re.compile(r"<U\+([0-9A-F]{4,6})>")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of a text, in Markdown."""

    name: str
    old: str
    new: str


def golden_pairs() -> list[Pair]:
    """Return the pairs of the golden files for two engines."""
    return [
        Pair(f"{path.stem}: {case['name']}", case["old"], case["new"])
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text("utf-8"))
    ]


def hard_cases() -> list[Pair]:
    """Return the pairs of the hard cases of redlines."""
    found = []
    for path in sorted((GOLDEN / "cases").glob("*.md")):
        with path.open(encoding="utf-8", newline="") as file:
            for name, *sides in _SECTION.findall(file.read()):
                old, new = (_ESCAPED.sub(lambda match: chr(int(match[1], 16)), side) for side in sides)
                found.append(Pair(f"{path.stem}: {name}", old, new))
    return found


def made_pairs(number: int, *, seed: int) -> list[Pair]:
    """Return so many made pairs; the same seed makes the same."""
    return [_Maker(random.Random(f"{seed} {place}")).pair(f"made {seed} {place}") for place in range(number)]


_WORDS = [
    "the",
    "a",
    "of",
    "and",
    "to",
    "or",
    "you",
    "we",
    "in",
    "any",
    "not",
    "may",
    "shall",
    "30",
    "60",
    "days",
    "(30)",
    "$5",
    "2.5%",
    "data",
    "share",
    "sell",
    "refund",
    "policy",
    "account",
    "fee",
    "course",
    "clause",
    "party",
    "notice",
    "court",
    "law",
    "claim",
    "device",
    "licence",
    "photo",
    "“terms”",
    "it’s",
    "–",
    "café",
    "删除",
    "ข้อมูล",
    "a@b.co",
    "**bold**",
    "`code`",
    "[link](https://e.org)",
    "ser\u200bvice",
    "e.g.",
    "No.",
    "2.1",
]


class _Maker:
    """Writes a text and edits it, as many ways as editors do and some they never would."""

    def __init__(self, choice: random.Random) -> None:
        self._choice = choice
        self._vocabulary = choice.sample(_WORDS, choice.randrange(8, len(_WORDS)))

    def pair(self, name: str) -> Pair:
        old = [self._block() for _ in range(self._choice.randrange(0, 12))]
        new = list(old)
        for _ in range(self._choice.randrange(1, 9)):
            new = self._edited(new)
        return Pair(name, "\n\n".join(old) + "\n", "\n\n".join(new) + "\n")

    def _words(self, least: int = 1, most: int = 30) -> str:
        words = self._choice.choices(self._vocabulary, k=self._choice.randrange(least, most))
        ends = [f"{word}{self._choice.choice(['', '', '', '', ',', '.', ';'])}" for word in words]
        return " ".join(ends)

    def _block(self) -> str:
        kind = self._choice.randrange(10)
        if kind == 0:
            return f"{'#' * self._choice.randrange(1, 4)} {self._words(1, 4)}"
        if kind == 1:
            marker = self._choice.choice(["- ", "1. ", "(a) "])
            return "\n".join(f"{marker}{self._words()}" for _ in range(self._choice.randrange(1, 6)))
        if kind == 2:
            return self._table()
        if kind == 3:
            return f"> {self._words()}\n>\n> - {self._words()}\n> - {self._words()}"
        if kind == 4:
            return f"```\n{self._words()}\n  {self._words()}\n```"
        return self._words()

    def _table(self) -> str:
        columns = range(self._choice.randrange(1, 5))
        rows = [[self._words(1, 5).replace("|", "") for _ in columns] for _ in range(self._choice.randrange(2, 6))]
        lines = [f"| {' | '.join(row)} |" for row in rows]
        return "\n".join([lines[0], f"|{'---|' * len(columns)}", *lines[1:]])

    def _edited(self, blocks: list[str]) -> list[str]:
        place = self._choice.randrange(len(blocks) + 1)
        before, at, after = blocks[:place], blocks[place : place + 1], blocks[place + 1 :]
        edit = self._choice.randrange(9)
        if edit == 0 or not at:
            return [*before, self._block(), *at, *after]
        if edit == 1:
            return [*before, *after]
        if edit == 2:
            rest = [*before, *after]
            rest.insert(self._choice.randrange(len(rest) + 1), at[0])
            return rest
        if edit == 3:
            return [*before, *at, *at, *after]
        if edit == 4 and after:
            return [*before, f"{at[0]} {after[0]}", *after[1:]]
        if edit == 5:
            words = at[0].split(" ")
            cut = self._choice.randrange(len(words) + 1)
            return [*before, *filter(None, (" ".join(words[:cut]), " ".join(words[cut:]))), *after]
        return [*before, self._reworded(at[0]), *after]

    def _reworded(self, block: str) -> str:
        words = block.split(" ")
        for _ in range(self._choice.randrange(1, 6)):
            place = self._choice.randrange(len(words))
            words[place : place + self._choice.randrange(3)] = self._words(1, 4).split(" ")[: self._choice.randrange(4)]
            words = words or ["nothing"]
        return " ".join(words)


def names(pairs: Iterator[Pair] | list[Pair]) -> list[str]:
    """Return the names of pairs, for the ids of tests."""
    return [pair.name for pair in pairs]
