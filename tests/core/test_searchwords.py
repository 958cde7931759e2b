"""The words by which readers find a passage."""

from __future__ import annotations

import pytest

from policybook.core.searchwords import LONGEST, folded, search_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Personal DATA, and yours.", ["personal", "data", "and", "yours"]),
        ("4.2 You pay 30 days after § 4a.", ["4.2", "you", "pay", "30", "days", "after", "4a"]),
        ("E-mail and opt\u2011out", ["mail", "email", "and", "opt", "out", "optout"]),
        ("l'utilisateur, user's, don’t", ["utilisateur", "user", "don"]),
        ("(a) one; (7) seven", ["one", "7", "seven"]),
        ("Straße Kündigung ÉLÈVE", ["strasse", "kundigung", "eleve"]),
        ("ΟΔΟΣ οδός", ["οδοσ", "οδοσ"]),
        ("ﬁnal Ⅳ ｗｉｄｅ", ["final", "iv", "wide"]),
        ("التَّعليمات", ["التعليمات"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("", []),
        ("— § …", []),
    ],
)
def test_words_are_cut_and_folded(text: str, expected: list[str]) -> None:
    """Case, accents, ligatures and the look of a hyphen make no difference to a reader who searches."""
    assert list(search_words(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("个人信息", ["个人", "人信", "信息", "息"]),
        ("GDPR规定。", ["gdpr", "规定", "定"]),
        ("クレジット", ["クレ", "レジ", "ジッ", "ット", "ト"]),
        ("개인정보를", ["개인", "인정", "정보", "보를", "를"]),
        ("第十四条 14日", ["第十", "十四", "四条", "条", "14", "日"]),
    ],
)
def test_where_there_are_no_blanks_any_string_is_found(text: str, expected: list[str]) -> None:
    """Two neighbours make a word, and the last character one alone."""
    assert list(search_words(text)) == expected


def test_composed_and_decomposed_letters_are_one() -> None:
    """Systems type them differently."""
    assert folded("e\u0301te\u0301") == folded("été") == "ete"
    assert folded("か\u3099") == "が" != folded("か")
    assert folded("\u1112\u1161\u11ab") == "한"


def test_what_is_no_word_takes_no_room() -> None:
    """A hash is found by its beginning."""
    assert list(search_words("ab" * 40)) == [("ab" * 40)[:LONGEST]]
