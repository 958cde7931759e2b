"""The files of the search index."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

from policybook.core.extracts import Extract
from policybook.core.searchindex import SIZE, Field, Place, search_index


def extract(anchor: str, text: str, title: str = "", **fields: Any) -> Extract:
    return Extract(**({"anchor": anchor, "number": "", "title": title, "text": text, "above": ()} | fields))


def place(address: str, *passages: Extract, **fields: Any) -> Place:
    return Place(**({"address": address, "title": "Terms", "language": "en", "extracts": passages} | fields))


def files(*places: Place) -> dict[str, Any]:
    return {name: json.loads(content) for name, content in search_index(places)}


def found(made: dict[str, Any], word: str) -> list[tuple[int, Field]]:
    """Return the passages of a word with the field it stands in, as the script reads them."""
    for name, words in made.items():
        if name.startswith("words") and word in words:
            return [(number // 3, Field(number % 3)) for number in accumulate(words[word])]
    return []


def row(made: dict[str, Any], number: int) -> list[str]:
    starts = made["index.json"]["texts"]
    file = max(place for place, start in enumerate(starts) if start <= number)
    return made[f"texts-{file}.json"][number - starts[file]]  # type: ignore[no-any-return]


def test_a_word_leads_to_its_passages_and_the_best_place_there() -> None:
    """Own headings and numbers before text, text before the headings above."""
    made = files(
        place("terms/", extract("", "", "Terms"), extract("pay", "You pay fees.", "Fees", number="4.2")),
        place("privacy/", extract("s1", "Fees again, and again fees.", above=("What you pay",)), title="Privacy"),
    )

    assert found(made, "fees") == [(1, Field.TITLE), (2, Field.TEXT)]
    assert found(made, "pay") == [(1, Field.TEXT), (2, Field.ABOVE)]
    assert found(made, "4.2") == [(1, Field.TITLE)]
    assert found(made, "privacy") == [(2, Field.ABOVE)]
    assert found(made, "nothing") == []


def test_a_passage_leads_to_its_text_and_place() -> None:
    """The script needs no more than the page of the place and the anchor."""
    made = files(
        place("terms/", extract("", "One.", "Terms"), extract("s1", "Two.", above=("Terms", "Start"))),
        place("empty/"),
        place("soon/", extract("", "", "Soon"), title="Soon", language="de", note="ab 1. Juli 2025"),
    )

    assert made["index.json"]["places"] == [
        [0, "terms/", "Terms", "en"],
        [2, "soon/", "Soon", "de", "ab 1. Juli 2025"],
    ]
    assert made["index.json"]["count"] == 3
    assert [row(made, number) for number in range(3)] == [
        ["", "", "Terms", "One."],
        ["s1", "", "Start", "Two."],
        ["", "", "Soon", ""],
    ]


def test_a_large_site_comes_in_small_files() -> None:
    """Nobody should fetch 150 policies to find one word: files end soon after their size is reached."""
    words = [f"word{number:05}" for number in range(9000)]
    passages = [extract(f"s{start}", " ".join(words[start : start + 100])) for start in range(0, len(words), 100)]
    contents = dict(search_index([place("terms/", *passages)]))
    made = {name: json.loads(content) for name, content in contents.items()}
    starts = made["index.json"]["words"]

    assert len(starts) == sum(name.startswith("words") for name in made) > 3
    assert max(map(len, contents.values())) < SIZE + 1200
    assert starts == sorted(starts)
    for file, start in enumerate(starts):
        assert min(made[f"words-{file}.json"]) == start
    for number in (0, 45, 89):
        assert row(made, number)[0] == f"s{number * 100}"


def test_words_are_in_the_order_of_a_browser() -> None:
    """JavaScript compares UTF-16: rare Han characters come before full-width forms, not behind them."""
    rare, wide = "\U00020000", "\uffa1"
    made = files(place("terms/", extract("", f"{wide}{wide} {rare}")))

    assert list(made["words-0.json"])[-2:] == sorted(
        list(made["words-0.json"])[-2:], key=lambda word: word.encode("utf-16-be")
    )
    assert made["index.json"]["words"] == ["terms"]


def test_the_same_texts_give_the_same_bytes() -> None:
    """And a site without a text has an index as well: the page says that nothing was found."""
    places = [place("terms/", extract("", "One two three.", "Terms"), extract("s1", "Two."))]

    assert list(search_index(places)) == list(search_index(places))
    assert files() == {"index.json": {"count": 0, "places": [], "texts": [], "words": []}}
