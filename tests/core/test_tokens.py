"""Words are cut where readers see them end, and never inside a character."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.tokens import TokenKind, folded, token, token_texts, tokens, unseen_removed, weight


def solid(text: str) -> list[str]:
    return [found.text for found in tokens(text) if found.solid]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("within 30 days", ["within", "30", "days"]),
        ("$1,000,000.", ["$1,000,000", "."]),
        ("€2.50, 12.5%", ["€2.50", ",", "12.5%"]),
        ("on 2024-01-31 at 17:30", ["on", "2024-01-31", "at", "17:30"]),
        ("ages 13–16", ["ages", "13–16"]),
        ("the 30th, a 30-day trial", ["the", "30th", ",", "a", "30-day", "trial"]),
        ("thirty (30) days", ["thirty", "(30)", "days"]),
        ("4.2(a)", ["4.2", "(", "a", ")"]),
        ("non-refundable", ["non-refundable"]),
        ("don't, users’ rights", ["don't", ",", "users", "’", "rights"]),
        ("mail a.b+c@e.org now.", ["mail", "a.b+c@e.org", "now", "."]),
        ("see https://e.org/a?b=(c).", ["see", "https://e.org/a?b=(c", ")", "."]),
        ("www.e.org/x, ok", ["www.e.org/x", ",", "ok"]),
        ("_ga and sid_2", ["_ga", "and", "sid_2"]),
        ("在30天内", ["在", "30", "天", "内"]),
        ("ABC中文", ["ABC", "中", "文"]),
        ("개인정보를", ["개인정보를"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("cafe\u0301s", ["cafe\u0301s"]),
        ("ser\u200bvice", ["ser\u200bvice"]),
        ("👩‍💻👍🏽🇩🇪", ["👩‍💻", "👍🏽", "🇩🇪"]),
        ("ข้อมูล", ["ข้", "อ", "มู", "ล"]),
        ("ខ្មែរ", ["ខ្មែ", "រ"]),
        ("", []),
    ],
)
def test_words_numbers_and_addresses_stay_whole(text: str, expected: list[str]) -> None:
    """A mark inside a number or word is read as another number or word."""
    assert solid(text) == expected


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_no_text_is_lost_between_tokens(text: str) -> None:
    """What is not in a token could be changed unseen."""
    assert "".join(token_texts(text)) == text


@given(st.text(alphabet="aé中ก\u0301\u0e31\u094d\u0939\u200d👩💻🏽 1.@/", max_size=30))
def test_no_token_starts_with_a_mark_of_the_character_before(text: str) -> None:
    """A combining sign cut from its letter is drawn on a dotted circle."""
    starts = [piece[0] for piece in token_texts(text)[1:]]

    assert not [start for start in starts if unicodedata.category(start).startswith("M")]


CLUSTERS = [
    "👩‍💻",
    "👨‍👩‍👧‍👦",
    "👩🏽‍🚀",
    "🏳️‍🌈",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "🇩🇪",
    "🇹🇭",
    "1️⃣",
    "❤️",
    "e\u0301",
    "n\u0303\u0323",
    "ក្ខ",
    "ข้",
    "น้ำ",
    "က္က",
    "が",
    "か\u3099",
    "क्षि",
    "각",
    "\u1100\u1161\u11a8",
    "中\ufe00",
]
"""Each is one character to a reader, of several code points or one (Unicode Standard Annex 29)."""


@given(st.lists(st.sampled_from([*CLUSTERS, "a", " ", ".", "7", "中"]), max_size=8))
def test_no_token_cuts_a_character(characters: list[str]) -> None:
    """Half of a flag or family is another sign."""
    ends, place = set(), 0
    for character in characters:
        place += len(character)
        ends.add(place)
    place = 0
    for piece in token_texts("".join(characters)):
        place += len(piece)

        assert place in ends


@pytest.mark.parametrize(
    ("text", "number"), [("我们删除资料", 6), ("かんじ", 3), ("ข้อมูล", 4), ("ខ្មែរ", 2), ("မြန်မာ", 3), ("ລາວ", 3)]
)
def test_scripts_without_blanks_are_cut_at_each_character(text: str, number: int) -> None:
    """Without a dictionary, one character is the least that can be marked; a whole line would be too much."""
    assert len(solid(text)) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [("“a”", '"a"'), ("it’s", "it's"), ("a–b", "a-b"), ("a\u00a0b", "a b"), ("a\u200bb", "ab"), ("e\u0301", "\u00e9")],
)
def test_typographic_variants_are_compared_as_equal(one: str, other: str) -> None:
    """A curly quote is no change of the terms."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Acme", "\u0410cme"), ("1", "\u0661"), ("a\u202eb", "ab"), ("a", "A"), ("x²", "x2")]
)
def test_look_alikes_and_digits_are_never_folded(one: str, other: str) -> None:
    """Folding these would let a change of meaning pass as typography."""
    assert folded(one) != folded(other)


def test_only_what_shows_nothing_counts_as_unseen() -> None:
    """Quotes are seen, zero-width blanks are not."""
    assert unseen_removed("a\u200bb") == unseen_removed("ab")
    assert unseen_removed("“a”") != unseen_removed('"a"')


def test_tokens_know_what_they_are() -> None:
    """Only words are counted, and white space never anchors a comparison."""
    kinds = [token(text).kind for text in ("word", "$5", "!", "—", " ", "\u200b", "👍")]

    assert kinds == [
        TokenKind.WORD,
        TokenKind.WORD,
        TokenKind.SIGN,
        TokenKind.SIGN,
        TokenKind.BLANK,
        TokenKind.BLANK,
        TokenKind.SIGN,
    ]


def test_rare_words_weigh_more_than_labels_and_common_ones() -> None:
    """Two clauses are not alike because both begin with (a) and hold an and."""
    assert weight("a") < weight("the") < weight("30") < weight("arbitration")
