"""What a cold build of a repository costs, beside git's own word-level log of it, run one after the other.

    python benchmarks/build_cost.py REPOSITORY

Prints CPU seconds (user and system, children included), peak memory and the ratio. Only the ratio means anything on a
noisy machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took."""

    cpu: float
    """User and system seconds."""
    peak: float
    """Largest resident memory of one process, in MiB."""


def measured(command: list[str], folder: Path) -> Cost:
    """Run a command to its end and return what it took; its output goes nowhere."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {errors.decode(errors='replace')}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Clone the repository, so that nothing of it is touched, and measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository", type=Path)
    repository = parser.parse_args().repository.resolve()
    with tempfile.TemporaryDirectory(prefix="policybook-bench-") as scratch:
        clone = Path(scratch) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(repository), str(clone)], check=True)
        log = ["git", "log", "-p", "--word-diff=porcelain", "--first-parent"]
        yardstick = measured(log, clone)
        build = [sys.executable, "-c", "from policybook.cli import main; main()", "build"]
        cold = measured(build, clone)
        pages = sum(1 for _ in (clone / "site").rglob("*.html"))
        shutil.rmtree(clone / "site")
        warm = measured(build, clone)
    print(f"{repository.name}: {pages} pages")
    print(f"git log -p --word-diff=porcelain --first-parent: {yardstick.cpu:.1f} CPU s, {yardstick.peak:.0f} MiB")
    for name, cost in (("cold", cold), ("warm", warm)):
        ratio = cost.cpu / max(yardstick.cpu, 0.01)
        print(f"policybook build, {name} cache: {cost.cpu:.1f} CPU s, {cost.peak:.0f} MiB, ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
