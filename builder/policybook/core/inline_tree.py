"""Inline content as a tree of words that can be paired with those of another version. Knows nothing about marks.

The nodes are working values of one comparison: they are paired in place and then read off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policybook.core.merged import Reason
from policybook.core.tokens import Token, TokenKind, token, token_texts
from policybook.core.tree import Inline, InlineKind, inline_text


class Element:
    """A link, emphasis or the like, or the whole content; a node of the working tree."""

    __slots__ = ("children", "depth", "inline", "mate", "parent")

    def __init__(self, inline: Inline | None, parent: Element | None) -> None:
        self.inline = inline
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.children: list[Element | Atom] = []
        self.mate: Element | None = None


class Atom:
    """A token in its place; a leaf of the working tree."""

    __slots__ = ("inline", "mate", "move", "parent", "reason", "token")

    def __init__(self, atom_token: Token, parent: Element, inline: Inline | None = None) -> None:
        self.token = atom_token
        self.parent = parent
        self.inline = inline
        self.mate: Atom | None = None
        self.reason: Reason | None = None
        self.move = 0


WorkingNode = Element | Atom


PARAGRAPH_END = Token("", "\x00paragraph", TokenKind.BREAK, "")
_HARD_BREAK = Token("\n", "\x00break", TokenKind.BREAK, "")


def working_tree(contents: Sequence[Sequence[Inline]]) -> tuple[Element, list[Atom]]:
    """Return content as a tree, and its words in order; the contents of several paragraphs with an end between them."""
    root = Element(None, None)
    atoms: list[Atom] = []
    for place, inlines in enumerate(contents):
        if place:
            _add_atom(Atom(PARAGRAPH_END, root), atoms)
        _grow(root, inlines, atoms)
    return root, atoms


def _grow(parent: Element, inlines: Sequence[Inline], atoms: list[Atom]) -> None:
    text: list[str] = []
    for inline in inlines:
        if inline.kind is InlineKind.TEXT:
            text.append(inline.text)
            continue
        _add_text(parent, text, atoms)
        if inline.children or (inline.kind is InlineKind.CODE and inline.text):
            element = Element(inline, parent)
            parent.children.append(element)
            _grow(element, inline.children, atoms)
            _add_text(element, [inline.text], atoms)
        else:
            _add_atom(Atom(_object_token(inline), parent, inline), atoms)
    _add_text(parent, text, atoms)


def _add_text(parent: Element, text: list[str], atoms: list[Atom]) -> None:
    for piece in token_texts("".join(text)):
        _add_atom(Atom(token(piece), parent), atoms)
    text.clear()


def _add_atom(atom: Atom, atoms: list[Atom]) -> None:
    atom.parent.children.append(atom)
    atoms.append(atom)


def _object_token(inline: Inline) -> Token:
    """Return the token of content that is compared as a whole, so that every part of it counts."""
    if inline.kind is InlineKind.BREAK:
        return _HARD_BREAK
    key = "\x00".join(("", inline.kind, inline.text, inline.target, inline.title))
    return Token(inline_text((inline,)), key, TokenKind.OBJECT, "")


def content_tokens(inlines: Iterable[Inline]) -> Iterator[Token]:
    """Yield the tokens of a working tree of the same content, without the tree."""
    text = ""
    for inline in inlines:
        if inline.kind is InlineKind.TEXT:
            text += inline.text
            continue
        yield from map(token, token_texts(text))
        text = ""
        if inline.children or (inline.kind is InlineKind.CODE and inline.text):
            yield from content_tokens(inline.children)
            yield from map(token, token_texts(inline.text))
        else:
            yield _object_token(inline)
    yield from map(token, token_texts(text))


def content_key(inlines: Iterable[Inline]) -> str:
    """Return the words of content; of an object without words, all that makes it what it is."""
    return "".join(_key_pieces(inlines))


def _key_pieces(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        if inline.kind is InlineKind.TEXT:
            yield inline.text
        elif inline.children or (inline.kind is InlineKind.CODE and inline.text):
            yield from _key_pieces(inline.children)
            yield inline.text
        else:
            found = _object_token(inline)
            yield found.text or found.key
