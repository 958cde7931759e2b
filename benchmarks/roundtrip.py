"""Compares all consecutive versions of the Markdown files in git repositories, and restores both from the redline.

Run it as `python benchmarks/roundtrip.py REPOSITORY...`; it exits with 1 when a version is not restored byte for byte.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "builder"), str(ROOT / "tests")]

from policybook.core import html  # noqa: E402  # only now on the path
from policybook.core.blocks import parse  # noqa: E402  # only now on the path
from policybook.core.errors import PolicybookError  # noqa: E402  # only now on the path
from policybook.core.redline import compare  # noqa: E402  # only now on the path
from policybook.core.redline_markup import markup  # noqa: E402  # only now on the path
from restored import canonical, misplaced, restored  # noqa: E402  # shares no code with the product


@dataclass(frozen=True, slots=True)
class Pair:
    """Two consecutive versions of a file."""

    path: str
    old: str
    new: str


@dataclass(slots=True)
class Outcome:
    """What a run has found so far."""

    pairs: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)
    parsing: float = 0.0
    comparing: list[float] = field(default_factory=list)


def git(repository: str, *arguments: str, data: bytes = b"") -> bytes:
    """Return what a git command prints."""
    return subprocess.run(["git", "-C", repository, *arguments], input=data, capture_output=True, check=True).stdout


def consecutive_versions(repository: str) -> Iterator[Pair]:
    """Yield the pairs of versions on the first-parent line, newest first."""
    log = git(repository, "log", "--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "-z", "--format=")
    fields = iter(log.decode("utf-8", "surrogateescape").split("\0"))
    for line in fields:
        if not line.strip().startswith(":"):
            continue
        _, _, old, new, status = line.strip().split(" ")
        path = next(fields)
        if status == "M" and old != new and path.endswith(".md"):
            yield Pair(path, old, new)


def texts(repository: str, objects: Iterable[str]) -> dict[str, str]:
    """Return the texts of blobs by their id."""
    wanted = sorted(set(objects))
    output = git(repository, "cat-file", "--batch", data="".join(f"{name}\n" for name in wanted).encode())
    found, start = {}, 0
    for name in wanted:
        end = output.index(b"\n", start)
        size = int(output[start:end].split()[2])
        found[name] = output[end + 1 : end + 1 + size].decode("utf-8", "replace")
        start = end + 2 + size
    return found


def check(pair: Pair, contents: Mapping[str, str], outcome: Outcome) -> None:
    """Compare one pair and note what went wrong."""
    start = time.process_time()
    try:
        old, new = parse(contents[pair.old], path=pair.path), parse(contents[pair.new], path=pair.path)
    except PolicybookError:
        outcome.refused += 1
        return
    parsed = time.process_time()
    found = markup(compare(old, new))
    compared = time.process_time()
    outcome.pairs += 1
    outcome.parsing += parsed - start
    outcome.comparing.append(compared - parsed)
    faults = misplaced(found)
    faults += ["new version not restored"] * (restored(found, "new") != canonical(html.blocks(new)))
    faults += ["old version not restored"] * (restored(found, "old") != canonical(html.blocks(old)))
    if faults:
        outcome.failures.append(f"{pair.path} {pair.old}..{pair.new}: {faults[0]}")
        print(outcome.failures[-1], flush=True)


def run(repository: str, *, sample: int, seed: int) -> Outcome:
    """Check the pairs of one repository, all or a sample, and print what was found."""
    pairs = list(consecutive_versions(repository))
    if 0 < sample < len(pairs):
        pairs = random.Random(seed).sample(pairs, sample)
    outcome = Outcome()
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        contents = texts(repository, [name for pair in part for name in (pair.old, pair.new)])
        for pair in part:
            check(pair, contents, outcome)
    report(repository, outcome)
    return outcome


def report(repository: str, outcome: Outcome) -> None:
    """Print one line on a repository."""
    times = sorted(outcome.comparing) or [0.0]
    total = outcome.parsing + sum(times)
    each = 1000 * total / max(1, outcome.pairs)
    print(
        f"{repository}: {outcome.pairs} pairs, {len(outcome.failures)} failures, {outcome.refused} refused, "
        f"{total:.1f} CPU s ({each:.0f} ms a pair), parsing {outcome.parsing:.1f} s; comparing median "
        f"{1000 * times[len(times) // 2]:.1f} ms, 95 % {1000 * times[len(times) * 95 // 100]:.0f} ms, "
        f"longest {times[-1]:.2f} s",
        flush=True,
    )


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", metavar="REPOSITORY", help="a git repository with Markdown files")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="check only N pairs of each repository")
    parser.add_argument("--seed", type=int, default=7, metavar="S", help="choose another sample")
    options = parser.parse_args()
    outcomes = [run(path, sample=options.sample, seed=options.seed) for path in options.repositories]
    return 1 if any(outcome.failures for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
