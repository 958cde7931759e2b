"""The words of the interface are said in every language that the package ships."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
KEYWORDS = DEFAULT_KEYWORDS | {"say": None, "plural": (1, 2), "marked": None, "marked_pair": (1, 2)}
"""As `make words` has them."""
CATALOGUES = sorted((ROOT / "builder" / "policybook" / "locales").glob("*.po"))


@pytest.fixture(scope="module")
def words() -> frozenset[str | tuple[str, ...]]:
    """Everything that the code and the templates say."""
    return frozenset(_found())


def _found() -> Iterator[str | tuple[str, ...]]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(str(ROOT / "builder"), methods, options, keywords=KEYWORDS)
    for _, _, message, _, _ in found:
        if message:
            yield message if isinstance(message, str) else tuple(message)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def test_german_french_and_spanish_are_shipped() -> None:
    """English needs no catalogue: the words of the code are English."""
    assert [path.stem for path in CATALOGUES] == ["de", "es", "fr"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.stem))
def test_a_catalogue_has_every_word_and_no_other(path: Path, words: frozenset[str | tuple[str, ...]]) -> None:
    """`make words` collects new ones; a page half in English helps nobody."""
    catalogue = read(path)
    there = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue if message.id}
    unsaid = [message.id for message in catalogue if message.id and not _is_said(message.string)]

    assert sorted(map(str, words - there)) == []
    assert sorted(map(str, there - words)) == []
    assert unsaid == []


def _is_said(string: str | Sequence[str] | None) -> bool:
    return bool(string) if string is None or isinstance(string, str) else all(string)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.stem))
def test_every_value_of_a_sentence_is_said(path: Path) -> None:
    """A translation that forgets the day of a date tells a reader nothing."""
    wrong = [
        (message.id, message.string)
        for message in read(path)
        if message.id and isinstance(message.id, str) and _values(message.id) != _values(str(message.string))
    ]

    assert wrong == []


def _values(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}|%\(\w+\)s", text))
