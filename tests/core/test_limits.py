"""Sizes that a text may have."""

from __future__ import annotations

import pytest

from policybook.core import limits
from policybook.core.errors import LimitError


def test_text_at_its_limits_is_allowed() -> None:
    """The limit itself is inside."""
    line = "a" * (limits.LINE_BYTES - 1)
    longest = "\n".join([line] * 32)

    limits.check_size(longest)
    limits.check_size("a" * limits.LINE_BYTES)


@pytest.mark.parametrize("source", ["é" * (limits.LINE_BYTES // 2 + 1), "\ud800" * (limits.LINE_BYTES // 3 + 1)])
def test_size_is_counted_in_bytes(source: str) -> None:
    """Characters beyond ASCII weigh more; a damaged one must not end in a traceback."""
    with pytest.raises(LimitError, match="the limit is 65,536"):
        limits.check_size(source)
