"""docs/theme.md cannot lie: its examples are built as they stand, and its lists are those of the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from policybook.adapters.assets import BASE_SHEET, THEME
from policybook.adapters.settings import load_settings
from policybook.adapters.stylesheets import chosen_colours, effective
from policybook.app.appearance import appearance
from policybook.core import pages
from policybook.core.colours import SCHEMES, TOKENS
from policybook.core.contrast import PAIRS
from policybook.core.errors import SettingsError
from policybook.mkdocs_plugin import build_site
from repositories import Repository
from scripted import note
from theme_examples import DOCUMENT, TEXT, examples

TEMPLATES = THEME.parent / "templates"

TERMS = "---\ntitle: Terms of Use\n---\n## Scope\n\n1.1 These terms apply to {}.\n"


def built(folder: Path, files: dict[str, str]) -> Path:
    """Build a site of one policy with the files of an example."""
    repository = Repository(folder)
    versions = {"2024-01-01": "you", "2024-03-01": "you and us"}
    for day, whom in versions.items():
        changed = {
            "content/terms/index.md": TERMS.format(whom),
            f"content/terms/revisions/{day}.md": note("Says whom.", posted=day),
        }
        moment = f"{day}T12:00:00+00:00"
        repository.commit(files | changed, written=moment, reached=moment)
    settings = load_settings(folder)
    build_site(settings, on=date(2024, 6, 1), quiet=True)
    return settings.site_dir


POLICY, HISTORY, INDEX, REDLINE = (
    "terms/index.html",
    "terms/history/index.html",
    "index.html",
    "terms/2024-03-01/redline/index.html",
)

SHOWN = {
    "One colour": (
        {"css/colours.css": "--accent:#7a1f3d", POLICY: 'href="../css/colours.css"', REDLINE: "css/colours.css"},
        {"css/own.css": "--accent: #7a1f3d", POLICY: 'href="../css/own.css"', REDLINE: "css/own.css"},
    ),
    "The logo": ({POLICY: '<img src="../img/logo.svg" alt="Larkfield">', "img/logo.svg": "#7a1f3d"},),
    "One word": ({HISTORY: "<h1>Change log</h1>", POLICY: "<dt>Status</dt>", REDLINE: ">Change log</span></a>"},),
    "One block": (
        {
            POLICY: "Questions about Terms of Use? Write to",
            "terms/2024-01-01/index.html": "Questions about Terms of Use?",
            HISTORY: "<h1>Revision history</h1>",
        },
    ),
    "A whole page": (
        {
            INDEX: '<li><a href="terms/">Terms of Use</a>, <time datetime="2024-03-01">1 March 2024</time></li>',
            POLICY: '<header class="site">',
        },
    ),
    "A font of your own": ({"css/fonts.css": "font-face", POLICY: "font-src 'self'", REDLINE: "css/fonts.css"},),
    "Other themes": ({POLICY: '<div class="policybook"', REDLINE: '<a class="brand"', "assets": ""},),
}
"""What each example must bring about: words, by the file of the site that has them."""


@pytest.mark.parametrize("section", SHOWN)
def test_an_example_does_what_the_page_says(tmp_path: Path, section: str) -> None:
    """People copy them as they stand."""
    found = list(examples(section))

    assert len(found) == len(SHOWN[section])
    for number, (files, shown) in enumerate(zip(found, SHOWN[section], strict=True)):
        site = built(tmp_path / str(number), files)
        for path, words in shown.items():
            assert (site / path).exists()
            assert not words or words in (site / path).read_text("utf-8"), path


def test_every_example_is_tried() -> None:
    """One that nobody runs is the one that is wrong."""
    sections = re.split(r"^## ", TEXT, flags=re.MULTILINE)

    assert {part.splitlines()[0] for part in sections if re.search(r"^```\w+ mkdocs\.yml", part, re.MULTILINE)} == (
        set(SHOWN)
    )


def test_the_words_are_changed_where_mkdocs_builds_too(tmp_path: Path) -> None:
    """`mkdocs build` and `policybook build` are two ways to the same site."""
    from mkdocs.commands.build import build
    from mkdocs.config.base import load_config

    (files,) = examples("One word")
    site = built(tmp_path, files)
    before = (site / HISTORY).read_bytes()
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()

    assert b"<h1>Change log</h1>" in before
    assert b"<h1>Change log</h1>" in (site / HISTORY).read_bytes()


def test_the_error_of_the_example_is_the_one_that_comes() -> None:
    """Who reads it here recognises it there."""
    from policybook.adapters.settings import Options

    with pytest.raises(SettingsError) as caught:
        appearance(Options(colours={"accent": "#8fbcbf"}), config="mkdocs.yml", base=THEME / BASE_SHEET, sheets=[])
    said = str(caught.value).splitlines()

    assert f"    error: {said[0]}\n" in TEXT
    assert f"    {said[-1]}\n" in TEXT


# ---- lists


def colours() -> Iterator[str]:
    chosen = chosen_colours((THEME / BASE_SHEET).read_text("utf-8"))
    light, dark = (effective(chosen, scheme) for scheme in SCHEMES)
    yield "| colour | light | dark |"
    yield "|---|---|---|"
    for token in TOKENS:
        yield f"| `{token}` | {light[token].value} | {dark[token].value} |"


def contrast() -> Iterator[str]:
    yield "| colours | at least | where |"
    yield "|---|---|---|"
    for pair in PAIRS:
        joined = "beside" if pair.apart else "on"
        limit = f"distance {pair.limit:g}" if pair.apart else f"{pair.limit:g}"
        yield f"| `{pair.over}` {joined} `{pair.under}` | {limit} | {pair.use} |"


def blocks() -> Iterator[str]:
    yield "| template | extends | blocks |"
    yield "|---|---|---|"
    for path in sorted(TEMPLATES.glob("*.html")):
        text = path.read_text("utf-8")
        names = list(dict.fromkeys(re.findall(r"{%-? block (\w+)", text)))
        base = re.search(r'extends (?:layout\|default\()?"policybook/([\w.]+)"', text)
        if names and path.name != "bare.html":
            yield f"| `{path.name}` | {f'`{base[1]}`' if base else ''} | {', '.join(f'`{name}`' for name in names)} |"


def page_values() -> Iterator[str]:
    yield "| value | fields |"
    yield "|---|---|"
    for name, kind in sorted(vars(pages).items()):
        if is_dataclass(kind) and isinstance(kind, type) and kind.__module__ == pages.__name__:
            yield f"| `{name}` | {', '.join(f'`{field.name}`' for field in fields(kind))} |"


LISTS: dict[str, Callable[[], Iterator[str]]] = {
    "colours": colours,
    "contrast": contrast,
    "blocks": blocks,
    "values": page_values,
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_that_of_the_code(name: str, request: pytest.FixtureRequest) -> None:
    """`pytest --update-golden` writes it anew; the reviewer reads that diff."""
    start, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
    wanted = "".join(f"{line}\n" for line in LISTS[name]())
    if request.config.getoption("--update-golden"):
        before, _, rest = DOCUMENT.read_text("utf-8").partition(start)
        DOCUMENT.write_text(f"{before}{start}{wanted}{end}{rest.partition(end)[2]}", "utf-8")

    assert DOCUMENT.read_text("utf-8").partition(start)[2].partition(end)[0] == wanted


def test_every_property_that_the_page_names_exists() -> None:
    """Also those that are no colours."""
    sheet = (THEME / BASE_SHEET).read_text("utf-8")
    named = set(re.findall(r"`--([a-z-]+)`", TEXT)) - {"pb-"}

    assert {name for name in named if f"--{name}:" not in sheet} == set()
    lengths_and_fonts = re.findall(
        r"--([a-z-]+):", sheet.partition("--serif")[1] + sheet.partition("--serif")[2].partition("}")[0]
    )
    assert set(lengths_and_fonts) <= named
