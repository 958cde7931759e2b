"""What a redline costs, beside other comparisons of the same texts, and how the cost grows with the text.

    python benchmarks/redline_speed.py REPOSITORY... [--sample 500] [--seed 11]

CPU seconds, of child processes too. Exits with 1 when one of our bars is missed. Only ratios and slopes mean anything
on a noisy machine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from math import log
from pathlib import Path
from statistics import linear_regression

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "builder"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from benchmarks.engines import GIT, HTMLDIFF, OURS, Case, Engine, NotFinishedError, cpu_limit, cpu_seconds
from benchmarks.sizes import GROWING, Growing
from benchmarks.versions import Texts, sampled

from policybook.core.errors import PolicybookError

STEEPEST = 1.2
"""The bar for the slope of the logarithm of the time over that of the size; 1 is linear."""
LONGEST = 20.0
"""The bar for the seconds of one comparison."""
_WORTH_REPEATING = 0.5
"""Shorter runs are made twice, and the better one counts."""


def timed(action: Callable[[], object]) -> float:
    """Return the CPU seconds of an action."""
    start = cpu_seconds()
    action()
    return cpu_seconds() - start


def real_table(texts: Sequence[Texts], engines: Sequence[Engine], limit: float) -> list[str]:
    """Print what real pairs cost each engine; return which of our bars are missed."""
    times: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for text in texts:
        case = Case(text)
        try:
            # ours comes first: it keeps what it has read, and must not find the pair already read for the peers
            here = {OURS.name: _limited(OURS, case, limit)}
            _ = case.old_html, case.new_html
        except PolicybookError:
            continue
        here |= {engine.name: _limited(engine, case, limit) for engine in engines if engine is not OURS}
        for name, seconds in here.items():
            times[name].append(seconds)
    print(f"\n{len(times[OURS.name])} pairs, CPU milliseconds\n")
    print("| engine | median | 95 % | longest | sum, s | not finished |\n|---|---|---|---|---|---|")
    for name, found in times.items():
        done = sorted(seconds for seconds in found if seconds < limit) or [0.0]
        shown = [1000 * done[len(done) // 2], 1000 * done[len(done) * 95 // 100], 1000 * done[-1]]
        print(
            f"| {name} | {' | '.join(f'{value:.1f}' for value in shown)} | {sum(done):.1f} | {len(found) - len(done)} |"
        )
    longest = max(times[OURS.name], default=0.0)
    return [f"a pair took {longest:.1f} s"] if longest > LONGEST else []


def _limited(engine: Engine, case: Case, limit: float) -> float:
    try:
        with cpu_limit(limit):
            return timed(lambda: engine.run(case))
    except NotFinishedError:
        return limit


def growth_table(kinds: Sequence[Growing]) -> list[str]:
    """Print how our cost grows with size; return which bars are missed."""
    print("\n| made pair | " + "seconds at each size | slope |\n|---|---|---|")
    missed: list[str] = []
    for kind in kinds:
        times = [_best(Case(kind.pair(size))) for size in kind.sizes]
        slope = linear_regression([log(size) for size in kind.sizes], [log(seconds) for seconds in times]).slope
        shown = ", ".join(f"{size:,}: {seconds:.2f}" for size, seconds in zip(kind.sizes, times, strict=True))
        print(f"| {kind.name} | {shown} | {slope:.2f} |", flush=True)
        missed += [f"{kind.name}: slope {slope:.2f} is over {STEEPEST}"] if slope > STEEPEST else []
        missed += [f"{kind.name}: took {max(times):.1f} s"] if max(times) > LONGEST else []
    return missed


def _best(case: Case) -> float:
    first = timed(lambda: OURS.run(case))
    return min(first, timed(lambda: OURS.run(case))) if first < _WORTH_REPEATING else first


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="*", metavar="REPOSITORY", help="a git repository with Markdown files")
    parser.add_argument("--sample", type=int, default=500, metavar="N", help="compare N pairs of all (default: 500)")
    parser.add_argument("--seed", type=int, default=11, metavar="S", help="choose another sample (default: 11)")
    options = parser.parse_args()
    texts = sampled(options.repositories, sample=options.sample, seed=options.seed)
    engines = [engine for engine in (OURS, GIT, HTMLDIFF) if engine.installed]
    missed = growth_table(GROWING)
    missed += real_table(texts, engines, LONGEST) if texts else []
    for bar in missed:
        print(f"missed: {bar}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
