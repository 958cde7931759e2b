"""The measures of the benchmarks count what they say; a bar that cannot be missed would prove nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.marks import Part, Quality, Side, gathered, html_parts, quality


def parts(text: str) -> list[Part]:
    """Return parts written as `kept|-gone|+new`; `_` and `^` mark the old and new copy of what moved."""
    sides = {"-": Side.OLD, "+": Side.NEW, "_": Side.OLD_COPY, "^": Side.NEW_COPY}
    return [
        Part(sides[piece[0]], piece[1:]) if piece[:1] in sides else Part(Side.SAME, piece) for piece in text.split("|")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all the same", Quality()),
        ("we |-sell|+share| it", Quality(marked=9, regions=1)),
        ("we |-sell |+share| |+it", Quality(marked=11, regions=1)),
        ("we |-sell| data |+now", Quality(marked=7, regions=2)),
        ("refund|+able| sums", Quality(marked=4, regions=1, cut=1)),
        ("|+non|refundable", Quality(marked=3, regions=1, cut=1)),
        ("|-a b| of the |+c d", Quality(marked=4, regions=2, stubs=1)),
        ("|-a b| of the\n|+c d", Quality(marked=4, regions=2)),
        ("|-a b| of law |+c d", Quality(marked=4, regions=2)),
        ("中|+文|字", Quality(marked=1, regions=1)),
        ("|_moved text|kept |^moved text|+!", Quality(marked=1, regions=1)),
        ("word|_ |^\u00a0|-gone|+come", Quality(marked=8, regions=1)),
        ("-|+ |- ", Quality()),
    ],
)
def test_marks_are_counted_as_readers_meet_them(text: str, expected: Quality) -> None:
    """Blanks do not count and do not part two marks; what moved is not new."""
    assert quality(parts(text)) == expected


def test_marks_in_html_are_found() -> None:
    """The reasons of our redlines tell new words from moved ones."""
    markup = (
        '<p>a <ins>b</ins></p><p data-diff="ins" data-why="moved">c <del>d</del></p>'
        '<p data-diff="del" data-why="moved">c d</p><p>e <ins data-why="typography">f</ins></p>'
    )

    assert quality(html_parts(markup)) == Quality(marked=2, regions=2)
    assert quality(html_parts(markup, moves_count=True)).marked == 5
    assert gathered(html_parts(markup), Side.OLD) == "adcde"
