"""How legible redlines are, beside other comparisons of the same texts, and whether they find edits that are known.

    python benchmarks/redline_quality.py REPOSITORY... [--sample 500] [--seed 11] [--synthetic 60]

Exits with 1 when one of our bars is missed. benchmarks/README.md says what the columns mean.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import lxml.html

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "builder"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from benchmarks import made
from benchmarks.engines import OURS, PEERS, Case, Engine, NotFinishedError, cpu_limit, without_targets
from benchmarks.marks import Part, Quality, Side, Tally, gathered, html_parts, minimal, quality, visible
from benchmarks.versions import Texts, latest, sampled

from policybook.core.errors import PolicybookError
from restored import canonical, restored  # shares no code with the product

MOST_EXCESS, MOST_REGIONS, MOST_CUT, MOST_STUBS = 1.05, 0.62, 0.5, 1.0
"""The bars for us; per cent and stubs per hundred regions."""
CLOSE = 0.05
"""How far what is marked may be from the truth."""


@dataclass(slots=True)
class Row:
    """What was found about one engine."""

    name: str
    found: dict[int, Quality] = field(default_factory=dict)
    """By the number of the pair: what it marks."""
    words_back: int = 0
    """Pairs of which both texts can be read back, white space aside."""
    structure_back: int = 0
    """Pairs of which both renderings can be read back, white space aside."""

    def add(self, number: int, comparison: str | list[Part], case: Case, *, links: bool) -> None:
        """Note what an engine marks in a pair."""
        if isinstance(comparison, str):
            self.found[number] = quality(html_parts(comparison))
            words, structure = _html_back(comparison, case, links=links)
            self.words_back += words
            self.structure_back += structure
        else:
            self.found[number] = quality(comparison)
            sides = ((Side.OLD, case.old), (Side.NEW, case.new))
            self.words_back += all(gathered(comparison, side) == _squeezed(text) for side, text in sides)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _html_back(comparison: str, case: Case, *, links: bool) -> tuple[bool, bool]:
    """Return whether the words, and whether the structure, of both versions can be read back."""
    well_formed = lxml.html.tostring(
        lxml.html.fragment_fromstring(comparison, create_parent="div"), encoding="unicode", method="xml"
    )
    versions = [("old", case.old_html), ("new", case.new_html)]
    if not links:
        versions = [(version, without_targets(text)) for version, text in versions]
    back = [(restored(well_formed, version), f"<div>{canonical(text)}</div>") for version, text in versions]
    words = all(_squeezed(visible(found)) == _squeezed(visible(text)) for found, text in back)
    return words, all(_squeezed(found) == _squeezed(text) for found, text in back)


def measured(texts: Iterable[Texts], engines: Sequence[Engine], seconds: float) -> tuple[list[Row], Yardsticks, int]:
    """Compare all pairs with all engines."""
    rows = [Row(engine.name) for engine in engines]
    strict = Row(f"{OURS.name}, moves counted as marks")
    yardsticks: Yardsticks = {}
    pairs = 0
    for number, text in enumerate(texts):
        case = Case(text)
        try:
            least = minimal(case.old, case.new), minimal(visible(case.old_html), visible(case.new_html))
        except PolicybookError:
            continue
        pairs += 1
        yardsticks[number] = least
        for engine, row in zip(engines, rows, strict=True):
            try:
                with cpu_limit(seconds):
                    comparison = engine.run(case)
            except NotFinishedError:
                continue
            row.add(number, comparison, case, links=engine.links)
            if engine is OURS and isinstance(comparison, str):
                strict.found[number] = quality(html_parts(comparison, moves_count=True))
    return [rows[0], strict, *rows[1:]], yardsticks, pairs


Yardsticks = dict[int, tuple[Quality, Quality]]
"""By the number of a pair: the least that must be marked in its source, and in its rendering."""


def tallied(row: Row, numbers: Iterable[int], yardsticks: Yardsticks, *, renders: bool) -> Tally:
    """Return the sums over some pairs."""
    tally = Tally()
    for number in numbers:
        tally.add(row.found[number], yardsticks[number][renders])
    return tally


def real_table(texts: Sequence[Texts], engines: Sequence[Engine], seconds: float) -> list[str]:
    """Print the table of the real pairs; return which of our bars are missed."""
    rows, yardsticks, pairs = measured(texts, engines, seconds)
    # an engine that fails on many pairs must not choose the pairs for the others
    shared = set(yardsticks).intersection(*(row.found for row in rows if len(row.found) > 0.8 * pairs))
    print(f"\n{pairs} pairs, {len(shared)} of them finished by all engines and compared below\n")
    print("| engine | finished | excess | median | regions | words cut % | stubs /100 | words back | structure back |")
    print("|---|---|---|---|---|---|---|---|---|")
    renders = {engine.name: engine.renders for engine in engines}
    for row in rows:
        rendered = renders.get(row.name, True)
        tally = tallied(row, sorted(shared & row.found.keys()), yardsticks, renders=rendered)
        back = [f"{100 * count / max(1, len(row.found)):.0f} %" for count in (row.words_back, row.structure_back)]
        back = ["", ""] if row is rows[1] else [back[0], back[1] if rendered else "–"]
        print(
            f"| {row.name} | {len(row.found)} | {tally.excess:.3f} | {tally.median:.2f} | {tally.regions:.3f} "
            f"| {tally.cut:.2f} | {tally.stubs:.2f} | {back[0]} | {back[1]} |"
        )
    ours = tallied(rows[0], sorted(rows[0].found), yardsticks, renders=True)
    missed = [f"{name} {value:.3f} is over {most}" for name, value, most in _bars(ours) if value > most]
    whole = min(len(rows[0].found), rows[0].words_back, rows[0].structure_back)
    return missed + ([f"{pairs - whole} pairs are not read back"] if whole < pairs else [])


def _bars(ours: Tally) -> tuple[tuple[str, float, float], ...]:
    return (
        ("excess", ours.excess, MOST_EXCESS),
        ("regions", ours.regions, MOST_REGIONS),
        ("words cut", ours.cut, MOST_CUT),
        ("stubs", ours.stubs, MOST_STUBS),
    )


# ---- edits that are known


def synthetic_table(documents: Sequence[Texts], engines: Sequence[Engine], seed: int, seconds: float) -> list[str]:
    """Print how often each engine finds what was done to a text; return where we do not."""
    edits = [edit for document in documents for edit in made.made(document, seed)]
    numbers = Counter(edit.kind for edit in edits)
    print(f"\n{len(documents)} documents with made edits; in how many of a hundred the marks are right\n")
    print("| engine | " + " | ".join(f"{kind} (n={numbers[kind]})" for kind in made.Kind) + " | words cut |")
    print("|---|" + "---|" * (len(made.Kind) + 1))
    missed: list[str] = []
    for engine in engines:
        right, cut = synthetic_row(edits, engine, seconds)
        shares = [f"{100 * right[kind] / max(1, numbers[kind]):.0f} %" for kind in made.Kind]
        print(f"| {engine.name} | {' | '.join(shares)} | {cut} |")
        if engine is OURS:
            missed += [
                f"{kind}: {numbers[kind] - right[kind]} wrong" for kind in made.Kind if right[kind] < numbers[kind]
            ]
            missed += [f"{cut} words cut in known edits"] if cut else []
    return missed


def synthetic_row(edits: Iterable[made.Made], engine: Engine, seconds: float) -> tuple[Counter[made.Kind], int]:
    """Return how many edits of each kind an engine marks rightly, and how many words it cuts."""
    right: Counter[made.Kind] = Counter()
    cut = 0
    for edit in edits:
        try:
            with cpu_limit(seconds):
                found = quality(engine.parts(Case(edit.texts)))
        except NotFinishedError:
            continue
        right[edit.kind] += is_right(edit, found)
        cut += found.cut
        if engine is OURS and not is_right(edit, found):
            print(f"wrong: {edit.kind} in {edit.texts.name}: {found}, extent {edit.extent}", file=sys.stderr)
    return right, cut


def is_right(edit: made.Made, found: Quality) -> bool:
    """Return whether marks agree with what was done."""
    if edit.kind in made.EMPTY:
        return found.marked == 0
    if edit.kind is made.Kind.MOVED:
        return found.marked == 0
    return abs(found.marked - edit.extent) <= CLOSE * edit.extent


def main() -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", metavar="REPOSITORY", help="a git repository with Markdown files")
    parser.add_argument("--sample", type=int, default=500, metavar="N", help="compare N pairs of all (default: 500)")
    parser.add_argument("--seed", type=int, default=11, metavar="S", help="choose another sample (default: 11)")
    parser.add_argument(
        "--synthetic", type=int, default=60, metavar="N", help="edit N documents (default: 60; 0: none)"
    )
    parser.add_argument(
        "--limit", type=float, default=15, metavar="SECONDS", help="CPU time for one pair (default: 15)"
    )
    parser.add_argument("--ours", action="store_true", help="leave the peers out")
    options = parser.parse_args()
    if find_spec("rapidfuzz") is None:
        parser.error("RapidFuzz makes the yardstick and is not installed; see benchmarks/requirements.txt")
    engines = [OURS] if options.ours else [OURS, *(peer for peer in PEERS if peer.installed)]
    texts = sampled(options.repositories, sample=options.sample, seed=options.seed)
    missed = real_table(texts, engines, options.limit) if texts else []
    if options.synthetic:
        documents = made.documents(latest(options.repositories), number=options.synthetic, seed=options.seed)
        missed += synthetic_table(documents, engines, options.seed, options.limit)
    for bar in missed:
        print(f"missed: {bar}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
