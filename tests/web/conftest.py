"""What the tests of the subscribe server share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lists import ListServer, list_server, list_site
from policybook.web.serving import METRICS_TOKEN
from repositories import Repository


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("POLICYBOOK_LEDGER", "POLICYBOOK_MAIL_KEYS", "POLICYBOOK_SMTP_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(METRICS_TOKEN, "secret")


@pytest.fixture
def server(repository: Repository) -> Iterator[ListServer]:
    """A server whose list is empty."""
    with list_server(list_site(repository)) as opened:
        yield opened
