"""The same two texts make the same redline in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from redline_hashes import PAIRS

ROOT = Path(__file__).parents[2]


def hashes(seed: int) -> list[str]:
    """Return the hash of each awkward pair's redline, made by a process with a hash seed of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT / "builder")}
    command = [sys.executable, str(ROOT / "tests" / "redline_hashes.py")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()


def test_redlines_do_not_depend_on_the_order_of_sets() -> None:
    """Python orders sets of strings anew in every process; two builds of one commit must agree to the byte."""
    first = hashes(0)

    assert len(set(first)) == len(PAIRS) >= 12
    assert hashes(1) == first
    assert hashes(2) == first
