"""The words of the interface, from catalogues of the package and of the user."""

from __future__ import annotations

from pathlib import Path

import pytest

from policybook.adapters.catalogues import Catalogues
from policybook.core.errors import SettingsError


def folder(root: Path, **catalogues: str) -> Path:
    """Return a user's folder with catalogues: `folder(path, de="...")`."""
    locales = root / "policybook" / "locales"
    locales.mkdir(parents=True)
    for name, text in catalogues.items():
        (locales / f"{name}.po").write_text(text, encoding="utf-8")
    return root


OWN = 'msgid "Contents"\nmsgstr "On this page"\n'


def test_a_text_is_surrounded_by_its_own_language_where_that_is_known() -> None:
    """The language of a site does not decide what a reader of one text understands."""
    catalogues = Catalogues("en")

    assert catalogues.language("de").say("Contents") == "Inhalt"
    assert catalogues.language("de-CH").say("Contents") == "Inhalt"
    assert catalogues.language("de-CH").tag == "de-CH"
    assert catalogues.language("tlh") is catalogues.site
    assert catalogues.language("") is catalogues.site


def test_english_texts_on_a_german_site_keep_english_words() -> None:
    """The words of the code are English."""
    catalogues = Catalogues("de")

    assert catalogues.site.say("Contents") == "Inhalt"
    assert catalogues.language("en").say("Contents") == "Contents"


def test_a_user_changes_one_word(tmp_path: Path) -> None:
    """Three lines, and every other word stays."""
    english = Catalogues("en", [folder(tmp_path, en=OWN)])
    german = Catalogues("de", [tmp_path])

    assert english.site.say("Contents") == "On this page"
    assert english.site.say("Search") == "Search"
    assert german.site.say("Contents") == "Inhalt"


def test_a_user_brings_a_language(tmp_path: Path) -> None:
    """Nobody waits for us to ship Italian."""
    catalogues = Catalogues("en", [folder(tmp_path, it='msgid "Contents"\nmsgstr "Indice"\n')])

    assert catalogues.language("it").say("Contents") == "Indice"
    assert catalogues.language("it").say("Search") == "Search"


def test_what_is_kept_is_told_apart_by_its_words(tmp_path: Path) -> None:
    """A redline from the cache must not speak with yesterday's words."""
    plain, own = Catalogues("en"), Catalogues("en", [folder(tmp_path, en=OWN)])

    assert plain.site.identity != own.site.identity
    assert plain.language("de").identity != plain.site.identity
    assert own.site.identity == Catalogues("en", [tmp_path]).site.identity


def test_words_that_a_translator_was_unsure_of_are_not_used(tmp_path: Path) -> None:
    """`fuzzy` marks a guess that somebody has to look at."""
    catalogues = Catalogues("en", [folder(tmp_path, en="#, fuzzy\n" + OWN)])

    assert catalogues.site.say("Contents") == "Contents"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('msgid "since {day}"\nmsgstr "seit {tag}"\n', r"en\.po:1: the words 'seit {tag}' ask for {tag}"),
        ('msgid "since"\nmsgstr "seit {}"\n', "which is not given there"),
        ('msgid "a" nonsense\n', "no PO file"),
    ],
)
def test_a_wrong_catalogue_is_one_clear_error(tmp_path: Path, text: str, message: str) -> None:
    """It names the file, the line and the way out."""
    with pytest.raises(SettingsError, match=message):
        Catalogues("en", [folder(tmp_path, en=text)])
