"""The subscribe server as a WSGI application: its routes, and what is the same in all answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from policybook.adapters.settings import Settings
from policybook.app.joining import NotificationList
from policybook.app.joiningpages import JoiningPages
from policybook.core.errors import PolicybookError
from policybook.core.language import marked
from policybook.web.answers import Answers
from policybook.web.counts import Counts
from policybook.web.guard import Limits, from_our_pages
from policybook.web.machines import MachineRoutes
from policybook.web.people import PeopleRoutes

log = logging.getLogger(__name__)

_LONGEST_BODY = 16_384
"""Bytes of the longest form that is read."""
_RETRY_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the routes stand on."""

    settings: Settings
    """The site's settings."""
    people: NotificationList
    """The list."""
    pages: JoiningPages
    """The pages."""
    limits: Limits
    """How often who may ask."""
    counts: Counts
    """What is counted."""
    probe: Callable[[], object]
    """Asks the ledger something; raises LedgerError when it does not answer."""
    files: Mapping[str, tuple[bytes, str]]
    """Style sheets and pictures, with their types, by address."""
    metrics_token: str = ""
    """What who reads the counts must say (`Authorization: Bearer`); empty: nobody may."""


def subscribe_app(parts: Parts) -> Flask:
    """Return the WSGI application."""
    app = Flask("policybook", static_folder=None, template_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=_LONGEST_BODY, MAX_FORM_MEMORY_SIZE=_LONGEST_BODY, MAX_FORM_PARTS=400)
    app.url_map.strict_slashes = False
    answers = Answers(parts.pages)
    people = PeopleRoutes(parts.people, parts.pages, answers, limits=parts.limits, counts=parts.counts)
    machines = MachineRoutes(
        answers, counts=parts.counts, metrics_token=parts.metrics_token, probe=parts.probe, files=parts.files
    )
    every = _EveryAnswer(parts, answers)
    app.add_url_rule("/", "join", people.join_form, methods=["GET"])
    app.add_url_rule("/", "ask", people.ask, methods=["POST"])
    app.add_url_rule("/sent", "sent", people.sent, methods=["GET"])
    app.add_url_rule("/confirm/<token>", "confirm", people.confirm, methods=["GET", "POST"])
    app.add_url_rule("/unsubscribe/<token>", "unsubscribe", people.unsubscribe, methods=["GET", "POST"])
    app.add_url_rule("/preferences/<token>", "preferences", people.preferences, methods=["GET", "POST"])
    app.add_url_rule("/forget/<token>", "forget", people.forget, methods=["GET", "POST"])
    app.add_url_rule("/health", "health", machines.health, methods=["GET"])
    app.add_url_rule("/metrics", "metrics", machines.metrics, methods=["GET"])
    app.add_url_rule("/openapi.json", "openapi", machines.openapi, methods=["GET"])
    app.add_url_rule("/robots.txt", "robots", machines.robots, methods=["GET"])
    app.add_url_rule("/<any(css, img):folder>/<name>", "file", machines.file, methods=["GET"])
    app.before_request(every.begin)
    app.after_request(every.end)
    app.register_error_handler(HTTPException, every.refused)
    app.register_error_handler(Exception, every.broken)
    return app


class _EveryAnswer:
    """What happens before and after each request."""

    def __init__(self, parts: Parts, answers: Answers) -> None:
        self._answers = answers
        self._counts = parts.counts
        options = parts.settings.options
        self._origins = frozenset(map(_origin, filter(None, (options.subscribe_url, parts.settings.site_url))))
        self._headers = _security_headers(parts.settings)

    def begin(self) -> Response | None:
        """Note the time, and turn away forms that were not sent from our pages."""
        g.started = perf_counter()
        one_click = request.endpoint == "unsubscribe"  # whoever has its address may: there is nothing to forge
        if request.method != "POST" or one_click:
            return None
        origin, site = request.headers.get("Origin", ""), request.headers.get("Sec-Fetch-Site", "")
        if from_our_pages(origin=origin, fetch_site=site, host=request.host, origins=self._origins):
            return None
        return self._answers.answer(
            403,
            marked("This form was not sent from our pages"),
            marked("Open the page it belongs to, and send it from there."),
        )

    def end(self, response: Response) -> Response:
        """Add the headers of every answer, and count it."""
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        route = request.url_rule.rule if request.url_rule else "other"
        method = request.method if request.url_rule else "other"
        self._counts.request(route, method, response.status_code, perf_counter() - g.started)
        return response

    def refused(self, error: HTTPException) -> Response:
        """Say that there is no such page, or that a request cannot be read, in the look of the site."""
        code = error.code or 500
        if code < 400:
            return Response(status=code, headers=error.get_headers())
        title = marked("This page does not exist") if code == 404 else marked("This request cannot be answered")
        words = marked("Is its address complete? Some mail programs break long links in two.")
        answer = self._answers.answer(code, title, words)
        if code == 405:
            answer.headers["Allow"] = dict(error.get_headers()).get("Allow", "GET")
        return answer

    def broken(self, error: Exception) -> Response:
        """Say that something does not work just now; the log says what, without the address of the page."""
        route = request.url_rule.rule if request.url_rule else "other"
        log.error("%s %s: %s: %s", request.method, route, type(error).__name__, error, exc_info=not _expected(error))
        code = 503 if _expected(error) else 500
        answer = self._answers.answer(
            code,
            marked("This does not work just now"),
            marked("Nothing was changed. Please try again in a few minutes."),
        )
        answer.headers["Retry-After"] = str(_RETRY_SECONDS)
        return answer


def _expected(error: Exception) -> bool:
    return isinstance(error, PolicybookError)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _security_headers(settings: Settings) -> dict[str, str]:
    picture = f" {_origin(settings.site_url)}" if settings.options.logo and settings.site_url else ""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; "
        f"img-src 'self'{picture}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "same-origin",  # with no-referrer browsers would not say either that a form is ours
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
    }
    if settings.options.subscribe_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers
