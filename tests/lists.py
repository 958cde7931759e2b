"""A subscribe server for tests: its site, its clock, its mails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from policybook.adapters.ledger import Ledger
from policybook.adapters.settings import load_settings
from policybook.app.book import no_progress
from policybook.app.mailing import keys_of, ledger_of
from policybook.core.mailing import Subscriber
from policybook.web.guard import Allowance
from policybook.web.serving import opened
from repositories import Repository
from scripted import note

SERVER = "https://lists.example.org/"
FREELY = Allowance(per_client="100000/minute", per_address="100000/minute", in_all="100000/minute")
SETTINGS = f"""site_name: Example
site_url: https://policies.example.org/
docs_dir: content
theme: policybook
plugins:
  - policybook:
      subscribe_url: {SERVER}
      mail_from: Example <policies@example.org>
      mail_bounce_address: bounces+{{token}}@example.org
"""
CONTENT = {
    "content/terms/index.md": "---\ntitle: Terms of Use\n---\n## Start\n\nYou may use it within 14 days.\n",
    "content/terms/revisions/2020-01-01.md": note("First publication.", kind="initial"),
    "content/privacy/index.md": "---\ntitle: Privacy <notice>\n---\n## Data\n\nWe keep little.\n",
    "content/de/terms/index.md": "---\ntitle: Nutzung\nlang: de\ntranslation_of: terms\n---\n## Beginn\n\nJa.\n",
}


@dataclass
class Time:
    """A clock that stands still until it is told to move."""

    now: datetime = field(default_factory=lambda: datetime(2027, 3, 1, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class ListServer:
    """The server, a browser without cookies, and what it does to the world."""

    folder: Path
    client: FlaskClient
    ledger: Ledger
    keys: tuple[bytes, ...]
    time: Time

    def get(self, address: str, **headers: str) -> TestResponse:
        return self.client.get(_path(address), headers=headers)

    def post(self, address: str, data: dict[str, object] | None = None, **headers: str) -> TestResponse:
        return self.client.post(_path(address), data=data or {}, headers=headers)

    def ask(self, address: str = "ada@example.org", **values: object) -> TestResponse:
        return self.post("/", {"address": address, "all": "yes", "changes": "material", **values})

    def mails(self) -> list[EmailMessage]:
        """All mails, oldest first."""
        files = sorted((self.folder / "outbox").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    def link(self, kind: str = "confirm") -> str:
        """The address in the last mail that leads to a page of the server."""
        found = links(self.mails()[-1], kind)
        assert len(found) == 1
        return found.pop()

    def join(self, address: str = "ada@example.org", **values: object) -> Subscriber:
        """Somebody on the list, as people come onto it."""
        self.ask(address, **values)
        assert self.post(self.link()).status_code == 303
        found = self.ledger.subscribers.by_key(address.casefold())
        assert found is not None
        return found


def links(mail: EmailMessage, kind: str) -> set[str]:
    """The addresses of a kind in a mail, of its text and its HTML."""
    bodies = [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
    return {found for body in bodies for found in re.findall(rf'{re.escape(SERVER)}{kind}/[^\s"<]+', body)}


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


@contextmanager
def list_server(folder: Path, *, allowance: Allowance = FREELY) -> Iterator[ListServer]:
    """The server of the site in a folder."""
    time, settings = Time(), load_settings(folder)
    with opened(settings, clock=time, progress=no_progress, allowance=allowance) as app, ledger_of(settings) as ledger:
        yield ListServer(folder, app.test_client(use_cookies=False), ledger, keys_of(settings), time)


def list_site(repository: Repository, **options: object) -> Path:
    """A site that has a subscribe server."""
    lines = "".join(f"      {name}: {value}\n" for name, value in options.items())
    repository.commit({"mkdocs.yml": SETTINGS + lines, **CONTENT})
    return repository.folder
