"""The HTML of a text cut into the passages that a reader can be led to: sections and clauses with their anchors. Knows
nothing about policies or indexes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from html.parser import HTMLParser

_INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"),
        *("samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    }
)
"""Elements that do not part words."""
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_SILENT = frozenset({"script", "style", "template", "svg", "button"})
_ASIDE = frozenset({"note", "back", "fn", "headerlink", "copy"})
"""Classes of what stands beside a text: margin notes, ways back from footnotes and their numbers, links to headings."""
_UNSEEN = re.compile("[\xad\u200b\u2060\ufeff]")

LONGEST_TITLE = 90
"""Characters of the longest bold beginning of a clause that is its title; what is longer is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """One passage: a section without its clauses and subsections, or one clause."""

    anchor: str
    """Its id on the page; empty for the top of the page."""
    number: str
    """Its number as typed, without the mark behind it; empty when it has none."""
    title: str
    """Its own heading; that of a clause is its bold beginning (`Refunds.`), and may be empty."""
    text: str
    """What it says, on one line."""
    above: tuple[str, ...]
    """The headings that it stands under, the highest first."""

    @property
    def name(self) -> str:
        """What a list of passages calls it: its own heading, else the one above."""
        return self.title or (self.above[-1] if self.above else "")


def extracts(html: str, *, title: str, anchor: str = "") -> tuple[Extract, ...]:
    """Return the passages of a text in reading order, from its well-formed HTML.

    A passage begins at each heading with an id, `title` being the heading of what stands before the first, and at each
    `div` of the class `clause`; what follows a clause belongs to its section again. An `h1` is taken for the title.
    """
    reader = _Reader(title, anchor)
    reader.feed(html)
    reader.close()
    return tuple(passage.extract() for passage in reader.passages)


class _Mode(Enum):
    """Where the words of an element go."""

    TEXT = auto()
    TITLE = auto()
    NUMBER = auto()
    NOWHERE = auto()


@dataclass(slots=True)
class _Passage:
    """A passage while it is read."""

    anchor: str
    above: tuple[str, ...]
    is_clause: bool = False
    pieces: dict[_Mode, list[str]] = field(default_factory=lambda: {mode: [] for mode in _Mode})

    def line(self, mode: _Mode) -> str:
        """Return the words of one kind on one line."""
        return " ".join(_UNSEEN.sub("", "".join(self.pieces[mode])).split())

    def extract(self) -> Extract:
        title = self.line(_Mode.TITLE)
        if self.is_clause and not (title.endswith((".", ":")) and len(title) <= LONGEST_TITLE):
            title = ""
        return Extract(
            anchor=self.anchor,
            number=self.line(_Mode.NUMBER).strip(". :)–—-"),
            title=title.rstrip(".: "),
            text=self.line(_Mode.TEXT),
            above=self.above,
        )


class _Reader(HTMLParser):
    def __init__(self, title: str, anchor: str) -> None:
        super().__init__(convert_charrefs=True)
        self._section = _Passage(anchor, ())
        self._section.pieces[_Mode.TITLE].append(title)
        self.passages = [self._section]
        self._title = title
        self._open: list[tuple[str, _Mode]] = []
        """The elements around."""
        self._headings: list[tuple[int, _Passage]] = []
        """The headings around, with their levels."""
        self._clause = 0
        """How many elements are open inside the present clause, and around it; 0 outside of one."""

    @property
    def _passage(self) -> _Passage:
        return self.passages[-1] if self._clause else self._section

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.handle_data(" ")
        if tag not in _VOID:
            given = {name: value or "" for name, value in attrs}
            self._open.append((tag, self._mode(tag, given.get("id", ""), frozenset(given.get("class", "").split()))))

    def _mode(self, tag: str, identifier: str, classes: frozenset[str]) -> _Mode:
        """Return where the words of an element that begins now go; a passage may begin with it."""
        around = self._open[-1][1] if self._open else _Mode.TEXT
        if around is _Mode.NOWHERE or tag in _SILENT or _ASIDE & classes:
            return _Mode.NOWHERE
        if "num" in classes:
            return _Mode.NUMBER
        if self._clause:
            begins = tag == "strong" and self._passage.is_clause and not self._passage.line(_Mode.TEXT)
            return _Mode.TITLE if begins else around
        if tag == "h1":
            return _Mode.NOWHERE
        if tag in _HEADINGS and identifier:
            self._begin_section(int(tag[1]), identifier)
            return _Mode.TITLE
        if tag == "div" and "clause" in classes and identifier:
            self._clause = len(self._open) + 1
            own = self._section.line(_Mode.TITLE)
            self.passages.append(_Passage(identifier, (*self._section.above, own), is_clause=True))
        return around

    def _begin_section(self, level: int, identifier: str) -> None:
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        above = (self._title, *(passage.line(_Mode.TITLE) for _, passage in self._headings))
        self._section = _Passage(identifier, above)
        self._headings.append((level, self._section))
        self.passages.append(self._section)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or all(name != tag for name, _ in self._open):
            return
        while self._open.pop()[0] != tag:
            pass
        if len(self._open) < self._clause:
            self._clause = 0
        if tag not in _INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        mode = self._open[-1][1] if self._open else _Mode.TEXT
        self._passage.pieces[mode].append(data)
        if mode is _Mode.TITLE and self._clause:
            self._passage.pieces[_Mode.TEXT].append(data)  # a bold beginning is part of the sentence
