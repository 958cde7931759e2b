"""Long texts in pieces that a browser can leave until they are needed. Knows HTML, and nothing of policies or pages.

A browser that lays out a text of 200 kB in one go answers nobody meanwhile, on a phone for seconds. Each piece says how
much room it needs, so that the style sheet can keep that free (CSS Containment 2: `content-visibility`, CSS Box Sizing
4: `contain-intrinsic-block-size`), and a page has about its length before all of it is laid out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

LONG = 36_000
"""Room from which a text is in pieces; a phone lays out a shorter one before anybody notices."""
PIECE = 12_000
"""Room from which a piece is in pieces itself: sections into blocks, lists into items."""
LEAST = 100
"""Room of a block that is worth a mark."""

SIZE = "data-size"
"""The attribute: how much room, in characters of a line of text, with what the gaps between blocks take."""

_LAST_LINE = 60
"""Room for the rest of a block's last line: as much as a line holds on a wide screen."""
_MARGIN = 40
"""Room between two blocks."""
_RULE = 120
"""Room of a rule, most of which is its margin."""
_CELL_LINE = 16
"""Characters of a line in a cell of a table with many columns; beside it a line of text has `_LAST_LINE`."""
_ROUND = 50
"""Room is told in multiples of this: it is an estimate, and what repeats compresses well."""

_PARTED = frozenset({"section", "div", "ul", "ol", "dl", "blockquote"})
_WHOLE = frozenset({"p", "li", "dt", "dd", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_IN_TABLES = frozenset({"table", "tr", "th", "td"})
_BLOCKS = _PARTED | _WHOLE | _IN_TABLES
_KEPT_WHOLE = frozenset({"scroll", "clause"})
"""Classes of what is laid out as a grid, or scrolls by itself."""


@dataclass(slots=True)
class _Block:
    """An element that takes lines of its own."""

    tag: str
    classes: frozenset[str] = frozenset()
    end: int = 0
    """Where its start tag ends, before the `>`."""
    size: int = 0
    words: bool = False
    """Whether text stands right in it."""
    inner: list[_Block] = field(default_factory=list)


def in_pieces(html: str) -> str:
    """Return a text with the room that its pieces need, in `data-size`; a short one, or a broken one, as it is.

    The HTML must be ours: every block closed. Room is an upper estimate: too much makes the scroll bar wrong for a
    moment, too little lets a piece that is not laid out yet reach over the next one, for those who measure.
    """
    if len(html) < LONG:
        return html
    reader = _Reader(html)
    root = reader.stack[0]
    if not reader.matched or len(reader.stack) > 1 or root.size < LONG:
        return html
    done, parts = 0, []
    for piece in _pieces(root):
        parts += [html[done : piece.end], f' {SIZE}="{piece.size}"']
        done = piece.end
    return "".join([*parts, html[done:]])


def _pieces(block: _Block) -> Iterator[_Block]:
    for inner in block.inner:
        if inner.tag in _IN_TABLES or inner.size < LEAST:
            continue
        yield inner
        if inner.size > PIECE and inner.tag in _PARTED and not inner.classes & _KEPT_WHOLE:
            yield from _pieces(inner)


class _Reader(HTMLParser):
    """Gathers the blocks of a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack = [_Block("")]
        self.matched = True
        self._lines = list(accumulate((len(line) + 1 for line in html.split("\n")), initial=0))
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag in _BLOCKS:
            line, column = self.getpos()
            end = self._lines[line - 1] + column + len(self.get_starttag_text() or "") - 1
            self.stack.append(_Block(tag, frozenset(classes), end))
        elif "note" in classes:  # on narrow screens it has a line of its own
            self.stack[-1].size += 2 * _LAST_LINE
        elif tag == "hr":
            self.stack[-1].size += _RULE

    def handle_endtag(self, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        block = self.stack[-1]
        self.matched = self.matched and block.tag == tag
        if self.matched:
            self.stack.pop()
            _close(block)
            self.stack[-1].inner.append(block)
            self.stack[-1].size += block.size + _MARGIN

    def handle_data(self, data: str) -> None:
        block = self.stack[-1]
        if block.tag == "pre":
            block.size += _LAST_LINE * data.count("\n")
        words = data.strip()
        block.size += len(words)
        block.words = block.words or bool(words)


def _close(block: _Block) -> None:
    if block.tag == "tr":
        longest = max((cell.size for cell in block.inner), default=0)
        block.size = _LAST_LINE * (longest // _CELL_LINE + 2)
    elif not block.inner or (block.words and block.tag not in _IN_TABLES):
        block.size += _LAST_LINE
    if block.size >= LEAST:  # before it is added up: a piece has room for those inside it
        block.size = -(-block.size // _ROUND) * _ROUND
