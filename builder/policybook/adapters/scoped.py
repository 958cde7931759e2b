"""Our style sheet made fit for the pages of another theme: it reaches what is ours and nothing else, and takes letters,
links and width from that theme. Knows nothing about pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import tinycss2
from tinycss2.ast import Node

from policybook.core.embedded import CLASS, PREFIX

CONTENT_SHEET = "css/policybook-content.css"
"""Site path of the style sheet that pages of other themes load."""

_SCOPE = f".{CLASS}"
"""Holds the custom properties, so that a style sheet of the user's own sets them as easily."""

_STRONG = _SCOPE * 2
"""Begins all other rules: twice, for themes say `.their-text ul:not([hidden])`."""

_THEIRS = frozenset(
    ("html", "body", "p", "a", "a:hover", "a:not([href])", "code", "h1", "h2", "h3", "h4", "h5", "h6", ":focus-visible")
)
"""What a theme decides for its pages, ours among them."""

_NOT_THERE = re.compile(r"\.(?:bar|brand|copy|foot|laid|plain|site|skip|tabs|toolbar|wrap)\b")
"""Classes of what stands round a body, and of what our script makes; nothing else has them."""

_WIDE = 60
"""From this width in rem on our own pages lay out columns; on those of others the theme does."""

_FAMILIES = re.compile(r"\s*var\(--(?:serif|sans|mono)\)")

_FONT = re.compile(r"(?P<weight>\d+) (?P<size>\S+?)(?:/(?P<height>[\w.]+))?")


@dataclass(slots=True)
class _Scoping:
    """One style sheet on its way."""

    dark: dict[str, str] = field(default_factory=dict)
    """Colours for a dark ground, by custom property."""

    def rules(self, nodes: Sequence[Node], *, contained: bool = False) -> Iterator[str]:
        """Yield the rules that concern a body; `contained` rules depend on the width of what holds it."""
        for node in nodes:
            if node.type == "qualified-rule":
                yield from self._rule(node, contained=contained)
            elif node.type == "at-rule" and node.content is not None:
                yield from self._at_rule(node)

    def _rule(self, node: Node, *, contained: bool) -> Iterator[str]:
        selectors = [text for part in _parts(node.prelude) if (text := _selector(part, contained=contained))]
        at_root = tinycss2.serialize(node.prelude).strip() == ":root"
        declared = "".join(self._declarations(node, at_root=at_root))
        if selectors and declared:
            yield f"{','.join(selectors)}{{{declared}}}\n"

    def _at_rule(self, node: Node) -> Iterator[str]:
        condition = tinycss2.serialize(node.prelude).strip()
        inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        width = re.fullmatch(r"\((min|max)-width:\s*([\d.]+)rem\)", condition)
        if node.lower_at_keyword not in ("media", "supports") or "prefers-color-scheme" in condition:
            return
        if width and width[1] == "min" and float(width[2]) >= _WIDE:
            return
        rules = "".join(self.rules(inner, contained=bool(width)))
        start = f"@container {CLASS} ({width[1]}-width:{width[2]}em)" if width else f"@{node.at_keyword} {condition}"
        if rules:
            yield f"{start}{{\n{rules}}}\n"

    def _declarations(self, node: Node, *, at_root: bool) -> Iterator[str]:
        for item in tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True):
            value = tinycss2.serialize(item.value).strip()
            if item.name in ("color-scheme", "font-family") or item.name in ("--serif", "--sans", "--mono"):
                continue
            if at_root and item.name in self.dark:
                value = f"light-dark({value},{self.dark[item.name]})"
            end = "!important;" if item.important else ";"
            for name, text in _letters(item.name, value):
                yield f"{_own(name)}:{_own(_relative(text))}{end}"


def scoped(sheet: str) -> str:
    """Return a style sheet whose every rule holds inside the element that `core.embedded` makes.

    Classes and custom properties get our prefix. What the theme decides (fonts, links, columns) is left out; lengths
    in rem become parts of the theme's own size of text, and widths of the window those of the element.
    """
    nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return "".join(_Scoping(dark=dict(_dark(nodes))).rules(nodes))


def content_sheet(sheets: Iterable[Path]) -> str:
    """Return the style sheet for the pages of other themes, made from those of our own."""
    own = files("policybook").joinpath("templates", "content.css").read_text("utf-8")
    return scoped("".join(sheet.read_text("utf-8") for sheet in sheets)) + own


def _dark(nodes: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """Yield the colours that a style sheet sets on `:root` for dark systems."""
    for node in nodes:
        if node.type == "at-rule" and "prefers-color-scheme:dark" in re.sub(
            r"\s", "", tinycss2.serialize(node.prelude)
        ):
            for rule in tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True):
                for item in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                    yield item.name, tinycss2.serialize(item.value).strip()


def _parts(prelude: Sequence[Node]) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    for node in prelude:
        if node.type == "literal" and node.value == ",":
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def _selector(nodes: Sequence[Node], *, contained: bool) -> str:
    """Return a selector for what is ours; empty for what the theme decides, and for what its pages lack."""
    text = tinycss2.serialize(nodes).strip()
    if text in _THEIRS or _NOT_THERE.search(text):
        return ""
    own = re.sub(r"\.(?=[A-Za-z])", f".{PREFIX}", text)
    root = re.match(r"(?::root)+|(?:html|body)(?=[:.\s])", own)
    if root is None:
        return f"{_STRONG} {own}"
    # a rule of a container query never meets the container itself
    here = f"{_SCOPE} > *" if contained and own.startswith(":root") else _SCOPE * max(1, own.count(":root"))
    return here + own[root.end() :]


def _letters(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield a declaration without the font that it names."""
    if name != "font" or not _FAMILIES.search(value):
        yield name, value
        return
    said = _FONT.fullmatch(_FAMILIES.sub("", value).strip())
    if said is None:
        return
    yield "font-weight", said["weight"]
    yield "font-size", said["size"]
    if said["height"]:
        yield "line-height", said["height"]


def _relative(text: str) -> str:
    """Return a value with lengths in rem as parts of the size of the text round the element."""
    return re.sub(r"(?<![\w.-])(-?[\d.]+)rem\b", r"calc(\1*var(--rem))", text)


def _own(text: str) -> str:
    return re.sub(r"(?<![\w-])--(?=[a-z])", f"--{PREFIX}", text)
