"""Fixtures that tests of all layers share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from policybook.adapters.ledger import Ledger, open_ledger
from repositories import Repository
from servers import new_database, running_postgresql

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
"""No test depends on how busy the machine is."""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty git repository."""
    return Repository(tmp_path / "repository")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options: one writes what is seen over the golden files, whose diff the reviewer reads."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected parts of tests/golden")
    parser.addoption("--every-day", action="store_true", help="build the site of each of 400 days, not of some")
    parser.addoption("--servers", action="store_true", help="also run the tests that start a PostgreSQL or Postfix")


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL of our own, without a port: a socket in a folder."""
    if not request.config.getoption("--servers"):
        pytest.skip("starts a PostgreSQL: run with --servers")
    with running_postgresql(tmp_path_factory.mktemp("postgresql")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty ledger can be made, in each database in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    url: str = request.getfixturevalue("postgresql")
    return new_database(url)


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with open_ledger(where) as opened:
        yield opened
