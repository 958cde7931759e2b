"""Our style sheet on the pages of others: nothing of it reaches anything that is not ours."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
import tinycss2

from policybook.adapters.assets import BODY_SHEETS, compact
from policybook.adapters.scoped import content_sheet, scoped

SHEET = content_sheet(BODY_SHEETS)


def selectors(nodes: Sequence[tinycss2.ast.Node]) -> Iterator[str]:
    for node in nodes:
        if node.type == "qualified-rule":
            commas = [place for place, part in enumerate(node.prelude) if part.type == "literal" and part.value == ","]
            for start, end in pairwise([-1, *commas, len(node.prelude)]):
                yield tinycss2.serialize(node.prelude[start + 1 : end])
        elif node.type == "at-rule" and node.lower_at_keyword in ("media", "container", "supports"):
            yield from selectors(tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True))


def test_every_rule_is_about_what_is_ours() -> None:
    """A rule for `table` would reach every table of the site."""
    found = list(selectors(tinycss2.parse_stylesheet(SHEET, skip_comments=True, skip_whitespace=True)))

    assert len(found) > 100
    assert [one for one in found if not re.match(r"\s*(?:\.rst-content )?\.policybook\b", one)] == []


def test_every_class_and_property_has_our_name() -> None:
    """`--md-...` and `--bs-...` are read from Material and Bootstrap, and never set."""
    classes = set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r"\d\.\d", "", SHEET)))
    properties = set(re.findall(r"[{;\s](--[\w-]+):", SHEET))

    assert {name for name in classes if not name.startswith("pb-")} - {"css"} == {"policybook", "rst-content"}
    assert {name for name in properties if not name.startswith("--pb-")} == set()


def test_every_property_that_is_read_is_set() -> None:
    """A colour that nobody sets is no colour."""
    read = set(re.findall(r"var\((--pb-[\w-]+)\)", SHEET))

    assert read <= set(re.findall(r"(--pb-[\w-]+):", SHEET))


def test_letters_and_columns_are_the_themes() -> None:
    """It has its own fonts, links, headings and width."""
    assert "font-family" not in SHEET
    assert not re.search(r"[{;]font:", SHEET)
    assert not re.search(r"[\d.]rem\b", SHEET)
    assert "prefers-color-scheme" not in SHEET
    assert not re.search(r"\.policybook a[ {,:]", SHEET)


def test_the_bodies_of_every_page_of_other_themes_have_their_rules() -> None:
    """Policies, the list of them and histories; what our script would lay out bit by bit is laid out at once."""
    assert {".pb-clause", ".pb-cards", ".pb-rev"} <= set(re.findall(r"\.pb-[a-z]+", SHEET))
    assert "content-visibility:auto" not in SHEET


def test_it_is_small() -> None:
    """It comes on top of what a theme loads."""
    assert len(gzip.compress(compact(SHEET).encode(), mtime=0)) < 5 * 1024


@pytest.mark.parametrize(
    ("ours", "made"),
    [
        ("ul, .row { margin: 0 }", ".policybook.policybook ul,.policybook.policybook .pb-row{margin:0;}\n"),
        (".a:not(.b) > i { top: 0 }", ".policybook.policybook .pb-a:not(.pb-b) > i{top:0;}\n"),
        ("body:has(#m:checked) .x { top: 0 }", ".policybook:has(#m:checked) .pb-x{top:0;}\n"),
        (
            ".x { font: 600 1.5rem/1.2 var(--serif) }",
            ".policybook.policybook .pb-x{font-weight:600;font-size:calc(1.5*var(--pb-rem));line-height:1.2;}\n",
        ),
        (
            ".x { margin: -.5rem var(--gap) !important }",
            ".policybook.policybook .pb-x{margin:calc(-.5*var(--pb-rem)) var(--pb-gap)!important;}\n",
        ),
        (
            ":root { --a: #fff; --b: 1px } @media (prefers-color-scheme: dark) { :root { --a: #000 } }",
            ".policybook{--pb-a:light-dark(#fff,#000);--pb-b:1px;}\n",
        ),
        (
            "@media (max-width:29.99rem) { :root { --a: 0 } }",
            "@container policybook (max-width:29.99em){\n.policybook > *{--pb-a:0;}\n}\n",
        ),
        ("@media (min-width:60rem) { .x { top: 0 } } @page { margin: 0 } p { top: 0 } .site a { top: 0 }", ""),
        (
            "@media print { :root:root { --a: #fff } }",
            "@media print{\n.policybook.policybook{--pb-a:#fff;}\n}\n",
        ),
    ],
)
def test_a_rule_becomes_one_for_what_is_ours(ours: str, made: str) -> None:
    """Its meaning stays."""
    assert scoped(ours) == made
