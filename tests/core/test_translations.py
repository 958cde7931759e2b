"""Which policy is a translation of which, and whether it has kept up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policies import policy, revision
from policybook.core.model import Kind, Severity
from policybook.core.timeline import Policy, Revision
from policybook.core.translations import Declared, lacking, lag, originals, translation_problems, untranslated


def declared(name: str, original: str = "", language: str = "en", **more: object) -> Declared:
    given: dict[str, object] = {
        "policy": name,
        "address": name,
        "original": original,
        "language": language,
        "says_language": True,
        "path": f"content/{name}/index.md",
        "line": 3 if original else 0,
    }
    return Declared(**(given | more))  # type: ignore[arg-type]


TERMS = declared("terms")
GERMAN = declared("de/terms", "terms", "de")


def test_a_translation_names_its_original_by_id_or_address() -> None:
    """An id may have capital letters and blanks, an address has none."""
    original = declared("Terms of Use", address="terms-of-use")
    named = [replace(GERMAN, original=name) for name in ("Terms of Use", "terms-of-use")]

    assert [originals([original, item]) for item in named] == [{"de/terms": "Terms of Use"}] * 2
    assert list(translation_problems([original, *named[:1]])) == []


@pytest.mark.parametrize(
    ("wrong", "message", "hint"),
    [
        (replace(GERMAN, original="tems"), "`translation_of` is 'tems', which is no policy", "did you mean `terms`?"),
        (replace(GERMAN, original="x"), "`translation_of` is 'x', which is no policy", "policies: terms"),
        (replace(GERMAN, original="de/terms"), "which is this policy itself", "delete the line"),
        (replace(GERMAN, says_language=False), "has to say its language", "`lang: de`"),
        (replace(GERMAN, language="German!"), "`lang` is 'German!', which is no language tag", "`pt-BR`"),
        (
            replace(GERMAN, language="EN"),
            "content/terms/index.md has 'terms' in that language already",
            "keep one of the two",
        ),
    ],
)
def test_a_wrong_translation_is_named_with_the_way_out(wrong: Declared, message: str, hint: str) -> None:
    """And is treated as a policy of its own meanwhile."""
    found = list(translation_problems([TERMS, wrong]))

    assert [(item.path, item.line, item.rule) for item in found] == [("content/de/terms/index.md", 3, "translation")]
    assert message in found[0].message
    assert hint in found[0].hint
    assert originals([TERMS, wrong]) == {}


def test_a_translation_of_a_translation_names_the_original() -> None:
    """Else nobody could say which text it has to keep up with."""
    chain = declared("at/terms", "de/terms", "de-AT")
    found = list(translation_problems([TERMS, GERMAN, chain]))

    assert [item.path for item in found] == [chain.path]
    assert "which is a translation itself" in found[0].message
    assert found[0].hint == "name the original: `translation_of: terms`"


def test_two_translations_into_one_language_are_one_too_many() -> None:
    """Readers of that language could not tell which one counts."""
    other = declared("deutsch", "terms", "de")
    found = list(translation_problems([other, GERMAN, TERMS]))

    assert [(item.path, "content/deutsch/index.md" in item.message) for item in found] == [(GERMAN.path, True)]


def test_where_no_notes_are_kept_the_key_may_mean_something_else() -> None:
    """Other programs' front matter does not stop a site."""
    found = list(translation_problems([TERMS, replace(GERMAN, original="17", strict=False)]))

    assert [item.severity for item in found] == [Severity.WARNING]


# ---- whether it has kept up


def line(*days: str, kinds: tuple[Kind, ...] = (), binding: tuple[str, ...] = ()) -> Policy:
    """Return a policy with revisions posted on some days, binding at once unless said otherwise."""
    revisions = [
        replace(
            revision(number, (binding[number - 1 :] or (day,))[0], kind=(kinds[number - 1 :] or (Kind.CHANGE,))[0]),
            id=day,
            posted=date.fromisoformat(day),
            position=number * 10,
        )
        for number, day in enumerate(days, start=1)
    ]
    return policy(*revisions)


def behind(original: Policy, translation: Policy, on: str) -> tuple[str, str] | None:
    found = lag(original, translation, on=date.fromisoformat(on))
    return (found.translated.id, found.changed.id) if found else None


def coming(original: Policy, translation: Policy, on: str) -> str | None:
    found: Revision | None = untranslated(original, translation, on=date.fromisoformat(on))
    return found.id if found else None


def test_a_translation_made_after_the_last_change_has_kept_up() -> None:
    """In the same commit, too."""
    original = line("2024-01-01", "2024-03-01")

    assert behind(original, line("2024-01-01", "2024-03-01"), "2024-06-01") is None
    assert behind(original, line("2024-01-05", "2024-03-09"), "2024-06-01") is None


def test_a_translation_is_behind_from_the_day_its_original_reads_otherwise() -> None:
    """Not from the day that was announced."""
    original = line("2024-01-01", "2024-03-01", "2024-04-01", binding=("2024-01-01", "2024-05-01", "2024-06-01"))
    translation = line("2024-01-05")

    assert behind(original, translation, "2024-04-30") is None
    assert behind(original, translation, "2024-05-01") == ("2024-01-01", "2024-03-01")
    assert behind(original, translation, "2024-06-01") == ("2024-01-01", "2024-04-01")


def test_typos_neither_put_a_translation_behind_nor_bring_it_up() -> None:
    """An editorial revision on either side translates nothing."""
    editorial = (Kind.CHANGE, Kind.EDITORIAL)
    original, mended = line("2024-01-01", "2024-03-01"), line("2024-01-05", "2024-04-01", kinds=editorial)

    assert behind(line("2024-01-01", "2024-03-01", kinds=editorial), line("2024-01-05"), "2024-06-01") is None
    assert behind(original, mended, "2024-06-01") == ("2024-01-01", "2024-03-01")


def test_a_translation_made_while_a_change_is_pending_is_of_the_text_in_force() -> None:
    """Unless it takes effect with the change."""
    original = line("2024-01-01", "2024-03-01", binding=("2024-01-01", "2024-07-01"))
    early, both = line("2024-04-01"), line("2024-04-01", "2024-05-01", binding=("2024-04-01", "2024-07-01"))

    assert behind(original, early, "2024-07-01") == ("2024-01-01", "2024-03-01")
    assert behind(original, both, "2024-07-01") is None


def test_the_next_version_is_untranslated_until_a_translation_follows_it() -> None:
    """Readers of the translation hear of it before it binds them."""
    original = line("2024-01-01", "2024-03-01", binding=("2024-01-01", "2024-07-01"))
    both = line("2024-01-05", "2024-05-01", binding=("2024-01-05", "2024-07-01"))

    assert coming(original, line("2024-01-05"), "2024-06-01") == "2024-03-01"
    assert coming(original, both, "2024-06-01") is None
    assert coming(original, line("2024-01-05"), "2024-07-01") is None


def test_a_translation_older_than_its_original_is_of_the_first_text() -> None:
    """Somebody published them in the wrong order."""
    assert behind(line("2024-02-01", "2024-03-01"), line("2024-01-01"), "2024-06-01") == ("2024-02-01", "2024-03-01")
    assert behind(line("2024-02-01"), line("2024-01-01"), "2024-06-01") is None


@pytest.mark.parametrize(
    ("offered", "spoken", "expected"),
    [
        (["en", "de", "fr"], ["en"], ("de", "fr")),
        (["en", "de"], ["de-AT", "en-GB"], ()),
        (["en-GB", "DE"], ["en", "de"], ()),
        (["pt-BR"], ["pt-PT"], ("pt-BR",)),
        (["de"], ["den"], ("de",)),
        ([], ["en"], ()),
    ],
)
def test_a_language_is_lacking_where_no_text_serves_its_readers(
    offered: list[str], spoken: list[str], expected: tuple[str, ...]
) -> None:
    """Austrian German is German; European Portuguese is not Brazilian."""

    assert lacking(offered, spoken) == expected
