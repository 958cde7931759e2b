"""The index that the search page reads: which word is in which passage, in files small enough to fetch one by one.
Knows nothing about policies, dates or HTML.

Three kinds of file. `index.json` has the places (documents, ordinary pages) and where the others begin; `words-N.json`
has a stretch of the alphabet, each word with its passages; `texts-N.json` has the texts of consecutive passages. A
reader who looks for two words fetches the first, two of the second, and the third for the results that are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from policybook.core.extracts import Extract
from policybook.core.searchwords import search_words

Key = TypeVar("Key", int, str)

SIZE = 16_000
"""Characters of a file of words or texts: a few kilobytes on the wire."""


class Field(IntEnum):
    """Where in a passage a word stands; the higher, the better it fits."""

    ABOVE = 0
    """In a heading above it: it tells what the passage is about, and makes it no result by itself."""
    TEXT = 1
    """In what it says."""
    TITLE = 2
    """In its own heading or number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A document or an ordinary page, with its passages."""

    address: str
    """Site path of the page."""
    title: str
    """What results call it."""
    language: str
    """BCP 47 tag of its text."""
    extracts: tuple[Extract, ...]
    """Its passages, in reading order."""
    note: str = ""
    """What a result says of it beside the title, in its language; empty as a rule."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage with its number, which is its place in the whole index."""

    number: int
    place: Place
    extract: Extract


def search_index(places: Sequence[Place]) -> Iterator[tuple[str, str]]:
    """Return name and content of each file of the index; the same places give the same bytes."""
    passages = [
        _Passage(number, place, extract)
        for number, (place, extract) in enumerate((place, extract) for place in places for extract in place.extracts)
    ]
    words = _chunks((word, json.dumps(numbers, separators=(",", ":"))) for word, numbers in _postings(passages))
    texts = _chunks((item.number, _dumped(_row(item.extract))) for item in passages)
    for number, entries in enumerate(words):
        yield f"words-{number}.json", "{" + ",\n".join(f"{_dumped(word)}:{made}" for word, made in entries) + "}\n"
    for number, rows in enumerate(texts):
        yield f"texts-{number}.json", "[" + ",\n".join(made for _, made in rows) + "]\n"
    index = {
        "count": len(passages),
        "places": [_described(place, first) for place, first in _firsts(places)],
        "texts": [rows[0][0] for rows in texts],
        "words": [entries[0][0] for entries in words],
    }
    yield "index.json", _dumped(index) + "\n"


def _firsts(places: Iterable[Place]) -> Iterator[tuple[Place, int]]:
    """Return each place with the number of its first passage."""
    number = 0
    for place in places:
        if place.extracts:
            yield place, number
            number += len(place.extracts)


def _described(place: Place, first: int) -> list[str | int]:
    return [first, place.address, place.title, place.language, *([place.note] if place.note else [])]


def _row(extract: Extract) -> tuple[str, str, str, str]:
    return (extract.anchor, extract.number, extract.name, extract.text)


def _postings(passages: Iterable[_Passage]) -> Iterator[tuple[str, list[int]]]:
    """Return each word, in order of its characters, with what tells its passages and fields.

    A number n after another m says: passage (n + m) / 3, field (n + m) % 3, and so on with their sum; small numbers
    compress well.
    """
    found: dict[str, list[int]] = {}
    for passage in passages:
        for word, field in _fields(passage).items():
            found.setdefault(word, []).append(passage.number * len(Field) + field)
    # By UTF-16 units, as the browser's `<` compares.
    for word in sorted(found, key=lambda word: word.encode("utf-16-be", "surrogatepass")):
        numbers = found[word]
        yield word, [after - before for before, after in zip([0, *numbers], numbers, strict=False)]


def _fields(passage: _Passage) -> dict[str, Field]:
    """Return the words of a passage with the best field of each."""
    extract = passage.extract
    parts = (
        (Field.ABOVE, (passage.place.title, *extract.above)),
        (Field.TEXT, (extract.text,)),
        (Field.TITLE, (extract.title, extract.number)),
    )
    return {word: field for field, texts in parts for text in texts for word in search_words(text)}


def _chunks(items: Iterable[tuple[Key, str]]) -> list[list[tuple[Key, str]]]:
    """Return items in their order, cut where their content exceeds the size of a file."""
    chunks: list[list[tuple[Key, str]]] = []
    size = SIZE
    for key, made in items:
        if size >= SIZE:
            chunks.append([])
            size = 0
        chunks[-1].append((key, made))
        size += len(made) + len(str(key)) + 4
    return chunks


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
