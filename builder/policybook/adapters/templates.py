"""Page values to HTML, through Jinja2 templates that users may override. Knows nothing about git or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from posixpath import dirname
from types import MappingProxyType

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup

from policybook.core.language import ENGLISH, Language, locale_of, marked_pair, with_country
from policybook.core.pages import Frame, Html
from policybook.core.pieces import in_pieces

OWN = ("policybook/", "!policybook/")
"""How the names of our templates start: the one a user may override, and the packaged original behind it."""

_COUNTED = {
    "change": marked_pair("{count} change", "{count} changes"),
    "document": marked_pair("{count} document", "{count} documents"),
    "heading": marked_pair("{count} heading", "{count} headings"),
    "minute": marked_pair("{count} minute", "{count} minutes"),
    "section": marked_pair("{count} section", "{count} sections"),
    "version": marked_pair("{count} version", "{count} versions"),
    "word": marked_pair("{count} word", "{count} words"),
}

GROUNDS = {"light": "#ffffff", "dark": "#16181b"}
"""Colour of the ground in our style sheet."""

BARE = "policybook/bare.html"
"""The layout without chrome."""


class Templates:
    """Renders page values; a template of the same name in one of the user's folders wins."""

    def __init__(
        self,
        folders: Sequence[Path] = (),
        *,
        stylesheets: Sequence[str] = (),
        scripts: Sequence[str] = (),
        grounds: Mapping[str, str] = MappingProxyType({}),
        languages: Callable[[str], Language] = Language,
    ) -> None:
        """Look for `policybook/NAME.html` in the user's folders, in order, then in the package.

        `stylesheets` and `scripts` are the user's own, as site paths or absolute URLs, for the head of every page;
        `grounds` are the colours of the ground in `light` and `dark`, where not ours, for the bars of a browser;
        `languages` gives the words for the language of a page.
        """
        self._languages = languages
        self._loader = ChoiceLoader([FileSystemLoader(list(folders)), _Packaged()])
        self._environment = Environment(
            autoescape=True,
            extensions=["jinja2.ext.i18n"],
            keep_trailing_newline=True,
            loader=self._loader,
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )
        self._add_vocabulary(self._environment)
        self._environment.globals.update(
            stylesheets=tuple(stylesheets), scripts=tuple(scripts), grounds={**GROUNDS, **grounds}
        )

    def page(self, name: str, page: object, **extra: object) -> str:
        """Return a whole page: `page("history", value)` renders `policybook/history.html` inside our chrome."""
        return self.render(f"policybook/{name}.html", page, **extra)

    def metadata(self, frame: Frame) -> str:
        """Return the tags that tell programs of a page, for the head of a theme that is not ours."""
        return self.render("policybook/metadata.html", None, frame=frame)

    def body(self, name: str, page: object, **extra: object) -> str:
        """Return what stands inside the chrome alone, for a theme that is not ours."""
        return self.render(f"policybook/{name}.html", page, layout=BARE, **extra)

    def render(self, template: str, page: object, **extra: object) -> str:
        """Return a template filled with a page value; `frame` is the value's own unless given.

        Raises jinja2.TemplateError when the template (a user's, as a rule) is wrong.
        """
        frame = extra.pop("frame", None) or getattr(page, "frame", None)
        return self._environment.get_template(template).render(page=page, frame=frame, **extra)

    def install(self, environment: Environment) -> None:
        """Let another environment load our templates, with escaping on in ours and its own setting in all others.

        Its context must hold `frame`, a `Frame`. Words that a template asks to be translated are then ours.
        """
        before, loader = environment.autoescape, environment.loader
        others: list[BaseLoader] = [loader] if loader else []
        environment.loader = ChoiceLoader([*others, self._loader])
        environment.autoescape = _escaping(before)
        for name in ("stylesheets", "scripts", "grounds"):
            environment.globals[name] = self._environment.globals[name]
        environment.add_extension("jinja2.ext.i18n")
        self._add_vocabulary(environment)

    def _add_vocabulary(self, environment: Environment) -> None:
        """Add what our templates say days, numbers and words with, each in the language of the page."""

        def spoken(context: Context) -> Language:
            frame = context.get("frame")
            return self._languages(frame.language) if frame else ENGLISH

        # Words may hold markup of ours. Jinja marks them as such by the escaping of the outermost template, which in
        # an environment that is not ours is off.
        @pass_context
        def say(context: Context, words: str) -> Markup:
            return Markup(spoken(context).say(words))  # noqa: S704 - from a catalogue

        @pass_context
        def count(context: Context, one: str, several: str, number: int) -> Markup:
            return Markup(spoken(context).translations.ngettext(one, several, number))  # noqa: S704 - likewise

        @pass_context
        def time_tag(context: Context, day: date) -> Markup:
            return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), spoken(context).day(day))

        environment.filters.update(
            day=pass_context(lambda context, day: spoken(context).day(day)),
            month_year=pass_context(lambda context, day: spoken(context).month(day)),
            thousands=pass_context(lambda context, number: spoken(context).number(number)),
            counted=pass_context(lambda context, number, what: spoken(context).plural(*_COUNTED[what], number)),
            listed=pass_context(lambda context, items: spoken(context).listed(list(items))),
            in_pieces=lambda html: Html(in_pieces(html)),
        )
        environment.globals.update(
            direction=direction, href=_href, time_tag=time_tag, tongue=_tongue, with_country=with_country
        )
        environment.install_gettext_callables(say, count, newstyle=True)  # type: ignore[attr-defined]


class _Packaged(BaseLoader):
    """Finds the packaged originals under both names.

    jinja2.PrefixLoader would do, but compiles a template under its name without the prefix: escaping, which is decided
    by name in an environment that is not ours, would then be off.
    """

    def __init__(self) -> None:
        self._folder = FileSystemLoader(str(files("policybook").joinpath("templates")))

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        for start in OWN:
            if template.startswith(start):
                return self._folder.get_source(environment, template.removeprefix(start))
        raise TemplateNotFound(template)


def _escaping(others: bool | Callable[[str | None], bool]) -> Callable[[str | None], bool]:
    def escapes(name: str | None) -> bool:
        if name is not None and name.startswith(OWN):
            return True
        return others(name) if callable(others) else others

    return escapes


@pass_context
def _href(context: Context, address: str) -> str:
    return relative(address, context["frame"])


def relative(address: str, frame: Frame) -> str:
    """Return the link from a page to an address: relative, so that the site works under any path and from files.

    The page that says an address is wrong is shown at any depth, so its links start with the site's base path.
    """
    if ":" in address.partition("/")[0] or address.startswith(("//", "#")):
        return address
    path, mark, fragment = address.removeprefix("./").partition("#")
    if frame.address == "404.html":
        return frame.base_path.rstrip("/") + "/" + address.removeprefix("./")
    if mark and path == frame.address:
        return mark + fragment
    return _steps(frame.address, path) + mark + fragment


def _steps(page: str, target: str) -> str:
    here = [part for part in dirname(page).split("/") if part]
    there = target.split("/")
    shared = 0
    while shared < len(here) and shared < len(there) - 1 and here[shared] == there[shared]:
        shared += 1
    steps = "../" * (len(here) - shared) + "/".join(there[shared:])
    return steps or "./"


@pass_context
def _tongue(context: Context, language: str, inside: str = "") -> Markup:
    return tongue(language, inside or context["frame"].language)


def tongue(language: str, inside: str) -> Markup:
    """Return the attributes that an element needs whose words are in another language than those round it."""
    if language == inside:
        return Markup()
    turned = locale_of(language).text_direction
    needed = Markup(' dir="{}"').format(turned) if turned != locale_of(inside).text_direction else Markup()
    return Markup(' lang="{}"').format(language) + needed


def direction(language: str) -> Markup:
    """Return the attribute that a language written from right to left needs, with a leading blank; else nothing."""
    return Markup(' dir="rtl"') if locale_of(language).text_direction == "rtl" else Markup()
