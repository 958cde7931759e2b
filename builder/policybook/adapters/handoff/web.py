"""Requests to a web service: over TLS, one answer each, no redirects, no proxies. Knows nothing about mails."""

from __future__ import annotations

import base64
import json
import os
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from policybook.core.errors import SettingsError
from policybook.core.handover import LOOPBACK, Lost, Refused, Withheld
from policybook.core.replies import Reply, Stage
from policybook.core.webreplies import Answer, seconds_of

KEY = "POLICYBOOK_MAIL_API_KEY"
"""Environment variable with the key of the service."""

_CONNECT_SECONDS = 30.0
_REPLY_SECONDS = 120.0
_LONGEST_ANSWER = 256_000
"""Bytes of an answer that are read: what is longer is none of ours."""
_SECRET = re.compile(r"[!-~]{8,512}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a service is, and what opens it."""

    url: str
    """Its address, without a slash at its end."""
    secret: str = field(repr=False)
    """The key."""
    context: ssl.SSLContext | None = None
    """How certificates are checked; None: as the system does."""
    reply_seconds: float = _REPLY_SECONDS
    """How long to wait for an answer."""

    @property
    def host(self) -> str:
        """Return its name, for messages."""
        return urlsplit(self.url).netloc


def place(url: str) -> Place:
    """Return the service at an address; its key is in the environment. Raises SettingsError."""
    hint = "write https://host in `mail_transport`"
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port != 0
    except ValueError:
        raise SettingsError("`mail_transport` names no web address", hint=hint) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine:
        raise SettingsError("`mail_transport` names no web address", hint=hint)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise SettingsError(
            f"`mail_transport` has more than an address for {parts.hostname}", hint=f"{hint}, and the key in {KEY}"
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SettingsError(f"the key of {parts.hostname} would go over the network unencrypted", hint=hint)
    secret = os.environ.get(KEY, "").strip()
    if not _SECRET.fullmatch(secret):
        what = "is not what a key looks like" if secret else "is not set"
        raise SettingsError(f"{parts.hostname} needs a key, and {KEY} {what}", hint=f"set {KEY} in the environment")
    return Place(url.rstrip("/"), secret)


class Service:
    """A connection to a service, kept open between requests; used by one thread."""

    def __init__(self, where: Place, headers: Mapping[str, str]) -> None:
        self._place = where
        self._headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "policybook"}
        self._headers.update(headers)
        self._connection: HTTPConnection | None = None

    def open(self) -> None:
        """Connect, unless that is done. Raises Lost, or Refused when the certificate is not good."""
        if self._connection and self._connection.is_connected:
            return
        self.close()
        # these classes of urllib3 read no proxy from the environment, follow no redirect, try nothing again
        parts = urlsplit(self._place.url)
        if parts.scheme == "https":
            context = self._place.context or _system_context()
            connection: HTTPConnection = HTTPSConnection(
                str(parts.hostname), parts.port or 443, timeout=_CONNECT_SECONDS, ssl_context=context
            )
        else:
            connection = HTTPConnection(str(parts.hostname), parts.port or 80, timeout=_CONNECT_SECONDS)
        try:
            connection.connect()
        except ssl.SSLError as error:
            connection.close()
            raise Refused(Reply(554, f"5.7.0 TLS: {error.reason or error}", Stage.CONNECTION)) from error
        except (HTTPError, OSError) as error:
            connection.close()
            raise Lost(f"{self._place.host} cannot be reached: {_cause(error)}") from error
        connection.timeout = self._place.reply_seconds
        self._connection = connection

    def call(
        self,
        method: str,
        path: str,
        *,
        content: object = None,
        body: tuple[str, bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        ends: bool = False,
    ) -> Answer:
        """Ask something and return the answer; `content` goes out as JSON, `body` is a type and bytes instead.

        Raises Lost when none comes: `ended` when `ends` says that this request does what must not be done twice. Such
        a one is made after `open`: from the first byte on the service may have it.
        """
        if not ends:
            self.open()
        sent = dict(self._headers, **(headers or {}))
        if content is not None:
            body = ("application/json", json.dumps(content).encode())
        if body:
            sent["Content-Type"] = body[0]
        try:
            return self._answer(method, path, body[1] if body else None, sent)
        except (HTTPError, HTTPException, OSError) as error:
            self.close()
            raise Lost(f"{self._place.host} gave no answer: {_cause(error)}", ended=ends) from error

    def _answer(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        if self._connection is None:
            raise OSError("the connection is closed")
        target = urlsplit(self._place.url).path + path
        self._connection.request(method, target, body, headers, preload_content=False, decode_content=False)
        response = self._connection.getresponse()
        data = response.read(_LONGEST_ANSWER)
        if response.read(1) or response.headers.get("Connection", "").lower() == "close":
            self.close()  # what is longer is none of ours
        wait = seconds_of(response.headers.get("Retry-After", ""), response.headers.get("Date", ""))
        return Answer(response.status, _read(self._clean(data.decode("utf-8", "replace"))), wait)

    def _clean(self, text: str) -> str:
        """Return a service's words without our key, should it repeat that."""
        secret = self._place.secret
        for form in (secret, base64.b64encode(secret.encode()).decode(), secret.rpartition(":")[2]):
            text = text.replace(form, "(key)")
        return text

    def close(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None


def allowed(may_end: Callable[[], bool]) -> None:
    """Raise Withheld unless a mail may be handed over."""
    if not may_end():
        raise Withheld


def basic(secret: str) -> dict[str, str]:
    """Return the header field that logs in with `user:password`."""
    return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}


@lru_cache(maxsize=1)
def _system_context() -> ssl.SSLContext:
    """Return how the system checks certificates, made once: a megabyte of them for each connection adds up."""
    return ssl.create_default_context()


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _cause(error: BaseException) -> str:
    # the whole message of urllib3 repeats the address; its last part says what happened
    return str(error).rpartition(": ")[2].strip(" '\")") or type(error).__name__
