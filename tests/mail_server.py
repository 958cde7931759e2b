"""A mail server in a thread: it remembers what it took, and says and does what its script wants."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

Script = Callable[[str, str], str]
"""What to reply to a command: gets the command's word (`MAIL`, `RCPT`, `DOT` ...) and what follows it. `HANGUP` breaks
the connection, an empty text means the usual reply."""

USUAL = {"MAIL": "250 2.1.0 Ok", "RCPT": "250 2.1.5 Ok", "DATA": "354 Go ahead", "DOT": "250 2.0.0 Ok: queued as X"}


@dataclass
class Taken:
    """A mail that the server took."""

    sender: str
    recipient: str
    data: bytes
    login: str = ""
    encrypted: bool = False

    @property
    def message(self) -> EmailMessage:
        """The mail, read."""
        found = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found


@dataclass
class MailServer:
    """Use it as a context manager; it listens on a port of its own on the loopback interface."""

    script: Script = lambda word, rest: ""
    extensions: tuple[str, ...] = ("PIPELINING", "8BITMIME")
    context: ssl.SSLContext | None = None
    wrapped: bool = False
    greeting: str = "220 test"
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)

    def __enter__(self) -> MailServer:
        owner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                Conversation(owner, self).run()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Conversation:
    """One connection."""

    def __init__(self, server: MailServer, handler: socketserver.StreamRequestHandler) -> None:
        self.server = server
        self.socket = handler.request
        self.encrypted = False
        self.login = ""
        self.sender: str | None = None
        self.recipient = ""

    def run(self) -> None:
        self.server.connections += 1
        try:
            if self.server.wrapped:
                self._encrypt()
            self._open_files()
            self._say(self.server.greeting)
            while self._command():
                pass
        except (OSError, ValueError):
            pass
        finally:
            self.socket.close()

    def _open_files(self) -> None:
        self.reading = self.socket.makefile("rb")

    def _encrypt(self) -> None:
        assert self.server.context
        self.socket = self.server.context.wrap_socket(self.socket, server_side=True)
        self.encrypted = True

    def _say(self, words: str) -> None:
        if words == "HANGUP":
            raise OSError
        self.socket.sendall(words.encode() + b"\r\n")

    def _command(self) -> bool:
        line = self.reading.readline().decode("latin-1").strip()
        if not line:
            return False
        self.server.commands.append(line)
        word, _, rest = line.partition(" ")
        word = word.upper()
        answer = self.server.script(word, rest)
        if word == "EHLO":
            self._say(
                answer or "\r\n".join(["250-test", *(f"250-{name}" for name in self.server.extensions), "250 Ok"])
            )
        elif word == "STARTTLS":
            self._say(answer or "220 Go")
            self._encrypt()
            self._open_files()
        elif word == "AUTH":
            self.login = rest
            self._say(answer or "235 2.7.0 Ok")
        elif word == "DATA":
            self._data(answer)
        elif word == "QUIT":
            self._say("221 Bye")
            return False
        else:
            answer = answer or USUAL.get(word, "250 2.0.0 Ok")
            if word == "MAIL":
                self.sender, self.recipient = _between(rest) if answer.startswith("250") else None, ""
            if word == "RCPT" and self.sender is None:
                answer = "503 5.5.1 No sender"
            if word == "RCPT" and answer.startswith("250"):
                self.recipient = _between(rest)
            self._say(answer)
        return True

    def _data(self, answer: str) -> None:
        if not self.recipient and not answer:
            answer = "503 5.5.1 No recipients"
        self._say(answer or USUAL["DATA"])
        if answer and not answer.startswith("354"):
            return
        data = b""
        while (line := self.reading.readline()) != b".\r\n":
            if not line:
                raise OSError
            data += line[1:] if line.startswith(b".") else line
        answer = self.server.script("DOT", self.recipient)
        if answer.startswith("TAKE "):
            answer = answer.removeprefix("TAKE ")
            self._take(data)
        elif not answer or answer.startswith("250"):
            self._take(data)
        self._say(answer or USUAL["DOT"])

    def _take(self, data: bytes) -> None:
        self.server.taken.append(Taken(self.sender or "", self.recipient, data, self.login, self.encrypted))


def _between(text: str) -> str:
    return text[text.index("<") + 1 : text.index(">")]
