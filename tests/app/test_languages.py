"""A policy in several languages: what its pages announce, and what a translation says of its original."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.plans import markup, page, plan, revise, titled
from policybook.adapters.settings import load_settings
from policybook.app.check import check
from policybook.core.errors import ContentError
from policybook.core.pages import IndexPage, PolicyPage, RedlinePage, TranslationNotice
from repositories import Repository
from scripted import ScriptedRepository, note, settings

HOST = "https://policies.example.org/"


def english(words: str = "You may use it.", **fields: object) -> str:
    return titled("Terms of Use", words, **fields)


def german(words: str = "Sie dürfen es nutzen.", **fields: object) -> str:
    return titled("Nutzungsbedingungen", words, **{"lang": "de", "translation_of": "terms", **fields})


def site(**original: object) -> ScriptedRepository:
    """Return terms in English, German and French, and a privacy notice in English."""
    repository = ScriptedRepository()
    revise(repository, "2024-01-01", "terms", english("You may use it.", **original), kind="initial")
    revise(repository, "2024-01-02", "privacy", titled("Privacy Notice", "We keep little."), kind="initial")
    revise(repository, "2024-01-03", "de/terms", german(), kind="initial")
    text = titled("Conditions", "Utilisez-le.", lang="fr", translation_of="terms")
    revise(repository, "2024-01-04", "fr/terms", text, kind="initial")
    return repository


def notice(repository: ScriptedRepository, address: str = "de/terms/", on: str = "2024-06-01") -> TranslationNotice:
    found = page(plan(repository, on), address, PolicyPage).translation
    assert found is not None
    return found


@pytest.mark.parametrize("address", ["terms/", "de/terms/", "fr/terms/"])
def test_the_pages_of_one_policy_announce_each_other(address: str) -> None:
    """And lead readers of all other languages to the original."""
    made = page(plan(site()), address, PolicyPage)

    assert [(item.language, item.address) for item in made.frame.alternates] == [
        ("en", f"{HOST}terms/"),
        ("de", f"{HOST}de/terms/"),
        ("fr", f"{HOST}fr/terms/"),
        ("x-default", f"{HOST}terms/"),
    ]
    assert [(item.name, item.address, item.current) for item in made.languages] == [
        ("English", "terms/", address == "terms/"),
        ("Deutsch", "de/terms/", address == "de/terms/"),
        ("Français", "fr/terms/", address == "fr/terms/"),
    ]


def test_search_engines_read_the_languages_from_the_head() -> None:
    """With absolute addresses, which they ask for, where the site has one."""
    head = markup(plan(site()), "de/terms/")
    without = markup(plan(site(), chosen=replace(settings(), site_url="")), "de/terms/")

    assert f'<link rel="alternate" hreflang="x-default" href="{HOST}terms/">' in head
    assert f'<link rel="alternate" hreflang="de" href="{HOST}de/terms/">' in head
    assert '<link rel="alternate" hreflang="en" href="../../terms/">' in without
    assert '<meta property="og:locale:alternate" content="fr_FR">' in head
    assert f'<link itemprop="translationOfWork" href="{HOST}terms/">' in head


def test_only_the_text_in_force_is_announced() -> None:
    """An archived version is no translation of what applies now."""
    made = page(plan(site()), "de/terms/2024-01-03/", PolicyPage)

    assert (made.frame.alternates, made.languages) == ((), ())
    assert page(plan(site()), "privacy/", PolicyPage).frame.alternates == ()


def test_a_translation_stands_beside_its_original_in_lists() -> None:
    """Seven policies in three languages are seven, not twenty-one."""
    index = page(plan(site()), "", IndexPage)

    assert [(item.link.title, [link.name for link in item.languages]) for item in index.groups[0].policies] == [
        ("Privacy Notice", []),
        ("Terms of Use", ["Deutsch", "Français"]),
    ]
    assert [tab.title for tab in index.frame.tabs] == ["Privacy Notice", "Terms of Use"]


def test_the_languages_of_each_policy_in_a_list_have_its_name() -> None:
    """Who goes from landmark to landmark hears whose languages they are."""
    repository = site()
    text = titled("Datenschutz", "Wenig.", lang="de", translation_of="privacy")
    revise(repository, "2024-02-01", "de/privacy", text, kind="initial")
    index = markup(plan(repository), "")

    assert '<nav class="languages" aria-label="Languages: Privacy Notice">' in index
    assert '<nav class="languages" aria-label="Languages: Terms of Use">' in index


def test_the_tabs_of_a_translated_page_stay_in_its_language() -> None:
    """As far as there is one."""
    made = page(plan(site()), "de/terms/", PolicyPage)

    assert [(tab.title, tab.current) for tab in made.frame.tabs] == [
        ("Privacy Notice", False),
        ("Nutzungsbedingungen", True),
    ]
    assert made.frame.title == "Nutzungsbedingungen"


def test_a_withdrawn_translation_is_announced_nowhere() -> None:
    """It is listed like any policy that was withdrawn."""
    repository = site()
    revise(repository, "2024-05-01", "de/terms", None, kind="withdrawn")
    made = plan(repository)

    assert [item.name for item in page(made, "terms/", PolicyPage).languages] == ["English", "Français"]
    assert "Nutzungsbedingungen" in [
        item.link.title for group in page(made, "", IndexPage).groups for item in group.policies
    ]
    assert page(made, "de/terms/", PolicyPage).frame.alternates == ()


def test_a_translation_outlives_its_original_in_the_list() -> None:
    """The withdrawn original leads to it; nobody else does."""
    repository = ScriptedRepository()
    revise(repository, "2024-01-01", "terms", english(), kind="initial")
    revise(repository, "2024-01-03", "de/terms", german(), kind="initial")
    revise(repository, "2024-05-01", "terms", None, kind="withdrawn")
    made = plan(repository)
    listed = page(made, "", IndexPage).groups[0].policies

    assert [(item.link.title, [link.name for link in item.languages]) for item in listed] == [
        ("Terms of Use", ["Deutsch"])
    ]
    assert notice(repository).changed == date(2024, 5, 1)


def test_nothing_is_said_of_the_original_unless_it_prevails() -> None:
    """Which text counts is for the organisation to say."""
    assert page(plan(site()), "de/terms/", PolicyPage).translation is None
    found = notice(site(prevailing="true"))

    assert (found.original.title, found.original.address, found.prevails) == ("Terms of Use", "terms/", True)
    assert "Maßgeblich ist die Fassung in dieser Sprache: Englisch." in markup(
        plan(site(prevailing="true")), "de/terms/"
    )


def test_every_text_of_a_translation_says_that_the_original_prevails() -> None:
    """Its archived versions and its redlines, too; the original says nothing."""
    repository = site(prevailing="true")
    revise(repository, "2024-02-01", "de/terms", german("Nutzen Sie es."))
    made = plan(repository)
    redline = page(made, "de/terms/2024-02-01/redline/", RedlinePage).translation

    assert notice(repository, "de/terms/2024-01-03/").prevails
    assert redline is not None
    assert redline.prevails
    assert page(made, "terms/", PolicyPage).translation is None


def test_a_translation_that_is_behind_says_of_which_version_it_is() -> None:
    """And leads to what changed: the redline where one step is missing, else the comparison of the two."""
    repository = site()
    revise(repository, "2024-03-01", "terms", english("You may use it freely."))
    one = notice(repository)
    revise(repository, "2024-04-01", "terms", english("You may use it freely, and often."))
    two = notice(repository)

    assert (one.translated, one.changed) == (date(2024, 1, 1), date(2024, 3, 1))
    assert one.see is not None
    assert one.see.address == "terms/2024-03-01/redline/"
    assert two.changed == date(2024, 4, 1)
    assert two.see is not None
    assert two.see.address == "terms/compare/2024-01-01/"
    assert "das Original wurde am" in markup(plan(repository), "de/terms/")


def test_a_translation_says_what_will_apply_in_the_original() -> None:
    """Its readers are bound by it as well."""
    repository = site()
    revise(repository, "2024-05-01", "terms", english("You may use it freely."), effective="2024-07-01")
    found = notice(repository)

    assert (found.changed, found.coming) == (None, date(2024, 7, 1))
    assert found.read is not None
    assert found.read.address == "terms/2024-05-01/"


def test_a_translation_of_no_policy_stops_the_build() -> None:
    """Its page would claim to be a policy of its own."""
    repository = site()
    revise(repository, "2024-05-01", "de/privacy", german("Wenig.", translation_of="privcy"), kind="initial")

    with pytest.raises(ContentError, match="`translation_of` is 'privcy', which is no policy") as caught:
        plan(repository)

    assert (caught.value.path, caught.value.line) == ("content/de/privacy/index.md", 4)
    assert caught.value.hint == "did you mean `privacy`?"


def test_the_check_names_every_wrong_translation(repository: Repository) -> None:
    """Also one that a further document claims to be."""
    repository.commit(
        {
            "content/terms/index.md": english(),
            "content/terms/revisions/2020-01-01.md": note(kind="initial"),
            "content/de/terms/index.md": german(lang="en"),
            "content/de/terms/refund.md": german("Geld zurück."),
            "content/de/terms/revisions/2020-01-01.md": note(kind="initial"),
        }
    )
    found = check(load_settings(repository.folder), on=date(2024, 1, 1))

    assert [(item.path, item.line) for item in found if item.rule == "translation"] == [
        ("content/de/terms/index.md", 4),
        ("content/de/terms/refund.md", 4),
    ]


def test_a_chain_of_wrong_translations_still_has_pages_where_no_notes_are_kept() -> None:
    """The key may be another program's there."""
    repository = ScriptedRepository()
    repository.commit("2024-01-01", {"terms.md": english(), "de.md": german(translation_of="17")})

    assert page(plan(repository), "de/", PolicyPage).translation is None


def switch(repository: ScriptedRepository, address: str) -> list[tuple[str, str, str, date | None]]:
    """Return the languages that a page does not have, with what its links say."""
    shown = page(plan(repository), address, PolicyPage).languages
    return [(item.name, item.address, item.original, item.version) for item in shown if item.original]


def test_a_language_that_lacks_a_policy_leads_to_the_original() -> None:
    """A German reader learns that there is no German text, and of which day the one is that applies."""
    day = date(2024, 1, 2)

    assert switch(site(), "privacy/") == [
        ("Deutsch", "privacy/#document-privacy", "en", day),
        ("Français", "privacy/#document-privacy", "en", day),
    ]
    assert switch(site(), "terms/") == switch(site(), "de/terms/") == []


def test_a_translation_names_the_languages_that_its_original_lacks_too() -> None:
    """The link leads to the original, not to the translation that the reader cannot read either."""
    repository = site()
    text = titled("Datenschutz", "Wenig.", lang="de", translation_of="privacy")
    revise(repository, "2024-02-01", "de/privacy", text, kind="initial")
    revise(repository, "2024-03-01", "privacy", titled("Privacy Notice", "We keep nothing."))

    assert switch(repository, "de/privacy/") == [("Français", "privacy/", "en", date(2024, 3, 1))]


def test_the_words_of_the_link_say_what_is_lacking() -> None:
    """Not its colour alone, and in the reader's own name for the language, spoken in that language."""
    shown = markup(plan(site()), "privacy/")

    assert '<li><b lang="en">English</b></li>' in shown
    assert (
        '<a class="effect" href="#document-privacy" hreflang="en"><bdi lang="de">Deutsch</bdi>: not yet translated, '
        'version of <time datetime="2024-01-02">2 January 2024</time></a>'
    ) in shown
    assert 'id="document-privacy"' in shown


def test_a_site_in_one_language_lacks_none() -> None:
    """A policy in another language than the site's is no translation, and makes the others none."""
    repository = ScriptedRepository()
    revise(repository, "2024-01-01", "terms", english(), kind="initial")
    revise(repository, "2024-01-02", "agb", titled("Bedingungen", "Ja.", lang="de"), kind="initial")

    assert page(plan(repository), "terms/", PolicyPage).languages == ()
    assert page(plan(repository), "agb/", PolicyPage).languages == ()


def test_a_withdrawn_translation_makes_no_language() -> None:
    """And a withdrawn policy waits for no translation; permanent pages and lists say nothing of it."""
    repository = site()
    revise(repository, "2024-02-01", "fr/terms", None, kind="withdrawn")
    revise(repository, "2024-02-02", "privacy", None, kind="withdrawn")
    made = plan(site())

    assert [name for name, *_ in switch(repository, "terms/")] == []
    assert switch(repository, "privacy/") == []
    assert page(made, "privacy/2024-01-02/", PolicyPage).languages == ()
    assert page(made, "", IndexPage).groups[0].policies[0].languages == ()
