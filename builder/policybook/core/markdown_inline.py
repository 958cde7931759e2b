"""Inline content as Markdown in which nothing can pass for a mark of CriticMarkup. Knows nothing about redlines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from policybook.core.tree import Inline, InlineKind

_SIGNS = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)")
_START = re.compile(r"^(\s*(?:\{(?:\+\+|--|~~))?)([-+#=:(§])")
_NUMBER_START = re.compile(r"^\s*(?:\{(?:\+\+|--|~~))?\d{1,9}.{0,30}", re.DOTALL)
_NUMBER_END = re.compile(r"(?<!\\)[.)](?=\s|[+~-]|$)")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})
_HEXADECIMAL: dict[str, str | int | None] = {
    "{": "%7B",
    "}": "%7D",
    "<": "%3C",
    ">": "%3E",
    " ": "%20",
    "\n": "%20",
    "\\": "%5C",
    "|": "%7C",
}


def inlines_markdown(inlines: Iterable[Inline]) -> str:
    """Return inline content as Markdown."""
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline.kind:
        case InlineKind.TEXT:
            return escaped(inline.text)
        case InlineKind.CODE:
            return _code(inline.text)
        case InlineKind.BREAK:
            return "\\\n"
        case InlineKind.IMAGE:
            return f"![{escaped(inline.text)}]({_target(inline)})"
        case InlineKind.FOOTNOTE_REFERENCE:
            return f"[^{escaped(inline.text)}]"
        case InlineKind.ANCHOR:
            return ""
        case _:
            return element_markdown(inline, inlines_markdown(inline.children))


_SURROUNDS = {
    InlineKind.CODE: ("<code>", "</code>"),
    InlineKind.EMPHASIS: ("*", "*"),
    InlineKind.STRONG: ("**", "**"),
    InlineKind.SUPERSCRIPT: ("<sup>", "</sup>"),
    InlineKind.SUBSCRIPT: ("<sub>", "</sub>"),
}


def element_markdown(element: Inline, inside: str) -> str:
    """Return content in its element, with the blanks at its edges outside."""
    text = inside.strip()
    if not text:
        return inside
    if element.kind is InlineKind.LINK:
        start, end = "[", f"]({_target(element)})"
    else:
        start, end = _SURROUNDS[element.kind]
    place = inside.index(text)
    return f"{inside[:place]}{start}{text}{end}{inside[place + len(text) :]}"


def _target(inline: Inline) -> str:
    title = f' "{escaped(inline.title).replace(chr(34), "&quot;")}"' if inline.title else ""
    return f"<{inline.target.translate(str.maketrans(_HEXADECIMAL))}>{title}"


def escaped(text: str) -> str:
    """Return words that Markdown shows as they are and CriticMarkup leaves alone."""
    return _SIGNS.sub(lambda match: f"\\{match[0]}", text).translate(_BRACES)


def started(text: str) -> str:
    """Return a line that begins no list, heading or quotation."""
    text = _START.sub(r"\1\\\2", text, count=1)
    return _NUMBER_START.sub(lambda found: _NUMBER_END.sub(r"\\\g<0>", found[0]), text, count=1)


def _code(text: str) -> str:
    if "{" in text or "}" in text or "~>" in text or "|" in text or "`" in text or text != text.strip():
        return f"<code>{entities(text)}</code>"
    return f"`{text}`"


def entities(text: str) -> str:
    """Return words for the inside of an HTML element."""
    return escape(text, quote=False).translate(_BRACES).replace("|", "&#124;").replace("`", "&#96;")
