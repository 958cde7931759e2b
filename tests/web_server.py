"""A web service in a thread: it remembers what it was asked, and answers as its script wants."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """A request."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    data: bytes

    @property
    def content(self) -> Any:
        """Its JSON."""
        return json.loads(self.data)


@dataclass
class Said:
    """An answer. `hang_up`: none, after the request was read; `late`: none until the event."""

    status: int = 200
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    hang_up: bool = False
    late: threading.Event | None = None


Script = Callable[[Asked], Said]


@dataclass
class WebServer:
    """Use it as a context manager; it listens on a port of its own on the loopback interface."""

    script: Script = lambda asked: Said(200, {"id": "1"})
    context: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> WebServer:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (OSError, ValueError):
                    self.close_connection = True

            def answer(self) -> None:
                data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, parts.path, parse_qs(parts.query), headers, data)
                owner.asked.append(asked)
                said = owner.script(asked)
                if said.late:
                    said.late.wait(30)
                if said.hang_up or said.late:
                    self.close_connection = True
                    return
                body = said.raw if said.raw is not None else json.dumps(said.content).encode()
                self.send_response(said.status)
                for name, value in {"Content-Length": str(len(body)), **said.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = answer  # noqa: N815  names that the library calls

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        if self.context:
            self._server.socket = self.context.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        self.url = f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass
class Campaigns:
    """The script of a listmonk: campaigns are made, looked for by tag, started. Of each request it may do otherwise."""

    otherwise: Callable[[Asked], Said | None] = lambda asked: None
    made: list[dict[str, Any]] = field(default_factory=list)
    started: list[int] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != "Basic YXBpOnNlY3JldC10b2tlbg==":
            return Said(403, {"message": "invalid session"})
        said = self.otherwise(asked)
        if said and not (said.hang_up or said.late):
            return said
        done = self._done(asked)
        return said or done

    def _done(self, asked: Asked) -> Said:
        if asked.method == "GET":
            (tag,) = asked.query["tag"]
            found = [item for item in self.made if tag in item["tags"]]
            return Said(200, {"data": {"results": found}})
        if asked.method == "POST":
            item = {**asked.content, "id": len(self.made) + 1, "status": "draft"}
            self.made.append(item)
            return Said(200, {"data": item})
        item = self.made[int(asked.path.split("/")[3]) - 1]
        if item["status"] not in ("draft", "paused"):
            return Said(400, {"message": "only drafts and paused ones can be started"})
        item["status"] = asked.content["status"]
        self.started.append(item["id"])
        return Said(200, {"data": item})
