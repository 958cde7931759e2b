"""Inline tokens to inline content, white space in one form. Knows nothing about blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from policybook.core import limits
from policybook.core.errors import LimitError
from policybook.core.links import allowed_image, allowed_link
from policybook.core.tree import Inline, InlineKind, inline_text

_WHITE_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_OPENING = {
    "em_open": InlineKind.EMPHASIS,
    "strong_open": InlineKind.STRONG,
    "link_open": InlineKind.LINK,
    "html_sup": InlineKind.SUPERSCRIPT,
    "html_sub": InlineKind.SUBSCRIPT,
}
_PAIRED_TAGS = ("html_sup", "html_sub", "html_a")


@dataclass(slots=True)
class _Open:
    """Inline content whose end is not reached yet."""

    kind: InlineKind
    target: str = ""
    title: str = ""
    children: list[Inline] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, inline: Inline) -> None:
        self.end_words()
        self.children.append(inline)

    def end_words(self) -> None:
        if self.words:
            self.children.append(Inline(InlineKind.TEXT, "".join(self.words)))
            self.words.clear()


class Reader:
    """Turns the inline tokens of one document into inline content."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._ids: set[str] = set()

    def read(self, tokens: Sequence[Token], line: int) -> tuple[Inline, ...]:
        """Return inline content; raises LimitError when it nests too deeply."""
        if len(tokens) == 1 and tokens[0].type == "text":  # most of all texts
            words = collapsed(tokens[0].content).strip(" ")
            return (Inline(InlineKind.TEXT, words),) if words else ()
        return _Run(self, line).read(tokens)

    def too_deep(self, line: int) -> LimitError:
        """Return the error for content that nests too deeply."""
        depth = limits.INLINE_NESTING
        return limits.exceeded("the paragraph", depth + 1, depth, "levels of emphasis", path=self._path, line=line)

    def is_new(self, anchor: str) -> bool:
        """Return whether an anchor's id is met for the first time; a page must not have it twice."""
        new = anchor not in self._ids
        self._ids.add(anchor)
        return new


class _Run:
    """The content of one leaf while it is being read.

    White space is held back until something visible follows, so that none stands at an end, doubled, or at a break.
    """

    def __init__(self, reader: Reader, line: int) -> None:
        self._reader = reader
        self._line = line
        self._root = _Open(InlineKind.TEXT)
        self._stack = [self._root]
        self._blank_due: _Open | None = None  # what the white space held back stands in
        self._after_blank = True
        self._links: list[bool] = []

    def read(self, tokens: Sequence[Token]) -> tuple[Inline, ...]:
        literal = _literal_tags(tokens)
        for index, token in enumerate(tokens):
            if index in literal:
                self._text(token.content)
            else:
                self._token(token)
        self._root.end_words()
        return tuple(self._root.children)

    def _token(self, token: Token) -> None:
        match token.type:
            case "text" | "text_special":  # the latter stays where an image's alternative text holds an image
                self._text(token.content)
            case "softbreak":
                self._text("\n")
            case "hardbreak" | "html_br":
                self._blank_due, self._after_blank = None, True
                self._stack[-1].add(Inline(InlineKind.BREAK))
            case "code_inline":
                self._visible(Inline(InlineKind.CODE, token.content))
            case "image":
                self._image(token)
            case "footnote_ref":
                self._visible(Inline(InlineKind.FOOTNOTE_REFERENCE, str(token.meta["id"] + 1)))
            case "html_a":
                self._anchor(token)
            case "link_open" | "link_close":
                self._link(token)
            case _ if token.nesting > 0 or token.info == "open":
                self._open(_Open(_OPENING[token.type]))
            case _:
                self._close()

    def _text(self, content: str) -> None:
        words = collapsed(content)
        if words.startswith(" "):
            if self._blank_due is None and not self._after_blank:
                self._blank_due = self._stack[-1]
            words = words[1:]
        if words:
            self._blank()
            self._stack[-1].words.append(words.rstrip(" "))
            self._blank_due = self._stack[-1] if words.endswith(" ") else None
            self._after_blank = False

    def _blank(self) -> None:
        if self._blank_due:
            self._blank_due.words.append(" ")
            self._blank_due = None

    def _visible(self, inline: Inline) -> None:
        self._blank()
        self._stack[-1].add(inline)
        self._after_blank = False

    def _image(self, token: Token) -> None:
        alternative = inline_text(self._reader.read(token.children or [], self._line)).replace("\n", " ")
        source = allowed_image(str(token.attrs["src"]))
        if source:
            self._visible(Inline(InlineKind.IMAGE, alternative, source, _title(token)))
        else:
            self._text(alternative)

    def _anchor(self, token: Token) -> None:
        if token.info == "open" and self._reader.is_new(token.meta["id"]):
            self._stack[-1].add(Inline(InlineKind.ANCHOR, target=token.meta["id"]))

    def _link(self, token: Token) -> None:
        if token.nesting < 0:
            if self._links.pop():
                self._close()
            return
        outermost = not any(self._links)  # HTML has no link inside a link: the inner one keeps its words
        self._links.append(outermost)
        if outermost:
            self._open(_Open(InlineKind.LINK, allowed_link(str(token.attrs["href"])), _title(token)))

    def _open(self, opened: _Open) -> None:
        if len(self._stack) > limits.INLINE_NESTING:
            raise self._reader.too_deep(self._line)
        self._stack.append(opened)

    def _close(self) -> None:
        closed = self._stack.pop()
        closed.end_words()
        if self._blank_due is closed:
            self._blank_due = self._stack[-1]
        if closed.children:
            inline = Inline(closed.kind, "", closed.target, closed.title, tuple(closed.children))
            self._stack[-1].add(inline)


def collapsed(text: str) -> str:
    """Return a text with each run of white space as one blank, but for no-break spaces: those are typed on purpose."""
    return _WHITE_SPACE.sub(" ", text)


def _title(token: Token) -> str:
    return collapsed(str(token.attrs.get("title", ""))).strip(" ")


def _literal_tags(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places of tags without a partner: those are words, `<sup>` as typed."""
    if not any(token.type in _PAIRED_TAGS for token in tokens):
        return frozenset()
    literal: set[int] = set()
    opened: list[tuple[str, int]] = []
    anchors = 0
    for index, token in enumerate(tokens):
        if token.type == "html_a":
            if token.info == "close" and not anchors:
                literal.add(index)
            anchors += 1 if token.info == "open" else -1 if anchors else 0
        elif token.nesting > 0 or token.info == "open":
            opened.append((token.type, index))
        elif token.nesting < 0:
            while opened[-1][0] in _PAIRED_TAGS:
                literal.add(opened.pop()[1])
            opened.pop()
        elif token.info == "close":
            if opened and opened[-1][0] == token.type:
                opened.pop()
            else:
                literal.add(index)
    return frozenset(literal | {index for kind, index in opened if kind in _PAIRED_TAGS})
