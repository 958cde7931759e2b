"""What a reader sees for small edits, in files that a lawyer can read and correct."""

from __future__ import annotations

from pathlib import Path

import pytest

from policybook.core.blocks import parse
from policybook.core.redline import compare
from policybook.core.redline_text import plain_text

FOLDER = Path(__file__).parents[1] / "golden" / "words"
FILES = sorted(FOLDER.glob("*.md"))
PARTS = 4
"""Title, old text, new text, what is seen; each ends with a line that holds a dot alone."""


def cases(path: Path) -> list[list[str]]:
    """Return the cases of a file, each as its parts."""
    parts = path.read_text(encoding="utf-8").split("\n.\n")
    assert len(parts) % PARTS == 1, f"{path.name} has a case with a part missing"
    assert not parts[-1].strip()
    return [[part.strip("\n") for part in parts[start : start + PARTS]] for start in range(0, len(parts) - 1, PARTS)]


def seen(old: str, new: str) -> str:
    """Return the redline of two texts as it is written in the golden files."""
    return plain_text(compare(parse(f"{old}\n"), parse(f"{new}\n")), width=0).strip("\n")


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_small_edits_are_seen_as_the_golden_files_say(path: Path, request: pytest.FixtureRequest) -> None:
    """The words and marks are what people read: a change of the engine that alters them must be looked at."""
    found = [[title, old, new, seen(old, new)] for title, old, new, _ in cases(path)]
    if request.config.getoption("--update-golden"):
        path.write_text("\n".join("".join(f"{part}\n.\n" for part in case) for case in found), encoding="utf-8")

    assert found == cases(path)


def test_the_golden_files_cover_many_kinds_of_edit() -> None:
    """A file that the glob does not find would be a test that never runs."""
    assert sum(len(cases(path)) for path in FILES) >= 80
