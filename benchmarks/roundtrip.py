"""Compares all consecutive versions of the Markdown files in git repositories, and restores both from the redline.

    python benchmarks/roundtrip.py REPOSITORY... [--sample N] [--made 5000] [--seed 1]

Exits with 1 when a version is not restored byte for byte. `--made` does the same with texts that are made up.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "builder"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from benchmarks.versions import Pair, consecutive_versions, texts

from block_trees import pairs as made_pairs
from policybook.core import html
from policybook.core.blocks import parse
from policybook.core.errors import PolicybookError
from policybook.core.redline import compare
from policybook.core.redline_markup import markup
from policybook.core.tree import Block
from restored import canonical, misplaced, restored  # shares no code with the product


@dataclass(slots=True)
class Outcome:
    """What a run has found so far."""

    pairs: int = 0
    refused: int = 0
    failures: list[str] = field(default_factory=list)
    parsing: float = 0.0
    comparing: list[float] = field(default_factory=list)


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
    if found_faults := faults(found, old, new):
        outcome.failures.append(f"{pair.path} {pair.old}..{pair.new}: {found_faults[0]}")
        print(outcome.failures[-1], flush=True)


def faults(found: str, old: Sequence[Block], new: Sequence[Block]) -> list[str]:
    """Return what is wrong with the markup of a redline."""
    wrong = misplaced(found)
    wrong += ["new version not restored"] * (restored(found, "new") != canonical(html.blocks(new)))
    wrong += ["old version not restored"] * (restored(found, "old") != canonical(html.blocks(old)))
    return wrong


def run_made(number: int, *, random_seed: int) -> bool:
    """Check so many pairs of made texts; return whether all are restored. A failure is shown as its smallest form."""
    checked = [0]

    @seed(random_seed)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(made_pairs)
    def is_restored(both: tuple[tuple[Block, ...], tuple[Block, ...]]) -> None:
        checked[0] += 1
        wrong = faults(markup(compare(*both)), *both)
        assert not wrong, wrong[0]

    start = time.process_time()
    try:
        is_restored()
    except AssertionError as error:
        print("\n".join([str(error), *getattr(error, "__notes__", ())]))
        return False
    print(f"made texts: {checked[0]} pairs, 0 failures, {time.process_time() - start:.1f} CPU s")
    return True


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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="*", metavar="REPOSITORY", help="a git repository with Markdown files")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="check only N pairs of each repository")
    parser.add_argument("--made", type=int, default=0, metavar="N", help="check N pairs of made texts as well")
    parser.add_argument("--seed", type=int, default=7, metavar="S", help="choose another sample, and other made texts")
    options = parser.parse_args()
    outcomes = [run(path, sample=options.sample, seed=options.seed) for path in options.repositories]
    whole = not options.made or run_made(options.made, random_seed=options.seed)
    return 0 if whole and not any(outcome.failures for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
