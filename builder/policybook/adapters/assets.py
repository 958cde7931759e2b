"""The files that our pages load, as the site gets them: style sheets made compact, scripts and pictures as they are.
Knows nothing about pages or MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import tinycss2

THEME = Path(str(files("policybook").joinpath("theme")))
"""Folder of our MkDocs theme."""

BASE_SHEET = "css/policybook.css"
"""The style sheet of every page, with all colours."""

BODY_SHEETS = tuple(THEME / sheet for sheet in (BASE_SHEET, "css/history.css", "css/index.css"))
"""The style sheets with all rules for the bodies of policies, histories and the list of policies."""

REDLINE_SHEET = "css/redline.css"
"""The style sheet of pages that compare two texts."""

_FOLDERS = ("css", "img", "js")

_TIGHT = frozenset("{};,")
"""Signs that need no blank on either side, wherever CSS allows them."""


def assets(
    *, theme: Path = THEME, additions: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Return the site path of each file with a function that makes its content.

    `additions` are rules that a site needs at the end of a style sheet, by its path.
    """
    for folder in _FOLDERS:
        for path in sorted((theme / folder).rglob("*")):
            if path.is_file():
                name = path.relative_to(theme).as_posix()
                yield name, partial(_content, path, additions.get(name, ""))


def _content(path: Path, addition: str) -> bytes:
    if path.suffix == ".css":
        return compact(path.read_text("utf-8") + addition).encode()
    return path.read_bytes()


def compact(sheet: str) -> str:
    """Return a style sheet without its comments and without blanks that mean nothing.

    A tenth of what every reader loads. Only blanks beside braces, commas and semicolons go: elsewhere one may be a
    combinator or part an expression.
    """
    return str(tinycss2.serialize(_tight(tinycss2.parse_component_value_list(sheet, skip_comments=True))))


def _tight(nodes: Sequence[tinycss2.ast.Node]) -> list[tinycss2.ast.Node]:
    """Return component values without the blanks between them that mean nothing."""
    kept: list[tinycss2.ast.Node] = []
    for place, node in enumerate(nodes):
        if node.type == "whitespace":
            beside = [*kept[-1:], *nodes[place + 1 : place + 2]]
            if len(beside) < 2 or not kept or any(_is_tight(other) for other in beside):
                continue
            node.value = " "
        elif node.type in ("{} block", "[] block", "() block"):
            node.content = _tight(node.content)
        elif node.type == "function":
            node.arguments = _tight(node.arguments)
        kept.append(node)
    return kept


def _is_tight(node: tinycss2.ast.Node) -> bool:
    return bool(node.type == "{} block" or (node.type == "literal" and node.value in _TIGHT))
