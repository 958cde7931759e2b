"""The body of one of our pages as part of a page that somebody else made: class names that clash with nobody's, and
what the others need to know of it. Knows nothing about templates, style sheets or MkDocs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from policybook.core.language import Language

CLASS = "policybook"
"""Class of the element that holds what is ours."""

PREFIX = "pb-"
"""How all classes inside it begin: Bootstrap, for one, has a `row` and a `badge` of its own."""

_TAG = re.compile(r"<[a-z][^>]*>")
_CLASSES = re.compile(r'(?<= class=")[^"]*')
_NAME = re.compile(r'<link rel="(canonical)"|\b(?:name|property)="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One heading that can be linked to."""

    level: int
    """1 to 6."""
    id: str
    """Its id on the page."""
    words: str
    """What it says, its number included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a body has that can be linked to."""

    ids: frozenset[str]
    """All ids."""
    headings: tuple[Heading, ...]
    """The headings with an id, in their order."""


def embedded(body: str, language: str) -> str:
    """Return the body of a page of ours in one element, with class names that are ours alone.

    The language is that of its words, which the theme need not know. In our markup `<` and `>` stand for tags only.
    """
    start = f'<div class="{CLASS}" lang="{escape(language)}" dir="{Language(language).direction}">'
    return f"{start}\n{_TAG.sub(_prefixed, _with_named_title(body)).strip()}\n</div>\n"


def _with_named_title(body: str) -> str:
    """Return a body whose title can be linked to: themes take the first line of the contents for the page's own."""
    taken, name = seen(body).ids, "title"
    while name in taken:
        name += "-"
    return body.replace("<h1>", f'<h1 id="{name}">', 1)


def _prefixed(tag: re.Match[str]) -> str:
    return _CLASSES.sub(lambda names: " ".join(PREFIX + name for name in names[0].split()), tag[0])


def seen(body: str) -> Seen:
    """Return what a body has that can be linked to."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return Seen(ids=frozenset(reader.ids), headings=tuple(reader.headings()))


def contents(headings: Sequence[Heading]) -> list[dict[str, object]]:
    """Return headings as nested tokens, as Python-Markdown's `toc` writes them for others: names are HTML."""
    top: list[dict[str, object]] = []
    above: list[tuple[int, list[dict[str, object]]]] = [(0, top)]
    for heading in headings:
        while above[-1][0] >= heading.level:
            above.pop()
        below: list[dict[str, object]] = []
        name = escape(heading.words)
        above[-1][1].append({"level": heading.level, "id": heading.id, "name": name, "children": below})
        above.append((heading.level, below))
    return top


def with_metadata(page: str, metadata: str) -> str:
    """Return a page with further tags, one a line, at the end of its head; what it says already is not said again."""
    head, end, rest = page.partition("</head>")
    said = set(_names(head))
    fresh = [line for line in metadata.splitlines() if line and not said.intersection(_names(line))]
    return head + "".join(f"{line}\n" for line in fresh) + end + rest if end else page


def _names(text: str) -> Iterator[str]:
    for canonical, name in _NAME.findall(text):
        yield canonical or name


class _Reader(HTMLParser):
    """Gathers ids and the words of headings."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self._open: list[str] | None = None
        self._headings: list[tuple[int, str, list[str]]] = []

    def headings(self) -> Iterator[Heading]:
        for level, name, words in self._headings:
            yield Heading(level=level, id=name, words=" ".join("".join(words).split()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("id") or ""
        if name:
            self.ids.append(name)
        if name and re.fullmatch("h[1-6]", tag):
            self._open = []
            self._headings.append((int(tag[1]), name, self._open))

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.append(data)
