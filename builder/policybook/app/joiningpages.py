"""The pages of the subscribe server, in the look and the languages of the site. Knows nothing about HTTP.

What it needs of the policies is read once, when the server starts: their titles and languages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from policybook.adapters.assets import BASE_SHEET, THEME
from policybook.adapters.settings import Settings
from policybook.adapters.templates import Templates
from policybook.app.appearance import COLOURS_SHEET, appearance
from policybook.app.book import Book
from policybook.app.edition import Edition
from policybook.core.joining import Listed, Wishes, masked
from policybook.core.joiningpages import AnswerPage, Choice, JoinPage, PreferencesPage, WishesForm
from policybook.core.language import Language, own_name
from policybook.core.mailing import Subscriber
from policybook.core.pages import Frame, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What the server knows of the policies."""

    policies: tuple[Listed, ...]
    """Those that people may ask to be told of."""
    languages: tuple[str, ...]
    """BCP 47 tags of the languages that texts are in, the site's first."""
    speak: Callable[[str], Language]
    """The words for a language."""
    frame: Frame
    """What surrounds every page; address, title and language are each page's own."""


def directory(book: Book, settings: Settings, *, on: date) -> Directory:
    """Return what the server needs to know of the policies as they are on a day."""
    edition = Edition(book, settings, on=on)
    living = edition.living
    frame = edition.frame("", "")
    tags = (edition.translations.language(policy) for policy in edition.policies)
    return Directory(
        policies=tuple(Listed(policy.id, edition.full_title(policy)) for policy in living),
        languages=tuple(dict.fromkeys((settings.language, *sorted(tags)))),
        speak=book.catalogues.language,
        frame=replace(
            frame,
            canonical="",
            noindex=True,
            feeds=(),
            foot="",
            notify="",
            search=edition.absolute(frame.search) if frame.search else "",
            logo=edition.absolute(frame.logo) if frame.logo else "",
            home=edition.absolute("") or settings.options.subscribe_url,
            tabs=tuple(replace(tab, address=edition.absolute(tab.address)) for tab in frame.tabs),
        ),
    )


class JoiningPages:
    """Makes the pages, as HTML."""

    def __init__(self, settings: Settings, known: Directory) -> None:
        """Take what is known of the policies. Raises SettingsError for colours that readers cannot tell apart."""
        self.known = known
        self.stylesheet = appearance(
            settings.options, config=str(settings.config_file or ""), base=THEME / BASE_SHEET, sheets=()
        ).stylesheet
        """The style sheet of the site's own colours; empty where it has none."""
        self._organisation = settings.organisation
        self._site_language = settings.language
        self._templates = Templates(
            [settings.overrides] if settings.overrides else [],
            stylesheets=[COLOURS_SHEET] if self.stylesheet else [],
            languages=known.speak,
        )

    def join(
        self, language: Language, *, wishes: Wishes, address: str = "", problem: str = "", faulty: str = ""
    ) -> str:
        """Return the form to join, filled in with some wishes."""
        page = JoinPage(
            frame=self._frame("", language, language.say("Get notified of changes")),
            organisation=self._organisation,
            form=self._form(wishes),
            address=address,
            problem=language.say(problem),
            faulty=faulty,
        )
        return self._templates.page("web/join", page)

    def preferences(
        self,
        language: Language,
        person: Subscriber,
        *,
        wishes: Wishes,
        token: str,
        notice: str = "",
        problem: str = "",
    ) -> str:
        """Return a subscriber's preferences, filled in with some wishes."""
        page = PreferencesPage(
            frame=self._frame("preferences/t", language, language.say("Your preferences")),
            owner=masked(person.address),
            form=self._form(wishes),
            notice=notice and language.say(notice),
            problem=problem and language.say(problem),
            faulty="policies" if problem else "",
            links=(
                Link(title=language.say("Leave the list"), address=f"unsubscribe/{token}"),
                Link(title=language.say("Forget everything about me"), address=f"forget/{token}"),
            ),
        )
        return self._templates.page("web/preferences", page)

    def answer(
        self,
        language: Language,
        title: str,
        *words: str,
        address: str = "",
        button: str = "",
        eyebrow: str = "",
        links: Sequence[tuple[str, str]] = (),
    ) -> str:
        """Return a page that says one thing; all words are English ones of the catalogue.

        `address` is where the page itself is, `links` are titles and addresses.
        """
        page = AnswerPage(
            frame=self._frame(address, language, language.say(title)),
            words=tuple(language.say(paragraph, organisation=self._organisation) for paragraph in words),
            button=button and language.say(button),
            eyebrow=eyebrow and language.say(eyebrow),
            links=tuple(Link(title=language.say(name), address=target) for name, target in links),
        )
        return self._templates.page("web/answer", page)

    def _frame(self, address: str, language: Language, title: str) -> Frame:
        return replace(self.known.frame, address=address, title=title, language=language.tag)

    def _form(self, wishes: Wishes) -> WishesForm:
        policies, tags = self.known.policies, self.known.languages
        chosen = wishes.locale or self._site_language
        return WishesForm(
            everything=not wishes.policies,
            policies=tuple(Choice(item.id, item.title, item.id in wishes.policies) for item in policies)
            if len(policies) > 1
            else (),
            every_change=wishes.every_change,
            languages=tuple(Choice(tag, own_name(tag), tag == chosen) for tag in tags) if len(tags) > 1 else (),
        )
