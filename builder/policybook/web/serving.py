"""The subscribe server started: what it reads once, and the loop that answers. The only importer of waitress."""

from __future__ import annotations

import logging
import mimetypes
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import files
from urllib.parse import urlsplit

from flask import Flask
from waitress import create_server

from policybook.adapters.assets import assets, compact
from policybook.adapters.settings import Settings
from policybook.app.appearance import COLOURS_SHEET
from policybook.app.book import Progress, open_book
from policybook.app.joining import NotificationList
from policybook.app.joiningpages import JoiningPages, directory
from policybook.app.mailing import keys_of, ledger_of
from policybook.core.errors import OutputError, UsageError
from policybook.web.application import Parts, subscribe_app
from policybook.web.counts import Counts
from policybook.web.guard import Allowance, Limits

METRICS_TOKEN = "POLICYBOOK_METRICS_TOKEN"  # noqa: S105  a name, no secret
"""Environment variable with what readers of the counts must say."""

_UNIX = "unix:"
_SHEETS = ("css/policybook.css", "css/print.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the server listens."""

    where: str = "127.0.0.1:8080"
    """`HOST:PORT`, or `unix:/path/of/socket`."""
    trusted_proxy: str = ""
    """Address of the proxy before it, whose word on who the client is counts; empty: no proxy."""
    threads: int = 8
    """How many requests are answered at once."""


@contextmanager
def opened(
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    progress: Progress,
    allowance: Allowance | None = None,
) -> Iterator[Flask]:
    """Give the application, with the ledger open and the policies read.

    Raises SettingsError, LedgerError, RepositoryError or ContentError when it cannot be.
    """
    with open_book(settings, progress=progress) as book:
        known = directory(book, settings, on=clock().astimezone(settings.options.zone()).date())
    pages = JoiningPages(settings, known)
    with ledger_of(settings) as ledger:
        yield subscribe_app(
            Parts(
                settings=settings,
                people=NotificationList(settings, ledger, keys=keys_of(settings), clock=clock),
                pages=pages,
                limits=Limits(allowance or Allowance()),
                counts=Counts(ledger.subscribers.stats),
                probe=partial(ledger.subscribers.by_id, 0),
                files=_files(pages.stylesheet),
                metrics_token=os.environ.get(METRICS_TOKEN, ""),
            )
        )


def serve(app: Flask, how: Listening, *, ready: Callable[[str], None]) -> None:
    """Answer until the process is told to end; `ready` is told where, once it listens.

    Requests that wait for a thread are no news for the log: some do at every start.

    Raises UsageError for an address that is none, OutputError when it is taken.
    """
    proxy = (
        {
            "trusted_proxy": how.trusted_proxy,
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        }
        if how.trusted_proxy
        else {}
    )
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        where = (
            {"unix_socket": how.where.removeprefix(_UNIX)}
            if how.where.startswith(_UNIX)
            else {"sockets": [_listening(how.where)]}
        )
        server = create_server(
            app, threads=how.threads, ident=None, clear_untrusted_proxy_headers=True, **where, **proxy
        )
    except OSError as error:
        raise OutputError(f"the server cannot listen at {how.where}: {error.strerror}") from None
    try:
        port = getattr(server, "effective_port", "")
        ready(f"http://{server.effective_host}:{port}/" if port else how.where)
        server.run()
    finally:
        server.close()


def _listening(where: str) -> socket.socket:
    try:
        parts = urlsplit(f"//{where}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or port is None:
        raise UsageError(
            f"{where!r} is no address to listen at", hint="write 127.0.0.1:8080, [::1]:8080 or unix:/run/lists.sock"
        )
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)


def _files(colours: str) -> Mapping[str, tuple[bytes, str]]:
    """Return the files that the pages load: few and small, so that they are kept in memory."""
    made = {path: make() for path, make in assets() if path in _SHEETS or path.startswith("img/")}
    own = files("policybook").joinpath("web", "subscribe.css").read_text("utf-8")
    made["css/subscribe.css"] = compact(own).encode()
    if colours:
        made[COLOURS_SHEET] = colours.encode()
    return {path: (data, mimetypes.guess_type(path)[0] or "application/octet-stream") for path, data in made.items()}
