"""The Jinja2 templates of mails: what one says, as text and as HTML. Knows nothing about headers or sending."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from policybook.core.letters import Letter
from policybook.core.notices import DigestContent, NoticeContent
from policybook.core.wrapping import wrapped

_Content = NoticeContent | DigestContent | Letter


class MailTemplates:
    """Renders notices; a template of the same name in one of the user's folders wins."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        """Look for templates in `policybook/mail/` in the user's folders, in order, then in the package.

        They are `notice`, `digest` and `letter`, each as `.html` and `.txt`.
        """
        packaged = str(files("policybook").joinpath("templates", "mail"))
        self._environment = Environment(
            autoescape=_is_markup,  # noqa: S701  escaping is on for everything but plain text
            extensions=["jinja2.ext.i18n"],
            keep_trailing_newline=True,
            loader=FileSystemLoader([*(folder / "policybook" / "mail" for folder in folders), packaged]),
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.filters["wrap"] = wrapped
        self._environment.install_gettext_callables(_say, _count, newstyle=True)  # type: ignore[attr-defined]

    def notice(self, content: NoticeContent | DigestContent) -> tuple[str, str]:
        """Return the plain text and the HTML of a notice or a digest; the HTML has its styles in its head.

        Raises jinja2.TemplateError when the template (a user's, as a rule) is wrong.
        """
        return self._both("digest" if isinstance(content, DigestContent) else "notice", content)

    def letter(self, letter: Letter) -> tuple[str, str]:
        """Return the plain text and the HTML of a mail to one person who asked for it; like `notice`."""
        return self._both("letter", letter)

    def _both(self, name: str, content: _Content) -> tuple[str, str]:
        text, html = (
            self._environment.get_template(f"{name}.{kind}").render(content=content) for kind in ("txt", "html")
        )
        return text, html


def _is_markup(name: str | None) -> bool:
    # Anything but plain text is escaped, so that a template with an unexpected name is safe rather than pretty.
    return name is None or not name.endswith(".txt")


@pass_context
def _say(context: Context, words: str) -> str:
    content: _Content = context["content"]
    return content.speaks.say(words)


@pass_context
def _count(context: Context, one: str, several: str, number: int) -> str:
    content: _Content = context["content"]
    return content.speaks.translations.ngettext(one, several, number)
