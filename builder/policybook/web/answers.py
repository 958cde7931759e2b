"""What the subscribe server answers with: pages in the language of their reader. Knows nothing about the list."""

from __future__ import annotations

import json

from flask import Response, request

from policybook.app.joiningpages import JoiningPages
from policybook.core.language import Language, marked

_HTML = "text/html; charset=utf-8"


class Answers:
    """Makes answers that several routes give."""

    def __init__(self, pages: JoiningPages) -> None:
        self._pages = pages

    def language(self, wanted: str) -> Language:
        """Return the language to answer in: one that is asked for, else the first that the browser's owner reads."""
        known = self._pages.known.languages
        found = wanted if wanted in known else request.accept_languages.best_match(known)
        return self._pages.known.speak(found or known[0])

    def answer(
        self,
        status: int,
        title: str,
        *words: str,
        language: Language | None = None,
        address: str | None = None,
        button: str = "",
        links: tuple[tuple[str, str], ...] = (),
    ) -> Response:
        """Return a page that says one thing, in English words of the catalogue; see `JoiningPages.answer`."""
        # links on a page are relative, so that the server may stand under any path
        here = request.path.lstrip("/") if address is None else address
        page = self._pages.answer(
            language or self.language(""), title, *words, address=here, button=button, links=links
        )
        return html_answer(page, status)

    def stale(self) -> Response:
        """Say that a link leads nowhere: the same, whatever the reason."""
        return self.answer(
            404,
            marked("This link does not work any more"),
            marked("It may be too old, or not complete: some mail programs break long links in two."),
            links=((marked("Get notified of changes"), ""),),
        )

    def left(self, language: Language, status: int = 200) -> Response:
        """Say that somebody is not on the list."""
        return self.answer(
            status,
            marked("You are not on the list"),
            marked("{organisation} tells you of no more changes to its policies."),
            language=language,
            address="unsubscribe/t",
            links=((marked("Get notified of changes"), ""),),
        )

    def too_often(self) -> Response:
        """Say that a form was sent too often."""
        answer = self.answer(
            429,
            marked("That was too often"),
            marked("The form was sent many times in a short while. Please try again in an hour."),
        )
        answer.headers["Retry-After"] = "3600"
        return answer


def html_answer(page: str, status: int = 200) -> Response:
    """Return a page as an answer."""
    return Response(page, status, content_type=_HTML)


def json_answer(values: object, status: int = 200) -> Response:
    """Return values for programs as an answer."""
    return Response(json.dumps(values, indent=1), status, content_type="application/json")


def moved(address: str) -> Response:
    """Return an answer that leads to another page, by an address relative to this one."""
    return Response("", 303, {"Location": address}, content_type=_HTML)
