"""The files that pages load arrive whole and small."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tinycss2

import page_values as values
from policybook.adapters.assets import THEME, assets, compact
from policybook.adapters.templates import Templates

LIMIT = 8 * 1024
"""What the style sheets of one page may weigh on the wire."""


def tokens(sheet: str) -> list[str]:
    """Return what a browser reads of a style sheet: its tokens without comments and blanks."""

    def flat(nodes: list[tinycss2.ast.Node]) -> Iterator[str]:
        for node in nodes:
            inside = getattr(node, "content", None) or getattr(node, "arguments", None)
            if isinstance(inside, list):
                yield node.type
                yield from flat(inside)
            elif node.type != "whitespace":
                yield node.serialize()

    return list(flat(tinycss2.parse_component_value_list(sheet, skip_comments=True)))


@pytest.mark.parametrize("path", sorted(THEME.glob("css/*.css")), ids=lambda path: str(path.name))
def test_a_compact_sheet_says_the_same(path: Path) -> None:
    """Only comments and blanks go."""
    sheet = path.read_text("utf-8")
    small = compact(sheet)

    assert tokens(small) == tokens(sheet)
    assert len(small) < len(sheet)
    assert "/*" not in small
    assert compact(small) == small


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        ("a b > c { x: calc(1px + 2px) }", "a b > c{x: calc(1px + 2px)}"),
        (".a :is(b, c) , d{}", ".a :is(b,c),d{}"),
        ("a::before { content: '  ;  { ' ; }", 'a::before{content: "  ;  { ";}'),
        ("a/* one */b {}", "a/**/b{}"),
        ("@media (width > 1px) and (hover) { a { b : c } }", "@media (width > 1px) and (hover){a{b : c}}"),
        ("", ""),
    ],
)
def test_blanks_that_mean_something_stay(sheet: str, expected: str) -> None:
    """A combinator is a blank; so is a part of a string or an expression."""
    assert compact(sheet) == expected


@pytest.mark.parametrize(
    "name", ["policy", "history", "clauses", "redline", "compare", "comparison", "index", "search", "404"]
)
def test_the_style_sheets_of_a_page_weigh_at_most_8_kb(name: str) -> None:
    """The budget of a page on a slow line; the sheet for paper holds up no page, for browsers fetch it last."""
    made: dict[str, Callable[[], bytes]] = dict(assets())
    page = getattr(values, f"{name}_page", values.plain_page)()
    linked = re.findall(
        r'<link rel="stylesheet" href="[./]*(css/[^"]+)"( media="print")?>', Templates().page(name, page)
    )
    weights = {sheet: len(gzip.compress(made[sheet]())) for sheet, _ in linked}

    assert linked[0][0] == "css/policybook.css"
    assert linked[-1] == ("css/print.css", ' media="print"')
    assert sum(weights.values()) - weights["css/print.css"] <= LIMIT
    assert weights["css/print.css"] <= LIMIT // 4


def classes(sheet: str) -> set[str]:
    """Return the classes that the rules of a style sheet are about."""
    return {token[1] for token in re.finditer(r"\.([a-z][\w-]*)(?=[^{}]*\{)", compact(sheet))}


@pytest.mark.parametrize(
    "name", ["policy", "history", "clauses", "redline", "compare", "comparison", "index", "search", "404"]
)
def test_a_page_loads_every_rule_for_what_it_holds(name: str) -> None:
    """A rule in a sheet of another kind of page would be missing here."""
    markup = Templates().page(name, getattr(values, f"{name}_page", values.plain_page)())
    held = {one for said in re.findall(r' class="([^"]*)"', markup) for one in said.split()}
    loaded = re.findall(r'<link rel="stylesheet" href="[./]*(css/[^"]+)"', markup)
    ruled = {
        path: classes((THEME / path).read_text("utf-8"))
        for path, _ in assets()
        if path.endswith(".css") and path != "css/print.css"
    }
    there = set[str]().union(*(ruled.get(path, set()) for path in loaded))

    assert held & set[str]().union(*ruled.values()) <= there


@pytest.mark.parametrize("name", ["policy", "redline", "search"])
def test_the_scripts_of_a_page_weigh_at_most_4_kb(name: str) -> None:
    """A page reads without them; what they add must not cost its reader more than the text."""
    made: dict[str, Callable[[], bytes]] = dict(assets())
    linked = re.findall(r'<script src="[./]*(js/[^"]+)"', Templates().page(name, getattr(values, f"{name}_page")()))

    assert linked
    assert sum(len(gzip.compress(made[script]())) for script in linked) <= LIMIT // 2


def test_every_file_that_pages_load_is_there() -> None:
    """A page without its style sheet is hard to read."""
    assert {path for path, _ in assets()} >= {
        "css/policybook.css",
        "css/history.css",
        "css/index.css",
        "css/on.css",
        "css/redline.css",
        "css/search.css",
        "css/side-by-side.css",
        "css/compare.css",
        "css/print.css",
        "js/compare.js",
        "js/policybook.js",
        "js/search.js",
        "img/icon.svg",
    }


def test_the_compare_page_loads_one_small_script() -> None:
    """What it has no use for would take the room of the comparison."""
    made: dict[str, Callable[[], bytes]] = dict(assets())
    linked = re.findall(r'<script src="[./]*(js/[^"]+)"', Templates().page("compare", values.compare_page()))

    assert linked == ["js/compare.js"]
    assert len(gzip.compress(made["js/compare.js"](), 9)) <= 4096


def test_the_script_of_the_compare_page_is_made_from_its_source() -> None:
    """Who changes the one must make the other: `make scripts`."""
    minify = pytest.importorskip("minify", reason="the minifier is not installed; it has no wheel for this machine")
    source = Path(__file__).parents[2] / "builder" / "scripts" / "compare.js"
    made: dict[str, Callable[[], bytes]] = dict(assets())

    assert minify.string("application/javascript", source.read_text("utf-8")).encode() == made["js/compare.js"]()
