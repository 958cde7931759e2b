"""How a policy's page announces its other languages, and what a translation says of its original. Knows nothing about
templates."""

from __future__ import annotations

from collections.abc import Sequence

from policybook.app.comparisons import comparison
from policybook.app.edition import Edition
from policybook.core.language import own_name
from policybook.core.pageparts import Alternate, LanguageLink
from policybook.core.pages import Link, TranslationNotice
from policybook.core.timeline import Policy
from policybook.core.translations import lacking, lag, untranslated


def alternates(edition: Edition, policy: Policy) -> tuple[Alternate, ...]:
    """Return a policy's page in every language, for search engines; none where there is one, and for one withdrawn.

    Readers of any other language are led to the original.
    """
    family = edition.languages(policy)
    if policy not in family or len(family) < 2:
        return ()
    found = [Alternate(language=edition.translations.language(item), address=_page(edition, item)) for item in family]
    original = edition.translations.original(policy) or policy
    return (*found, Alternate(language="x-default", address=_page(edition, original)))


def language_links(edition: Edition, policy: Policy) -> tuple[LanguageLink, ...]:
    """Return the links to a policy in all its languages, by their own names; none where there is no other."""
    family = edition.languages(policy)
    return () if all(item.id == policy.id for item in family) else _links(edition, family, policy)


def language_switch(edition: Edition, policy: Policy, *, text: str) -> tuple[LanguageLink, ...]:
    """Return the links of a policy's page to all languages of the site: where it is not translated, to the original.

    On the original's own page that is its text, whose id is `text`. None where there is no other language.
    """
    family = edition.languages(policy)
    original = edition.translations.original(policy) or policy
    if policy not in family or original not in family:
        return language_links(edition, policy)
    missing = lacking(edition.offered, [edition.translations.language(item) for item in family])
    mark = f"#{text}" if original.id == policy.id else ""
    links = tuple(
        LanguageLink(
            language=tag,
            name=own_name(tag),
            address=f"{original.address}/{mark}",
            current=False,
            original=edition.translations.language(original),
            version=edition.shown_revision(original).effective,
        )
        for tag in missing
    )
    return (*_links(edition, family, policy), *links) if links else language_links(edition, policy)


def _links(edition: Edition, family: Sequence[Policy], current: Policy) -> tuple[LanguageLink, ...]:
    tags = [(item, edition.translations.language(item)) for item in family]
    return tuple(
        LanguageLink(language=tag, name=own_name(tag), address=f"{item.address}/", current=item.id == current.id)
        for item, tag in tags
    )


def translation_notice(edition: Edition, policy: Policy, *, main: bool = False) -> TranslationNotice | None:
    """Return what a translation says of its original; None where it has nothing to say.

    Only its main page says whether it has kept up: other texts are of their own time.
    """
    original = edition.translations.original(policy)
    if original is None:
        return None
    language = edition.speaks(policy)
    behind = lag(original, policy, on=edition.on) if main else None
    coming = untranslated(original, policy, on=edition.on) if main else None
    if not (behind or coming or edition.translations.prevails(original)):
        return None
    see = comparison(edition, original, behind.translated, behind.changed) if behind else ""
    return TranslationNotice(
        original=Link(title=edition.title(original), address=f"{original.address}/"),
        language=language.name_of(edition.translations.language(original)),
        prevails=edition.translations.prevails(original),
        translated=behind.translated.effective if behind else None,
        changed=behind.changed.effective if behind else None,
        see=Link(title=language.say("See what changed"), address=see or f"{original.address}/history/")
        if behind
        else None,
        coming=coming.effective if coming else None,
        read=Link(title=language.say("Read the new version"), address=edition.text_address(original, coming))
        if coming
        else None,
    )


def _page(edition: Edition, policy: Policy) -> str:
    return edition.absolute(f"{policy.address}/") or f"{policy.address}/"
