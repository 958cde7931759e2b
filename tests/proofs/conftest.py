"""What the proofs share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from proofs.postfix import Postfix, running_postfix


@pytest.fixture
def postfix(request: pytest.FixtureRequest) -> Iterator[Postfix]:
    """A server of this test's own."""
    if not request.config.getoption("--servers"):
        pytest.skip("starts a Postfix: run with --servers")
    with running_postfix() as running:
        yield running
