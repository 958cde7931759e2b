"""Hands mails to an SMTP server, one after the other on a connection that stays open. Knows nothing about notices.

Three commands go out in one write where the server allows it (RFC 2920), and before the dot that ends a mail the
caller is asked: until then the server has nothing, afterwards it may have everything.
"""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from urllib.parse import unquote, urlsplit

from policybook.core.errors import SettingsError
from policybook.core.handover import LOOPBACK, Lost, Refused, Withheld
from policybook.core.replies import Reply, Stage

USER, PASSWORD = "POLICYBOOK_SMTP_USER", "POLICYBOOK_SMTP_PASSWORD"
"""Environment variables with the login, when the server asks for one."""

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_CONNECT_SECONDS = 30.0
_REPLY_SECONDS = 600
"""RFC 5321, 4.5.3.2.6: who hangs up earlier after the end of a mail gets duplicates from a busy server."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mails are handed over."""

    host: str
    """Name or address."""
    port: int
    """Port."""
    security: str
    """`smtp`: none; `smtp+starttls`; `smtps`."""
    user: str = ""
    """Login; empty for none."""
    password: str = ""
    """Its password."""
    hello: str = ""
    """What we call ourselves; empty: the machine's name."""
    context: ssl.SSLContext | None = None
    """How certificates are checked; None: as the system does."""
    patience: int = _REPLY_SECONDS
    """For how many seconds a server may say nothing before the connection counts as lost."""

    def connect(self) -> SmtpConnection:
        """Return an open connection. Raises Lost or Refused."""
        try:
            client = _Client(self)
        except smtplib.SMTPResponseException as error:
            if error.smtp_code < 0:
                raise Lost(f"{self.host}:{self.port} does not talk SMTP") from error
            raise Refused(_reply(error.smtp_code, error.smtp_error, Stage.CONNECTION)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(Reply(554, f"5.7.0 {error}", Stage.CONNECTION)) from error
        except ssl.SSLError as error:
            raise Refused(Reply(554, f"5.7.0 TLS: {error.reason or error}", Stage.CONNECTION)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Lost(f"{self.host}:{self.port}: {error}") from error
        return SmtpConnection(client, self.patience)


def smtp_server(url: str) -> SmtpServer:
    """Return the server of `smtp://host:port`, `smtp+starttls://…` or `smtps://…`; its login is in the environment."""
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError:
        port = 0
    if not parts.hostname or not port or parts.path.strip("/") or parts.password:
        raise SettingsError(
            f"`mail_transport` is {parts._replace(netloc=parts.hostname or '').geturl()!r}, which names no server",
            hint=f"write smtp+starttls://host:587 or smtps://host:465; the login goes into {USER} and {PASSWORD}",
        )
    user = os.environ.get(USER, "") or unquote(parts.username or "")
    if user and parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise SettingsError(
            f"the login of {parts.hostname} would go over the network unencrypted",
            hint="write smtp+starttls:// or smtps:// in `mail_transport`",
        )
    return SmtpServer(parts.hostname, port, parts.scheme, user, os.environ.get(PASSWORD, ""))


@lru_cache(maxsize=1)
def _system_context() -> ssl.SSLContext:
    """Return how the system checks certificates, made once: a megabyte of them for each connection adds up."""
    return ssl.create_default_context()


class _Client(smtplib.SMTP):
    """A connection that has said hello, and logged in."""

    def __init__(self, server: SmtpServer) -> None:
        super().__init__(local_hostname=server.hello or None, timeout=_CONNECT_SECONDS)
        self._context = server.context
        self._wrapped = server.security == "smtps"
        self._host = server.host  # what the certificate is checked against
        try:
            self._begin(server)
        except BaseException:
            self.close()
            raise

    def _begin(self, server: SmtpServer) -> None:
        code, words = self.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        self.ehlo_or_helo_if_needed()
        if server.security == "smtp+starttls":
            self.starttls(context=self._context or _system_context())
            self.ehlo_or_helo_if_needed()
        if server.user:
            self.login(server.user, server.password)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        # the dot is a small write after a large one: without this it would wait for the server's acknowledgement
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self._wrapped:
            return plain
        try:
            return (self._context or _system_context()).wrap_socket(plain, server_hostname=self._host)
        except BaseException:
            plain.close()
            raise


class SmtpConnection:
    """An open connection."""

    def __init__(self, client: _Client, patience: int) -> None:
        self._client = client
        self._patience = patience
        _wait_at_most(self._socket(), patience)
        self._pipelined = client.has_extn("pipelining")
        self._ended = False
        """Whether the end of the present mail has begun to be handed over."""

    def send(self, sender: str, recipient: str, data: bytes, *, name: str, may_end: Callable[[], bool]) -> Reply:  # noqa: ARG002
        """Hand a mail over and return the reply that settles it; see `Connection`."""
        self._ended, started = False, monotonic()
        try:
            return self._transfer(sender, recipient, data, may_end)
        except (OSError, smtplib.SMTPException) as error:
            self._client.close()
            silent = monotonic() - started >= self._patience
            words = f"the server has said nothing for {self._patience} s" if silent else str(error)
            raise Lost(words or type(error).__name__, ended=self._ended) from error
        except BaseException:
            self._client.close()
            raise

    def _transfer(self, sender: str, recipient: str, data: bytes, may_end: Callable[[], bool]) -> Reply:
        refusal = self._envelope(sender, recipient)
        if refusal:
            return refusal
        self._client.send(_stuffed(data))
        if not may_end():
            raise Withheld
        self._ended = True
        self._client.send(b".\r\n")
        return self._reply(Stage.CONTENT)

    def close(self) -> None:
        """Say goodbye."""
        try:
            self._client.quit()
        except (OSError, smtplib.SMTPException):
            self._client.close()

    def _envelope(self, sender: str, recipient: str) -> Reply | None:
        """Name sender and recipient; return the reply that refuses one, None when the server waits for the mail."""
        commands = (
            (f"MAIL FROM:<{sender}>\r\n".encode("ascii"), Stage.SENDER),
            (f"RCPT TO:<{recipient}>\r\n".encode("ascii"), Stage.RECIPIENT),
            (b"DATA\r\n", Stage.CONTENT),
        )
        if self._pipelined:
            self._client.send(b"".join(command for command, _ in commands))
            replies = [self._reply(stage) for _, stage in commands]
        else:
            replies = []
            for command, stage in commands:
                self._client.send(command)
                replies.append(self._reply(stage))
                if replies[-1].code >= 400:
                    break
        refusal = next((reply for reply in replies if reply.code >= 400), None)
        if refusal and replies[-1].code == 354:
            # RFC 2920, 3.1: the server waits for a mail without recipients; it gets an empty one, and refuses that
            self._client.send(b".\r\n")
            self._reply(Stage.CONTENT)
        elif refusal and refusal.code != 421:
            self._client.rset()
        return refusal

    def _reply(self, stage: Stage) -> Reply:
        return _reply(*self._client.getreply(), stage)

    def _socket(self) -> socket.socket:
        if self._client.sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return self._client.sock


def _wait_at_most(connected: socket.socket, seconds: int) -> None:
    """Let reading and writing fail when nothing can be read or written for some time.

    Python's own timeout asks `poll` before each read and write, and at both another thread may take over: with sixteen
    threads half of all context switches come from it.
    """
    # TLS tries again by itself when the option ends a read, and on Windows it has another form
    if isinstance(connected, ssl.SSLSocket) or sys.platform == "win32":
        connected.settimeout(seconds)
        return
    connected.settimeout(None)
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        connected.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", seconds, 0))


def _stuffed(data: bytes) -> bytes:
    """Return a mail as DATA carries it: a line that begins with a dot gets another one (RFC 5321, 4.5.2)."""
    stuffed = data.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _reply(code: int, words: bytes | str, stage: Stage) -> Reply:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    if code < 0:
        raise smtplib.SMTPServerDisconnected("the server's reply is no SMTP")
    return Reply(code, " ".join(text.split()), stage)
