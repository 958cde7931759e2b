"""Words, days and numbers in the language of a page."""

from __future__ import annotations

from datetime import date
from gettext import NullTranslations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.language import ENGLISH, Language, capitalised, locale_of

DAY = date(2026, 3, 1)


class _Shouting(NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper()


@pytest.mark.parametrize(
    ("tag", "day", "number"),
    [
        ("en", "1 March 2026", "1,275"),
        ("en-US", "March 1, 2026", "1,275"),
        ("de-CH", "1. März 2026", "1'275"),
        ("fr", "1 mars 2026", "1\u202f275"),
        ("es", "1 de marzo de 2026", "1.275"),
        ("pt_BR", "1 de março de 2026", "1.275"),
        ("tlh", "1 March 2026", "1,275"),
    ],
)
def test_days_and_numbers_are_written_as_the_language_does(tag: str, day: str, number: str) -> None:
    """English that names no country has the day first; a language nobody has rules for is written as English."""
    assert Language(tag).day(DAY) == day
    assert Language(tag).number(1275) == number


def test_words_have_their_values_filled_in_after_they_are_translated() -> None:
    """A translator may put the day elsewhere in the sentence."""
    assert ENGLISH.say("since {day}", day="1 March 2026") == "since 1 March 2026"
    assert Language("xx", _Shouting()).say("since") == "SINCE"
    assert ENGLISH.plural("{count} word", "{count} words", 1) == "1 word"
    assert ENGLISH.plural("{count} word", "{count} words", 1275) == "1,275 words"


def test_braces_in_a_value_are_no_values() -> None:
    """A title may hold anything."""
    assert ENGLISH.say("new {title}", title="{day} {0} %s") == "new {day} {0} %s"


def test_lists_are_sentences() -> None:
    """Documents are named in a summary."""
    assert ENGLISH.listed([]) == ""
    assert ENGLISH.listed(["A"]) == "A"
    assert ENGLISH.listed(["A", "B", "C"]) == "A, B and C"


def test_text_runs_as_the_language_is_written() -> None:
    """Arabic and Hebrew run from right to left."""
    assert [Language(tag).direction for tag in ("ar-EG", "he", "fa", "de", "tlh")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]


@given(st.text(max_size=20))
def test_any_tag_has_a_locale(tag: str) -> None:
    """A text's front matter may say anything."""
    assert locale_of(tag).language


@given(st.text())
def test_only_the_first_letter_is_capitalised(words: str) -> None:
    """The rest may be a name."""
    assert capitalised(words)[1 if len(capitalised(words)) == len(words) else 0 :].endswith(words[1:])
