"""Redline markup made fit for mails and feed readers, which have no stylesheet of ours. Knows nothing about either.

What such readers strip or ignore is put into words: insertions and deletions say so, written list markers become text,
images their description. Links become what the caller makes of them; every attribute not needed for reading goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote, urljoin

from policybook.core.links import allowed_link
from policybook.core.pages import Html

_MARKS = {"ins": "[added: ", "del": "[removed: "}
_SAME_TAGS = frozenset(
    {"p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "dl", "dt", "dd", "pre", "code"}
    | {"em", "strong", "sup", "sub", "s", "a", "ins", "del", "div", "br", "hr"}
)
_OTHER_TAGS = {"article": "div", "section": "div", "b": "strong", "i": "em"} | {
    f"h{level}": "h3" for level in range(1, 7)
}
_VOID = frozenset({"br", "hr", "img"})
_UNSEEN = frozenset({"script", "style", "template", "title"})
_BLOCK_ENDS = frozenset({"p", "ul", "ol", "li", "table", "tr", "blockquote", "dl", "dd", "pre", "div"})
"""Elements after whose end the text may be cut without leaving half a sentence."""
_BLOCK_STARTS = _BLOCK_ENDS | {"thead", "tbody", "th", "td", "dt", "h3"}
_KEPT_ATTRIBUTES = {"li": ("value",), "ol": ("start",), "th": ("colspan", "rowspan"), "td": ("colspan", "rowspan")}
_PLAIN = bytes(octet for octet in range(127) if octet != ord("="))
"""Octets that quoted-printable writes as they are; the others take three."""
_STYLE_COST = {"ins": 100, "del": 100, "th": 80, "td": 80, "h3": 60, "p": 40}
"""Bytes that the mail's inlined style may add to an element."""


@dataclass(frozen=True, slots=True)
class Portable:
    """Markup that reads well anywhere."""

    html: Html
    """The markup; well-formed, no attribute with style, class or script in it."""
    complete: bool
    """Whether it holds everything; False when a budget cut it after a block."""


def portable(markup: str, *, link: Callable[[str], str], budget: int | None = None) -> Portable:
    """Return markup for readers without our stylesheet.

    `link` turns an `href` into an absolute URL, or nothing to keep only the words. `budget` bounds what the result
    weighs in a mail, in bytes: written quoted-printable and with styles inlined. It is cut after the last block that
    fits; when the first one does not, nothing is left.
    """
    walker = _Walker(link, budget)
    walker.feed(markup)
    walker.close()
    return walker.result()


def absolute_links(base: str) -> Callable[[str], str]:
    """Return the function that resolves links against the absolute URL of a page and refuses those not allowed."""

    def resolved(href: str) -> str:
        url = urljoin(base, allowed_link(href) or base)
        return url if allowed_link(href) and url.startswith(("https://", "http://", "mailto:", "tel:")) else ""

    return resolved


def quoted(address: str) -> str:
    """Return a site path as a URL carries it: percent-encoded where needed, what is encoded already left alone."""
    return quote(address, safe="/#?%=&:@!$'()*+,;~", errors="surrogatepass")


def weight(text: str) -> int:
    """Return how many bytes text takes in quoted-printable, soft line breaks included."""
    octets = text.encode("utf-8", "replace")
    written = len(octets) + 2 * len(octets.translate(None, _PLAIN))
    return written + written // 24  # a soft break costs three bytes in at most 76


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that has started and not ended."""

    source: str = ""
    """Its name in the source; empty for a mark that we added."""
    written: str = ""
    """Its name as written; empty when only its content is."""
    shown: bool = True
    """Whether the words inside are shown."""
    mark: str = ""
    """`ins` or `del` when words inside have to be marked as such and are not yet."""


class _Walker(HTMLParser):
    """Reads markup and writes it anew from the allowed elements, noting where it may be cut."""

    def __init__(self, link: Callable[[str], str], budget: int | None) -> None:
        super().__init__(convert_charrefs=True)
        self._link = link
        self._budget = budget
        self._pieces: list[str] = []
        self._open: list[_Open] = [_Open()]
        self._brackets: list[str] = []
        """What ends each open mark: a bracket, or nothing when it says itself what it is."""
        self._lead = ""
        """What stands before the next words: a list marker, the word that a text has moved."""
        self._label = ""
        """What the mark just begun has to say, unless its words say it."""
        self._weight = 0
        self._cut: tuple[int, tuple[str, ...]] = (0, ())
        """Where the result is cut when it grows too heavy: how many pieces, and the elements open there."""

    def result(self) -> Portable:
        """Return what was written, with every element closed."""
        if self._budget is not None and self._weight > self._budget:
            count, still_open = self._cut
            return Portable(Html(_closed(self._pieces[:count], still_open)), complete=False)
        return Portable(Html(_closed(self._pieces, self._written_open())), complete=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _BLOCK_STARTS or _OTHER_TAGS.get(tag) in _BLOCK_STARTS:
            self._end_added_mark()
        inside = self._inside(tag, values)
        if tag == "img" and inside.shown:
            self._words(f"[image: {escape(values.get('alt', ''), quote=False)}]")
        elif inside.shown:
            if inside.written:
                self._begin(inside.written, values)
            self._lead += _lead(values)
        if tag not in _VOID:
            self._open.append(inside)

    def _begin(self, tag: str, values: dict[str, str]) -> None:
        if tag not in _BLOCK_STARTS:
            self._before_words(mark=tag not in _MARKS)
            self._write_label()
        self._start(tag, self._attributes(tag, values))

    def _inside(self, tag: str, values: dict[str, str]) -> _Open:
        """Return what an element is to be, and what it means for the words inside."""
        outer = self._open[-1]
        side = tag if tag in _MARKS else values.get("data-diff", "")
        why = values.get("data-why", "")
        written = tag if tag in _SAME_TAGS else _OTHER_TAGS.get(tag, "")
        if values.get("class") == "sec":
            written = "h3"  # a heading that its page shows as a bold line
        if tag in _UNSEEN or "hidden" in values:
            return _Open(tag, shown=False)
        if side in _MARKS and why:
            # the same words stand in the new version too: shown once, and only changes of words among them are marked
            return _Open(tag, written if tag not in _MARKS else "", outer.shown and side == "ins")
        if tag in _MARKS:
            return _Open(tag, written, outer.shown or tag == "del")
        if written == "a" and not self._link(values.get("href", "")):
            written = ""
        return _Open(tag, written, outer.shown, side if side in _MARKS else outer.mark)

    def _start(self, tag: str, attributes: str) -> None:
        if tag in _MARKS and self._pieces and self._pieces[-1] in ("</ins>", "</del>"):
            self._write(" ")
        self._weight += _STYLE_COST.get(tag, 0)
        self._write(f"<{tag}{attributes}>")
        if tag in _MARKS:
            self._brackets.append("")
            self._label = _MARKS[tag]

    def _attributes(self, tag: str, values: dict[str, str]) -> str:
        if tag == "a":
            return f' href="{escape(self._link(values.get("href", "")))}"'
        if tag == "li" and values.get("data-marker"):
            return ' style="list-style:none"'
        kept = [(name, values.get(name, "")) for name in _KEPT_ATTRIBUTES.get(tag, ())]
        return "".join(f' {name}="{value}"' for name, value in kept if value.isascii() and value.isdigit())

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or all(item.source != tag for item in self._open):
            return
        ended = _Open()
        while ended.source != tag:
            ended = self._open.pop()
            if ended.written and ended.shown:
                if ended.written in _BLOCK_STARTS:
                    self._write_lead()
                self._end(ended.written)
        heads_more = self._pieces[-2:] == ["</strong>", "</p>"]  # a bold line stands above what it names
        if self._budget is not None and ended.written in _BLOCK_ENDS and not heads_more:
            still_open = self._written_open()
            if self._weight + sum(weight(f"</{name}>") for name in still_open) <= self._budget:
                self._cut = (len(self._pieces), still_open)

    def handle_data(self, data: str) -> None:
        if not self._open[-1].shown:
            return
        if data.isspace():
            self._write(data)
        else:
            self._words(escape(data, quote=False))

    def _words(self, words: str) -> None:
        self._before_words(mark=True)
        if words.startswith(tuple(_MARKS.values())):
            self._label = ""  # the mark says what it is, in the same words
        self._write_label()
        self._write(words)

    def _write_label(self) -> None:
        label, self._label = self._label, ""
        if label:
            self._write(label)
            self._brackets[-1] = "]"

    def _end(self, tag: str) -> None:
        if tag in _MARKS:
            self._label = ""
            self._write(self._brackets.pop())
        self._write(f"</{tag}>")

    def _before_words(self, *, mark: bool) -> None:
        """Write what has to stand before words: a marker, inside their paragraph and not above it; a mark they lack."""
        self._write_lead()
        top = self._open[-1]
        if mark and top.mark and not any(item.written in _MARKS for item in self._open):
            self._open.append(_Open("", top.mark))
            self._start(top.mark, "")

    def _write_lead(self) -> None:
        lead, self._lead = self._lead, ""
        if lead:
            self._write(escape(lead, quote=False))

    def _end_added_mark(self) -> None:
        if not self._open[-1].source and self._open[-1].written:
            self._end(self._open.pop().written)

    def _written_open(self) -> tuple[str, ...]:
        return tuple(item.written for item in self._open if item.written and item.shown)

    def _write(self, piece: str) -> None:
        self._pieces.append(piece)
        self._weight += weight(piece)


def _lead(values: dict[str, str]) -> str:
    marker = values.get("data-marker", "")
    moved = (values.get("data-diff"), values.get("data-why")) == ("ins", "moved") or values.get("class") == "moved"
    return (f"{marker} " if marker else "") + ("[moved here] " if moved else "")


def _closed(pieces: list[str], still_open: tuple[str, ...]) -> str:
    return "".join([*pieces, *(f"</{tag}>" for tag in reversed(still_open))])
