"""The language of a page: its words, days and numbers. Knows nothing about catalogue files or pages.

Days, numbers and lists are written as the Unicode CLDR has them (through Babel); words come from a gettext catalogue
whose messages are the English words themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from gettext import NullTranslations

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

_WORLD_ENGLISH = Locale("en", "001")
"""English that names no country writes `1 March 2026`, not `March 1, 2026`."""


def marked(words: str) -> str:
    """Return the words as they are: marks them for the catalogue where they are not said at once."""
    return words


def marked_pair(one: str, several: str) -> tuple[str, str]:
    """Return the words for one and for several as they are, marked for the catalogue like `marked` does."""
    return one, several


@lru_cache
def locale_of(tag: str) -> Locale:
    """Return the locale of a BCP 47 tag; that of the language alone, then English, where the CLDR does not know it."""
    language = tag.replace("_", "-").split("-")[0].lower()
    for candidate in (tag.replace("_", "-"), language):
        try:
            return _WORLD_ENGLISH if candidate.lower() == "en" else Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return _WORLD_ENGLISH


def own_name(tag: str) -> str:
    """Return what a language calls itself, as it begins a line: `Deutsch`, `Português (Brasil)`; else its tag."""
    locale = _known(tag)
    return capitalised(str(locale.get_display_name() or tag)) if locale else tag


def with_country(tag: str) -> str:
    """Return a language with its country, the likeliest where it names none, as Open Graph writes it: `de_DE`.

    It is empty where no country is known.
    """
    locale = _known(tag)
    if locale and not locale.territory:
        locale = _known(str(get_global("likely_subtags").get(str(locale), "")).replace("_", "-"))
    return f"{locale.language}_{locale.territory}" if locale and locale.territory else ""


def _known(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Language:
    """What a page says besides the policy's own text, in one language."""

    tag: str = "en"
    """BCP 47 tag."""
    translations: NullTranslations = field(default_factory=NullTranslations, repr=False, compare=False)
    """The catalogue; without one the words are English."""
    identity: str = "en"
    """Differs when any word does: for the keys of what is kept."""

    @property
    def locale(self) -> Locale:
        """The rules for days, numbers and lists."""
        return locale_of(self.tag)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return str(self.locale.text_direction)

    def say(self, words: str, **values: object) -> str:
        """Return words in this language; names in braces are filled in: `say("since {day}", day=...)`."""
        said = self.translations.gettext(words)
        return said.format(**values) if values else said

    def plural(self, one: str, several: str, number: int, **values: object) -> str:
        """Return words that depend on a number, which `{count}` stands for: `plural("1 word", "{count} words", 40)`."""
        return self.translations.ngettext(one, several, number).format(count=self.number(number), **values)

    def day(self, day: date) -> str:
        """Return a day in full: `1 March 2026`."""
        return format_date(day, "long", locale=self.locale)

    def month(self, day: date) -> str:
        """Return the month of a day, shortened: `Mar 2026`."""
        return format_skeleton("yMMM", day, locale=self.locale)

    def name_of(self, tag: str) -> str:
        """Return what this language calls another: `German`, `Englisch`; its tag where it has no name for it."""
        locale = _known(tag)
        return str((locale.get_display_name(self.locale) if locale else "") or tag)

    def number(self, value: int) -> str:
        """Return a number with its groups of digits: `1,275`."""
        return format_decimal(value, locale=self.locale)

    def listed(self, items: Sequence[str]) -> str:
        """Return things as a list in a sentence: `Terms, Refunds and Privacy`."""
        return format_list(list(items), locale=self.locale) if items else ""


ENGLISH = Language()
"""The words as the code has them."""


def capitalised(words: str) -> str:
    """Return words as they begin a sentence."""
    return words[:1].upper() + words[1:]
