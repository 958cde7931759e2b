"""What programs ask of the subscribe server: whether it works, what it counts, what it offers. Knows no person."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping

from flask import Response, request

from policybook.core.errors import LedgerError
from policybook.web.answers import Answers, json_answer
from policybook.web.counts import CONTENT_TYPE, Counts
from policybook.web.openapi import DESCRIPTION

log = logging.getLogger(__name__)

_TEXT = "text/plain; charset=utf-8"


class MachineRoutes:
    """The routes for programs, and the files that pages load."""

    def __init__(
        self,
        answers: Answers,
        *,
        counts: Counts,
        metrics_token: str,
        probe: Callable[[], object],
        files: Mapping[str, tuple[bytes, str]],
    ) -> None:
        self._answers = answers
        self._counts = counts
        self._metrics_token = metrics_token
        self._probe = probe
        self._files = files

    def health(self) -> Response:
        """Say whether the ledger answers."""
        try:
            self._probe()
        except LedgerError as error:
            log.warning("health: %s", error)
            return json_answer({"status": "failing", "ledger": "does not answer"}, 503)
        return json_answer({"status": "ok"})

    def metrics(self) -> Response:
        """Give the counts to those who know the token; there is no such page without one."""
        wanted = self._metrics_token
        if not wanted:
            return self._answers.stale()
        said = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(said, f"Bearer {wanted}".encode()):
            return Response("", 401, {"WWW-Authenticate": "Bearer"}, content_type=_TEXT)
        return Response(self._counts.text(), content_type=CONTENT_TYPE)

    def openapi(self) -> Response:
        """Describe the routes."""
        return json_answer(DESCRIPTION)

    def robots(self) -> Response:
        """Ask search engines to stay away."""
        return Response("User-agent: *\nDisallow: /\n", content_type=_TEXT)

    def file(self, folder: str, name: str) -> Response:
        """Give a style sheet or picture."""
        found = self._files.get(f"{folder}/{name}")
        if found is None:
            return self._answers.stale()
        data, kind = found
        response = Response(data, content_type=kind, headers={"Cache-Control": "public, max-age=3600"})
        response.add_etag()
        response.make_conditional(request)
        return response
