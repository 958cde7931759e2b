"""The words that assistive technology reads round a change, beyond English."""

from __future__ import annotations

from gettext import NullTranslations

import tinycss2

from policybook.core.language import ENGLISH, Language
from policybook.core.spoken_marks import spoken_marks


class _Words(NullTranslations):
    def __init__(self, **words: str) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        return self._words.get(message.replace(":", ""), message)


GERMAN = Language("de", _Words(added="hinzugefügt:"))


def test_each_language_speaks_its_own_marks() -> None:
    """A German text is read by a German voice."""
    assert spoken_marks([GERMAN, ENGLISH]) == (
        ':lang(de){--added:" [hinzugefügt: ";--removed:" [removed: ";'
        '--added-end:" end of addition] ";--removed-end:" end of removal] "}'
    )


def test_languages_without_words_of_their_own_need_no_rule() -> None:
    """The style sheet has the English ones."""
    assert spoken_marks([Language("en"), Language("en-US"), Language("ar")]) == ""


def test_a_translators_quotes_cannot_end_the_string() -> None:
    """Nor can a backslash or a line break: the rest of the style sheet stays as it is."""
    sheet = spoken_marks([Language("xx", _Words(added='"}\\\nbody{display:none'))])
    rules = tinycss2.parse_stylesheet(sheet)

    assert [rule.type for rule in rules] == ["qualified-rule"]
    assert '"}\\ body{display:none' in [
        token.value.strip(" []") for token in rules[0].content if token.type == "string"
    ]
