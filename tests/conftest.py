"""Fixtures that tests of all layers share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from repositories import Repository

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
